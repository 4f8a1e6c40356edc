"""What the keys of the telephone stand for at each question.

Keys get through any noise. Wherever a question can be answered by one, its second repair says so,
and on a line that can hardly be heard its first (`voicebot.dialog.hard_line`).
"""

from __future__ import annotations

from collections.abc import Callable

from voicebot.dialog.asking import changeable
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, SlotValue, Understanding

_ANOTHER_DAY = Understanding("another day", (Intent("request_alternatives"),))
_ANY = Understanding("any time", (Intent("dont_know"),))
_ERRANDS = ("book", "reschedule", "cancel", "nothing_else")
TOLD = {"how_can_i_help_repair_2": 3, "anything_else_repair_2": 4}
"""Replies that tell the keys for what a caller may want, and how many of them."""
_YES_NO_AT = ("confirm", "confirm_move", "confirm_cancel", "same_day", "sure", "person", "usual")
_YES_NO = {"1": "affirm", "2": "deny"}


def meaning(turn: Turn, digits: str) -> Understanding:
    """What the keys say to the question that is open.

    A key that stands for nothing there says nothing: its digit is no time and no number. At a
    question that is answered in words or digits it is those.
    """
    step = turn.state.step
    read = _READERS.get(step, _yes_no)
    answers = step in _READERS or step in _YES_NO_AT
    return read(turn, digits) or Understanding("" if answers else digits)


def _yes_no(turn: Turn, digits: str) -> Understanding | None:
    intent = _YES_NO.get(digits)
    return Understanding(digits, (Intent(intent),)) if intent else None


def _help(turn: Turn, digits: str) -> Understanding | None:
    told = turn.noted("menu_told", 0)
    if not told:
        return _yes_no(turn, digits)
    wanted = _entry(_ERRANDS[:told], digits)
    return Understanding(digits, (Intent(wanted),)) if wanted else None


def _service(turn: Turn, digits: str) -> Understanding | None:
    wanted = _entry([service.id for service in turn.dialog.business.services], digits)
    slots = (SlotValue("service", wanted, digits),)
    return Understanding(digits, slots=slots) if wanted else None


def _choice(turn: Turn, digits: str) -> Understanding | None:
    """One of the times; the key after the last one is for another day."""
    among = len(turn.state.offered)
    return _ANOTHER_DAY if digits == str(among + 1) else _picked(digits, among)


def _which(turn: Turn, digits: str) -> Understanding | None:
    return _picked(digits, len(turn.state.found))


def _picked(digits: str, among: int) -> Understanding | None:
    number = int(digits) if digits.isdecimal() else 0
    if not 1 <= number <= among:
        return None
    return Understanding(digits, slots=(SlotValue("choice", number - 1, digits),))


def _change(turn: Turn, digits: str) -> Understanding | None:
    """The thing to change, by the word that callers say for it."""
    thing = _entry(changeable(turn), digits)
    return Understanding(thing) if thing else None


def _soonest(turn: Turn, digits: str) -> Understanding | None:
    return _ANY if digits == "1" else None


def _entry(entries: list[str] | tuple[str, ...], digits: str) -> str:
    number = int(digits) if digits.isdecimal() else 0
    return entries[number - 1] if 1 <= number <= len(entries) else ""


_READERS: dict[str, Callable[[Turn, str], Understanding | None]] = {
    "help": _help,
    "service": _service,
    "choice": _choice,
    "which": _which,
    "change": _change,
    "when": _soonest,
    "new_time": _soonest,
}
"""By step; of any other step 1 is yes and 2 is no."""
