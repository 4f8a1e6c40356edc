"""Busy times from calendars elsewhere, read regularly."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.booking.outside import Connection
from voicebot.errors import AccessRefused, OutsideFailed, blame
from voicebot.ports_outside import ImportStore, OutsideCalendar
from voicebot.runtime.drain import back_off
from voicebot.runtime.exporting import no_step

log = logging.getLogger(__name__)

BEHIND, AHEAD = timedelta(days=1), timedelta(days=400)
"""How much of a calendar is taken in, from now."""
AFRESH = timedelta(days=1)
"""How often everything is read again, so that what repeats for ever reaches far enough ahead."""
ALARMING = 3
"""Failures in a row after which a person is told."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Reads the calendars that are due, one after the other; nothing is locked while it reads."""

    store: ImportStore
    open: Callable[[Connection], OutsideCalendar]
    clock: Callable[[], datetime]
    every: timedelta = timedelta(minutes=5)
    on_step: Callable[[str], None] = no_step

    def run_due(self, limit: int = 1_000) -> int:
        """How many calendars were read."""
        good = 0
        for _ in range(limit):
            connection = self.store.claim(self.clock())
            if connection is None:
                break
            good += self._read(connection)
        return good

    def _read(self, connection: Connection) -> bool:
        self.on_step("leased")
        try:
            self._take_in(connection)
        except OutsideFailed as error:
            self._failed(connection, str(error), isinstance(error, AccessRefused))
            return False
        except Exception as error:
            log.warning("a calendar could not be taken in: %s", blame(error))
            self._failed(connection, f"internal: {blame(error)}", False)
            return False
        now = self.clock()
        self.store.read(connection, now, now + self.every)
        return True

    def _take_in(self, connection: Connection) -> None:
        now = self.clock()
        last = connection.read_all_at
        afresh = last is None or now - last >= AFRESH
        held = self.store.held(connection.id)
        if afresh:
            held = dict.fromkeys(held, "")
        calendar = self.open(connection)
        window = now - BEHIND, now + AHEAD
        changes = calendar.changes("" if afresh else connection.token, held, window)
        self.on_step("fetched")
        if self.store.apply(connection, changes, now):
            self.on_step("applied")

    def _failed(self, connection: Connection, error: str, refused: bool) -> None:
        now = self.clock()
        alarm = refused or connection.attempts >= ALARMING
        due_at = now + max(self.every if refused else timedelta(0), back_off(connection.attempts))
        self.store.read_failed(connection, error, now, due_at, alarm)
