"""Phrases that name weeks, months and other periods, and pieces of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voicebot.understanding.dates.days import Loose, On
from voicebot.understanding.dates.units import WEEK, add, grain_of, period
from voicebot.understanding.dates.values import DAY, Days, Frame, Span, day_span
from voicebot.understanding.model import Grain

_OF_A_MONTH = frozenset({"early", "mid", "late", "start", "end", "first half", "second half"})


@dataclass(frozen=True, slots=True)
class Period:
    """This (0), the next (1) or the last (-1) day, week, month, quarter, ..."""

    unit: str
    steps: int = 0

    def span(self, frame: Frame) -> Span | None:
        return period(self.unit, frame.now, self.steps)


@dataclass(frozen=True, slots=True)
class Around:
    """The week, month or weekend that a day lies in: "the week of the 18th"."""

    unit: str
    days: Days

    def span(self, frame: Frame) -> Span | None:
        inner = self.days.span(frame)
        if inner is None or inner.start is None or inner.end is None:
            return None
        whole = period(self.unit, inner.start, 0)
        if self.unit != "weekend" or whole is None or whole.start is None or whole.end is None:
            return whole
        if inner.start.weekday() == 0:
            whole = replace(whole, start=whole.start - WEEK, end=whole.end - WEEK)
        assert whole.start is not None
        assert whole.end is not None
        return replace(whole, start=min(whole.start, inner.start), end=max(whole.end, inner.end))


@dataclass(frozen=True, slots=True)
class Season:
    """Three months from the first of `month`; the running or coming one, or so many on."""

    month: int
    steps: int = 0
    year: int | None = None

    def span(self, frame: Frame) -> Span | None:
        if self.year is not None:
            return Season(self.month).span(frame.at(datetime(self.year, self.month, 1)))
        months = ((self.month + i - 1) % 12 + 1 for i in range(3))
        running = frame.today.month in months
        start = On(self.month).span(frame)
        if start is None or start.start is None:
            return None
        years = self.steps - (1 if running and frame.today.month != self.month else 0)
        years -= 1 if self.steps > 0 and not running else 0
        first = add(start.start, years, "year")
        end = add(first, 3, "month") if first is not None else None
        return Span(first, end, Grain.MONTH) if end is not None else None


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth (-1: the last) unit or weekday of a period; `count` of them in a row.

    A week belongs to the month that its Thursday lies in (ISO 8601).
    """

    n: int
    what: str | int
    outer: Days
    count: int = 1

    def span(self, frame: Frame) -> Span | None:
        outer = self.outer.span(frame)
        if outer is None or outer.start is None or outer.end is None:
            return None
        whole = self._in(outer)
        if self.n > 0 and whole is not None and whole.end is not None and whole.end <= frame.now:
            again = self.outer.span(frame.at(outer.end))
            named = not isinstance(self.outer, Period)
            if named and again is not None and again.start is not None:
                later = replace(again) if again.start >= outer.end else None
                whole = (self._in(later) if later is not None else None) or whole
        return whole

    def _in(self, outer: Span) -> Span | None:
        assert outer.start is not None
        assert outer.end is not None
        if isinstance(self.what, int):
            return _nth_weekday(self.n, self.what, outer.start, outer.end)
        unit = self.what
        first = self.n - 1 if self.n > 0 else 0
        if self.n > 0:
            start = period(unit, _first_of(unit, outer.start), first)
            last = period(unit, _first_of(unit, outer.start), first + self.count - 1)
        else:
            final = outer.end - DAY
            if unit == "week" and final.weekday() < 3 and outer.days > 7:
                final -= WEEK
            start = period(unit, final, 1 - self.count)
            last = period(unit, final, 0)
        if start is None or last is None or start.start is None:
            return None
        if not outer.start - WEEK < start.start < outer.end:
            return None
        return Span(start.start, last.end, grain_of(unit))


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of a period: early, mid, late, start, end, first half, second half, rest, later.

    "Mid month" is that of the month last spoken of, else the next one that is not over.
    """

    which: str
    days: Days

    @property
    def bare(self) -> bool:
        """Whether it was not said of which month."""
        inner = self.days.days if isinstance(self.days, Loose) else self.days
        return inner == Period("month") and self.which in _OF_A_MONTH

    def span(self, frame: Frame) -> Span | None:
        if not self.bare:
            return self._of(frame)
        pointed = frame.pointed()
        found = self._of(
            frame.at(max(pointed.start, frame.now)) if pointed and pointed.start else frame
        )
        if found is not None and found.end is not None and found.end <= frame.now:
            return replace(self, days=Period("month", 1)).span(frame)
        return found

    def _of(self, frame: Frame) -> Span | None:
        whole = self.days.span(frame)
        if whole is None or whole.start is None or whole.end is None:
            return whole
        start, end = _edge(self.which, whole.start, whole.end, frame)
        return Span(start, end, Grain.DAY if end - start >= DAY else Grain.HOUR)


@dataclass(frozen=True, slots=True)
class Pointed:
    """What "that day" points at, moved by so many units: "the day after", "that week".

    `base` is a day that the same utterance spoke of before; else what was offered or said."""

    unit: str
    steps: int = 0
    fallback: bool = False
    base: Days | None = None

    def span(self, frame: Frame) -> Span | None:
        pointed = self.base.span(frame) if self.base is not None else frame.pointed()
        start = pointed.start if pointed is not None else None
        if start is None:
            if not self.fallback:
                return None
            start = frame.now
        return period(self.unit, start, self.steps)


@dataclass(frozen=True, slots=True)
class Following:
    """ "The Friday after (that)": the first after the day that was spoken of.

    `base` is as in `Pointed`. Where no day was spoken of it is that of next week.
    """

    weekday: int
    base: Days | None = None

    def span(self, frame: Frame) -> Span | None:
        pointed = self.base.span(frame) if self.base is not None else frame.pointed()
        start = pointed.start if pointed is not None else None
        if start is None:
            monday = period("week", frame.now, 1)
            start = monday.start - DAY if monday is not None and monday.start else frame.now
        ahead = (self.weekday - start.weekday()) % 7 or 7
        return day_span(start.date() + timedelta(ahead))


def _first_of(unit: str, start: datetime) -> datetime:
    """Where counting units in a period starts: a week counts where its Thursday is."""
    if unit == "week" and start.weekday() > 3:
        return start + timedelta(7 - start.weekday())
    if unit == "weekend" and start.weekday() == 6:
        return start + DAY
    return start


def _nth_weekday(n: int, weekday: int, start: datetime, end: datetime) -> Span | None:
    if n > 0:
        day = start + timedelta((weekday - start.weekday()) % 7) + (n - 1) * WEEK
    else:
        last = end - DAY
        day = last - timedelta((last.weekday() - weekday) % 7) + (n + 1) * WEEK
    return day_span(day.date()) if start <= day < end else None


def _edge(which: str, start: datetime, end: datetime, frame: Frame) -> tuple[datetime, datetime]:
    """Thirds of a month (ten days), early and late halves of a week, quarters of the rest."""
    days = (end - start).days
    if which == "so far":
        return start, max(datetime.combine(frame.today, datetime.min.time()), start + DAY)
    if which == "later" and days > 1:
        today = datetime.combine(frame.today, datetime.min.time())
        middle = start + timedelta(2) if days == 7 else start
        return min(max(today + DAY, middle), end - DAY), end
    if which == "rest" and days <= 1:
        return max(start, frame.now.replace(second=0, microsecond=0)), end
    if which == "rest":
        return max(start, min(datetime.combine(frame.today, datetime.min.time()), end)), end
    if days <= 1:
        noon = start + (end - start) / 2
        return (start, noon) if which in {"early", "start", "first half"} else (noon, end)
    if which in {"first half", "second half"}:
        half = (add(start, 6, "month") if days >= 365 else None) or start + timedelta(days // 2)
        return (start, half) if which == "first half" else (half, end)
    if 28 <= days <= 31 and which == "end":
        return end - WEEK, end
    if 28 <= days <= 31 and which == "mid":
        return start + timedelta(9), start + timedelta(20)
    third = 10 if 28 <= days <= 31 else 2 if days <= 7 else max(1, days // 4)
    if days == 7:
        if which in {"end", "late"}:
            return start + timedelta(3), end - timedelta(2)
        third = 2 if which != "mid" else 1
    cuts = {
        "early": (start, start + timedelta(third)),
        "start": (start, start + timedelta(third)),
        "mid": (start + timedelta(third), start + timedelta(2 * third + (1 if days == 7 else 0))),
        "late": (start + timedelta(2 * third if days > 27 else days - third), end),
        "end": (start + timedelta(2 * third if days > 27 else days - third), end),
    }
    return cuts[which]
