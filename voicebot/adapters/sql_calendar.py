"""The calendar over SQL: one request, one decision, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import Connection, Engine, and_, bindparam, delete, insert, outerjoin, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError

from voicebot.adapters import codec
from voicebot.adapters.sql import insert_relaxed, reading, writing
from voicebot.adapters.sql_catalogues import Catalogues, read_businesses, write_business
from voicebot.adapters.sql_loading import Loader, LocksMissing, appointments, changed_of, lock
from voicebot.adapters.sql_schema import allocation, answered, appointment, business, change
from voicebot.adapters.sql_writing import Writer
from voicebot.adapters.turns import Turns
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.front_desk import decide_for_staff
from voicebot.booking.instants import seconds
from voicebot.booking.model import (
    Appointment,
    Book,
    Business,
    CalendarAnswer,
    CalendarRequest,
    Hold,
    Move,
    Renew,
)
from voicebot.booking.rules import QUERIES, decide, settle
from voicebot.booking.snapshot import Need, Snapshot, Verdict, locks_on
from voicebot.booking.staffing import Changed, StaffAnswer, StaffRequest
from voicebot.booking.tokens import Signer
from voicebot.errors import CalendarFailed, KeyReused

KEPT = timedelta(hours=24)
"""How long the answer to a command is kept under its key."""
ATTEMPTS = 12
"""Times a command starts over when another one got in between."""


_REMEMBERED = (
    select(business.c.revision, answered.c.digest, answered.c.answer, answered.c.at)
    .select_from(
        outerjoin(
            business,
            answered,
            and_(answered.c.business_id == business.c.id, answered.c.key == bindparam("key")),
        )
    )
    .where(business.c.id == bindparam("business_id"))
)


_REMEMBER = insert(answered)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request with everything it came with, and how it is decided."""

    business_id: str
    request: StaffRequest
    key: str
    call_id: str
    actor: str
    now: datetime
    decide: Callable[[Snapshot], Verdict | Need]


class SqlCalendar:
    """The port `Calendar` on SQLite or PostgreSQL. Safe to use from several threads.

    `token_key` signs slot tokens: at least 16 bytes, the same in all processes.
    """

    def __init__(self, engine: Engine, token_key: bytes) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._signer = Signer(token_key)
        self._catalogues = Catalogues()
        self._turns = Turns()

    def answer(
        self, business_id: str, request: CalendarRequest, *, key: str, call_id: str, now: datetime
    ) -> CalendarAnswer:
        """Carry out one request. See `voicebot.ports.Calendar`."""
        asked = _Asked(
            business_id, request, key, call_id, f"call:{call_id}", now, partial(decide, request)
        )
        return cast(CalendarAnswer, self._answer(asked))

    def act(
        self, business_id: str, request: StaffRequest, *, key: str, staff: str, now: datetime
    ) -> StaffAnswer:
        """Carry out a request of a member of staff, who goes on record. See `FrontDesk`."""
        asked = _Asked(
            business_id, request, key, "", f"staff:{staff}", now, partial(decide_for_staff, request)
        )
        return self._answer(asked)

    def _answer(self, asked: _Asked) -> StaffAnswer:
        with failing():
            if isinstance(asked.request, QUERIES):
                with self._reading.connect() as connection:
                    catalogue = self._catalogues.of(connection, asked.business_id)
                    loader = Loader(connection, asked.business_id)
                    return self._decide(asked, catalogue, loader)[1].answer
            with self._turns.take(self._places(asked)):
                return self._command(asked)

    def ensure_business(self, business: Business) -> None:
        """Make the stored catalogue what this says. Days changed by hand stay."""
        with failing(), writing(self._engine) as connection:
            write_business(connection, business)

    def businesses(self) -> tuple[Business, ...]:
        """All stored catalogues, with the days that were changed by hand."""
        with failing(), self._reading.connect() as connection:
            return read_businesses(connection)

    def appointments(
        self, business_id: str, start: datetime | None = None, end: datetime | None = None
    ) -> Sequence[Appointment]:
        """All appointments that start in [start, end), cancelled ones too, by start."""
        query = select(appointment).where(appointment.c.business_id == business_id)
        if start is not None:
            query = query.where(appointment.c.start_at >= start)
        if end is not None:
            query = query.where(appointment.c.start_at < end)
        with failing(), self._reading.connect() as connection:
            return appointments(connection, query)

    def changes(
        self, business_id: str, *, appointment_id: str = "", limit: int = 200
    ) -> Sequence[Changed]:
        """The newest entries of the record, newest first, of all appointments or one."""
        query = select(change).where(change.c.business_id == business_id)
        if appointment_id:
            query = query.where(change.c.appointment_id == appointment_id)
        with failing(), self._reading.connect() as connection:
            rows = connection.execute(query.order_by(change.c.id.desc()).limit(limit))
            return tuple(map(changed_of, rows))

    def sweep(self, now: datetime) -> int:
        """Forget holds that ran out and answers older than a day; how many rows went.

        Nothing depends on it: such holds are in nobody's way, they only take up room.
        """
        with failing(), writing(self._engine) as connection:
            holds = connection.execute(delete(allocation).where(allocation.c.held_until <= now))
            keys = connection.execute(delete(answered).where(answered.c.at <= now - KEPT))
            return holds.rowcount + keys.rowcount

    def _places(self, asked: _Asked) -> frozenset[str]:
        """The people and rooms that this process's threads take turns for, by day.

        What is right does not depend on it. Python runs one thread at a time anyway, and those who
        queue here are served in order and do not wake each other at the database's locks.

        Raises:
            UnknownToken
        """
        match asked.request:
            case Book(token=token) | Move(token=token):
                tokens: tuple[str, ...] = (token,)
            case Hold(tokens=tokens) | Renew(tokens=tokens):
                pass
            case _:
                return frozenset()
        slots = (self._signer.read(asked.business_id, token).slot for token in tokens)
        taken = (a for slot in slots for a in slot.allocations)
        days = (locks_on([a.resource_id], seconds(a.start), seconds(a.end)) for a in taken)
        return frozenset(f"{asked.business_id} {name}" for day in days for name in day)

    def _command(self, asked: _Asked) -> StaffAnswer:
        """Start over when another command took the key or the place in the same moment, or the
        server was restarted. The key makes that safe: what was committed is only read back.
        """
        for _ in range(ATTEMPTS):
            try:
                answer = self._attempt(asked)
                if answer is not None:
                    return answer
            except (IntegrityError, LocksMissing):
                continue
            except OperationalError as error:
                if not (_deadlock(error) or error.connection_invalidated):
                    raise
        raise CalendarFailed(f"{type(asked.request).__name__} met others too often")

    def _attempt(self, asked: _Asked) -> StaffAnswer | None:
        """One try; None when what was free at the first look was taken under the locks.

        It looks first without any lock: a refusal needs none, however many are refused at once.
        What changes something is decided again under the locks.
        """
        with self._reading.connect() as connection:
            catalogue, known = self._remembered(asked, connection)
            if known is not None:
                return known
            loader = Loader(connection, asked.business_id)
            _, looked = self._decide(asked, catalogue, loader)
            if not looked.edits:
                insert_relaxed(connection, _REMEMBER, _answer_row(asked, looked.answer))
                return looked.answer
        with writing(self._engine) as connection:
            lock(connection, loader.locks)
            catalogue = self._catalogues.of(connection, asked.business_id)
            loader = Loader(connection, asked.business_id, held=loader.locks)
            snapshot, verdict = self._decide(asked, catalogue, loader, brief=True)
            if not verdict.edits:
                return None
            Writer(connection, asked.business_id).apply(verdict.edits, snapshot)
            connection.execute(_REMEMBER, _answer_row(asked, verdict.answer))
        return verdict.answer

    def _decide(
        self, asked: _Asked, catalogue: Catalogue, loader: Loader, *, brief: bool = False
    ) -> tuple[Snapshot, Verdict]:
        snapshot = Snapshot(
            catalogue=catalogue,
            signer=self._signer,
            now=asked.now,
            key=asked.key,
            call_id=asked.call_id,
            actor=asked.actor,
            brief=brief,
        )
        return snapshot, settle(asked.decide, snapshot, loader.load)

    def _remembered(
        self, asked: _Asked, connection: Connection
    ) -> tuple[Catalogue, StaffAnswer | None]:
        """The catalogue, and the answer this key was given, in one round trip.

        Raises:
            KeyReused: it was given to another request.
        """
        row = connection.execute(
            _REMEMBERED, {"business_id": asked.business_id, "key": asked.key}
        ).first()
        revision = row.revision if row else None
        catalogue = self._catalogues.at(connection, asked.business_id, revision)
        if row is None or row.at is None:
            return catalogue, None
        if row.at <= asked.now - KEPT:
            a = answered.c
            old = (a.business_id == asked.business_id, a.key == asked.key, a.at == row.at)
            connection.execute(delete(answered).where(*old))
            return catalogue, None
        if row.digest != codec.digest(asked.request):
            raise KeyReused(f"key {asked.key!r} was used for another request")
        return catalogue, codec.load_answer(row.answer)


def _answer_row(asked: _Asked, answer: StaffAnswer) -> dict[str, Any]:
    return {
        "business_id": asked.business_id,
        "key": asked.key,
        "digest": codec.digest(asked.request),
        "answer": codec.dump_answer(answer),
        "at": asked.now,
    }


@contextmanager
def failing() -> Iterator[None]:
    """The database's own errors as ours.

    Raises:
        CalendarFailed: whatever the database or its driver could not do.
    """
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
            raise CalendarFailed("the schema is missing: run `voicebot db upgrade`") from error
        raise CalendarFailed(f"the database failed: {type(error).__name__}") from error
    except SQLAlchemyError as error:
        raise CalendarFailed(f"the database failed: {type(error).__name__}") from error


def _deadlock(error: OperationalError) -> bool:
    """PostgreSQL gave this transaction up in favour of another."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")
