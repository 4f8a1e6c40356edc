"""From the caller's sound to words: which utterance to recognise when, and which words count.

Recognition starts at the first short pause, on the guess that the caller is done. If speech goes
on, the guess is dropped; if not, the words are there when the pause has grown into the end of a
turn. The words known so far set how long that takes (`patience`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voicebot.audio.endpointing import (
    Event,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from voicebot.audio.pcm import level_dbfs
from voicebot.call import patience
from voicebot.call.ear import Ear
from voicebot.call.messages import (
    AudioArrived,
    CancelWork,
    Hints,
    HurryWork,
    Request,
    Transcribe,
    Transcribed,
    WorkFailed,
)
from voicebot.call.second_opinion import enough
from voicebot.understanding.model import Expectation, Hypothesis, Understanding


class Interprets(Protocol):
    """What is needed of `voicebot.understanding.interpret.Interpreter`. Any thread may call it."""

    def interpret(
        self, hypotheses: Sequence[Hypothesis], expectation: Expectation, now: datetime
    ) -> Understanding: ...


@dataclass(slots=True)
class Hearing:
    """One utterance on its way to words. `words` is None until known, and when there are none."""

    number: int
    started_ms: int
    last_voiced_ms: int = 0
    voiced_ms: int = 0
    ended_ms: int | None = None
    """When its end was decided; None while the caller may go on."""
    run: int = 0
    """Recognitions asked for so far."""
    recognised_ms: int | None = None
    """When the words came; None while recognition is out."""
    took_ms: int = 0
    failed: bool = False
    level_dbfs: float = 0.0
    """How loud it was, root mean square."""
    nbest: tuple[Hypothesis, ...] = ()
    words: Understanding | None = None

    @property
    def id(self) -> str:
        """Of the recognition under way."""
        return f"u{self.number}.{self.run}"

    @property
    def text(self) -> str:
        """As recognised; "" when there were no words."""
        return self.nbest[0].text if self.nbest else ""

    @property
    def over(self) -> bool:
        return self.ended_ms is not None


@dataclass(frozen=True, slots=True)
class Began:
    """The caller starts to make speech-like sounds."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """The caller pauses, and these would be the words."""

    hearing: Hearing


@dataclass(frozen=True, slots=True)
class WentOn:
    """The caller was not done: what was guessed is void."""

    hearing: Hearing


@dataclass(frozen=True, slots=True)
class FellSilent:
    """The caller is done; the words may still be out."""

    hearing: Hearing


@dataclass(frozen=True, slots=True)
class Finished:
    """The caller is done and recognition has answered."""

    hearing: Hearing


Noticed = Began | Guessed | WentOn | FellSilent | Finished


class Listener:
    """One call's. What is to be asked for collects until `take_requests`."""

    def __init__(
        self,
        interpreter: Interprets,
        now: Callable[[], datetime],
        vocabulary: tuple[str, ...] = (),
        answers: Mapping[str, tuple[str, ...]] | None = None,
        *,
        speculate: bool = True,
    ) -> None:
        self.expects = Expectation()
        """What was just asked: sets the patience, and how words are read."""
        self._requests: list[Request] = []
        self._interpreter = interpreter
        self._now = now
        self._vocabulary = vocabulary
        self._answers = answers or {}
        self._speculate = speculate
        self._ear = Ear()
        self._numbers = 0
        self._current: Hearing | None = None
        self._ended: Hearing | None = None
        """Over, but recognition has not answered."""

    @property
    def busy(self) -> bool:
        """Somebody speaks, or what was said is being recognised."""
        return self._current is not None or self._ended is not None

    @property
    def hearing(self) -> bool:
        """Somebody speaks."""
        return self._current is not None

    @property
    def voiced_ms(self) -> int:
        """Voiced sound of the utterance under way."""
        return self._ear.voiced_ms if self._ear.speaking else 0

    @property
    def snr_db(self) -> float | None:
        """How far the caller's words stand out from what is behind them; None until known."""
        return self._ear.snr_db

    def take_requests(self) -> list[Request]:
        """What is to be asked of the driver since the last time."""
        requests, self._requests = self._requests, []
        return requests

    def reset(self) -> None:
        """Take what is being said, or recognised, for nothing."""
        for hearing in (self._current, self._ended):
            if hearing is not None:
                self._cancel(hearing)
        self._ear.reset()
        self._current = self._ended = None

    def reopen(self, hearing: Hearing) -> None:
        """The utterance that just began is the rest of this one, which was not over after all."""
        if self._current is not None:
            self._cancel(hearing)
            self._current.started_ms = hearing.started_ms
            self._current.voiced_ms = hearing.voiced_ms
        if self._ended is hearing:
            self._ended = None

    def push(self, message: AudioArrived) -> list[Noticed]:
        """The next block of the caller's audio."""
        if self._current is not None:
            self._ear.wait(patience.end_of_turn_ms(self.expects, self._current.words))
        event = self._ear.push(message)
        return self._noticed(event) if event is not None else []

    def _noticed(self, event: Event) -> list[Noticed]:
        match event:
            case SpeechStarted():
                self._numbers += 1
                self._current = Hearing(self._numbers, event.started_ms)
                return [Began()]
            case SpeechPaused():
                return self._paused(event)
            case SpeechResumed():
                return self._went_on()
            case SpeechEnded():
                return self._over(event)

    def _paused(self, event: SpeechPaused) -> list[Noticed]:
        hearing = self._current
        if hearing is not None and self._speculate:
            self._measure(hearing, event)
            self._transcribe(hearing, speculative=True)
        return []

    def _went_on(self) -> list[Noticed]:
        hearing = self._current
        if hearing is None or not hearing.run:
            return []
        self._cancel(hearing)
        hearing.words, hearing.nbest, hearing.recognised_ms = None, (), None
        hearing.run += 1  # an answer that is on its way already is not for what is said now
        return [WentOn(hearing)]

    def _over(self, event: SpeechEnded) -> list[Noticed]:
        hearing, self._current = self._current, None
        if hearing is None:
            return []
        fresh = hearing.last_voiced_ms == event.last_voiced_ms and hearing.run > 0
        self._measure(hearing, event)
        hearing.ended_ms = event.at_ms
        if not fresh or hearing.failed:
            self._transcribe(hearing, speculative=False)
        if hearing.recognised_ms is not None:
            return [FellSilent(hearing), Finished(hearing)]
        self._ended = hearing
        self._requests.append(HurryWork(hearing.id))
        return [FellSilent(hearing)]

    @staticmethod
    def _measure(hearing: Hearing, event: SpeechPaused | SpeechEnded) -> None:
        hearing.last_voiced_ms = event.last_voiced_ms
        hearing.voiced_ms = max(hearing.voiced_ms, event.voiced_ms)

    def _transcribe(self, hearing: Hearing, *, speculative: bool) -> None:
        hearing.run += 1
        hearing.recognised_ms, hearing.failed = None, False
        utterance = self._ear.utterance(hearing.id, hearing.started_ms, hearing.last_voiced_ms)
        hearing.level_dbfs = level_dbfs(utterance.pcm)
        expects, now = self.expects, self._now()
        test = enough(lambda nbest: self._interpreter.interpret(nbest, expects, now), expects)
        answers = self._answers.get(expects.asked or "", ())
        hints = Hints(expects.asked, self._vocabulary, test, answers)
        self._requests.append(Transcribe(utterance, hints, speculative))

    def _cancel(self, hearing: Hearing) -> None:
        if hearing.run and hearing.recognised_ms is None:
            self._requests.append(CancelWork(hearing.id))

    def transcribed(self, message: Transcribed | WorkFailed) -> list[Noticed]:
        """Recognition has answered, or failed; an answer nobody waits for any more is ignored."""
        work_id = message.work_id if isinstance(message, WorkFailed) else message.utterance_id
        hearing = self._waiting_for(work_id)
        if hearing is None:
            return []
        hearing.recognised_ms = message.at_ms
        if isinstance(message, WorkFailed):
            hearing.failed = True
        else:
            hearing.nbest, hearing.took_ms = message.hypotheses, message.took_ms
            hearing.words = self.read(hearing.nbest)
        if hearing.over:
            self._ended = None
            return [Finished(hearing)]
        return [Guessed(hearing)]

    def _waiting_for(self, work_id: str) -> Hearing | None:
        for hearing in (self._current, self._ended):
            if hearing is not None and hearing.id == work_id:
                return hearing
        return None

    def read(self, nbest: tuple[Hypothesis, ...]) -> Understanding | None:
        """The words under the present expectation; None when there are none."""
        if not any(hypothesis.text.strip() for hypothesis in nbest):
            return None
        return self._interpreter.interpret(nbest, self.expects, self._now())
