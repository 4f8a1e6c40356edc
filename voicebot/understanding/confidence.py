"""How far a reading can be trusted, and which of several to take.

The score is a logistic function of a few facts about the reading; `docs/understanding.md` says
how its weights were found. It answers "how often is a reading like this one right?".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.understanding.model import Hypothesis
from voicebot.understanding.reading import Reading

_BIAS = -0.4
_EXPLAINED = 1.6
_ANSWERED = 1.2
_NOTHING = -1.2
_RANK_COST = 0.35
"""In log units, for each better recognition that is passed over."""
_HEARD = 1.0
"""Weight of the recogniser's mean log-probability a token."""
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Graded:
    """A reading, its score (0 to 1) and its fit among the others (log units)."""

    reading: Reading
    score: float
    fit: float

    def of(self, intent: str) -> float:
        """The score of one of its intents: less where it only follows from the place."""
        spoken = any(match.intent == intent for match in self.reading.matches)
        return round(self.score if spoken else self.score * 0.9, 3)


def grade(reading: Reading, hypothesis: Hypothesis, rank: int) -> Graded:
    """Score a reading. `rank` is the recognition's place in the list, from 0."""
    understood = _understood(reading)
    heard = math.exp(max(min(hypothesis.score, 0.0), -5.0))
    score = understood * (0.5 + 0.5 * heard)
    fit = math.log(understood) + _HEARD * hypothesis.score - _RANK_COST * rank
    return Graded(reading, score, fit)


def settled(first: Graded, hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether no other recognition can do better than the first one."""
    return first.reading.answered and first.reading.explained >= _SURE


def _understood(reading: Reading) -> float:
    nothing = not (reading.intents - {"out_of_scope"}) and not reading.slots
    z = _BIAS + _EXPLAINED * reading.explained + _ANSWERED * reading.answered + _NOTHING * nothing
    return 1.0 / (1.0 + math.exp(-z))
