"""Names typed on a telephone, one key a letter (ITU-T E.161: 2 is A, B or C): which name it is.

Most names share their keys with few others, and how common those are and what was heard before
tell which was meant. A name on no list is put together letter by letter, so that it looks like a
name (letter pairs of the listed ones) and sounds like what was heard.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from heapq import nlargest
from itertools import pairwise, product
from typing import Literal

from voicebot.understanding.people.likeliest import cost_of
from voicebot.understanding.people.roster import family_names, given_names
from voicebot.understanding.people.sounds import apart
from voicebot.understanding.people.written import written

Part = Literal["given", "family"]
LETTERS = {
    "2": "abc", "3": "def", "4": "ghi", "5": "jkl",
    "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz",
}  # fmt: skip
_KEYS = str.maketrans({letter: key for key, letters in LETTERS.items() for letter in letters})
_SHORTEST, _LONGEST = 2, 20
_SOUNDS = 8.0
"""What a name must be commoner by (a logarithm) than one that sounds as different as can be."""
_UNLIKE, _FAR = 6.0, 6.0
"""What a name must be commoner by than one that costs a unit a phone less to have been said (see
`cost_of`), and the most that this counts."""
_TRIED = 6
"""Names of the same keys that are weighed by what was heard."""
_KEPT = 48
"""Beginnings that are gone on with, letter by letter."""
_END = " "


def to_keys(name: str) -> str:
    """The keys of a name: "O'Brien" is 627436."""
    return "".join(c for c in name.lower().translate(_KEYS) if c.isdigit())


def keyed_name(keys: str, part: Part, heard: str = "", *, british: bool = False) -> str | None:
    """The name that was typed, or None if no name has such keys.

    `heard` is what recognition took that part of the name for, "" if nothing.
    """
    if not _SHORTEST <= len(keys) <= _LONGEST or not set(keys) <= LETTERS.keys():
        return None
    found = _listed(part, british).get(keys) or _pieced(keys, part)
    best = max(found, key=lambda name: found[name] - (_SOUNDS * apart(name, heard) if heard else 0))
    return written((best,))


def keyed_whole(
    given: str,
    family: str,
    hearings: Sequence[Sequence[str]],
    refused: Collection[str] = (),
    *,
    british: bool = False,
) -> str | None:
    """The whole name, both parts typed: of the names with these keys the one that was said.

    `hearings` are the utterances that told it, each its recognitions; `refused` whole names that it
    is not. None where one of the parts is on no list, nothing was heard, or none is left.
    """
    firsts = _listed("given", british).get(given, {})
    lasts = _listed("family", british).get(family, {})
    heard = [texts for texts in hearings if texts]
    if not firsts or not lasts or not heard:
        return None

    def worth(parts: tuple[str, str]) -> float:
        common = firsts[parts[0]] + lasts[parts[1]]
        return common - _UNLIKE * min(cost_of(" ".join(parts), heard), _FAR)

    names = product(_commonest(firsts), _commonest(lasts))
    left = [name for name in names if written(name) not in refused]
    return written(max(left, key=worth)) if left else None


def _commonest(names: Mapping[str, float]) -> list[str]:
    return nlargest(_TRIED, names, key=lambda name: names[name])


@cache
def _listed(part: Part, british: bool) -> Mapping[str, Mapping[str, float]]:
    """Keys to the names that have them, and the logarithm of how common each is."""
    names = given_names(british) if part == "given" else family_names(british)
    listed: dict[str, dict[str, float]] = {}
    for name, common in names.items():
        listed.setdefault(to_keys(name), {})[name] = math.log(common)
    return listed


def _pieced(keys: str, part: Part) -> Mapping[str, float]:
    """The likeliest strings of letters, by pairs of letters, with their logarithms."""
    pairs = _pairs(part)
    begun = {_END: 0.0}
    for key in keys:
        longer = {
            text + letter: score + pairs[text[-1] + letter]
            for text, score in begun.items()
            for letter in LETTERS[key]
        }
        begun = dict(nlargest(_KEPT, longer.items(), key=lambda item: item[1]))
    return {text.strip(): score + pairs[text[-1] + _END] for text, score in begun.items()}


@cache
def _pairs(part: Part) -> Mapping[str, float]:
    """The logarithm of how often a letter follows another in listed names."""
    names = given_names() if part == "given" else family_names()
    counts: Counter[str] = Counter()
    for name in names:
        framed = f"{_END}{name}{_END}"
        counts.update(a + b for a, b in pairwise(framed))
    alphabet = _END + "".join(LETTERS.values())
    firsts = {a: sum(counts[a + b] + 1 for b in alphabet) for a in alphabet}
    return {a + b: math.log((counts[a + b] + 1) / firsts[a]) for a in alphabet for b in alphabet}
