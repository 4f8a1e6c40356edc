"""What was read in outside calendars, taken into the diary as time that cannot be booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine, delete, insert, select, true, update

from voicebot.adapters.outbox import claim, mine
from voicebot.adapters.outside_schema import connection as table
from voicebot.adapters.outside_schema import copy, held_object
from voicebot.adapters.sql import reading
from voicebot.adapters.sql_connections import connection_of, look_job, source
from voicebot.adapters.sql_loading import lock_number
from voicebot.adapters.sql_notes import finish_notes, keep_note
from voicebot.adapters.sql_schema import external_busy, outbox
from voicebot.adapters.sql_telling import short, tell_meetings, tell_unclear
from voicebot.adapters.vault import Vault
from voicebot.booking.instants import seconds
from voicebot.booking.outside import Changes, Connection, Outside, State, appointment_of
from voicebot.booking.snapshot import locks_on
from voicebot.errors import AccessRefused

CHUNK = 500
"""Hrefs in one statement."""


class SqlImports:
    """The port `ImportStore`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._vault = vault

    def claim(self, now: datetime) -> Connection | None:
        row = claim(self._engine, table, true(), now)
        if row is None:
            return None
        try:
            return connection_of(row, self._vault)
        except AccessRefused as error:
            with self._engine.begin() as transaction:
                values = {"error": str(error)}
                transaction.execute(update(table).where(table.c.id == row.id).values(values))
            return self.claim(now)  # the lease keeps it away for a while

    def held(self, connection_id: str) -> Mapping[str, str]:
        o = held_object.c
        query = select(o.href, o.etag).where(o.connection_id == connection_id)
        with self._reading.connect() as transaction:
            return {row.href: row.etag for row in transaction.execute(query)}

    def apply(self, connection: Connection, changes: Changes, now: datetime) -> bool:
        """Its days are locked as for a booking: none slips in between reading and telling."""
        with self._engine.begin() as transaction:
            _lock(transaction, connection, changes.objects)
            values: dict[str, Any] = {"token": changes.token}
            if changes.full:
                values["read_all_at"] = now
            owned = transaction.execute(
                update(table)
                .where(table.c.id == connection.id, table.c.token == connection.token)
                .values(values)
            )
            if not owned.rowcount:
                return False
            # Before what was known is dropped: a conflict that was there already is no news.
            tell_meetings(transaction, connection, changes.objects, now)
            tell_unclear(transaction, connection, changes, now)
            _drop(transaction, connection, changes)
            _keep(transaction, connection, changes.objects)
            _look_again(transaction, connection, changes, now)
        return True

    def read(self, connection: Connection, now: datetime, due_at: datetime) -> None:
        with self._engine.begin() as transaction:
            transaction.execute(
                update(table)
                .where(mine(table, connection.id, connection.leased_until))
                .values(due_at=due_at, leased_until=None, attempts=0, error="", good_at=now)
            )
            finish_notes(transaction, f"outside-{connection.id}-read-", now)

    def read_failed(
        self, connection: Connection, error: str, now: datetime, due_at: datetime, alarm: bool
    ) -> None:
        with self._engine.begin() as transaction:
            owned = transaction.execute(
                update(table)
                .where(mine(table, connection.id, connection.leased_until))
                .values(due_at=due_at, leased_until=None, error=error)
            )
            if owned.rowcount and alarm:
                keep_note(
                    transaction,
                    f"outside-{connection.id}-read-{_since(connection.good_at)}",
                    connection.business_id,
                    f"The calendar of {connection.resource_id} cannot be read: {error}. "
                    "New entries there do not block time here until it works again.",
                    now,
                    urgent=True,
                )


def _since(good_at: datetime | None) -> int:
    """Names an outage: by when all was well for the last time."""
    return int(good_at.timestamp()) if good_at else 0


def _lock(transaction: Transaction, connection: Connection, objects: Iterable[Outside]) -> None:
    """The days that become busy, as bookings lock them; SQLite has locked everything already."""
    if transaction.dialect.name != "postgresql":
        return
    who = [connection.resource_id]
    days = {
        day
        for one in objects
        for start, end in one.busy
        for day in locks_on(who, seconds(start), seconds(end))
    }
    names = (f"resource {connection.business_id} {day}" for day in days)
    for number in sorted(map(lock_number, names)):
        transaction.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))


def _drop(transaction: Transaction, connection: Connection, changes: Changes) -> None:
    """What was known of changed and vanished objects."""
    hrefs = sorted({o.href for o in changes.objects} | changes.gone)
    b, o = external_busy.c, held_object.c
    for n in range(0, len(hrefs), CHUNK):
        part = hrefs[n : n + CHUNK]
        transaction.execute(
            delete(external_busy).where(b.source == source(connection.id), b.uid.in_(part))
        )
        transaction.execute(
            delete(held_object).where(o.connection_id == connection.id, o.href.in_(part))
        )


def _keep(transaction: Transaction, connection: Connection, objects: Iterable[Outside]) -> None:
    held = [{"connection_id": connection.id, "href": o.href, "etag": o.etag} for o in objects]
    busy = [
        {
            "id": f"{connection.id}-{short(o.href)}-{int(start.timestamp())}-{n}",
            "business_id": connection.business_id,
            "resource_id": connection.resource_id,
            "start_at": start,
            "end_at": end,
            "source": source(connection.id),
            "uid": o.href,
            "etag": o.etag,
            "reason": "",
        }
        for o in objects
        for n, (start, end) in enumerate(o.busy)
    ]
    if held:
        transaction.execute(insert(held_object), held)
    if busy:
        transaction.execute(insert(external_busy), busy)


def _look_again(
    transaction: Transaction, connection: Connection, changes: Changes, now: datetime
) -> None:
    """Copies of ours that are not as we saw them last: judged by a job, on what is there then."""
    c, o = copy.c, held_object.c
    rows = transaction.execute(
        select(c.appointment_id, c.href, c.etag).where(c.connection_id == connection.id)
    ).all()
    known = {row.href: (row.appointment_id, row.etag) for row in rows}
    suspects = {known[href][0] for href in changes.gone if href in known}
    # Written and deleted again between two readings: no listing ever tells of it.
    missing = c.href.not_in(select(o.href).where(o.connection_id == connection.id))
    suspects |= set(
        transaction.scalars(
            select(c.appointment_id).where(
                c.connection_id == connection.id, c.state != State.DELETED, missing
            )
        )
    )
    for one in changes.objects:
        name = appointment_of(one.uid, connection.business_id) if one.uid else ""
        if name and known.get(one.href) != (name, one.etag):
            suspects.add(name)
    for name in sorted(suspects):
        job = look_job(connection.business_id, connection.id, name, now)
        transaction.execute(insert(outbox).values(job))
