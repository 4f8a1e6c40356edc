"""One time out of two phrases for it: "three in the afternoon", "Tuesday ... the 24th"."""

from __future__ import annotations

from dataclasses import replace

from voicebot.understanding.dates.days import On
from voicebot.understanding.dates.offsets import Elapsed
from voicebot.understanding.dates.ranges import Open
from voicebot.understanding.dates.times import Between, Clock, Hours, Lasting, Later, Part
from voicebot.understanding.dates.values import Days


def narrow(one: Hours, other: Hours) -> Hours | None:
    """One time of day out of two: a clock time in a part of the day, or one within the other."""
    if isinstance(one, Part) and not isinstance(other, Part):
        one, other = other, one
    if isinstance(other, Part):
        if isinstance(one, Clock):
            return one.within(other.name)
        if isinstance(one, Between):
            return _within(one, other)
        if isinstance(one, Part):
            return one if one.name == other.name and one.edge else other if other.edge else None
        return one
    if one == other or isinstance(other, Later):
        return one
    if isinstance(one, Later):
        return other
    if isinstance(one, Clock) and isinstance(other, Clock):
        return _same_clock(one, other)
    if isinstance(one, Lasting) or isinstance(other, Lasting):
        return one if isinstance(one, Lasting) else other
    return None


def dayed(one: Days, other: Days) -> Days | None:
    """ "As early as possible tomorrow": the open one only says how soon."""
    now = Open("from", Elapsed(0))
    return other if one == now else one if other == now else None


def merged(one: On, other: On) -> On | None:
    """ "Tuesday ... the 24th": what each says of the same date, when nothing contradicts."""
    parts = {}
    for name in ("month", "day", "weekday", "year"):
        a, b = getattr(one, name), getattr(other, name)
        if a is not None and b is not None and a != b:
            return None
        parts[name] = a if a is not None else b
    return On(**parts)


def _within(window: Between, part: Part) -> Between | Clock | None:
    first, last = window.first, window.last
    if isinstance(first, Clock) and isinstance(last, Clock) and window.plain:
        early, late = first.within(part.name), last.within(part.name)
        if early and late and early.either() > late.either() and first.hour in {5, 10}:
            return replace(late, hour=(late.hour - 1) % 12 or 12, minute=60 - first.hour)
    if isinstance(last, Clock):
        last = last.within(part.name) if not last.settled else last
    if isinstance(first, Clock) and last is None:
        first = first.within(part.name)
    return replace(window, first=first, last=last, framed=True)


def _same_clock(one: Clock, other: Clock) -> Clock | None:
    """ "At three, three pm": the same time said twice, the surer one counts."""
    if set(one.either()) & set(other.either()):
        return one if one.settled else other
    return None
