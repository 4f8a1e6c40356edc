"""What a business offers: services, the people and rooms that give them, and when it is open.

Rules are wall time in an IANA zone; they become instants in `voicebot.booking.hours`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `start` to `end`, wall time, on a weekday (Monday is 0), between two dates."""

    weekday: int
    start: time
    end: time
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DayRule:
    """What holds on one date instead of the weekly hours: other hours, or closed (no hours)."""

    day: date
    hours: tuple[tuple[time, time], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Something that can be booked. Times are in minutes, `max_ahead_days` in days."""

    id: str
    name: str
    duration_min: int
    buffer_before_min: int = 0
    buffer_after_min: int = 0
    step_min: int = 15
    min_notice_min: int = 60
    max_ahead_days: int = 180
    cancel_until_min: int = 0
    reschedule_until_min: int = 0
    capacity: int = 1
    needs: tuple[str, ...] = ()
    """Kinds of resource needed beside the member of staff: "room", "lift"."""
    price: str = ""
    window_min: int = 0
    """Over 0: the visit is promised as an arrival window of this length, not as an instant."""
    daily_capacity: int = 0
    """Over 0: a drop-off service, so many a day, with no clock time of its own."""
    discreet: bool = False
    """Not spoken of without being asked: it is never offered as what somebody usually has."""


@dataclass(frozen=True, slots=True)
class Location:
    """One place of a business, with a zone and hours of its own where they differ."""

    id: str
    name: str
    zone: str = ""
    """IANA name; empty: the business's."""
    address: str = ""
    hours: tuple[Hours, ...] = ()
    days: tuple[DayRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A member of staff, room or device: what an appointment occupies."""

    id: str
    name: str
    kind: str = "staff"
    services: tuple[str, ...] = ()
    """Ids of the services it serves; for a room or device, empty means all that need its kind."""
    durations: Mapping[str, int] = field(default_factory=dict)
    """Own durations in minutes, by service id."""
    hours: tuple[Hours, ...] = ()
    """Own weekly hours; empty: the business's."""
    days: tuple[DayRule, ...] = ()
    capacity: int = 1
    """How many people it takes: seats at a table, places in a dining room."""
    pooled: bool = False
    """Several visits share it at once up to `capacity` (a dining room); else one at a time."""
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Business:
    """One business, as the calendar sees it."""

    id: str
    name: str
    zone: str
    services: tuple[Service, ...]
    resources: tuple[Resource, ...]
    hours: tuple[Hours, ...]
    days: tuple[DayRule, ...] = ()
    holidays: str | None = None
    """A country, or country and subdivision ("US", "US-NY"), whose public holidays are closed."""
    open_holidays: tuple[str, ...] = ()
    """Names of public holidays on which the business is open all the same."""
    locations: tuple[Location, ...] = ()

    def service(self, service_id: str) -> Service | None:
        return next((s for s in self.services if s.id == service_id), None)

    def location(self, location_id: str) -> Location | None:
        return next((p for p in self.locations if p.id == location_id), None)

    def resource(self, resource_id: str) -> Resource | None:
        return next((r for r in self.resources if r.id == resource_id), None)
