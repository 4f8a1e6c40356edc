"""What a caller said and what was kept of it: whether the one is the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from voicebot.simulator.callers.moments import NUMBERS

CARD_DIGITS = range(13, 20)
_IDLE = frozenset("a an the it s is its my at on that would be please well yes sure".split())
_DIGITS = {word: str(value) for value, word in enumerate(NUMBERS)} | {"oh": "0"}
_FREE_TEXT = ("reason",)


def plain(text: str) -> list[str]:
    """The words in lower case, without any marks."""
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def same_name(one: str, other: str, alike: float) -> bool:
    """Whether two names are one; below 1, spelled alike word by word will do."""
    pairs = zip(plain(one), plain(other), strict=False)
    near = all(SequenceMatcher(None, a, b).ratio() >= alike for a, b in pairs)
    return near and len(plain(one)) == len(plain(other))


def same_words(wanted: str, kept: str) -> bool:
    """Most of the words of a message are there."""
    words = set(plain(wanted))
    return len(words & set(plain(kept))) >= 0.6 * len(words)


def same_value(slot: str, wanted: str, kept: str, alike: float) -> bool:
    """Whether the answer to a business's own question is the one that was given.

    "It's 14 Orchard Road" is "fourteen Orchard Road". Below 1, what sounds alike will do, with the
    same digits; of free text most words must be there.
    """
    if slot in _FREE_TEXT:
        return same_words(wanted, kept)
    one, other = _folded(wanted), _folded(kept)
    if alike == 1.0:
        return one == other
    digits = [re.sub(r"\D", "", text) for text in (one, other)]
    return digits[0] == digits[1] and SequenceMatcher(None, one, other).ratio() >= alike


def _folded(text: str) -> str:
    words = [_DIGITS.get(word, word) for word in plain(text)]
    return "".join(word for word in words if word not in _IDLE)


def lacking(holds: Sequence[str], kept: str) -> list[str]:
    """Those of the wanted words that are not there; "ten|10" is either."""
    there = f" {' '.join(plain(kept))} "
    return [
        wanted
        for wanted in holds
        if not any(f" {' '.join(plain(one))} " in there for one in wanted.split("|"))
    ]


def has_card_number(text: str) -> bool:
    """Whether a payment card's number can be read from it: 13 to 19 digits in a row."""
    run = 0
    for word in [*plain(text), ""]:
        digits = _DIGITS.get(word, word)
        if digits.isdigit():
            run += len(digits)
            continue
        if run in CARD_DIGITS:
            return True
        run = 0
    return False
