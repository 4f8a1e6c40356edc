"""What a known caller usually has: when it may be offered, and what is put to the caller.

It is the business's wish (`offer_usual`), and only for who was greeted by name: the number told it,
so whoever says to be somebody else, or speaks for somebody else, hears nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from voicebot.booking.finding import alike
from voicebot.booking.model import Found
from voicebot.dialog.listening import plain
from voicebot.dialog.turn import Turn
from voicebot.dialog.whose_name import another_person


@dataclass(frozen=True, slots=True)
class Habit:
    """What is put to the caller; `staff` is "" where it is nobody certain."""

    services: tuple[str, ...]
    staff: str = ""


def greeted(turn: Turn) -> str:
    """The name that the number told and the caller was greeted by; "" for all others."""
    name = str(turn.noted("greeted", ""))
    return name if first_name(name) else ""


def first_name(name: str) -> str:
    """The first word of a stored name, as it is written; "" of a name like "?"."""
    words = (word for word in name.split() if any(map(str.isalpha, plain(word))))
    return next(words, "")


def remember(turn: Turn, answer: Found) -> None:
    """Note who is greeted, and what they usually have where it is to be offered."""
    if answer.customer is None or not first_name(answer.customer.name):
        return
    habit: dict[str, Any] | None = None
    if turn.dialog.policy.offer_usual and answer.usual is not None:
        habit = {"services": list(answer.usual.services), "staff": answer.usual.staff_id or ""}
    name = answer.customer.name
    # Where it is all there is of the name, nothing more can be asked for.
    away = first_name(name) if len(plain(name).split()) > 1 else None
    turn.note(greeted=name, usual=habit, given_away=away)


def forget(turn: Turn) -> None:
    """Somebody else is calling: nothing that the number told holds, nor what followed from it."""
    taken = tuple(turn.noted("usual_taken") or ())
    if taken and taken == turn.state.services:
        wish = replace(turn.state.wish, staff="", staff_required=False)
        turn.set(services=(), wish=wish, chosen=None, offered=(), refused=())
    if turn.known("name") and alike(turn.known("name"), greeted(turn)):
        another_person(turn)
    turn.note(greeted=None, usual=None, usual_taken=None)
    turn.note(verified=None, which_service=None, other_than=None, typed_keys=None, unfound=None)
    turn.set(found=(), target="")
    if turn.state.task in ("moving", "cancelling", "checking"):
        # Nothing is left that the open question is about: whose visit it is comes first.
        turn.set(step="identify", attempts=0, chosen=None, offered=(), refused=())
    said = (reply for reply in turn.state.said if not reply.key.startswith("ask_usual"))
    turn.set(said=tuple(said))  # not to be repeated


def known(turn: Turn) -> Habit | None:
    """What may be offered to this caller, by what else is wished for; None for nothing."""
    habit = turn.noted("usual")
    if not habit or turn.noted("somebody_else") or turn.noted("to_book"):
        return None
    if not alike(turn.known("name"), greeted(turn)):
        return None
    services, staff = tuple(habit["services"]), str(habit["staff"])
    wish = turn.state.wish
    if staff in wish.not_staff or wish.staff:
        staff = staff if staff == wish.staff else ""
    if wish.staff and not does(turn, wish.staff, services):
        return None
    return Habit(services, staff)


def does(turn: Turn, staff: str, services: tuple[str, ...]) -> bool:
    """Whether this person does all of it."""
    person = turn.dialog.business.resource(staff)
    return person is not None and set(services) <= set(person.services)


def comes_first(turn: Turn) -> bool:
    """Whether the usual is offered before it is asked what to book."""
    if known(turn) is None:
        return False
    wanted = bool(turn.noted("usual_wanted"))
    return wanted or not (turn.noted("usual_over") or turn.noted("just_booked"))


def over(turn: Turn) -> None:
    """It was taken or turned down: it is not offered again unless it is asked for."""
    turn.note(usual_over=True, usual_wanted=None)


def unknown(turn: Turn) -> None:
    """ "The usual", where none may be told: not even whether there is one."""
    turn.note(usual_wanted=None, usual_unknown=True)
    turn.say("usual_unknown")
