"""Booking: what, when, for whom; one read-back; a confirmation from the committed row."""

from __future__ import annotations

from voicebot.booking.model import Book, Booked, Offered, Reason, Refused, Slot
from voicebot.dialog import address_heard, hard_line, own_heard, phrases, spoken, usual, wishes
from voicebot.dialog.asking import ask
from voicebot.dialog.consent import agrees
from voicebot.dialog.listening import changed
from voicebot.dialog.model import Step, Wish
from voicebot.dialog.tasks import repair, searching
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding

_BUILT_IN = ("service", "datetime", "name", "phone")
_NOT_CERTAIN = "not certain"
"""Beside the business's own answers: those that may have been misheard, or were left open, for the
staff to check."""
_CERTAIN = 0.5


def advance(turn: Turn) -> None:
    """The next thing that is missing: ask for it, look it up, or read all back."""
    for step in turn.dialog.steps:
        if _missing(turn, step):
            _fill(turn, step)
            return
    step, name = turn.noted("open_name", ("", ""))
    if step and name == turn.known("name"):
        ask(turn, step)  # something else was said when it was put
        return
    if hard_line.too_often_read_back(turn):
        turn.say("not_working")
        repair.give_up(turn)
        return
    address_heard.admit(turn)
    ask(turn, "confirm")
    turn.note(read_back=True)


def _missing(turn: Turn, step: Step) -> bool:
    state = turn.state
    if step.services and not set(step.services) & set(state.services):
        return False
    match step.slot:
        case "service":
            return not state.services
        case "datetime":
            return state.chosen is None
        case "phone":
            return not turn.reachable_at
        case _:
            return step.slot not in state.slots


def _fill(turn: Turn, step: Step) -> None:
    if step.slot == "service":
        _ask_service(turn, step)
    elif step.slot != "datetime":
        ask(turn, step.id)
    elif turn.state.offered:
        ask(turn, "choice")
    else:
        searching.find(turn)


def _ask_service(turn: Turn, step: Step) -> None:
    """What to book; first whether it is the usual, where that may be offered."""
    if usual.comes_first(turn):
        ask(turn, "usual")
        return
    if turn.noted("usual_wanted"):
        usual.unknown(turn)
    ask(turn, step.id)


def slots_answered(turn: Turn, answer: Offered | Refused) -> None:
    if searching.found(turn, answer):
        chosen = turn.state.chosen
        assert chosen is not None
        turn.note(turned_down=None)
        turn.say("time_is_free", when=phrases.slot_label(turn, chosen))
        _tell_from_when(turn, chosen)
        advance(turn)


def _tell_from_when(turn: Turn, chosen: Slot) -> None:
    """An hour that was wished for, where a visit has none of its own: when one may come."""
    service = phrases.kind(turn.dialog, turn.state.services)
    if service and service.daily_capacity and any(map(wishes.is_instant, turn.state.wish.times)):
        turn.say("no_set_hour", time=spoken.clock(turn.local(chosen.start)))


def chose(turn: Turn, heard: Understanding) -> bool:
    """At the offer of times."""
    if searching.pick(turn, heard):
        advance(turn)
        return True
    return False


def own_answer(turn: Turn, step: Step, heard: Understanding) -> bool:
    """At a question of the dialog's own: a value, the words as they were said, or a skip."""
    if step.slot in turn.state.slots:
        advance(turn)
        return True
    return heard.has("dont_know", "deny") and skip(turn, step)


def skip(turn: Turn, step: Step) -> bool:
    """Leave a question open, where it may be left open."""
    if step.required:
        return False
    turn.keep(SlotValue(step.slot, ""))
    advance(turn)
    return True


def confirmed(turn: Turn, heard: Understanding) -> bool:
    """At the read-back: yes books."""
    if agrees(turn, heard):
        # Of several visits that were asked for, the caller knows of the one before.
        commit(turn, allow_same_day=bool(turn.noted("next_visit")))
        return True
    return False


def same_day(turn: Turn, heard: Understanding) -> bool:
    if agrees(turn, heard):
        commit(turn, allow_same_day=True)
        return True
    if heard.has("deny") and not changed(turn):
        drop(turn)
        return True
    return False


def commit(turn: Turn, *, allow_same_day: bool = False) -> None:
    state = turn.state
    assert state.chosen is not None
    own = [s.slot for s in turn.dialog.steps if s.slot not in _BUILT_IN]
    details = {n: turn.known(n) for n in (*own, "reason") if turn.known(n)}
    unsure = [n for n in own if n in details and state.slots[n].certainty < _CERTAIN]
    if to_check := own_heard.for_staff(turn, unsure):
        details[_NOT_CERTAIN] = to_check
    turn.request(
        Book(
            state.chosen.token,
            turn.known("name"),
            turn.reachable_at,
            turn.known("email"),
            details,
            allow_same_day,
        ),
        "book",
    )


def book_answered(turn: Turn, answer: Booked | Refused) -> None:
    if isinstance(answer, Booked):
        row, slot = answer.appointment, turn.state.chosen
        clear(turn)
        turn.set(found=(*turn.state.found, row), target=row.id)
        turn.note(verified=True, just_booked=row.id, last_services=list(row.services))
        turn.note(unfound=None)
        turn.achieve("booked")
        turn.say("booked", **phrases.appointment(turn, row, slot))
        ask(turn, "help")
    elif answer.reason is Reason.SAME_DAY:
        ask(turn, "same_day")
    else:
        turn.set(chosen=None, offered=())
        gone = answer.reason in (Reason.TAKEN, Reason.EXPIRED, Reason.FULL)
        searching.found(turn, _alternatives(answer), gone=gone)


def _alternatives(refused: Refused) -> Offered:
    return Offered(refused.alternatives, exact=False, reason=refused.reason)


def drop(turn: Turn) -> None:
    """The caller gives the booking up."""
    clear(turn)
    turn.note(helped=True, to_book=None, next_visit=None)
    turn.say(not_booked(turn))
    ask(turn, "help")


def without_call(turn: Turn) -> None:
    """Who wants no call goes on with what was agreed so far; the second time it is dropped."""
    if turn.state.chosen is None or turn.noted("went_on"):
        drop(turn)
        return
    turn.note(went_on=True, questions=None)
    turn.say("go_ahead")
    advance(turn)


def not_booked(turn: Turn) -> str:
    """The reply that nothing was booked, or nothing beside what was."""
    return "not_booked_too" if turn.noted("just_booked") else "not_booked"


def clear(turn: Turn) -> None:
    """Make room for another booking: the caller's name and number stay."""
    own = [s.slot for s in turn.dialog.steps if s.slot not in ("name", "phone")]
    turn.forget(*own, "reason")
    turn.set(
        task="", stack=(), services=(), wish=Wish(), chosen=None, offered=(), refused=(), target=""
    )
    turn.note(read_back=None, nothing=None, another=None, doubted=None, address_first=None)
    turn.note(own_heard=None, left_open=None)
    turn.note(open_name=None, half_name=None)
    turn.note(read_backs=None, went_on=None, turned_down=None)
