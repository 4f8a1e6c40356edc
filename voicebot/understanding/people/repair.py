"""A spelled name repaired by what names there are.

A given and a family name are sought whose letters, misheard as letters are on the phone, give what
was heard; common names are likelier than rare ones. A name on no list stands as it was heard,
unless a listed one is very near. First a plain edit distance to all names (in the library, fast)
picks a few for each place where the family name may begin; `confusion.edits` decides among those.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from voicebot.understanding.people.confusion import RHYME_CODE, edits
from voicebot.understanding.people.roster import family_names, given_names
from voicebot.understanding.people.spelling import Letters

_COMMON = 0.14
"""Edits that one unit of the logarithm of rarity counts for."""
_UNLISTED = _COMMON * math.log(1e6 / 0.02)
_LEAST_GIVEN, _LEAST_FAMILY = 15.0, 30.0
"""Rarer names (bearers in a million) are not sought: they stand as heard."""
_TRUST = 0.2
"""How much more an edit costs where every letter was heard by itself."""
_BLURRED, _LONG, _ALONE = 2.5, 0.3, 1.0
"""Costs of an unlisted name: letters run together, each letter over nine; and of a single name."""
_FEW, _PLACES = 5, 6


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name read from letters. `cost` counts edits: about 1 for a common name heard well."""

    parts: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Listed:
    names: tuple[str, ...]
    codes: tuple[str, ...]
    rarity: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Near:
    """The listed names nearest to a string of letters, with their rarity, and a rough cost."""

    names: tuple[tuple[str, float], ...] = ()
    rough: float = _ALONE


def repair(letters: Letters, british: bool) -> Spelled | None:
    """The likeliest name for the letters; None for fewer than two."""
    if len(letters.text.strip("-'")) < 2:
        return None
    frozen = (letters.text, tuple(letters.sure), tuple(letters.breaks), letters.pieces)
    return _repaired(*frozen, british)


@lru_cache(maxsize=64)
def _repaired(
    text: str, sure: tuple[bool, ...], breaks: tuple[int, ...], pieces: int, british: bool
) -> Spelled:
    """Kept for a moment, since one answer is read alone and again with its other recognitions."""
    letters = Letters(text, list(sure), list(breaks), pieces)
    places = _places(letters)
    heads = _nearest([text[:j] for j in places], family=False, british=british)
    tails = _nearest([text[j:] for j in places], family=True, british=british)
    ranked = sorted(zip(places, heads, tails, strict=True), key=lambda p: p[1].rough + p[2].rough)
    options = [
        _joined(_best(letters, 0, j, head), _best(letters, j, len(text), tail))
        for j, head, tail in ranked[:_PLACES]
    ]
    return min(options, key=lambda o: o.cost)


@cache
def _listed(family: bool, british: bool) -> _Listed:
    source: Mapping[str, float] = family_names(british) if family else given_names(british)
    least = _LEAST_FAMILY if family else _LEAST_GIVEN
    kept = [(n, w) for n, w in source.items() if w >= least]
    rarity = np.array([_COMMON * math.log(1e6 / w) for _, w in kept], dtype=np.float32)
    return _Listed(
        tuple(n for n, _ in kept), tuple(n.translate(RHYME_CODE) for n, _ in kept), rarity
    )


def _places(letters: Letters) -> list[int]:
    """Where the family name may begin: where it was announced, else anywhere; at either end there
    is a single name."""
    size = len(letters.text)
    announced = [b for b in letters.breaks if 1 < b < size - 1]
    if announced:
        return announced[:1]
    return [0, size, *range(2, size - 1)] if size <= 24 else [0, size]


def _nearest(queries: Sequence[str], family: bool, british: bool) -> list[_Near]:
    """For each string the few listed names nearest to it; nothing for an empty one."""
    listed = _listed(family, british)
    by_letter = cdist(queries, listed.names, scorer=Levenshtein.distance, dtype=np.uint8)
    codes = [q.translate(RHYME_CODE) for q in queries]
    by_code = cdist(codes, listed.codes, scorer=Levenshtein.distance, dtype=np.uint8)
    cost = 0.4 * by_letter + 0.6 * by_code + listed.rarity
    few = np.argpartition(cost, _FEW, axis=1)[:, :_FEW]
    return [
        _Near(
            tuple((listed.names[k], float(listed.rarity[k])) for k in row),
            min(float(cost[i, row].min()), _UNLISTED),
        )
        if query
        else _Near()
        for i, (query, row) in enumerate(zip(queries, few, strict=True))
    ]


def _best(letters: Letters, first: int, last: int, near: _Near) -> tuple[str, float] | None:
    """The likeliest name for the letters [first, last) and its cost; None for no letters."""
    heard, sure = letters.text[first:last], letters.sure[first:last]
    if not heard:
        return None
    clear = min(1.0, letters.pieces / len(letters.text))
    as_heard = _double(heard) or (
        _UNLISTED + _BLURRED * (1.0 - clear) + _LONG * max(0, len(heard) - 9)
    )
    trust = 1.0 + _TRUST * clear
    weighed = [(name, rarity + trust * edits(heard, name, sure)) for name, rarity in near.names]
    return min([*weighed, (heard.strip("-'"), as_heard)], key=lambda w: w[1])


def _double(heard: str) -> float:
    """The cost of a double name ("anne-marie") of which both halves are listed; 0 if none."""
    halves = heard.split("-")
    if len(halves) != 2:
        return 0.0
    common = [max(given_names().get(h, 0.0), family_names().get(h, 0.0)) for h in halves]
    return _COMMON * math.log(1e6 / min(common)) + 0.3 if min(common) > 0 else 0.0


def _joined(*found: tuple[str, float] | None) -> Spelled:
    chosen = [f for f in found if f is not None]
    alone = _ALONE if len(chosen) == 1 else 0.0
    return Spelled(tuple(name for name, _ in chosen), sum(cost for _, cost in chosen) + alone)
