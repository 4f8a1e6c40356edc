"""Both sides of a call as one stereo recording: the caller left, the bot right, at 8 kHz."""

from __future__ import annotations

import numpy as np

from voicebot.audio.pcm import HZ, LINE_HZ, mulaw_decode, mulaw_encode, resample, write_wav
from voicebot.call.messages import Pcm

SAMPLES_PER_MS = LINE_HZ // 1000


class Recorder:
    """Keeps mu-law, a byte a sample: half a megabyte a minute and side. Time is the call's.

    Until `start` only silence is kept: nothing is recorded before the caller was told.
    """

    def __init__(self, *, started: bool = True) -> None:
        self._caller = bytearray()
        self._bot = bytearray()
        self._started = started

    def start(self) -> None:
        """The caller knows: keep what is heard and said from now on."""
        self._started = True

    def heard(self, mulaw: bytes) -> None:
        """The caller's next audio, as it came."""
        self._caller += mulaw if self._started else b"\xff" * len(mulaw)

    def said(self, pcm: Pcm) -> None:
        """Audio sent to the phone: it is heard now, or after what was sent before."""
        gap = len(self._caller) - len(self._bot)
        self._bot += b"\xff" * max(0, gap)
        coded = mulaw_encode(resample(pcm, HZ, LINE_HZ))
        self._bot += coded if self._started else b"\xff" * len(coded)

    def cleared(self) -> None:
        """What was sent and not played yet is never heard."""
        del self._bot[len(self._caller) :]

    def wav(self) -> bytes:
        size = max(len(self._caller), len(self._bot))
        tracks = [mulaw_decode(bytes(t).ljust(size, b"\xff")) for t in (self._caller, self._bot)]
        return write_wav(np.stack(tracks, axis=1), LINE_HZ, channels=2)
