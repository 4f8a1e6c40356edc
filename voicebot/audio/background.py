"""What is behind the caller: a room full of voices is speech as well, but nobody's turn.

A detector of speech answers yes to a crowd or a television. They are told from the caller by their
level: the background is there all the time, the caller stands out from it. Its level is a low
percentile of the last seconds, in the manner of minimum statistics (Martin 2001): even in the
middle of a sentence some blocks fall into the gaps between words.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from voicebot.audio.pcm import Pcm, level_dbfs

WINDOW_BLOCKS: Final = 312
"""10 s of blocks of 32 ms."""
FIRST_BLOCKS: Final = 62
"""Before two seconds were heard everything stands out."""
EVERY_BLOCKS: Final = 8
"""The percentile is taken anew after so many."""
PERCENTILE: Final = 25.0
STANDS_OUT_DB: Final = 7.0
"""A crowd seldom rises so far above its own quieter moments; a caller at 5 dB still does."""
SILENCE_DBFS: Final = -75.0
"""Digital silence is taken for this."""


class Background:
    """One call's."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=WINDOW_BLOCKS)
        self._threshold_dbfs = -np.inf
        self._heard = self._held = 0

    def stands_out(self, block: Pcm, *, held: bool = False) -> bool:
        """Whether the next block is louder than what is there all the time.

        `held` while somebody speaks: many words without a gap are no background, for a while.
        """
        level = max(level_dbfs(block), SILENCE_DBFS)
        self._levels.append(level)
        self._heard += 1
        self._held = self._held + 1 if held and np.isfinite(self._threshold_dbfs) else 0
        due = self._heard >= FIRST_BLOCKS and self._heard % EVERY_BLOCKS == 0
        if due and not 0 < self._held < WINDOW_BLOCKS:
            self._threshold_dbfs = float(np.percentile(self._levels, PERCENTILE)) + STANDS_OUT_DB
        return level >= self._threshold_dbfs
