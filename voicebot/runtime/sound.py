"""A call's sound between the wire and the session, both ways, and the clock that it makes."""

from __future__ import annotations

import time
from collections.abc import Iterator

from voicebot.audio.echo import EchoCanceller, Loudspeaker
from voicebot.audio.pcm import BLOCK, HZ, LINE_HZ, Blocks, Resampler, mulaw_decode, mulaw_encode
from voicebot.call.messages import AudioArrived, Pcm
from voicebot.ports import Media, SpeechDetector
from voicebot.runtime.recorder import Recorder

SAMPLES_PER_MS = HZ // 1000
LINE_SAMPLES_PER_MS = LINE_HZ // 1000
SILENCE = b"\xff"
"""One sample of it, in mu-law."""


class Sound:
    """One call's: resampling, the echo of the bot taken out, voice detected, both sides recorded.

    Mu-law of 8 kHz on the side of the wire, float PCM of 16 kHz on the side of the session.
    """

    def __init__(self, detector: SpeechDetector, recorder: Recorder | None) -> None:
        self._detector, self._recorder = detector, recorder
        self._up, self._down = Resampler(LINE_HZ, HZ), Resampler(HZ, LINE_HZ)
        self._blocks = Blocks(BLOCK)
        self._loudspeaker, self._canceller = Loudspeaker(), EchoCanceller()
        self._samples = 0
        self._last_audio = time.monotonic()
        self._stamp_ms = 0
        """The carrier's own time of the last frame."""

    def at_ms(self) -> int:
        """The call's clock between two blocks: audio so far, and wall time since."""
        since = time.monotonic() - self._last_audio
        return self._samples // SAMPLES_PER_MS + int(since * 1000)

    def hear(self, frame: Media) -> Iterator[AudioArrived]:
        """The blocks that the caller's next frame completes."""
        if frame.filled:
            self._skip_hole(frame)
        if self._recorder is not None:
            self._recorder.heard(frame.payload)
        for block in self._blocks.push(self._up.push(mulaw_decode(frame.payload))):
            self._samples += len(block)
            clean = self._canceller.push(block, self._loudspeaker.block())
            at_ms, probability = self._samples // SAMPLES_PER_MS, self._detector.probability(clean)
            yield AudioArrived(at_ms, clean, probability)
        self._last_audio, self._stamp_ms = time.monotonic(), frame.timestamp_ms

    def _skip_hole(self, hole: Media) -> None:
        """A hole in the caller's audio is filled up to a bound; the rest of it is time as well.

        While nothing came, the call was told the machine's time. Were its clock to fall back now,
        it would stand still, and the bot with it, until the audio has come up to it again.
        """
        filled_ms = len(hole.payload) // LINE_SAMPLES_PER_MS
        stamped_ms = hole.timestamp_ms - self._stamp_ms
        waited_ms = int((time.monotonic() - self._last_audio) * 1000)
        blocks = max(0, min(stamped_ms, waited_ms) - filled_ms) * SAMPLES_PER_MS // BLOCK
        self._samples += blocks * BLOCK
        for _ in range(blocks):
            self._loudspeaker.block()
        if self._recorder is not None:
            self._recorder.heard(SILENCE * (blocks * BLOCK * LINE_HZ // HZ))

    def say(self, pcm: Pcm) -> bytes:
        """The next of the bot's audio, as it goes over the wire."""
        if self._recorder is not None:
            self._recorder.said(pcm)
        self._loudspeaker.play(pcm)
        return mulaw_encode(self._down.push(pcm))

    def clear(self) -> None:
        """What was sent and not yet heard will not be heard."""
        if self._recorder is not None:
            self._recorder.cleared()
        self._loudspeaker.clear()
        self._down = Resampler(HZ, LINE_HZ)
