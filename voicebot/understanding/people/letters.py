"""Letters as people say them: plain, with a word ("S as in Sam"), in the NATO alphabet, or as
what a recogniser makes of them ("bee", "sea", "are", "you", "why").
"""

from __future__ import annotations

from collections.abc import Sequence

from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import Word

NATO = {
    word: word[0]
    for word in words_of(
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima",
        "mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray",
        "yankee zulu",
    )
}
"""The telephone alphabet of NATO and ICAO."""

SAID = {
    letter: spoken.split()
    for letter, spoken in {
        "a": "a eh hey ay aye ei", "b": "b be bee bea", "c": "c see sea cee si", "d": "d de dee",
        "e": "e ee he", "f": "f ef eff if", "g": "g gee jee ji", "h": "h aitch haitch age ach each",
        "i": "i eye aye", "j": "j jay jae", "k": "k kay okay ok que", "l": "l el ell elle all",
        "m": "m em am", "n": "n en an and in end", "o": "o oh owe", "p": "p pee pea pay",
        "q": "q queue cue", "r": "r are ar our or", "s": "s es ess yes as", "t": "t tee tea",
        "u": "u you yu ewe", "v": "v vee we", "w": "w", "x": "x ex ax", "y": "y why wye",
        "z": "z zee zed said that",
    }.items()
}  # fmt: skip
"""Each letter and the words that recognisers write for it."""
HEARD = {word: letter for letter, spoken in SAID.items() for word in spoken}
# These stand for a letter only between letters.
_WEAK = frozenset(
    "he if age each aye okay all am an and in end or our yes as we said that hey".split()
)
_LIKE = (("as", "in"), ("like", "in"), ("for",), ("as",), ("like",), ("is", "for"), ("in",))


def letter_of(words: Sequence[Word], at: int) -> str:
    """The letter or digit that a one-letter word is; "o" stays a letter."""
    return words[at].text


def said_like(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """ "S as in Sam", "T like Tom", "D for dog": the letter and how many words that took."""
    if at + 2 >= len(words):
        return None
    heard = HEARD.get(words[at].text)
    for like in _LIKE:
        end = at + 1 + len(like)
        if end < len(words) and tuple(w.text for w in words[at + 1 : end]) == like:
            word = words[end].text
            if not words[end].alpha or (len(word) < 3 and like != ("as", "in")):
                continue
            if heard == word[0] or words[at].text == word[0]:
                return word[0], end + 1 - at
            # The word is longer, and so heard better, than the letter.
            if heard and like in (("as", "in"), ("like", "in")):
                return word[0], end + 1 - at
    return None


def is_weak(word: str) -> bool:
    """Whether a word is a letter only between letters."""
    return word in _WEAK
