"""Calls, one-time tickets and staff accounts over SQL."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voicebot.adapters.sql import reading
from voicebot.adapters.sql_schema import call, call_entry, message, recording, staff, ticket
from voicebot.call.messages import LogEntry
from voicebot.errors import BadTicket
from voicebot.ports import CallSummary, KeptMessage, StaffAccount

TICKET_LIFETIME = timedelta(minutes=2)


class SqlCalls:
    """The port `CallStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def open_call(self, summary: CallSummary) -> None:
        """Keep a call that begins; one that is known is left as it is (a webhook came twice)."""
        values = {
            "id": summary.id,
            "business_id": summary.business_id,
            "caller": summary.caller,
            "called": summary.called,
            "started_at": summary.started_at,
            "ended_at": summary.ended_at,
            "outcome": summary.outcome,
            "turns": summary.turns,
        }
        with self._engine.begin() as connection:
            connection.execute(_new(connection, call).values(values).on_conflict_do_nothing())

    def append(self, entries: Sequence[LogEntry]) -> None:
        """Keep entries; one that is there already (same call and seq) is left as it is."""
        if not entries:
            return
        rows = [
            {
                "call_id": e.call_id,
                "seq": e.seq,
                "at_ms": e.at_ms,
                "kind": e.kind,
                "data": dict(e.data),
            }
            for e in entries
        ]
        with self._engine.begin() as connection:
            connection.execute(_new(connection, call_entry).on_conflict_do_nothing(), rows)

    def close_call(self, call_id: str, *, ended_at: datetime, outcome: str, turns: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(call)
                .where(call.c.id == call_id)
                .values(ended_at=ended_at, outcome=outcome, turns=turns)
            )

    def calls(
        self, business_id: str | None = None, limit: int = 200, before: datetime | None = None
    ) -> Sequence[CallSummary]:
        """The newest `limit` calls, oldest first."""
        query = select(call).order_by(call.c.started_at.desc(), call.c.id.desc()).limit(limit)
        if business_id is not None:
            query = query.where(call.c.business_id == business_id)
        if before is not None:
            query = query.where(call.c.started_at < before)
        with self._reading.connect() as connection:
            return tuple(map(_summary, reversed(connection.execute(query).all())))

    def call(self, call_id: str) -> CallSummary | None:
        with self._reading.connect() as connection:
            row = connection.execute(select(call).where(call.c.id == call_id)).first()
        return _summary(row) if row else None

    def entries(self, call_id: str) -> Sequence[LogEntry]:
        query = select(call_entry).where(call_entry.c.call_id == call_id).order_by(call_entry.c.seq)
        with self._reading.connect() as connection:
            return tuple(
                LogEntry(row.call_id, row.seq, row.at_ms, row.kind, row.data)
                for row in connection.execute(query)
            )

    def messages(self, business_id: str | None = None) -> Sequence[KeptMessage]:
        """Messages for a person, oldest first."""
        query = select(message).order_by(message.c.created_at, message.c.id)
        if business_id is not None:
            query = query.where(message.c.business_id == business_id)
        with self._reading.connect() as connection:
            return tuple(KeptMessage(**row._mapping) for row in connection.execute(query))

    def finish_message(self, message_id: str, done_at: datetime) -> None:
        """Somebody has seen to it. Finishing it again changes nothing."""
        open_one = (message.c.id == message_id) & message.c.done_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(message).where(open_one).values(done_at=done_at))

    def save_recording(self, call_id: str, wav: bytes) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(recording).where(recording.c.call_id == call_id))
            connection.execute(insert(recording).values(call_id=call_id, wav=wav))

    def recording(self, call_id: str) -> bytes | None:
        with self._reading.connect() as connection:
            found: bytes | None = connection.scalar(
                select(recording.c.wav).where(recording.c.call_id == call_id)
            )
        return found


class SqlTickets:
    """The port `TicketStore`. Only a hash of each ticket is kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issue(self, call_id: str, facts: Mapping[str, str], *, now: datetime) -> str:
        value = secrets.token_urlsafe(24)
        with self._engine.begin() as connection:
            connection.execute(delete(ticket).where(ticket.c.expires_at <= now))
            connection.execute(
                insert(ticket).values(
                    digest=_digest(value),
                    call_id=call_id,
                    facts=dict(facts),
                    expires_at=now + TICKET_LIFETIME,
                )
            )
        return value

    def redeem(self, ticket_: str, call_id: str, *, now: datetime) -> Mapping[str, str]:
        """The facts of a ticket, which is spent by this, also when it is refused.

        Raises:
            BadTicket: unknown, spent, expired, or issued for another call.
        """
        mine = ticket.c.digest == _digest(ticket_)
        with self._engine.begin() as connection:
            row = connection.execute(delete(ticket).where(mine).returning(*ticket.c)).first()
        if row is None:
            raise BadTicket("unknown or spent ticket")
        if row.expires_at <= now:
            raise BadTicket("the ticket ran out")
        if row.call_id != call_id:
            raise BadTicket("the ticket is for another call")
        facts: Mapping[str, str] = row.facts
        return facts


class SqlStaff:
    """The port `StaffStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def add_staff(self, name: str, password_hash: str, role: str) -> StaffAccount:
        """A new account; of one that is there, the password and the role are changed."""
        with self._engine.begin() as connection:
            known = connection.scalar(select(staff.c.id).where(staff.c.name == name))
            account = StaffAccount(known or secrets.token_hex(8), name, role, password_hash)
            values = {"role": role, "password_hash": password_hash, "active": True}
            if known:
                connection.execute(update(staff).where(staff.c.id == known).values(values))
            else:
                connection.execute(insert(staff).values(id=account.id, name=name, **values))
        return account

    def staff(self, name: str) -> StaffAccount | None:
        with self._reading.connect() as connection:
            row = connection.execute(select(staff).where(staff.c.name == name)).first()
        return StaffAccount(**row._mapping) if row else None


def _new(connection: Connection, table: Any) -> Any:
    """An insert that can leave rows that are there already as they are."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table)


def _summary(row: Row[Any]) -> CallSummary:
    return CallSummary(**row._mapping)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
