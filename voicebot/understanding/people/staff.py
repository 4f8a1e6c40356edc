"""The people of a business as callers name them: by name, by how it sounds, or anybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from voicebot.understanding.model import Lexicon, SlotValue
from voicebot.understanding.people.roster import family_names, given_names
from voicebot.understanding.people.sounds import apart
from voicebot.understanding.people.terms import SHORTEST, Index, close, index_of, named
from voicebot.understanding.people.vocabulary import ORDINARY, STOP, words_of
from voicebot.understanding.people.words import Word, span_of
from voicebot.understanding.people.written import written

_ROLES = r"(?:dentist|doctor|dr|stylist|barber|hygienist|therapist|mechanic|technician|person|one)"
_ANYBODY = re.compile(
    rf"\b(?:any (?:of the |available )?{_ROLES}s?|whichever {_ROLES}"
    r"|(?:anyone|anybody|whoever)(?: who)?(?:'s| is)? (?:is )?(?:available|free|fine|ok|okay|works)"
    r"|(?:don't|dont|doesn't) (?:care|mind|matter) (?:who|which)"
    r"|no preference (?:for|on|about|of) (?:who|which|the))"
)
_ANYBODY_ASKED = re.compile(
    r"\b(?:anyone|anybody|whoever|whichever|either|any|no preference|don't have a preference"
    r"|(?:don't|dont) (?:care|mind)|doesn't matter|no matter|first available|surprise me)\b"
)
_KNOWN_NAME = 100.0
"""Bearers in a million of a given name that nobody takes for another word."""
_DOCTOR = words_of("dr doctor doc")
_BEFORE_STAFF = words_of("with see tell ask dr doctor")
_SOUNDS_ALIKE, _SAME_NAME = 0.34, 0.1
"""How far apart the sounds of a name and of what was heard may be, asked for it and not."""
_ANSWER = 40
"""Words in which an answer is looked for by likeness; longer ones are no answers."""


def read_staff(words: Sequence[Word], lexicon: Lexicon, asked: bool) -> list[SlotValue]:
    """`staff`, `not_staff`, or `staff_unknown` for a doctor who is not among them.

    Names are also known by sound ("doctor but tell" for Dr. Patel) behind "doctor", or when the
    question was whom the caller wants to see. The value "any" says that it may be anyone.
    """
    index = index_of(lexicon.staff, tuple(sorted(lexicon.heard_as.items())), people=True)
    found = named(words, index, "staff", asked=asked)
    if found or not lexicon.staff:
        return found
    anybody = _anybody(words, asked)
    if anybody:
        return [anybody]
    titled = [i + 1 for i, w in enumerate(words) if w.text in _DOCTOR]
    for at in titled:
        near = _sounding(words, at, index)
        if near:
            return [near]
    if asked:
        places = range(min(len(words), _ANSWER))
        near = next(filter(None, (_sounding(words, i, index) for i in places)), None)
        return [near] if near else close(words, index, "staff")
    return _nearly_named(words, index) or _unknown(words, titled) or _nobody_here(words)


def _anybody(words: Sequence[Word], asked: bool) -> SlotValue | None:
    """ "Anyone is fine", "no preference", "whoever is free first"."""
    line = " ".join(w.text for w in words)
    match = _ANYBODY.search(line) or (_ANYBODY_ASKED.search(line) if asked else None)
    if match is None:
        return None
    return SlotValue("staff", "any", match.group(), span_of(words), 0.9)


def _sounding(words: Sequence[Word], at: int, index: Index) -> SlotValue | None:
    """The member of staff whose family name sounds like the one to three words from a place on."""
    best: tuple[float, str, int, int] | None = None
    first = next((i for i in range(at, min(at + 3, len(words))) if words[i].alpha), at)
    for end in range(first + 1, min(first + 4, len(words) + 1)):
        heard = "".join(w.text for w in words[first:end] if w.alpha)
        if len(heard) < 2 or words[end - 1].text in STOP - words_of("tell when one on in"):
            continue
        for name, term_id in index.spoken:
            distance = apart(heard, name)
            if distance <= _SOUNDS_ALIKE and (best is None or distance < best[0]):
                best = (distance, term_id, first, end)
    if best is None:
        return None
    distance, term_id, first, end = best
    text = " ".join(w.raw for w in words[first:end])
    certainty = round(0.9 - distance, 2)
    return SlotValue("staff", term_id, text, (words[first].start, words[end - 1].end), certainty)


def _nearly_named(words: Sequence[Word], index: Index) -> list[SlotValue]:
    """A name written otherwise, where one of the staff would be named: "with Renae"."""
    for i, word in enumerate(words[1:], start=1):
        behind = words[i + 1] if i + 1 < len(words) else None
        alone = behind is None or not behind.raw[:1].isupper() or behind.text in STOP
        if words[i - 1].text not in _BEFORE_STAFF or not word.alpha or not alone:
            continue
        if word.text in STOP or word.text in ORDINARY or len(word.text) < SHORTEST - 1:
            continue
        for name, term_id in index.ids.items():
            if apart(word.text, name) <= _SAME_NAME:
                return [SlotValue("staff", term_id, word.raw, (word.start, word.end), 0.75)]
    return []


def _unknown(words: Sequence[Word], titled: Sequence[int]) -> list[SlotValue]:
    """ "Dr. Smith" where there is none: worth telling the caller."""
    for after in titled:
        first = next((i for i in range(after, len(words)) if not words[i].sign), len(words))
        named = [w for w in words[first : first + 2] if _is_name(w)]
        if named and named[0] is words[first]:
            span = span_of(named)
            value = written([w.raw for w in named])
            return [SlotValue("staff_unknown", value, value, span, 0.6)]
    return []


def _nobody_here(words: Sequence[Word]) -> list[SlotValue]:
    """ "With Jessica on Friday", where nobody is called so."""
    for before, word in pairwise(words):
        name = word.text.removesuffix("'s")
        if before.text != "with" or name in STOP or name in ORDINARY or name != word.text:
            continue
        if given_names().get(name, 0.0) >= _KNOWN_NAME and word.raw[0].isupper():
            span = span_of([word])
            return [SlotValue("staff_unknown", word.raw, word.raw, span, 0.6)]
    return []


def _is_name(word: Word) -> bool:
    if not word.alpha or word.text in STOP or word.text in ORDINARY:
        return False
    listed = word.text in family_names() or word.text in given_names()
    return listed or (word.raw[0].isupper() and len(word.text) > 2)
