"""What an address comes to that was put right, or spelled, in the same breath.

"5 Ash Grove, no, sorry, 5 Ash Close" is one address and not two, and the letters after a street
tell how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from voicebot.dialog import details
from voicebot.understanding.people import addresses

_TAKES_BACK = re.compile(
    r"[,.;]? (?:(?:no|nope|sorry|wait|hang on|actually|or rather|rather|i mean|i meant|make that|"
    r"scratch that|correction|my mistake)\b[,.;:]? ?)+(?:(?:it'?s|it is|that'?s) )?",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"(?:[,.]? (?:that'?s|that is|it'?s|it is|spell?ed|spelt|which is))*[,.]? "
    r"(?P<letters>(?:[a-z][ .,-]+){3,}[a-z])\b(?!')",
    re.IGNORECASE,
)
_ALIKE = 60.0
"""How like the letters (0 to 100) a word must be to be the one that was spelled."""


def meant(text: str, area: Sequence[str]) -> str:
    """The address without what was taken back and without letters. `area`: the towns served."""
    text = _as_spelled(text)
    *before, last = _TAKES_BACK.split(text)
    number = next((n for part in before if (n := details.leading_number(part))), "")
    if not number:
        return text
    last = last if details.leading_number(last) else f"{number} {last}"
    if not addresses.has_shape(last):
        return text
    town = addresses.town_in(before[-1], area)
    return f"{last}, {town}" if town and addresses.ends_with_street(last) else last


def _as_spelled(text: str) -> str:
    """The word that is most like the letters, written so."""
    spelt = _SPELT.search(text)
    if spelt is None:
        return text
    letters = re.sub(r"[^a-z]", "", spelt["letters"].lower())
    words = list(re.finditer(r"[^\W\d_]{3,}", text[: spelt.start()]))
    word = max(words, key=lambda w: fuzz.ratio(w[0].lower(), letters), default=None)
    if word is None or fuzz.ratio(word[0].lower(), letters) < _ALIKE:
        return text
    written = letters.capitalize() if word[0][0].isupper() else letters
    between = text[word.end() : spelt.start()]
    return f"{text[: word.start()]}{written}{between}{text[spelt.end() :]}"
