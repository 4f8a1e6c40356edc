"""Values as people say them: times, days, numbers, prices, telephone numbers.

Everything comes out in words, so that a synthesiser has nothing to guess: "half past three on
Tuesday the twenty-fourth", never "3:30 pm, 11/24".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro"}


def number(value: int) -> str:
    """A whole number from 0 to 999,999 in words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {number(rest)}" if rest else "")
    thousands, rest = divmod(value, 1000)
    joint = " and " if rest < 100 else " "
    return f"{number(thousands)} thousand" + (joint + number(rest) if rest else "")


def ordinal(value: int) -> str:
    """1 is "first", 24 "twenty-fourth"."""
    words = number(value)
    head, dash, last = words.rpartition("-")
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return head + dash + last


def clock(at: time | datetime, *, part: bool = False) -> str:
    """ "half past three"; with `part` "half past three in the afternoon" (but plain "noon")."""
    if (at.hour, at.minute) in ((12, 0), (0, 0)):
        return "noon" if at.hour else "midnight"
    words = _clock_words(at.hour, at.minute)
    return f"{words} {part_of_day(at)}" if part else words


def _clock_words(hour: int, minute: int) -> str:
    this, following = ONES[(hour - 1) % 12 + 1], ONES[hour % 12 + 1]
    if minute == 0:
        return f"{this} o'clock"
    if minute == 15:
        return f"quarter past {this}"
    if minute == 30:
        return f"half past {this}"
    if minute == 45:
        return f"quarter to {following}"
    if minute % 5 == 0:
        return (
            f"{number(minute)} past {this}"
            if minute < 30
            else f"{number(60 - minute)} to {following}"
        )
    return f"{this} {'oh ' if minute < 10 else ''}{number(minute)}"


def part_of_day(at: time | datetime) -> str:
    if at.hour < 12:
        return "in the morning"
    return "in the afternoon" if at.hour < 17 else "in the evening"


def day(on: date, today: date, *, day_first: bool = False) -> str:
    """ "today", "tomorrow", "Tuesday the twenty-fourth", and further off with the month."""
    away = (on - today).days
    if away == 0:
        return "today"
    if away == 1:
        return "tomorrow"
    return full_day(on, today, day_first=day_first)


def full_day(on: date, today: date, *, day_first: bool = False) -> str:
    """The weekday and the number; the month as well when it is not this one, or far off."""
    weekday = WEEKDAYS[on.weekday()]
    if (on.year, on.month) == (today.year, today.month) or 0 <= (on - today).days < 14:
        return f"{weekday} the {ordinal(on.day)}"
    if day_first:
        return f"{weekday} the {ordinal(on.day)} of {MONTHS[on.month - 1]}"
    return f"{weekday}, {MONTHS[on.month - 1]} {ordinal(on.day)}"


def phone(e164: str, country_code: str = "1") -> str:
    """Digit by digit in groups; the country's own prefix is left out.

    "+12125550142" is "two one two, five five five, zero one four two".
    """
    digits = e164.removeprefix("+")
    if digits.startswith(country_code):
        digits = digits[len(country_code) :]
        if country_code == "44":
            digits = "0" + digits
    return ", ".join(" ".join(ONES[int(d)] for d in group) for group in _groups(digits))


def _groups(digits: str) -> list[str]:
    if len(digits) == 10:
        return [digits[:3], digits[3:6], digits[6:]]
    if len(digits) == 11:
        return [digits[:5], digits[5:8], digits[8:]]
    return [digits[i : i + 3] for i in range(0, len(digits), 3)]


def listing(items: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(items) < 3:
        return f" {last} ".join(items)
    return f"{', '.join(items[:-1])}, {last} {items[-1]}"


_MONEY = re.compile(r"([$£€])\s?(\d[\d,]*)(?:\.(\d\d))?")


def prices(text: str) -> str:
    """Amounts in a text in words: "from $120" is "from one hundred and twenty dollars"."""
    return _MONEY.sub(_amount, text)


def _amount(match: re.Match[str]) -> str:
    whole = CURRENCIES[match[1]]
    value, cents = int(match[2].replace(",", "")), int(match[3] or 0)
    words = f"{number(value)} {whole}{'' if value == 1 else 's'}"
    return f"{words} {number(cents)}" if cents else words


def duration(minutes: int) -> str:
    """ "half an hour", "an hour and a half", "forty-five minutes"."""
    exact = {30: "half an hour", 60: "an hour", 90: "an hour and a half"}
    if minutes in exact:
        return exact[minutes]
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{number(rest)} minutes"
    spoken = f"{number(hours)} hour{'' if hours == 1 else 's'}"
    return f"{spoken} and {number(rest)} minutes" if rest else spoken


def plain_titles(name: str) -> str:
    """Titles written out: a synthesiser may take the dot of "Dr." for the end of a sentence."""
    return name.replace("Dr. ", "Doctor ").replace("Mr. ", "Mister ").replace("Mrs. ", "Missus ")
