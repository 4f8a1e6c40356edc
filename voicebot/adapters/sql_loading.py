"""What a decision needs, read from the tables, after the locks that keep it true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    literal,
    null,
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
from voicebot.booking.fitting import LONGEST_TAKING_S
from voicebot.booking.instants import day_span, moment
from voicebot.booking.model import Allocation, Appointment, Customer, Status
from voicebot.booking.snapshot import (
    Block,
    Change,
    Need,
    Snapshot,
)
from voicebot.booking.staffing import Changed


@dataclass(frozen=True, slots=True)
class Recorded:
    """An appointment and what it takes, as the record of changes keeps them."""

    appointment: Appointment
    allocations: tuple[Allocation, ...]


_LONGEST = timedelta(seconds=LONGEST_TAKING_S)
MICRO = 1_000_000


def _number(column: ColumnElement[datetime]) -> ColumnElement[int]:
    """An instant as the number it is kept as: diaries are read by the thousand rows."""
    return type_coerce(column, BigInteger)


_a, _b = allocation.c, external_busy.c
_TAKEN = select(
    _a.resource_id,
    _number(_a.start_at),
    _number(_a.end_at),
    _a.seat,
    _a.share,
    _a.appointment_id,
    _a.held_by,
    _number(_a.held_until),
    literal("").label("source"),
).where(
    _a.business_id == bindparam("business_id"),
    _a.resource_id.in_(bindparam("resources", expanding=True)),
    _a.start_at < bindparam("end"),
    _a.start_at > bindparam("eve"),
    _a.end_at > bindparam("start"),
)
_AWAY = select(
    _b.resource_id,
    _number(_b.start_at),
    _number(_b.end_at),
    literal(0),
    null(),
    null(),
    null(),
    null(),
    _b.source,
).where(
    _b.business_id == bindparam("business_id"),
    _b.resource_id.in_(bindparam("resources", expanding=True)),
    _b.start_at < bindparam("end"),
    _b.end_at > bindparam("start"),
)
_BLOCKS = union_all(_TAKEN, _AWAY)


class Busy(Exception):
    """Somebody else is changing the same thing at this moment, under one of these locks."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__()
        self.numbers = numbers


_WAIT = "SELECT pg_advisory_xact_lock_shared(n) FROM unnest(%s::bigint[]) AS n"
_TRY_LOCKS = "SELECT bool_and(pg_try_advisory_xact_lock(n)) FROM unnest(%s::bigint[]) AS n"


class Loader:
    """`locked`: this transaction writes, so what it reads has to stay true until it commits."""

    def __init__(
        self, connection: Connection, business_id: str, *, locked: bool, patient: bool = False
    ) -> None:
        self._connection = connection
        self._patient = patient
        self._business_id = business_id
        self._locked = locked

    def load(self, snapshot: Snapshot, need: Need) -> Snapshot:
        """The snapshot with all that is needed in it; what it holds already is not read again."""
        had = snapshot.loaded
        if self._locked:
            self._lock(need, had)
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
        )

    def _lock(self, need: Need, had: Need) -> None:
        """Advisory locks in PostgreSQL for what is new in a need, all or none.

        SQLite has locked the whole database when the transaction began.
        """
        if self._connection.dialect.name != "postgresql":
            return
        new = [f"resource {self._business_id} {name}" for name in need.locks - had.locks]
        if need.appointment_id and not had.appointment_id:
            new.append(f"appointment {need.appointment_id}")
        numbers = sorted(map(lock_number, new))
        if not numbers:
            return
        if self._patient:
            for number in numbers:
                self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))
        elif not self._connection.exec_driver_sql(_TRY_LOCKS, (numbers,)).scalar():
            raise Busy(numbers)

    def _blocks(self, need: Need) -> Iterable[Block]:
        """What is taken of the needed resources, and when they are away."""
        if need.span is None or not need.resources:
            return
        start, end = map(moment, need.span)
        which = {"business_id": self._business_id, "resources": sorted(need.resources)}
        span = {"start": start, "end": end, "eve": start - _LONGEST}
        for row in self._connection.execute(_BLOCKS, which | span):
            resource_id, begins, ends, seat, share, visit, held_by, until, source = row
            yield Block(
                resource_id,
                begins // MICRO,
                ends // MICRO,
                seat,
                f"away:{source}" if source else share,
                visit or "",
                held_by or "",
                (until or 0) // MICRO,
            )

    def _appointment(self, appointment_id: str) -> Appointment | None:
        row = self._connection.execute(
            select(appointment).where(
                appointment.c.business_id == self._business_id, appointment.c.id == appointment_id
            )
        ).first()
        return appointment_of(row) if row else None

    def _allocations(self, appointment_id: str) -> tuple[Allocation, ...]:
        a = allocation.c
        rows = self._connection.execute(
            select(a.resource_id, a.start_at, a.end_at, a.seat, a.share)
            .where(a.appointment_id == appointment_id)
            .order_by(a.id)
        )
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
        c = customer.c
        rows = self._connection.execute(
            select(c.id, c.business_id, c.name, c.phone, c.email)
            .where(c.business_id == self._business_id, c.phone == phone)
            .order_by(c.seen_at.desc(), c.id)
        )
        return tuple(Customer(*row) for row in rows)

    def _coming(self, snapshot: Snapshot, need: Need) -> tuple[Appointment, ...]:
        a = appointment.c
        query = select(appointment).where(
            a.business_id == self._business_id, a.status == "booked", a.end_at > snapshot.now
        )
        if need.phone:
            query = query.where(a.phone == need.phone)
        if need.on is not None:
            start, end = map(moment, day_span(snapshot.catalogue.zone, need.on))
            query = query.where(a.start_at >= start, a.start_at < end)
        return appointments(self._connection, query)

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


def wait_for(connection: Connection, busy: Busy) -> None:
    """Until whoever holds the locks is done. All who wait go on at the same moment."""
    connection.exec_driver_sql(_WAIT, (busy.numbers,))


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
