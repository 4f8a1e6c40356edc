"""No text makes the reader of times fail, and none makes it slow."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.understanding.dates import DateReading, read_dates
from voicebot.understanding.dates.rules import RULES
from voicebot.understanding.model import Expectation, Locale

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
EXPECTED = Expectation(slots=("datetime",), said="We have Tuesday the 24th at ten.")
EXAMPLES = sorted({rule.example for group in RULES.values() for rule in group})
WORDS = sorted({word for example in EXAMPLES for word in example.split()})
SLOWEST_MS = 50
ANY_TEXT_S = 0.2
"""Of processor time, whatever else the machine does: for texts that nobody says."""
any_text = settings(deadline=None)


def read(text: str) -> DateReading:
    return read_dates(text, EXPECTED, NOW, ZONE, Locale())


def read_soon(text: str) -> DateReading:
    """One slow reading may be the first use of something, or a collection of garbage."""
    for _ in range(2):
        began = time.process_time()
        reading = read(text)
        if time.process_time() - began < ANY_TEXT_S:
            return reading
    raise AssertionError(f"reading takes more than {ANY_TEXT_S} s")


@any_text
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    read_soon(text)


@any_text
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_row_of_time_words(words: list[str]) -> None:
    text = " ".join(words)
    for start, end in read_soon(text).spans:
        assert 0 <= start < end <= len(text)


@any_text
@given(st.lists(st.sampled_from(EXAMPLES), max_size=8), st.sampled_from([" or ", ", no, ", " "]))
def test_any_row_of_phrases(phrases: list[str], link: str) -> None:
    reading = read_soon(link.join(phrases))
    for when in (reading.when, *reading.also, *reading.excluded):
        if when is not None and when.start is not None and when.end is not None:
            assert when.start < when.end


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x01\x02",
        "٣:٣٠",
        "³ o'clock",
        "9" * 5000,
        "in " + "9" * 8 + " years",
        "999999999 weeks from now",
        "the 0th of March",
        "0/0/0",
        "99:99",
        "24:60 pm",
        "in 100000 business days",
        "the fifth Monday of February",
        "week 99",
        "Q9",
        "31st of the month after next",
        "🦷 tomorrow 🦷",
        "tomorrow\u200bat three",
        "\ud800 Tuesday",
    ],
)
def test_odd_texts(text: str) -> None:
    read(text)


def milliseconds(text: str) -> float:
    """The best of five, in time of this process: not what else the machine does."""
    times = []
    for _ in range(5):
        start = time.process_time()
        read(text)
        times.append(time.process_time() - start)
    return min(times) * 1000


@pytest.mark.parametrize(
    "text",
    [
        "a week from " * 12 + "Friday",
        "the first week of " * 10 + "March",
        "from Monday to " * 12 + "Friday",
        "ten to five to " * 12 + "three",
        "Tuesday or " * 38 + "Wednesday",
        "1 2 3 4 5 6 7 8 9 10 " * 4,
        "twenty twenty " * 20,
        "one month and two weeks and " * 7 + "a day from now",
        "between the end of the middle of the start of next week and the 5th of next month at "
        "half past three in the afternoon on Tuesday or Wednesday the 24th of November 2026",
    ],
)
def test_nothing_of_ordinary_length_is_slow(text: str) -> None:
    assert milliseconds(text) < SLOWEST_MS


@pytest.mark.parametrize("unit", ["hello there my friend ", "Tuesday at three or ", "5 ", "a "])
def test_time_grows_with_the_length(unit: str) -> None:
    short, long = milliseconds(unit * 10), milliseconds(unit * 100)
    assert long < 30 * max(short, 1.0)


def test_ten_thousand_words() -> None:
    assert read("tomorrow " * 10_000).when is not None
