"""Phrases that name single days, as values: each knows how to find its span in a frame.

A missing year, month or day is filled with the next one from today on. "Next Tuesday" is the
Tuesday of the next calendar week, "this Tuesday" the coming one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voicebot.understanding.dates.times import Hours, on_day
from voicebot.understanding.dates.units import WEEK, month_span, year_span
from voicebot.understanding.dates.values import Days, Frame, Span, day_span
from voicebot.understanding.model import Grain

_YEARS_AHEAD = 9
"""How far a date that is not in every year may be (the next leap day)."""
_MONTHS_AHEAD = 36
_JUST_PAST = timedelta(days=14)
"""A date of so late, said without its year, is that one and no other: next year's is too far."""


@dataclass(frozen=True, slots=True)
class On:
    """What was said of a date; the rest is found.

    A weekday that contradicts month and day yields to them.
    """

    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    year: int | None = None

    @property
    def plain(self) -> bool:
        """Whether it is a date only in context: "the fifth", "May", "2027"."""
        parts = (self.month, self.day, self.weekday, self.year)
        return self.weekday is None and sum(part is not None for part in parts) == 1

    def span(self, frame: Frame) -> Span | None:
        if self.day is None:
            return self._without_day(frame)
        if self.month is None:
            return self._next_month_that_fits(frame.today)
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        if not 1 <= self.month <= 12:
            return None
        since = frame.today - (timedelta(0) if frame.moved else _JUST_PAST)
        years = range(since.year, since.year + _YEARS_AHEAD)
        spans = (_day(year, self.month, self.day) for year in years)
        return next((s for s in spans if s and s.start and s.start.date() >= since), None)

    def _without_day(self, frame: Frame) -> Span | None:
        if self.month is not None:
            year = self.year or frame.today.year + (self.month < frame.today.month)
            return month_span(year, self.month)
        if self.weekday is not None:
            return day_span(frame.today + timedelta((self.weekday - frame.today.weekday()) % 7))
        return year_span(self.year) if self.year is not None else None

    def _next_month_that_fits(self, today: date) -> Span | None:
        fitting = None
        for ahead in range(_MONTHS_AHEAD):
            years, month = divmod(today.month - 1 + ahead, 12)
            span = _day(today.year + years, month + 1, self.day or 0)
            if span is None or span.start is None or span.start.date() < today:
                continue
            fitting = fitting or span
            if self.weekday is None or span.start.weekday() == self.weekday:
                return span
        return fitting


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in figures, "10/2" or "3.4.2027": which is the day is the callers' habit."""

    first: int
    second: int
    year: int | None = None

    @property
    def plain(self) -> bool:
        return self.year is None

    def span(self, frame: Frame) -> Span | None:
        month, day = self.first, self.second
        if (frame.locale.day_first or month > 12) and day <= 12:
            month, day = day, month
        return On(month, day, year=self.year).span(frame)


@dataclass(frozen=True, slots=True)
class At:
    """A time on a day, as one end of a range: "from Tuesday at three until Friday noon"."""

    hours: Hours
    days: Days

    def span(self, frame: Frame) -> Span | None:
        days = self.days.span(frame)
        if days is None or days.start is None:
            return None
        return on_day(self.hours, days.start.date(), frame)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday with the word before it: this, coming, next, last, or a number of weeks."""

    weekday: int
    which: str | int

    def span(self, frame: Frame) -> Span:
        today = frame.today
        ahead = (self.weekday - today.weekday()) % 7
        if self.which == "this":
            return day_span(today + timedelta(ahead))
        if self.which == "coming":
            return day_span(today + timedelta(ahead or 7))
        if self.which == "last":
            return day_span(today - timedelta((today.weekday() - self.weekday) % 7 or 7))
        monday = today - timedelta(today.weekday())
        return day_span(monday + int(self.which) * WEEK + timedelta(self.weekday))


@dataclass(frozen=True, slots=True)
class Counted:
    """The nth such weekday from now: "three Fridays from now"."""

    count: int
    weekday: int

    def span(self, frame: Frame) -> Span | None:
        ahead = (self.weekday - frame.today.weekday()) % 7 or 7
        return day_span(frame.today + timedelta(ahead) + (self.count - 1) * WEEK)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The rest of this working week, on a weekend the next one."""

    def span(self, frame: Frame) -> Span:
        today = frame.today
        first = today if today.weekday() < 5 else today + timedelta(7 - today.weekday())
        last = first + timedelta(5 - first.weekday())
        return Span(day_span(first).start, day_span(last).start, Grain.DAY)


@dataclass(frozen=True, slots=True)
class Inside:
    """One within another: "Monday of next week", "the 5th of next month"."""

    inner: Days
    outer: Days

    def span(self, frame: Frame) -> Span | None:
        outer = self.outer.span(frame)
        if outer is None or outer.start is None:
            return None
        inner = self.inner.span(frame.at(outer.start))
        if inner is None or inner.start is None:
            return None
        return inner if outer.end is None or inner.start < outer.end else None


@dataclass(frozen=True, slots=True)
class From:
    """One read from another on: the first March from next month on."""

    inner: Days
    base: Days

    def span(self, frame: Frame) -> Span | None:
        base = self.base.span(frame)
        return self.inner.span(frame.at(base.start)) if base and base.start else None


@dataclass(frozen=True, slots=True)
class Loose:
    """Days that are meant only where days were asked for: "for the month"."""

    days: Days
    plain: bool = True

    def span(self, frame: Frame) -> Span | None:
        return self.days.span(frame)


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        return day_span(date(year, month, day))
    except ValueError:
        return None
