"""What the calendar would answer, without anything being written or anybody having to wait."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from voicebot.adapters.sql import reading
from voicebot.adapters.sql_catalogues import Catalogues
from voicebot.adapters.sql_loading import Loader
from voicebot.booking.front_desk import decide_for_staff
from voicebot.booking.instants import seconds
from voicebot.booking.rules import settle
from voicebot.booking.snapshot import Block, Need, PutAppointment, Snapshot
from voicebot.booking.staffing import StaffAnswer, TakeOver
from voicebot.booking.tokens import Signer


class SqlRehearsal:
    """Takes entries over as `SqlCalendar` would; what they would take is known here only."""

    def __init__(self, engine: Engine, token_key: bytes) -> None:
        self._reading = reading(engine)
        self._signer = Signer(token_key)
        self._catalogues = Catalogues()
        self._taken: tuple[Block, ...] = ()

    def act(
        self, business_id: str, request: TakeOver, *, key: str, staff: str, now: datetime
    ) -> StaffAnswer:
        """The answer, with everything in the way that was said to come in before."""
        with self._reading.connect() as connection:
            loader = Loader(connection, business_id)

            def load(snapshot: Snapshot, need: Need) -> Snapshot:
                loaded = loader.load(snapshot, need)
                return loaded.knowing(blocks=(*loaded.blocks, *self._taken))

            snapshot = Snapshot(
                catalogue=self._catalogues.of(connection, business_id),
                signer=self._signer,
                now=now,
                key=key,
                actor=f"staff:{staff}",
            )
            verdict = settle(partial(decide_for_staff, request), snapshot, load)
        puts = [edit for edit in verdict.edits if isinstance(edit, PutAppointment)]
        self._taken += tuple(
            Block(a.resource_id, seconds(a.start), seconds(a.end), 0, "", put.appointment.id)
            for put in puts
            for a in put.allocations
        )
        return verdict.answer
