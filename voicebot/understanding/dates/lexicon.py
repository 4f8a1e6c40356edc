"""What single words may mean in talk about time. Kinds of token are in capitals.

N cardinal · NTH ordinal · TENS and ONES the halves of "twenty one" · ONETH the second half of
"twenty first" · DIGITS a string of digits as written · MONTH · WEEKDAY · WEEKDAYS "Tuesdays" ·
UNIT · PART of day · PARTS "mornings" · HALF am or pm · ZONE · SEASON · DECADE "the nineties"
"""

from __future__ import annotations

from typing import Any

from voicebot.understanding.dates.grammar import Lexical
from voicebot.understanding.normalize import CARDINALS, ONES, ORDINAL_ONES, ORDINALS, TENS, Token

KINDS = frozenset(
    "N NTH NTHDIGITS TENS ONES ONETH DIGITS MONTH WEEKDAY FULLDAY WEEKDAYS UNIT PART PARTS HALF "
    "ZONE SEASON SAID ISH UNITS DECADE".split()
)
_LETTERS = frozenset("ap")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febuary",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues teusday",
            "wednesday wed weds wensday wednsday",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
UNITS = {
    name: unit
    for unit, names in {
        "second": "second seconds sec secs",
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs",
        "day": "day days",
        "business day": "workday workdays",
        "week": "week weeks wk wks",
        "work week": "workweek workweeks",
        "fortnight": "fortnight fortnights",
        "weekend": "weekend weekends",
        "month": "month months mth mths",
        "quarter": "quarter quarters",
        "year": "year years yr yrs",
        "decade": "decade decades",
    }.items()
    for name in names.split()
}
PARTS = {
    "morning": "morning",
    "mornin": "morning",
    "forenoon": "morning",
    "daytime": "daytime",
    "lunchtime": "lunchtime",
    "dinnertime": "evening",
    "suppertime": "evening",
    "midday": "midday",
    "afternoon": "afternoon",
    "arvo": "afternoon",
    "evening": "evening",
    "eve": "evening",
    "night": "night",
    "nighttime": "night",
    "overnight": "night",
}
ZONES = {
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "eastern": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "central": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mt": "America/Denver",
    "mountain": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "gmt": "Etc/UTC",
    "utc": "Etc/UTC",
    "bst": "Europe/London",
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
}
DECADES = {
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}
SEASONS = {"spring": 3, "springtime": 3, "summer": 6, "summertime": 6, "winter": 12}


def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    tables: dict[str, dict[str, Any]] = {
        "N": {k: v for k, v in CARDINALS.items() if k != "zero"},
        "NTH": ORDINALS,
        "SAID": CARDINALS,
        "TENS": TENS,
        "ONES": {word: value for word, value in ONES.items() if 1 <= value <= 9},
        "ONETH": {word: value for word, value in ORDINAL_ONES.items() if value <= 9},
        "MONTH": MONTHS,
        "WEEKDAY": WEEKDAYS,
        "FULLDAY": {name: day for name, day in WEEKDAYS.items() if len(name) > 3},
        "WEEKDAYS": {name + "s": day for name, day in WEEKDAYS.items() if name.endswith("day")},
        "UNIT": UNITS,
        "UNITS": {name: unit for name, unit in UNITS.items() if name.endswith("s")},
        "PART": PARTS,
        "PARTS": {
            name + "s": part
            for name, part in PARTS.items()
            if name in {"morning", "afternoon", "evening", "night", "lunchtime"}
        },
        "HALF": {"am": "am", "pm": "pm", "a": "am", "p": "pm"},
        "ZONE": ZONES,
        "SEASON": SEASONS,
        "DECADE": DECADES,
    }
    for kind, table in tables.items():
        for word, value in table.items():
            words.setdefault(word, {word: True})[kind] = value
    return words


_WORDS = _words()
TIME_WORDS = frozenset(_WORDS) - {"a", "p", "one", "first", "second", "et", "mt", "ct", "pt"}
"""Words that say that a text may speak of a time at all."""


def lexical(token: Token, before: Token | None = None) -> Lexical:
    """What the token may stand for, with its own text among the keys."""
    text = token.text
    if token.kind == "word":
        if text in _LETTERS and not _glued(before, token):
            return {text: True}
        known = _WORDS.get(text)
        return known if known is not None else _inflected(text)
    if token.kind == "number":
        kinds: dict[str, Any] = {text: True, "DIGITS": text}
        if token.value is not None and len(text) <= 4:
            kinds["N"] = token.value
        return kinds
    if token.kind == "ordinal":
        return {text: True, "NTH": token.value, "NTHDIGITS": token.value}
    return {text: True}


def _inflected(text: str) -> Lexical:
    """ "today's", "New Year's", "threeish"."""
    if "'" in text:
        stem = text.removesuffix("'s")
        plain = text.replace("'", "")
        return {text: True, stem: True, plain: True, **_WORDS.get(stem, {})}
    if text.endswith("ish") and text[:-3] in CARDINALS:
        return {text: True, "ISH": CARDINALS[text[:-3]]}
    return {text: True}


def _glued(before: Token | None, token: Token) -> bool:
    """Whether the token follows digits without a space: the a of "8:45a"."""
    return before is not None and before.end == token.start and before.is_digits
