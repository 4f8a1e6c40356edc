"""What only staff may ask: overbook with a reason, undo, be away, change the hours of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voicebot.booking.business import DayRule
from voicebot.booking.model import Appointment, CalendarAnswer, CalendarRequest, Slot


@dataclass(frozen=True, slots=True)
class Overbook:
    """Book at this time whatever else is booked and whatever the rules say. Needs a reason."""

    services: tuple[str, ...]
    start: datetime
    staff_id: str
    for_name: str
    phone: str
    reason: str
    email: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last change of an appointment, as long as its time is still free.

    `version` is the one that was seen; an appointment that changed since is left alone.
    """

    appointment_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Away:
    """A person or room is not there (ill, broken) between two instants."""

    resource_id: str
    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """The person or room is there again: absences that meet the range end."""

    resource_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FindDisplaced:
    """Who is booked with a resource ("": any) between two instants, and where each could go."""

    resource_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ListFree:
    """Every time a service could start between two instants, person by person."""

    service: str
    start: datetime
    end: datetime
    staff_id: str | None = None


@dataclass(frozen=True, slots=True)
class SetDay:
    """Other hours on one day (none: closed), for a resource or ("") the whole business."""

    rule: DayRule
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """An appointment that was made elsewhere before, at its own time and length.

    `source` names it for ever: taken over again, it is the same appointment.
    """

    source: str
    services: tuple[str, ...]
    start: datetime
    end: datetime
    staff_id: str
    for_name: str
    phone: str
    email: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


StaffRequest = (
    CalendarRequest | Overbook | Undo | Away | Back | FindDisplaced | ListFree | SetDay | TakeOver
)


@dataclass(frozen=True, slots=True)
class Undone:
    """The appointment as it stands now."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Displaced:
    """A visit that must be moved, and a time it could have instead; no two get the same."""

    appointment: Appointment
    proposal: Slot | None


@dataclass(frozen=True, slots=True)
class MustMove:
    """Done; these visits are in the way now, by start."""

    visits: tuple[Displaced, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Starts by resource id; "" where the service needs no person."""

    starts: Mapping[str, tuple[datetime, ...]]


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry of the record: who did what to an appointment, and how it stood before and after.

    `actor` is "call:<id>" or "staff:<name>"; `action` is booked, overbooked, moved, cancelled or
    undone.
    """

    at: datetime
    actor: str
    action: str
    was: Appointment | None
    became: Appointment
    reason: str = ""


StaffAnswer = CalendarAnswer | Undone | MustMove | FreeTimes
