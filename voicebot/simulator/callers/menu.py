"""The keys that the bot's words name, and what each is for: "press one to book, or two for yes".

Read from the words alone, as a listener takes them, in any of the orders in which people put it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicebot.simulator.callers.moments import NUMBERS


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is one of 0 to 9; `label` what it is for, in lower case, "" where nothing is said."""

    key: str
    label: str = ""


def menu(text: str) -> tuple[Entry, ...]:
    """The keys that are named, in order; of one key that is named twice the later counts."""
    found: dict[str, Entry] = {}
    goes_on = False
    for sentence in _END.split(text.lower()):
        entries = list(_entries(sentence, goes_on=goes_on))
        found |= {entry.key: entry for entry in entries}
        goes_on = bool(entries)
    return tuple(found.values())


_END = re.compile(r"(?<!\bdr\.)(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)(?<!\bst\.)(?<=[.?!])\s+")
_PRESS = r"(?:press|push|hit|tap)(?:ing)?"
_DIGIT = "|".join(NUMBERS[:10])
_KEY = rf"(?:(?:the )?(?:number|key) |the )?(?P<key>{_DIGIT}|\d)\b(?: key\b(?! for each))?"
_NAMED = re.compile(
    rf"(?P<before>^|[,;:]|\b(?:or|and|{_PRESS})\b)\s*(?:(?:or|and) )?(?P<press>{_PRESS} )?{_KEY}"
    rf"(?P<link>\s*,?\s+(?:for|to(?! (?:{'|'.join(NUMBERS)}|\d))|if|when|means|is)\b"
    r"|(?=\s*(?:[,;:.?!]|$|(?:or|and)\b)))"
)
"""A key with what leads up to it, and the word that leads on to what it is for, if there is one."""
_VERB = re.compile(rf"\b{_PRESS}\b")
_BETWEEN = re.compile(r"\bbetween [^,;]+$")
"""The "and" that follows is that of a stretch of time: "between one and two for a haircut"."""
_CONDITION = re.compile(
    r"(?:^|[,;:]|\b(?:or|and)\b)\s*(?:(?:or|and) )?(?:if|for|to|when|in case)\b (?P<label>.*)"
)
_LOOSE_ENDS = re.compile(rf"^[\s,;:]+|[\s,;:.?!]+$|[\s,;:]+(?:or|and)(?: {_PRESS})?\s*$")
_AND_THEN = re.compile(r"^\s*,?\s*(?:and then|and|then) (?P<then>.+)")


@dataclass(frozen=True, slots=True)
class _Named:
    """A key where it stands in a sentence; `leads_on`: what it is for comes after it."""

    key: str
    start: int
    end: int
    leads_on: bool


def _entries(sentence: str, *, goes_on: bool) -> Iterator[Entry]:
    """The keys of one sentence; one that names no key press counts where it `goes_on`."""
    named = list(_named(sentence))
    if not _VERB.search(sentence) and not (goes_on and named and named[0].start == 0):
        return
    ends = [key.start for key in named[1:]] + [len(sentence)]
    last = 0
    for key, end in zip(named, ends[: len(named)], strict=True):
        before, after = sentence[last : key.start], sentence[key.end : end]
        yield Entry(key.key, _trimmed(after if key.leads_on else _around(before, after)))
        last = key.end


def _named(sentence: str) -> Iterator[_Named]:
    """The keys that are to be pressed: numbers of something else are left out."""
    verb = _VERB.search(sentence)
    first = verb.start() if verb else 0
    condition_first = bool(_CONDITION.search(sentence[:first]))
    chained = -1
    for found in _NAMED.finditer(sentence):
        link = found["link"] or ""
        leads_on = bool(link) and not (condition_first and "," in link)
        told = found["press"] or _VERB.fullmatch(found["before"])
        between = found["before"] == "and" and _BETWEEN.search(sentence[: found.start()])
        follows = found.start() - chained in (0, 1)
        if found.end() < first or between or not (leads_on or told or follows):
            continue
        end = found.end() if leads_on else found.start("link")
        chained = -1 if leads_on else end
        yield _Named(_digit(found["key"]), found.start(), end, leads_on)


def _around(before: str, after: str) -> str:
    """What a key is for whose purpose is told first, or as what comes of it."""
    condition = _CONDITION.search(before)
    then = _AND_THEN.search(after)
    return f"{condition['label'] if condition else ''} {then['then'] if then else ''}"


def _trimmed(label: str) -> str:
    while (shorter := _LOOSE_ENDS.sub("", label)) != label:
        label = shorter
    return label


def _digit(said: str) -> str:
    return said if said.isdigit() else str(NUMBERS.index(said))
