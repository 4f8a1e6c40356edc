"""How far the caller's words stand out from what is behind them: the signal-to-noise ratio, in dB.

Two levels are taken apart by what the detector of speech says: the caller's, the mean power of
the voiced blocks of what is taken for words, and that of what is behind, the median of the blocks
outside them. A median, as in quantile based noise estimation (Stahl, Fischer and Bippus 2000):
a word that was missed, a cough or the rest of an echo do not move it, and a crowd that the
detector takes for voices counts, for it does not stand out (`background`). The caller's blocks
hold what is behind as well, whose power is taken off theirs. Where the caller hardly stands out
the softer half of the words is lost and the ratio comes out too high: 5 dB are told as 4 to 10,
15 dB as 13 to 18.

Both are levels within the telephone band, as those of the Aurora-2 test set are (Hirsch and Pearce
2000): the deep part of a voice, or of a hum, helps or hinders nobody.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

import numpy as np

from voicebot.audio.background import SILENCE_DBFS
from voicebot.audio.pcm import BLOCK, FULL_SCALE, HZ, Pcm

BAND_HZ: Final = (300, 3400)
VOICE_BLOCKS: Final = 250
"""The last 8 s of the caller's voice: they may be spread over minutes."""
BEHIND_BLOCKS: Final = 625
"""The last 20 s of what is behind it."""
FIRST_VOICE_BLOCKS: Final = 16
"""Half a second of voice; a lone "yes" is shorter and tells little."""
FIRST_BEHIND_BLOCKS: Final = 31
LOWEST_DB: Final = -10.0
"""Below that there is nothing to be told apart."""

_BINS: Final = slice(BAND_HZ[0] * BLOCK // HZ + 1, BAND_HZ[1] * BLOCK // HZ + 1)
_SILENCE: Final = 10 ** (SILENCE_DBFS / 10)


class SignalToNoise:
    """One call's."""

    def __init__(self) -> None:
        self._voice: deque[float] = deque(maxlen=VOICE_BLOCKS)
        self._behind: deque[float] = deque(maxlen=BEHIND_BLOCKS)
        """Powers, full scale being 1."""

    def push(self, block: Pcm, *, voiced: bool, speaking: bool) -> None:
        """The next 512 samples at 16 kHz; `speaking`: they lie between start and end of words.

        Gaps between words, and voice of which nothing came, belong to neither side.
        """
        if voiced and speaking:
            self._voice.append(band_power(block))
        elif not voiced and not speaking:
            self._behind.append(band_power(block))

    @property
    def db(self) -> float | None:
        """As far as it is known, to a tenth; None while too little was heard of either side."""
        if len(self._voice) < FIRST_VOICE_BLOCKS or len(self._behind) < FIRST_BEHIND_BLOCKS:
            return None
        behind = max(float(np.median(self._behind)), _SILENCE)
        ratio = float(np.mean(self._voice)) / behind - 1.0
        return round(max(LOWEST_DB, 10 * math.log10(max(ratio, 1e-9))), 1)


def band_power(block: Pcm) -> float:
    """Mean square of what lies within the telephone band, full scale being 1 (Parseval)."""
    spectrum = np.fft.rfft(block / FULL_SCALE)[_BINS]
    return 2 * float(np.vdot(spectrum, spectrum).real) / len(block) ** 2
