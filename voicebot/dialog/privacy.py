"""What must not be kept: payment card numbers, as digits or as digit words."""

from __future__ import annotations

import re

from voicebot.dialog.spoken import ONES

_DIGIT = "|".join([r"\d+", "oh", *ONES[:10]])
_RUN = re.compile(rf"(?<![\w+])(?:{_DIGIT})(?:[\s,.-]*(?:{_DIGIT}))*(?!\w)", re.IGNORECASE)
CARD_DIGITS = range(13, 20)
REMOVED = "(card number removed)"


def without_cards(text: str) -> str:
    """The text with every run of 13 to 19 digits, spoken or written, taken out."""
    return _RUN.sub(lambda run: REMOVED if _digits(run[0]) in CARD_DIGITS else run[0], text)


def has_card(text: str) -> bool:
    return REMOVED in without_cards(text)


def _digits(run: str) -> int:
    return sum(
        len(part) if part.isdigit() else 1 for part in re.findall(r"\d+|[a-z]+", run.lower())
    )
