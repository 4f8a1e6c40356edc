"""Silero voice activity detection (v6, MIT), from the weights inside faster-whisper."""

from __future__ import annotations

import importlib.util
import itertools
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicebot.audio.pcm import BLOCK, FULL_SCALE, Pcm
from voicebot.errors import ModelMissing

_CONTEXT = 64
_STATE = (1, 1, 128)
_DITHER_DBFS = -50.0
"""Noise added to what the network hears. After seconds of digital silence, as lines with echo
suppression give it, it misses voices in the classic telephone band (300 to 3400 Hz)."""
_DITHER_BLOCKS = 64


def load_silero() -> onnxruntime.InferenceSession:
    """The network, to be shared by all calls; it runs on the calling thread (0.1 ms a block).

    Raises:
        ModelMissing: the installed faster-whisper does not carry the weights.
    """
    spec = importlib.util.find_spec("faster_whisper")  # finds the folder without importing it
    folders = list(spec.submodule_search_locations or ()) if spec else []
    paths = [path for folder in folders for path in Path(folder, "assets").glob("silero_vad*.onnx")]
    if not paths:
        raise ModelMissing("no Silero VAD in faster-whisper: pip install 'faster-whisper>=1.2.1'")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(max(paths)), providers=["CPUExecutionProvider"], sess_options=options
    )


class SileroDetector:
    """One call's detector: `voicebot.ports.SpeechDetector`. Not for several threads."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._line: NDArray[np.float32] = np.zeros((1, _CONTEXT + BLOCK), dtype=np.float32)
        self._h: NDArray[np.float32] = np.zeros(_STATE, dtype=np.float32)
        self._c: NDArray[np.float32] = np.zeros(_STATE, dtype=np.float32)
        self._dither = itertools.cycle(_dither())

    def probability(self, block: Pcm) -> float:
        """Speech probability of the next 512 samples at 16 kHz."""
        self._line[0, :_CONTEXT] = self._line[0, -_CONTEXT:]
        self._line[0, _CONTEXT:] = block / np.float32(FULL_SCALE) + next(self._dither)
        inputs = {"input": self._line, "h": self._h, "c": self._c}
        probability, self._h, self._c = self._session.run(None, inputs)
        return float(probability.item())


@cache
def _dither() -> NDArray[np.float32]:
    """Blocks of white noise, shared by all calls."""
    noise = np.random.default_rng(0).standard_normal((_DITHER_BLOCKS, BLOCK), dtype=np.float32)
    return noise * np.float32(10 ** (_DITHER_DBFS / 20))
