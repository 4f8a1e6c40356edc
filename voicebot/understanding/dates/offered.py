"""Times said by comparison with what was offered: "anything earlier?", "later that day".

Only after an offer: without one, "later" is no time. "The later one" of several is a choice
among them, not a new wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from voicebot.understanding.dates.values import DAY, Frame, Span
from voicebot.understanding.model import Grain

_COMPARING = re.compile(
    r"\b(?P<later>later|after (?:that|those|these|them)|afterwards|past that|further out)\b"
    r"|\b(?P<earlier>earlier|sooner|before (?:that|those|these|them|then))\b"
)
_SOONER_OR_LATER = re.compile(r"\b(?<!the )(?:earlier|sooner|later)\b(?! (?:one|slot|option))")
_FAREWELL = re.compile(
    r"\b(?:you|call|talk|speak|back|maybe|until|try|do (?:it|this|that)) later\b"
)
_CHOICE = re.compile(r"\bthe (?:later|earlier|sooner)\b(?: (?:one|time|slot|appointment))?$")
_SAME_DAY = re.compile(
    r"\b(?:that|the same|same) day\b|\bin the day\b|\bthat (?:morning|afternoon)\b"
)
_OTHER_DAY = re.compile(
    r"\b(?:another|a different|different|some other|any other|other|not that|not on that) days?\b"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A wish (or an exclusion) measured from the offer, and where in the words it was said."""

    span: Span
    first: int
    last: int
    excluded: bool = False


def compare_on(day: date, words: str, frame: Frame) -> Compared | None:
    """ "Thursday but earlier": than what was offered that day."""
    offered = [offer for offer in _local(frame) if offer[0].date() == day]
    found = _SOONER_OR_LATER.search(words)
    if not offered or found is None or _FAREWELL.search(words):
        return None
    start, end = max(offered, key=lambda offer: offer[0])
    later = found.group() == "later"
    span = _after(end or start, True) if later else _before(min(offered)[0], True)
    return Compared(span, *found.span())


def compare(words: str, frame: Frame) -> Compared | None:
    """What the words ask for relative to the offer; None when they compare nothing.

    `words` is normalised text; the result's place is in its characters.
    """
    offered = _local(frame)
    if not offered:
        return None
    other = _OTHER_DAY.search(words)
    if other is not None:
        return Compared(_days(offered), *other.span(), excluded=True)
    found = _COMPARING.search(words)
    if found is None or _FAREWELL.search(words):
        return None
    if len(offered) > 1 and _CHOICE.search(words):
        return None
    same_day = _SAME_DAY.search(words)
    if found["later"]:
        start, end = max(offered, key=lambda offer: offer[0])
        span = _after(end or start, same_day is not None)
    else:
        span = _before(min(offered)[0], same_day is not None)
    place = (found.start(), max(found.end(), same_day.end() if same_day else 0))
    return Compared(span, *place)


def _local(frame: Frame) -> list[tuple[datetime, datetime | None]]:
    """What was offered, by the wall clock."""
    return [
        (frame.local(offer.start), frame.local(offer.end) if offer.end else None)
        for offer in frame.expected.offered
        if offer.start is not None
    ]


def _after(start: datetime, same_day: bool) -> Span:
    if not same_day:
        return Span(start, None, Grain.MINUTE)
    midnight = datetime.combine(start.date(), datetime.min.time()) + DAY
    return Span(start, midnight, Grain.MINUTE)


def _before(end: datetime, same_day: bool) -> Span:
    if not same_day:
        return Span(None, end, Grain.MINUTE)
    return Span(datetime.combine(end.date(), datetime.min.time()), end, Grain.MINUTE)


def _days(offered: list[tuple[datetime, datetime | None]]) -> Span:
    """The days of the offers, from the first to the last."""
    first = min(start for start, _ in offered).date()
    last = max(start for start, _ in offered).date()
    midnight = datetime.min.time()
    return Span(
        datetime.combine(first, midnight), datetime.combine(last, midnight) + DAY, Grain.DAY
    )
