"""Where a plate stands in a sentence: behind its name, also where that was misheard.

"The fleet is K L M 4 2 7", "my life and slate is B X 7 3 9 2". What stands there is no time and no
telephone number, whether it can be read as a plate or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicebot.dialog import plates
from voicebot.dialog.listening import plain
from voicebot.understanding.people.sounds import apart

_WRONG = r"(?: (?:is |was )?(?:all )?(?:wrong|incorrect|not right))?[,.;]?"
_NAME = re.compile(
    r"\b(?:(?:the |my |and |with |its |wrong )*(?:licen[cs]e )?(?:plates?|registration|reg)|"
    r"licen[cs]e tags?)(?: (?:number|no))?" + _WRONG + r"(?: (?:sorry|actually|so|no)[,.]?)*"
    r"(?: (?:is|reads|should (?:be|read)|(?:it|that)(?:'?s| is| should be)))?[:,]? ",
    re.IGNORECASE,
)
_LIKE_IT = re.compile(
    r"\b(?:the |my |and |to )+(?:\w+ )?(?:and )?(?P<word>[a-z]+)" + _WRONG + r"(?: (?:it|that))?"
    r"(?:'s| is| as| has| should be) ",
    re.IGNORECASE,
)
_NEAR = 0.4
"""How far a word may be from "plate", 0 to 1, before something that is spelled."""
_WHOLE = 6
"""Letters and digits that most plates have: a "the" before fewer was a letter."""
_LEAST = 4
_OTHER_WORDS = re.compile(r"\b(?:not|instead|than|at|on|and|or|o'clock|[ap]m)\b", re.IGNORECASE)
"""Short words that are no letters."""
_NUMBERS = re.compile(r"[^.;!?]*\d[^.;!?]*")


def after_its_name(text: str) -> tuple[str, tuple[int, int]] | None:
    """The plate that is named so, and where it stands with its name; None where there is none."""
    for start, end in _names(text):
        if found := _read(text[end:]):
            return found[0], (start, end + found[1])
    return None


def numbers_of_it(text: str) -> tuple[int, int] | None:
    """Where numbers stand that are said to be a plate, whatever they come to; None for none."""
    for start, end in _names(text):
        if numbers := _NUMBERS.match(text, end):
            return start, numbers.end()
    return None


def _names(text: str) -> Iterator[tuple[int, int]]:
    for cue in _NAME.finditer(text):
        yield cue.span()
    for like in _LIKE_IT.finditer(text):
        if apart(plain(like["word"]), "plate") <= _NEAR and _spelled(text[like.end() :]):
            yield like.span()


def _read(rest: str) -> tuple[str, int] | None:
    return plates.spelled(rest, whole=False) or _spelled(rest)


def _spelled(rest: str) -> tuple[str, int] | None:
    """A plate and nothing else up to the end of the sentence: "the X7 392" begins with a B."""
    sentence = re.match(r"[^;!?]*", rest)
    clause = sentence[0] if sentence else ""
    if _OTHER_WORDS.search(clause):
        return None
    article = re.match(r"(?:the|a) ", clause, re.IGNORECASE)
    after = plates.spelled(clause[article.end() :]) if article else None
    if article and after and len(after[0]) >= _WHOLE:
        return after[0], article.end() + after[1]
    found = plates.spelled(clause)
    return found if found and len(found[0]) >= _LEAST else None
