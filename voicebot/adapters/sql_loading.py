"""What a decision needs, read from the tables, after the locks that keep it true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from voicebot.adapters import codec
from voicebot.adapters.sql_schema import (
    allocation,
    appointment,
    change,
    customer,
    external_busy,
)
from voicebot.booking.instants import day_span, moment
from voicebot.booking.model import Allocation, Appointment, Customer, Status
from voicebot.booking.snapshot import (
    Block,
    Change,
    Need,
    Snapshot,
)
from voicebot.booking.staffing import Changed
from voicebot.booking.takings import LONGEST_TAKING_S
from voicebot.booking.usual import LAST


@dataclass(frozen=True, slots=True)
class Recorded:
    """An appointment and what it takes, as the record of changes keeps them."""

    appointment: Appointment
    allocations: tuple[Allocation, ...]


_LONGEST = timedelta(seconds=LONGEST_TAKING_S)


def _seconds(column: ColumnElement[Any]) -> ColumnElement[int]:
    """An instant as whole seconds, worked out by the database: diaries have thousands of rows."""
    return type_coerce(column, BigInteger) // literal_column("1000000", BigInteger)


# The columns of `Block`, in its order.
_a, _b = allocation.c, external_busy.c
_NONE: ColumnElement[str] = literal_column("''")
_ZERO: ColumnElement[int] = literal_column("0")


@lru_cache(maxsize=256)
def _blocks_of(count: int) -> CompoundSelect[Any]:
    """What is taken of so many resources.

    Each has a parameter of its own: a list that is spelled out anew each time takes longer than
    all the rest of the statement.
    """
    resources = [bindparam(f"resource_{n}", type_=String) for n in range(count)]
    taken = select(
        _a.resource_id,
        _seconds(_a.start_at),
        _seconds(_a.end_at),
        _a.seat,
        _a.share,
        func.coalesce(_a.appointment_id, _NONE),
        func.coalesce(_a.held_by, _NONE),
        func.coalesce(_seconds(_a.held_until), _ZERO),
    ).where(
        _a.business_id == bindparam("business_id"),
        _a.resource_id.in_(resources),
        _a.start_at < bindparam("end"),
        _a.start_at > bindparam("eve"),
        _a.end_at > bindparam("start"),
    )
    away = select(
        _b.resource_id,
        _seconds(_b.start_at),
        _seconds(_b.end_at),
        _ZERO,
        literal_column("'away:'") + _b.source,
        _NONE,
        _NONE,
        _ZERO,
    ).where(
        _b.business_id == bindparam("business_id"),
        _b.resource_id.in_(resources),
        _b.start_at < bindparam("end"),
        _b.end_at > bindparam("start"),
    )
    return union_all(taken, away)


_p, _c = appointment.c, customer.c
_APPOINTMENT = select(appointment).where(
    _p.business_id == bindparam("business_id"), _p.id == bindparam("id")
)
_TAKEN_BY = (
    select(_a.resource_id, _a.start_at, _a.end_at, _a.seat, _a.share)
    .where(_a.appointment_id == bindparam("id"))
    .order_by(_a.id)
)
_CUSTOMERS = (
    select(_c.id, _c.business_id, _c.name, _c.phone, _c.email)
    .where(_c.business_id == bindparam("business_id"), _c.phone == bindparam("phone"))
    .order_by(_c.seen_at.desc(), _c.id)
)
_COMING = (
    select(appointment)
    .where(
        _p.business_id == bindparam("business_id"),
        _p.status == "booked",
        _p.end_at > bindparam("now"),
    )
    .order_by(_p.start_at, _p.id)
)
_COMING_TO = _COMING.where(_p.phone == bindparam("phone"))
_PAST_OF = (
    select(appointment)
    .where(
        _p.business_id == bindparam("business_id"),
        _p.phone == bindparam("phone"),
        _p.status == "booked",
        _p.end_at <= bindparam("now"),
    )
    .order_by(_p.start_at.desc(), _p.id)
    .limit(LAST)
)


_LOCK = "SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n"


class LocksMissing(Exception):
    """What is to be decided on has changed since the locks for it were named."""


class Loader:
    """Reads what is needed, and notes in `locks` what must stay as it is until a commit.

    With `held`, the names of locks that are held, nothing that would need another is read.
    """

    def __init__(
        self, connection: Connection, business_id: str, held: frozenset[str] | None = None
    ) -> None:
        self._connection = connection
        self._business_id = business_id
        self._held = held
        self.locks: frozenset[str] = frozenset()

    def load(self, snapshot: Snapshot, need: Need) -> Snapshot:
        """The snapshot with all that is needed in it; what it holds already is not read again.

        Raises:
            LocksMissing
        """
        had = snapshot.loaded
        self.locks = lock_names(self._business_id, need)
        if self._held is not None and not self.locks <= self._held:
            raise LocksMissing
        known = snapshot.appointment
        if need.appointment_id and need.appointment_id != had.appointment_id:
            known = self._appointment(need.appointment_id)
        same_diary = (need.resources, need.span) == (had.resources, had.span)
        same_person = (need.phone, need.on) == (had.phone, had.on)
        return replace(
            snapshot,
            loaded=need,
            blocks=snapshot.blocks if same_diary else tuple(self._blocks(need)),
            appointment=known,
            allocations=self._allocations(known.id)
            if known and not snapshot.appointment
            else snapshot.allocations,
            last_change=self._last_change(known.id) if known and need.history else None,
            customers=snapshot.customers if same_person else self._customers(need.phone or ""),
            coming=snapshot.coming if same_person else self._coming(snapshot, need),
            displaced=self._displaced(*need.during) if need.during else (),
            past=self._past(snapshot, need.phone) if need.past and need.phone else (),
        )

    def _blocks(self, need: Need) -> Iterable[Block]:
        """What is taken of the needed resources, and when they are away."""
        if need.span is None or not need.resources:
            return ()
        start, end = map(moment, need.span)
        resources = {f"resource_{n}": name for n, name in enumerate(sorted(need.resources))}
        span = {"start": start, "end": end, "eve": start - _LONGEST}
        rows = self._connection.execute(
            _blocks_of(len(resources)), {"business_id": self._business_id} | resources | span
        ).all()
        return map(Block._make, rows)

    def _appointment(self, appointment_id: str) -> Appointment | None:
        which = {"business_id": self._business_id, "id": appointment_id}
        row = self._connection.execute(_APPOINTMENT, which).first()
        return appointment_of(row) if row else None

    def _allocations(self, appointment_id: str) -> tuple[Allocation, ...]:
        rows = self._connection.execute(_TAKEN_BY, {"id": appointment_id})
        return tuple(Allocation(*row) for row in rows)

    def _last_change(self, appointment_id: str) -> Change | None:
        row = self._connection.execute(
            select(change)
            .where(change.c.appointment_id == appointment_id)
            .order_by(change.c.version.desc())
            .limit(1)
        ).first()
        if row is None:
            return None
        was = codec.load(Recorded, row.was) if row.was else None
        return Change(
            row.action,
            was.appointment if was else None,
            was.allocations if was else (),
            row.version,
        )

    def _customers(self, phone: str) -> tuple[Customer, ...]:
        if not phone:
            return ()
        which = {"business_id": self._business_id, "phone": phone}
        rows = self._connection.execute(_CUSTOMERS, which)
        return tuple(Customer(*row) for row in rows)

    def _coming(self, snapshot: Snapshot, need: Need) -> tuple[Appointment, ...]:
        query, which = _COMING, {"business_id": self._business_id, "now": snapshot.now}
        if need.phone:
            query, which = _COMING_TO, which | {"phone": need.phone}
        if need.on is not None:
            start, end = map(moment, day_span(snapshot.catalogue.zone, need.on))
            query = query.where(appointment.c.start_at >= start, appointment.c.start_at < end)
        return tuple(map(appointment_of, self._connection.execute(query, which)))

    def _past(self, snapshot: Snapshot, phone: str) -> tuple[Appointment, ...]:
        which = {"business_id": self._business_id, "now": snapshot.now, "phone": phone}
        return tuple(map(appointment_of, self._connection.execute(_PAST_OF, which)))

    def _displaced(self, resource_id: str, start: int, end: int) -> tuple[Appointment, ...]:
        a = allocation.c
        there = select(a.appointment_id).where(
            a.business_id == self._business_id,
            a.start_at < moment(end),
            a.end_at > moment(start),
        )
        if resource_id:
            there = there.where(a.resource_id == resource_id)
        query = select(appointment).where(appointment.c.id.in_(there))
        return appointments(self._connection, query)


def lock_names(business_id: str, need: Need) -> frozenset[str]:
    """What a need names that nobody else may change: an appointment, people and rooms by day."""
    visit = [f"appointment {need.appointment_id}"] if need.appointment_id else []
    return frozenset([*visit, *(f"resource {business_id} {name}" for name in need.locks)])


def lock(connection: Connection, names: Iterable[str]) -> None:
    """Wait for locks, held until this transaction ends. Everybody asks in the same order.

    SQLite has locked the whole database when the transaction began.
    """
    numbers = sorted(map(lock_number, names))
    if numbers and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_LOCK, (numbers,))


def lock_number(name: str) -> int:
    """The advisory lock of a thing: 64 bits of its name's hash."""
    raw = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


def appointment_of(row: Row[Any]) -> Appointment:
    return Appointment(
        id=row.id,
        business_id=row.business_id,
        services=tuple(row.services),
        start=row.start_at,
        end=row.end_at,
        customer_id=row.customer_id,
        for_name=row.for_name,
        phone=row.phone,
        details=row.details,
        call_id=row.call_id,
        status=Status(row.status),
        version=row.version,
        staff_id=row.staff_id,
        people=row.people,
    )


def changed_of(row: Row[Any]) -> Changed:
    was = codec.load(Recorded, row.was) if row.was else None
    return Changed(
        at=row.at,
        actor=row.actor,
        action=row.action,
        was=was.appointment if was else None,
        became=codec.load(Recorded, row.became).appointment,
        reason=row.reason,
    )


def appointments(connection: Connection, query: Select[Any]) -> tuple[Appointment, ...]:
    """The appointments of a query, by start."""
    rows = connection.execute(query.order_by(appointment.c.start_at, appointment.c.id))
    return tuple(map(appointment_of, rows))
