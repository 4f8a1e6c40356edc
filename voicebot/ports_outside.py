"""The doors to calendars elsewhere and to durable work; `voicebot.ports` has all the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from voicebot.booking.outside import (
    Changes,
    Connection,
    Copy,
    Known,
    Place,
    Plan,
    Times,
    Visit,
)


class OutsideCalendar(Protocol):
    """One calendar elsewhere. Every method may talk to a server: never within a transaction.

    Raises, all of them: OutsideFailed, and AccessRefused where a person has to see to it.
    """

    def changes(self, token: str, held: Mapping[str, str], window: Times) -> Changes:
        """What is new since `token` ("": from the start). `held`: etags of what is known, by href.

        An object held with the etag "" is handed out anyway. A token that the server has forgotten
        means that everything is looked through. `window` bounds what is told of busy times.
        """
        ...

    def look(self, uid: str) -> Copy | None:
        """What is there now under this UID."""
        ...

    def put(self, visit: Visit, onto: Copy | None, now: datetime) -> Place:
        """Write a visit: new where `onto` is None, else into what was looked at.

        Raises:
            CopyChanged: something else is there by now; nothing was written.
        """
        ...

    def remove(self, copy: Copy) -> None:
        """
        Raises:
            CopyChanged: it is not what was looked at any more; nothing was removed.
        """
        ...


class ImportStore(Protocol):
    """Connections to outside calendars, and what was read there."""

    def claim(self, now: datetime) -> Connection | None:
        """Lease the connection that is due to be read."""
        ...

    def held(self, connection_id: str) -> Mapping[str, str]:
        """Etags by href."""
        ...

    def apply(self, connection: Connection, changes: Changes, now: datetime) -> bool:
        """Take in what was read, in one transaction, and tell a person where it meets a booking.

        False: another process read the calendar meanwhile, and nothing was done.
        """
        ...

    def read(self, connection: Connection, now: datetime, due_at: datetime) -> None:
        """Reading went well; the connection is due again at `due_at`."""
        ...

    def read_failed(
        self, connection: Connection, error: str, now: datetime, due_at: datetime, alarm: bool
    ) -> None:
        """`alarm`: a person is told, once for each time it breaks."""
        ...


class ExportStore(Protocol):
    """Where our appointments are written to, and how the copies stand."""

    def plan(self, business_id: str, appointment_id: str) -> Plan | None:
        """Where an appointment should be and where it is; None when there is no such one."""
        ...

    def record(
        self, connection_id: str, plan: Plan, known: Known | None, now: datetime, note: str = ""
    ) -> None:
        """Remember how a copy stands (None: there is none). A `note` is kept for a person.

        When a copy is as it should be again, the open note about it is done.
        """
        ...

    def written(self, connection_id: str, now: datetime) -> None:
        """Writing there works."""
        ...

    def write_failed(self, connection_id: str, error: str, now: datetime, alarm: bool) -> datetime:
        """Writing there did not work; when to try again."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the outbox, leased. `attempts` counts this one."""

    id: int
    business_id: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    leased_until: datetime


class Outbox(Protocol):
    """Work that was promised in the same transaction as the change it follows from."""

    def claim(self, kinds: Collection[str], now: datetime) -> Job | None: ...

    def done(self, job: Job, now: datetime) -> None: ...

    def failed(self, job: Job, error: str, due_at: datetime) -> None: ...
