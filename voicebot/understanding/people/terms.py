"""Things with an id that callers name in several ways: services, staff, closed sets of a dialog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from voicebot.understanding.model import Lexicon, SlotValue, Term
from voicebot.understanding.people.framed import rooms
from voicebot.understanding.people.sounds import apart, codes_apart, sound
from voicebot.understanding.people.vocabulary import ORDINARY, STOP, TITLES, words_of
from voicebot.understanding.people.words import Word, cut, span_of

_NOT = (
    ("not",), ("but",), ("except",), ("than",), ("instead", "of"), ("without",), ("avoid",),
    ("don't", "want"), ("no",), ("isn't",), ("rather", "not"), ("besides",),
)  # fmt: skip
_ALL = ("any", "every", "all", "nobody", "none", "nothing", "one", "who", "what")
_CORRECTS = re.compile(
    r"\b(?:no|wait|sorry|scratch|mean|meant|rather|actually|instead|oops|on second thoughts?|"
    r"make (?:it|that)|changed my mind|it's just|wrong)\b"
)
_ADDS = re.compile(r"\b(?:and|also|too|plus|as well|both|with|after|then)\b")
_SLIP = 14
"""Words and marks between a service and the one it is put right to."""
_LITTLE = words_of("a an the my to see with have get for dr doctor . , any of me want please")
_OPENS = words_of("no nope oh um uh er hm hmm well wait sorry okay ok actually yes yeah but hey")
"""Words before a no that is an answer."""
_BEFORE_THING = words_of(
    "a an my another his her our some regular routine annual yearly dental quick full normal for",
    "and or of bad terrible awful two three",
)
"""Words before a thing that is wanted."""
_ENDING = re.compile(r"(?:ings?|ed|e?s)$")
_LONGEST = 6
_ANSWER = 40
"""Words in which an answer is looked for by likeness; longer ones are no answers."""
_READS_ALIKE = 86.0
_FRAMED_ALIKE = 83.0
"""Where a service may be named but was not asked for."""
_SAME_SOUND = 0.13
"""How far apart what sounds the same may be."""
_PHRASE_WEIGHT = 140.0
"""A likeness (0 to 100) over this weighs as much as the certainty of a phrase."""
_NUMBERS = words_of("one two four eight")
"""Words that other words are often taken for: "two fake" for "toothache"."""
SHORTEST, _WHOLE, _LEAD = 5, 0.75, 4.0
"""Letters that can be compared, also as a share of the name's, and the lead over others."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How far apart the sounds of several words and of a name may be (0 to 1), the lead over other
    terms, and the letters that the name must have."""

    apart: float
    lead: float
    shortest: int


_ANSWERED = _Bounds(0.3, 0.15, SHORTEST)
_CLEAR = _Bounds(0.2, 0.1, 8)
"""For the answer to a question, and for words that stand anywhere."""


@dataclass(frozen=True, slots=True)
class Index:
    """Names without spaces, to the ids they stand for; an ambiguous name stands for none."""

    ids: Mapping[str, str]
    misheard: frozenset[str]
    """Keys of `ids` that are only what a name is taken for."""
    spoken: tuple[tuple[str, str], ...]
    """Family names of staff, as they are said, with their id."""
    codes: Mapping[str, str]
    """How the keys of `ids` sound, word by word."""


def read_services(words: Sequence[Word], lexicon: Lexicon, asked: bool) -> list[SlotValue]:
    """`service` for each one named, in order, and `not_service` for each ruled out."""
    index = index_of(lexicon.services, tuple(sorted(lexicon.heard_as.items())), people=False)
    exact = named(words, index, "service", asked=asked)
    found = _taken_back([_heard_longer(value, words, index) for value in exact], words)
    if found or asked:
        return found or close(words, index, "service")
    return _framed(words, index) or _phrase(words, index, "service", _CLEAR)


def _heard_longer(value: SlotValue, words: Sequence[Word], index: Index) -> SlotValue:
    """The longer name that a short one is the end of, by sound: "a man's cut" is a men's cut."""
    spoken = [w for w in words if not w.sign]
    last = next((i for i, w in enumerate(spoken) if w.end == value.span[1]), 0)
    at = next((i for i, w in enumerate(spoken) if w.start == value.span[0]), 0)
    for first in range(max(0, at - 2), at):
        if _little(spoken[first]):
            continue
        heard = "".join(sound(w.text) for w in spoken[first : last + 1])
        for key, term_id in index.ids.items():
            if len(key) >= SHORTEST and codes_apart(heard, index.codes[key]) <= _SAME_SOUND:
                span = (spoken[first].start, value.span[1])
                text = " ".join(w.raw for w in spoken[first : last + 1])
                return replace(value, value=term_id, text=text, span=span)
    return value


def _taken_back(found: Sequence[SlotValue], words: Sequence[Word]) -> list[SlotValue]:
    """ "A filling. No wait, just a cleaning": what another service takes the place of is none."""
    said = sorted(found, key=lambda value: value.span)
    for n, (one, other) in enumerate(pairwise(said)):
        between = [w.text for w in words if one.span[1] <= w.start < other.span[0]]
        line = " ".join(between)
        near = one.name == other.name == "service" and len(between) <= _SLIP
        if near and _CORRECTS.search(line) and not _ADDS.search(line):
            said[n] = replace(one, name="not_service")
    return sorted(said, key=lambda value: value.name != "service")


def read_closed_sets(words: Sequence[Word], lexicon: Lexicon, asked: str | None) -> list[SlotValue]:
    """Values of the dialog's own closed sets. Unasked, only by names that are no common words."""
    heard = tuple(sorted(lexicon.heard_as.items()))
    found: list[SlotValue] = []
    for slot, terms in lexicon.choices.items():
        index = index_of(terms, heard, people=False)
        values = named(words, index, slot, asked=slot == asked)
        if slot == asked:
            found += values or close(words, index, slot)
        else:
            found += [v for v in values if not _common(v.text)]
    return found


def _common(text: str) -> bool:
    return all(w.text in STOP or w.text in ORDINARY for w in cut(text))


@lru_cache(maxsize=256)
def index_of(terms: tuple[Term, ...], heard_as: tuple[tuple[str, str], ...], people: bool) -> Index:
    ids: dict[str, str] = {}
    codes: dict[str, str] = {}
    plain = {_joined(name) for term in terms for name in (*term.names, term.id)}
    weak: dict[str, set[str]] = {}
    spoken: list[tuple[str, str]] = []
    for term in terms:
        for name in _variants(term, heard_as):
            parts = [w.text for w in cut(name) if not w.sign]
            core = [p for p in parts if p not in TITLES] if people else parts
            for key in {"".join(parts), "".join(core)} - {""}:
                ids.setdefault(key, term.id)
            codes.setdefault("".join(parts), "".join(map(sound, parts)))
            if people and core:
                spoken.append((core[-1], term.id))
                for part in (core[0], core[-1]):
                    weak.setdefault(part, set()).add(term.id)
    for part, owners in weak.items():
        if len(owners) == 1 and part not in STOP:
            ids.setdefault(part, next(iter(owners)))
    misheard = frozenset() if people else frozenset(ids) - plain
    codes = {key: codes.get(key) or sound(key) for key in ids}
    return Index(ids, misheard, tuple(dict.fromkeys(spoken)), codes)


def _joined(name: str) -> str:
    return "".join(w.text for w in cut(name) if not w.sign)


def _variants(term: Term, heard_as: tuple[tuple[str, str], ...]) -> list[str]:
    """A term's names, also with each word as the recogniser is known to mishear it."""
    names = list(term.names) or [term.id]
    more = [
        name.lower().replace(word.lower(), heard)
        for heard, word in heard_as
        for name in names
        if word.lower() in name.lower()
    ]
    return names + more


def named(words: Sequence[Word], index: Index, slot: str, *, asked: bool) -> list[SlotValue]:
    """Terms named word for word (however spaced), the longest name first at each place."""
    spoken = [w for w in words if not w.sign]
    found: list[SlotValue] = []
    at = 0
    while at < len(spoken):
        match = _longest(spoken, at, index)
        if match is None or (match[2] and not asked and not _has_room(spoken, at)):
            at += 1
            continue
        term_id, taken, _ = match
        span = (spoken[at].start, spoken[at + taken - 1].end)
        text = " ".join(w.raw for w in spoken[at : at + taken])
        name = f"not_{slot}" if _negated(spoken, at) else slot
        if all((f.name, f.value) != (name, term_id) for f in found):
            found.append(SlotValue(name, term_id, text, span))
        at += taken
    return sorted(found, key=lambda f: f.name != slot)


def _has_room(spoken: Sequence[Word], at: int) -> bool:
    """Whether a thing would be named here: what a name is taken for is often something else as
    well ("a check off" is a check-up, "check off my list" is not)."""
    return at == 0 == len(spoken) - 1 or (at > 0 and spoken[at - 1].text in _BEFORE_THING)


def _longest(spoken: Sequence[Word], at: int, index: Index) -> tuple[str, int, bool] | None:
    """The term, how many words its name takes, and whether they are only taken for it."""
    joined = ""
    best: tuple[str, int, bool] | None = None
    for taken, word in enumerate(spoken[at : at + _LONGEST], start=1):
        joined += word.text
        plain = joined.replace("'", "")
        singular = joined.removesuffix("ies") + "y" if joined.endswith("ies") else plain
        for key in (joined, joined.removesuffix("'s"), joined.removesuffix("s"), plain, singular):
            if key in index.ids:
                best = (index.ids[key], taken, key in index.misheard)
                break
    return best


def _negated(spoken: Sequence[Word], at: int) -> bool:
    """Whether "not", "anyone but" or the like stands before, with only little words between."""
    for before in range(at, max(-1, at - 5), -1):
        texts = tuple(w.text for w in spoken[max(0, before - 2) : before])
        if any(texts[-len(n) :] == n for n in _NOT):
            # "No, cleaning" answers; "yes, but with Renee" asks for her.
            if texts[-1] == "no":
                return not _answers(spoken[: before - 1], spoken[before:at])
            return texts[-1] != "but" or _all_of(spoken[:before])
        if not texts or texts[-1] not in _LITTLE:
            return False
    return False


def _answers(before: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether a no is to what was asked: "well no, cleaning", "no no, a cleaning"; "I want no
    cleaning" is none."""
    return all(w.text in _OPENS for w in before) or any(w.text in ("a", "an") for w in after)


def _all_of(spoken: Sequence[Word]) -> bool:
    """Whether "anyone", "everything" or the like was said: only behind these "but" is "not"."""
    return any(w.text.startswith(_ALL) for w in spoken)


def close(words: Sequence[Word], index: Index, slot: str) -> list[SlotValue]:
    """The term whose name reads or sounds most like what was answered."""
    spoken = [w for w in words[:_ANSWER] if w.alpha and w.text not in STOP]
    best: tuple[float, str, Word] | None = None
    for i, word in enumerate(spoken):
        for heard in {word.text, "".join(w.text for w in spoken[i : i + 2])}:
            if len(heard) < 4:
                continue
            for key, term_id in index.ids.items():
                alike = _alike(heard, key)
                if alike >= _READS_ALIKE - 4 and (best is None or alike > best[0]):
                    best = (alike, term_id, word)
    phrase = _phrase(words, index, slot)
    if best is None or (phrase and phrase[0].certainty > best[0] / _PHRASE_WEIGHT):
        return phrase
    alike, term_id, word = best
    return [SlotValue(slot, term_id, word.raw, (word.start, word.end), round(alike / 120, 2))]


def _phrase(
    words: Sequence[Word], index: Index, slot: str, bounds: _Bounds = _ANSWERED
) -> list[SlotValue]:
    """The only term that several words sound like: "a broken juke", a broken tooth."""
    spoken = [w for w in words[:_ANSWER] if w.alpha]
    nearest: dict[str, tuple[float, int, int]] = {}
    for first in range(len(spoken)):
        for last in range(first + 1, min(first + 3, len(spoken))):
            part = spoken[first : last + 1]
            if _little(part[0]) or _little(part[-1]):
                continue
            heard = "".join(sound(w.text) for w in part)
            for key, term_id in index.ids.items():
                if len(key) < bounds.shortest:
                    continue
                distance = codes_apart(heard, index.codes[key])
                if distance < nearest.get(term_id, (1.0,))[0]:
                    nearest[term_id] = (distance, first, last)
    ranked = sorted((found, term_id) for term_id, found in nearest.items())
    if not ranked or ranked[0][0][0] > bounds.apart:
        return []
    (distance, first, last), term_id = ranked[0]
    if len(ranked) > 1 and ranked[1][0][0] - distance < bounds.lead:
        return []
    text = " ".join(w.raw for w in spoken[first : last + 1])
    span = (spoken[first].start, spoken[last].end)
    return [SlotValue(slot, term_id, text, span, round(0.8 - distance, 2))]


def _little(word: Word) -> bool:
    return word.text in STOP and word.text not in _NUMBERS


def _framed(words: Sequence[Word], index: Index) -> list[SlotValue]:
    """A service that sounds like what stands where one would be named, if only one does."""
    found: list[tuple[float, str, int, int]] = []
    for first, last in rooms(words):
        heard = "".join(w.text for w in words[first:last]).replace("'", "")
        if len(heard) >= SHORTEST:
            found += [
                (alike, term_id, first, last)
                for key, term_id in index.ids.items()
                if len(heard) >= _WHOLE * len(key)
                and (alike := _alike(heard, key)) >= _FRAMED_ALIKE
            ]
    if not found:
        return []
    alike, term_id, first, last = max(found)
    if any(other != term_id and alike - score < _LEAD for score, other, _, _ in found):
        return []
    span = span_of(words[first:last])
    text = " ".join(w.raw for w in words[first:last])
    return [SlotValue("service", term_id, text, span, round(alike / 150, 2))]


def _alike(heard: str, key: str) -> float:
    """0 to 100: by spelling, by sound, or as forms of one word ("cleaned", "cleaning")."""
    stem = _ENDING.sub("", key)
    if len(stem) >= 4 and stem == _ENDING.sub("", heard):
        return 95.0
    return max(fuzz.ratio(heard, key), 100 - 110 * apart(heard, key))
