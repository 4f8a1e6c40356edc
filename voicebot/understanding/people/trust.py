"""How likely the likeliest name is the one that was said.

A logistic regression over what tells a name from a mishearing: how far it leads over all others,
what hearing it so costs, the recogniser's own score, how near in sound the words are that were read
as a name, whether it has two words, and how common those are as given and family name. The weights
were fitted on 1,034 recognitions of random names from the census lists (and rare ones), said in
eleven ways by five synthetic voices over a telephone line, clean and with babble, to whether the
name was right or nearly; with each voice held out in turn, it ranked a right name above a wrong one
in 87 % of all pairs. The bias was then lowered and names of one word, which those data lack, made
less certain, both by hand; and the ranking of names has changed a little since the fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from voicebot.understanding.people.likeliest import Likeliest
from voicebot.understanding.people.roster import log_family, log_given
from voicebot.understanding.people.sounds import sound

_BIAS = -2.8
_LEAD = 0.3
_COST = -2.2
_SCORE = 0.8
_NEAR = 1.2
_TWO_WORDS = 2.2
_GIVEN = 0.48
_FAMILY = 0.14
_RARE = 4.0
"""Commonness (a logarithm) is not told apart beyond this, on either side."""
_DECAY = 0.6
"""The n-th recognition (from 1) has the say of n to the power of minus this."""


def likelihood(best: Likeliest, heard: Sequence[str], best_score: float, british: bool) -> float:
    """0 to 1. `heard` is the name in each recognition ("" for none), the best first;
    `best_score` the mean log-probability a token of the best."""
    parts = best.parts
    given, family = log_given(parts[0], british), log_family(parts[-1], british)
    two = len(parts) > 1
    share = min(0.99, max(0.01, best.share))
    z = _BIAS + _LEAD * math.log(share / (1 - share)) + _COST * best.cost
    z += _SCORE * best_score + _NEAR * _nearness(parts, heard) + _TWO_WORDS * two
    z += _GIVEN * _bounded(given if two else max(given, family))
    z += _FAMILY * _bounded(family) * two
    return round(1 / (1 + math.exp(-z)), 2)


def _nearness(parts: Sequence[str], heard: Sequence[str]) -> float:
    code = sound("".join(parts))
    weights = [(n + 1) ** -_DECAY for n in range(len(heard))]
    near = [
        weight * (1 - Levenshtein.normalized_distance(code, sound(name.replace(" ", ""))))
        for weight, name in zip(weights, heard, strict=True)
        if name
    ]
    return float(sum(near) / sum(weights))


def _bounded(log_common: float) -> float:
    return max(-_RARE, min(_RARE, log_common))
