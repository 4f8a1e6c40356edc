"""The rig of `callrig`, on real audio and real models, still in virtual time.

The caller's track is mixed block by block: what is said, what comes back of the bot's own voice,
and the noise of the place. It goes through the telephone's 8 kHz mu-law before it is heard.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
from callrig import BLOCK_MS, SAMPLES_PER_MS, Rig

from voicebot.audio.echo import EchoCanceller, Loudspeaker
from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, Resampler, mulaw_decode, mulaw_encode
from voicebot.call.messages import (
    AudioArrived,
    ClearAudio,
    Request,
    SendAudio,
    Speak,
    SpeechReady,
    Transcribe,
    Transcribed,
)
from voicebot.ports import Recogniser, SpeechDetector, Synthesiser

BLOCK = BLOCK_MS * SAMPLES_PER_MS
JITTER_MS = (0, 23, -17, 41, 8)
"""Each reply is played so much later than the carrier's usual, in turn."""


@dataclass
class AudioRig(Rig):
    recogniser: Recogniser = None  # type: ignore[assignment]
    synthesiser: Synthesiser = None  # type: ignore[assignment]
    detector: SpeechDetector = None  # type: ignore[assignment]
    echo_db: float | None = None
    echo_delay_ms: int = 160
    background: Pcm | None = None
    """Looped under everything the caller says."""
    caller_track: list[Pcm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._speech = np.zeros(0, np.int16)
        """What the caller says from now on."""
        self._bot = np.zeros(0, np.int16)
        """The bot's voice at the phone, from the start of the call."""
        self._to_line, self._from_line = Resampler(HZ, LINE_HZ), Resampler(LINE_HZ, HZ)
        self._rest = np.zeros(0, np.int16)
        self._jitters, self._jitter_ms = cycle(JITTER_MS), 0
        self._loudspeaker, self._canceller = Loudspeaker(), EchoCanceller()
        super().__post_init__()

    def play(self, pcm: Pcm, after_ms: int = 0) -> int:
        """The caller makes this sound (16 kHz), now or a little later; when it begins, in ms."""
        gap = np.zeros(after_ms * SAMPLES_PER_MS, np.int16)
        start = self.now_ms + len(self._speech) // SAMPLES_PER_MS + after_ms
        self._speech = np.concatenate([self._speech, gap, pcm])
        return start

    @property
    def speaking(self) -> bool:
        return len(self._speech) > 0

    def turn_audio(self, pcm: Pcm) -> str:
        self.run(300)
        self.play(pcm)
        self.run_until(lambda: not self.speaking)
        return self.wait_for_bot()

    # --- the line --------------------------------------------------------------------------------

    def _block(self) -> None:
        self.now_ms += BLOCK_MS
        self._deliver()
        if self.session.ended:
            return
        block = self._over_the_line(self._mixed())
        block = self._canceller.push(block, self._loudspeaker.block())
        self.caller_track.append(block)
        self._tell(AudioArrived(self.now_ms, block, self.detector.probability(block)))

    def _mixed(self) -> Pcm:
        mix = np.zeros(BLOCK, np.float64)
        said, self._speech = self._speech[:BLOCK], self._speech[BLOCK:]
        mix[: len(said)] += said
        at = (self.now_ms - BLOCK_MS) * SAMPLES_PER_MS
        if self.echo_db is not None:
            start = at - self.echo_delay_ms * SAMPLES_PER_MS
            back = self._bot[max(0, start) : max(0, start + BLOCK)]
            mix[BLOCK - len(back) :] += back * 10 ** (self.echo_db / 20)
        if self.background is not None:
            mix += np.take(self.background, np.arange(at, at + BLOCK), mode="wrap")
        return np.clip(mix, -32768, 32767).astype(np.int16)

    def _over_the_line(self, pcm: Pcm) -> Pcm:
        coded = mulaw_decode(mulaw_encode(self._to_line.push(pcm)))
        self._rest = np.concatenate([self._rest, self._from_line.push(coded)])
        block, self._rest = self._rest[:BLOCK], self._rest[BLOCK:]
        return np.concatenate([np.zeros(BLOCK - len(block), np.int16), block])

    def _do(self, request: Request) -> None:
        if isinstance(request, SendAudio):
            if self.heard_until_ms <= self.now_ms:
                self._jitter_ms = next(self._jitters)
            starts = max(self.heard_until_ms, self.now_ms) + self._jitter_ms
            starts *= SAMPLES_PER_MS
            size = max(len(self._bot), starts + len(request.pcm))
            self._bot = np.pad(self._bot, (0, size - len(self._bot)))
            self._bot[starts : starts + len(request.pcm)] = request.pcm
            self._loudspeaker.play(request.pcm)
        elif isinstance(request, ClearAudio):
            self._bot[self.now_ms * SAMPLES_PER_MS :] = 0
            self._loudspeaker.clear()
        super()._do(request)

    def _transcribe(self, request: Transcribe) -> None:
        hypotheses = self.recogniser.transcribe(request.utterance.pcm, request.hints)
        message = Transcribed(0, request.utterance.id, hypotheses)
        self._later(self.delays.recognition, message)

    def _speak(self, request: Speak) -> None:
        for n, sentence in enumerate(request.sentences):
            pcm = self.synthesiser.synthesise(sentence)
            last = n == len(request.sentences) - 1
            ready = SpeechReady(0, request.reply_id, n, pcm, last)
            self._later(self.delays.synthesis * (n + 1), ready)

    def _deliver(self) -> None:
        while self._due and self._due[0][0] <= self.now_ms and not self.session.ended:
            self._deliver_one(heapq.heappop(self._due)[2])
