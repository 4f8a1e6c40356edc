"""Lengths that a time is moved by: "half an hour later", "push it back a week", "the day after".

Counted from what, the talk says: from the time that was read back, or from a visit to be moved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from voicebot.understanding.normalize import CARDINALS


@dataclass(frozen=True, slots=True)
class Shift:
    """How far, negative for earlier, and where it stands in the plain words."""

    by: timedelta
    span: tuple[int, int]
    compares: bool = False
    """Whether it is said against another time: "an hour later", not "the day after"."""


_LENGTH = (
    r"(?:(?:a )?quarter of an|three quarters of an|half an?|an? half|an?|"
    rf"{'|'.join(sorted(CARDINALS, key=len, reverse=True))}|\d+) ?"
    r"(?:and a half )?(?:hour|hr|minute|min|day|week)s?(?: and a half)?"
)
_ENDS = r"(?= (?:please|then|instead|if|would|is|works|maybe|thanks|on|than|for (?:my|our))\b|$)"
_RELATIVE = re.compile(
    rf"\b(?P<length>{_LENGTH})(?: \w+)?? (?P<way>later|earlier|sooner|after|before)(?: that)?"
    rf"{_ENDS}|\b(?:push|move|put|bring|shift|pull|bump|take)"
    r"(?: (?:it|that)| (?:the|my|our)(?: [\w']+){1,4}?)?"
    rf" (?P<by>back|forward|up|out|ahead)(?: by)? (?P<length2>{_LENGTH})\b"
)
_SAME_TIME = re.compile(
    r"\bsame (?:time|hour|day)\b.*\b(?P<unit>week|day) (?P<way>after|before|later|earlier)\b|"
    r"\bsame (?:time|hour|day)\b.*\b(?:next|following) (?P<unit2>week|day)\b|"
    r"\b(?:next|following) (?P<unit3>week|day)\b.*\bsame (?:time|hour|day)\b|"
    r"\b(?P<unit4>week|day) (?P<way4>after|before)\b.*\bsame (?:time|hour|day)\b"
)
_NEIGHBOUR = re.compile(
    r"\bthe (?:(?P<unit>day|week) (?P<way>after|before|later|earlier)|"
    rf"following (?P<unit2>day|week)|next (?P<unit3>day)){_ENDS}"
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAY = "|".join(_WEEKDAYS)
_WEEKDAY_AFTER = re.compile(
    rf"\bthe (?P<day>{_DAY}) after(?: that)?{_ENDS}|\bthe following (?P<day2>{_DAY}){_ENDS}"
)
_BACKWARDS = ("earlier", "sooner", "before", "forward", "up", "ahead")
_UNITS = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "min": timedelta(minutes=1),
}


def shift(text: str) -> Shift | None:
    """A length said with its direction, or the same time on another day. `text` is plain."""
    return _same_time(text) or _relative(text)


def weekday_after(text: str, at: date) -> Shift | None:
    """ "The Friday after": counted from a day."""
    found = _WEEKDAY_AFTER.search(text)
    if found is None:
        return None
    name = found["day"] or found["day2"]
    days = (_WEEKDAYS.index(name) - at.weekday()) % 7 or 7
    return Shift(timedelta(days=days), found.span())


def from_a_visit(text: str) -> Shift | None:
    """The same of a visit there is, where "the day after" is counted from it, too."""
    return shift(text) or _neighbour(text)


def _same_time(text: str) -> Shift | None:
    found = _SAME_TIME.search(text)
    if found is None:
        return None
    unit = found["unit"] or found["unit2"] or found["unit3"] or found["unit4"]
    return _by(_UNITS[unit], found["way"] or found["way4"], found)


def _relative(text: str) -> Shift | None:
    found = _RELATIVE.search(text)
    if found is None:
        return None
    return _by(_length(found["length"] or found["length2"]), found["way"] or found["by"], found)


def _neighbour(text: str) -> Shift | None:
    found = _NEIGHBOUR.search(text)
    if found is None:
        return None
    unit = found["unit"] or found["unit2"] or found["unit3"]
    return _by(_UNITS[unit], found["way"], found)


def _by(length: timedelta, way: str | None, found: re.Match[str]) -> Shift:
    compares = way not in (None, "after", "before")
    return Shift(-length if way in _BACKWARDS else length, found.span(), compares)


def _length(words: str) -> timedelta:
    first, *_ = words.split()
    number: float = CARDINALS.get(first, int(first) if first.isdigit() else 1)
    if "quarter" in words:
        number = 0.75 if "three" in words else 0.25
    elif "and a half" in words:
        number += 0.5
    elif "half" in words:
        number = 0.5
    for unit, length in _UNITS.items():
        if re.search(rf"\b{unit}s?\b|\d{unit}", words):
            return number * length
    return timedelta()
