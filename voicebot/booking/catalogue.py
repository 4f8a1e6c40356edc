"""A business made quick to ask: who does what, in which zone, working when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from voicebot.booking.business import Business, Location, Resource, Service
from voicebot.booking.hours import check_region, merged, open_spans, working_spans
from voicebot.booking.instants import DAY_S, Span, local

LONGEST_S = DAY_S
"""Longest time one service may take, its buffers included."""


def near(resource: Resource, place: str) -> bool:
    """Whether it may take part in a visit at a location; what belongs to none is at all of them."""
    return not place or resource.location_id in ("", place)


class Catalogue:
    """One business at one revision. Holds nothing that changes, only what it worked out once."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.zone = ZoneInfo(business.zone)
        self.services = {s.id: s for s in business.services}
        self.resources = {r.id: r for r in business.resources}
        self._places = {p.id: p for p in business.locations}
        self._zones = {p.id: ZoneInfo(p.zone or business.zone) for p in business.locations}
        self._order = {r.id: n for n, r in enumerate(business.resources)}
        if business.holidays:
            check_region(business.holidays)
        self._shifts: dict[tuple[str, date], tuple[Span, ...]] = {}
        self._kinds: dict[tuple[str, str], tuple[Resource, ...]] = {}
        self._at_work: dict[tuple[str, int, int], list[Span]] = {}

    def place(self, resource: Resource | None) -> Location | None:
        return self._places.get(resource.location_id) if resource else None

    def zone_of(self, resource: Resource | None) -> ZoneInfo:
        return self._zones.get(resource.location_id, self.zone) if resource else self.zone

    def order(self, resource_id: str) -> int:
        """The resource's place in the owner's list, which breaks ties."""
        return self._order.get(resource_id, len(self._order))

    def staff_for(self, service: Service) -> tuple[Resource, ...]:
        """Who does a service; nobody when it needs no one (a court, a drop-off)."""
        return self._staff.get(service.id, ())

    @cached_property
    def _staff(self) -> dict[str, tuple[Resource, ...]]:
        people = [r for r in self.business.resources if r.kind == "staff"]
        return {
            s.id: tuple(r for r in people if s.id in r.services) for s in self.business.services
        }

    def of_kind(self, kind: str, service: Service) -> tuple[Resource, ...]:
        """Rooms or devices of a kind that may be used for a service."""
        known = self._kinds.get((kind, service.id))
        if known is None:
            known = self._kinds[kind, service.id] = tuple(
                r
                for r in self.business.resources
                if r.kind == kind and (not r.services or service.id in r.services)
            )
        return known

    def places(self, resource_id: str, service: Service) -> int:
        """How many people it takes at once for a service."""
        resource = self.resources.get(resource_id)
        if resource is None:
            return service.daily_capacity
        if resource.kind == "staff" or not (resource.pooled or resource.capacity > 1):
            return service.capacity
        if resource.pooled or service.capacity == 1:
            return resource.capacity
        return min(resource.capacity, service.capacity)

    def offers(self, service: Service, place: str = "") -> bool:
        """Whether anything at all can give this service, at a location or anywhere."""
        staff = self.staff_for(service)
        needed = [self.of_kind(kind, service) for kind in service.needs]
        if staff:
            needed.append(staff)
        there = all(any(near(r, place) for r in some) for some in needed)
        return there and bool(needed or service.daily_capacity)

    def length(self, service: Service, staff: Resource | None) -> int:
        """How long the service takes this person, in seconds, without buffers."""
        own = staff.durations.get(service.id) if staff else None
        return (own or service.duration_min) * 60

    def too_long(self, service: Service) -> bool:
        people: tuple[Resource | None, ...] = (None, *self.staff_for(service))
        longest = max(self.length(service, person) for person in people)
        return longest + (service.buffer_before_min + service.buffer_after_min) * 60 > LONGEST_S

    def shifts(self, resource: Resource | None, day: date) -> tuple[Span, ...]:
        """When the resource works on a local day (None: when the house is open), in order."""
        key = (resource.id if resource else "", day)
        known = self._shifts.get(key)
        if known is None:
            place, zone = self.place(resource), self.zone_of(resource)
            if resource is None:
                found = open_spans(self.business, None, zone, day)
            else:
                found = working_spans(self.business, place, zone, resource, day)
            known = self._shifts[key] = tuple(found)
        return known

    def stretch(self, resource: Resource | None, day: date) -> list[tuple[int, int, int]]:
        """Shifts that start on a day, as (start, end, last end).

        Where the next day's shift follows without a break, a visit may run on into it.
        """
        after = dict(self.shifts(resource, day + timedelta(days=1)))
        return [(a, b, after.get(b, b)) for a, b in self.shifts(resource, day)]

    def works(self, resource: Resource | None, start: int, end: int) -> bool:
        """Whether the resource works from start to end without a break."""
        days = start // DAY_S, end // DAY_S
        key = (resource.id if resource else "", *days)
        known = self._at_work.get(key)
        if known is None:
            known = self._at_work[key] = self._work(resource, *days)
        return any(a <= start and end <= b for a, b in known)

    def _work(self, resource: Resource | None, first: int, last: int) -> list[Span]:
        """Unbroken working time around some UTC days, given by number."""
        zone = self.zone_of(resource)
        day = local(zone, first * DAY_S).date() - timedelta(days=1)
        end = local(zone, (last + 1) * DAY_S).date()
        found: list[Span] = []
        while day <= end:
            found.extend(self.shifts(resource, day))
            day += timedelta(days=1)
        return merged(found)
