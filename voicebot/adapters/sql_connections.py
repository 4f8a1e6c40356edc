"""The list of outside calendars: adding, removing, how each one does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update

from voicebot.adapters.outside_schema import connection as table
from voicebot.adapters.outside_schema import copy, held_object
from voicebot.adapters.sql import reading
from voicebot.adapters.sql_notes import finish_notes
from voicebot.adapters.sql_schema import allocation, appointment, external_busy, outbox
from voicebot.adapters.vault import Vault
from voicebot.booking.outside import Connection

LOOK = "appointment.look"
"""The kind of job that looks how the copies of an appointment stand."""
LATE = timedelta(minutes=15)
"""A reading that is overdue by this much, or by two rounds of a slower rhythm, does not come."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a connection does, for people."""

    id: str
    business_id: str
    resource_id: str
    kind: str
    exports: bool
    good_at: datetime | None
    error: str
    write_error: str

    @property
    def broken(self) -> bool:
        return bool(self.error or self.write_error)


class SqlConnections:
    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._vault = vault

    def add(
        self,
        business_id: str,
        resource_id: str,
        kind: str,
        url: str,
        now: datetime,
        *,
        username: str = "",
        secret: str = "",
        exports: bool = False,
        options: Mapping[str, str],
    ) -> str:
        """A new connection's id. Coming appointments of the person are written there soon."""
        connection_id = secrets.token_hex(4)
        with self._engine.begin() as connection:
            connection.execute(
                insert(table).values(
                    id=connection_id,
                    business_id=business_id,
                    resource_id=resource_id,
                    kind=kind,
                    url=self._vault.lock(url),
                    username=username,
                    secret=self._vault.lock(secret),
                    exports=exports,
                    options=dict(options),
                    token="",
                    due_at=now,
                    attempts=0,
                    error="",
                    write_attempts=0,
                    write_error="",
                )
            )
            if exports:
                coming = select(appointment.c.id).where(
                    appointment.c.business_id == business_id,
                    appointment.c.end_at > now,
                    appointment.c.id.in_(
                        select(allocation.c.appointment_id).where(
                            allocation.c.business_id == business_id,
                            allocation.c.resource_id == resource_id,
                        )
                    ),
                )
                found = connection.scalars(coming).all()
                jobs = [look_job(business_id, connection_id, one, now) for one in found]
                if jobs:
                    connection.execute(insert(outbox), jobs)
        return connection_id

    def remove(self, connection_id: str, now: datetime) -> bool:
        """Forget a connection and what it blocked. What was written there stays there."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(external_busy).where(external_busy.c.source == source(connection_id))
            )
            for part in (held_object, copy):
                connection.execute(delete(part).where(part.c.connection_id == connection_id))
            finish_notes(connection, f"outside-{connection_id}-", now)
            gone = connection.execute(delete(table).where(table.c.id == connection_id))
            return gone.rowcount > 0

    def hurry(self, now: datetime) -> None:
        """All of them are due, and so is what waits to be written to them."""
        waiting = (outbox.c.kind.startswith("appointment.")) & outbox.c.done_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(table).values(due_at=now, write_due_at=None))
            connection.execute(update(outbox).where(waiting).values(due_at=now))

    def all(self, now: datetime) -> Sequence[Health]:
        """By person; nothing of it is secret. One that was due and is not read is broken, too."""
        t = table.c
        columns = (getattr(t, name) for name in Health.__dataclass_fields__)
        query = select(*columns, t.due_at).order_by(t.business_id, t.resource_id, t.id)
        with self._reading.connect() as connection:
            return tuple(_health(dict(row._mapping), now) for row in connection.execute(query))


def _health(values: dict[str, Any], now: datetime) -> Health:
    due_at = values.pop("due_at")
    rhythm = due_at - (values["good_at"] or due_at)
    if now - due_at > max(LATE, 2 * rhythm) and not values["error"]:
        values["error"] = f"not read since {due_at:%Y-%m-%d %H:%MZ}, when it was due"
    return Health(**values)


def look_job(
    business_id: str, connection_id: str, appointment_id: str, now: datetime
) -> dict[str, Any]:
    """A row of the outbox."""
    return {
        "business_id": business_id,
        "kind": LOOK,
        "dedupe": f"look/{connection_id}/{appointment_id}/{secrets.token_hex(8)}",
        "payload": {"appointment_id": appointment_id},
        "due_at": now,
        "created_at": now,
        "attempts": 0,
        "error": "",
    }


def source(connection_id: str) -> str:
    """How busy times of a connection are marked."""
    return f"calendar:{connection_id}"


def connection_of(row: Row[Any], vault: Vault) -> Connection:
    """
    Raises:
        AccessRefused: its secrets cannot be read.
    """
    return Connection(
        id=row.id,
        business_id=row.business_id,
        resource_id=row.resource_id,
        kind=row.kind,
        url=vault.open(row.url),
        username=row.username,
        secret=vault.open(row.secret),
        exports=row.exports,
        options=row.options,
        token=row.token,
        read_all_at=row.read_all_at,
        attempts=row.attempts,
        leased_until=row.leased_until,
        good_at=row.good_at,
        error=row.error,
        write_due_at=row.write_due_at,
        write_error=row.write_error,
    )
