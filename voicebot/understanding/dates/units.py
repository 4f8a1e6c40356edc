"""Arithmetic on calendar units: the period a moment lies in, adding units, business days."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from voicebot.understanding.dates.holidays import is_public
from voicebot.understanding.dates.values import DAY, Span, day_span
from voicebot.understanding.model import Grain, Locale

WEEK = timedelta(weeks=1)
SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "work week": 7, "weekend": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_GRAINS = {
    "second": Grain.MINUTE,
    "minute": Grain.MINUTE,
    "hour": Grain.HOUR,
    "day": Grain.DAY,
    "business day": Grain.DAY,
    "weekend": Grain.DAY,
    "week": Grain.WEEK,
    "work week": Grain.DAY,
    "fortnight": Grain.WEEK,
    "month": Grain.MONTH,
    "quarter": Grain.MONTH,
    "year": Grain.YEAR,
    "decade": Grain.YEAR,
}
_LONGEST = 200_000
"""Days. Nobody counts further, and the calendar ends somewhere."""


def grain_of(unit: str) -> Grain:
    return _GRAINS[unit]


def add(start: datetime, count: float, unit: str) -> datetime | None:
    """The moment so many units on. A month with fewer days gives its last day."""
    if unit in SECONDS:
        return _days_on(start, count * SECONDS[unit] / 86400)
    if unit in DAYS:
        return _days_on(start, count * DAYS[unit])
    if unit == "business day":
        return _days_on(start, count * 7 / 5)
    whole = int(count * MONTHS[unit])
    months = start.year * 12 + start.month - 1 + whole
    year, month = divmod(months, 12)
    if not 1 <= year <= 9998:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    moved = start.replace(year=year, month=month + 1, day=min(start.day, last))
    part = count * MONTHS[unit] - whole
    return moved + timedelta(int(part * 30)) if part else moved


def period(unit: str, moment: datetime, steps: int) -> Span | None:
    """The unit that a moment lies in, or the one so many steps on; weeks begin on Monday."""
    day = datetime.combine(moment.date(), datetime.min.time())
    if unit in SECONDS:
        size = 60 if unit == "minute" else SECONDS[unit]
        start = moment.replace(second=0, microsecond=0)
        start = start.replace(minute=0) if unit == "hour" else start
        return _stepped(start, steps, timedelta(seconds=size), unit)
    if unit == "day":
        return _stepped(day, steps, DAY, unit)
    if unit == "business day":
        return _stepped(day, steps, DAY, unit)
    monday = day - timedelta(day.weekday())
    if unit in {"week", "fortnight"}:
        return _stepped(monday, steps, timedelta(DAYS[unit]), unit)
    if unit in {"work week", "weekend"}:
        start = monday if unit == "work week" else monday + timedelta(5)
        shifted = _days_on(start, 7 * steps)
        length = timedelta(5 if unit == "work week" else 2)
        return Span(shifted, shifted + length, Grain.DAY) if shifted else None
    return _months(unit, day, steps)


def _months(unit: str, day: datetime, steps: int) -> Span | None:
    size = MONTHS[unit]
    months = day.year * 12 + day.month - 1
    year, month = divmod(months - months % size + steps * size, 12)
    if not 1 <= year <= 9000:
        return None
    start = datetime(year, month + 1, 1)
    end = add(start, size, "month")
    return Span(start, end, grain_of(unit)) if end else None


def month_span(year: int, month: int) -> Span:
    start = datetime(year, month, 1)
    return Span(start, add(start, 1, "month"), Grain.MONTH)


def year_span(year: int) -> Span:
    return Span(datetime(year, 1, 1), datetime(year + 1, 1, 1), Grain.YEAR)


def business_days(start: date, count: int, locale: Locale) -> date:
    """The day so many working days on: Monday to Friday, without public holidays."""
    step = 1 if count >= 0 else -1
    day, left = start, min(abs(count), 1000)
    while left:
        day += timedelta(step)
        if day.weekday() < 5 and not is_public(day, locale):
            left -= 1
    return day


def _days_on(start: datetime, days: float) -> datetime | None:
    if abs(days) > _LONGEST:
        return None
    try:
        return start + timedelta(days)
    except OverflowError:
        return None


def _stepped(start: datetime, steps: int, size: timedelta, unit: str) -> Span | None:
    moved = _days_on(start, steps * size.total_seconds() / 86400)
    if moved is None:
        return None
    if size == DAY:
        return day_span(moved.date())
    return Span(moved, moved + size, grain_of(unit))
