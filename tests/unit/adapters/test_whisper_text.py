from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.whisper_text import (
    is_digits,
    is_invented,
    plain,
    repeats_itself,
    repeats_prompt,
)
from voicebot.audio.transcripts import digit_string


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Could I come at 9.30 a.m.?", "Could I come at 9:30 a.m.?"),
        ("At 12.45 or 1.15.", "At 12:45 or 1:15."),
        ("Around 4 15 please", "Around 4:15 please"),
        ("330 p.m. is good", "3:30 p.m. is good"),
        ("1130pm", "11:30pm"),
        ("It was $2.50", "It was $2.50"),
        ("about 3.5 hours", "about 3.5 hours"),
        ("at 27.30", "at 27.30"),
    ],
)
def test_clock_times(written: str, wanted: str) -> None:
    assert plain(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("212-555-0147.", "212 555 0147."),
        ("2, 1, 2, 5, 5, 5", "2 1 2 5 5 5"),
        ("2-1-2-5", "2 1 2 5"),
        ("It's 6 1 for 7 8", "It's 6 1 4 7 8"),
        ("6 1 oh 7 8", "6 1 0 7 8"),
        ("from 9 to 10.30", "from 9 to 10:30"),
        ("2 to 4", "2 to 4"),
        ("9-5", "9-5"),
        ("1,200 dollars", "1,200 dollars"),
    ],
)
def test_digits(written: str, wanted: str) -> None:
    assert plain(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[Music]", ""),
        ("(coughs) Yes.", "Yes."),
        ("♪ la ♪", "la"),
        ("...", ""),
        (". . .", ""),
        ("  Yes,   please. ", "Yes, please."),
    ],
)
def test_only_words_are_left(written: str, wanted: str) -> None:
    assert plain(written) == wanted


@pytest.mark.parametrize("text", ["Thanks for watching!", " you", "You.", "Beep beep beep"])
def test_captions_of_silence_are_invented(text: str) -> None:
    assert is_invented(text)


@pytest.mark.parametrize("text", ["Thank you.", "Are you open?", "Yes.", "Thanks for waiting."])
def test_what_callers_say_is_not_invented(text: str) -> None:
    assert not is_invented(text)


def test_going_round_in_circles() -> None:
    assert repeats_itself("I want to book. " * 12)
    assert not repeats_itself("five five five oh one four seven")
    assert not repeats_itself("No, no, no, I said Tuesday.")


@pytest.mark.parametrize("text", ["212 555 0147", "call me on 212 555 0147", "5 5 5 oh 1"])
def test_a_telephone_number_is_digits(text: str) -> None:
    assert is_digits(text)


@pytest.mark.parametrize(
    "text",
    ["", "at 3:30", "from 9 to 10:30", "May 12th, 1985", "12, 15 or 18", "one of the 2", "no"],
)
def test_times_and_dates_are_not_digits(text: str) -> None:
    assert not is_digits(text)


def test_a_single_digit_counts_where_a_number_was_asked() -> None:
    assert is_digits("2", at_least=1)
    assert not is_digits("I do not have one", at_least=1)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=12), st.sampled_from([" ", ", ", "-", "."]))
def test_no_digit_is_lost(digits: list[int], between: str) -> None:
    written = between.join(map(str, digits))
    assert digit_string(plain(written)) == "".join(map(str, digits))


@given(st.text(max_size=60))
def test_any_text_is_stable_after_one_pass(text: str) -> None:
    assert plain(plain(text)) == plain(text) or any(c in text for c in "()[]")


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("Dr. Patel, Dr. Patel", True),
        ("Dr. Patel, Maria Lopez, cleaning.", True),
        ("Dr. Patel", False),
        ("Dr. Patel or Maria Lopez", False),
        ("a cleaning", False),
        ("", False),
    ],
)
def test_words_that_were_only_shown(text: str, repeats: bool) -> None:
    assert repeats_prompt(text, ("Dr. Patel", "Maria Lopez", "cleaning")) is repeats
