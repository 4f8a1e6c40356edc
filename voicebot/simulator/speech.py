"""What a caller says, made ready for the line: 8 kHz samples and where the voice is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, level_dbfs, resample, to_int16

FRAME: Final = 160
"""Samples, and mu-law bytes, of one message: 20 ms."""

_STEP_MS: Final = 10
_VOICED_BELOW_PEAK_DB: Final = 35.0
_VOICED_FLOOR_DBFS: Final = -60.0


def voiced(pcm: Pcm, hz: int = HZ) -> NDArray[np.bool_]:
    """Whether each 10 ms holds voice: at most 35 dB below the loudest 10 ms, and above -60 dBFS.

    Shape (n // (hz / 100),). Meant for clean speech; a noise floor must lie below the threshold.
    """
    step = hz * _STEP_MS // 1000
    blocks = pcm[: len(pcm) // step * step].reshape(-1, step).astype(np.float64)
    if not len(blocks):
        return np.zeros(0, dtype=np.bool_)
    level = 10 * np.log10(np.mean(np.square(blocks), axis=1) / 32_768.0**2 + 1e-12)
    floor = max(float(level.max()) - _VOICED_BELOW_PEAK_DB, _VOICED_FLOOR_DBFS)
    return np.asarray(level >= floor)


def voiced_spans(pcm: Pcm, hz: int = HZ, gap_ms: int = 300) -> list[tuple[int, int]]:
    """[start, end) of each stretch of voice in ms; pauses shorter than `gap_ms` are inside one."""
    spans: list[tuple[int, int]] = []
    for index in np.flatnonzero(voiced(pcm, hz)):
        start, end = int(index) * _STEP_MS, (int(index) + 1) * _STEP_MS
        if spans and start - spans[-1][1] < gap_ms:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def speech_level_dbfs(pcm: Pcm, hz: int = HZ) -> float:
    """The RMS level of the voiced parts only, so that pauses do not make speech look quiet."""
    active = np.repeat(voiced(pcm, hz), hz * _STEP_MS // 1000)
    return level_dbfs(pcm[: len(active)][active])


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Something to say: 8 kHz samples, a whole number of frames, and its voiced part in samples.

    Where nothing is voiced the span is empty and lies at the end.
    """

    pcm: Pcm
    first: int
    end: int

    @classmethod
    def of(cls, pcm: Pcm, hz: int = HZ) -> Speech:
        """Resample and measure once; a load of calls can then say the same many times."""
        line = resample(pcm, hz, LINE_HZ)
        spans = voiced_spans(line, LINE_HZ)
        padded = np.pad(line, (0, -len(line) % FRAME))
        if not spans:
            return cls(padded, len(line), len(line))
        return cls(padded, spans[0][0] * LINE_HZ // 1000, spans[-1][1] * LINE_HZ // 1000)


def comfort_noise(level_dbfs: float = -66.0, seconds: int = 1, seed: int = 1) -> Pcm:
    """A loop of the faint hiss that a quiet line has, 8 kHz."""
    rng = np.random.default_rng(seed)
    amplitude = 32_768.0 * 10 ** (level_dbfs / 20)
    return to_int16(rng.normal(0.0, amplitude, seconds * LINE_HZ))
