"""How a name is written: "o'brien" as O'Brien, "MCDONALD" as McDonald, "van der berg" as it is."""

from __future__ import annotations

import re

from voicebot.understanding.people.vocabulary import PARTICLES

_LOW = frozenset(
    {"de", "la", "da", "dos", "del", "der", "den", "di", "du", "van", "von", "bin", "ibn", "y"}
)


def written(parts: tuple[str, ...] | list[str]) -> str:
    """A name's words as they are written, with one space between. Mixed case is left alone."""
    return " ".join(_word(part, first=i == 0) for i, part in enumerate(parts) if part)


def _word(part: str, first: bool) -> str:
    part = part.replace("’", "'")
    if part.lower() in _LOW and not first:
        return part if part.istitle() else part.lower()
    if part[0].isupper() and any(c.islower() for c in part) and _kept(part):
        return part
    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)*", lambda m: _piece(m.group()), part)


def _kept(part: str) -> bool:
    """Whether the capitals after an apostrophe or hyphen are there already."""
    return all(p[:1].isupper() for p in re.split(r"['-]", part) if len(p) > 1)


def _piece(text: str) -> str:
    text = text.lower()
    if "'" in text:
        head, tail = text.split("'", 1)
        if len(head) <= 2 and len(tail) > 1:
            return f"{head.capitalize()}'{tail.capitalize()}"
        return f"{head.capitalize()}'{tail}"
    if text.startswith("mc") and len(text) > 4:
        return f"Mc{text[2:].capitalize()}"
    return text.capitalize()


def is_particle(part: str) -> bool:
    return part.lower() in PARTICLES
