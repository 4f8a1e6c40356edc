"""A call without sound, in virtual time: the real session, with engines that are numbers.

The caller's words go straight to the interpreter, in place of what a recogniser would make of
them; everything else is the call as it is: 32 ms blocks, endpointing, marks, the calendar.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from voicebot.booking.model import CalendarAnswer, CalendarRequest
from voicebot.call.limits import Limits, Restored
from voicebot.call.listener import Interprets
from voicebot.call.messages import (
    AskCalendar,
    AudioArrived,
    CalendarAnswered,
    CallEnded,
    CallStarted,
    CancelWork,
    ClearAudio,
    KeyPressed,
    LogEntry,
    MarkPlayed,
    Pcm,
    Record,
    Request,
    SendAudio,
    Speak,
    SpeechReady,
    Told,
    Transcribe,
    Transcribed,
    WorkFailed,
)
from voicebot.call.session import CallSession
from voicebot.dialog.model import Dialog
from voicebot.errors import VoicebotError
from voicebot.understanding.model import Hypothesis

BLOCK_MS = 32
SAMPLES_PER_MS = 16
BOT_MS_A_WORD = 300
CALLER_MS_A_WORD = 320
KEY_EVERY_MS = 400
RECOGNITION_MS, SYNTHESIS_MS, CALENDAR_MS = 250, 120, 15
"""What the engines take: about what they do take."""
_VOICE = np.tile(np.repeat(np.array([1000, -1000], np.int16), SAMPLES_PER_MS // 2), BLOCK_MS)
"""1 kHz: what lies outside the telephone band is nobody's voice."""
_FALLING = _VOICE // np.int16(10)
"""Between syllables: a voice that never falls would be taken for what is behind the caller."""
SYLLABLE_BLOCKS = 3
_QUIET = np.zeros(BLOCK_MS * SAMPLES_PER_MS, np.int16)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the call arrives. `answer` is the calendar: request, idempotency key and call in."""

    dialog: Dialog
    interpreter: Interprets
    answer: Callable[[CalendarRequest, str, str], CalendarAnswer]
    now: datetime
    restored: Restored | None = None
    """Where the talk goes on of who was cut off and rings back."""


@dataclass(frozen=True, slots=True)
class _Said:
    start_ms: int
    end_ms: int
    text: str


class TextLine:
    """One call from its first ring. The caller side of it speaks, listens and lets time pass."""

    def __init__(self, place: Place, caller: str, call_id: str = "CA1") -> None:
        self.session = CallSession(
            place.dialog, place.interpreter, limits=Limits(), restored=place.restored
        )
        self.call_id = call_id
        self.log: list[LogEntry] = []
        self.now_ms = 0
        self._place = place
        self._said: list[_Said] = []
        self._audible_until_ms = 0
        self._due: list[tuple[int, int, Told]] = []
        self._order = itertools.count()
        business = place.dialog.business.id
        started = CallStarted(0, call_id, business, caller, "", place.now)
        self._tell(started)

    # --- the caller's side -----------------------------------------------------------------------

    @property
    def over(self) -> bool:
        return self.session.ended

    @property
    def bot_is_quiet(self) -> bool:
        return self.now_ms > self._audible_until_ms and not self._due

    def say(self, text: str) -> None:
        """Speak to the end, unless the call ends before."""
        end = self.now_ms + CALLER_MS_A_WORD * max(1, len(text.split()))
        self._said.append(_Said(self.now_ms, end, text))
        self.run(end - self.now_ms)

    def press(self, keys: str) -> None:
        """One key after the other, as fast as they can be looked for."""
        for key in keys:
            if self.over:
                return
            self._tell(KeyPressed(self.now_ms, key))
            self.run(KEY_EVERY_MS)

    def hang_up(self) -> None:
        self._tell(CallEnded(self.now_ms, "stop"))

    def run(self, ms: int) -> None:
        """Let so much time pass, or the call end."""
        end = self.now_ms + ms
        while self.now_ms < end and not self.over:
            self._block()

    def sentences(self) -> list[str]:
        """What the bot has begun to say so far."""
        return [entry.data["text"] for entry in self.log if entry.kind == "said"]

    # --- the driver's side -----------------------------------------------------------------------

    def _block(self) -> None:
        self.now_ms += BLOCK_MS
        while self._due and self._due[0][0] <= self.now_ms:
            self._tell(replace(heapq.heappop(self._due)[2], at_ms=self.now_ms))
            if self.over:
                return
        middle = self.now_ms - BLOCK_MS // 2
        speaks = bool(self._said) and self._said[-1].start_ms <= middle < self._said[-1].end_ms
        falls = self.now_ms // BLOCK_MS % SYLLABLE_BLOCKS == 0
        voice = _FALLING if falls else _VOICE
        pcm, probability = (voice, 0.95) if speaks else (_QUIET, 0.02)
        self._tell(AudioArrived(self.now_ms, pcm, probability))

    def _tell(self, message: Told) -> None:
        for request in self.session.receive(message):
            self._do(request)

    def _later(self, ms: int, message: Told) -> None:
        heapq.heappush(self._due, (self.now_ms + ms, next(self._order), message))

    def _do(self, request: Request) -> None:
        match request:
            case Record(entry):
                self.log.append(entry)
            case SendAudio(pcm, mark):
                self._play(pcm, mark)
            case ClearAudio():
                self._clear()
            case Transcribe():
                self._transcribe(request)
            case Speak():
                self._speak(request)
            case AskCalendar(request_id, asked):
                self._ask(request_id, asked)
            case CancelWork(work_id):
                self._cancel(work_id)
            case _:
                pass

    def _play(self, pcm: Pcm, mark: str) -> None:
        starts = max(self._audible_until_ms, self.now_ms)
        self._audible_until_ms = starts + len(pcm) // SAMPLES_PER_MS
        self._later(self._audible_until_ms - self.now_ms, MarkPlayed(0, mark))

    def _clear(self) -> None:
        """All that was not played is gone, and its marks come back at once."""
        self._audible_until_ms = self.now_ms
        played = [d[2] for d in self._due if isinstance(d[2], MarkPlayed)]
        self._due = [d for d in self._due if not isinstance(d[2], MarkPlayed)]
        heapq.heapify(self._due)
        for message in played:
            self._later(20, message)

    def _transcribe(self, request: Transcribe) -> None:
        heard = request.utterance
        words = " ".join(
            said.text
            for said in self._said
            if said.start_ms < heard.ended_ms + 50 and said.end_ms > heard.started_ms - 50
        )
        hypotheses = (Hypothesis(words, -0.2),) if words else ()
        self._later(RECOGNITION_MS, Transcribed(0, heard.id, hypotheses, RECOGNITION_MS))

    def _speak(self, request: Speak) -> None:
        for n, sentence in enumerate(request.sentences):
            pcm = np.broadcast_to(
                np.int16(100), BOT_MS_A_WORD * SAMPLES_PER_MS * len(sentence.split())
            )
            last = n == len(request.sentences) - 1
            ready = SpeechReady(0, request.reply_id, n, pcm, last, SYNTHESIS_MS)
            self._later(SYNTHESIS_MS * (n + 1), ready)

    def _ask(self, request_id: str, asked: CalendarRequest) -> None:
        answered: Told
        try:
            answer = self._place.answer(asked, request_id, self.call_id)
            answered = CalendarAnswered(0, request_id, answer, CALENDAR_MS)
        except VoicebotError as error:
            answered = WorkFailed(0, request_id, error.code)
        self._later(CALENDAR_MS, answered)

    def _cancel(self, work_id: str) -> None:
        self._due = [d for d in self._due if not _is_of(d[2], work_id)]
        heapq.heapify(self._due)


def _is_of(message: Told, work_id: str) -> bool:
    match message:
        case Transcribed(_, utterance_id):
            return utterance_id == work_id
        case SpeechReady(_, reply_id):
            return reply_id == work_id
        case _:
            return False
