"""All that a call is told, and all that it may ask. Frozen values, no behaviour.

Audio is int16 mono at 16 kHz, shape (n,). `at_ms` is milliseconds of call audio, counted in
samples received since the call started: the caller's audio is the call's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicebot.booking.model import CalendarAnswer, CalendarRequest
from voicebot.understanding.model import Hypothesis

Pcm = NDArray[np.int16]

# --- told ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallStarted:
    """`caller` is E.164, or "" when withheld. `started_at` is aware."""

    at_ms: int
    call_id: str
    business_id: str
    caller: str
    called: str
    started_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class AudioArrived:
    """One 32 ms block (512 samples) with the probability that it holds speech (0 to 1).

    `at_ms` is the end of the block.
    """

    at_ms: int
    pcm: Pcm
    speech_probability: float


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """`digit` is one of 0-9, * and #."""

    at_ms: int
    digit: str


@dataclass(frozen=True, slots=True)
class MarkPlayed:
    """The carrier gave this mark back: played, or wiped by our own clear."""

    at_ms: int
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Wall time went on for `elapsed_s` seconds without audio: the media stalled."""

    at_ms: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Transcribed:
    """n-best, the best first; empty when there were no words in it. `took_ms` is wall time."""

    at_ms: int
    utterance_id: str
    hypotheses: tuple[Hypothesis, ...]
    took_ms: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class SpeechReady:
    """One synthesised sentence (index from 0) of a reply, or the next part of it.

    `last`: no more sentences come. `whole`: no more of this sentence comes.
    """

    at_ms: int
    reply_id: str
    sentence: int
    pcm: Pcm
    last: bool
    took_ms: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class CalendarAnswered:
    at_ms: int
    request_id: str
    answer: CalendarAnswer
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """`work_id` is the utterance, reply or request that failed; `code` is from `errors`."""

    at_ms: int
    work_id: str
    code: str


@dataclass(frozen=True, slots=True)
class StageTook:
    """What a stage that runs inside the session cost, in wall time, as the driver measured it."""

    at_ms: int
    work_id: str
    stage: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The line is gone. `reason`: stop, disconnect, completed, shutdown, timeout."""

    at_ms: int
    reason: str


Told = (
    CallStarted
    | AudioArrived
    | KeyPressed
    | MarkPlayed
    | Tick
    | Transcribed
    | SpeechReady
    | CalendarAnswered
    | WorkFailed
    | StageTook
    | CallEnded
)

# --- asked ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """What the caller said from `started_ms` to `ended_ms`, with a little lead-in."""

    id: str
    started_ms: int
    ended_ms: int
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Hints:
    """What recognition may lean on: what was asked, and words that are likely now.

    `enough` says of an n-best list whether a second opinion could not change what is done.
    """

    asked: str | None = None
    words: tuple[str, ...] = ()
    enough: Callable[[Sequence[Hypothesis]], bool] = field(
        default=lambda heard: False, compare=False, repr=False
    )
    answers: tuple[str, ...] = ()
    """Words that an answer to this very question has in it: the towns that are served."""


@dataclass(frozen=True, slots=True, eq=False)
class Transcribe:
    """`speculative`: the caller may not be done; runs only when no finished utterance waits."""

    utterance: Utterance
    hints: Hints
    speculative: bool = False


@dataclass(frozen=True, slots=True)
class Speak:
    """Synthesise these sentences, in order. The answer is a `SpeechReady` for each."""

    reply_id: str
    sentences: tuple[str, ...]
    voice: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SendAudio:
    """Play this at the phone, after what was sent before, then give `mark` back."""

    pcm: Pcm
    mark: str


@dataclass(frozen=True, slots=True)
class ClearAudio:
    """Forget all audio that was sent and has not been played."""


@dataclass(frozen=True, slots=True)
class CancelWork:
    """Drop this utterance or reply if it is still waiting or running."""

    work_id: str


@dataclass(frozen=True, slots=True)
class HurryWork:
    """This recognition was speculative; now the caller waits for it."""

    work_id: str


@dataclass(frozen=True, slots=True)
class AskCalendar:
    """`request_id` is the idempotency key: call id, turn, ordinal within the turn."""

    request_id: str
    request: CalendarRequest


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of a call's append-only log. `data` is JSON-able."""

    call_id: str
    seq: int
    at_ms: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    entry: LogEntry


@dataclass(frozen=True, slots=True)
class TransferCall:
    """Hand the caller to this number (E.164 or SIP)."""

    to: str


@dataclass(frozen=True, slots=True)
class HangUp:
    reason: str


Request = (
    Transcribe
    | Speak
    | SendAudio
    | ClearAudio
    | CancelWork
    | HurryWork
    | AskCalendar
    | Record
    | TransferCall
    | HangUp
)
