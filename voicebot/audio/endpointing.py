"""From speech probabilities to where speech starts and ends. Pure; time is counted in audio.

How long a silence ends an utterance is the caller's question, not the detector's: `patience_ms`
may be set anew before any block (short after yes or no, long while a number is dictated).
"""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_MS = 32


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers of endpointing, all in milliseconds of audio but the two probabilities.

    `start` and `stay` are a hysteresis: speech begins at `start` and goes on at `stay`.
    """

    start: float = 0.5
    stay: float = 0.45
    min_speech_ms: int = 96
    """Voiced audio that makes a start; what is shorter is a click."""
    click_gap_ms: int = 128
    """A candidate start with a silence this long is forgotten."""
    stay_ms: int = 160
    """How long after the last voiced block `stay` is enough; later it takes `start`."""
    pause_ms: int = 192
    """A silence worth a speculative recognition: the caller may be done."""
    patience_ms: int = 640
    """The silence that ends an utterance unless the question says otherwise."""
    longest_ms: int = 25_000
    """Speech is ended here at the latest: Whisper sees no more than 30 s."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """`started_ms` is where the first voiced block began, before it could be known."""

    at_ms: int
    started_ms: int


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """A short silence; the utterance up to `last_voiced_ms` may be recognised on suspicion."""

    at_ms: int
    started_ms: int
    last_voiced_ms: int
    voiced_ms: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """Speech went on after a `SpeechPaused`: what was recognised on suspicion is not all."""

    at_ms: int
    started_ms: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The silence outlasted the patience, or (`cut`) the utterance grew too long."""

    at_ms: int
    started_ms: int
    last_voiced_ms: int
    voiced_ms: int
    cut: bool = False


Event = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


class Endpointer:
    """One caller's speech, block by block. At most one event a block."""

    def __init__(self, patience_ms: int | None = None, tuning: Tuning | None = None) -> None:
        self._tuning = tuning or Tuning()
        self.patience_ms = patience_ms if patience_ms is not None else self._tuning.patience_ms
        self.reset()

    def reset(self) -> None:
        """Forget the speech under way, as after a transfer of attention."""
        self._speaking = False
        self._paused = False
        self._started_ms = 0
        self._last_voiced_ms = 0
        self._voiced_ms = 0

    @property
    def speaking(self) -> bool:
        """Between `SpeechStarted` and `SpeechEnded`."""
        return self._speaking

    def push(self, probability: float, at_ms: int) -> Event | None:
        """The next block's probability; `at_ms` is the end of the block."""
        silent_ms = at_ms - self._last_voiced_ms
        if self._is_voiced(probability, silent_ms):
            return self._voiced(at_ms)
        return self._silent(at_ms, silent_ms)

    def _is_voiced(self, probability: float, silent_ms: int) -> bool:
        under_way = self._voiced_ms > 0 and silent_ms <= self._tuning.stay_ms
        return probability >= (self._tuning.stay if under_way else self._tuning.start)

    def _voiced(self, at_ms: int) -> Event | None:
        if not self._voiced_ms:
            self._started_ms = at_ms - BLOCK_MS
        self._voiced_ms += BLOCK_MS
        self._last_voiced_ms = at_ms
        if not self._speaking:
            if self._voiced_ms < self._tuning.min_speech_ms:
                return None
            self._speaking = True
            return SpeechStarted(at_ms, self._started_ms)
        if at_ms - self._started_ms >= self._tuning.longest_ms:
            return self._end(at_ms, cut=True)
        if self._paused:
            self._paused = False
            return SpeechResumed(at_ms, self._started_ms)
        return None

    def _silent(self, at_ms: int, silent_ms: int) -> Event | None:
        if not self._speaking:
            if self._voiced_ms and silent_ms >= self._tuning.click_gap_ms:
                self.reset()
            return None
        if silent_ms >= self.patience_ms:
            return self._end(at_ms)
        if silent_ms >= self._tuning.pause_ms and not self._paused:
            self._paused = True
            return SpeechPaused(at_ms, self._started_ms, self._last_voiced_ms, self._voiced_ms)
        return None

    def _end(self, at_ms: int, *, cut: bool = False) -> SpeechEnded:
        event = SpeechEnded(at_ms, self._started_ms, self._last_voiced_ms, self._voiced_ms, cut)
        self.reset()
        return event
