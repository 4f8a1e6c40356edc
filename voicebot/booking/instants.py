"""Wall time and instants. Inside the rules an instant is whole seconds since 1970, UTC.

Wall times become instants once, here; durations are only ever added to instants, so that two hours
are two hours on the night of a clock change as well.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_S = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_SECOND = timedelta(seconds=1)

Span = tuple[int, int]
"""A half-open range of instants [start, end), in seconds."""


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime."""
    return (moment - EPOCH) // _SECOND


def moment(instant: int) -> datetime:
    """The aware datetime, in UTC, of an instant."""
    return EPOCH + timedelta(seconds=instant)


def wall(zone: ZoneInfo, day: date, clock: time) -> int:
    """The instant a clock in the zone shows `clock` on `day`.

    A time the clocks leap over is moved on by the length of the leap; of a time that comes twice
    the first is meant (RFC 5545, section 3.3.5).
    """
    return seconds(datetime.combine(day, clock, zone).astimezone(UTC))


def local(zone: ZoneInfo, instant: int) -> datetime:
    """What calendar and clock in the zone show at an instant."""
    return moment(instant).astimezone(zone)


def exists(zone: ZoneInfo, day: date) -> bool:
    """Whether the day is on the zone's calendar: Samoa had no 30 December 2011."""
    return local(zone, wall(zone, day, time(12))).date() == day


def day_span(zone: ZoneInfo, day: date) -> Span:
    """From midnight to midnight of a day in the zone: 23, 24 or 25 hours, mostly."""
    return wall(zone, day, time(0)), wall(zone, day + timedelta(days=1), time(0))
