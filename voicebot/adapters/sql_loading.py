"""What a decision needs, read from the tables, after the locks that keep it true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from voicebot.adapters import codec
from voicebot.adapters.sql_schema import (
    allocation,
    appointment,
    change,
    customer,
    external_busy,
)
from voicebot.booking.fitting import LONGEST_TAKING_S
from voicebot.booking.instants import day_span, moment, seconds
from voicebot.booking.model import Allocation, Appointment, Customer, Status
from voicebot.booking.snapshot import (
    Block,
    Change,
    Need,
    Snapshot,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An appointment and what it takes, as the record of changes keeps them."""

    appointment: Appointment
    allocations: tuple[Allocation, ...]


_LONGEST = timedelta(seconds=LONGEST_TAKING_S)


class Loader:
    """`locked`: this transaction writes, so what it reads has to stay true until it commits."""

    def __init__(self, connection: Connection, business_id: str, *, locked: bool) -> None:
        self._connection = connection
        self._business_id = business_id
        self._locked = locked

    def load(self, snapshot: Snapshot, need: Need) -> Snapshot:
        """The snapshot with all that is needed in it, read afresh after the locks are taken."""
        if self._locked:
            self._lock(need)
            self._drop_expired(need, snapshot.now)
        known = self._appointment(need.appointment_id) if need.appointment_id else None
        return replace(
            snapshot,
            loaded=need,
            blocks=tuple(self._blocks(need)) if need.span and need.resources else (),
            appointment=known,
            allocations=self._allocations(known.id) if known else (),
            last_change=self._last_change(known.id) if known and need.history else None,
            customers=self._customers(need.phone) if need.phone else (),
            coming=self._coming(snapshot, need) if need.phone is not None else (),
            displaced=self._displaced(*need.during) if need.during else (),
        )

    def _lock(self, need: Need) -> None:
        """PostgreSQL: one advisory lock for each thing touched, always in the same order.

        SQLite: the transaction has the whole database already.
        """
        if self._connection.dialect.name != "postgresql":
            return
        names = [f"appointment {need.appointment_id}"] if need.appointment_id else []
        names += [f"resource {self._business_id} {r}" for r in need.locks]
        for number in sorted(map(lock_number, names)):
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))

    def _drop_expired(self, need: Need, now: datetime) -> None:
        """Holds that ran out on the locked resources would still trip the database's own check."""
        if need.locks:
            self._connection.execute(
                delete(allocation).where(
                    allocation.c.business_id == self._business_id,
                    allocation.c.resource_id.in_(sorted(need.locks)),
                    allocation.c.held_until <= now,
                )
            )

    def _blocks(self, need: Need) -> Iterable[Block]:
        assert need.span is not None
        start, end = map(moment, need.span)
        a, b = allocation.c, external_busy.c
        resources = sorted(need.resources)
        taken = select(
            a.resource_id,
            a.start_at,
            a.end_at,
            a.seat,
            a.share,
            a.appointment_id,
            a.held_by,
            a.held_until,
        ).where(
            a.business_id == self._business_id,
            a.resource_id.in_(resources),
            a.start_at < end,
            a.start_at > start - _LONGEST,
            a.end_at > start,
        )
        for row in self._connection.execute(taken):
            yield Block(
                row[0],
                seconds(row[1]),
                seconds(row[2]),
                row[3],
                row[4],
                row[5] or "",
                row[6] or "",
                seconds(row[7]) if row[7] else 0,
            )
        away = select(b.resource_id, b.start_at, b.end_at, b.source).where(
            b.business_id == self._business_id,
            b.resource_id.in_(resources),
            b.start_at < end,
            b.end_at > start,
        )
        for resource_id, begins, ends, source in self._connection.execute(away):
            yield Block(resource_id, seconds(begins), seconds(ends), share=f"away:{source}")

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


def appointments(connection: Connection, query: Select[Any]) -> tuple[Appointment, ...]:
    """The appointments of a query, by start."""
    rows = connection.execute(query.order_by(appointment.c.start_at, appointment.c.id))
    return tuple(map(appointment_of, rows))
