from __future__ import annotations

from datetime import date, time

import pytest

from voicebot.dialog import spoken

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(9), "nine o'clock"),
        (time(15, 30), "half past three"),
        (time(10, 15), "quarter past ten"),
        (time(12, 45), "quarter to one"),
        (time(12), "noon"),
        (time(0), "midnight"),
        (time(12, 30), "half past twelve"),
        (time(11, 40), "twenty to twelve"),
        (time(11, 5), "five past eleven"),
        (time(8, 7), "eight oh seven"),
        (time(16, 52), "four fifty-two"),
    ],
)
def test_clock(at: time, words: str) -> None:
    assert spoken.clock(at) == words


def test_clock_with_the_part_of_day() -> None:
    assert spoken.clock(time(9), part=True) == "nine o'clock in the morning"
    assert spoken.clock(time(15, 30), part=True) == "half past three in the afternoon"
    assert spoken.clock(time(18), part=True) == "six o'clock in the evening"
    assert spoken.clock(time(12), part=True) == "noon"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (TODAY, "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 27), "Friday the twenty-seventh"),
        (date(2026, 12, 1), "Tuesday the first"),
        (date(2026, 12, 24), "Thursday, December twenty-fourth"),
        (date(2027, 3, 2), "Tuesday, March second"),
    ],
)
def test_day(on: date, words: str) -> None:
    assert spoken.day(on, TODAY) == words


def test_day_before_month() -> None:
    said = spoken.day(date(2026, 12, 24), TODAY, day_first=True)
    assert said == "Thursday the twenty-fourth of December"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (40, "forty"),
        (95, "ninety-five"),
        (100, "one hundred"),
        (120, "one hundred and twenty"),
        (1005, "one thousand and five"),
        (24000, "twenty-four thousand"),
    ],
)
def test_number(value: int, words: str) -> None:
    assert spoken.number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (22, "twenty-second"), (31, "thirty-first")],
)
def test_ordinal(value: int, words: str) -> None:
    assert spoken.ordinal(value) == words


def test_prices() -> None:
    assert spoken.prices("from $180") == "from one hundred and eighty dollars"
    assert spoken.prices("£1") == "one pound"
    assert spoken.prices("$12.50") == "twelve dollars fifty"
    assert spoken.prices("free") == "free"


def test_phone_in_groups() -> None:
    assert spoken.phone("+12125550142") == "two one two, five five five, zero one four two"
    said = spoken.phone("+442079460123", "44")
    assert said == "zero two zero seven nine, four six zero, one two three"


def test_listing() -> None:
    assert spoken.listing([]) == ""
    assert spoken.listing(["a"]) == "a"
    assert spoken.listing(["a", "b"], "or") == "a or b"
    assert spoken.listing(["a", "b", "c"]) == "a, b, and c"


def test_duration_and_titles() -> None:
    assert spoken.duration(30) == "half an hour"
    assert spoken.duration(45) == "forty-five minutes"
    assert spoken.duration(135) == "two hours and fifteen minutes"
    assert spoken.plain_titles("Dr. Patel") == "Doctor Patel"
