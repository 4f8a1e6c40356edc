"""Phrases that count from somewhere: from now, from a day, from what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.understanding.dates.periods import Period
from voicebot.understanding.dates.times import Clock
from voicebot.understanding.dates.units import SECONDS, add, business_days, grain_of, period
from voicebot.understanding.dates.values import DAY, Days, Frame, Span, day_span
from voicebot.understanding.model import Grain

Length = tuple[tuple[float, str], ...]
"""Counts of units, added one after the other: ((1, "month"), (2, "week"))."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A length after (before, when negative) a day: "two weeks from Friday", "in three days"."""

    length: Length
    base: Days

    def span(self, frame: Frame) -> Span | None:
        base = self.base.span(frame)
        moment = base.start if base is not None else None
        for count, unit in self.length:
            if moment is None:
                return None
            if unit == "business day":
                day = business_days(moment.date(), int(count), frame.locale)
                moment = datetime.combine(day, moment.time())
            else:
                moment = add(moment, count, unit)
        return day_span(moment.date()) if moment is not None else None


@dataclass(frozen=True, slots=True)
class Beyond:
    """A length after what was offered ("half an hour later"), else after now."""

    length: Length

    def span(self, frame: Frame) -> Span | None:
        pointed = frame.pointed() if frame.expected.offered else None
        start = pointed.start if pointed is not None else None
        small = all(unit in SECONDS for _, unit in self.length)
        if start is None:
            if not small:
                return Shift(self.length, Period("day")).span(frame)
            return Elapsed(sum(count * SECONDS[unit] for count, unit in self.length)).span(frame)
        if not small:
            return Shift(self.length, Period("day")).span(frame.at(start))
        for count, unit in self.length:
            start = add(start, count, unit) or start
        return Span(start, start + timedelta(minutes=1), Grain.MINUTE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The next (or past, when negative) length, from tomorrow on (or up to today).

    `base` starts it elsewhere: "for three days starting next Monday".
    """

    length: Length
    base: Days | None = None

    def span(self, frame: Frame) -> Span | None:
        now = frame.now.replace(second=0, microsecond=0)
        count, unit = self.length[0]
        today = datetime.combine(frame.today, datetime.min.time())
        start: datetime | None = today + DAY if count > 0 else today
        if self.base is not None:
            base = self.base.span(frame)
            start = base.start if base else None
        elif unit in SECONDS:
            start = now
        elif unit in {"quarter", "weekend"}:
            return _whole_units(unit, int(count), now)
        if start is None:
            return None
        if unit == "business day":
            if count < 0:
                first = business_days(start.date(), int(count), frame.locale)
                return Span(day_span(first).start, start, Grain.DAY)
            first = business_days(start.date() - DAY, 1, frame.locale)
            last = business_days(start.date() - DAY, int(count), frame.locale)
            return Span(day_span(first).start, day_span(last).end, Grain.DAY)
        end: datetime | None = start
        for many, kind in self.length:
            end = add(end, many, kind) if end is not None else None
        if end is None:
            return None
        grain = Grain.MINUTE if unit in SECONDS else Grain.DAY
        return Span(min(start, end), max(start, end), grain)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """So many seconds of real time from now: "in twenty minutes", "right now"."""

    seconds: float

    def span(self, frame: Frame) -> Span:
        start = frame.later(self.seconds).replace(second=0, microsecond=0)
        return Span(start, start + timedelta(minutes=1), Grain.MINUTE)


@dataclass(frozen=True, slots=True)
class FromNow:
    """Between now and the next such clock time (or the last one, when past)."""

    clock: Clock
    past: bool = False

    def span(self, frame: Frame) -> Span | None:
        now = frame.now.replace(second=0, microsecond=0)
        midnight = datetime.combine(frame.today, datetime.min.time())
        times = [midnight + timedelta(minutes=m) for m in self.clock.either()]
        if self.past:
            return Span(max(t if t < now else t - DAY for t in times), now, Grain.MINUTE)
        return Span(now, min(t if t > now else t + DAY for t in times), Grain.MINUTE)


def _whole_units(unit: str, count: int, now: datetime) -> Span | None:
    """So many whole units after (or before) the one that now lies in."""
    side = 1 if count > 0 else -1
    ends = [period(unit, now, side), period(unit, now, count)]
    starts = [span.start for span in ends if span is not None and span.start is not None]
    lasts = [span.end for span in ends if span is not None and span.end is not None]
    return Span(min(starts), max(lasts), grain_of(unit)) if len(starts) == 2 else None
