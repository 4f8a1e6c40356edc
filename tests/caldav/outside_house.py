"""A practice with its own database, whose Dr. Okafor has a calendar elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from radicale_rig import PASSWORD, USER
from sqlalchemy import select, update
from vets import NOW, between, clinic

from voicebot.adapters.outside_schema import connection as table
from voicebot.adapters.sql_schema import external_busy, message
from voicebot.adapters.vault import Vault
from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    Cancel,
    Cancelled,
    Move,
    Moved,
    Offered,
)
from voicebot.bootstrap import Outside, Stores
from voicebot.config import Settings

ZONE = "America/New_York"
PHONE = "+12125550101"


class OutsideHouse:
    def __init__(
        self, folder: Path, on_step: Callable[[str], None] | None = None, **settings: object
    ) -> None:
        self.now = NOW
        self.settings = Settings.read(data_dir=folder, calendar_private_hosts=True, **settings)
        self.stores = Stores(self.settings)
        self.stores.upgrade()
        self.calendar = self.stores.calendar
        business = clinic()
        services = tuple(replace(s, max_ahead_days=365) for s in business.services)
        self.calendar.ensure_business(replace(business, services=services, holidays=None))
        self.outside = Outside(self.stores, self.clock, on_step or (lambda name: None))
        self._keys = 0

    def clock(self) -> datetime:
        return self.now

    def close(self) -> None:
        self.outside.close()
        self.stores.engine.dispose()

    def connect(self, url: str, kind: str = "caldav", **options: str) -> str:
        values = {"zone": ZONE, "address": "", "unanswered": "busy"} | options
        return self.outside.connections.add(
            "vets",
            "okafor",
            kind,
            url,
            self.now,
            username=USER,
            secret=PASSWORD,
            exports=kind == "caldav",
            options=values,
        )

    def sync(self) -> None:
        """Read and write until a whole round has nothing left to do."""
        for _ in range(8):
            self.outside.connections.hurry(self.clock())
            self.outside.importer.run_due()
            if not self.outside.drainer.drain(10_000):
                return

    def offer(self, start: datetime, minutes: int = 1) -> Offered:
        wish = between(
            start, start + timedelta(minutes=minutes), staff_id="okafor", staff_required=True
        )
        answer = self._ask(wish)
        assert isinstance(answer, Offered), answer
        return answer

    def free(self, start: datetime) -> bool:
        """Whether an examination could begin just then."""
        return any(slot.start == start for slot in self.offer(start).slots)

    def book(self, start: datetime, name: str = "Ann Example") -> Appointment:
        slot = next(slot for slot in self.offer(start).slots if slot.start == start)
        answer = self._ask(Book(slot.token, name, PHONE, allow_same_day=True))
        assert isinstance(answer, Booked), answer
        return answer.appointment

    def move(self, appointment: Appointment, start: datetime) -> Appointment:
        slot = next(slot for slot in self.offer(start).slots if slot.start == start)
        answer = self._ask(Move(appointment.id, slot.token, allow_same_day=True))
        assert isinstance(answer, Moved), answer
        return answer.appointment

    def cancel(self, appointment: Appointment) -> None:
        assert isinstance(self._ask(Cancel(appointment.id)), Cancelled)

    def notes(self, *, all: bool = False) -> list[str]:
        """What people are told and have not dealt with."""
        query = select(message.c.text).order_by(message.c.created_at)
        if not all:
            query = query.where(message.c.done_at.is_(None))
        with self.stores.engine.connect() as connection:
            return list(connection.scalars(query))

    def deal_with_notes(self) -> None:
        """Somebody marks all of them as done."""
        with self.stores.engine.begin() as connection:
            connection.execute(update(message).values(done_at=self.now))

    def busy(self) -> list[tuple[datetime, datetime]]:
        query = select(external_busy.c.start_at, external_busy.c.end_at).order_by(
            external_busy.c.start_at, external_busy.c.end_at
        )
        with self.stores.engine.connect() as connection:
            return [(row.start_at, row.end_at) for row in connection.execute(query)]

    def _ask(self, request: object) -> object:
        self._keys += 1
        return self.calendar.act(
            "vets",
            request,
            key=f"{self.now.isoformat()} {self._keys} {id(self)}",
            staff="desk",
            now=self.now,
        )

    def lose_token(self) -> None:
        """The server's memory of what we have seen is gone."""
        self._set(token="http://radicale.org/ns/sync/" + "0" * 64)

    def set_secret(self, secret: str = PASSWORD) -> None:
        self._set(secret=Vault(self.stores.secret("calendars")).lock(secret))

    def forbid_private(self) -> None:
        self.outside.calendars._private = False

    def _set(self, **values: str) -> None:
        with self.stores.engine.begin() as connection:
            connection.execute(update(table).values(values))
