"""Babble: people talking at once behind a caller, in the callers' voices that are installed."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from voicebot.audio.pcm import HZ
from voicebot.simulator.sounds import Rng, Sound
from voicebot.simulator.voices import Voice, installed

TALKERS: Final = 6
_LINES: Final = (
    "The weather has been rather mild, and we walked along the river until it got dark.",
    "Have you seen where I put the keys? They were on the table a minute ago.",
    "She told us that it would start at nine, but nobody came before ten.",
    "Could you pass me the salt, please, and another glass of water?",
    "They bought an old house near the station, and now they are painting it.",
    "The train was late again because of some work on the line.",
)


def crowd(samples: int, rng: Rng) -> Sound:
    """Talkers of different voices, pace and pitch, none in time with another; float64, 16 kHz."""
    together = np.zeros(samples)
    for n in range(TALKERS):
        together += np.resize(np.roll(_talker(n), int(rng.integers(samples))), samples)
    return together


@lru_cache(maxsize=TALKERS)
def _talker(number: int) -> Sound:
    there = installed()
    manner = f"{0.9 + 0.04 * number:g},{0.88 + 0.05 * number:g}"
    voice = Voice.named(f"{there[number % len(there)]}@{manner}")
    lines = [_LINES[(n + number) % len(_LINES)] for n in range(4)]
    pause = np.zeros(HZ // 3)
    return np.concatenate([part for line in lines for part in (voice.speak(line), pause)])
