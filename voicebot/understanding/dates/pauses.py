"""Commas that a recogniser writes at a pause inside a phrase: "next, Tuesday", "half, past three".

They are dropped where the words on both sides belong together however slowly they are said. A
comma between two times ("Tuesday, Wednesday") or before a new thought stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicebot.understanding.dates.lexicon import MONTHS, PARTS, UNITS, WEEKDAYS
from voicebot.understanding.normalize import ORDINALS, Normal, Token

_MARKS = frozenset({",", ".", "...", "…", ";"})
_DAYS = frozenset(WEEKDAYS) | frozenset(MONTHS) | frozenset(UNITS) | frozenset(PARTS)
_POINTING = frozenset("next last this coming following past every".split())
_LEADING = frozenset(
    "at on from until till by after before around about between in for past to half quarter the "
    "of early late mid".split()
)
_HALVES = frozenset({"half", "quarter"})
_TO_HOUR = frozenset("past to after before till of".split())
_CLOCK = frozenset({"am", "pm", "o'clock", "noon"})
_RELATIVE = frozenset({"tomorrow", "yesterday", "next", "today"})


def without_pauses(normal: Normal) -> Normal:
    """The text without the marks that stand inside a phrase; the words stay as they are."""
    if not _MARKS.intersection(token.text for token in normal.tokens):
        return normal
    return replace(normal, tokens=tuple(_kept(normal.tokens)))


def _kept(tokens: Sequence[Token]) -> Iterator[Token]:
    for i, token in enumerate(tokens):
        inside = token.text in _MARKS and 0 < i < len(tokens) - 1
        if not (inside and _goes_on(tokens, i)):
            yield token


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words on both sides of the mark at `i` are one phrase."""
    before, after = tokens[i - 1], tokens[i + 1]
    if after.start == tokens[i].end:
        return False
    if before.text in _POINTING:
        return after.text in _DAYS
    if before.text in _HALVES and after.text in _TO_HOUR:
        return True
    if before.text in _LEADING:
        return after.value is not None or after.text in _DAYS
    if before.text in {"day", "week", "month"} and after.text in {"after", "before"}:
        return i + 2 < len(tokens) and tokens[i + 2].text in _RELATIVE
    if after.text in _CLOCK:
        return before.value is not None
    return tokens[i].text == "," and _hour_and_minutes(tokens, i)


def _hour_and_minutes(tokens: Sequence[Token], i: int) -> bool:
    """ "Four, fifteen": numbers above twelve are no hours, so they are the minutes of one."""
    before, after = tokens[i - 1], tokens[i + 1]
    spoken = before.kind == "word" and after.kind == "word" and after.text not in ORDINALS
    hour, minutes = before.value or 0, after.value or 0
    alone = i < 2 or tokens[i - 2].value is None
    return spoken and alone and 1 <= hour <= 12 and 13 <= minutes <= 59
