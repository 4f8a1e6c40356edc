"""Single decisions that talks do not reach: how calls open, are handed over, break and go on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from voicebot.booking.model import (
    Appointment,
    Booked,
    FindCustomer,
    FindSlots,
    Found,
    Held,
    NotFound,
    Offered,
    Slot,
    TakeMessage,
    Taken,
)
from voicebot.dialog.loader import load
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import (
    Answered,
    Context,
    Decision,
    Dialog,
    DialogEvent,
    DialogState,
    Failed,
    Heard,
    Keyed,
    Opened,
)
from voicebot.dialog.state import dump_state, load_state, worth_resuming
from voicebot.understanding.model import Intent, SlotValue, Understanding

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 23, 22, tzinfo=ZONE)
CONTEXT = Context(MONDAY, "+12125550142", "+12125550100", "CA1")
DIALOG = load("dental_clinic")
START = datetime(2026, 11, 24, 15, tzinfo=UTC)
SLOT = Slot("t1", START, START.replace(minute=30), services=("cleaning",), staff_id="lopez")


def said(text: str, *intents: str, **slots: str) -> Heard:
    values = tuple(SlotValue(name, value, value) for name, value in slots.items())
    return Heard(Understanding(text, tuple(map(Intent, intents)), values))


def after(
    *events: DialogEvent, dialog: Dialog = DIALOG, context: Context = CONTEXT
) -> tuple[DialogState, Decision]:
    """The state and the decision after some events; nothing is answered by itself."""
    state = initial_state(dialog)
    decision = decide(dialog, state, Opened(), context)
    for event in events:
        decision = decide(dialog, decision.state, event, context)
    return decision.state, decision


def keys(decision: Decision) -> list[str]:
    return [reply.key for reply in decision.replies]


def with_policy(**policy: str | bool) -> Dialog:
    return replace(DIALOG, policy=replace(DIALOG.policy, **policy))  # type: ignore[arg-type]


def test_says_at_once_who_answers_and_cannot_be_talked_over() -> None:
    _, opened = after()
    assert keys(opened) == ["greeting", "how_can_i_help"]
    assert not opened.replies[0].interruptible
    assert opened.replies[-1].expects is not None


def test_the_recording_notice_comes_before_any_question() -> None:
    _, opened = after(context=replace(CONTEXT, recorded=True))
    assert keys(opened) == ["greeting", "notice", "how_can_i_help"]
    assert opened.replies[1].notice


def test_after_hours_the_caller_is_told() -> None:
    _, opened = after(context=replace(CONTEXT, now=NIGHT))
    assert keys(opened)[0] == "greeting_closed"


@pytest.mark.parametrize(("now", "ended"), [(MONDAY, True), (NIGHT, False)])
def test_a_person_is_reached_while_somebody_is_there(now: datetime, *, ended: bool) -> None:
    dialog = with_policy(transfer_to="+12125550199")
    asked = said("a person please", "speak_to_human")
    _, decision = after(asked, dialog=dialog, context=replace(CONTEXT, now=now))
    if ended:
        assert decision.ending is not None
        assert (decision.ending.outcome, decision.ending.transfer_to) == (
            "transferred",
            "+12125550199",
        )
    else:
        assert isinstance(decision.requests[0], TakeMessage)
        assert decision.requests[0].kind == "callback"


def test_a_callback_is_only_claimed_once_it_is_kept() -> None:
    asked = said("a person please", "speak_to_human")
    state, decision = after(asked)
    assert keys(decision) == ["nobody_now"]
    kept = decide(DIALOG, state, Answered(0, Taken("M1")), CONTEXT)
    assert keys(kept) == ["callback_noted", "anything_else"]
    assert kept.outcome == "callback"


def test_an_emergency_goes_to_its_own_number_at_any_hour() -> None:
    dialog = with_policy(emergency_to="+12125550188")
    night = replace(CONTEXT, now=NIGHT)
    state, decision = after(said("help", "emergency", "book"), dialog=dialog, context=night)
    assert keys(decision) == ["emergency"]
    ended = decide(dialog, state, Answered(0, Taken("M1")), night)
    assert ended.ending is not None
    assert (ended.ending.outcome, ended.ending.transfer_to) == ("emergency", "+12125550188")


def test_a_known_number_is_greeted_only_where_the_business_wants_that() -> None:
    _, plain = after()
    assert plain.requests == ()
    state, opened = after(dialog=with_policy(greet_known=True))
    assert opened.requests == (FindCustomer("+12125550142"),)
    unknown = decide(DIALOG, state, Answered(0, NotFound()), CONTEXT)
    assert keys(unknown) == ["how_can_i_help"]


def test_a_calendar_that_is_down_at_the_greeting_is_not_worth_a_word() -> None:
    state, _ = after(dialog=with_policy(greet_known=True))
    decision = decide(DIALOG, state, Failed("calendar", "calendar_failed"), CONTEXT)
    assert keys(decision) == ["how_can_i_help"]


def test_a_calendar_that_is_down_leaves_a_way_out() -> None:
    dialog = with_policy(transfer_to="+12125550199")
    state, _ = after(said("a cleaning", "book", service="cleaning"), dialog=dialog)
    decision = decide(dialog, state, Failed("calendar", "calendar_failed"), CONTEXT)
    assert keys(decision) == ["calendar_down", "transferring"]
    assert decision.ending is not None
    assert decision.ending.outcome == "transferred"


def offered() -> DialogState:
    """Up to the offer of one time."""
    state, decision = after(said("a cleaning please", "book", service="cleaning"))
    assert isinstance(decision.requests[0], FindSlots)
    made = decide(DIALOG, state, Answered(0, Offered((SLOT,))), CONTEXT)
    assert keys(made) == ["soonest_one"]
    return decide(DIALOG, made.state, Answered(0, Held(("t1",))), CONTEXT).state


def test_confirmation_comes_from_the_committed_row() -> None:
    chosen = decide(DIALOG, offered(), said("yes", "affirm"), CONTEXT)
    named = decide(DIALOG, chosen.state, said("Ann Lee", "provide_info", name="Ann Lee"), CONTEXT)
    assert keys(named) == ["read_back"]
    asked = decide(DIALOG, named.state, said("yes", "affirm"), CONTEXT)
    later = START.replace(hour=19)
    row = Appointment(
        "A1",
        "dental_clinic",
        ("check_up",),
        later,
        later,
        "C1",
        "Anne Leigh",
        "+1",
        staff_id="lopez",
    )
    booked = decide(DIALOG, asked.state, Answered(0, Booked(row)), CONTEXT)
    values = booked.replies[0].values
    assert (values["name"], values["what"]) == ("Anne Leigh", "a check-up")
    assert values["when"] == "Tuesday the twenty-fourth at two o'clock in the afternoon"


def test_a_caller_who_was_cut_off_goes_on() -> None:
    chosen = decide(DIALOG, offered(), said("yes", "affirm"), CONTEXT)
    assert worth_resuming(chosen.state)
    kept = load_state(json.loads(json.dumps(dump_state(chosen.state))))
    assert kept == chosen.state
    again = decide(DIALOG, kept, Opened(), CONTEXT)
    assert keys(again) == ["greeting", "resumed", "ask_name"]


def test_there_is_nothing_to_go_on_with_after_a_booking_is_done() -> None:
    assert not worth_resuming(initial_state(DIALOG))


def test_what_is_not_a_state_is_refused() -> None:
    with pytest.raises(ValueError, match="not a dialog state"):
        load_state({"dialog": "x", "colour": "blue"})


def test_a_late_answer_changes_nothing() -> None:
    state = offered()
    decision = decide(DIALOG, state, Answered(3, Found()), CONTEXT)
    assert decision.state == state
    assert decision.replies == ()


def test_a_card_number_in_a_message_is_not_kept() -> None:
    _, decision = after(
        said("a message please", "leave_message"),
        said("charge the crown to 4111 1111 1111 1111", "provide_info"),
        said("Ann Lee", "provide_info", name="Ann Lee"),
    )
    (request,) = decision.requests
    assert isinstance(request, TakeMessage)
    assert request.text == "charge the crown to (card number removed)"


def test_a_card_number_as_an_answer_is_not_kept() -> None:
    state, _ = after(
        said("I have a toothache", "book", service="urgent"),
        said("it aches, four one one one one one one one one one one one one one one one"),
    )
    assert state.slots["reason"].value == "it aches, (card number removed)"


def test_a_doubtful_cancel_is_asked_outright() -> None:
    doubtful = Heard(Understanding("cattle my points", (Intent("cancel"),), score=0.45))
    state, decision = after(doubtful)
    assert keys(decision) == ["check_cancel"]
    assert keys(decide(DIALOG, state, said("yes", "affirm"), CONTEXT)) == ["ask_identify"]
    assert keys(decide(DIALOG, state, said("no", "deny"), CONTEXT))[-1] == "how_can_i_help"


def test_a_guess_is_not_acted_on() -> None:
    guess = Heard(Understanding("mm", (Intent("cancel"),), score=0.2))
    assert keys(after(guess)[1]) == ["how_can_i_help_repair_1"]


def test_a_doubtful_yes_books_nothing() -> None:
    chosen = decide(DIALOG, offered(), said("yes", "affirm"), CONTEXT)
    named = decide(DIALOG, chosen.state, said("Ann Lee", "provide_info", name="Ann Lee"), CONTEXT)
    doubtful = Heard(Understanding("mm yes", (Intent("affirm"),), score=0.45))
    decision = decide(DIALOG, named.state, doubtful, CONTEXT)
    assert decision.requests == ()
    assert keys(decision) == ["confirm_repair_1"]


# --- a name that was hardly heard ----------------------------------------------------------------


def named(text: str, name: str, certainty: float, *intents: str) -> Heard:
    slot = SlotValue("name", name, text, certainty=certainty)
    return Heard(Understanding(text, tuple(map(Intent, intents)), (slot,)))


def at_the_name(*answers: DialogEvent) -> tuple[DialogState, Decision]:
    offered = Answered(0, Offered((SLOT,), exact=True))
    return after(
        said("a cleaning", "book", service="cleaning"), offered, said("yes", "affirm"), *answers
    )


def test_a_doubtful_name_is_put_to_the_caller():
    state, decision = at_the_name(named("Karen Muller", "Karen Muller", 0.3, "provide_info"))
    (asked,) = decision.replies
    assert asked.key == "ask_sure_name"
    assert asked.values["name"] == "Karen Muller"
    assert asked.expects is not None
    assert asked.expects.slots == ("name", "confirm")
    assert load_state(json.loads(json.dumps(dump_state(state)))) == state


@pytest.mark.parametrize(
    ("answer", "asks", "name"),
    [
        (said("yes", "affirm"), "read_back", "Karen Muller"),
        (named("Karen Miller", "Karen Miller", 0.9, "deny"), "read_back", "Karen Miller"),
        (named("Karen Mill", "Karen Mill", 0.2, "deny"), "ask_spelling", "Karen Mill"),
        (named("Karen Muller", "Karen Muller", 0.2), "read_back", "Karen Muller"),
        (named("Karen Muller", "Karen Muller", 0.2, "deny"), "ask_spelling", "Karen Muller"),
        (said("no", "deny"), "ask_name_repair_1", ""),
    ],
)
def test_what_comes_of_it(answer, asks, name):
    doubtful = named("Karen Muller", "Karen Muller", 0.3, "provide_info")
    state, decision = at_the_name(doubtful, answer)
    assert decision.replies[-1].key == asks
    slot = state.slots.get("name")
    assert (slot.value if slot else "") == name


def typing(*answers: DialogEvent) -> tuple[DialogState, Decision]:
    doubtful = named("Karen Muller", "Karen Muller", 0.3, "provide_info")
    still = named("Karen Mill", "Karen Mill", 0.2, "deny")
    return at_the_name(doubtful, still, *answers)


def test_the_last_name_may_be_typed_where_it_is_to_be_spelled():
    state, decision = typing(Keyed("645537"))
    assert decision.replies[-1].key == "read_back"
    assert state.slots["name"].value == "Karen Miller"


def test_who_cannot_be_heard_at_all_types_the_whole_name():
    unheard = named("x", "Mull", 0.2)
    _, decision = typing(unheard)
    assert decision.replies[-1].key == "ask_key_given"
    _, decision = typing(unheard, Keyed("27365"))
    assert decision.replies[-1].key == "ask_key_family"
    state, decision = typing(unheard, Keyed("27365"), Keyed("6666"))
    assert decision.replies[-1].key == "read_back"
    assert state.slots["name"].value == "Areol Moon"


def test_keys_that_are_no_letters_are_asked_for_again():
    _, decision = typing(Keyed("11"))
    assert decision.replies[-1].key == "ask_spelling_repair_1"


def test_who_was_asked_to_type_may_still_say_it():
    unheard = named("x", "Mull", 0.2)
    state, decision = typing(unheard, named("Karen Miller", "Karen Miller", 0.3))
    assert decision.replies[-1].key == "read_back"
    assert state.slots["name"].value == "Karen Miller"
    state, _ = typing(unheard, Keyed("27736"), named("Miller", "Miller", 0.9))
    assert state.slots["name"].value == "Arren Miller"


def test_a_correction_at_the_read_back_that_is_doubtful_is_typed():
    wrong = named("no it's Carol", "Carol Mill", 0.2, "deny")
    plain = named("Karen Muller", "Karen Muller", 0.9, "provide_info")
    state, decision = at_the_name(plain, wrong)
    assert decision.replies[-1].key == "ask_key_given"
    state, decision = at_the_name(plain, wrong, Keyed("52736"), Keyed("645537"))
    assert decision.replies[-1].key == "read_back_again"
    assert state.slots["name"].value == "Karen Miller"


def test_a_name_put_right_twice_is_typed():
    first = named("Karen Muller", "Karen Muller", 0.9, "provide_info")
    second = named("no it's Carol Milner", "Carol Milner", 0.9, "deny", "correct")
    third = named("no it's Karen Mills", "Karen Mills", 0.9, "deny", "correct")
    _, decision = at_the_name(first, second)
    assert decision.replies[-1].key == "read_back_again"
    _, decision = at_the_name(first, second, third)
    assert decision.replies[-1].key == "ask_key_given"


def test_of_half_a_name_the_other_half_is_asked_for():
    state, decision = at_the_name(named("Price", "Price", 0.3))
    assert decision.replies[-1].key == "ask_name_repair_1"
    assert "name" not in state.slots


def test_a_first_name_that_is_none_is_typed_as_well():
    first = named("Grapewood Moon", "Grapewood Moon", 0.3)
    _, decision = at_the_name(first, named("no Grapewood Ram", "Grapewood Ram", 0.3, "deny"))
    assert decision.replies[-1].key == "ask_key_given"


def test_an_interrupted_end_after_a_failed_booking_is_gone_on_from():
    state, _ = at_the_name(named("Karen Muller", "Karen Muller", 0.9, "provide_info"))
    lost = replace(state, chosen=None)
    decision = decide(DIALOG, lost, said("hm", "out_of_scope"), CONTEXT)
    assert decision.replies


def test_only_the_last_name_is_spelled_and_the_first_is_kept():
    doubtful = named("Karen Muller", "Karen Muller", 0.3, "provide_info")
    still = named("Karen Mill", "Karen Mill", 0.2, "deny")
    state, decision = at_the_name(doubtful, still, named("m i l l e r", "Miller", 0.9))
    assert decision.replies[-1].key == "read_back"
    assert state.slots["name"].value == "Karen Miller"


def test_a_badly_heard_goodbye_in_the_middle_of_something_is_asked_again():
    who = said("can I move my appointment", "reschedule")
    bye = (Intent("nothing_else"), Intent("goodbye"))
    _, decision = after(Opened(), who, Heard(Understanding("that's all", bye, score=0.55)))
    assert decision.ending is None
    assert decision.replies[-1].key == "ask_identify_repair_1"
    _, decision = after(Opened(), who, Heard(Understanding("that's all", bye, score=0.8)))
    assert decision.ending is not None


def test_half_a_doubtful_name_with_a_message_is_asked_for():
    def told(name: str, certainty: float) -> Heard:
        sender = SlotValue("name", name, name, certainty=certainty)
        words = Understanding(f"Can I leave a message? It's {name}", (Intent("leave_message"),))
        return Heard(replace(words, slots=(sender,)))

    words = said("the receipt is here", "provide_info")
    _, decision = after(Opened(), told("Bennett", 0.7), words)
    assert decision.replies[-1].key == "ask_message_name"
    _, decision = after(Opened(), told("Laura Bennett", 0.7), words)
    assert decision.requests[0] == TakeMessage(
        "message", "the receipt is here", "Laura Bennett", CONTEXT.caller
    )


def test_a_name_that_cannot_be_heard_is_typed_to_find_the_visit():
    row = Appointment("a1", "b", ("check_up",), START, START, "c1", "Ross Tanner", "+12125550142")
    found = Answered(0, Found((row,)))
    cancel = said("I have to cancel my appointment", "cancel")
    heard = named("The main blue garage", "Blue Garage", 0.1)
    _, decision = after(Opened(), cancel, heard, found)
    assert decision.replies[-1].key == "ask_identify_repair_1"
    _state, decision = after(Opened(), cancel, heard, found, heard, found)
    assert decision.replies[-1].key == "ask_key_family_repair_1"
    _, decision = after(Opened(), cancel, heard, found, heard, found, Keyed("826637"), found)
    assert decision.replies[-1].key == "confirm_cancel"
    _, decision = after(Opened(), cancel, heard, found, heard, found, Keyed("53466"), found)
    assert decision.replies[-1].key == "ask_identify_phone"


def test_the_name_that_was_called_wrong_is_not_taken_again():
    first = named("Henry Read", "Henry Read", 0.9, "provide_info")
    wrong = said("the name is wrong", "deny")
    _, decision = at_the_name(first, wrong)
    assert decision.replies[-1].key == "ask_name"
    _, decision = at_the_name(first, wrong, named("my name is Henry", "Henry", 0.95))
    assert decision.replies[-1].key == "ask_key_given"
    _, decision = at_the_name(first, wrong, named("Hannah Reed", "Hannah Reed", 0.9))
    assert decision.replies[-1].key.startswith("read_back")


def test_a_but_with_the_same_name_means_another():
    first = named("Henry Read", "Henry Read", 0.9, "provide_info")
    _, decision = at_the_name(first, named("but my name is Henry", "Henry", 0.9, "provide_info"))
    assert decision.replies[-1].key == "ask_key_given"
    _, decision = at_the_name(first, named("yes, Henry Read", "Henry Read", 0.9, "affirm"))
    assert decision.replies == ()  # it is being booked
    again = named("no, the name is Thomas Ward", "Thomas Ward", 0.9, "deny")
    still = named("yes, believe the name is Thomas Ward", "Thomas Ward", 0.9, "affirm")
    _, decision = at_the_name(first, again, still)
    assert decision.replies[-1].key == "ask_key_given"


def test_a_name_that_is_not_heard_twice_is_typed_and_no_circle():
    state, decision = at_the_name(said("at least viewer"), said("like a smear"))
    assert decision.replies[-1].key == "ask_name_repair_2"
    assert state.step == "key_given"


def test_a_doubtful_name_for_a_message_is_put_to_the_caller():
    leave = said("I'd like to leave a message", "leave_message")
    words = said("the part can wait until next month", "provide_info")
    who = named("Great short done", "Prachal Done", 0.1)
    _state, decision = after(Opened(), leave, words, who)
    assert decision.replies[-1].key == "ask_sure_name"
    yes = said("yes", "affirm")
    _, decision = after(Opened(), leave, words, who, yes)
    assert decision.requests[0].name == "Prachal Done"
    no = named("no, Rachel Stone", "Rachel Stone", 0.9, "deny")
    _, decision = after(Opened(), leave, words, who, no)
    assert decision.requests[0].name == "Rachel Stone"


def test_what_is_no_name_is_not_kept_as_one():
    state, _ = at_the_name(said("hold on a second", "wait"))
    assert not state.memory.get("name_heard")
