"""How a name is written, told in words: "Smyth with a y", "Anne with an e", "two l's", "no h"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from voicebot.understanding.people.letters import HEARD
from voicebot.understanding.people.roster import family_names, given_names, plain
from voicebot.understanding.people.sounds import phones

_LETTER = r"(?P<{0}>[a-z]|" + "|".join(sorted(HEARD, key=len, reverse=True)) + r")"
_HINT = re.compile(
    r"\b(?:(?P<without>without (?:an? |the )?|no |minus the )" + _LETTER.format("absent") + r"\b"
    r"|(?:with )?(?P<two>two |double )" + _LETTER.format("twice") + r"(?:'?s)?\b"
    r"|(?:with|it's|that's) (?:an? |the )(?:letter )?(?P<ph>ph|p h)\b"
    r"|(?:with|it's|that's) (?:an? |the )(?:letter )?" + _LETTER.format("has") + r"\b"
    r"(?P<end> at the end| on the end)?)"
)
# How a letter that must be in a name comes in, for which others, the first that fits.
_SWAPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "k": (("ch", "k"), ("ck", "k"), ("c", "k")),
    "c": (("k", "c"), ("s", "c")),
    "y": (("ie", "y"), ("i", "y"), ("ee", "y")),
    "i": (("y", "i"), ("ey", "i")),
    "ph": (("v", "ph"), ("f", "ph")),
    "f": (("ph", "f"),),
    "v": (("ph", "v"),),
    "z": (("s", "z"),),
    "s": (("z", "s"), ("c", "s")),
    "j": (("g", "j"),),
    "g": (("j", "g"),),
    "e": (("a", "e"), ("i", "e")),
    "a": (("e", "a"),),
    "o": (("e", "o"),),
    "u": (("o", "u"),),
    "t": (("d", "t"),),
    "d": (("t", "d"),),
}
_WIDE_ENOUGH = 5.0


def hinted(parts: tuple[str, ...], after: str, about: str = "") -> tuple[str, ...]:
    """The name as the words after it say that it is written; as it was if they say nothing.

    `about` is the part that was said alone before them, if one was.
    """
    match = _HINT.search(after[:80].lower())
    if match is None:
        return parts
    fits, rewrite = _wish(match)
    named = [i for i, part in enumerate(parts) if plain(part) == plain(about)]
    for at in named or (len(parts) - 1, 0):
        part = parts[at]
        if fits(plain(part)):
            return parts
        better = _alike(plain(part), fits) or rewrite(plain(part))
        if better != plain(part) and fits(better):
            return (*parts[:at], better, *parts[at + 1 :])
    return parts


def _letter(said: str | None) -> str:
    return HEARD.get(said, said) if said else ""


def _wish(match: re.Match[str]) -> tuple[Callable[[str], bool], Callable[[str], str]]:
    """What the written name must fulfil, and how to write it so by force."""
    absent, twice = _letter(match.group("absent")), _letter(match.group("twice"))
    if absent:
        return (lambda n: absent not in n), (lambda n: n.replace(absent, "", 1))
    if twice:
        return (lambda n: twice * 2 in n), (lambda n: n.replace(twice, twice * 2, 1))
    has = "ph" if match.group("ph") else _letter(match.group("has"))
    if match.group("end"):
        return (lambda n: n.endswith(has)), (lambda n: n + has)
    return (lambda n: has in n), (lambda n: _swapped(n, has))


def _swapped(name: str, letter: str) -> str:
    for old, new in _SWAPS.get(letter, ()):
        if old in name:
            return name.replace(old, new, 1)
    return name + letter if letter in "eh" else name


def _alike(name: str, fits: Callable[[str], bool]) -> str:
    """The commonest listed name that sounds the same and is written as told."""
    options = [n for n in _by_sound().get(phones(name), ()) if fits(n)]
    return options[0] if options else ""


@cache
def _by_sound() -> Mapping[str, tuple[str, ...]]:
    """Listed names by their phones, the commonest first."""
    weights = {n: w for n, w in given_names().items() if w >= _WIDE_ENOUGH}
    for name, weight in family_names().items():
        if weight >= _WIDE_ENOUGH:
            weights[name] = max(weight, weights.get(name, 0.0))
    found: dict[str, list[str]] = {}
    for name in sorted(weights, key=lambda n: -weights[n]):
        found.setdefault(phones(name), []).append(name)
    return {code: tuple(names) for code, names in found.items()}
