"""The address that a list of recognitions amounts to: number, street and town.

A recogniser writes "14 or to remote granted" for "14 Orchard Road Greenwich", and what was said
stands further down its list, or in pieces: the street in one wording, the town in another. One that
has the shape of an address is taken before a better scored one without; the number is voted on, a
street that was heard badly is compared with common names by sound, and the town with those that
the business comes to.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicebot.understanding.model import Hypothesis
from voicebot.understanding.normalize import CARDINALS
from voicebot.understanding.people.sounds import codes_apart, sound
from voicebot.understanding.people.streets import ALSO_WORDS, COMMON, STREETS

_WORD_NUMBER = "|".join(sorted(CARDINALS, key=len, reverse=True))
_NUMBER = (
    rf"(?:\d{{1,4}}(?:st|nd|rd|th|[a-z])?|(?:{_WORD_NUMBER})(?:[ -](?:{_WORD_NUMBER}))*)(?![:\w])"
)
_NO_NAME = (
    r"(?!(?:at|on|o'?clock|pm|am|tomorrow|today|and|for|please|minutes?|hours?|days?|weeks?|years?|"
    r"months?|dollars?|pounds?|of|by|is|my|with|from|cars?|people|blocks?|miles?|can|it|then|but|"
    r"if|not|in|no|yes)\b)"
)
_NAME = rf"(?P<name>(?:{_NO_NAME}[a-z'’-]+ ){{1,3}})"
_BEFORE = rf"(?<![:\w])(?P<number>{_NUMBER})[.,]? "


def _shape(types: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}{_NAME}(?P<type>{'|'.join(types)})\b", re.IGNORECASE)


_STRICT = _shape(STREETS)
_ANY = _shape((*STREETS, *ALSO_WORDS))
_FIRST_NUMBER = re.compile(rf"(?:^|\b(?:it'?s|is|at|number) ){_BEFORE}(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[\w'’-]+")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)
_NO_TOWN = frozenset(
    "please tomorrow today and i can could would my thanks thank morning afternoon evening monday "
    "tuesday wednesday thursday friday saturday sunday near by opposite behind next that's it's "
    "not no sorry i'm we're actually".split()
)
_NOT_FIRST = frozenset("at on in the is it for off".split())
"""Words that no town begins with, though it may be heard as one that has them: "lou is um"."""
_YES = re.compile(
    r"\W*(?:yes|yeah|yep|yup|correct|right|sure|exactly|perfect|that'?s (?:it|right))\b",
    re.IGNORECASE,
)

_ALL_COMMAS = re.compile(r"[\w-]+, \w+, ")

BADLY = -0.5
"""A recognition scored worse than this may stand for something that only sounds like it."""
_WITHIN = 0.7
"""How much worse than the best a wording may be that has the shape of an address."""
_TOWN_NEAR, _TOWN_NEAR_BADLY, _TOWN_LEAD = 0.3, 0.45, 0.08
_NAME_NEAR, _NAME_UNKNOWN, _NAMES_APART = 0.3, 0.15, 0.4
_TOWN_WORDS = 3
_KINDS = (
    "street", "road", "lane", "avenue", "close", "court", "grove", "drive", "place", "square",
    "terrace", "gardens", "crescent", "mews",
)  # fmt: skip
_KIND_NEAR = 0.3
_NO_STREET = 0.3
"""How much a wording with no street in it counts for the house number."""
_NOT_BEST = 0.02
"""What a wording costs that is not the best, beside how far its sound is from the town's."""


@dataclass(frozen=True, slots=True)
class Address:
    """One wording with the shape of an address in it."""

    text: str
    score: float
    number: str
    name: str
    kind: str
    span: tuple[int, int]
    """From the number to the kind of street."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The utterance with the address put in its place. `sure`: the street was heard well enough."""

    text: str
    score: float
    sure: bool


def decide(heard: Sequence[Hypothesis], area: Sequence[str], *, asked: bool) -> Decided | None:
    """What the recognitions, the best first, amount to, or None where none tells an address.

    `asked`: an address was asked for or is being put right, so that any wording may be passed over
    for one that tells one; else only the best is mended. `area` are the towns that are served.
    """
    if asked:
        heard = [replace(h, text=_spaced(h.text)) for h in heard]
    shaped = [a for h in heard if (a := _read(h, asked=asked)) is not None]
    if not shaped and asked:
        shaped = [a for h in heard if (a := _read_near(h)) is not None]
    shaped = [a for a in shaped if a.score >= heard[0].score - _WITHIN]
    if not shaped or (not asked and shaped[0].text != heard[0].text):
        return None
    heard = heard if asked else ()
    first = shaped[0]
    name, sure = _street_name(shaped)
    number = _number(shaped, heard)
    rest = first.text[first.span[1] :]
    told = first.text[slice(*first.span)]
    wanted = f"{number} {name} {first.kind}"
    town, cut = _town(first, rest, shaped, heard, area)
    other = bool(town) and _plain(rest[:cut]) != _plain(town)
    if other:
        rest = f", {town}{rest[cut:]}"
    if other or _plain(wanted) != _plain(told):
        told = f"{number} {_titled(name)} {first.kind.capitalize()}"
    return Decided(f"{first.text[: first.span[0]]}{told}{rest}", first.score, sure)


def says_yes(text: str) -> bool:
    """Whether an utterance begins with a yes, and so puts no address right."""
    return bool(_YES.match(text))


def has_shape(text: str) -> bool:
    """Whether a number, a name and a kind of street stand one behind the other."""
    return bool(_ANY.search(text))


def near_town(words: str, area: Sequence[str]) -> str:
    """The served town that a few words are or sound like, or ""."""
    return _nearest([(words, 0.0)], area, _TOWN_NEAR)


def town_in(text: str, area: Sequence[str]) -> str:
    """The served town at the end of a text, or ""."""
    return _nearest([(words, 0.0) for words in _last(text)], area, _TOWN_NEAR)


def ends_with_street(text: str) -> bool:
    """Whether an address ends with its street, and names no town."""
    found = _ANY.search(text)
    return found is not None and not text[found.end() :].strip(" .,")


def _read(heard: Hypothesis, *, asked: bool) -> Address | None:
    matches = list((_ANY if asked else _STRICT).finditer(heard.text))
    if not matches:
        return None
    found = matches[-1]
    span = (found.start("number"), found.end("type"))
    return Address(
        heard.text, heard.score, found["number"], found["name"].strip(), found["type"], span
    )


def _spaced(text: str) -> str:
    """ "9-Fern-Close-Lewisham" as words, "Seven, Station, Lane," without the commas between."""
    text = re.sub(r"(?<=\w)-(?=[a-z])", " ", text, flags=re.IGNORECASE)
    return text.replace(",", "") if _ALL_COMMAS.match(text) else text


def _read_near(heard: Hypothesis) -> Address | None:
    """A wording in which the kind of street sounds like one: "8 lime growth" for Lime Grove."""
    number = _FIRST_NUMBER.search(heard.text)
    if number is None or heard.score > BADLY:
        return None
    words = list(_WORD.finditer(heard.text, number.end()))[1:4]
    near = [(_apart(w[0], kind), w.start(), w, kind) for w in words for kind in _KINDS]
    apart, start, word, kind = min(near, default=(1.0, 0, None, ""), key=lambda one: one[:2])
    if word is None or apart > _KIND_NEAR:
        return None
    name = heard.text[number.end() : start].strip()
    span = (number.start("number"), word.end())
    text = f"{heard.text[:start]}{kind}{heard.text[word.end() :]}"
    return Address(text, heard.score, number["number"], name, kind, (span[0], start + len(kind)))


# --- the number and the street -------------------------------------------------------------------


def _number(shaped: Sequence[Address], heard: Sequence[Hypothesis]) -> str:
    """The number that most wordings have, each by how well it was heard."""
    votes: dict[str, float] = defaultdict(float)
    texts = {a.text for a in shaped}
    for one in heard:
        found = _FIRST_NUMBER.search(one.text)
        if found is not None:
            share = 1.0 if one.text in texts else _NO_STREET
            votes[_figures(found["number"])] += share * _weight(one.score)
    own = _figures(shaped[0].number)
    most = max(votes, key=lambda n: votes[n], default=own)
    if own in votes and votes[most] < 1.5 * votes[own]:
        most = own
    mostly = most if own in votes else own
    same = mostly == own and not re.fullmatch(r"\d+(?:st|nd|rd|th)", shaped[0].number)
    return shaped[0].number if same else mostly


def _figures(number: str) -> str:
    """ "22th" is 22, "twenty two" is 22."""
    number = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", number.lower())
    words = re.split(r"[ -]", number)
    if not all(word in CARDINALS for word in words):
        return number
    values = [CARDINALS[word] for word in words]
    tens = len(values) == 2 and values[0] % 10 == 0 and values[0] > 10 > values[1]
    return str(sum(values)) if tens else "".join(map(str, values))


def _weight(score: float) -> float:
    return math.exp(2 * score)


def _street_name(shaped: Sequence[Address]) -> tuple[str, bool]:
    """The name of the street, and whether it is told well enough."""
    first = shaped[0].name
    if shaped[0].score > BADLY or any(_plain(first) == name for name in COMMON):
        return first, True
    names = {_plain(a.name): a.name for a in reversed(shaped)}
    options = {**{n: n for n in COMMON if _min_apart(n, names) <= _NAME_NEAR}, **names}
    costs = {name: _cost(name, shaped) for name in options}
    best = min(costs, key=lambda name: costs[name])
    agreed = sum(_apart(best, _plain(a.name)) for a in shaped) / len(shaped)
    return options[best], best in COMMON or agreed <= _NAMES_APART / 2


def _cost(name: str, shaped: Sequence[Address]) -> float:
    total = sum(_weight(a.score) for a in shaped)
    apart = sum(_weight(a.score) * _apart(name, _plain(a.name)) for a in shaped) / total
    return apart + (0.0 if name in COMMON else _NAME_UNKNOWN)


def _min_apart(name: str, others: Iterable[str]) -> float:
    return min(_apart(name, other) for other in others)


# --- the town ------------------------------------------------------------------------------------


def _town(
    first: Address,
    rest: str,
    shaped: Sequence[Address],
    heard: Sequence[Hypothesis],
    area: Sequence[str],
) -> tuple[str, int]:
    """The town and how many characters after the street stand for it, or ""."""
    if not area or _POSTCODE.match(rest.lstrip(" ,.")):
        return "", 0
    badly = first.score < BADLY
    own = _after(rest)
    told = [(rest[:end], 0.0) for end in own]
    if not badly:
        town = _nearest(told, area, _TOWN_NEAR)
        return town, _end_of(town, rest, own)
    for one in shaped[1:]:
        after = one.text[one.span[1] :]
        told += [(after[:end], _NOT_BEST) for end in _after(after)]
    texts = {one.text for one in shaped}
    told += [(w, 2 * _NOT_BEST) for h in heard if h.text not in texts for w in _last(h.text)]
    town = _nearest(told, area, _TOWN_NEAR_BADLY)
    return town, _end_of(town, rest, own)


def _end_of(town: str, rest: str, ends: Sequence[int]) -> int:
    """How much of what follows the street stands for the town."""
    return min(ends, key=lambda end: (_apart(rest[:end], town), end)) if town and ends else 0


def _after(rest: str) -> list[int]:
    """Where one, two, three words after the street end that may be a town."""
    ends: list[int] = []
    for word in _WORD.finditer(rest):
        between = rest[ends[-1] if ends else 0 : word.start()]
        small = word[0].lower()
        if small in _NO_TOWN or small[0].isdigit() or len(ends) == _TOWN_WORDS:
            break
        if (not ends and small in _NOT_FIRST) or (ends and "." in between):
            break
        ends.append(word.end())
    return ends


def _last(text: str) -> list[str]:
    words = _WORD.findall(text)[1:]
    if not words or words[-1].lower() in _NO_TOWN:
        return []
    return [" ".join(words[-n:]) for n in range(1, min(_TOWN_WORDS, len(words)) + 1)]


def _nearest(told: Sequence[tuple[str, float]], area: Sequence[str], limit: float) -> str:
    """The town that some of the words sound most like, if they do and like no other as much."""
    if not told:
        return ""
    costs = sorted((min(_apart(w, town) + cost for w, cost in told), town) for town in area)
    lead = costs[1][0] - costs[0][0] if len(costs) > 1 else 1.0
    exact = costs[0][0] < _TOWN_LEAD
    return costs[0][1] if costs[0][0] <= limit and (exact or lead >= _TOWN_LEAD) else ""


def _apart(left: str, right: str) -> float:
    return codes_apart(_code(_plain(left)), _code(_plain(right)))


@lru_cache(maxsize=4096)
def _code(words: str) -> str:
    return "".join(sound(word) for word in words.split())


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _titled(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def mended(
    heard: Sequence[Hypothesis], area: Sequence[str], *, asked: bool
) -> tuple[Sequence[Hypothesis], bool]:
    """The recognitions with the address as decided, and whether it is sure.

    Where an address was asked for, only the decided wording is left.
    """
    decided = decide(heard, area, asked=asked) if heard else None
    if decided is None:
        return heard, True
    first = replace(heard[0], text=decided.text, score=decided.score)
    return ((first,) if asked else (first, *heard[1:])), decided.sure
