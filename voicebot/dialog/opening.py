"""Opening hours as callers ask for them: open now, on a day, in the week, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from voicebot.booking.hours import closed_by, weekly
from voicebot.booking.model import Business, Hours
from voicebot.dialog.spoken import WEEKDAYS, clock, listing

Spans = tuple[tuple[time, time], ...]


def hours_on(business: Business, day: date) -> tuple[Spans, str]:
    """The opening hours of a date, and why they are not the usual ones (a holiday's name)."""
    rule = closed_by(business, None, day)
    if rule is not None:
        return rule.hours, rule.reason
    return tuple(sorted(weekly(business.hours, day))), ""


def is_open(business: Business, now: datetime) -> bool:
    """`now` is in the business's zone."""
    return open_until(business, now) is not None


def open_until(business: Business, now: datetime) -> time | None:
    """When it closes, if it is open; hours of the day before may not be over yet."""
    at = now.replace(tzinfo=None)
    for day in (at.date(), at.date() - timedelta(days=1)):
        for start, end in hours_on(business, day)[0]:
            last = day if end > start else day + timedelta(days=1)
            if datetime.combine(day, start) <= at < datetime.combine(last, end):
                return end
    return None


def next_opening(business: Business, now: datetime) -> tuple[date, time] | None:
    """When it opens next, within two weeks."""
    for ahead in range(15):
        day = now.date() + timedelta(days=ahead)
        for start, _ in hours_on(business, day)[0]:
            if ahead or start > now.time():
                return day, start
    return None


def week(hours: Sequence[Hours], on: date) -> str:
    """ "Monday to Friday from eight to five, and Saturday from nine to one": as of this date."""
    days = [(_weekly(hours, weekday, on), weekday) for weekday in range(7)]
    parts = []
    start = 0
    while start < 7:
        end = start
        while end < 6 and days[end + 1][0] == days[start][0]:
            end += 1
        if days[start][0]:
            parts.append(f"{_named(start, end)} {spans(days[start][0])}")
        start = end + 1
    return listing(parts)


def closed_days(business: Business, on: date) -> str:
    """ "Sundays"; "" when there is no closed day."""
    return listing([f"{WEEKDAYS[d]}s" for d in range(7) if not _weekly(business.hours, d, on)])


def spans(hours: Sequence[tuple[time, time]]) -> str:
    return listing([_span(start, end) for start, end in hours])


def _span(start: time, end: time) -> str:
    if start == end:
        return "around the clock"
    overnight = end < start
    return f"from {clock(start, part=overnight)} to {clock(end, part=overnight)}"


def _named(first: int, last: int) -> str:
    if first == last:
        return WEEKDAYS[first]
    joint = "and" if last == first + 1 else "to"
    return f"{WEEKDAYS[first]} {joint} {WEEKDAYS[last]}"


def _weekly(hours: Sequence[Hours], weekday: int, on: date) -> Spans:
    """Hours of a weekday in the week that begins on a date."""
    day = on + timedelta(days=(weekday - on.weekday()) % 7)
    return tuple(sorted(weekly(hours, day)))
