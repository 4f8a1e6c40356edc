"""Places of a text where a name is said, and how sure the words around it make that.

"My name is ..." names someone whatever follows; "for ..." does so only if what follows looks like
a name: it is written with a capital, or is on the lists of names and not an ordinary word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from voicebot.understanding.people.cues import AFTER, BEFORE, STRENGTH, SURE, kind_of
from voicebot.understanding.people.roster import family_names, given_names, plain
from voicebot.understanding.people.vocabulary import (
    HESITATIONS,
    ORDINARY,
    PARTICLES,
    RELATIONS,
    STOP,
    TITLES,
    words_of,
)
from voicebot.understanding.people.words import Word, glued

_LONGEST = 4
_OPENING = frozenset({'"', "'", "“", ",", ":"})
_PLACES = words_of("in at near to from with see around off visit than of about on dr doctor")
"""Before a name that no cue announces: a place, or somebody else."""
_OTHERS = words_of(
    "salon salon's company company's business street event event's user domain brand doctor's ",
    "doctor dentist's dentist place place's restaurant restaurant's movie shop shop's store clinic",
    "clinic's",
)
"""Before "name": it is not the caller's."""
_FIRMS = words_of("dental insurance health clinic plan street avenue road drive school hospital")
_JOINS = TITLES | {".", "and", "&"}
# A name may follow these, but never after "a" or "the" with an ordinary word.
_HEDGES = HESITATIONS | {"i", "think", "believe", "guess", "just", "actually", "either", "maybe"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it was said: indices [first, last) of the words, and what it is in the text.

    `kind` is the cue's: family, given, relative, booking, name, known, this, booked, am, for,
    mine, here, party or bare. `relation` is whose name it is, where that was said.
    """

    first: int
    last: int
    parts: tuple[str, ...]
    kind: str
    strength: float
    title: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides whether words look like a name."""

    words: Sequence[Word]
    british: bool
    cased: bool
    blocked: Collection[int] = ()
    """Indices of words that belong to something else (dates, staff, numbers)."""


def is_cased(text: str) -> bool:
    """Whether capitals in the text tell anything: it has some besides its first letter and "I"."""
    return any(c.isupper() for c in re.sub(r"\bI\b", "", text)[1:]) and not text.isupper()


def mentions(reader: Reader) -> list[Mention]:
    """All names of the text that a cue announces, in no special order."""
    line, starts = _line(reader.words)
    found: list[Mention] = []
    for match in BEFORE.finditer(line):
        found += _announced(reader, match, bisect_left(starts, match.end()))
    for match in AFTER.finditer(line):
        found += _closed(reader, kind_of(match), bisect_left(starts, match.start()))
    return found


def loose(reader: Reader) -> list[Mention]:
    """Full names that no cue announces: a given and a family name side by side."""
    found: list[Mention] = []
    at = 1
    while at < len(reader.words):
        mention = None
        before = reader.words[at - 1].text
        if _can_hold(reader, at) and not _can_hold(reader, at - 1) and before not in _PLACES:
            mention = collect(reader, at, "loose", 0.8, sure=False)
        if mention and mention.first == at and _is_full(reader, mention.parts):
            found.append(mention)
        at = mention.last if mention else at + 1
    return found


def _is_full(reader: Reader, parts: Sequence[str]) -> bool:
    names = [plain(p) for p in parts]
    if (
        len(names) < 2
        or names[0] in ORDINARY
        or names[-1] in _FIRMS
        or not _listed(reader, names[0])
    ):
        return False
    capitals = reader.cased and all(p[0].isupper() for p in parts)
    return capitals or (names[-1] in family_names(reader.british) and names[-1] not in ORDINARY)


def _line(words: Sequence[Word]) -> tuple[str, list[int]]:
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return " ".join(w.text for w in words), starts


def _announced(reader: Reader, match: re.Match[str], at: int) -> Iterator[Mention]:
    kind = kind_of(match)
    if kind == "name" and set(match.string[: match.start()].split()[-1:]) & _OTHERS:
        return
    words = [word.text for word in reader.words[at : at + 2]]
    if words[:1] == ["good"] or words[1:] == ["sake"]:  # "I'm good, thanks" ends in many names
        return
    sure = kind in SURE or (kind == "relative" and "name" in match.group())
    strength = STRENGTH[kind] + (1.0 if kind == "relative" and sure else 0.0)
    relation = RELATIONS.get(match.group("who") or "", "")
    mention = collect(reader, at, kind, strength, sure)
    if mention:
        yield Mention(
            mention.first, mention.last, mention.parts, kind, strength,
            mention.title, relation,
        )  # fmt: skip


def _closed(reader: Reader, kind: str, end: int) -> Iterator[Mention]:
    """A name before "here", "speaking", "is my name"."""
    first = end
    while first > 0 and end - first < 2 * _LONGEST and _reaches_back(reader, first - 1, end):
        first -= 1
    for start in range(first, end):
        mention = collect(reader, start, kind, STRENGTH[kind], kind == "mine", end)
        if mention and mention.last == end:
            yield mention
            return


def _reaches_back(reader: Reader, at: int, end: int) -> bool:
    words = reader.words
    return _can_hold(reader, at) or (at > 0 and _hyphen(words, at, end))


def collect(
    reader: Reader, at: int, kind: str, strength: float, sure: bool, end: int | None = None
) -> Mention | None:
    """The name that starts at a word, after hedges and a title; None if there is none.

    `sure`: the words before say that a name comes, so that it need not look like one.
    """
    words = reader.words
    limit = len(words) if end is None else end
    at = _past_hedges(reader, at, limit)
    title = ""
    while at < limit and words[at].text in TITLES and _titled(reader, at):
        title = title or words[at].text
        at += 1
        while at < limit and words[at].text in _JOINS:
            at += 1
    first = at
    parts, last = _parts(reader, first, limit)
    if not parts:
        return None
    if not (sure or title or _looks_like_name(reader, first, parts)):
        return None
    if (sure or title) and not _may_be_name(reader, first, parts, kind):
        return None
    return Mention(first, last, tuple(parts), kind, strength, title)


def _past_hedges(reader: Reader, at: int, limit: int) -> int:
    words = reader.words
    while at < limit and (words[at].text in _HEDGES or words[at].text in _OPENING):
        at += 1
    return at


def _titled(reader: Reader, at: int) -> bool:
    """A title is one if a name follows ("master", "judge" and "miss" are words as well)."""
    words = reader.words
    return at + 1 < len(words) and (words[at + 1].alpha or words[at + 1].text in ".&")


def _parts(reader: Reader, first: int, limit: int) -> tuple[list[str], int]:
    """The words of a name from a place on, hyphens put together, and where it ends."""
    words = reader.words
    parts: list[str] = []
    at = first
    while at < limit and len(parts) < _LONGEST:
        word = words[at]
        if word.text in ("-", "‐", "–") and parts and _hyphen(words, at, limit):
            parts[-1] += "-" + words[at + 1].raw
            at += 2
        elif parts and at + 1 < limit and _inside(words, at, parts[-1]):
            at += 1
        elif _can_hold(reader, at) and _goes_on(reader, parts, at):
            _append(parts, word.raw, reader.british)
            at += 1
        else:
            break
    while parts and plain(parts[-1]) in PARTICLES - {"y", "o"} and len(parts) > 1:
        if plain(parts[-1]) in family_names(reader.british):
            break
        parts.pop()
        at -= 1
    return parts, at


def _inside(words: Sequence[Word], at: int, before: str) -> bool:
    """The stop of "J. Smith", the mark of "O' Brien"."""
    apostrophe = words[at].text == "'" and before.lower() == "o" and words[at + 1].alpha
    return apostrophe or (words[at].text == "." and len(before) == 1)


def _append(parts: list[str], raw: str, british: bool) -> None:
    """ "Mc Donald", "Mac Leod" and "O Brien" are one word each; "Mac Miller" is two."""
    start = parts[-1].lower() if parts else ""
    if start == "mac" and f"mac{plain(raw)}" in family_names(british):
        parts[-1] = "Mac" + raw.capitalize()
        return
    if start in {"mc", "o"} and len(raw) > 2:
        parts[-1] = "Mc" + raw.capitalize() if start == "mc" else "O'" + raw.capitalize()
    else:
        parts.append(raw)


def _hyphen(words: Sequence[Word], at: int, limit: int) -> bool:
    return (
        at + 1 < limit
        and words[at + 1].alpha
        and glued(words[at - 1], words[at])
        and glued(words[at], words[at + 1])
    )


def _can_hold(reader: Reader, at: int) -> bool:
    word = reader.words[at]
    if not word.alpha or at in reader.blocked:
        return False
    return word.text not in STOP and word.text not in HESITATIONS


def _goes_on(reader: Reader, parts: list[str], at: int) -> bool:
    """Whether a further word can belong to the name that was begun."""
    if not parts:
        return True
    word = reader.words[at]
    if word.text in PARTICLES:
        return True
    if reader.cased and word.raw[0].isupper():
        return True
    if reader.cased and parts[-1][0].isupper() and plain(parts[-1]) not in PARTICLES:
        return _listed(reader, word.text)
    if len(parts) >= 2 and plain(parts[-1]) not in PARTICLES:
        return _listed(reader, word.text)
    if word.text not in ORDINARY or _listed(reader, word.text, 100.0):
        return True
    # "Jane Doe": an ordinary word may end a name that began as a common one.
    ends = at + 1 == len(reader.words) or not _can_hold(reader, at + 1)
    return ends and _listed(reader, parts[0]) and plain(word.text) in family_names()


def _listed(reader: Reader, word: str, common: float = 1.0) -> bool:
    """On the lists, and no ordinary word unless it is common as a name."""
    name = plain(word)
    given = given_names(reader.british).get(name, 0.0)
    family = family_names(reader.british).get(name, 0.0)
    least = max(common, 60.0) if name in ORDINARY else common
    return given >= least or family >= least


def _looks_like_name(reader: Reader, first: int, parts: Sequence[str]) -> bool:
    """Capitals in the middle of a text, or listed names."""
    names = [plain(p) for p in parts]
    if all(n in ORDINARY for n in names):
        return reader.cased and len(parts) > 1 and all(p[0].isupper() for p in parts) and first > 0
    if reader.cased and first > 0 and all(_capital(p) for p in parts):
        return True
    if len(parts) == 1:
        return _listed(reader, names[0], 20.0) and names[0] not in ORDINARY
    return _listed(reader, names[0]) or (
        names[-1] in family_names(reader.british) and not ORDINARY & {names[0], names[-1]}
    )


def _capital(part: str) -> bool:
    """Written as a name is; "GP" and "AI" are none."""
    return plain(part) in PARTICLES or (
        part[0].isupper() and not (part.isupper() and len(part) < 4)
    )


def _may_be_name(reader: Reader, first: int, parts: Sequence[str], kind: str) -> bool:
    """After a sure cue only what is plainly a word is no name."""
    names = [plain(p) for p in parts]
    if len(parts) == 1 and names[0] in ORDINARY and kind not in ("given", "family"):
        capital = reader.cased and first > 0 and parts[0][0].isupper()
        return capital or _listed(reader, names[0])
    return len(names[0]) > 1 or len(parts) > 1
