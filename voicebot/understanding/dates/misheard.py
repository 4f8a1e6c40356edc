"""Words that a recogniser writes for numbers and hours, put right where only those make sense.

"To 30 PM" is 2:30, "a quarter passed four" a quarter past, "half past then" half past ten. What
decides is the neighbour, or that a time was asked for; elsewhere the words mean themselves. What
takes several words ("it has past nine") is in `voicebot.understanding.dates.slips`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicebot.understanding.dates.picked import Offers, as_picked, exact
from voicebot.understanding.dates.slips import HOURS, without_slips
from voicebot.understanding.normalize import CARDINALS, Normal, Token

_AFTER_HOUR = frozenset({"am", "pm", "o'clock"})
_BEFORE_HOUR = frozenset({"at", "past", "around", "about"})
_MINUTES = frozenset({15, 20, 30, 40, 45, 50})
_OPENING = frozenset({"to", "too", "for", "fore", "free", "ate"})


def put_right(
    normal: Normal, *, asked: bool, offered: Offers | None = None, agreed: bool = False
) -> Normal:
    """The text with misheard hours read as hours.

    `asked`: a time is expected; `offered`: one of these is to be chosen, and "830" is one;
    `agreed`: a time is settled on, and "the 10 30" is another.
    """
    whole = without_slips(normal.tokens)
    if offered is not None:
        whole = tuple(_with_colons(as_picked(whole, offered)))
    elif asked or agreed:
        whole = exact(whole)
    tokens = tuple(_right(whole, i, asked) for i in range(len(whole)))
    return normal if tokens == normal.tokens else replace(normal, tokens=tokens)


def _with_colons(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "830" and "8 30" alone as times of day."""
    for i, token in enumerate(tokens):
        before, after, behind = (_at(tokens, n) for n in (i - 1, i + 1, i + 2))
        alone = token.kind == "number" and (before is None or before.value is None)
        if not alone or token.value is None:
            yield token
        elif len(token.text) in (3, 4) and token.value // 100 <= 12:
            yield from _parted(token)
        elif token.value <= 12 and _is_minutes(after) and _is_end(behind):
            yield token
            yield replace(token, text=":", kind="mark", value=None)
        else:
            yield token


def _at(tokens: Sequence[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def _is_end(token: Token | None) -> bool:
    """Whether no figure follows; the one of "the 8 15 one" is none."""
    return token is None or token.value is None or token.text == "one"


def _parted(token: Token) -> Iterator[Token]:
    hour, minute = divmod(int(token.text), 100)
    if minute not in _MINUTES and minute:
        yield token
        return
    yield replace(token, text=str(hour), value=hour)
    yield replace(token, text=":", kind="mark", value=None)
    yield replace(token, text=token.text[-2:], value=minute)


def _is_minutes(token: Token | None) -> bool:
    return token is not None and token.kind == "number" and token.value in _MINUTES


def _right(tokens: Sequence[Token], i: int, asked: bool) -> Token:
    token = tokens[i]
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.text == "passed" and _between_numbers(before, after):
        return replace(token, text="past")
    if token.text not in HOURS or not _is_hour(token.text, before, after, i == 0 and asked):
        return token
    text = HOURS[token.text]
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
