"""Times of day: clock times, parts of the day, and windows between them.

A clock time without "am" or "pm" is read as a front desk reads it: one to six is the afternoon,
seven to eleven the morning, twelve noon. What was offered, a range's other end or a part of the
day that was said decides first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from voicebot.understanding.dates.values import DAY, MIDNIGHT, Frame, Span
from voicebot.understanding.model import Daily, Grain

HOUR = 60
NOON = 12 * HOUR
FULL_DAY = 24 * HOUR
FIRST_AFTERNOON_HOUR, FIRST_MORNING_HOUR = 1, 7

PARTS: dict[str, tuple[int, int]] = {
    "breakfast": (7 * HOUR, 9 * HOUR),
    "morning": (8 * HOUR, 12 * HOUR),
    "midday": (11 * HOUR, 13 * HOUR),
    "lunchtime": (12 * HOUR, 14 * HOUR),
    "afternoon": (12 * HOUR, 17 * HOUR),
    "evening": (17 * HOUR, 21 * HOUR),
    "night": (20 * HOUR, 24 * HOUR),
    "tonight": (17 * HOUR, 24 * HOUR),
    "daytime": (8 * HOUR, 17 * HOUR),
    "first half": (0, 12 * HOUR),
    "second half": (12 * HOUR, 24 * HOUR),
}
EDGE = 2 * HOUR
"""How much of a part of the day "early" and "late" leave."""


class Hours(Protocol):
    """A phrase that names a time of day, to be placed on a day."""

    @property
    def plain(self) -> bool:
        """Whether it is a time only in context."""
        ...

    @property
    def halved(self) -> bool:
        """Whether morning or afternoon was spoken with a clock time."""
        ...

    def minutes(self, frame: Frame, day: date | None) -> tuple[int | None, int | None]:
        """First and last minute after midnight, half open; None is open."""
        ...


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time. `half` is am, pm or None; `plain` a bare number, a time only in context.

    `written` says that it stood in 24 hour form (09:15, 15:00) and means what it says.
    `window` is the part of the day that was said with it.
    """

    hour: int
    minute: int = 0
    half: str | None = None
    plain: bool = False
    written: bool = False

    @property
    def halved(self) -> bool:
        return self.half is not None

    @property
    def settled(self) -> bool:
        """Whether it can only be one time of the day."""
        return self.halved or self.written or self.hour > 12 or self.hour == 0

    def either(self) -> tuple[int, ...]:
        """The minutes after midnight that it can stand for."""
        if self.half is not None:
            return (self.hour % 12 * HOUR + self.minute + (NOON if self.half == "pm" else 0),)
        if self.settled:
            return (self.hour * HOUR + self.minute,)
        first = self.hour % 12 * HOUR + self.minute
        return (first, first + NOON)

    def at(self, frame: Frame, day: date | None) -> int:
        """Minutes after midnight: as offered, not past when it is today, else as at a desk."""
        options = self.either()
        if len(options) == 1:
            return options[0]
        offered = [m for m in _offered_minutes(frame) if m in options]
        if offered:
            return offered[0]
        afternoon = FIRST_AFTERNOON_HOUR <= self.hour < FIRST_MORNING_HOUR or self.hour == 12
        usual, other = (options[1], options[0]) if afternoon else options
        if day == frame.today:
            passed = frame.now.hour * HOUR + frame.now.minute
            if usual < passed <= other and _open_at(frame, day, other):
                return other
        return usual

    def minutes(self, frame: Frame, day: date | None) -> tuple[int | None, int | None]:
        start = self.at(frame, day)
        return start, start + 1

    def within(self, part: str) -> Clock | None:
        """This time in a part of the day: "three" in the afternoon."""
        if self.settled:
            return self
        if part in {"morning", "breakfast"}:
            return replace(self, half="am", plain=False)
        night = part in {"night", "tonight"}
        if night and (self.hour == 12 or (part == "night" and self.hour <= 4)):
            return replace(self, half="am", plain=False)
        return replace(self, half=self.half or "pm", plain=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day by name; `edge` is early, mid or late in it, `each` that of every day.

    The edges "first" and "last" are those of the business's day, where its hours are known.
    """

    name: str
    edge: str | None = None
    each: bool = False

    @property
    def plain(self) -> bool:
        return False

    @property
    def halved(self) -> bool:
        return False

    def minutes(self, frame: Frame, day: date | None) -> tuple[int, int]:
        start, end = PARTS[self.name]
        own = frame.locale.parts.get(self.name)
        if own is not None:
            start, end = _minutes(own.start), _minutes(own.end) or FULL_DAY
        if self.edge in {"first", "last"}:
            return _day_edge(self.edge, start, end, frame, day)
        if self.edge == "early":
            return start, min(start + EDGE, end)
        if self.edge == "late":
            return max(end - EDGE, start), end
        if self.edge == "mid":
            margin = min(HOUR, (end - start) // 3)
            return start + margin, end - margin
        return start, end


@dataclass(frozen=True, slots=True)
class Between:
    """From one time of day to another; a missing one is open. `said` is the wording.

    "after" a part of the day begins where it ends, "from" one where it begins.
    """

    first: Clock | Part | None
    last: Clock | Part | None
    exclusive: bool = False
    framed: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a time only in context: "two to four" is not, "between two and four" is."""
        ends = [end for end in (self.first, self.last) if end is not None]
        return not self.framed and all(isinstance(end, Clock) and end.plain for end in ends)

    @property
    def halved(self) -> bool:
        return any(isinstance(end, Clock) and end.halved for end in (self.first, self.last))

    def minutes(self, frame: Frame, day: date | None) -> tuple[int | None, int | None]:
        if self.first is None or self.last is None:
            return self._open(frame, day)
        if isinstance(self.first, Part) or isinstance(self.last, Part):
            start = self.first.minutes(frame, day)[0]
            end = self.last.minutes(frame, day)[0 if isinstance(self.last, Clock) else 1]
            return start, end
        return _pair(self.first, self.last, frame, day)

    def _open(self, frame: Frame, day: date | None) -> tuple[int | None, int | None]:
        if self.first is not None:
            after = isinstance(self.first, Part) and self.exclusive
            return self.first.minutes(frame, day)[1 if after else 0], None
        assert self.last is not None
        until = isinstance(self.last, Part) and not self.exclusive
        return None, self.last.minutes(frame, day)[1 if until else 0]


@dataclass(frozen=True, slots=True)
class Later:
    """The rest of the day from now, at least its second half: "later today"."""

    @property
    def plain(self) -> bool:
        return False

    @property
    def halved(self) -> bool:
        return False

    def minutes(self, frame: Frame, day: date | None) -> tuple[int, int]:
        passed = frame.now.hour * HOUR + frame.now.minute
        return max(NOON, passed), FULL_DAY


@dataclass(frozen=True, slots=True)
class Same:
    """The time of day of what was offered ("the same time"), else of now ("this time")."""

    pointed: bool

    @property
    def plain(self) -> bool:
        return False

    @property
    def halved(self) -> bool:
        return True

    def minutes(self, frame: Frame, day: date | None) -> tuple[int, int]:
        span = frame.pointed() if self.pointed else None
        at = span.start if span is not None and span.grain is Grain.MINUTE else frame.now
        minutes = _minutes((at or frame.now).time())
        return minutes, minutes + 1


@dataclass(frozen=True, slots=True)
class Lasting:
    """So many minutes from a time of day on: "for two hours from 2pm"."""

    first: Clock
    length: int

    @property
    def plain(self) -> bool:
        return False

    @property
    def halved(self) -> bool:
        return self.first.halved

    def minutes(self, frame: Frame, day: date | None) -> tuple[int, int]:
        start = self.first.at(frame, day)
        return start, start + self.length


def on_day(hours: Hours, day: date, frame: Frame) -> Span:
    """The time on a day. What is open ends with the day: after three is 15:00 to midnight."""
    return placed(day, *hours.minutes(frame, day), part=isinstance(hours, Part))


def placed(day: date, first: int | None, last: int | None, part: bool) -> Span:
    """Minutes after midnight as a span; the end of a window may lie in the next night."""
    if last is not None and last <= (first or 0):
        last += FULL_DAY
    return Span(
        _moment(day, first or 0),
        _moment(day, _midnight_after(first or 0) if last is None else last),
        Grain.HOUR if part else Grain.MINUTE,
    )


def next_time(hours: Hours, frame: Frame) -> Span:
    """The next such time from now, when no day was named."""
    for day in (frame.today, frame.today + DAY):
        first, last = hours.minutes(frame, None)
        span = placed(day, first, last, part=isinstance(hours, Part))
        if first is None:
            span = replace(span, start=None)
        if last is None:
            span = replace(span, end=None)
        begins = span.start or span.end
        still = isinstance(hours, Part) and span.end is not None and span.end > frame.now
        if still or (begins is not None and begins >= frame.now.replace(second=0, microsecond=0)):
            return span
    return span


def each_day(hours: Hours, frame: Frame) -> Daily:
    """The time as a window within each day of a range."""
    first, last = hours.minutes(frame, None)
    return Daily(_time(first or 0), _time(FULL_DAY if last is None else last))


def _hours_of(frame: Frame, day: date | None) -> list[Daily]:
    """The opening hours of a day, or of every day where none was named."""
    known = frame.locale.hours
    if day is None:
        return list(known.values())
    return [known[day.weekday()]] if day.weekday() in known else []


def _open_at(frame: Frame, day: date, minutes: int) -> bool:
    """Whether the business may be open then; it may where its hours are not known."""
    hours = _hours_of(frame, day)
    return not hours or any(_minutes(h.start) <= minutes < _end(h) for h in hours)


def _day_edge(edge: str, start: int, end: int, frame: Frame, day: date | None) -> tuple[int, int]:
    """The first or last hours of the business's day, else of the part from `start` to `end`."""
    hours = _hours_of(frame, day)
    if edge == "first":
        opens = [_minutes(h.start) for h in hours] or [start]
        return min(opens), max(opens) + EDGE
    closes = [_end(h) for h in hours] or [end]
    return max(min(closes) - EDGE, 0), max(closes)


def _end(hours: Daily) -> int:
    return _minutes(hours.end) if hours.end > hours.start else FULL_DAY


def _midnight_after(minutes: int) -> int:
    return (minutes // FULL_DAY + 1) * FULL_DAY


def _pair(first: Clock, last: Clock, frame: Frame, day: date | None) -> tuple[int, int]:
    """Two clock times of one range; the more settled one decides for the other."""
    if last.settled and not first.settled:
        end = last.either()[0]
        starts = [start for start in first.either() if start < end]
        start = starts[-1] if starts else first.at(frame, day)
        return start, end
    start = first.at(frame, day)
    later = [end for end in last.either() if end > start]
    return start, later[0] if later else last.either()[0] + FULL_DAY


def _offered_minutes(frame: Frame) -> list[int]:
    starts = (offer.start for offer in frame.expected.offered)
    return [_minutes(frame.local(start).time()) for start in starts if start is not None]


def _minutes(at: time) -> int:
    return at.hour * HOUR + at.minute


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes % FULL_DAY, HOUR)
    return time(hour, minute)


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, MIDNIGHT) + timedelta(minutes=minutes)
