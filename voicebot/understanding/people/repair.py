"""A spelled name repaired by what names there are.

Letters that rhyme are taken for one another on the phone (b, c, d, e, g, p, t, v; a, h, j, k; f, l,
m, n, s, x), doubled ones are lost, and "el" is written for "l". A given and a family name are sought
whose letters, so distorted, give what was heard; common names are likelier than rare ones. A name on
no list stands as it was heard, unless a listed one is very near.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from voicebot.understanding.people.roster import family_names, given_names
from voicebot.understanding.people.spelling import Letters

_RHYMES = ("bcdegptvz", "ahjk", "flmnsx", "iy", "quw", "o", "r")
_CLASS = {letter: str(i) for i, letters in enumerate(_RHYMES) for letter in letters}
_TO_CLASS = str.maketrans(_CLASS)
_COMMON = 0.14
"""Edits that one unit of the logarithm of rarity counts for."""
_UNLISTED = math.log(1e6 / 0.02)
_LEAST_GIVEN, _LEAST_FAMILY = 15.0, 30.0
"""Rarer names (bearers in a million) are not sought: they stand as heard."""
_TRUST = 0.2
"""How much more an edit costs where every letter was heard by itself."""
_FEW = 6
_RHYMING, _OTHER, _SURE = 0.45, 0.9, 2.0
_BLURRED, _LONG, _ALONE = 2.5, 0.3, 1.0
_LOST, _LOST_TWIN, _EXTRA, _EXTRA_VOWEL = 0.7, 0.25, 0.7, 0.3


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name read from letters. `cost` counts edits, the less the better; `exact`: nothing changed."""

    parts: tuple[str, ...]
    cost: float
    exact: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    names: tuple[str, ...]
    classes: tuple[str, ...]
    rarity: NDArray[np.float32]


@cache
def _listed(family: bool, british: bool) -> _Listed:
    source: Mapping[str, float] = family_names(british) if family else given_names(british)
    least = _LEAST_FAMILY if family else _LEAST_GIVEN
    kept = [(n, w) for n, w in source.items() if w >= least]
    rarity = np.array([_COMMON * math.log(1e6 / w) for _, w in kept], dtype=np.float32)
    return _Listed(
        tuple(n for n, _ in kept), tuple(n.translate(_TO_CLASS) for n, _ in kept), rarity
    )


def repair(letters: Letters, british: bool) -> Spelled | None:
    """The likeliest name for the letters; None for no letters at all."""
    text = letters.text.strip("-'")
    if len(text) < 2:
        return None
    splits = _splits(letters)
    clear = min(1.0, letters.pieces / len(text))
    trust = 1.0 + _TRUST * clear
    prefixes = [text[:j] for j in splits if j]
    suffixes = [text[j:] for j in splits if j < len(text)]
    given = dict(
        zip(prefixes, _nearest(prefixes, family=False, british=british, clear=clear), strict=True)
    )
    family = dict(
        zip(suffixes, _nearest(suffixes, family=True, british=british, clear=clear), strict=True)
    )
    options: list[Spelled] = []
    for j in splits:
        head, tail = text[:j], text[j:]
        heads = [_weighed(head, n, r, letters.sure[:j], trust) for n, r in given.get(head, ())] or [
            None
        ]
        tails = [
            _weighed(tail, n, r, letters.sure[j:], trust) for n, r in family.get(tail, ())
        ] or [None]
        options += [_together(h, t) for h in heads for t in tails]
    return min(options, key=lambda o: o.cost, default=None)


def _splits(letters: Letters) -> list[int]:
    """Where the family name may begin: where it was announced, else anywhere; 0 and the end for
    a single name."""
    size = len(letters.text.strip("-'"))
    announced = [b for b in letters.breaks if 1 < b < size - 1]
    if announced:
        return announced[:1]
    return [0, size, *range(2, size - 1)] if size <= 24 else [0, size]


def _nearest(
    queries: Sequence[str], family: bool, british: bool, clear: float
) -> list[list[tuple[str, float]]]:
    """For each string the few listed names nearest to it, and itself, with their rarity."""
    if not queries:
        return []
    listed = _listed(family, british)
    by_letter = cdist(queries, listed.names, scorer=Levenshtein.distance, dtype=np.uint8)
    coded = [q.translate(_TO_CLASS) for q in queries]
    by_class = cdist(coded, listed.classes, scorer=Levenshtein.distance, dtype=np.uint8)
    cost = 0.4 * by_letter + 0.6 * by_class + listed.rarity
    best = np.argpartition(cost, _FEW, axis=1)[:, :_FEW]
    return [
        [(listed.names[k], float(listed.rarity[k])) for k in row]
        + [(query, _as_heard(query, clear))]
        for query, row in zip(queries, best, strict=True)
    ]


def _as_heard(text: str, clear: float) -> float:
    """What it costs to believe the letters: little if each was heard by itself, more by length."""
    return _COMMON * _UNLISTED + _BLURRED * (1.0 - clear) + _LONG * max(0, len(text) - 9)


def _weighed(
    heard: str, name: str, rarity: float, sure: Sequence[bool], trust: float
) -> tuple[str, float]:
    return name, rarity + (0.0 if heard == name else trust * _edits(heard, name, sure))


def _together(head: tuple[str, float] | None, tail: tuple[str, float] | None) -> Spelled:
    chosen = [p for p in (head, tail) if p is not None]
    alone = _ALONE if len(chosen) == 1 else 0.0
    return Spelled(tuple(n for n, _ in chosen), sum(c for _, c in chosen) + alone, exact=False)


def _edits(heard: str, name: str, sure: Sequence[bool]) -> float:
    """What it costs to hear a name's letters as others: a weighted edit distance."""
    row = [0.0]
    for k, letter in enumerate(name):
        row.append(row[-1] + _lost(name, k, letter))
    for i, got in enumerate(heard):
        drop = _SURE if i < len(sure) and sure[i] else _dropped(heard, i)
        before, row = row, [row[0] + drop]
        for k, letter in enumerate(name):
            change = 0.0 if got == letter else _changed(got, letter, i < len(sure) and sure[i])
            row.append(
                min(before[k] + change, before[k + 1] + drop, row[k] + _lost(name, k, letter))
            )
    return row[-1]


def _lost(name: str, k: int, letter: str) -> float:
    twin = (k and name[k - 1] == letter) or letter in "-'"
    return _LOST_TWIN if twin else _LOST


def _dropped(heard: str, i: int) -> float:
    """The vowel in front of "l", "m", "n", "r", "s" is part of the letter's own name."""
    follows = heard[i + 1] if i + 1 < len(heard) else ""
    if heard[i] in "eai" and follows and follows in "lmnrsfx":
        return _EXTRA_VOWEL
    return _LOST_TWIN if i and heard[i - 1] == heard[i] else _EXTRA


def _changed(got: str, letter: str, sure: bool) -> float:
    if sure:
        return _SURE
    return _RHYMING if _CLASS.get(got) == _CLASS.get(letter) else _OTHER
