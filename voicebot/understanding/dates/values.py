"""What every phrase about time comes down to: a span of local wall time, read in a frame.

Inside this package times are naive and local; `aware` puts the zone on at the very end, so that
"tomorrow at three" is three by the wall clock whatever the clocks do in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from voicebot.understanding.model import Daily, Expectation, Grain, Locale

MIDNIGHT = time(0)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Local wall time, half open [start, end); a missing end is open on that side."""

    start: datetime | None
    end: datetime | None
    grain: Grain
    daily: Daily | None = None

    @property
    def open(self) -> str | None:
        return "before" if self.start is None else "after" if self.end is None else None

    @property
    def days(self) -> int:
        """How many days the span touches; 0 when it is open."""
        if self.start is None or self.end is None:
            return 0
        return (self.end - timedelta(microseconds=1)).date().toordinal() - (
            self.start.toordinal() - 1
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a phrase is read: local now, the zone, the callers' habits, what was asked.

    `pointed` finds what "that day" points at (what was offered or just said), when anything.
    """

    now: datetime
    zone: tzinfo
    locale: Locale
    expected: Expectation
    pointed: Callable[[], Span | None] = lambda: None
    moved: bool = False
    """Whether it is read from another moment than the call's."""

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, start: datetime) -> Frame:
        """The same frame read from another moment on."""
        return replace(self, now=start, moved=True)

    def later(self, seconds: float) -> datetime:
        """Wall time after so much real time, across changes of the clock."""
        moved = aware(self.now, self.zone).astimezone(UTC) + timedelta(seconds=seconds)
        return moved.astimezone(self.zone).replace(tzinfo=None)

    def local(self, offered: datetime) -> datetime:
        """An aware instant as naive local time."""
        return offered.astimezone(self.zone).replace(tzinfo=None)


class Days(Protocol):
    """A phrase that names days: one, a range, or an open range."""

    def span(self, frame: Frame) -> Span | None:
        """The days meant, or None when there are none such (February 30th)."""
        ...


def day_span(day: date) -> Span:
    start = datetime.combine(day, MIDNIGHT)
    return Span(start, start + DAY, Grain.DAY)


def aware(local: datetime, zone: tzinfo) -> datetime:
    """The instant of a wall time. In a repeated hour the first; a skipped one moves forward."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
