"""One transaction's view of the calendar: loads what a decision needs, writes what it edits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update

from voicebot.adapters import codec
from voicebot.adapters.sql_schema import (
    allocation,
    appointment,
    change,
    customer,
    external_busy,
    message,
    outbox,
)
from voicebot.booking.fitting import LONGEST_TAKING_S
from voicebot.booking.instants import day_span, moment, seconds
from voicebot.booking.model import Allocation, Appointment, Customer, Status
from voicebot.booking.snapshot import (
    Block,
    Change,
    DropHolds,
    Edit,
    KeepMessage,
    Need,
    PutAbsence,
    PutAppointment,
    PutCustomer,
    PutHold,
    Snapshot,
)
from voicebot.errors import VersionConflict


@dataclass(frozen=True, slots=True)
class Recorded:
    """An appointment and what it takes, as the record of changes keeps them."""

    appointment: Appointment
    allocations: tuple[Allocation, ...]


_LONGEST = timedelta(seconds=LONGEST_TAKING_S)


class Store:
    """`locked`: this transaction writes, so what it reads has to stay true until it commits."""

    def __init__(self, connection: Connection, business_id: str, *, locked: bool) -> None:
        self._connection = connection
        self._business_id = business_id
        self._locked = locked

    # --- loading ---------------------------------------------------------------------------------

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

    # --- writing ---------------------------------------------------------------------------------

    def apply(self, edits: Iterable[Edit], snapshot: Snapshot) -> None:
        """Write the edits of a verdict.

        Raises:
            VersionConflict: an appointment is not the version that was read.
        """
        for edit in edits:
            match edit:
                case DropHolds():
                    self._drop_holds(edit)
                case PutHold():
                    self._put_hold(edit)
                case PutCustomer():
                    self._put_customer(edit.customer, snapshot.now)
                case PutAppointment():
                    self._put_appointment(edit, snapshot)
                case KeepMessage():
                    self._keep_message(edit, snapshot)
                case PutAbsence():
                    self._put_absence(edit)

    def _drop_holds(self, edit: DropHolds) -> None:
        which = allocation.c.held_by == edit.call_id
        if edit.hold_ids:
            which = and_(which, allocation.c.hold_id.in_(edit.hold_ids))
        self._connection.execute(
            delete(allocation).where(allocation.c.business_id == self._business_id, which)
        )

    def _put_hold(self, edit: PutHold) -> None:
        self._connection.execute(
            insert(allocation),
            [
                self._taken(a)
                | {"hold_id": edit.id, "held_by": edit.call_id, "held_until": moment(edit.until)}
                for a in edit.allocations
            ],
        )

    def _put_customer(self, known: Customer, now: datetime) -> None:
        values = {"name": known.name, "email": known.email, "seen_at": now}
        done = self._connection.execute(
            update(customer).where(customer.c.id == known.id).values(values)
        )
        if not done.rowcount:
            self._connection.execute(
                insert(customer).values(
                    id=known.id, business_id=known.business_id, phone=known.phone, **values
                )
            )

    def _put_appointment(self, edit: PutAppointment, snapshot: Snapshot) -> None:
        became = edit.appointment
        values = {
            "services": list(became.services),
            "start_at": became.start,
            "end_at": became.end,
            "customer_id": became.customer_id,
            "for_name": became.for_name,
            "phone": became.phone,
            "details": dict(became.details),
            "call_id": became.call_id,
            "status": str(became.status),
            "version": became.version,
            "staff_id": became.staff_id,
            "changed_at": snapshot.now,
        }
        if edit.was is None:
            self._connection.execute(
                insert(appointment).values(
                    id=became.id,
                    business_id=became.business_id,
                    created_at=snapshot.now,
                    **values,
                )
            )
        else:
            done = self._connection.execute(
                update(appointment)
                .where(appointment.c.id == became.id, appointment.c.version == edit.was.version)
                .values(values)
            )
            if not done.rowcount:
                raise VersionConflict(f"appointment {became.id} changed meanwhile")
            self._connection.execute(
                delete(allocation).where(allocation.c.appointment_id == became.id)
            )
        if edit.allocations:
            self._connection.execute(
                insert(allocation),
                [
                    self._taken(a, overbooked=edit.overbooked) | {"appointment_id": became.id}
                    for a in edit.allocations
                ],
            )
        self._record(edit, snapshot)
        self._tell(
            f"appointment.{edit.action}",
            f"{became.id}/{became.version}",
            {"appointment_id": became.id, "version": became.version},
            snapshot.now,
        )

    def _record(self, edit: PutAppointment, snapshot: Snapshot) -> None:
        was = Recorded(edit.was, edit.was_allocations) if edit.was else None
        self._connection.execute(
            insert(change).values(
                business_id=self._business_id,
                at=snapshot.now,
                actor=snapshot.actor,
                action=edit.action,
                appointment_id=edit.appointment.id,
                version=edit.appointment.version,
                was=codec.dump(was) if was else None,
                became=codec.dump(Recorded(edit.appointment, edit.allocations)),
                reason=edit.reason,
                key=snapshot.key,
            )
        )

    def _tell(self, kind: str, dedupe: str, payload: dict[str, Any], now: datetime) -> None:
        self._connection.execute(
            insert(outbox).values(
                business_id=self._business_id,
                kind=kind,
                dedupe=f"{kind}/{dedupe}",
                payload=payload,
                due_at=now,
                created_at=now,
                attempts=0,
                error="",
            )
        )

    def _keep_message(self, edit: KeepMessage, snapshot: Snapshot) -> None:
        asked = edit.request
        self._connection.execute(
            insert(message).values(
                id=edit.id,
                business_id=self._business_id,
                call_id=snapshot.call_id,
                kind=asked.kind,
                text=asked.text,
                name=asked.name,
                phone=asked.phone,
                urgent=asked.urgent,
                created_at=snapshot.now,
            )
        )
        self._tell("message.taken", edit.id, {"message_id": edit.id}, snapshot.now)

    def _put_absence(self, edit: PutAbsence) -> None:
        self._connection.execute(
            insert(external_busy).values(
                id=edit.id,
                business_id=self._business_id,
                resource_id=edit.resource_id,
                start_at=moment(edit.start),
                end_at=moment(edit.end),
                source="away",
                uid=edit.id,
                etag="",
                reason=edit.reason,
            )
        )

    def _taken(self, taken: Allocation, *, overbooked: bool = False) -> dict[str, Any]:
        return {
            "business_id": self._business_id,
            "resource_id": taken.resource_id,
            "start_at": taken.start,
            "end_at": taken.end,
            "seat": taken.seat,
            "share": taken.share,
            "overbooked": overbooked,
        }


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
    )


def appointments(connection: Connection, query: Select[Any]) -> tuple[Appointment, ...]:
    """The appointments of a query, by start."""
    rows = connection.execute(query.order_by(appointment.c.start_at, appointment.c.id))
    return tuple(map(appointment_of, rows))
