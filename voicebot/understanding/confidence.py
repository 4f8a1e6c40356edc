"""How far a reading can be trusted, and which of several to take.

The score answers "how often is a reading like this one right?": a logistic function of how much
of the words it accounts for and whether it answers what was asked, lowered by how badly the words
were heard. `docs/understanding.md` says how the numbers were found.

The fit compares readings of different recognitions of one utterance: one that answers the question
is worth passing over a better heard one that does not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from voicebot.understanding.model import Hypothesis
from voicebot.understanding.reading import Reading

_BIAS = 1.2
_EXPLAINED = 0.9
_ANSWERED = 0.5
_NOTHING = 0.6
"""The score of text that holds nothing known: as often a wrong recognition as another matter."""

_FIT_EXPLAINED = 2.0
_FIT_ANSWERED = 1.2
_FIT_NOTHING = -1.2
_FIT_HEARD = 2.0
"""Weight of the recogniser's score, which is a mean over tokens, not a sum."""
_RANK_COST = 0.35
"""For each better recognition that is passed over, where the recogniser gave no scores."""
_WORST = -5.0
"""Mean log-probability a token below which a recognition is no worse."""
_SURE = 0.8
_WHOLE = 0.95
"""The share of the telling words behind which nothing better can stand."""

_NO_NAMES = frozenset(
    "request_alternatives speak_to_human reschedule cancel stop_calling repeat".split()
)
"""Intents whose words are not misheard names."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A reading, its score (0 to 1) and its fit among the others (log units)."""

    reading: Reading
    score: float
    fit: float

    def of(self, intent: str) -> float:
        """The score of one of its intents: less where it only follows from the place."""
        told = intent in ("provide_info", "choose")
        spoken = told or any(match.intent == intent for match in self.reading.matches)
        return round(self.score if spoken else self.score * 0.9, 3)


def grade(reading: Reading, hypothesis: Hypothesis, rank: int, words: int = 0) -> Graded:
    """Score a reading. `rank` is the recognition's place in the list, from 0; `words` the telling
    words of the first one, a measure for what the others leave unexplained."""
    heard = min(max(hypothesis.score, _WORST), 0.0)
    score = _right(reading) * (0.5 + 0.5 * math.exp(heard)) * (1 - 0.5 * hypothesis.no_speech)
    cost = _RANK_COST * rank if hypothesis.score == 0 else -_FIT_HEARD * heard
    return Graded(reading, score, _fit(reading, words or reading.telling) - cost)


def settled(first: Graded) -> bool:
    """Whether no other recognition is worth a look: the first answers and explains itself."""
    return first.reading.answered and first.reading.explained >= _WHOLE


def elsewhere(first: Graded) -> bool:
    """Whether the first recognition plainly says something else than a name: "later"."""
    reading = first.reading
    named = any(slot.name == "name" for slot in reading.slots)
    return not named and reading.explained >= _SURE and bool(_NO_NAMES & set(reading.intents))


def _right(reading: Reading) -> float:
    if reading.empty:
        return _NOTHING
    z = _BIAS + _EXPLAINED * reading.explained + _ANSWERED * reading.answered
    return 1.0 / (1.0 + math.exp(-z))


def _fit(reading: Reading, words: int) -> float:
    """What is left unexplained counts by the word: more words are no better for being more."""
    unexplained = _FIT_EXPLAINED * min(1.0, reading.unexplained / max(1, words))
    return _FIT_ANSWERED * reading.answered + _FIT_NOTHING * reading.empty - unexplained
