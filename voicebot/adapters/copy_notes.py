"""The description of a copy: our lines are renewed, what people wrote beside them stays."""

from __future__ import annotations

import hashlib
import re

RULE = "--- added in this calendar ---"
"""Stands between our lines and those of others."""
_BREAK = re.compile(r"\r?\n|<br\s*/?>", re.IGNORECASE)
"""Some programs make HTML of a description."""


def renewed(notes: str, there: str, wrote: str) -> tuple[str, str]:
    """The new description, and the mark that tells our lines in it the next time.

    `there` is the description as it is, `wrote` the mark of when it was written last ("": lost, or
    never written).
    """
    ours = _lines(notes)
    known = {*wrote.split(","), *map(_digest, ours), _digest(RULE)}
    theirs = [line for line in _lines(there) if _digest(line) not in known]
    kept = "\n".join(theirs).strip("\n")
    text = "\n".join([*ours, *((RULE, kept) if kept.strip() else ())])
    return text, ",".join(map(_digest, ours))


def _lines(text: str) -> list[str]:
    return _BREAK.split(text) if text else []


def _digest(line: str) -> str:
    return hashlib.sha256(line.strip().encode()).hexdigest()[:8]
