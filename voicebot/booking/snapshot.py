"""What a decision is made from, what it may still need to know, and what it changes.

`decide()` answers with a `Need` until the snapshot covers what it has to look at, then with a
`Verdict`. Whoever runs it loads needs and applies changes; see `voicebot.booking.rules.settle`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from voicebot.booking.business import DayRule
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.instants import DAY_S, Span, seconds
from voicebot.booking.model import (
    Allocation,
    Appointment,
    Customer,
    TakeMessage,
)
from voicebot.booking.staffing import StaffAnswer
from voicebot.booking.tokens import Signer

AWAY = "away"
"""How the share of a block begins that no visit took: an absence, a calendar elsewhere."""


class Block(NamedTuple):
    """A resource that is taken from `start` to `end` (seconds), by an appointment or a hold.

    `held_by` is the call (or "staff:<name>") that holds it until `held_until` (seconds); both are
    empty when it is booked.
    """

    resource_id: str
    start: int
    end: int
    seat: int = 0
    share: str = ""
    appointment_id: str = ""
    held_by: str = ""
    held_until: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What must be in the snapshot: the diary of resources over a span, an appointment, a person.

    `locks` (see `locks_on`) are what nobody else may change meanwhile. `phone` and `on` (a local
    day) narrow the coming appointments; None means they are not needed.
    """

    resources: frozenset[str] = frozenset()
    span: Span | None = None
    locks: frozenset[str] = frozenset()
    appointment_id: str = ""
    phone: str | None = None
    on: date | None = None
    history: bool = False
    """The appointment's last change as well."""
    during: tuple[str, int, int] | None = None
    """Who is booked with this resource between two instants (seconds)."""
    past: bool = False
    """The last visits under `phone` as well."""

    def covers(self, other: Need) -> bool:
        return (
            other.resources <= self.resources
            and (
                other.span is None
                or (
                    self.span is not None
                    and self.span[0] <= other.span[0]
                    and other.span[1] <= self.span[1]
                )
            )
            and other.locks <= self.locks
            and other.appointment_id in ("", self.appointment_id)
            and (other.phone is None or (other.phone, other.on) == (self.phone, self.on))
            and (self.history or not other.history)
            and other.during in (None, self.during)
            and (self.past or not other.past)
        )

    def plus(self, other: Need) -> Need:
        """Both needs in one."""
        ends = [s for s in (self.span, other.span) if s]
        return Need(
            resources=self.resources | other.resources,
            span=(min(s[0] for s in ends), max(s[1] for s in ends)) if ends else None,
            locks=self.locks | other.locks,
            appointment_id=other.appointment_id or self.appointment_id,
            phone=other.phone if other.phone is not None else self.phone,
            on=other.on if other.phone is not None else self.on,
            history=self.history or other.history,
            during=other.during or self.during,
            past=self.past or other.past,
        )


def locks_on(resources: Iterable[str], start: int, end: int) -> frozenset[str]:
    """One lock for each resource and each UTC day that a range touches.

    Ranges that overlap share a day; so visits of other days need not wait for each other.
    """
    days = range(start // DAY_S, (end - 1) // DAY_S + 1)
    return frozenset(f"{resource}@{day}" for resource in resources for day in days)


def locks_of(taken: Iterable[Allocation]) -> frozenset[str]:
    """The locks on all that a visit takes."""
    locks = (locks_on([a.resource_id], seconds(a.start), seconds(a.end)) for a in taken)
    return frozenset[str]().union(*locks)


@dataclass(frozen=True, slots=True)
class Change:
    """An earlier change of an appointment, as the record keeps it."""

    action: str
    was: Appointment | None
    was_allocations: tuple[Allocation, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All a decision may look at. `loaded` says how much of the diary it holds.

    `actor` is who asks: "call:<id>" for the bot, "staff:<name>" for a person.
    """

    catalogue: Catalogue
    signer: Signer
    now: datetime
    key: str = ""
    call_id: str = ""
    actor: str = ""
    brief: bool = False
    """A refusal needs no alternatives: it will be decided again outside the locks."""
    loaded: Need = Need()
    blocks: tuple[Block, ...] = ()
    appointment: Appointment | None = None
    allocations: tuple[Allocation, ...] = ()
    """Of `appointment`."""
    last_change: Change | None = None
    customers: tuple[Customer, ...] = ()
    """With the needed phone number, the one seen last first."""
    coming: tuple[Appointment, ...] = ()
    """Booked, not over yet, narrowed as needed, by start."""
    past: tuple[Appointment, ...] = ()
    """With the needed phone number: booked and over, the newest first, `usual.LAST` at most."""
    displaced: tuple[Appointment, ...] = ()
    """Booked with a resource during the needed time, by start."""

    @property
    def by_staff(self) -> bool:
        return self.actor.startswith("staff:")

    @property
    def holder(self) -> str:
        """Who holds what is held: this call, or the member of staff."""
        return self.actor if self.by_staff else self.call_id

    @property
    def now_s(self) -> int:
        return seconds(self.now)

    def lacks(self, need: Need) -> Need | None:
        """What is to be loaded before `need` is met; None when it is."""
        return None if self.loaded.covers(need) else self.loaded.plus(need)

    def new_id(self, kind: str, *more: str) -> str:
        """An id that cannot be guessed and is the same for the same command."""
        return self.signer.name(kind, self.key, self.now.isoformat(), *more)

    def knowing(self, **values: object) -> Snapshot:
        return replace(self, **values)  # type: ignore[arg-type]


# --- what a decision changes ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DropHolds:
    """Give back what a call (or "staff:<name>") holds; without ids, all of it."""

    call_id: str
    hold_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PutHold:
    id: str
    call_id: str
    until: int
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class PutCustomer:
    customer: Customer


@dataclass(frozen=True, slots=True)
class PutAppointment:
    """Write an appointment, its allocations, the record of the change and the news of it.

    `was` is what it replaces; a version other than `was.version` in the store means a conflict.
    """

    appointment: Appointment
    allocations: tuple[Allocation, ...]
    action: str
    """booked, overbooked, moved, cancelled or undone."""
    was: Appointment | None = None
    was_allocations: tuple[Allocation, ...] = ()
    reason: str = ""
    overbooked: bool = False


@dataclass(frozen=True, slots=True)
class KeepMessage:
    id: str
    request: TakeMessage


@dataclass(frozen=True, slots=True)
class PutAbsence:
    """A resource is away: its free time is gone, what is booked stays until it is moved."""

    id: str
    resource_id: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class EndAbsences:
    """Absences of a resource that meet the range are over."""

    resource_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PutDay:
    """Other hours on a day, for a resource or ("") the business."""

    resource_id: str
    rule: DayRule


Edit = (
    DropHolds
    | PutHold
    | PutCustomer
    | PutAppointment
    | KeepMessage
    | PutAbsence
    | EndAbsences
    | PutDay
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and what has to be written for it to be true."""

    answer: StaffAnswer
    edits: tuple[Edit, ...] = ()


def in_force(
    blocks: Iterable[Block], *, now: int, holder: str = "", appointment_id: str = ""
) -> list[Block]:
    """Blocks that stand in the way of this caller.

    Left out: holds that ran out, one's own holds, and the appointment that is being moved.
    """
    return [
        b
        for b in blocks
        if not (b.held_until and (b.held_until <= now or (holder and b.held_by == holder)))
        and not (appointment_id and b.appointment_id == appointment_id)
    ]
