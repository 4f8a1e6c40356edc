"""Things whose names end in a word that times begin with: "move my check-up to Thursday".

Taken apart, the end of the name would be the beginning of a time ("up to Thursday").
"""

from __future__ import annotations

from dataclasses import replace

from voicebot.understanding.normalize import Normal, Token

_UP = frozenset("check follow tune touch clean set pick top wash".split())
"""Words that are one thing with "up" behind them."""


def without_parts(normal: Normal) -> Normal:
    """The text with each such name as one token; the words stay as they are."""
    tokens: list[Token] = []
    for token in normal.tokens:
        first = next((t for t in reversed(tokens) if t.text != "-"), None)
        if token.text == "up" and first is not None and first.text in _UP:
            while tokens[-1] is not first:
                tokens.pop()
            tokens[-1] = replace(first, text=f"{first.text}-up", end=token.end)
        else:
            tokens.append(token)
    if len(tokens) == len(normal.tokens):
        return normal
    return replace(normal, tokens=tuple(tokens))
