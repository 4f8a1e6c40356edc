"""Every door to the world that `runtime` and `web` ask for, as a Protocol.

Engines and stores are synchronous: the runtime runs them in its worker threads. Each says in its
docstring what it raises; anything else that escapes is a defect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from voicebot.booking.model import Appointment, Business, CalendarAnswer, CalendarRequest
from voicebot.call.messages import Hints, LogEntry, Pcm
from voicebot.understanding.model import Hypothesis


class SpeechDetector(Protocol):
    """One call's voice activity detector: keeps state between blocks."""

    def probability(self, block: Pcm) -> float:
        """Speech probability (0 to 1) of the next 512 samples at 16 kHz."""
        ...


class Recogniser(Protocol):
    def transcribe(self, pcm: Pcm, hints: Hints) -> tuple[Hypothesis, ...]:
        """n-best of one utterance (16 kHz), the best first; empty when it holds no words.

        Safe to call from several threads.

        Raises:
            RecognitionFailed: the engine broke.
        """
        ...


class Synthesiser(Protocol):
    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        """One sentence as 16 kHz audio. Safe to call from several threads.

        Raises:
            SynthesisFailed: the engine broke, or the sentence has nothing that can be spoken.
        """
        ...


class Calendar(Protocol):
    """The one authority on what is booked. `now` is aware; `key` makes a command idempotent."""

    def answer(
        self, business_id: str, request: CalendarRequest, *, key: str, call_id: str, now: datetime
    ) -> CalendarAnswer:
        """Carry out one request in one transaction.

        Raises:
            CalendarFailed: the store cannot be reached; nothing was changed.
            UnknownToken, KeyReused, VersionConflict: see `voicebot.errors`.
        """
        ...

    def ensure_business(self, business: Business) -> None:
        """Make the stored catalogue (services, staff, hours) what this says. Idempotent."""
        ...

    def appointments(
        self, business_id: str, start: datetime | None = None, end: datetime | None = None
    ) -> Sequence[Appointment]:
        """All appointments that start in [start, end), cancelled ones too, by start."""
        ...


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call as the lists show it. `outcome` is one of `voicebot.call.history.OUTCOMES`."""

    id: str
    business_id: str
    caller: str
    called: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    turns: int


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message or call-back for a person."""

    id: str
    business_id: str
    call_id: str
    kind: str
    text: str
    name: str
    phone: str
    urgent: bool
    created_at: datetime
    done_at: datetime | None = None


class CallStore(Protocol):
    """The append-only record of calls. Entries of one call come in the order of `seq`."""

    def open_call(self, summary: CallSummary) -> None: ...

    def append(self, entries: Sequence[LogEntry]) -> None:
        """Keep entries; one that is there already (same call and seq) is left as it is."""
        ...

    def close_call(self, call_id: str, *, ended_at: datetime, outcome: str, turns: int) -> None: ...

    def calls(
        self, business_id: str | None = None, limit: int = 200, before: datetime | None = None
    ) -> Sequence[CallSummary]:
        """The newest `limit` calls, oldest first."""
        ...

    def call(self, call_id: str) -> CallSummary | None: ...

    def entries(self, call_id: str) -> Sequence[LogEntry]: ...

    def messages(self, business_id: str | None = None) -> Sequence[KeptMessage]: ...

    def save_recording(self, call_id: str, wav: bytes) -> None: ...

    def recording(self, call_id: str) -> bytes | None: ...


class TicketStore(Protocol):
    """One-time tickets that tie a media socket to the signed webhook of its call."""

    def issue(self, call_id: str, facts: Mapping[str, str], *, now: datetime) -> str: ...

    def redeem(self, ticket: str, call_id: str, *, now: datetime) -> Mapping[str, str]:
        """The facts the ticket was issued with; it is spent by this, also when refused.

        Raises:
            BadTicket: unknown, spent, expired, or issued for another call.
        """
        ...


@dataclass(frozen=True, slots=True)
class StaffAccount:
    id: str
    name: str
    role: str
    password_hash: str
    active: bool = True


class StaffStore(Protocol):
    def add_staff(self, name: str, password_hash: str, role: str) -> StaffAccount: ...

    def staff(self, name: str) -> StaffAccount | None: ...


class Telephone(Protocol):
    """What is asked of the carrier outside the media socket."""

    def hang_up(self, call_id: str) -> None: ...

    def transfer(self, call_id: str, to: str) -> None: ...


Json = dict[str, Any]
