"""What a phone sends: words when there are some, the line's own noise, and the bot's echo."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, mulaw_decode, mulaw_encode, resample, to_int16
from voicebot.simulator.playout import SILENCE, Playout
from voicebot.simulator.speech import FRAME, Speech, comfort_noise


@dataclass(frozen=True, slots=True)
class Echo:
    """The bot's voice coming back from a loudspeaker: so many dB below, so much later."""

    level_db: float = -30.0
    delay_ms: int = 120


class Microphone:
    """Makes one frame after the other. Times are samples of 8 kHz since the call's first."""

    def __init__(
        self, playout: Playout, background: Pcm | None = None, echo: Echo | None = None
    ) -> None:
        """`background` (16 kHz) is looped under everything; without it there is a faint hiss."""
        loop = comfort_noise() if background is None else resample(background, HZ, LINE_HZ)
        self._noise = loop[: max(FRAME, len(loop) // FRAME * FRAME)]
        encoded = mulaw_encode(self._noise)
        self._idle = [encoded[at : at + FRAME] for at in range(0, len(encoded), FRAME)]
        self._playout = playout
        self._echo = echo
        self._queue: deque[bytes] = deque()
        self.track = bytearray()
        """mu-law of all that was sent, from the call's first sample."""

    def say(self, speech: Speech) -> tuple[int, int]:
        """Queue it; where its voice will be, from the first sample to the end of the last."""
        start = len(self.track) + len(self._queue) * FRAME
        count = len(speech.pcm)
        noise = self._noise[np.arange(start, start + count) % len(self._noise)]
        mulaw = mulaw_encode(to_int16(speech.pcm.astype(np.float32) + noise))
        self._queue.extend(mulaw[at : at + FRAME] for at in range(0, count, FRAME))
        return start + speech.first, start + speech.end

    def next_frame(self) -> bytes:
        """The next 20 ms as mu-law; they are on the track from now on."""
        index = len(self.track) // FRAME
        frame = self._queue.popleft() if self._queue else self._idle[index % len(self._idle)]
        if self._echo is not None:
            frame = self._with_echo(frame, self._echo)
        self.track += frame
        return frame

    def skip_to(self, now: int) -> None:
        """No stream was open until now: the track goes on there, with silence before it."""
        missing = max(0, now - len(self.track)) // FRAME * FRAME
        self.track += bytes([SILENCE]) * missing

    def _with_echo(self, frame: bytes, echo: Echo) -> bytes:
        late = echo.delay_ms * LINE_HZ // 1000
        heard = mulaw_decode(self._playout.frame(len(self.track) - late, FRAME))
        gain = 10 ** (echo.level_db / 20)
        return mulaw_encode(to_int16(mulaw_decode(frame).astype(np.float32) + gain * heard))
