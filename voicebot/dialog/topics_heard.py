"""A business's own questions by their sound: "do you give free clothes" asks for free quotes.

Where the words mean nothing that the line knows, all recognitions are compared with the sentences
that the topics and all other intents have as examples. A topic is taken that one of them is close
to, and much closer than to anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from voicebot.dialog.listening import plain
from voicebot.dialog.model import Dialog, Topic
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding
from voicebot.understanding.people.pronounced import sounds_of

_NEAR = 0.3
"""How far the sound of a recognition may be from an example, 0 to 1."""
_LEAD = 0.12
"""How much nearer it must be than to an example of anything else."""
_LEAST = 9
"""Phones of an example; what is shorter is like too many words."""


_ANSWERS = ("", "resume")
_NOTHING = frozenset({"out_of_scope", "provide_info", "ask_other"})
"""What words amount to that mean nothing to the line."""
_OPEN = ("help", "service")
"""Steps at which callers ask what they call for."""


def topic_heard(turn: Turn, said: Understanding) -> Topic | None:
    """The topic that words with no meaning of their own sound like. It is only answered: what
    would end the call, or goes to the team, is not done on a guess."""
    means = {intent.name for intent in said.intents} - _NOTHING
    if turn.state.step not in _OPEN or means or said.slots or said.when is not None:
        return None
    topic = topic_by_sound(turn.dialog, said.recognitions)
    return topic if topic is not None and topic.then in _ANSWERS else None


def topic_by_sound(dialog: Dialog, texts: Sequence[str]) -> Topic | None:
    """The topic whose example one of these recognitions sounds like; None where none is near."""
    said = [sounds_of(plain(text)) for text in texts]
    best, next_best, found = 1.0, 1.0, ""
    for name, sound in _examples(dialog):
        apart = min(Levenshtein.normalized_distance(sound, one) for one in said)
        if apart < best:
            next_best = best if name != found else next_best
            best, found = apart, name
        elif name != found:
            next_best = min(next_best, apart)
    if best > _NEAR or next_best - best < _LEAD:
        return None
    return next((topic for topic in dialog.topics if topic.id == found), None)


def _examples(dialog: Dialog) -> Sequence[tuple[str, str]]:
    # The rule for other questions has the topics' own examples.
    others = [r for r in dialog.lexicon.intents if r.name != "ask_other"]
    return _sounds(dialog.topics, tuple((r.name, r.examples) for r in others))


@lru_cache(maxsize=16)
def _sounds(
    topics: tuple[Topic, ...], others: tuple[tuple[str, tuple[str, ...]], ...]
) -> Sequence[tuple[str, str]]:
    """The sound of each example, with the id of its topic, or of the intent that it stands for."""
    own = [(topic.id, example) for topic in topics for example in topic.examples]
    rest = [(f"intent {name}", example) for name, examples in others for example in examples]
    sounds = [(name, sounds_of(plain(example))) for name, example in (*own, *rest)]
    return [(name, sound) for name, sound in sounds if len(sound) >= _LEAST]
