from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.transcripts import canonical, digit_string, word_errors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Adams is in.", "doctor adams is in"),
        ("at 3:30 p.m.", "at three thirty PM"),
        ("four one five, five five five, oh one two three", "415-555-0123"),
        ("double four seven", "447"),
        ("the twenty third", "the 23rd"),
        ("the second of May", "the 2nd of May"),
        ("nineteen eighty-two", "1982"),
        ("nineteen oh five", "1905"),
        ("one hundred and five", "105"),
        ("two thousand five hundred", "$2,500"),
        ("one thousand two hundred and thirty four", "1234"),
        ("three o'clock", "3 o’clock"),
        ("press # now", "press pound now"),
        ("um, yes (laughs) [noise]", "Yes!"),
        ("fifty percent", "50%"),
    ],
)
def test_two_ways_of_writing_are_the_same_words(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fifteen", "fifty"), ("the third", "the three"), ("no", "oh"), ("3:13", "3:30"), ("a", "")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_each_digit_is_a_word() -> None:
    assert canonical("call 40 21") == ["call", "4", "0", "2", "1"]


def test_what_was_not_said_is_no_reference() -> None:
    assert canonical("(a second of silence)") == []


def test_digit_strings() -> None:
    assert digit_string("my number is 415 555, oh one two three") == "4155550123"
    assert digit_string("no number here") == ""


@pytest.mark.parametrize(
    ("reference", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a b c", "a b b c", 1),
        ("", "a b", 2),
        ("a b", "", 2),
    ],
)
def test_word_errors(reference: str, heard: str, errors: int) -> None:
    assert word_errors(reference.split(), heard.split()) == errors


WORDS = st.lists(st.sampled_from("abc"), max_size=8)


@given(WORDS, WORDS)
def test_word_errors_are_a_distance(one: list[str], other: list[str]) -> None:
    errors = word_errors(one, other)
    assert errors == word_errors(other, one)
    assert abs(len(one) - len(other)) <= errors <= max(len(one), len(other))
    assert (errors == 0) == (one == other)


@given(st.integers(0, 9999))
def test_figures_are_taken_digit_by_digit(number: int) -> None:
    assert canonical(str(number)) == list(str(number))


@given(st.text(max_size=40))
def test_any_text_can_be_compared_and_is_canonical_once(text: str) -> None:
    words = canonical(text)
    assert all(word and word == word.lower() for word in words)
