"""Whether what was heard first is enough, or a better recogniser should listen once more.

A second opinion costs the caller a quarter of a second. It is spared where it could hardly change
what is done: the likely wordings all mean the same, and that answers what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voicebot.call.patience import answered
from voicebot.understanding.model import Expectation, Hypothesis, Understanding

LIKELY = 0.4
"""A wording this much worse than the best (mean log-probability a token) may still be right."""
SURE = 0.5
"""The score of a reading that can be acted on."""
_VALUES = frozenset({"name", "phone", "email", "dob"})
"""Letters and digits, where wordings that mean the same today may all be wrong."""


def enough(
    read: Callable[[Sequence[Hypothesis]], Understanding], expects: Expectation
) -> Callable[[Sequence[Hypothesis]], bool]:
    """The test of an n-best list (the best first) for `voicebot.call.messages.Hints`.

    `read` is called from the recogniser's threads.
    """

    def test(heard: Sequence[Hypothesis]) -> bool:
        if not heard or expects.asked in _VALUES:
            return False
        likely = [one for one in heard if one.score >= heard[0].score - LIKELY]
        first, *others = (read([one]) for one in likely)
        clear = first.score >= SURE and first.when is None and answered(expects, first)
        return clear and all(_meaning(other) == _meaning(first) for other in others)

    return test


def _meaning(read: Understanding) -> tuple[object, ...]:
    intents = frozenset(intent.name for intent in read.intents)
    slots = frozenset((slot.name, str(slot.value)) for slot in read.slots)
    return intents, slots, read.when, read.also, read.excluded
