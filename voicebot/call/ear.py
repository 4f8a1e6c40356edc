"""The hearing side of a call: the caller's last seconds, and where speech begins and ends."""

from __future__ import annotations

from collections import deque

import numpy as np

from voicebot.audio.background import Background
from voicebot.audio.endpointing import Endpointer, Event, SpeechStarted, Tuning
from voicebot.audio.snr import SignalToNoise
from voicebot.call.messages import AudioArrived, Pcm, Utterance
from voicebot.call.patience import SPECULATE_MS

KEPT_MS = 28_000
"""Audio kept, so that an utterance can be cut out of it: Whisper sees no more than 30 s."""
LEAD_IN_MS = 224
"""Taken before the first voiced block: soft first sounds come before the detector is sure."""
TAIL_MS = 160
"""Taken after the last voiced sound."""
BLOCK_MS = 32


class Ear:
    """One call's. Time is the audio's own, in ms."""

    def __init__(self) -> None:
        self._endpointer = Endpointer(tuning=Tuning(pause_ms=SPECULATE_MS - 8))
        self._background = Background()
        self._snr = SignalToNoise()
        self._blocks: deque[tuple[int, Pcm]] = deque(maxlen=KEPT_MS // BLOCK_MS)
        self.voiced_ms = 0
        """Voiced audio since speech began."""

    @property
    def speaking(self) -> bool:
        return self._endpointer.speaking

    @property
    def snr_db(self) -> float | None:
        """How far the caller's words stand out from what is behind them; None until known."""
        return self._snr.db

    def wait(self, patience_ms: int) -> None:
        """End the utterance after a silence this long."""
        self._endpointer.patience_ms = patience_ms

    def reset(self) -> None:
        """Take what is being said for nothing."""
        self._endpointer.reset()

    def push(self, message: AudioArrived) -> Event | None:
        self._blocks.append((message.at_ms, message.pcm))
        stands_out = self._background.stands_out(message.pcm, held=self.speaking)
        probability = message.speech_probability if stands_out else 0.0
        event = self._endpointer.push(probability, message.at_ms)
        voiced = probability >= 0.5
        self._snr.push(message.pcm, voiced=voiced, speaking=self.speaking)
        if isinstance(event, SpeechStarted):
            self.voiced_ms = message.at_ms - event.started_ms
        elif voiced:
            self.voiced_ms += BLOCK_MS
        return event

    def utterance(self, utterance_id: str, started_ms: int, last_voiced_ms: int) -> Utterance:
        """What was said between the two, with a little around it."""
        first, last = started_ms - LEAD_IN_MS, last_voiced_ms + TAIL_MS
        parts = [pcm for end_ms, pcm in self._blocks if first < end_ms <= last + BLOCK_MS]
        pcm = np.concatenate(parts) if parts else np.zeros(0, np.int16)
        return Utterance(utterance_id, started_ms, last_voiced_ms, pcm)
