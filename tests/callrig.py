"""A call in virtual time: a session, a scripted caller and engines whose delays are numbers.

The rig plays the driver's part with no event loop: 32 ms of audio at a time it tells the session
what happened, and answers what it asks after the delay of each engine. Marks come back when the
phone would have played them.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from voicebot.booking.model import CalendarAnswer, CalendarRequest
from voicebot.call.limits import Limits, Restored
from voicebot.call.messages import (
    AskCalendar,
    AudioArrived,
    CalendarAnswered,
    CallStarted,
    CancelWork,
    ClearAudio,
    HangUp,
    KeyPressed,
    LogEntry,
    MarkPlayed,
    Record,
    Request,
    SendAudio,
    Speak,
    SpeechReady,
    Told,
    Transcribe,
    Transcribed,
    TransferCall,
    WorkFailed,
)
from voicebot.call.session import CallSession, Interprets
from voicebot.dialog.model import Dialog
from voicebot.understanding.model import Hypothesis

BLOCK_MS = 32
SAMPLES_PER_MS = 16
VOICE = np.tile(np.repeat(np.array([1000, -1000], np.int16), SAMPLES_PER_MS // 2), BLOCK_MS)
"""A block of 1 kHz, within the telephone band."""
START = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("America/New_York"))


@dataclass(frozen=True, slots=True)
class Said:
    """The caller's sound from `start_ms` to `end_ms`, and what recognition makes of it."""

    start_ms: int
    end_ms: int
    text: str


@dataclass
class Delays:
    """What the engines take, in ms."""

    recognition: int = 120
    synthesis: int = 80
    calendar: int = 10


@dataclass
class Rig:
    dialog: Dialog
    interpreter: Interprets
    answer: Callable[[CalendarRequest, str], CalendarAnswer]
    delays: Delays = field(default_factory=Delays)
    limits: Limits = field(default_factory=Limits)
    restored: Restored | None = None
    caller: str = "+14155550132"
    recorded: bool = False
    ms_a_word: int = 250
    """How long the bot's speech is."""

    def __post_init__(self) -> None:
        self.session = CallSession(
            self.dialog,
            self.interpreter,
            limits=self.limits,
            restored=self.restored,
            recorded=self.recorded,
        )
        self.now_ms = 0
        self.said: list[Said] = []
        self.log: list[LogEntry] = []
        self.requests: list[tuple[int, Request]] = []
        self.heard_until_ms = 0
        self.fail: dict[type[Request], str] = {}
        """Error codes by kind of request: these fail instead."""
        self._due: list[tuple[int, int, Told]] = []
        self._order = itertools.count()
        self._cancelled: set[str] = set()
        self._tell(
            CallStarted(0, "CA1", self.dialog.business.id, self.caller, "+15555550100", START)
        )

    # --- what the caller does --------------------------------------------------------------------

    def say(self, text: str, ms: int | None = None, after_ms: int = 0) -> Said:
        """Speak from now on (or a little later); nothing waits."""
        start = self.now_ms + after_ms
        said = Said(start, start + (ms or 300 * max(1, len(text.split()))), text)
        self.said.append(said)
        return said

    def press(self, digits: str) -> None:
        for digit in digits:
            self._tell(KeyPressed(self.now_ms, digit))
            self.run(150)

    def run(self, ms: int) -> None:
        """Let so much time pass."""
        end = self.now_ms + ms
        while self.now_ms < end and not self.session.ended:
            self._block()

    def run_until(self, done: Callable[[], bool], limit_ms: int = 30_000) -> None:
        end = self.now_ms + limit_ms
        while not done():
            assert self.now_ms < end, f"not within {limit_ms} ms; the log: {self.transcript()}"
            if self.session.ended:
                assert done(), f"the call ended first; the log: {self.transcript()}"
                return
            self._block()

    def wait_for_bot(self) -> str:
        """Until the bot has said something new and is quiet; what it said."""
        before = self.bot()
        self.run_until(lambda: len(self.bot()) > len(before))
        self.run_until(lambda: self.session.ended or self.quiet())
        return " ".join(self.bot()[len(before) :])

    def turn(self, text: str) -> str:
        """Say something after the bot is done, and hear its answer."""
        self.run(300)
        said = self.say(text)
        self.run_until(lambda: self.now_ms >= said.end_ms)
        return self.wait_for_bot()

    # --- what was seen ---------------------------------------------------------------------------

    def bot(self) -> list[str]:
        """The bot's sentences, as they began to sound."""
        return [e.data["text"] for e in self.log if e.kind == "said"]

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.log]

    def entries(self, kind: str) -> list[LogEntry]:
        return [entry for entry in self.log if entry.kind == kind]

    def asked(self, kind: type[Any]) -> list[Any]:
        return [request for _, request in self.requests if isinstance(request, kind)]

    def transcript(self) -> str:
        shown = ("said", "heard", "cut", "ignored", "no_words", "silence", "keyed", "ended")
        return "\n".join(
            f"{e.at_ms:7d} {e.kind:9s} {e.data.get('text', dict(e.data))}"
            for e in self.log
            if e.kind in shown
        )

    # --- the driver's part -----------------------------------------------------------------------

    def quiet(self) -> bool:
        return self.now_ms > self.heard_until_ms + 200 and not self._due

    def _block(self) -> None:
        self.now_ms += BLOCK_MS
        while self._due and self._due[0][0] <= self.now_ms:
            self._deliver_one(heapq.heappop(self._due)[2])
            if self.session.ended:
                return
        middle = self.now_ms - BLOCK_MS // 2
        speaking = any(said.start_ms <= middle < said.end_ms for said in self.said)
        pcm = VOICE if speaking else np.zeros_like(VOICE)
        self._tell(AudioArrived(self.now_ms, pcm, 0.95 if speaking else 0.02))

    def _tell(self, message: Told) -> None:
        for request in self.session.receive(message):
            self.requests.append((self.now_ms, request))
            self._do(request)

    def _deliver_one(self, message: Told) -> None:
        self._tell(replace(message, at_ms=self.now_ms))

    def _later(self, ms: int, message: Told) -> None:
        heapq.heappush(self._due, (self.now_ms + ms, next(self._order), message))

    def _do(self, request: Request) -> None:
        code = self.fail.get(type(request))
        match request:
            case Record(entry):
                self.log.append(entry)
            case SendAudio(pcm, mark):
                starts = max(self.heard_until_ms, self.now_ms)
                self.heard_until_ms = starts + len(pcm) // SAMPLES_PER_MS
                played_in = self.heard_until_ms - self.now_ms
                self._later(played_in, MarkPlayed(self.heard_until_ms, mark))
            case ClearAudio():
                self.heard_until_ms = self.now_ms
                marks = [d for d in self._due if isinstance(d[2], MarkPlayed)]
                self._due = [d for d in self._due if not isinstance(d[2], MarkPlayed)]
                heapq.heapify(self._due)
                for _, _, message in marks:
                    self._later(20, message)
            case Transcribe(utterance) if code:
                self._later(self.delays.recognition, WorkFailed(0, utterance.id, code))
            case Transcribe():
                self._transcribe(request)
            case Speak(reply_id) if code:
                self._later(self.delays.synthesis, WorkFailed(0, reply_id, code))
            case Speak():
                self._speak(request)
            case AskCalendar(request_id) if code:
                self._later(self.delays.calendar, WorkFailed(0, request_id, code))
            case AskCalendar(request_id, asked):
                answered = self.answer(asked, request_id)
                self._later(self.delays.calendar, CalendarAnswered(0, request_id, answered))
            case CancelWork(work_id):
                self._cancelled.add(work_id)
            case HangUp() | TransferCall():
                assert self.session.ended
            case _:
                pass

    def _transcribe(self, request: Transcribe) -> None:
        utterance = request.utterance
        words = [
            said.text
            for said in self.said
            if said.start_ms < utterance.ended_ms + 50 and said.end_ms > utterance.started_ms - 50
        ]
        text = " ".join(word for word in words if word)
        hypotheses = (Hypothesis(text, -0.2),) if text else ()
        self._later(self.delays.recognition, Transcribed(0, utterance.id, hypotheses))

    def _speak(self, request: Speak) -> None:
        for n, sentence in enumerate(request.sentences):
            ms = self.ms_a_word * len(sentence.split())
            pcm = np.full(ms * SAMPLES_PER_MS, 100, np.int16)
            last = n == len(request.sentences) - 1
            ready = SpeechReady(0, request.reply_id, n, pcm, last)
            self._later(self.delays.synthesis * (n + 1), ready)


def said_by(rig: Rig) -> Sequence[str]:
    return [entry.data["text"] for entry in rig.entries("heard")]


class FailsSpeech(dict[type, str]):
    """For `Rig.fail`: the next so many requests for speech fail."""

    def __init__(self, times: int) -> None:
        super().__init__({Speak: "synthesis_failed"})
        self._left = times

    def get(self, kind: type, default: Any = None) -> Any:
        if kind is Speak:
            self._left -= 1
        return default if kind is Speak and self._left < 0 else super().get(kind, default)
