"""Whose name was said: the one to book under, and the caller's own where they differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from voicebot.understanding.people.mentions import (
    Mention,
    Reader,
    collect,
    is_cased,
    loose,
    mentions,
)
from voicebot.understanding.people.roster import (
    family_names,
    given_names,
    log_family,
    log_given,
    plain,
)
from voicebot.understanding.people.sounds import apart
from voicebot.understanding.people.vocabulary import (
    HESITATIONS,
    ORDINARY,
    RELATIONS,
    STOP,
    words_of,
)
from voicebot.understanding.people.words import Word

_LEADS = HESITATIONS | words_of(
    "yes yeah yep nope nah sure hi hello hey it's its it is that's that thats this my name the i'm "
    "i am im of course okay and so right good morning afternoon evening please just no "
    "certainly put for under let's say be would thanks thank you under uh sorry first last full "
    ', . - ! " :'
)
_CORRECTS = words_of(
    "no not sorry actually wait rather mean i it's its is that's , . - make that oh the"
)
_NO_NAME_AFTER = words_of("i my")
"""After "I" comes a verb, after "my" a relation."""
_NO_GOOD = words_of("good great way need idea use problem chance worries thanks")
"""After "no" these are no name."""
_TURNED = 2.0
"""Logarithm of how much likelier two halves of a name are in the other order than as said."""
_PAUSES = frozenset({",", ".", ";", "-"})
_TURNS = words_of("no sorry actually wait rather mean")
_FOR = words_of("for of about")
_TELLS_ONE = words_of("bare name this am")
_BRINGS = words_of("book bring bringing fit get squeeze schedule sign slot put")
"""What is done with somebody who is to come: "fit my wife in". "My wife's car" is no such one."""
_OWN = frozenset({"name", "this", "known", "am", "mine", "here", "bare", "given", "family"})


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a text says of names; `parts` are the words as heard, `first` and `last` index words."""

    parts: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    certainty: float = 1.0
    caller: tuple[str, ...] = ()
    relation: str = ""
    kind: str = ""
    titled: bool = False
    said: int = 0
    alone: str = ""
    """Where the words end that are spoken of next, and what they are, if but a part of the name."""


def read_name(
    text: str, words: Sequence[Word], asked: bool, british: bool, blocked: Collection[int] = ()
) -> NameReading:
    """The name in a text, if there is one. `asked`: a bare answer is a name."""
    reader = Reader(words, british, is_cased(text), blocked)
    found = mentions(reader)
    bare = _bare(reader, asked)
    if bare:
        found.append(bare)
    found = found or loose(reader)
    found = [_corrected(reader, m) for m in found]
    if not found:
        return NameReading(relation=_relation(words))
    best = _joined(found) or max(found, key=lambda m: (m.strength, m.last - m.first, m.first))
    full = _completed(reader, best, found)
    told = _told(full, found, words)
    return replace(told, said=best.last, alone=best.parts[0]) if full is not best else told


def _completed(reader: Reader, mention: Mention, found: Sequence[Mention]) -> Mention:
    """ "Brown. Tom Brown.", "Katherine with a K, Katherine Dole": the full name counts."""
    if len(mention.parts) > 1:
        return mention
    words = reader.words
    pauses = [i + 1 for i in range(mention.last, len(words) - 1) if words[i].text in _PAUSES]
    later = [collect(reader, at, mention.kind, mention.strength, sure=True) for at in pauses]
    for other in (*found, *filter(None, later)):
        if len(other.parts) > 1 and plain(mention.parts[0]) in {plain(p) for p in other.parts}:
            return replace(mention, parts=other.parts, last=max(mention.last, other.last))
    return mention


def _told(best: Mention, found: Sequence[Mention], words: Sequence[Word]) -> NameReading:
    relatives = [m for m in found if m.relation]
    own = [m for m in found if not m.relation and m.kind in _OWN]
    caller: tuple[str, ...] = ()
    relation = _relation(words)
    if relatives:
        other = max(relatives, key=lambda m: (m.strength, m.first))
        callers = [m for m in own if m.first != other.first]
        if callers:
            caller = max(callers, key=lambda m: m.strength).parts
        best, relation = other, other.relation
    certainty = min(1.0, 0.4 + best.strength / 6)
    return NameReading(
        _in_order(best.parts),
        best.first,
        best.last,
        certainty,
        caller,
        relation,
        best.kind,
        bool(best.title),
        best.last,
    )


def _relation(words: Sequence[Word]) -> str:
    """ "for my son", "book my mother in": for whom the caller calls, though no name was given."""
    for i in range(len(words) - 2):
        if words[i].text in _FOR | _BRINGS and words[i + 1].text in ("my", "our"):
            for at in range(i + 2, min(i + 4, len(words))):
                said = words[at].text
                relation = RELATIONS.get(said.removesuffix("'s") if words[i].text in _FOR else said)
                if relation:
                    with_caller = [w.text for w in words[at + 1 : at + 3]]
                    return "" if with_caller in (["and", "i"], ["and", "me"]) else relation
    return ""


def _says_no_good(words: Sequence[Word]) -> bool:
    return bool(words) and words[0].text in _NO_GOOD


def _bare(reader: Reader, asked: bool) -> Mention | None:
    """A text that begins with a name, after such words as "yes, it's"."""
    words = reader.words
    at = 0
    while at < len(words) and words[at].text in _LEADS and not _name_after_all(words, at, asked):
        at += 1
    if at and words[at - 1].text in _NO_NAME_AFTER:
        return None
    if [w.text for w in words[max(0, at - 1) : at]] == ["no"] and _says_no_good(words[at:]):
        return None
    mention = collect(reader, at, "bare", 1.8 if asked else 1.2, sure=asked)
    if mention is None or mention.first > at + 4:
        return None
    if asked:
        return _extended(reader, mention)
    after = words[mention.last].text if mention.last < len(words) else "."
    if len(mention.parts) == 1 and not mention.title and mention.last < len(words) - 1:
        return None
    return mention if after in ",.!?-;" or after in ("and", "here") else None


def _name_after_all(words: Sequence[Word], at: int, asked: bool) -> bool:
    """ "Will" and "So" begin some names: only with another word of a name behind, when asked."""
    return asked and words[at].text == "will" and at + 2 == len(words)


def _extended(reader: Reader, mention: Mention) -> Mention:
    """ "Isabel, Moreno" is one name, "Moreno, Isabel Moreno" the second half."""
    words = reader.words
    at = mention.last
    if at >= len(words) or words[at].text not in (",", ".", "comma"):
        return mention
    more = collect(reader, at + 1, "bare", mention.strength, sure=True)
    if more is None or more.first != at + 1:
        return mention
    heard = {plain(p) for p in mention.parts}
    if heard & {plain(p) for p in more.parts}:
        return more if len(more.parts) >= len(mention.parts) else mention
    if len(mention.parts) == 1 and len(more.parts) == 1:
        parts = mention.parts + more.parts
        turned = words[at].text in (",", "comma") and _family_first(*map(plain, parts))
        return replace(mention, last=more.last, parts=parts[::-1] if turned else parts)
    return mention


def _joined(found: Sequence[Mention]) -> Mention | None:
    """First and last name that were given apart, put together."""
    given = next((m for m in found if m.kind == "given"), None)
    family = next((m for m in found if m.kind == "family"), None)
    alone = next((m for m in found if m.kind in _TELLS_ONE and len(m.parts) == 1), None)
    if alone is not None and not any(_same(alone, m) for m in (given, family) if m is not None):
        given, family = (given or alone, family) if family else (given, alone)
    if given is None or family is None or given.first == family.first:
        return None
    return replace(
        given,
        parts=given.parts + family.parts,
        first=min(given.first, family.first),
        last=max(given.last, family.last),
    )


def _same(one: Mention, other: Mention) -> bool:
    """Whether two mentions share a word of the text or of the name."""
    shared = {plain(part) for part in one.parts} & {plain(part) for part in other.parts}
    return bool(shared) or (one.first < other.last and other.first < one.last)


def _corrected(reader: Reader, mention: Mention) -> Mention:
    """ "Smith, no, Smyth": what comes last holds."""
    words = reader.words
    at = mention.last
    turned = False
    while at < len(words) and words[at].text in _CORRECTS:
        turned = turned or words[at].text in _TURNS
        at += 1
    if not turned:
        return mention
    better = collect(reader, at, mention.kind, mention.strength, sure=True)
    if better is None or better.first != at:
        return mention
    parts = better.parts
    if len(parts) == 1 and len(mention.parts) > 1:
        parts = _replaced(mention.parts, parts[0], reader.british)
    return replace(mention, parts=parts, last=better.last)


def _replaced(parts: tuple[str, ...], new: str, british: bool) -> tuple[str, ...]:
    """One word of a name replaced by the word it was corrected to: the one it sounds like."""
    given = given_names(british).get(plain(new), 0.02)
    family = family_names(british).get(plain(new), 0.02)
    if max(given, family) > 5 * min(given, family):
        nearest = 0 if given > family else len(parts) - 1
    else:
        nearest = min(range(len(parts)), key=lambda i: apart(parts[i], new))
    return (*parts[:nearest], new, *parts[nearest + 1 :])


def _in_order(parts: tuple[str, ...]) -> tuple[str, ...]:
    """ "Smith John" turned round, where only that order makes a name of it."""
    if len(parts) != 2:
        return parts
    first, last = plain(parts[0]), plain(parts[1])
    given, family = given_names(), family_names()
    swapped = given.get(last, 0.0) > 200 and family.get(first, 0.0) > 100
    if swapped and given.get(first, 0.0) < 20 and family.get(last, 0.0) < given[last] / 5:
        return (parts[1], parts[0])
    return parts


def _family_first(first: str, last: str) -> bool:
    """ "McDonald, Angus": what stands first is a family name, and the other is none."""
    given, family = given_names(), family_names()
    return given.get(last, 0.0) > 2 * family.get(last, 0.0) and family.get(
        first, 0.0
    ) > 2 * given.get(first, 0.0)


def of_halves(one: str, other: str) -> str:
    """A whole name of two words that were said one after the other, the given name first."""
    said = log_given(one) + log_family(other)
    turned = log_given(other) + log_family(one)
    return f"{other} {one}" if turned > said + _TURNED else f"{one} {other}"


def with_rest(
    parts: tuple[str, ...], text: str, words: Sequence[Word], british: bool
) -> tuple[str, ...]:
    """A name of one word with the other one, said after it was spelled: "Kaur, K A U R, Simran"."""
    if len(parts) != 1:
        return parts
    rest = read_name(text, words, asked=True, british=british).parts
    if len(rest) != 1 or plain(rest[0]) == plain(parts[0]):
        return rest if plain(parts[0]) in map(plain, rest) else parts
    return rest + parts if _family_first(plain(parts[0]), plain(rest[0])) else parts + rest


def is_only_words(parts: Sequence[str]) -> bool:
    """Whether nothing in a name would not also be an ordinary word."""
    return all(plain(p) in ORDINARY or plain(p) in STOP for p in parts)
