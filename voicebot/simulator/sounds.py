"""Sounds that are not a caller's words: noise behind a call, a cough, music on hold. Synthetic.

All are 16 kHz float64 arrays, shape (n,), with an RMS of 1 over their loud parts; the generator
given decides them wholly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voicebot.audio.pcm import HZ

Sound = NDArray[np.float64]
Rng = np.random.Generator


def _unit(sound: Sound) -> Sound:
    return sound / max(float(np.sqrt(np.mean(np.square(sound)))), 1e-12)


def band(sound: Sound, low_hz: float, high_hz: float) -> Sound:
    """The part between two frequencies, with edges an eighth of their frequency wide."""
    frequency = np.fft.rfftfreq(len(sound), 1 / HZ)
    rise = np.clip((frequency - low_hz) / (low_hz / 8 + 1e-9) + 1, 0, 1)
    fall = np.clip((high_hz - frequency) / (high_hz / 8) + 1, 0, 1)
    return np.fft.irfft(np.fft.rfft(sound) * rise * fall, len(sound))


def white(samples: int, rng: Rng) -> Sound:
    return _unit(rng.standard_normal(samples))


def street(samples: int, rng: Rng) -> Sound:
    """A rumble whose power falls with the frequency, and something passing every few seconds."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    frequency = np.fft.rfftfreq(samples, 1 / HZ)
    rumble = _unit(np.fft.irfft(spectrum / np.sqrt(np.maximum(frequency, 40.0)), samples))
    passing = band(rng.standard_normal(samples), 100, 1500)
    t = np.arange(samples) / HZ
    swell = np.zeros(samples)
    for at in np.arange(rng.uniform(0, 3), samples / HZ, 4.0):
        swell += rng.uniform(0.5, 2.0) * np.exp(-(((t - at) / rng.uniform(0.4, 1.2)) ** 2))
    return _unit(rumble + swell * _unit(passing))


def babble(samples: int, rng: Rng, talkers: int = 6) -> Sound:
    """People talking at once: vowels of changing pitch and formants, at syllable pace."""
    return _unit(np.sum([_talker(samples, rng) for _ in range(talkers)], axis=0))


def _talker(samples: int, rng: Rng) -> Sound:
    voice, at, pitch = np.zeros(samples), 0, rng.uniform(95, 220)
    while at < samples:
        syllable = _vowel(int(rng.uniform(0.12, 0.28) * HZ), pitch * rng.uniform(0.85, 1.2), rng)
        piece = syllable[: samples - at]
        voice[at : at + len(piece)] = piece
        at += len(syllable) + int(rng.exponential(0.05) * HZ)
        if rng.random() < 0.08:
            at += int(rng.uniform(0.2, 0.6) * HZ)
    return voice


def _vowel(samples: int, pitch_hz: float, rng: Rng) -> Sound:
    """Harmonics under three formants, with an attack from noise as after a consonant."""
    formants = [(rng.uniform(*limits), width) for limits, width in _FORMANTS]
    harmonics = np.arange(1, int(3600 / pitch_hz))
    gain = sum(1 / (1 + ((harmonics * pitch_hz - f) / width) ** 2) for f, width in formants)
    phase = 2 * np.pi * pitch_hz * np.arange(samples) / HZ
    tone = np.sin(np.outer(harmonics, phase)).T @ np.asarray(gain)
    envelope = np.sin(np.pi * np.arange(samples) / samples) ** 0.7
    attack = np.exp(-np.arange(samples) / (0.02 * HZ))
    return np.asarray(tone * envelope + 0.5 * attack * rng.standard_normal(samples))


_FORMANTS: Final = (((300, 800), 90.0), ((900, 2200), 120.0), ((2300, 3000), 180.0))


def cough(rng: Rng, bursts: int = 2) -> Sound:
    """Bursts of air: a hard start, a breathy middle and a short voiced end, 0.3 s each."""
    pieces = []
    for _ in range(bursts):
        samples = int(rng.uniform(0.25, 0.35) * HZ)
        t = np.arange(samples) / HZ
        air = band(rng.standard_normal(samples), 400, 3800)
        shape = np.exp(-t / 0.03) + 0.35 * np.exp(-(((t - 0.12) / 0.07) ** 2))
        voiced = np.sign(np.sin(2 * np.pi * rng.uniform(150, 220) * t))
        tail = 0.25 * np.exp(-(((t - 0.2) / 0.04) ** 2))
        pieces += [_unit(air) * shape + voiced * tail, np.zeros(int(rng.uniform(0.08, 0.2) * HZ))]
    return _unit(np.concatenate(pieces))


def hum(rng: Rng, ms: int = 350) -> Sound:
    """A closed-mouth "mm": low harmonics with a small rise or fall of the pitch."""
    samples = ms * HZ // 1000
    pitch = rng.uniform(110, 200) * np.linspace(1, rng.uniform(0.85, 1.2), samples)
    phase = 2 * np.pi * np.cumsum(pitch) / HZ
    tone = sum(np.sin(k * phase) / k**1.8 for k in range(1, 9))
    return _unit(np.asarray(tone * np.sin(np.pi * np.arange(samples) / samples) ** 0.5))


def music(samples: int, rng: Rng) -> Sound:
    """Plucked chords in four-four time, as from a loudspeaker in the room."""
    out, beat = np.zeros(samples + HZ), int(0.5 * HZ)
    for index, at in enumerate(range(0, samples, beat)):
        root = 220.0 * 2 ** (_CHORDS[index // 4 % len(_CHORDS)] / 12)
        t = np.arange(HZ) / HZ
        for step in (0, 4, 7, int(rng.choice([12, 16, 19]))):
            note = root * 2 ** (step / 12)
            pluck = sum(np.sin(2 * np.pi * k * note * t) / k**1.5 for k in range(1, 6))
            out[at : at + HZ] += np.asarray(pluck) * np.exp(-t / 0.3)
    return _unit(out[:samples])


_CHORDS: Final = (0, 9, 5, 7)

BACKGROUNDS: Final[dict[str, Callable[[int, Rng], Sound]]] = {
    "white": white,
    "street": street,
    "babble": babble,
    "music": music,
}
"""Noises that can lie behind a whole call, by name."""
