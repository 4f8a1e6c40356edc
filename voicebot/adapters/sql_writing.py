"""What a decision edits, written to the tables of one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from voicebot.adapters import codec
from voicebot.adapters.sql_catalogues import write_day
from voicebot.adapters.sql_loading import Recorded
from voicebot.adapters.sql_schema import (
    allocation,
    appointment,
    change,
    customer,
    external_busy,
    message,
    outbox,
)
from voicebot.booking.instants import moment
from voicebot.booking.model import Allocation, Customer
from voicebot.booking.snapshot import (
    DropHolds,
    Edit,
    EndAbsences,
    KeepMessage,
    PutAbsence,
    PutAppointment,
    PutCustomer,
    PutDay,
    PutHold,
    Snapshot,
)
from voicebot.errors import VersionConflict

# Statements are built once: building one takes as long as running it.
_a = allocation.c
_MINE = _a.business_id == bindparam("business")
_DROP_EXPIRED = delete(allocation).where(
    _MINE,
    _a.resource_id.in_(bindparam("resources", expanding=True)),
    _a.start_at < bindparam("end"),
    _a.end_at > bindparam("start"),
    _a.held_until <= bindparam("now"),
)
_DROP_ALL_HOLDS = delete(allocation).where(_MINE, _a.held_by == bindparam("call"))
_DROP_HOLDS = _DROP_ALL_HOLDS.where(_a.hold_id.in_(bindparam("holds", expanding=True)))
_FREE = delete(allocation).where(_a.appointment_id == bindparam("appointment"))
_TAKE = insert(allocation)
_KNOWN = update(customer).where(customer.c.id == bindparam("known"))
_NEW_CUSTOMER = insert(customer)
_NEW_APPOINTMENT = insert(appointment)
_CHANGE = update(appointment).where(
    appointment.c.id == bindparam("changed"), appointment.c.version == bindparam("was")
)
_RECORD = insert(change)
_TELL = insert(outbox)


class Writer:
    """Writes edits for one business within a transaction that holds the locks."""

    def __init__(self, connection: Connection, business_id: str) -> None:
        self._connection = connection
        self._business_id = business_id

    def apply(self, edits: Iterable[Edit], snapshot: Snapshot) -> None:
        """Write the edits of a verdict.

        Raises:
            VersionConflict: an appointment is not the version that was read.
        """
        edits = tuple(edits)
        self._drop_expired(edits, snapshot.now)
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
                case EndAbsences():
                    self._end_absences(edit)
                case PutDay():
                    write_day(self._connection, self._business_id, edit.resource_id, edit.rule)

    def _drop_expired(self, edits: Iterable[Edit], now: datetime) -> None:
        """Holds that ran out are in nobody's way, but the database would still see an overlap."""
        puts = (e for e in edits if isinstance(e, PutHold | PutAppointment))
        taken = [a for put in puts for a in put.allocations]
        if taken:
            which = {
                "business": self._business_id,
                "resources": sorted({a.resource_id for a in taken}),
                "end": max(a.end for a in taken),
                "start": min(a.start for a in taken),
                "now": now,
            }
            self._connection.execute(_DROP_EXPIRED, which)

    def _drop_holds(self, edit: DropHolds) -> None:
        which: dict[str, Any] = {"business": self._business_id, "call": edit.call_id}
        if edit.hold_ids:
            self._connection.execute(_DROP_HOLDS, which | {"holds": edit.hold_ids})
        else:
            self._connection.execute(_DROP_ALL_HOLDS, which)

    def _put_hold(self, edit: PutHold) -> None:
        self._connection.execute(
            _TAKE,
            [
                self._taken(a)
                | {"hold_id": edit.id, "held_by": edit.call_id, "held_until": moment(edit.until)}
                for a in edit.allocations
            ],
        )

    def _put_customer(self, known: Customer, now: datetime) -> None:
        values = {"name": known.name, "email": known.email, "seen_at": now}
        done = self._connection.execute(_KNOWN, values | {"known": known.id})
        if not done.rowcount:
            who = {"id": known.id, "business_id": known.business_id, "phone": known.phone}
            self._connection.execute(_NEW_CUSTOMER, values | who)

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
            "people": became.people,
            "changed_at": snapshot.now,
        }
        if edit.was is None:
            new = {"id": became.id, "business_id": became.business_id, "created_at": snapshot.now}
            self._connection.execute(_NEW_APPOINTMENT, values | new)
        else:
            which = {"changed": became.id, "was": edit.was.version}
            if not self._connection.execute(_CHANGE, values | which).rowcount:
                raise VersionConflict(f"appointment {became.id} changed meanwhile")
            self._connection.execute(_FREE, {"appointment": became.id})
        if edit.allocations:
            self._connection.execute(
                _TAKE,
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
        row = {
            "business_id": self._business_id,
            "at": snapshot.now,
            "actor": snapshot.actor,
            "action": edit.action,
            "appointment_id": edit.appointment.id,
            "version": edit.appointment.version,
            "was": codec.dump(was) if was else None,
            "became": codec.dump(Recorded(edit.appointment, edit.allocations)),
            "reason": edit.reason,
            "key": snapshot.key,
        }
        self._connection.execute(_RECORD, row)

    def _tell(self, kind: str, dedupe: str, payload: dict[str, Any], now: datetime) -> None:
        row = {
            "business_id": self._business_id,
            "kind": kind,
            "dedupe": f"{kind}/{dedupe}",
            "payload": payload,
            "due_at": now,
            "created_at": now,
            "attempts": 0,
            "error": "",
        }
        self._connection.execute(_TELL, row)

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

    def _end_absences(self, edit: EndAbsences) -> None:
        b = external_busy.c
        self._connection.execute(
            delete(external_busy).where(
                b.business_id == self._business_id,
                b.resource_id == edit.resource_id,
                b.source == "away",
                b.start_at < moment(edit.end),
                b.end_at > moment(edit.start),
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
