"""Comparing transcripts: canonical words, word errors, digit strings.

Both sides of every comparison go through `canonical`, so that a way of writing is not an error:
case, punctuation, "Dr." or "doctor", "3:30" or "three thirty", "415-555" or "four one five, five
five five". A number becomes its single digits, so that each digit counts as a word. Ordinals keep a
"th" behind their digits. What is in brackets or parentheses was not said, and fillers are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_SMALL = {word: n for n, word in enumerate(f"{_UNITS} {_TEENS}".split())}
_TENS = {
    word: n * 10
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        1,
    )
} | {"thirtieth": 30}
_TIMES = {"double": 2, "triple": 3}
_FILLERS = {"uh", "um", "er", "erm", "hmm", "mhm", "mm"}
_WRITTEN = {"dr": "doctor", "mr": "mister", "mrs": "missus", "okay": "ok", "alright": "all right"}
_SIGNS = {"%": " percent ", "&": " and ", "*": " star ", "#": " pound ", "@": " at ", "+": " plus "}

_UNSAID = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_MERIDIEM = re.compile(r"\b([ap])\.?\s?m\b\.?")
_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|[^\W\d_]+")


def canonical(text: str) -> list[str]:
    """The words of a text in the one form that is compared."""
    return [word for word in _numbers(_words(text)) if word not in _FILLERS]


def digit_string(text: str) -> str:
    """All digits that were said, in order."""
    return "".join(word for word in canonical(text) if word.isdigit())


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions between two word lists (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, said in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, word in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (said != word))
    return row[-1]


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    text = _UNSAID.sub(" ", text).replace("o'clock", "oclock")
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = _MERIDIEM.sub(r"\1m", text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    words = (_WRITTEN.get(word, word) for word in _WORD.findall(text))
    return " ".join(words).split()


def _numbers(words: list[str]) -> Iterator[str]:
    """The same words with every number as single digits."""
    at = 0
    while at < len(words):
        word = words[at]
        if word in _TIMES and at + 1 < len(words) and (digit := _digit(words[at + 1])):
            yield from digit * _TIMES[word]
            at += 2
        elif word in {"oh", "o"} and _beside_number(words, at):
            yield "0"
            at += 1
        elif word in _SMALL or word in _TENS or word in _SCALES or word in _ORDINALS:
            value, ordinal, at = _number(words, at)
            yield from str(value)
            if ordinal:
                yield "th"
        else:
            yield from re.sub(r"(st|nd|rd|th)$", "", word) if word[0].isdigit() else [word]
            if word[0].isdigit() and word[-1].isalpha():
                yield "th"
            at += 1


def _digit(word: str) -> str:
    """The digit a word says, or ""."""
    if word in _SMALL and _SMALL[word] < 10:
        return str(_SMALL[word])
    return "0" if word in {"oh", "o"} else word if len(word) == 1 and word.isdigit() else ""


def _beside_number(words: list[str], at: int) -> bool:
    around = words[max(0, at - 1) : at] + words[at + 1 : at + 2]
    return any(w[0].isdigit() or w in _SMALL or w in _TENS or w in {"oh", "o"} for w in around)


def _number(words: list[str], at: int) -> tuple[int, bool, int]:
    """One spoken number from `at`: its value, whether it is an ordinal, and where it ends.

    "twenty three" is one number, "three twenty" are two: a part must be smaller than the room the
    part before it left.
    """
    total, room, limit = 0, 10_000, 10_000
    while at < len(words):
        word = words[at]
        if word in _SCALES and (scale := _SCALES[word]) < limit:
            below = total % 1000
            total, room, limit = total - below + max(below, 1) * scale, scale, scale
        elif (part := _SMALL.get(word, _TENS.get(word))) is not None and 0 < part < room:
            total, room = total + part, 10 if part >= 20 else 1
        elif word in _ORDINALS and _ORDINALS[word] < room:
            return total + _ORDINALS[word], True, at + 1
        elif word == "zero" and room == 10_000:
            return 0, False, at + 1
        elif word == "and" and room in {100, 1000} and _continues(words, at + 1, room):
            pass
        else:
            break
        at += 1
    return total, False, at


def _continues(words: list[str], at: int, room: int) -> bool:
    word = words[at] if at < len(words) else ""
    part = _SMALL.get(word, _TENS.get(word, _ORDINALS.get(word, 0)))
    return 0 < part < room
