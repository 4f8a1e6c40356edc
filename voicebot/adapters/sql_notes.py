"""Notes for a person, among the messages of callers: each is kept once and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from voicebot.adapters.sql_schema import message

KIND = "calendar"


def keep_note(
    connection: Connection,
    note_id: str,
    business_id: str,
    text: str,
    now: datetime,
    *,
    name: str = "",
    phone: str = "",
    urgent: bool = False,
    again: bool = False,
) -> None:
    """Within a transaction. A note that is there already is left as it is.

    `again`: what it tells of has just happened (once more), so a note that was done is open again.
    """
    m = message.c
    if connection.scalar(select(m.id).where(m.id == note_id)) is not None:
        if again:
            done = (m.id == note_id) & m.done_at.is_not(None)
            values = {"done_at": None, "created_at": now, "text": text}
            connection.execute(update(message).where(done).values(values))
        return
    connection.execute(
        insert(message).values(
            id=note_id,
            business_id=business_id,
            call_id="",
            kind=KIND,
            text=text,
            name=name,
            phone=phone,
            urgent=urgent,
            created_at=now,
        )
    )


def open_notes(connection: Connection, prefix: str) -> Sequence[str]:
    """The ids that begin so of notes that nobody has dealt with."""
    return connection.scalars(select(message.c.id).where(_open(prefix))).all()


def finish_notes(connection: Connection, prefix: str, now: datetime) -> None:
    """What the notes whose ids begin so were about is settled."""
    connection.execute(update(message).where(_open(prefix)).values(done_at=now))


def _open(prefix: str) -> ColumnElement[bool]:
    return message.c.id.startswith(prefix, autoescape=True) & message.c.done_at.is_(None)
