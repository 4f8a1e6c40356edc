"""Why nothing fits a wish, in the words a receptionist would choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.hours import closed_by, common, holiday, rule_for
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
    if first.end <= _now(wish) or first.start >= first.end:
        return Reason.IN_THE_PAST, ""
    if first.start >= wish.bounds[1]:
        return Reason.TOO_FAR, ""
    days = _days(first, wish)
    if len(days) > LOOKED_AT_DAYS:
        return taken, ""
    people = [r for choice in wish.choices for r in choice if r is not None]
    house = _spans(catalogue, [None], days)
    staff = _spans(catalogue, people, days) if people else house
    if not _overlapping(house + staff, _hull(wish, days)):
        return _closed(catalogue, days)
    for starts, reason in (
        (_starts(first, wish, staff), taken),
        (_starts(first, wish, house), Reason.STAFF_AWAY),
        (_begins(first, wish, house), Reason.TOO_LONG),
    ):
        if starts:
            return _unbookable(starts, wish) or reason, ""
    return Reason.OUTSIDE_HOURS, ""


def _many(wish: Wish) -> bool:
    return any(s.capacity > 1 or s.daily_capacity for s in wish.services) or wish.people > 1


def _now(wish: Wish) -> int:
    return wish.bounds[0] - max(s.min_notice_min for s in wish.services) * 60


def _unbookable(starts: list[Span], wish: Wish) -> Reason | None:
    """Why none of some starts, which would do by the hours, may be booked at all; None if any."""
    if common(starts, [wish.bounds]):
        return None
    if starts[0][0] >= wish.bounds[1]:
        return Reason.TOO_FAR
    return Reason.IN_THE_PAST if starts[-1][1] <= _now(wish) else Reason.TOO_SOON


def _days(wanted: Range, wish: Wish) -> list[date]:
    day = local(wish.zone, max(wanted.start, _now(wish))).date()
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


def _starts(wanted: Range, wish: Wish, working: list[Span]) -> list[Span]:
    """When a visit could start within the window and end within the working time, in order."""
    window = wish.services[0].window_min * 60
    if window:
        arrivals = [(at, at + 1) for a, b in working for at in range(a, b, window)]
        return _within(wanted, wish, arrivals)
    length = sum(s.duration_min for s in wish.services) * 60
    if any(s.daily_capacity for s in wish.services):
        length = 0
    return _within(wanted, wish, [(a, b - length + 1) for a, b in working if b - length >= a])


def _begins(wanted: Range, wish: Wish, working: list[Span]) -> list[Span]:
    """When a visit could start, however long it would take; arrival windows are all the same."""
    return [] if wish.services[0].window_min else _within(wanted, wish, working)


def _within(wanted: Range, wish: Wish, starts: list[Span]) -> list[Span]:
    found = common(starts, [(wanted.start, wanted.end)])
    if wanted.daily is None or not found:
        return found
    day = local(wish.zone, found[0][0]).date() - timedelta(days=1)
    last = local(wish.zone, found[-1][1]).date()
    days = (day + timedelta(days=n) for n in range((last - day).days + 1))
    return common(
        found, [span for day in days for span in spans_of(wish.zone, day, [wanted.daily])]
    )
