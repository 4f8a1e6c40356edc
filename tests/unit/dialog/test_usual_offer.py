"""What the dialog knows of a caller's usual visit, and when it knows nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from acting import NOW

from voicebot.booking.model import CalendarAnswer, Customer, FindCustomer, Found, Usual
from voicebot.dialog.loader import load
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import (
    Answered,
    Context,
    Decision,
    Dialog,
    DialogState,
    Heard,
    Opened,
)
from voicebot.understanding.model import Intent, SlotValue, Understanding

PLAIN = load("dental_clinic")
GREETS = replace(PLAIN, policy=replace(PLAIN.policy, greet_known=True))
OFFERS = replace(PLAIN, policy=replace(GREETS.policy, offer_usual=True))
CONTEXT = Context(NOW, "+12125550142", "+12125550100", "CA1")
JANE = Found(
    (), Customer("C1", "dental_clinic", "Jane Doe", "+12125550142"), Usual(("cleaning",), "lopez")
)


def opened(dialog: Dialog) -> Decision:
    return decide(dialog, initial_state(dialog), Opened(), CONTEXT)


def greeted(dialog: Dialog, answer: CalendarAnswer = JANE) -> DialogState:
    return decide(dialog, opened(dialog).state, Answered(0, answer), CONTEXT).state


def hear(dialog: Dialog, state: DialogState, text: str, *intents: str) -> Decision:
    said = Heard(Understanding(text, tuple(map(Intent, intents))))
    return decide(dialog, state, said, CONTEXT)


def test_past_visits_are_asked_for_only_where_they_are_offered() -> None:
    assert opened(PLAIN).requests == ()
    assert opened(GREETS).requests == (FindCustomer("+12125550142"),)
    assert opened(OFFERS).requests == (FindCustomer("+12125550142", usual=True),)


def test_an_answer_that_was_not_asked_for_is_not_kept() -> None:
    assert "lopez" not in str(greeted(GREETS))
    assert "lopez" in str(greeted(OFFERS))


def test_the_usual_is_put_as_a_question() -> None:
    asked = hear(OFFERS, greeted(OFFERS), "an appointment please", "book")
    assert [reply.key for reply in asked.replies] == ["ask_usual"]
    assert asked.replies[0].values == {"service": "cleaning", "person": " with Maria Lopez"}
    taken = hear(OFFERS, asked.state, "yes", "affirm").state
    assert (taken.services, taken.wish.staff, taken.wish.staff_required) == (
        ("cleaning",),
        "lopez",
        False,
    )


def test_whoever_is_somebody_else_leaves_no_trace_of_it() -> None:
    state = hear(OFFERS, greeted(OFFERS), "an appointment please", "book").state
    for before in (state, hear(OFFERS, state, "yes", "affirm").state):
        decision = hear(OFFERS, before, "this is her husband")
        assert [reply.key for reply in decision.replies] == ["not_them", "ask_service"]
        assert "lopez" not in str(decision.state)
        assert decision.state.services == ()
        assert "Jane" not in str(decision.state.slots)


def test_it_is_not_said_again_to_another_name() -> None:
    state = hear(OFFERS, greeted(OFFERS), "an appointment please", "book").state
    name = SlotValue("name", "Tom Reed", "Tom Reed")
    said = Understanding("Tom Reed here, what was that", (Intent("repeat"),), (name,))
    decision = decide(OFFERS, state, Heard(said), CONTEXT)
    assert [reply.key for reply in decision.replies] == ["ask_service"]


def test_who_left_since_is_not_named() -> None:
    alone = replace(JANE, usual=Usual(("cleaning",)))
    asked = hear(OFFERS, greeted(OFFERS, alone), "an appointment please", "book")
    assert asked.replies[0].values == {"service": "cleaning", "person": ""}


@pytest.mark.parametrize("name", ["?", "-", " ", "", "..."])
def test_a_stored_name_without_a_word_greets_nobody(name: str) -> None:
    blank = Found((), Customer("C1", "dental_clinic", name, "+12125550142"), JANE.usual)
    decision = decide(OFFERS, opened(OFFERS).state, Answered(0, blank), CONTEXT)
    assert "greeting_known" not in [reply.key for reply in decision.replies]
    assert "lopez" not in str(decision.state)
    heard = hear(OFFERS, decision.state, "this is her husband")
    assert "not_them" not in [reply.key for reply in heard.replies]
    old = replace(decision.state, memory={**decision.state.memory, "greeted": name})
    assert hear(OFFERS, old, "an appointment please", "book").replies


def test_nothing_of_who_was_greeted_is_left_to_another_caller() -> None:
    state = greeted(GREETS)
    notes = {
        "verified": True,
        "which_service": "cleaning",
        "typed_keys": "363",
        "unfound": "moving",
    }
    state = replace(state, memory={**state.memory, **notes}, target="A1")
    after = hear(GREETS, state, "this is actually her husband").state
    assert not set(notes) & set(after.memory)
    assert (after.found, after.target) == ((), "")
