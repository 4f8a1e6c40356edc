"""When a business, a person or a room can be booked: weekly hours, days that differ, holidays.

What holds on a date is, the first that applies: the resource's own rule for the day; the business's
(or its location's) rule for the day, which also narrows the resource's weekly hours; a public
holiday; the weekly hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from voicebot.booking.business import Business, DayRule, Hours, Location, Resource
from voicebot.booking.instants import Span, exists, wall

Clock = tuple[time, time]
"""Open from, to, wall time. An end at or before the start lies on the next day."""


@cache
def public_holidays(region: str, year: int) -> Mapping[date, str]:
    """The public holidays of "US" or "US-NY" in a year, by date.

    Raises:
        ValueError: no such region.
    """
    import holidays

    country, _, subdivision = region.partition("-")
    try:
        listed = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {region!r}: {error}") from None
    return dict(listed.items())


def check_region(region: str) -> None:
    """Load a region's holidays, which takes a while the first time.

    Raises:
        ValueError: no such region.
    """
    public_holidays(region, 2026)


def holiday(business: Business, day: date) -> str | None:
    """The name of the public holiday that closes the business on a day, or None."""
    if business.holidays is None:
        return None
    name = public_holidays(business.holidays, day.year).get(day)
    if name is None or any(kept in name for kept in business.open_holidays):
        return None
    return name


def rule_for(rules: Iterable[DayRule], day: date) -> DayRule | None:
    """The last rule given for the day wins."""
    found = None
    for rule in rules:
        if rule.day == day:
            found = rule
    return found


def weekly(hours: Iterable[Hours], day: date) -> list[Clock]:
    return [
        (h.start, h.end)
        for h in hours
        if h.weekday == day.weekday()
        and (h.valid_from is None or h.valid_from <= day)
        and (h.valid_to is None or day <= h.valid_to)
    ]


def closed_by(business: Business, place: Location | None, day: date) -> DayRule | None:
    """The rule of house or place for this day, the owner's own list before public holidays."""
    own = (place and rule_for(place.days, day)) or rule_for(business.days, day)
    if own is not None:
        return own
    name = holiday(business, day)
    return DayRule(day, (), name) if name else None


def open_spans(business: Business, place: Location | None, zone: ZoneInfo, day: date) -> list[Span]:
    """When the house is open on a day."""
    if not exists(zone, day):
        return []
    rule = closed_by(business, place, day)
    if rule is not None:
        return spans(zone, day, rule.hours)
    return spans(zone, day, weekly((place and place.hours) or business.hours, day))


def working_spans(
    business: Business, place: Location | None, zone: ZoneInfo, resource: Resource, day: date
) -> list[Span]:
    """When a resource can be booked on a day, merged and in order.

    A room or device with no hours of its own is there at any time, unless closed for the day.
    """
    if not exists(zone, day):
        return []
    own = rule_for(resource.days, day)
    if own is not None:
        return spans(zone, day, own.hours)
    if not resource.hours:
        if resource.kind == "staff":
            return open_spans(business, place, zone, day)
        return spans(zone, day, [(time(0), time(0))])
    shifts = spans(zone, day, weekly(resource.hours, day))
    rule = closed_by(business, place, day)
    return shifts if rule is None else common(shifts, spans(zone, day, rule.hours))


def spans(zone: ZoneInfo, day: date, clocks: Iterable[Clock]) -> list[Span]:
    """Wall-clock ranges of a day as instants, merged and in order."""
    found: list[Span] = []
    for opens, closes in clocks:
        last = day if closes > opens else day + timedelta(days=1)
        start, end = wall(zone, day, opens), wall(zone, last, closes)
        if start < end:
            found.append((start, end))
    return merged(found)


def merged(found: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def common(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Where both are open."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return merged((start, end) for start, end in both if start < end)
