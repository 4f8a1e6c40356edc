"""Phrases that name days, as values: each knows how to find its span in a frame.

A missing year, month or day is filled with the next one from today on. Weeks begin on Monday;
"next Tuesday" is the Tuesday of the next calendar week, "this Tuesday" the coming one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from voicebot.understanding.dates.times import Clock, Hours, on_day
from voicebot.understanding.dates.units import (
    SECONDS,
    add,
    business_days,
    grain_of,
    month_span,
    period,
    year_span,
)
from voicebot.understanding.dates.values import DAY, Days, Frame, Span, day_span
from voicebot.understanding.model import Grain

_YEARS_AHEAD = 9
"""How far a date that is not in every year may be (the next leap day)."""
_MONTHS_AHEAD = 36
WEEK = timedelta(weeks=1)


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
        years = range(frame.today.year, frame.today.year + _YEARS_AHEAD)
        spans = (_day(year, self.month, self.day) for year in years)
        return next((s for s in spans if s and s.start and s.start.date() >= frame.today), None)

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
    """A piece of a period: early, mid, late, start, end, first half, second half, rest."""

    which: str
    days: Days

    def span(self, frame: Frame) -> Span | None:
        whole = self.days.span(frame)
        if whole is None or whole.start is None or whole.end is None:
            return whole
        start, end = _edge(self.which, whole.start, whole.end, frame)
        return Span(start, end, Grain.DAY if end - start >= DAY else Grain.HOUR)


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
class Counted:
    """The nth such weekday from now: "three Fridays from now"."""

    count: int
    weekday: int

    def span(self, frame: Frame) -> Span | None:
        ahead = (self.weekday - frame.today.weekday()) % 7 or 7
        return day_span(frame.today + timedelta(ahead) + (self.count - 1) * WEEK)


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


@dataclass(frozen=True, slots=True)
class Pointed:
    """What "that day" points at, moved by so many units: "the day after", "that week"."""

    unit: str
    steps: int = 0
    fallback: bool = False

    def span(self, frame: Frame) -> Span | None:
        pointed = frame.pointed()
        start = pointed.start if pointed is not None else None
        if start is None:
            if not self.fallback:
                return None
            start = frame.now
        return period(self.unit, start, self.steps)


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
class Elapsed:
    """So many seconds of real time from now: "in twenty minutes", "right now"."""

    seconds: float

    def span(self, frame: Frame) -> Span:
        start = frame.later(self.seconds).replace(second=0, microsecond=0)
        return Span(start, start + timedelta(minutes=1), Grain.MINUTE)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The rest of this working week, on a weekend the next one."""

    def span(self, frame: Frame) -> Span:
        today = frame.today
        first = today if today.weekday() < 5 else today + timedelta(7 - today.weekday())
        last = first + timedelta(5 - first.weekday())
        return Span(day_span(first).start, day_span(last).start, Grain.DAY)


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


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        return day_span(date(year, month, day))
    except ValueError:
        return None


def _whole_units(unit: str, count: int, now: datetime) -> Span | None:
    """So many whole units after (or before) the one that now lies in."""
    side = 1 if count > 0 else -1
    ends = [period(unit, now, side), period(unit, now, count)]
    starts = [span.start for span in ends if span is not None and span.start is not None]
    lasts = [span.end for span in ends if span is not None and span.end is not None]
    return Span(min(starts), max(lasts), grain_of(unit)) if len(starts) == 2 else None


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
    if which == "rest" and days <= 1:
        return max(start, frame.now.replace(second=0, microsecond=0)), end
    if which == "rest":
        return max(start, min(datetime.combine(frame.today, datetime.min.time()), end)), end
    if days <= 1:
        noon = start + (end - start) / 2
        return (start, noon) if which in {"early", "start", "first half"} else (noon, end)
    if which in {"first half", "second half"}:
        half = start + timedelta(days // 2)
        return (start, half) if which == "first half" else (half, end)
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
