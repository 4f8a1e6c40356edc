"""Recognised text to tokens: lower-case words, numbers and marks, each with its place in the text.

Recognisers write the same words in many ways ("3 p.m.", "3PM", "three o’clock"). `normalize`
folds the spelling and keeps, for every token, the span of the original text, so that whatever is
read from the tokens can be pointed to in what was heard. Number words keep their spelling
("three", never "3"): what a number means is for the reader of dates, names or phones to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
ORDINAL_ONES = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
}
ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}
MISSPELT = {"fourty": "forty", "fourtieth": "fortieth", "nineth": "ninth", "twelveth": "twelfth"}
MISSPELT |= {f"{word}s": word for word in ORDINAL_ONES if word not in ("first", "second", "third")}

CARDINALS = ONES | TENS
ORDINALS = ORDINAL_ONES | ORDINAL_TENS

_TOKEN = re.compile(
    r"""
      (?P<half>   (?<![^\W_]) [ap] (?: \s?\.\s?m\b(?:\s?\.)? | \sm\b )
                | (?<=[0-9]) \.? [ap]\.?m\b\.? )
    | (?P<clock>  (?<![^\W_]) o ['’‘"`]? [ ]? clock \b )
    | (?P<ordinal>[0-9]{1,4} (?: st | nd | rd | th ) (?![^\W_]) )
    | (?P<number> [0-9]+ )
    | (?P<word>   [^\W\d_]+ (?: ['’‘] [^\W\d_]+ )* )
    | (?P<mark>   \S )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SMALL = {word for word, value in (ONES | ORDINAL_ONES).items() if 1 <= value <= 9}
_QUOTES = str.maketrans("’‘", "''")
_LONGEST = 9
"""Longer strings of digits are never a quantity, and converting them costs time."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, ordinal or mark. [start, end) is its span in the original text.

    `value` is the number it stands for by itself ("7", "seven", "7th", "seventh"), or None.
    """

    text: str
    kind: str
    start: int
    end: int
    value: int | None = None

    @property
    def is_digits(self) -> bool:
        return self.kind in {"number", "ordinal"}


@dataclass(frozen=True, slots=True)
class Normal:
    """A text and its tokens. `words` leaves the marks out; `text` is the words with one space."""

    original: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of the characters [start, end) of `text`.

        A part of a word counts as the whole word; an empty span yields an empty one.
        """
        at, covered = 0, []
        for word in self.words:
            if start < end and at < end and at + len(word.text) > start:
                covered.append(word)
            at += len(word.text) + 1
        return (covered[0].start, covered[-1].end) if covered else (0, 0)


def normalize(text: str) -> Normal:
    """Tokens of a recognised text. Never fails; takes time in proportion to the length."""
    tokens = tuple(_joined([_token(match) for match in _TOKEN.finditer(text)]))
    words = tuple(token for token in tokens if token.kind != "mark")
    return Normal(text, tokens, words, " ".join(word.text for word in words))


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Without the hyphens of "twenty-one", which are spelling and no mark of their own."""
    for i, token in enumerate(tokens):
        inner = token.text == "-" and 0 < i < len(tokens) - 1
        if inner and tokens[i - 1].text in TENS and tokens[i + 1].text in _SMALL:
            continue
        yield token


def _token(match: re.Match[str]) -> Token:
    kind, written = str(match.lastgroup), match.group()
    value: int | None = None
    if kind == "half":
        kind, text = "word", written.strip(". ")[0].lower() + "m"
    elif kind == "clock":
        kind, text = "word", "o'clock"
    elif kind in {"number", "ordinal"}:
        text = written.lower()
        digits = text if kind == "number" else text[:-2]
        value = int(digits) if len(digits) <= _LONGEST else None
    else:
        text = written.lower().translate(_QUOTES)
        text = MISSPELT.get(text, text)
        value = CARDINALS.get(text, ORDINALS.get(text))
    return Token(text, kind, match.start(), match.end(), value)
