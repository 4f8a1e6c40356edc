"""The plain values of booking: what is asked of a business, and what it answers.

All instants are aware datetimes in UTC unless a name says `local`. Ranges are half open
[start, end). What a business offers (`Business`, `Service`, ...) is in `voicebot.booking.business`
and can be had from here as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from voicebot.booking.business import Business, DayRule, Hours, Location, Resource, Service

# Passed on from `business`; the rest of this module is public as well.
__all__ = ["Business", "DayRule", "Hours", "Location", "Resource", "Service"]


@dataclass(frozen=True, slots=True)
class Allocation:
    """A resource taken for a range, buffers included.

    Two allocations of one resource may overlap only when they have the same `share` (the same group
    session, or a shared room) and another `seat`.
    """

    resource_id: str
    start: datetime
    end: datetime
    seat: int = 0
    share: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that `decide()` issued. Only its `token` can be held or booked.

    `start` and `end` are the visit as the caller knows it, in UTC, without buffers.
    """

    token: str
    start: datetime
    end: datetime
    allocations: tuple[Allocation, ...] = ()
    services: tuple[str, ...] = ()
    staff_id: str | None = None
    why: tuple[str, ...] = ()
    people: int = 1


class Status(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A committed row. `details` is what a business asks besides (address, car, reason)."""

    id: str
    business_id: str
    services: tuple[str, ...]
    start: datetime
    end: datetime
    customer_id: str
    for_name: str
    phone: str
    details: Mapping[str, str] = field(default_factory=dict)
    call_id: str = ""
    status: Status = Status.BOOKED
    version: int = 1
    staff_id: str | None = None
    people: int = 1


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    business_id: str
    name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Usual:
    """What a customer usually has, and by whom, if it is always the same person."""

    services: tuple[str, ...]
    staff_id: str | None = None


# --- what is asked -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """A wished-for range, UTC, with an optional daily window in local wall time.

    `edge` is "first" or "last" where the first or last time of the day is the best.
    """

    start: datetime | None = None
    end: datetime | None = None
    daily: tuple[time, time] | None = None
    edge: str = ""


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Free times for services done in a row. No windows means as soon as possible.

    `staff_id` is a wish: with `staff_required` nobody else is offered. `not_before` leaves out
    what was already turned down ("the next one?"). `moving` is the appointment that would be moved:
    its own time counts as free. Who is among `staff_excluded` is not offered. `location` (an id):
    only what is given there; without one each visit is at one place all the same.
    """

    services: tuple[str, ...]
    windows: tuple[Window, ...] = ()
    excluded: tuple[Window, ...] = ()
    staff_id: str | None = None
    staff_required: bool = False
    limit: int = 2
    refused_tokens: tuple[str, ...] = ()
    moving: str | None = None
    people: int = 1
    staff_excluded: tuple[str, ...] = ()
    location: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep slots for this call for `seconds`."""

    tokens: tuple[str, ...]
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class Renew:
    tokens: tuple[str, ...]
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class Release:
    """Give back holds; no tokens means all that this call holds."""

    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    token: str
    for_name: str
    phone: str
    email: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    allow_same_day: bool = False
    """The caller already has a visit that day and wants this one as well."""


@dataclass(frozen=True, slots=True)
class Move:
    appointment_id: str
    token: str
    version: int | None = None
    """The version that was read; a row that changed since is not moved."""
    allow_same_day: bool = False
    """The customer has another visit on the new day and wants this one there as well."""


@dataclass(frozen=True, slots=True)
class Cancel:
    appointment_id: str
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class FindAppointment:
    """Coming appointments, by the number that called or was given, by name, or both."""

    phone: str = ""
    name: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FindCustomer:
    """Who has this number. With `usual`, what they usually have is worked out, too."""

    phone: str
    usual: bool = False


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Kept for a person: `kind` is message, callback, emergency or stop_calling."""

    kind: str
    text: str
    name: str = ""
    phone: str = ""
    urgent: bool = False


CalendarRequest = (
    FindSlots
    | Hold
    | Renew
    | Release
    | Book
    | Move
    | Cancel
    | FindAppointment
    | FindCustomer
    | TakeMessage
)


# --- what is answered ----------------------------------------------------------------------------


class Reason(StrEnum):
    """Why a request is refused. Each has a spoken reply in the dialog."""

    TAKEN = "taken"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    OUTSIDE_HOURS = "outside_hours"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    IN_THE_PAST = "in_the_past"
    FULL = "full"
    NOT_OFFERED = "not_offered"
    """No such service, or nobody does it (or not the person who was wished for)."""
    STAFF_AWAY = "staff_away"
    TOO_LONG = "too_long"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    SAME_DAY = "same_day"
    """The customer already has a visit that day."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Offered:
    """Free slots, the best first. `exact`: the first one is just what was asked for.

    When nothing fits the wish, `reason` says why and the slots are the nearest alternatives;
    `note` is the name of the holiday or closure when that is the reason.
    """

    slots: tuple[Slot, ...]
    exact: bool = True
    reason: Reason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    tokens: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Moved:
    appointment: Appointment
    was: Appointment


@dataclass(frozen=True, slots=True)
class Cancelled:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Found:
    """`usual` is the customer's, where it was asked for and there is one."""

    appointments: tuple[Appointment, ...] = ()
    customer: Customer | None = None
    usual: Usual | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    pass


@dataclass(frozen=True, slots=True)
class Taken:
    """A message was kept, under this id."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Done, with nothing to tell (a release)."""


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason
    alternatives: tuple[Slot, ...] = ()
    appointment: Appointment | None = None
    """The visit that is in the way (SAME_DAY) or cannot be changed any more."""


CalendarAnswer = (
    Offered | Held | Booked | Moved | Cancelled | Found | NotFound | Taken | Noted | Refused
)
