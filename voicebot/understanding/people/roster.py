"""How common a given or family name is.

The lists are data files beside this module: the 1990 United States Census (public domain), and
hand-written additions for what that census lacks. They are read once, when first asked.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

_UNLISTED = 0.02
"""Bearers in a million that a name on no list is taken to have."""
_ABROAD = 0.1


@cache
def given_names(british: bool = False) -> Mapping[str, float]:
    """Given names, lower case, to their bearers in a million."""
    return _load("given", british)


@cache
def family_names(british: bool = False) -> Mapping[str, float]:
    """Family names, lower case, to their bearers in a million."""
    return _load("family", british)


def plain(name: str) -> str:
    """Lower case without accents, the form names are looked up by."""
    if name.isascii():
        return name.lower()
    parts = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def log_given(name: str, british: bool = False) -> float:
    """Natural logarithm of a given name's bearers in a million."""
    return math.log(given_names(british).get(plain(name), _UNLISTED))


def log_family(name: str, british: bool = False) -> float:
    """Natural logarithm of a family name's bearers in a million, of a double one's rarer half."""
    names = family_names(british)
    key = plain(name)
    if key in names:
        return math.log(names[key])
    if "-" in key:
        return min(log_family(half, british) for half in key.split("-") if half) - 1.0
    return math.log(names.get(key.replace("'", ""), _UNLISTED))


def _load(kind: str, british: bool) -> dict[str, float]:
    """The lists together. Where a country's own is silent, the others count for a tenth."""
    census = {name: weight for weight, name in _pairs(f"census_{kind}.tsv", name_first=True)}
    britain = {name: weight for weight, name in _pairs(f"british_{kind}.tsv")}
    home, abroad = (britain, census) if british else (census, britain)
    names = {name: weight * _ABROAD for name, weight in abroad.items()}
    names.update(home)
    for weight, name in _pairs(f"more_{kind}.tsv"):
        names[name] = max(names.get(name, 0.0), weight * (_ABROAD if british else 1.0))
    return names


def _pairs(file: str, name_first: bool = False) -> Iterator[tuple[float, str]]:
    text = (resources.files(__package__) / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        left, right = line.split("\t")
        if name_first:
            yield float(right), left
        else:
            for name in right.split():
                yield float(left), name
