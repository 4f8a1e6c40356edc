"""Decide: what a call says and asks next. One pure function over the dialog's data.

`decide(dialog, state, event, context)` never awaits and reads no clock. Each kind of event has its
handler; an utterance goes through `hearing`, a calendar's answer to the task that asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from voicebot.booking.model import (
    Booked,
    Cancelled,
    FindCustomer,
    Found,
    Moved,
    NotFound,
    Offered,
    Refused,
    TakeMessage,
    Taken,
)
from voicebot.dialog import (
    flow,
    hard_line,
    hearing,
    known_visits,
    left_open,
    menus,
    opening,
    privacy,
    several,
    usual,
    usual_heard,
)
from voicebot.dialog.asking import ask, own_step
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
    NotHeard,
    Opened,
    Reply,
    Silent,
)
from voicebot.dialog.tasks import booking, changing, messages, naming, people, repair, settling
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.phone import to_e164

OUTCOMES = frozenset(
    [
        "booked",
        "moved",
        "cancelled",
        "informed",
        "message",
        "callback",
        "transferred",
        "emergency",
        "goodbye",
        "abandoned",
        "failed",
    ]
)


def initial_state(dialog: Dialog) -> DialogState:
    """The state of a call that has not begun."""
    return DialogState(dialog.id)


def decide(dialog: Dialog, state: DialogState, event: DialogEvent, context: Context) -> Decision:
    """What to do about one event. Total: every event in every state has a decision."""
    turn = Turn(dialog, state, context)
    match event:
        case Opened():
            _opened(turn)
        case Heard(understanding):
            _heard(turn, understanding)
            repair.end_circles(turn)
        case NotHeard():
            if not left_open.unanswered(turn, own_step(turn, turn.state.step)):
                repair.failed(turn, "not_heard")
        case Silent(times):
            repair.silent(turn, times)
        case Keyed(digits):
            _keyed(turn, digits)
            repair.end_circles(turn)
        case Answered():
            _answered(turn, event)
            repair.end_circles(turn)
        case Failed(what, _):
            _part_failed(turn, what)
    return turn.decision()


def rang_off(dialog: Dialog, state: DialogState, context: Context) -> TakeMessage | None:
    """What is kept for the staff of a caller who rang off in the middle, if anything is."""
    return people.rang_off(Turn(dialog, state, context))


def _opened(turn: Turn) -> None:
    is_open = opening.is_open(turn.dialog.business, turn.now)
    turn.say_through("greeting" if is_open else "greeting_closed")
    if turn.context.recorded and turn.dialog.policy.record_notice:
        turn.replies.append(Reply("notice", interruptible=False, notice=True))
    turn.set(pending=(), said=(), attempts=0, offered=())
    turn.note(failures=None)
    caller = turn.context.caller
    if turn.state.task:
        turn.say("resumed")
        flow.advance(turn)
    elif turn.dialog.policy.greet_known and caller:
        turn.request(FindCustomer(caller, turn.dialog.policy.offer_usual), "customer")
    else:
        ask(turn, "help")


def _customer(turn: Turn, answer: Found | NotFound) -> None:
    """A known number is greeted by name where the business wants that, and the name is kept."""
    customer = answer.customer if isinstance(answer, Found) else None
    first = usual.first_name(customer.name) if customer else ""
    if isinstance(answer, Found) and customer is not None and first:
        turn.keep(SlotValue("name", customer.name))
        usual.remember(turn, answer)
        turn.say("greeting_known", name=first)
    ask(turn, "help")


def _heard(turn: Turn, said: Understanding) -> None:
    """Words, of which a payment card is not even remembered for the rest of the turn."""
    after = privacy.goes_on(turn.state)
    card = privacy.has_card(said.text, after=after)
    turn.note(card=card or None)
    if any(privacy.has_card(text, after=after) for text in said.recognitions):
        said = replace(said, heard=())
    if card:
        turn.say("no_cards")
        said = privacy.without_card(said, after=after)
    if card and privacy.tells_only_a_card(said.text):
        flow.resume(turn)
        return
    if hard_line.hardly_heard(turn, said):
        hearing.not_understood(turn, said, "not_heard")
        return
    said = several.beside_a_yes(turn, several.in_words(turn, said))
    said = messages.beside_a_yes(turn, said)
    said = usual_heard.in_words(turn, said)
    if messages.taken(turn, said) or several.adds(turn, said):
        return
    if not usual_heard.dealt_with(turn, said):
        hearing.heard(turn, said)


# --- keys ----------------------------------------------------------------------------------------


def _keyed(turn: Turn, digits: str) -> None:
    """A number where one is asked; 0 is a person; else what the keys stand for there."""
    step = turn.state.step
    turn.note(offers_made=None, farewell=True)
    if digits == "0":
        people.human(turn, digits)
        return
    if step in ("phone", "identify_phone", "message_phone"):
        number = to_e164(digits, turn.dialog.locale.region)
        said = SlotValue("phone", number or digits, digits)
        slots = (said,) if number else ()
        hearing.heard(turn, Understanding(digits, slots=slots))
        return
    if step in naming.TYPED:
        turn.before = turn.state
        naming.typed(turn, digits)
        return
    meant = menus.meaning(turn, digits)
    if meant.text:
        _heard(turn, meant)
    else:
        repair.failed(turn)


# --- the calendar --------------------------------------------------------------------------------


def _slots(turn: Turn, answer: Any) -> None:
    task = changing if turn.state.task == "moving" else booking
    task.slots_answered(turn, answer)


def _passed_on(turn: Turn, answer: Any) -> None:
    people.passed_on(turn, answer)
    flow.resume(turn)


def _emergency(turn: Turn, answer: Any) -> None:
    people.emergency_answered(turn, answer)
    if turn.ending is None:
        flow.advance(turn)


Answers = type | tuple[type, ...]

ANSWERS: dict[str, tuple[Answers, Callable[[Turn, Any], None]]] = {
    "customer": ((Found, NotFound), _customer),
    "slots": ((Offered, Refused), _slots),
    "book": ((Booked, Refused), booking.book_answered),
    "move": ((Moved, Refused), settling.move_answered),
    "cancel": ((Cancelled, Refused), settling.cancel_answered),
    "appointments": ((Found, NotFound, Refused), changing.appointments_answered),
    "by_name": ((Found, NotFound, Refused), known_visits.found_by_name),
    "callback": ((Taken, Refused), people.callback_answered),
    "message": ((Taken, Refused), people.message_answered),
    "passed_on": ((Taken, Refused), _passed_on),
    "emergency": ((Taken, Refused), _emergency),
    "stop_calling": ((Taken, Refused), people.stop_calling_answered),
}
"""By the purpose of a request: what may come back, and who deals with it. Holds and releases are
not here: they change nothing in the talk, `Book` finds out whether a hold lasted."""


def _answered(turn: Turn, event: Answered) -> None:
    pending = turn.state.pending
    purpose = pending[event.ordinal] if event.ordinal < len(pending) else ""
    if purpose in ANSWERS:
        kinds, handle = ANSWERS[purpose]
        if isinstance(event.answer, kinds):
            handle(turn, event.answer)
            if isinstance(event.answer, Booked):
                several.goes_on(turn, event.answer)
                messages.pass_on_wish(turn)
            flow.settle(turn)


def _part_failed(turn: Turn, what: str) -> None:
    """A part is down: the caller hears it, and a person is told where that is possible."""
    if what in ("recognition", "synthesis"):
        repair.failed(turn, "trouble")
    elif what == "calendar":
        _calendar_failed(turn)


def _calendar_failed(turn: Turn) -> None:
    if "customer" in turn.state.pending:
        turn.set(pending=())
        ask(turn, "help")
        return
    if not set(turn.state.pending) - {"hold", "release"}:
        return
    if turn.noted("calendar_down"):
        _no_calendar(turn)
        return
    turn.note(calendar_down=True, giving_up=True)
    turn.say("calendar_down")
    people.human(turn)


def _no_calendar(turn: Turn) -> None:
    """Not even a message can be kept: put through if anybody can be, else say so and end."""
    number = turn.dialog.policy.transfer_to
    if number:
        turn.say_through("transferring")
        turn.end("transferred", number)
    else:
        turn.say_through("call_again")
        turn.end("failed")
