"""How words are pronounced: from a dictionary where it has them, else by rules of spelling.

Phones are one character each, those of the ARPABET without stress; `pronunciations.tsv` is a part
of the CMU Pronouncing Dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from voicebot.understanding.people.roster import plain
from voicebot.understanding.people.sounds import phones

PHONES = "aAxoqYeREiIOXuUpbtdkgCjSZszfvTDmnNlrwyh"
"""AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW, P B T D K G CH JH SH ZH S Z F V TH DH M N NG L R W
Y HH."""
_RULED = str.maketrans({"a": "A", "u": "U"})
"""The vowels of the spelling rules that have another letter here."""
_DIGITS = dict(
    zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True)
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d")


def spoken(text: str) -> list[str]:
    """The words of a text, lower case; digits are words."""
    return [_DIGITS.get(word, word) for word in _WORD.findall(plain(text.replace("’", "'")))]


def sounds_of(text: str) -> str:
    """The phones of a text, without a mark where a word ends."""
    return "".join(pronounced(word) for word in spoken(text))


@lru_cache(maxsize=65536)
def pronounced(word: str) -> str:
    """The phones of a word in lower case."""
    known = _dictionary()
    if word in known:
        return known[word]
    owner = word.removesuffix("'s")
    if owner != word and owner in known:
        return known[owner] + "z"
    bare = word.replace("'", "")
    return known.get(bare) or phones(bare).translate(_RULED)


@cache
def _dictionary() -> Mapping[str, str]:
    text = (resources.files(__package__) / "pronunciations.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return dict(line.split("\t", 1) for line in lines)
