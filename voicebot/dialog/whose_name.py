"""Whose name was told: that of who speaks, or that of who is to come."""

from __future__ import annotations

import re

from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding
from voicebot.understanding.normalize import normalize

NOTED = (
    "name_heard", "not_names", "wrong_name", "renamed", "not_the_name", "typed", "typed_keys",
    "of_these_keys", "name_again", "name_typed", "half_name",
)  # fmt: skip
"""What is noted of a name while it is found out."""
_MY_NAME = re.compile(r"\b(?:my (?:full |own )?name(?:'?s| is)|i'?m|i am|this is)$")
_SPEAKING = re.compile(r"(?:here|speaking|calling)\b")
_IT_IS = re.compile(r"(?:(?:hi|hello|hey|good morning|good afternoon|yes|it'?s|it is|um|uh) ?)*")
_FOR_MINE = re.compile(r"\b(?:my|our) \w")


def another_person(turn: Turn) -> None:
    """The name is another person's from here on: nothing that was noted of it holds."""
    turn.forget("name")
    turn.note(**dict.fromkeys(NOTED))


def is_callers(heard: Understanding) -> bool:
    """Whether the name is that of who speaks: "my name is Jane Doe, it's for my son"."""
    name = heard.slot("name")
    if name is None:
        return False
    start, end = name.span
    before, after = (normalize(t).text for t in (heard.text[:start], heard.text[end:]))
    if _MY_NAME.search(before) or _SPEAKING.match(after):
        return True
    return bool(_IT_IS.fullmatch(before) and _FOR_MINE.search(after))
