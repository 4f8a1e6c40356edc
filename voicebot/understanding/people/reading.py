"""Everything about people in one text, in order: what one reader takes the next leaves alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from voicebot.understanding.dates.dob import best_dob
from voicebot.understanding.model import Expectation, Lexicon, Locale, SlotValue
from voicebot.understanding.people.choices import read_choice
from voicebot.understanding.people.counts import read_people_count
from voicebot.understanding.people.email import read_email
from voicebot.understanding.people.hints import hinted
from voicebot.understanding.people.names import NameReading, read_name, with_rest
from voicebot.understanding.people.phone import read_phone
from voicebot.understanding.people.spelled import (
    is_spelled,
    read_spelled,
    repeated,
    said_and_spelled,
    with_spelling,
)
from voicebot.understanding.people.spelling import parse, spelled_runs
from voicebot.understanding.people.staff import read_staff
from voicebot.understanding.people.terms import read_closed_sets, read_services
from voicebot.understanding.people.words import Word, cut, overlaps, span_of
from voicebot.understanding.people.written import written

_BRITISH = frozenset({"GB", "IE", "AU", "NZ", "ZA", "IM", "JE", "GG"})
_NAMED = frozenset({"name", "booking", "given", "family", "known", "mine", "this"})
_SELF = frozenset({"am", "here"})
"""Callers who say so speak of themselves, though somebody here has the same name."""
_ALONE = frozenset({"bare", "am", "this"})
"""Cues that announce no more of a name than stands behind them."""
_OPEN = frozenset({"name", "anything_else", "reason", None})
"""Questions whose answer may hold a name that no words announce."""
_BIRTH = re.compile(r"\b(?:date of birth|birth ?date|birthday is|born (?:on|in)|d\.?o\.?b)\b")
_NAME_MONTHS = frozenset({"april", "may", "june", "august", "april may"})
_BOTH = 2
"""Spellings of a first and a last name."""
_WHOLE_WORD = 3
"""Letters from which a word behind a spelling is no part of it."""
_LONGEST = 10_000
"""Characters that are read: ten minutes of speech, more than anybody says in one turn."""


@dataclass(slots=True)
class Reading:
    """What is being read: the text cut into words, and the spans that are taken."""

    text: str
    expectation: Expectation
    lexicon: Lexicon
    locale: Locale
    taken: Sequence[tuple[int, int]]
    now: datetime | None = None
    words: list[Word] = field(default_factory=list)
    slots: list[SlotValue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = self.text[:_LONGEST]
        self.words = cut(self.text)

    def add(self, slots: Sequence[SlotValue]) -> None:
        self.slots += slots

    def spans(self, *names: str) -> list[tuple[int, int]]:
        return [s.span for s in self.slots if s.name in names]


def is_british(locale: Locale) -> bool:
    """Whether callers' names are more likely British than American ones."""
    return locale.region in _BRITISH or locale.day_first


def asks_to_spell(expectation: Expectation) -> bool:
    return "spell" in (expectation.said or "").lower()


def read_all(reading: Reading) -> list[SlotValue]:
    """All slots of a text, the surest readers first."""
    asked = reading.expectation.asked
    low = reading.text.lower()
    if "@" in low or " at " in low or asked == "email":
        reading.add(read_email(reading.text, asked == "email"))
    if asked == "phone" or (asked not in _NO_PHONE and _has_digits(reading)):
        reading.add(_phone(reading))
    if reading.now is not None and (asked == "dob" or _BIRTH.search(low)):
        reading.add(read_birth([reading.text], reading.locale, reading.now))
    reading.add(read_choice(reading.text, reading.expectation.offered))
    reading.add(read_people_count(reading.text, asked == "people"))
    reading.add(_terms(reading))
    name = _name(reading)
    if name:
        reading.slots = [s for s in reading.slots if not _is_within(s, name[0])] + name
    return reading.slots


def read_birth(texts: Sequence[str], locale: Locale, now: datetime) -> list[SlotValue]:
    """`dob`, the date of birth that the recognitions of an utterance support best."""
    birth = best_dob(texts, locale, now)
    if birth is None:
        return []
    text = texts[0]
    return [SlotValue("dob", birth.day.isoformat(), text, (0, len(text)), round(birth.score, 2))]


def read_names(reading: Reading) -> list[SlotValue]:
    """Only what `read_all` finds of names."""
    reading.add(read_staff(reading.words, reading.lexicon, asked=False))
    return _name(reading)


def _has_digits(reading: Reading) -> bool:
    """Whether there may be a telephone number in a text: seven digits at least."""
    if sum(c.isdigit() for c in reading.text) >= 7:
        return True
    return sum(w.text in _DIGIT_WORDS for w in reading.words) >= 4


_NO_PHONE = frozenset({"email", "dob"})
_DIGIT_WORDS = frozenset(
    "zero oh o one two three four five six seven eight nine ten twenty thirty forty fifty sixty "
    "seventy eighty ninety double triple hundred".split()
)


def _phone(reading: Reading) -> list[SlotValue]:
    spans = [
        *reading.spans("email"),
        *(() if reading.expectation.asked == "phone" else reading.taken),
    ]
    expected = reading.expectation
    found = read_phone(
        reading.words, reading.locale.region, expected.asked == "phone", expected.caller
    )
    return [s for s in found if s.certainty == 1.0 or not overlaps(*s.span, spans)]


def _terms(reading: Reading) -> list[SlotValue]:
    asked = reading.expectation.asked
    words, lexicon = reading.words, reading.lexicon
    return [
        *read_services(words, lexicon, asked == "service"),
        *read_staff(words, lexicon, asked == "staff"),
        *read_closed_sets(words, lexicon, asked),
    ]


def _is_within(slot: SlotValue, name: SlotValue) -> bool:
    """ "My name is Maria Lopez" names no member of staff."""
    return slot.name.endswith(("staff", "staff_unknown")) and overlaps(*slot.span, [name.span])


def _name(reading: Reading) -> list[SlotValue]:
    asked = reading.expectation.asked
    if not reading.words or (asked is not None and asked in ("email", "dob")):
        return []
    british = is_british(reading.locale)
    if asked == "name" and is_spelled(reading.words, asks_to_spell(reading.expectation)):
        both = spelled_again(reading)
        if both is not None:
            return [both]
        spelled = read_spelled([reading.text], british)
        if spelled:
            return [_spelled_slot(spelled.parts, reading)]
    found = _told_name(reading, british)
    slots: list[SlotValue] = []
    if found.parts:
        slots.append(_slot("name", found.parts, reading, found))
    if found.caller:
        slots.append(replace(_slot("caller_name", found.caller, reading, found), span=(0, 0)))
    if found.relation:
        slots.append(SlotValue("for_other", found.relation, found.relation, (0, 0), 0.9))
    return slots


def _told_name(reading: Reading, british: bool) -> NameReading:
    """The name with staff taken out of the way, and with its spelling where that follows."""
    asked = reading.expectation.asked
    runs = spelled_runs(reading.words)
    spelled = {i for first, last in runs for i in range(first, last)}
    elsewhere = [*_dates(reading), *reading.spans("email", "phone", "phone_part", "service")]
    blocked = spelled | _indices(reading.words, elsewhere)
    unknown = () if asked == "name" else ("staff_unknown",)
    staff = _indices(reading.words, reading.spans("staff", "not_staff", *unknown))
    found = read_name(reading.text, reading.words, asked == "name", british, blocked)
    theirs = staff & set(range(found.first, found.last))
    own = _NAMED | _SELF | ({"bare", "relative"} if asked == "name" else set())
    if theirs and (found.titled or asked == "staff" or found.kind not in own):
        found = read_name(reading.text, reading.words, asked == "name", british, blocked | staff)
    if asked not in _OPEN and found.kind not in _NAMED | {"relative", "here"}:
        return replace(found, parts=(), first=0, last=0)
    if not found.parts:
        return found
    for first, last in runs:
        if first and reading.words[first - 1].text in ("with", "without"):
            continue
        parts = with_spelling(found.parts, parse(reading.words[first:last]).text)
        if asked == "name" and found.kind in _ALONE and found.last <= first:
            parts = with_rest(parts, reading.text, reading.words[last:], british)
        found = replace(found, parts=parts)
    after = reading.text[reading.words[found.said - 1].end :]
    return replace(found, parts=hinted(repeated(found.parts), after, found.alone))


def spelled_again(reading: Reading) -> SlotValue | None:
    """A name that is said and then spelled, whole or in part: "Jane Wilson, W-I-L-S-O-N"."""
    runs = spelled_runs(reading.words)
    if len(runs) == _BOTH:
        return _both_spelled(reading, runs)
    if len(runs) != 1:
        return None
    first, last = runs[0]
    said, rest = (0, last) if first else (last, len(reading.words))
    found, parts = _spelled_word(reading, said, first or len(reading.words), runs[0])
    broken = first == 0 and min(map(len, found.parts), default=0) < _WHOLE_WORD
    if parts is None or broken:
        return None
    whole = with_rest(parts, reading.text, reading.words[rest:], is_british(reading.locale))
    return _slot("name", whole, reading, found)


def _both_spelled(reading: Reading, runs: Sequence[tuple[int, int]]) -> SlotValue | None:
    """ "Jane, J A N E, last name Doe, D O E"."""
    (first, last), (again, end) = runs
    one, given = _spelled_word(reading, 0, first, (first, last))
    two, family = _spelled_word(reading, last, again, (again, end))
    if given is None or family is None:
        return None
    turned = one.kind == "family" or two.kind == "given"
    parts = family + given if turned else given + family
    return _slot("name", parts, reading, replace(one, last=two.last))


def _spelled_word(
    reading: Reading, start: int, end: int, run: tuple[int, int]
) -> tuple[NameReading, tuple[str, ...] | None]:
    """The name in the words [start, end), and as the letters of a run spell it."""
    british = is_british(reading.locale)
    found = read_name(reading.text, reading.words[start:end], asked=True, british=british)
    found = replace(found, first=found.first + start, last=found.last + start)
    return found, said_and_spelled(found.parts, parse(reading.words[slice(*run)]).text)


def _dates(reading: Reading) -> list[tuple[int, int]]:
    """Spans of dates that can hold no name: "April" and "May" alone may be one."""
    if reading.expectation.asked == "name":
        return []
    return [(a, b) for a, b in reading.taken if reading.text[a:b].lower() not in _NAME_MONTHS]


def _indices(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> set[int]:
    if not spans:
        return set()
    return {i for i, w in enumerate(words) if overlaps(w.start, w.end, spans)}


def _slot(name: str, parts: tuple[str, ...], reading: Reading, found: NameReading) -> SlotValue:
    span = span_of(reading.words[found.first : found.last])
    return SlotValue(name, written(parts), reading.text[slice(*span)], span, found.certainty)


def _spelled_slot(parts: tuple[str, ...], reading: Reading) -> SlotValue:
    span = span_of(reading.words)
    return SlotValue("name", written(parts), reading.text, span, 0.7)
