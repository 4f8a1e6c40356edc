"""Ranges from one phrase to another, and ranges open on one side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from voicebot.understanding.dates.days import At, Figures, Inside, Loose, On, Workdays
from voicebot.understanding.dates.offsets import Elapsed, Stretch
from voicebot.understanding.dates.periods import Around, Edge, Nth, Period, Pointed, Season
from voicebot.understanding.dates.values import Days, Frame, Span, day_span
from voicebot.understanding.model import Grain


@dataclass(frozen=True, slots=True)
class Through:
    """From one to another; a last one that was named belongs to the range."""

    first: Days
    last: Days
    inclusive: bool = True

    def span(self, frame: Frame) -> Span | None:
        first = self.first.span(frame)
        if first is None or first.start is None:
            return None
        now = isinstance(self.last, Elapsed)
        last = day_span(frame.today) if now and first.grain is not Grain.MINUTE else None
        last = last or self.last.span(frame)
        if last is None or last.start is None or last.end is None:
            return None
        if last.end <= first.start and isinstance(self.last, On | Figures | At):
            last = self.last.span(frame.at(first.start)) or last
        if last.start is None or last.end is None:
            return None
        if last.end <= first.start:
            first = self._before(first, last, frame) or first
        grain = min(first.grain, last.grain, key=list(Grain).index)
        end = last.end if self.inclusive and last.grain is not Grain.MINUTE else last.start
        if first.start is None or end <= first.start:
            return None
        return Span(first.start, end, grain)

    def _before(self, first: Span, last: Span, frame: Frame) -> Span | None:
        """The first again, a year or a week earlier: "since March", "from Friday until today"."""
        assert last.start is not None
        assert first.start is not None
        for back in (timedelta(7), timedelta(31), timedelta(366)):
            again = self.first.span(frame.at(first.start - back))
            if again is not None and again.start is not None and again.start < last.start:
                return again
        return None


@dataclass(frozen=True, slots=True)
class Open:
    """After, from, before or until a day (until and by include it)."""

    side: str
    days: Days

    def span(self, frame: Frame) -> Span | None:
        span = self.days.span(frame)
        if span is None:
            return None
        edge = self.days.which if isinstance(self.days, Edge) else ""
        after = span.start if span.grain is Grain.MINUTE or edge == "start" else span.end
        before = span.end if edge == "end" else span.start
        edges = {
            "after": (after, None),
            "from": (span.start, None),
            "before": (None, before),
            "until": (None, span.end if span.grain is not Grain.MINUTE else span.start),
        }
        start, end = edges[self.side]
        return Span(start, end, span.grain) if start or end else None


def spread(days: Days) -> bool:
    """Whether more than one day is meant, whatever day it is today: "next week", "in March"."""
    if isinstance(days, Inside):
        return spread(days.inner)
    if isinstance(days, Loose):
        return spread(days.days)
    if isinstance(days, Period | Pointed):
        return days.unit != "day"
    if isinstance(days, Nth):
        return isinstance(days.what, str) and days.what != "day"
    if isinstance(days, On):
        return days.day is None and days.weekday is None
    return isinstance(days, Around | Edge | Season | Stretch | Through | Open | Workdays)
