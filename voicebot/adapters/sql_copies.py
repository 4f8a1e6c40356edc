"""Where our appointments are written to elsewhere, and how those copies stand."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine, delete, insert, or_, select, update

from voicebot.adapters.outside_schema import connection as table
from voicebot.adapters.outside_schema import copy
from voicebot.adapters.sql import reading
from voicebot.adapters.sql_catalogues import read_business
from voicebot.adapters.sql_connections import connection_of
from voicebot.adapters.sql_loading import appointment_of
from voicebot.adapters.sql_notes import finish_notes, keep_note
from voicebot.adapters.sql_schema import allocation, appointment
from voicebot.adapters.vault import Vault
from voicebot.booking.business import Business
from voicebot.booking.model import Appointment, Status
from voicebot.booking.outside import Known, Plan, State, Times, Visit, uid_of

LONGEST_WAIT = timedelta(minutes=15)


class SqlCopies:
    """The port `ExportStore`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._vault = vault

    def plan(self, business_id: str, appointment_id: str) -> Plan | None:
        """Each person who takes part gets the visit as long as it concerns them."""
        v, c, t = appointment.c, copy.c, table.c
        with self._reading.connect() as transaction:
            row = transaction.execute(
                select(appointment).where(v.business_id == business_id, v.id == appointment_id)
            ).first()
            if row is None:
                return None
            visit = appointment_of(row)
            copies = transaction.execute(select(copy).where(c.appointment_id == visit.id)).all()
            known = {
                r.connection_id: Known(r.href, r.etag, r.version, State(r.state)) for r in copies
            }
            times = _times(transaction, visit)
            wanted = t.exports & t.resource_id.in_(list(times))
            rows = transaction.execute(
                select(table).where(
                    t.business_id == business_id, or_(t.id.in_(list(known)), wanted)
                )
            ).all()
            if not rows:
                return Plan(visit, (), {}, known)
            business = read_business(transaction, business_id)
        visits = {
            r.id: visit_of(visit, times[r.resource_id], business)
            if r.exports and r.resource_id in times
            else None
            for r in rows
        }
        return Plan(visit, tuple(connection_of(r, self._vault) for r in rows), visits, known)

    def record(
        self, connection_id: str, plan: Plan, known: Known | None, now: datetime, note: str = ""
    ) -> None:
        visit, c = plan.appointment, copy.c
        about = f"outside-{connection_id}-copy-{visit.id}-"
        with self._engine.begin() as transaction:
            transaction.execute(
                delete(copy).where(c.connection_id == connection_id, c.appointment_id == visit.id)
            )
            finish_notes(transaction, about, now)
            if known is None:
                return
            transaction.execute(
                insert(copy).values(
                    connection_id=connection_id,
                    appointment_id=visit.id,
                    href=known.href,
                    etag=known.etag,
                    version=known.version,
                    state=str(known.state),
                )
            )
            if note:
                keep_note(
                    transaction,
                    about + secrets.token_hex(6),
                    visit.business_id,
                    note,
                    now,
                    name=visit.for_name,
                    phone=visit.phone,
                )

    def written(self, connection_id: str, now: datetime) -> None:
        with self._engine.begin() as transaction:
            transaction.execute(
                update(table)
                .where(table.c.id == connection_id)
                .values(write_due_at=None, write_attempts=0, write_error="")
            )
            finish_notes(transaction, f"outside-{connection_id}-write-", now)

    def write_failed(self, connection_id: str, error: str, now: datetime, alarm: bool) -> datetime:
        """Twice as long each time, up to a quarter of an hour."""
        t = table.c
        with self._engine.begin() as transaction:
            row = transaction.execute(
                update(table)
                .where(t.id == connection_id)
                .values(write_attempts=t.write_attempts + 1, write_error=error)
                .returning(t.write_attempts, t.business_id, t.resource_id)
            ).first()
            if row is None:
                return now
            due_at = now + min(timedelta(seconds=5 * 2 ** min(row[0] - 1, 10)), LONGEST_WAIT)
            transaction.execute(
                update(table).where(t.id == connection_id).values(write_due_at=due_at)
            )
            if alarm or row.write_attempts == 3:
                keep_note(
                    transaction,
                    f"outside-{connection_id}-write-{int(now.timestamp())}",
                    row.business_id,
                    f"Appointments cannot be written to the calendar of {row.resource_id}: "
                    f"{error}. They are kept here and written when it works again.",
                    now,
                    urgent=True,
                )
        return due_at


def _times(transaction: Transaction, visit: Appointment) -> dict[str, Times]:
    """When each resource is part of a visit, without its buffers; empty when it is cancelled."""
    if visit.status is not Status.BOOKED:
        return {}
    a = allocation.c
    rows = transaction.execute(
        select(a.resource_id, a.start_at, a.end_at).where(a.appointment_id == visit.id)
    )
    times: dict[str, Times] = {}
    for resource_id, start, end in rows:
        first, last = times.get(resource_id, (visit.end, visit.start))
        times[resource_id] = (
            max(visit.start, min(first, start)),
            min(visit.end, max(last, end)),
        )
    return {r: (start, end) for r, (start, end) in times.items() if start < end}


def visit_of(visit: Appointment, times: Times, business: Business) -> Visit:
    """What a calendar is told of an appointment."""
    names = [s.name for s in map(business.service, visit.services) if s is not None]
    notes = [visit.phone, *(f"{key}: {value}" for key, value in visit.details.items())]
    return Visit(
        uid=uid_of(visit.id, visit.business_id),
        version=visit.version,
        start=times[0],
        end=times[1],
        zone=business.zone,
        title=f"{', '.join(names) or 'Appointment'}: {visit.for_name}",
        notes="\n".join(filter(None, notes)),
    )
