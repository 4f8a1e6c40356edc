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
from voicebot.booking.staffing import StaffAnswer, StaffRequest
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


class FrontDesk(Calendar, Protocol):
    """The calendar as staff use it: all that callers may ask, and what only staff may."""

    def act(
        self, business_id: str, request: StaffRequest, *, key: str, staff: str, now: datetime
    ) -> StaffAnswer:
        """Carry out one request in the name of `staff`, who goes on record.

        Raises:
            CalendarFailed, UnknownToken, KeyReused, VersionConflict: as `answer`.
        """
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


# --- the wire of one call ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Connected:
    """The carrier opened the socket; nothing is known of the call yet."""


@dataclass(frozen=True, slots=True)
class Started:
    """The media of a call begins. `parameters` are what our own TwiML put there."""

    stream_sid: str
    call_sid: str
    account_sid: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Media:
    """The caller's audio: mu-law at 8 kHz, any number of samples.

    `chunk` counts frames from 1, `timestamp_ms` is the carrier's, from the start of the stream; 0
    where it sent none. `filled`: silence in the place of frames that were lost on the way.
    """

    payload: bytes
    chunk: int
    timestamp_ms: int
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Dtmf:
    """A key, one of 0-9, * and #."""

    digit: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The carrier gave back a mark of ours: played, or wiped by a clear."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The carrier says that the stream is over."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event that this protocol does not know. To be counted, nothing else."""

    name: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that was left out. To be counted. `reason` is one of `telephony.stream.DROPS`."""

    reason: str


WireEvent = Connected | Started | Media | Dtmf | Marked | Stopped | Unknown | Dropped


class WireWriter(Protocol):
    """Words the carrier's messages for one started stream; each is a text for `Wire.send`."""

    def media(self, mulaw: bytes) -> str: ...

    def mark(self, name: str) -> str: ...

    def clear(self) -> str: ...


class Wire(Protocol):
    """One call's socket to the carrier. One task reads, one task writes."""

    async def receive(self) -> WireEvent | None:
        """The next event; None when the line is gone, then and ever after. Never raises."""
        ...

    async def send(self, text: str) -> None:
        """Send one message. Does nothing once the line is gone."""
        ...

    async def close(self, code: int) -> None:
        """Close the socket; 1000 says that the call ended as it should. May be called again."""
        ...


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the signed webhook said of a call. `caller` is "" when withheld.

    `reconnects` counts how often this call lost its socket before and was joined up again.
    """

    call_sid: str
    stream_sid: str
    business_id: str
    caller: str
    called: str
    stream: WireWriter
    reconnects: int = 0


class CallRunner(Protocol):
    async def run(self, wire: Wire, call: CallFacts) -> None:
        """Hold the call until it is over. Closes the wire with 1000 when the bot ends it."""
        ...


Json = dict[str, Any]
