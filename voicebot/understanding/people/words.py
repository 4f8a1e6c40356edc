"""Text cut into words, numbers and signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A word may hold an apostrophe inside ("o'donnell"); hyphens and dots stand alone, so that
# "415-555-0182", "anne-marie" and "jane.doe" can each be put together by who understands them.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]|_")
_FLAT = str.maketrans("’`", "''")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text: `text` is lower case, `raw` as written, [start, end) in characters."""

    text: str
    raw: str
    start: int
    end: int

    @property
    def alpha(self) -> bool:
        return self.text[0].isalpha()

    @property
    def digits(self) -> bool:
        return self.text.isascii() and self.text.isdigit()

    @property
    def sign(self) -> bool:
        return not (self.text[0].isalpha() or self.text[0].isdigit())


def cut(text: str) -> list[Word]:
    """The words, numbers and signs of a text in order."""
    return [
        Word(m.group().lower().translate(_FLAT), m.group(), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def glued(left: Word, right: Word) -> bool:
    """Whether nothing stands between two pieces."""
    return left.end == right.start


def overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether [start, end) shares a character with any of the spans."""
    return any(start < b and a < end for a, b in spans)


def span_of(words: Sequence[Word]) -> tuple[int, int]:
    """From the first word's start to the last one's end; (0, 0) for none."""
    return (words[0].start, words[-1].end) if words else (0, 0)
