"""A change that the caller agreed to: the visit looked at once more, changed, and told.

What was read out is changed in just that version or not at all; what cannot be done is said, and
a person is offered.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicebot.booking.model import (
    Appointment,
    Cancel,
    Cancelled,
    FindAppointment,
    Move,
    Moved,
    Offered,
    Reason,
    Refused,
)
from voicebot.dialog import phrases
from voicebot.dialog.asking import ask, target
from voicebot.dialog.model import Wish
from voicebot.dialog.tasks import searching
from voicebot.dialog.turn import Turn
from voicebot.dialog.whose_name import another_person


def agree(turn: Turn, to: str) -> None:
    """Look at the visit once more: the caller agreed to what was read out, and the staff may have
    changed it since."""
    turn.note(agreed=to)
    turn.request(FindAppointment(phone=_target(turn).phone), "appointments")


def look_again(turn: Turn, rows: Sequence[Appointment]) -> bool:
    """Do what was agreed to, to just that version of the visit.

    True: it has become another one meanwhile, and the question is to be put again.
    """
    read, to = _target(turn), turn.noted("agreed")
    stands = next((a for a in rows if a.id == read.id), None)
    turn.note(agreed=None)
    if stands is None:
        _gone(turn, read)
    elif stands.version != read.version:
        _changed_meanwhile(turn, read, stands)
        return True
    elif to == "cancel":
        turn.request(Cancel(read.id, version=read.version), "cancel")
    elif turn.state.chosen is not None:
        turn.request(Move(read.id, turn.state.chosen.token, read.version), "move")
    return False


def _changed_meanwhile(turn: Turn, read: Appointment, stands: Appointment) -> None:
    """A time that was found for other services is to be looked for anew."""
    turn.say("not_changed")
    turn.set(found=tuple(stands if a.id == read.id else a for a in turn.state.found))
    if turn.state.task == "moving" and stands.services != read.services:
        turn.set(services=stands.services, chosen=None, offered=())


def _gone(turn: Turn, read: Appointment) -> None:
    turn.say("not_changed")
    turn.note(about=turn.state.task)
    turn.set(found=tuple(a for a in turn.state.found if a.id != read.id), target="")
    turn.set(task="", wish=Wish(), offered=(), chosen=None)
    ask(turn, "person")


def keep_as_is(turn: Turn) -> None:
    turn.say("kept", **phrases.appointment(turn, _target(turn)))
    _done(turn)


def _target(turn: Turn) -> Appointment:
    appointment = target(turn)
    assert appointment is not None
    return appointment


def move_answered(turn: Turn, answer: Moved | Refused) -> None:
    if isinstance(answer, Moved):
        turn.achieve("moved")
        row = answer.appointment
        turn.set(found=tuple(row if a.id == row.id else a for a in turn.state.found), target=row.id)
        turn.say("moved", **phrases.appointment(turn, answer.appointment))
        _done(turn)
    elif answer.reason is Reason.TOO_LATE_TO_CHANGE:
        too_late(turn)
    else:
        turn.set(chosen=None, offered=())
        offer = Offered(answer.alternatives, exact=False, reason=answer.reason)
        searching.found(turn, offer, gone=answer.reason in (Reason.TAKEN, Reason.EXPIRED))


def cancel_answered(turn: Turn, answer: Cancelled | Refused) -> None:
    if isinstance(answer, Cancelled):
        turn.achieve("cancelled")
        turn.say("cancelled", **phrases.appointment(turn, answer.appointment))
        left = tuple(a for a in turn.state.found if a.id != answer.appointment.id)
        turn.set(found=left, target="")
        if turn.state.stack and not turn.state.services:
            turn.set(services=answer.appointment.services)
        _done(turn)
    elif answer.reason is Reason.TOO_LATE_TO_CHANGE:
        too_late(turn)
    else:
        turn.say("not_changed")
        ask(turn, "person")


def too_late(turn: Turn) -> None:
    """Policy forbids it at this notice: said as it is, and a person is offered."""
    turn.say("why_too_late_to_change", **searching.why_values(turn))
    turn.note(about=turn.state.task)
    turn.set(task="", wish=Wish(), offered=(), chosen=None)
    ask(turn, "person")


def _for_whom(turn: Turn) -> None:
    """Whom the booking is for that follows a move."""
    if turn.noted("then_other"):
        another_person(turn)
        turn.note(somebody_else=True)
    turn.note(then_book=None, then_other=None)


def _done(turn: Turn) -> None:
    """On to what is next; what was said of a booking that is to follow stays."""
    turn.set(offered=(), chosen=None, refused=())
    if then := turn.noted("then_book"):
        turn.set(services=tuple(then), wish=Wish())
        _for_whom(turn)
    if not turn.state.stack:
        turn.set(services=(), wish=Wish())
    turn.note(any_time=None, which_service=None, to=None, by_min=None, no_day=None)
    turn.note(other_than=None, unfound=None, same_staff=None)
    turn.note(helped=True)
    turn.finished = True
