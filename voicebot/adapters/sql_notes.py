"""Notes for a person, among the messages of callers: each is kept once and can be taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

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
) -> None:
    """Within a transaction. A note that is there already is left as it is."""
    if connection.scalar(select(message.c.id).where(message.c.id == note_id)) is not None:
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


def finish_notes(connection: Connection, prefix: str, now: datetime) -> None:
    """What the notes whose ids begin so were about is settled."""
    open_ones = message.c.id.startswith(prefix, autoescape=True) & message.c.done_at.is_(None)
    connection.execute(update(message).where(open_ones).values(done_at=now))
