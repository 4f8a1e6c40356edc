"""What a person is told of entries in outside calendars, as notes; each at most once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection as Transaction
from sqlalchemy import select

from voicebot.adapters.sql_connections import source
from voicebot.adapters.sql_notes import finish_notes, keep_note, open_notes
from voicebot.adapters.sql_schema import allocation, appointment, external_busy
from voicebot.booking.outside import Changes, Connection, Outside, Times, appointment_of, told


@dataclass(frozen=True, slots=True)
class _Booked:
    appointment_id: str
    start: datetime
    end: datetime
    name: str
    phone: str


def tell_meetings(
    transaction: Transaction, connection: Connection, objects: Iterable[Outside], now: datetime
) -> None:
    """A person decides where something new elsewhere meets what is booked here.

    Called while the store still has what these objects blocked before.
    """
    booked = _booked(transaction, connection, now)
    if not booked:
        return
    for one in objects:
        ours = appointment_of(one.uid, connection.business_id) if one.uid else ""
        for times in one.busy:
            for visit in booked:
                start, end = times
                if visit.start < end and start < visit.end and visit.appointment_id != ours:
                    _tell_of(transaction, connection, one, times, visit, now)


def _tell_of(
    transaction: Transaction,
    connection: Connection,
    one: Outside,
    times: Times,
    visit: _Booked,
    now: datetime,
) -> None:
    what = short(f"{one.href} {times[0].isoformat()} {visit.appointment_id}")
    zone = connection.options.get("zone", "UTC")
    keep_note(
        transaction,
        f"outside-{connection.id}-meets-{what}",
        connection.business_id,
        f"{connection.resource_id}'s own calendar has something at {told(times, zone)}, "
        f"when {visit.name} is booked ({told((visit.start, visit.end), zone)}). "
        "The appointment stands until somebody moves it.",
        now,
        name=visit.name,
        phone=visit.phone,
        again=not _was_busy(transaction, connection, one, times),
    )


def _was_busy(transaction: Transaction, connection: Connection, one: Outside, times: Times) -> bool:
    b = external_busy.c
    query = select(b.id).where(
        b.source == source(connection.id),
        b.uid == one.href,
        b.start_at == times[0],
        b.end_at == times[1],
    )
    return transaction.scalar(query.limit(1)) is not None


def _booked(transaction: Transaction, connection: Connection, now: datetime) -> list[_Booked]:
    a, v = allocation.c, appointment.c
    rows = transaction.execute(
        select(v.id, a.start_at, a.end_at, v.for_name, v.phone)
        .join(appointment, v.id == a.appointment_id)
        .where(
            a.business_id == connection.business_id,
            a.resource_id == connection.resource_id,
            a.end_at > now,
        )
    )
    return [_Booked(*row) for row in rows]


def tell_unclear(
    transaction: Transaction, connection: Connection, changes: Changes, now: datetime
) -> None:
    """Entries that cannot be read in full, until they are changed."""
    about = f"outside-{connection.id}-unclear-"
    unclear = {f"{about}{short(o.href)}-{short(o.etag)}" for o in changes.objects if o.unclear}
    looked_at = {f"{about}{short(href)}" for href in changes.gone}
    looked_at |= {f"{about}{short(one.href)}" for one in changes.objects}
    for note_id in open_notes(transaction, about):
        if note_id not in unclear and note_id.rpartition("-")[0] in looked_at:
            finish_notes(transaction, note_id, now)
    for note_id in sorted(unclear):
        keep_note(
            transaction,
            note_id,
            connection.business_id,
            f"{connection.resource_id}'s own calendar has an entry that cannot be read, such as a "
            "repeating one with a broken rule. At most its first time is blocked: write it anew, "
            "or block its time here.",
            now,
        )


def short(text: str) -> str:
    """A name for a text of any length."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
