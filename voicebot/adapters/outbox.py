"""Durable work on rows of our own database: leased, tried again, never lost.

A row is worked on by whoever leased it, for as long as the lease lasts. A process that never comes
back holds nothing up for longer than that; then any other takes the row. So work may be done
twice, and must bear it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Table, delete, exists, func, or_, select, update

from voicebot.adapters.sql import reading
from voicebot.adapters.sql_loading import lock_number
from voicebot.adapters.sql_schema import outbox
from voicebot.ports_outside import Job

LEASE = timedelta(seconds=30)
"""Longer than one job takes, and short enough to take up a dead process's work within a minute."""
_other = outbox.alias("other")
KEPT = timedelta(days=7)
"""How long finished rows are kept, for people who look into something."""


def claim(
    engine: Engine, table: Table, which: ColumnElement[bool], now: datetime
) -> Row[Any] | None:
    """Lease the row that has been due for longest; None when there is none.

    The table has `id`, `due_at`, `leased_until` and `attempts`. What is returned as `leased_until`
    is the lease: `mine` compares it.
    """
    t = table.c
    free = which & (t.due_at <= now) & or_(t.leased_until.is_(None), t.leased_until <= now)
    first = select(t.id).where(free).order_by(t.due_at, t.id).limit(1)
    with reading(engine).connect() as connection:
        if connection.scalar(first) is None:
            return None
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            number = lock_number(f"claim {table.name}")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))
        return connection.execute(
            update(table)
            .where(t.id == first.scalar_subquery())
            .values(leased_until=now + LEASE, attempts=t.attempts + 1)
            .returning(*t)
        ).first()


def mine(table: Table, row_id: object, leased_until: datetime | None) -> ColumnElement[bool]:
    """The row, while nobody else has leased it since."""
    lease: ColumnElement[bool] = table.c.leased_until == leased_until
    return (table.c.id == row_id) & lease


class SqlOutbox:
    """The port `Outbox`. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, kinds: Collection[str], now: datetime) -> Job | None:
        """Nobody gets a job about an appointment that somebody else has one of just now."""
        subject = outbox.c.payload["appointment_id"].as_string()
        busy = exists().where(
            _other.c.leased_until > now,
            _other.c.done_at.is_(None),
            _other.c.payload["appointment_id"].as_string() == subject,
        )
        which = outbox.c.done_at.is_(None) & outbox.c.kind.in_(sorted(kinds)) & ~busy
        row = claim(self._engine, outbox, which, now)
        if row is None:
            return None
        return Job(row.id, row.business_id, row.kind, row.payload, row.attempts, row.leased_until)

    def done(self, job: Job, now: datetime) -> None:
        self._update(job, done_at=now, leased_until=None, error="")

    def failed(self, job: Job, error: str, due_at: datetime) -> None:
        self._update(job, due_at=due_at, leased_until=None, error=error)

    def waiting(self, kinds: Collection[str]) -> int:
        """How many rows of these kinds are not done."""
        which = outbox.c.done_at.is_(None) & outbox.c.kind.in_(sorted(kinds))
        with reading(self._engine).connect() as connection:
            return connection.scalar(select(func.count()).select_from(outbox).where(which)) or 0

    def sweep(self, now: datetime) -> int:
        """Forget what was finished long ago."""
        with self._engine.begin() as connection:
            return connection.execute(delete(outbox).where(outbox.c.done_at <= now - KEPT)).rowcount

    def _update(self, job: Job, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(outbox).where(mine(outbox, job.id, job.leased_until)).values(values)
            )
