"""One name from all recognitions of it.

A recogniser that does not know a name writes words that sound like it, in several ways. What was
said is likely a common name, near in sound to all of them, and ranked high where it stands; given
and family name are weighed apart, so that the best of each need not stand in one recognition.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from voicebot.understanding.people.roster import log_family, log_given
from voicebot.understanding.people.sounds import sound

_COMMON = 0.4
"""Weight of the logarithm of how common a name is."""
_APART = 4.0
"""Weight of the mean distance in sound from all recognitions (0 to 1)."""
_RANK = 0.7
"""Weight of the logarithm of the rank (from 1) at which a name first stands."""
_DECAY = 0.6
"""How fast lower ranks lose their say: rank to the power of minus this."""

_LONGEST = 3
"""Words of a name, where any recognition has as few: others took something else into it."""


@dataclass(frozen=True, slots=True)
class Voted:
    """The name's words and how clearly they won, 0 to 1."""

    parts: tuple[str, ...]
    certainty: float


def vote(heard: Sequence[tuple[int, tuple[str, ...]]], british: bool) -> Voted | None:
    """The likeliest name of what was heard: (rank from 0, the words of a name) each.

    Recognitions of a single word have no say where others have two or more.
    """
    full = [(rank, _settled(parts)) for rank, parts in heard if len(_settled(parts)) > 1]
    full = [one for one in full if len(one[1]) <= _LONGEST] or full
    if not full:
        single = [(rank, parts[0]) for rank, parts in heard if parts]
        if not single:
            return None
        word, margin = _best(single, lambda n: max(log_given(n, british), log_family(n, british)))
        return Voted((word,), _certainty(margin))
    given, lead = _best([(r, " ".join(p[:-1])) for r, p in full], lambda n: log_given(n, british))
    family, margin = _best([(r, p[-1]) for r, p in full], lambda n: log_family(n, british))
    return Voted((*given.split(), family), _certainty(min(lead, margin)))


def _settled(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Without stutters and stray initials: "Leah Leah Harper", "Leah l Harper"."""
    kept: list[str] = []
    for i, part in enumerate(parts):
        again = kept and kept[-1].lower() == part.lower()
        stray = len(part) == 1 and 0 < i < len(parts) - 1
        if not again and not stray:
            kept.append(part)
    return tuple(kept)


def _best(
    heard: Sequence[tuple[int, str]], log_common: Callable[[str], float]
) -> tuple[str, float]:
    """The best of the words heard, and by how much it leads."""
    says = [(1.0 / (1 + rank) ** _DECAY, sound(word)) for rank, word in heard]
    total = sum(weight for weight, _ in says)
    first: dict[str, tuple[int, str]] = {}
    for rank, word in heard:
        first.setdefault(word.lower(), (rank, word))
    scores: list[tuple[float, str]] = []
    for rank, word in first.values():
        code = sound(word)
        apart = sum(w * Levenshtein.normalized_distance(code, other) for w, other in says) / total
        score = _COMMON * log_common(word) - _APART * apart - _RANK * math.log1p(rank)
        scores.append((score, word))
    scores.sort(key=lambda s: -s[0])
    margin = scores[0][0] - scores[1][0] if len(scores) > 1 else 3.0
    return scores[0][1], margin


def _certainty(margin: float) -> float:
    return round(0.35 + 0.6 * (1 - math.exp(-margin)), 2)
