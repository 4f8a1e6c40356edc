"""What every part of a call shares: its clock, its facts, its floor, its log, what it asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.call.messages import CallStarted, LogEntry, Record, Request
from voicebot.call.turns import Floor, Move, step
from voicebot.dialog.model import Context


class Line:
    """One call's. The clock is milliseconds of the caller's audio and never runs backwards."""

    def __init__(self, zone: ZoneInfo, first_seq: int = 0, *, recorded: bool = False) -> None:
        self.facts = CallStarted(0, "", "", "", "", datetime.fromtimestamp(0, UTC))
        self.floor = Floor.NEW
        self.clock_ms = 0
        self.floor_since_ms = 0
        """When the floor last changed hands."""
        self.out: list[Request] = []
        """What the message being received leads to, in order."""
        self._zone, self._recorded = zone, recorded
        self._seq = first_seq

    def now(self) -> datetime:
        """Wall time in the business's zone, as the call's audio counts it."""
        at = self.facts.started_at + timedelta(milliseconds=self.clock_ms)
        return at.astimezone(self._zone)

    def context(self, snr_db: float | None = None) -> Context:
        """What the manager may know now. `snr_db`: see `voicebot.audio.snr`."""
        facts = self.facts
        return Context(
            self.now(), facts.caller, facts.called, facts.call_id, self._recorded, snr_db
        )

    def on(self, *floors: Floor) -> bool:
        return self.floor in floors

    def move(self, move: Move) -> None:
        """Change the floor.

        Raises:
            TransitionError: the table of turns has no such move.
        """
        self.floor = step(self.floor, move)
        self.floor_since_ms = self.clock_ms

    def log(self, kind: str, /, **data: Any) -> None:
        """One more entry of the call's append-only log."""
        entry = LogEntry(self.facts.call_id, self._seq, self.clock_ms, kind, data)
        self.out.append(Record(entry))
        self._seq += 1
