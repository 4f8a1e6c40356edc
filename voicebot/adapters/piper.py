"""Piper as `voicebot.ports.Synthesiser`: levelled, trimmed and faded 16 kHz speech.

Each call draws its own noise, as the voice was trained to: the same sentence sounds a little
different every time. What must be the same, and ready, is kept by `prompt_cache`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.audio.pcm import (
    HZ,
    Pcm,
    audible,
    fade,
    levelled,
    milliseconds,
    resample,
    silence,
    to_int16,
)
from voicebot.errors import ModelMissing, SynthesisFailed

LEVEL_DBFS = -22.0
LEAD_MS = 10
"""What is left before the first audible sample: room for the fade."""
TRAIL_MS = 150
"""What is left behind the last one: the breath between two sentences."""
FADE_MS = 5
_RAW_PEAK = 0.5
"""Piper's own peaks lie about here; twice that fits before the level is set."""

_TITLES = {"Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz"}
_TITLE = re.compile(rf"\b({'|'.join(_TITLES)})\.(?=\s+[A-Z])")


class PiperSynthesiser:
    """One loaded voice; thread-safe. `voice` is ignored: there is only this one."""

    def __init__(self, voice_path: Path | str, threads: int = 2) -> None:
        """Load a .onnx voice (see `voicebot.adapters.models.voice_path`).

        Raises:
            ModelMissing: the files are not a Piper voice that can be loaded.
        """
        try:
            self._voice = _load(Path(voice_path), threads)
        except Exception as error:  # onnxruntime's errors have no common class
            raise ModelMissing(f"{voice_path} is not a Piper voice: {error}") from error
        self._hz: int = self._voice.config.sample_rate

    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        """See `voicebot.ports.Synthesiser`."""
        try:
            spoken = self._speak(spell_titles(sentence))
        except Exception as error:
            raise SynthesisFailed(f"the synthesiser broke: {type(error).__name__}") from error
        if not len(spoken[audible(spoken)]):
            raise SynthesisFailed("nothing in the sentence can be spoken")
        return finished(resample(spoken, self._hz, HZ))

    def _speak(self, sentence: str) -> Pcm:
        from piper.config import SynthesisConfig

        settings = SynthesisConfig(normalize_audio=False, volume=_RAW_PEAK)
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(sentence, settings)]
        return to_int16(np.concatenate([np.zeros(0, dtype=np.float32), *chunks]) * 32_767)


def spell_titles(sentence: str) -> str:
    """Titles in full: Piper takes the point of "Dr. Lee" for the end of a sentence."""
    return _TITLE.sub(lambda match: _TITLES[match[1]], sentence)


def finished(pcm: Pcm) -> Pcm:
    """Speech that starts at once, ends in a breath, has our level and joins without a click."""
    part = audible(pcm)
    start = max(0, part.start - len(silence(LEAD_MS)))
    trailing = min(TRAIL_MS, milliseconds(len(pcm) - part.stop))
    kept = fade(levelled(pcm[start : part.stop + len(silence(trailing))], LEVEL_DBFS), FADE_MS)
    return np.concatenate([kept, silence(TRAIL_MS - trailing)])


def _load(path: Path, threads: int) -> Any:
    """The voice on `threads` threads that sleep when there is nothing to do.

    onnxruntime's threads spin by default, which takes the processor from the recogniser.
    """
    import onnxruntime
    from piper import PiperVoice
    from piper.config import PiperConfig

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text(encoding="utf-8")))
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return PiperVoice(session=session, config=config)
