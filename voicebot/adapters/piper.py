"""Piper as `voicebot.ports.Synthesiser`: level, trimmed and faded 16 kHz speech."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.audio.pcm import HZ, Pcm, fade, resample, to_int16
from voicebot.errors import ModelMissing, SynthesisFailed

_PEAK = 0.95


class PiperSynthesiser:
    """One loaded voice. `voice` "" is this voice; other names are not known here."""

    def __init__(self, voice_path: Path | str, threads: int = 1) -> None:
        """Load a .onnx voice (see `voicebot.adapters.models.voice_path`).

        Raises:
            ModelMissing: the files are not a Piper voice that this can load.
        """
        from piper import PiperVoice

        try:
            self._voice: Any = PiperVoice.load(voice_path)
        except Exception as error:
            raise ModelMissing(f"{voice_path} is not a Piper voice: {error}") from error
        self._lock = threading.Lock()

    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        """See `voicebot.ports.Synthesiser`."""
        try:
            chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(sentence)]
        except Exception as error:
            raise SynthesisFailed(f"the synthesiser broke: {type(error).__name__}") from error
        if not chunks:
            raise SynthesisFailed("nothing in the sentence can be spoken")
        pcm = to_int16(np.concatenate(chunks) * 32_767 * _PEAK)
        return fade(resample(pcm, self._voice.config.sample_rate, HZ))
