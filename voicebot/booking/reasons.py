"""Why nothing fits a wish, in the words a receptionist would choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.hours import Clock, closed_by, holiday, rule_for
from voicebot.booking.hours import spans as spans_of
from voicebot.booking.instants import Span, day_span, local
from voicebot.booking.model import Reason, Resource
from voicebot.booking.wish import Range, Wish

LOOKED_AT_DAYS = 62
"""A longer window than this is never closed altogether."""


def why_none(wish: Wish, catalogue: Catalogue) -> tuple[Reason, str]:
    """The reason, and the name of the holiday or closure where that is it.

    What was wished for first counts. Called when no visit fits; so when all else would have been
    possible, the time is taken.
    """
    taken = Reason.FULL if _many(wish) else Reason.TAKEN
    if not wish.ranges:
        return taken, ""
    first = wish.ranges[0]
    reason = _outside(first, wish)
    if reason is not None:
        return reason, ""
    days = _days(first, wish)
    if len(days) > LOOKED_AT_DAYS:
        return taken, ""
    people = [r for choice in wish.choices for r in choice if r is not None]
    house = _spans(catalogue, [None], days)
    staff = _spans(catalogue, people, days) if people else house
    today = _overlapping(house + staff, _hull(wish, days))
    if not today:
        return _closed(catalogue, days)
    if _reached(first, wish, staff):
        return taken, ""
    reached = _reached(first, wish, house)
    return (Reason.STAFF_AWAY if reached else Reason.OUTSIDE_HOURS), ""


def _many(wish: Wish) -> bool:
    return any(s.capacity > 1 or s.daily_capacity for s in wish.services) or wish.people > 1


def _outside(wanted: Range, wish: Wish) -> Reason | None:
    """Past, too soon or too far: the window does not meet what may be booked at all."""
    earliest, latest = wish.bounds
    now = earliest - max(s.min_notice_min for s in wish.services) * 60
    if wanted.end <= now or wanted.start >= wanted.end:
        return Reason.IN_THE_PAST
    if wanted.end <= earliest:
        return Reason.TOO_SOON
    return Reason.TOO_FAR if wanted.start >= latest else None


def _days(wanted: Range, wish: Wish) -> list[date]:
    day = local(wish.zone, max(wanted.start, wish.bounds[0])).date()
    last = local(wish.zone, min(wanted.end, wish.bounds[1]) - 1).date()
    return [day + timedelta(days=n) for n in range((last - day).days + 1)]


def _hull(wish: Wish, days: list[date]) -> Span:
    return day_span(wish.zone, days[0])[0], day_span(wish.zone, days[-1])[1]


def _closed(catalogue: Catalogue, days: list[date]) -> tuple[Reason, str]:
    business = catalogue.business
    for day in days:
        name = holiday(business, day)
        if name and rule_for(business.days, day) is None:
            return Reason.HOLIDAY, name
    rules = [closed_by(business, None, day) for day in days]
    return Reason.CLOSED, next((rule.reason for rule in rules if rule and rule.reason), "")


def _spans(
    catalogue: Catalogue, resources: Sequence[Resource | None], days: list[date]
) -> list[Span]:
    """Working time of the days, and of their eve, which may run past midnight."""
    eve = [days[0] - timedelta(days=1), *days]
    return [span for r in resources for day in eve for span in catalogue.shifts(r, day)]


def _overlapping(spans: list[Span], hull: Span) -> bool:
    return any(start < hull[1] and hull[0] < end for start, end in spans)


def _reached(wanted: Range, wish: Wish, working: list[Span]) -> bool:
    """Whether the visit would fit in some working time, starting within the window."""
    length = sum(s.duration_min for s in wish.services) * 60
    if any(s.daily_capacity for s in wish.services):
        length = 0
    for start, end in working:
        low = max(start, wanted.start, wish.bounds[0])
        high = min(end - length + 1, wanted.end)
        if low < high and (wanted.daily is None or _meets(wanted.daily, wish, (low, high))):
            return True
    return False


def _meets(daily: Clock, wish: Wish, span: Span) -> bool:
    """Whether a part of day, on any of the days of a span, meets the span."""
    day = local(wish.zone, span[0]).date() - timedelta(days=1)
    last = local(wish.zone, span[1]).date()
    parts: list[Span] = []
    while day <= last:
        parts += spans_of(wish.zone, day, [daily])
        day += timedelta(days=1)
    return _overlapping(parts, span)
