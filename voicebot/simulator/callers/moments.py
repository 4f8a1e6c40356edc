"""The times in what the bot says, as a listener takes them.

A rule for each way in which days and clock times are said aloud or written down by a recogniser.
It shares nothing with the bot's own reading or wording of dates: a mistake there must not be
invisible here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
FIRST_HOUR = 7
"""An hour below this, with nothing said of the part of day, is after noon."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a time or both, local; `until` ends an arrival window."""

    day: date | None = None
    at: time | None = None
    until: time | None = None


def moments(text: str, now: datetime) -> list[Moment]:
    """The times that a sentence names, in order. A time without a day has the one before it."""
    found: list[Moment] = []
    day: date | None = None
    alone = False
    for match in _ANY.finditer(_without_codes(text.lower())):
        if match["clock"]:
            at, until = _clock(match)
            found.append(Moment(day, at, until))
            alone = False
            continue
        new = _day(match, now.date())
        if alone and new != day:
            found.append(Moment(day))
        day, alone = new, True
    if alone:
        found.append(Moment(day))
    return found


def _without_codes(text: str) -> str:
    return PLATE.sub(" ", _STREET.sub(" ", _DICTATED.sub(" ", text)))


def _words(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NUMBER = (
    rf"(?:(?:twenty|thirty|forty|fifty)[- ](?:{_words(NUMBERS[1:10])})"
    rf"|thirty|forty|fifty|{_words(NUMBERS)}|\d{{1,2}})"
)
_NTH = (
    rf"(?:(?:twenty|thirty)[- ](?:{_words(ORDINALS[1:10])})|thirtieth"
    rf"|{_words(ORDINALS[1:])}|\d{{1,2}}(?:st|nd|rd|th))"
)
_HOUR = rf"(?:{_words(NUMBERS[1:13])}|\d{{1,2}})"
_PART = r"(?:\s*(?:in the (?:morning|afternoon|evening)|[ap]\.?m\b\.?))"
_TIME = (
    rf"(?:noon|midnight|(?:half|quarter|{_NUMBER}) (?:past|to) {_HOUR}|\d{{1,2}}[:.]\d\d"
    rf"|{_HOUR} o.?clock|{_HOUR} (?:oh )?(?:{_NUMBER})(?! (?:past|to|o.?clock))|{_HOUR}(?={_PART}))"
)
_ANY = re.compile(
    rf"\b(?:(?P<clock>between (?P<from>{_TIME}|{_HOUR}) and (?P<to>{_TIME}|{_HOUR})(?P<pt>{_PART})?"
    rf"|(?P<at>{_TIME})(?P<pa>{_PART})?)"
    rf"|(?P<near>today|tomorrow)"
    rf"|(?P<month>{_words(MONTHS)}),? (?:the )?(?P<n1>{_NTH}|\d{{1,2}}\b)"
    rf"|(?:(?P<weekday>{_words(WEEKDAYS)}),? )?(?:the )?(?P<n2>{_NTH})"
    rf"(?: of (?P<of>{_words(MONTHS)}))?"
    rf"|(?P<only>{_words(WEEKDAYS)})(?!,? (?:the|{_words(MONTHS)})))\b"
)

_DIGIT = rf"(?:{_words(NUMBERS[:10])}|oh|\d+)"
_STREET = re.compile(
    rf"\b(?:{_words(ORDINALS)}|\d+(?:st|nd|rd|th)) "
    r"(?:road|street|avenue|lane|drive|place|way|court)\b"
)
""" "Third Road" is no day."""
_DICTATED = re.compile(rf"\b{_DIGIT}(?:[ ,-]+{_DIGIT}){{4,}}\b")
"""A telephone number: no time is meant by it."""
_SIGN = rf"(?:[a-z0-9]|[a-z0-9]*\d[a-z0-9]*|{_words(NUMBERS[:10])}|oh)\b"
PLATE = re.compile(rf"\bplate (?P<plate>(?:{_SIGN}[ ,-]*)+)", re.IGNORECASE)
"""A license plate, letter by letter: "plate K L M, four two seven"; no time either."""


def _value(word: str) -> int:
    """A cardinal or an ordinal, in words or digits."""
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits[0])
    if word in NUMBERS:
        return NUMBERS.index(word)
    if word in ORDINALS:
        return ORDINALS.index(word)
    tens, _, ones = word.replace("-", " ").partition(" ")
    value = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "thirtieth": 30}[tens]
    return value + (_value(ones) if ones else 0)


def _clock(match: re.Match[str]) -> tuple[time, time | None]:
    if match["at"]:
        return _time(match["at"], match["pa"] or ""), None
    until = _time(match["to"], match["pt"] or "")
    at = _time(match["from"], "")
    if at > until and at.hour >= 12:
        at = at.replace(hour=at.hour - 12)
    return at, until


def _time(said: str, part: str) -> time:
    if said in ("noon", "midnight"):
        return time(12 if said == "noon" else 0)
    hour, minute = _hour_and_minute(said)
    if "morning" in part or "a" in part.replace("afternoon", "p"):
        return time(hour % 12 if hour == 12 and "in the" not in part else hour, minute)
    if part and hour < 12:
        return time(hour + 12, minute)
    return time(hour + 12 if hour < FIRST_HOUR else hour, minute)


def _hour_and_minute(said: str) -> tuple[int, int]:
    digits = re.fullmatch(r"(\d{1,2})[:.](\d\d)", said)
    if digits:
        return int(digits[1]) % 24, int(digits[2]) % 60
    spoken = re.fullmatch(r"(.+) (past|to) (.+)", said)
    if spoken is None:
        hour, _, minute = re.sub(r" o.?clock| oh\b", "", said).partition(" ")
        return _value(hour) % 24, _value(minute) if minute else 0
    minutes = {"half": 30, "quarter": 15}.get(spoken[1]) or _value(spoken[1])
    named = _value(spoken[3])
    if spoken[2] == "to":
        return (named - 2) % 12 + 1, 60 - minutes
    return named, minutes


def _day(match: re.Match[str], today: date) -> date | None:
    if match["near"]:
        return today + timedelta(days=match["near"] == "tomorrow")
    if match["only"]:
        ahead = (WEEKDAYS.index(match["only"]) - today.weekday()) % 7
        return today + timedelta(days=ahead)
    month = match["month"] or match["of"]
    number = _value(match["n1"] or match["n2"])
    days = (today + timedelta(days=n) for n in range(366))
    return next(_matching(days, number, month), None)


def _matching(days: Iterator[date], number: int, month: str | None) -> Iterator[date]:
    for day in days:
        if day.day == number and (not month or MONTHS[day.month - 1] == month):
            yield day
