"""Words that a recogniser writes for numbers and hours, put right where only those make sense.

"To 30 PM" is 2:30, "a quarter passed four" a quarter past, "half past then" half past ten. What
decides is the neighbour, or that a time was asked for; elsewhere the words mean themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicebot.understanding.normalize import CARDINALS, Normal, Token

_HOURS = {
    "to": "two",
    "too": "two",
    "for": "four",
    "fore": "four",
    "ate": "eight",
    "free": "three",
    "tree": "three",
    "won": "one",
    "tin": "ten",
    "then": "ten",
    "heaven": "eleven",
    "leaven": "eleven",
}
_AFTER_HOUR = frozenset({"am", "pm", "o'clock"})
_BEFORE_HOUR = frozenset({"at", "past", "around", "about"})
_MINUTES = frozenset({15, 20, 30, 40, 45, 50})
_OPENING = frozenset({"to", "too", "for", "fore", "free", "ate"})


def put_right(normal: Normal, *, asked: bool) -> Normal:
    """The text with misheard hours read as hours. `asked`: a time is expected."""
    tokens = tuple(_right(normal.tokens, i, asked) for i in range(len(normal.tokens)))
    return normal if tokens == normal.tokens else replace(normal, tokens=tokens)


def _right(tokens: Sequence[Token], i: int, asked: bool) -> Token:
    token = tokens[i]
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.text == "passed" and _between_numbers(before, after):
        return replace(token, text="past")
    if token.text not in _HOURS or not _is_hour(token.text, before, after, i == 0 and asked):
        return token
    text = _HOURS[token.text]
    return replace(token, text=text, value=CARDINALS[text])


def _between_numbers(before: Token | None, after: Token | None) -> bool:
    counted = before is not None and (
        before.text in {"half", "quarter", "minutes"} or before.value is not None
    )
    return counted and after is not None and after.value is not None


def _is_hour(text: str, before: Token | None, after: Token | None, opens: bool) -> bool:
    if after is not None and after.text in _AFTER_HOUR:
        return True
    if after is not None and opens and text in _OPENING and after.value in _MINUTES:
        return True
    past = before is not None and before.text == "past"
    at = before is not None and before.text in _BEFORE_HOUR and text not in {"then", "to", "for"}
    ends = after is None or after.text in {".", ",", "on", "tomorrow", "today"}
    return ends and (past or (at and text in {"free", "tree", "tin", "heaven", "leaven", "won"}))
