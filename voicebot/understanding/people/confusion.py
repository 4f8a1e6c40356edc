"""What it costs to hear the letters of one word for those of another, on a telephone line.

Letters whose names rhyme are taken for one another (b, c, d, e, g, p, t, v; a, h, j, k; f, l, m, n,
s, x), doubled ones are lost, and the vowel of a letter's own name is written out ("el" for "l").
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache

_RHYMES = ("bcdegptvz", "ahjk", "flmnsx", "iy", "quw", "o", "r")
_CLASS = {letter: str(i) for i, letters in enumerate(_RHYMES) for letter in letters}
_RHYMING, _OTHER = 0.45, 0.9
_LOST, _LOST_TWIN = 0.7, 0.25
_EXTRA, _EXTRA_VOWEL = 0.7, 0.3
_SURE = 2.0
"""Cost of changing or dropping a letter that was said beyond doubt ("S as in Sam")."""

RHYME_CODE = str.maketrans(_CLASS)
"""For `str.translate`: each letter to its class of rhyming ones."""

_CHANGED = {
    (a, b): 0.0 if a == b else (_RHYMING if _CLASS[a] == _CLASS[b] else _OTHER)
    for a in string.ascii_lowercase
    for b in string.ascii_lowercase
}


def edits(heard: str, name: str, sure: Sequence[bool] = ()) -> float:
    """The cost of hearing `name` as `heard`: a weighted edit distance, 1 for a plain mistake.

    `sure` says for each letter heard whether it was said beyond doubt.
    """
    return _edits(heard, name, tuple(sure) if any(sure) else ())


@lru_cache(maxsize=16384)
def _edits(heard: str, name: str, sure: tuple[bool, ...]) -> float:
    lost = [_lost(name, k) for k in range(len(name))]
    row = [0.0]
    for cost in lost:
        row.append(row[-1] + cost)
    for i, got in enumerate(heard):
        certain = i < len(sure) and sure[i]
        drop = _SURE if certain else _dropped(heard, i)
        left = row[0] + drop
        after = [left]
        for k, letter in enumerate(name):
            change = _CHANGED.get((got, letter), 0.0 if got == letter else _OTHER)
            if certain and change:
                change = _SURE
            left = min(row[k] + change, row[k + 1] + drop, left + lost[k])
            after.append(left)
        row = after
    return row[-1]


def _lost(name: str, k: int) -> float:
    twin = k > 0 and name[k - 1] == name[k]
    return _LOST_TWIN if twin or name[k] in "-'" else _LOST


def _dropped(heard: str, i: int) -> float:
    """The vowel in front of "l", "m", "n", "r", "s" is part of the letter's own name."""
    if i and heard[i - 1] == heard[i]:
        return _LOST_TWIN
    spelled_out = heard[i] in "eai" and heard[i + 1 : i + 2] in tuple("lmnrsfx")
    return _EXTRA_VOWEL if spelled_out else _EXTRA
