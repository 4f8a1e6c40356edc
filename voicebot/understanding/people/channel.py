"""What it costs to hear one sound of a name for another, and the words that stand around a name.

The costs are negative logarithms of how often the recognisers over a telephone line made one sound
of another, against how often they heard it rightly. They were counted in alignments of 1,400
recognitions of names said by synthetic voices with what was said, and smoothed by kinds of sound.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from voicebot.understanding.people.phone_trie import Confusion, Costs, Ids, PhoneTrie
from voicebot.understanding.people.pronounced import PHONES, sounds_of

_NUMBER = {phone: i for i, phone in enumerate(PHONES)}
_LEADS = (
    "", "yes", "yeah", "sure", "no", "uh", "um", "hi", "okay", "oh", "sorry", "well", "no no",
    "but", "yes but", "okay but", "yes only", "only", "actually", "no sorry",
)  # fmt: skip
_FRAMES = (
    "", "it's", "it is", "my name is", "my name's", "this is", "i'm", "i am", "under",
    "it's under", "put it under", "you can put it under", "the name is", "the name's", "name is",
    "that's", "that would be", "it's for", "for", "make it", "the name is wrong it's",
    "that's wrong it's", "that's not right it's", "it should be", "i said", "the name should be",
)  # fmt: skip
_AFTER = ("", "please", "is the name", "is my name", "thanks", "thank you", "here", "speaking")
_LEAD_COST, _FRAME_COST = 1.0, 0.5
"""What words around a name must be better by than none."""
_NEVER = 1e3


def numbers(sounds: str) -> tuple[int, ...]:
    """The numbers of phones."""
    return tuple(_NUMBER[phone] for phone in sounds if phone in _NUMBER)


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers of the phones of a text."""
    return numbers(sounds_of(text))


@cache
def confusion() -> Confusion:
    """The table of `heard_for.tsv`: a line for each phone that is said, a column for each heard,
    one for none; the last line is for none said."""
    text = (resources.files(__package__) / "heard_for.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t")[1:] for line in text.splitlines() if not line.startswith("#")]
    table = np.array(lines, dtype=np.float32)
    return Confusion(table[:-1, :-1], table[-1, :-1], table[:-1, -1])


def around(heard: Ids) -> tuple[Costs, Costs]:
    """For each place, the cost of what comes before it (after it) being words around a name."""
    start = np.full(len(heard) + 1, _NEVER, dtype=np.float32)
    start[0] = 0.0
    before, before_cost = _before()
    after, after_cost = _after()
    how = confusion()
    lead = before.costs(heard, start, _NEVER, how) + before_cost[:, None]
    tail = after.costs(heard[::-1], start, _NEVER, how) + after_cost[:, None]
    return lead.min(axis=0), tail.min(axis=0)


@cache
def _before() -> tuple[PhoneTrie, Costs]:
    said = [(lead, frame) for lead in _LEADS for frame in _FRAMES]
    cost = [_LEAD_COST * bool(lead) + _FRAME_COST * bool(frame) for lead, frame in said]
    trie = PhoneTrie([numbers_of(f"{lead} {frame}") for lead, frame in said])
    return trie, np.array(cost, dtype=np.float32)


@cache
def _after() -> tuple[PhoneTrie, Costs]:
    cost = [_FRAME_COST * bool(tail) for tail in _AFTER]
    trie = PhoneTrie([numbers_of(tail)[::-1] for tail in _AFTER])
    return trie, np.array(cost, dtype=np.float32)
