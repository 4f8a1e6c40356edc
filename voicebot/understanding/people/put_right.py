"""Words that put a name right: "yes, only the name is ...", "okay, but my name is ..."."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = re.compile(r"\b(?:(?:sur)?names?|called|spel(?:l|led|t))\b", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:sur)?names?(?:'s| is| was| should be)?,? (?!please\b|then\b)\w|"
    r"\b(?:is|am|i'm|he's|she's) called \w",
    re.IGNORECASE,
)
""" "The name is ..."; the word between is easily lost."""
_CONTRASTS = re.compile(
    r"\b(?:but|only|except|however|though|wrong|not|\w+n't|no|nope|nah|sorry|actually|rather|"
    r"instead|almost|nearly|should be|should have been|leave|believe|even)\b",
    re.IGNORECASE,
)
"""The last three are what is heard for "only" before "the name"."""
_IS_RIGHT = re.compile(
    r"\bnames?(?:'s| is| are| was| sounds?)? (?:all |quite |just |spel(?:t|led) )*"
    r"(?:right|correct|fine|good|okay|ok|perfect)\b|\b(?:right|correct|that|this|same) names?\b|"
    r"\b(?:that'?s|that is|is|was) (?:my|the|his|her|our) (?:\w+ )?name\b",
    re.IGNORECASE,
)


def names_a_name(texts: Iterable[str]) -> bool:
    """Whether words are about a name, and not to say that it is right, in any recognition."""
    return any(_NAMES.search(text) and not _IS_RIGHT.search(text) for text in texts)


def tells_a_name(texts: Iterable[str]) -> bool:
    """Whether words say what a name is, though it may not have been heard, in any recognition."""
    return names_a_name(text for text in texts if _TELLS.search(text))


def puts_name_right(texts: Iterable[str]) -> bool:
    """Whether words say that a name is another than the one that was put, in any recognition."""
    return names_a_name(text for text in texts if _CONTRASTS.search(text))
