"""What a telephone line does to speech: a narrow band, noise, lost frames, echo. Pure functions.

Audio is int16 mono at 16 kHz, shape (n,); chance comes from the generator that is given.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from voicebot.audio.pcm import FULL_SCALE, HZ, Pcm, through_line, to_int16
from voicebot.simulator.sounds import BACKGROUNDS, Rng, Sound, band
from voicebot.simulator.speech import speech_level_dbfs

KINDS: Final = frozenset(BACKGROUNDS)
FRAME_MS: Final = 20
BAND_HZ: Final = (300.0, 3400.0)
"""The classic telephone band; a line of today passes a little more, so this is the worse case."""


def through_phone(pcm: Pcm) -> Pcm:
    """As it comes out of the far end: 300 to 3400 Hz, 8 kHz, mu-law. Same length."""
    if not len(pcm):
        return pcm
    return through_line(to_int16(band(pcm.astype(np.float64), *BAND_HZ)), HZ)[: len(pcm)]


def background(kind: str, samples: int, level_dbfs: float, rng: Rng) -> Pcm:
    """Noise of one of `KINDS`, at a level within the telephone band.

    Raises:
        ValueError: no such kind.
    """
    if kind not in BACKGROUNDS:
        raise ValueError(f"no noise {kind!r}; there are {', '.join(sorted(KINDS))}")
    return at_level(BACKGROUNDS[kind](samples, rng), level_dbfs)


def at_level(noise: Sound, level_dbfs: float) -> Pcm:
    """Noise at a level within the telephone band."""
    audible = float(np.sqrt(np.mean(np.square(band(noise, *BAND_HZ)))))
    return to_int16(noise / max(audible, 1e-12) * FULL_SCALE * 10 ** (level_dbfs / 20))


def line_level_dbfs(pcm: Pcm) -> float:
    """The level of speech as a telephone passes it on: within the band, pauses not counted.

    Signal-to-noise ratios are between such levels, as those of the Aurora-2 test set are (Hirsch
    and Pearce 2000): what lies outside the band is not heard, and must not count as signal.
    """
    return speech_level_dbfs(to_int16(band(pcm.astype(np.float64), *BAND_HZ)))


def add_noise(pcm: Pcm, kind: str, snr_db: float, rng: Rng) -> Pcm:
    """Noise so many dB below the speech, both within the telephone band.

    Raises:
        ValueError: no such kind.
    """
    noise = background(kind, len(pcm), line_level_dbfs(pcm) - snr_db, rng)
    return to_int16(pcm.astype(np.float64) + noise)


def drop_frames(pcm: Pcm, rate: float, rng: Rng) -> Pcm:
    """Each 20 ms frame is lost with a chance of `rate` (0 to 1) and heard as silence."""
    frame = FRAME_MS * HZ // 1000
    lost = rng.random(-(-len(pcm) // frame)) < rate
    return np.where(np.repeat(lost, frame)[: len(pcm)], np.int16(0), pcm)


def echo(pcm_caller: Pcm, pcm_bot: Pcm, level_db: float, delay_ms: int) -> Pcm:
    """The caller's line with the bot's voice on it, `level_db` (negative) and later."""
    late = delay_ms * HZ // 1000
    heard = np.zeros(len(pcm_caller))
    part = pcm_bot[: max(0, len(heard) - late)]
    heard[late : late + len(part)] = part
    return to_int16(pcm_caller + heard * 10 ** (level_db / 20))
