"""The likeliest name of what was heard: a noisy channel.

What counts is how common a name is, times how likely its sounds were heard as the recogniser wrote
them. Any given and family name of the lists may have been said, whether or not it stands in a
recognition, and beside them the words that were heard. All of an utterance is explained: the words
around a name, which are misheard as well, and the name, with word boundaries wherever they are, so
that "own you" may be Owen Hughes and "Undersetic dance beat" under Cedric Dansby.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from voicebot.understanding.people.channel import around, confusion, numbers_of
from voicebot.understanding.people.phone_trie import Costs, Ids, PhoneTrie
from voicebot.understanding.people.pronounced import spoken
from voicebot.understanding.people.roster import (
    family_names,
    given_names,
    log_family,
    log_given,
    plain,
)

_HEARD = 0.35
"""Weight of the mean cost over the recognitions."""
_FIRST = 0.1
"""Weight of the cost of the best recognition, beside that."""
_NEAREST, _LATE = 0.4, 1.5
"""Weight of the cost of the nearest recognition, and what it costs that it is not the first."""
_GIVEN, _FAMILY = 0.6, 0.5
"""Weights of the logarithm of how common a name is."""
_RARE = 1.3
"""What a name on no list must be better by, beside being rare."""
_ONE_WORD = 4.0
"""What a given or family name alone must be better by, unless no more was read anywhere."""
_DECAY = 0.6
"""The n-th recognition (from 1) has the say of n to the power of minus this."""
_LEAST_GIVEN, _LEAST_FAMILY = 10.0, 15.0
"""Bearers in a million from which a name is thought of that does not stand in a recognition."""
_UNLISTED = -3.5
"""Logarithm of bearers in a million below which a name is on no list."""
_PROPOSERS, _READ = 2, 5
"""Recognitions that propose names, and those that all proposed are weighed against."""
_GIVEN_TRIED, _FAMILY_TRIED = 25, 40
_MOST = 12.0
"""Cost of one half of a name beyond which it is not proposed."""
_FAR = 60.0
_LONGEST = 50
"""Phones of an utterance that can be a name with the words around it."""
_SPELLING, _WRITTEN = 1.0, 3.0
"""Of two spellings of one sound: weights of how common it is, and how much it was written."""
_WANES = 1.0
"""How fast lower ranks lose their say in that."""
_STANDS = 2.0
"""What a name is better by that stands in any of them: it was hardly made up."""
_SPELLINGS = 12


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The name's words in lower case; `share` is its part of the likelihood of all that were
    thought of, `cost` what hearing it so costs a phone."""

    parts: tuple[str, ...]
    share: float
    cost: float


@dataclass(frozen=True, slots=True)
class _Heard:
    """One recognition: its phones, their say, and the cost of the words around a name."""

    phones: Ids
    weight: float
    before: Costs
    after: Costs
    proposes: bool


@dataclass(frozen=True, slots=True)
class _Half:
    """A given or family name that may have been said, or neither: "" in a name of one word."""

    name: str
    code: tuple[int, ...]
    worth: float


@dataclass(frozen=True, slots=True)
class _Roster:
    """Listed names by their sound, the spellings of each, the commonest of them first."""

    spellings: Sequence[tuple[str, ...]]
    codes: Sequence[tuple[int, ...]]
    worth: Costs
    trie: PhoneTrie


def likeliest(
    hearings: Sequence[Sequence[str]],
    read: Collection[tuple[str, ...]],
    british: bool,
    refused: Collection[str] = (),
) -> Likeliest | None:
    """The name that was said, or None where nothing was heard that could be one.

    `hearings` are one or more utterances of the name, each its recognitions, the best first; `read`
    the names that were read in them, by words; `refused` whole names that it is not.
    """
    heard = [one for one in map(_heard, hearings) if one]
    if not heard:
        return None
    given, family = _proposed([one for texts in heard for one in texts], british)
    whole = [parts for parts in read if len(parts) > 1]
    count = _written([text for texts in hearings for text in texts])
    given += [(" ".join(parts[:-1]),) for parts in whole]
    family += [(parts[-1],) for parts in whole]
    firsts = _written_best(given, count, _given_worth(british))
    lasts = _written_best(family, count, _family_worth(british))
    nobody = _Half("", (), -_ONE_WORD if whole or not read else 0.0)
    return _best(heard, [*firsts, nobody], [*lasts, nobody], refused)


def cost_of(name: str, hearings: Sequence[Sequence[str]]) -> float:
    """What it costs a phone of this name that it was said in all these utterances.

    Names that were said cost 2.2 or less (98 of 100 over a clean line, 82 with babble 15 dB below),
    others more (997 of 1,000). Infinite where nothing was heard.
    """
    *given, family = plain(name).split() or [""]
    codes = numbers_of(" ".join(given)), numbers_of(family)
    heard = [one for one in map(_heard, hearings) if one]
    if not heard or not codes[1]:
        return math.inf
    first, last = PhoneTrie([codes[0]]), PhoneTrie([codes[1][::-1]])
    cost = sum(float(_cost(texts, first, last)[0, 0]) for texts in heard)
    return cost / len(heard) / sum(map(len, codes))


def _cost(texts: Sequence[_Heard], given: PhoneTrie, family: PhoneTrie) -> Costs:
    """[given, family]: what it costs that a name was said in one utterance."""
    each = [_together(*_halves(one, given, family, _FAR)) for one in texts]
    late = [cost + _LATE * math.log1p(n) for n, cost in enumerate(each)]
    nearest: Costs = _NEAREST * np.minimum.reduce(late)
    return nearest + sum(one.weight * cost for one, cost in zip(texts, each, strict=True))


def _best(
    heard: Sequence[Sequence[_Heard]],
    given: Sequence[_Half],
    family: Sequence[_Half],
    refused: Collection[str],
) -> Likeliest | None:
    before = PhoneTrie([half.code for half in given])
    after = PhoneTrie([half.code[::-1] for half in family])
    cost = np.zeros((len(given), len(family)), dtype=np.float32)
    for texts in heard:
        cost += _cost(texts, before, after)
    worth = np.array([half.worth for half in given])[:, None]
    score = worth + np.array([half.worth for half in family]) - cost
    score[-1, -1] = -np.inf
    for code in map(numbers_of, refused):
        for i, one_given in enumerate(given):
            for k, one_family in enumerate(family):
                if one_given.code + one_family.code == code:
                    score[i, k] = -np.inf
    i, k = divmod(int(score.argmax()), len(family))
    share = 1.0 / float(np.exp(score - score[i, k]).sum())
    length = sum(one.weight * len(one.phones) for texts in heard for one in texts)
    words = f"{given[i].name} {family[k].name}".split()
    return Likeliest(tuple(words), share, float(cost[i, k]) / max(1.0, length))


def _proposed(
    heard: Sequence[_Heard], british: bool
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The spellings of the given and of the family names that come nearest to what was heard."""
    given, family = _givens(british), _families(british)
    first, last = -given.worth.astype(np.float32), -family.worth.astype(np.float32)
    for one in (one for one in heard if one.proposes):
        start, end = _halves(one, given.trie, family.trie, _MOST)
        rest = (end - family.worth[:, None]).min(axis=0)
        lead = (start - given.worth[:, None]).min(axis=0)
        first += one.weight * np.minimum((start + rest).min(axis=1), 2 * _MOST)
        last += one.weight * np.minimum((end + lead).min(axis=1), 2 * _MOST)
    best_given = np.argpartition(first, _GIVEN_TRIED)[:_GIVEN_TRIED]
    best_family = np.argpartition(last, _FAMILY_TRIED)[:_FAMILY_TRIED]
    return [given.spellings[i] for i in best_given], [family.spellings[i] for i in best_family]


def _halves(one: _Heard, given: PhoneTrie, family: PhoneTrie, most: float) -> tuple[Costs, Costs]:
    """[name, place]: what it costs that all before a place is words around a name and a given name;
    that all after it is a family name and words around it."""
    how = confusion()
    start = given.costs(one.phones, one.before, most, how)
    end = family.costs(one.phones[::-1], one.after, most, how)
    return start, end[:, ::-1]


def _together(start: Costs, end: Costs) -> Costs:
    """[given, family]: the least cost over all places where the one may end and the other begin."""
    whole: Costs = np.minimum((start[:, None, :] + end[None]).min(axis=2), _FAR)
    return whole


def _heard(texts: Sequence[str]) -> list[_Heard]:
    """The recognitions of one utterance that sound different, as far as they are read."""
    codes = [code for code in dict.fromkeys(map(numbers_of, texts)) if 0 < len(code) <= _LONGEST]
    codes = codes[:_READ]
    says = [(n + 1) ** -_DECAY for n in range(len(codes))]
    found = []
    for n, code in enumerate(codes):
        phones = np.array(code)
        weight = _HEARD * says[n] / sum(says) + _FIRST * (n == 0)
        found.append(_Heard(phones, weight, *around(phones), proposes=n < _PROPOSERS))
    return found


def _written(texts: Sequence[str]) -> Mapping[str, float]:
    """How much each word stands in the recognitions, 0 to 1."""
    says = [(n + 1) ** -_WANES for n in range(len(texts))]
    count: dict[str, float] = {}
    for say, text in zip(says, texts, strict=True):
        for word in set(spoken(text)):
            count[word] = count.get(word, 0.0) + say / sum(says)
    return count


def _written_best(
    names: Sequence[Sequence[str]], count: Mapping[str, float], worth: Callable[[str], float]
) -> list[_Half]:
    """One for each sound: as common as its commonest spelling, and in that of the recognitions."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for spellings in names:
        for name in spellings[:_SPELLINGS]:
            alike.setdefault(numbers_of(name), []).append(name)

    def written(name: str) -> float:
        return min((count.get(word, 0.0) for word in spoken(name)), default=0.0)

    found = []
    for code, spelled in alike.items():
        best = max(spelled, key=lambda n: worth(n) * _SPELLING + _WRITTEN * written(n))
        stands = any(written(name) > 0 for name in spelled)
        found.append(_Half(best, code, max(map(worth, spelled)) + _STANDS * stands))
    return found


def _given_worth(british: bool) -> Callable[[str], float]:
    return lambda name: _worth(_GIVEN, log_given(name, british))


def _family_worth(british: bool) -> Callable[[str], float]:
    return lambda name: _worth(_FAMILY, log_family(name, british))


def _worth(weight: float, log_common: float) -> float:
    return weight * log_common - _RARE * (log_common < _UNLISTED)


@cache
def _givens(british: bool) -> _Roster:
    names = [name for name, w in given_names(british).items() if w >= _LEAST_GIVEN]
    return _roster(names, _given_worth(british), backwards=False)


@cache
def _families(british: bool) -> _Roster:
    names = [name for name, w in family_names(british).items() if w >= _LEAST_FAMILY]
    return _roster(names, _family_worth(british), backwards=True)


def _roster(names: Sequence[str], worth: Callable[[str], float], backwards: bool) -> _Roster:
    alike: dict[tuple[int, ...], list[str]] = {}
    for name in sorted(names, key=lambda n: -worth(n)):
        alike.setdefault(numbers_of(name), []).append(name)
    codes = list(alike)
    best = np.array([worth(alike[code][0]) for code in codes], dtype=np.float32)
    trie = PhoneTrie([code[::-1] for code in codes] if backwards else codes)
    return _Roster([tuple(alike[code]) for code in codes], codes, best, trie)
