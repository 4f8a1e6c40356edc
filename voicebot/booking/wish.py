"""What a caller would like, made exact: which services by whom, between which instants."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from voicebot.booking.catalogue import Catalogue, near
from voicebot.booking.fitting import Choice
from voicebot.booking.hours import common
from voicebot.booking.instants import DAY_S, Span, local, seconds
from voicebot.booking.model import FindSlots, Reason, Service, Window


@dataclass(frozen=True, slots=True)
class Range:
    """A window in seconds; `daily` narrows it to a part of each local day."""

    start: int
    end: int
    daily: tuple[time, time] | None = None
    edge: str = ""

    def admits(self, at: int, zone: ZoneInfo) -> bool:
        if not self.start <= at < self.end:
            return False
        return self.daily is None or in_part(local(zone, at).time(), self.daily)


def in_part(clock: time, part: tuple[time, time]) -> bool:
    """Whether a wall time lies in a part of day; one that ends at 00:00 runs to midnight."""
    start, end = part
    if start < end:
        return start <= clock < end
    return clock >= start or clock < end


@dataclass(frozen=True, slots=True)
class Within:
    """Admits whatever starts between two instants."""

    low: int
    high: int

    def __call__(self, at: int, zone: ZoneInfo) -> bool:
        return self.low <= at < self.high

    def among(self, times: Sequence[int]) -> Sequence[int]:
        """Those of the times, which are in order."""
        return times[bisect_left(times, self.low) : bisect_left(times, self.high)]


@dataclass(frozen=True, slots=True)
class Wish:
    """`ranges` in the order of preference; `bounds` is what notice and planning ahead allow."""

    services: tuple[Service, ...]
    choices: tuple[Choice, ...]
    preferred: tuple[Choice, ...] | None
    """The choices when only the asked person will do; None when nobody was asked for."""
    ranges: tuple[Range, ...]
    excluded: tuple[Range, ...]
    bounds: Span
    skipped: frozenset[int]
    zone: ZoneInfo
    zones: tuple[ZoneInfo, ...]
    """Of all the places where it may be, the business's own first."""
    people: int
    limit: int
    place: str = ""

    @property
    def open(self) -> bool:
        """No wish for a time: as soon as possible."""
        return not self.ranges

    @property
    def resources(self) -> frozenset[str]:
        """Every person of the choices."""
        return frozenset(r.id for choice in self.choices for r in choice if r is not None)

    def admitting(self) -> Callable[[int, ZoneInfo], bool]:
        """`admits`, as cheap as this wish allows: it is asked for every time there is."""
        if self.skipped or self.excluded or len(self.ranges) > 1:
            return self.admits
        only = self.ranges[0] if self.ranges else Range(*self.bounds)
        if only.daily is not None:
            return self.admits
        return Within(max(only.start, self.bounds[0]), min(only.end, self.bounds[1]))

    def admits(self, at: int, zone: ZoneInfo) -> bool:
        """Whether a visit may start then, by clocks of a zone, and would be within the wish."""
        return self.allows(at, zone) and (
            not self.ranges or any(r.admits(at, zone) for r in self.ranges)
        )

    def allows(self, at: int, zone: ZoneInfo) -> bool:
        """Whether a visit may be offered then at all."""
        return (
            self.bounds[0] <= at < self.bounds[1]
            and at not in self.skipped
            and not (self.excluded and any(r.admits(at, zone) for r in self.excluded))
        )

    def days(self) -> Iterator[date]:
        """Local days on which a wished-for visit may begin, in order.

        Each range's eve is among them: its last shift may run past midnight.
        """
        ranges = [(r.start, r.end) for r in self.ranges] or [self.bounds]
        seen: set[date] = set()
        for start, end in common(ranges, [self.bounds]):
            day = min(local(z, start).date() for z in self.zones) - timedelta(days=1)
            last = max(local(z, end - 1).date() for z in self.zones)
            while day <= last:
                if day not in seen:
                    seen.add(day)
                    yield day
                day += timedelta(days=1)


def choices_for(
    catalogue: Catalogue,
    services: Sequence[Service],
    staff_id: str | None,
    without: Sequence[str] = (),
    place: str = "",
) -> tuple[Choice, ...]:
    """Who may do each service at a place, `without` some; with `staff_id`, that person wherever
    possible.
    """

    def choice(service: Service) -> Choice:
        everyone = catalogue.staff_for(service)
        if not everyone or service.daily_capacity:
            return (None,)
        left = tuple(r for r in everyone if r.id not in without and near(r, place))
        return tuple(r for r in left if r.id == staff_id) or left

    return tuple(choice(service) for service in services)


def services_of(catalogue: Catalogue, ids: Sequence[str]) -> tuple[Service, ...] | Reason:
    """The services of a request, or why they cannot be given."""
    services = tuple(s for s in map(catalogue.services.get, ids) if s is not None)
    if not services or len(services) < len(ids) or not all(map(catalogue.offers, services)):
        return Reason.NOT_OFFERED
    if len(services) > 1 and any(s.daily_capacity or s.window_min for s in services):
        return Reason.NOT_OFFERED
    return Reason.TOO_LONG if any(map(catalogue.too_long, services)) else services


def wish_of(
    request: FindSlots, catalogue: Catalogue, now: int, skipped: frozenset[int]
) -> Wish | Reason:
    """A request made exact, or the reason why nothing can ever fit it."""
    services = services_of(catalogue, request.services)
    if isinstance(services, Reason):
        return services
    place = request.location
    if place and not all(catalogue.offers(s, place) for s in services):
        return Reason.NOT_OFFERED
    asked = request.staff_id
    does = {r.id for s in services for r in catalogue.staff_for(s)}
    if asked is not None and asked not in does and request.staff_required:
        return Reason.NOT_OFFERED
    without = request.staff_excluded
    preferred = choices_for(catalogue, services, asked, without, place) if asked in does else None
    everyone = choices_for(catalogue, services, None, without, place)
    if not all(everyone):
        return Reason.STAFF_AWAY
    bounds = bounds_of(services, now)
    ranges = tuple(range_of(w, bounds) for w in request.windows)
    theirs = {catalogue.zone_of(r) for choice in everyone for r in choice} - {catalogue.zone}
    return Wish(
        services=services,
        choices=preferred if preferred and request.staff_required else everyone,
        preferred=preferred,
        ranges=ranges,
        excluded=tuple(
            out
            for out in (range_of(w, bounds) for w in request.excluded)
            if not (ranges and all(_covers(out, r, catalogue.zone) for r in ranges))
        ),
        bounds=bounds,
        skipped=skipped,
        zone=catalogue.zone,
        zones=(catalogue.zone, *theirs),
        people=request.people,
        limit=request.limit,
        place=place,
    )


def _covers(excluded: Range, wished: Range, zone: ZoneInfo) -> bool:
    """Whether all that is wished for was ruled out: then the wish counts, as the later word."""
    if not (excluded.start <= wished.start and wished.end <= excluded.end):
        return False
    if excluded.daily is None or excluded.daily == wished.daily:
        return True
    return wished.end - wished.start <= 60 and excluded.admits(wished.start, zone)


def bounds_of(services: Sequence[Service], now: int) -> Span:
    """From the end of the notice to the furthest ahead."""
    notice = max(s.min_notice_min for s in services) * 60
    ahead = min(s.max_ahead_days for s in services) * DAY_S
    return now + max(notice, 1), now + ahead


def range_of(window: Window, bounds: Span) -> Range:
    start = bounds[0] if window.start is None else seconds(window.start)
    end = bounds[1] if window.end is None else seconds(window.end)
    return Range(start, end, window.daily, window.edge)
