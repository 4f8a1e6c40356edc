"""Recognised text to tokens that keep their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.normalize import normalize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tuesday at 3 p.m.", "tuesday at 3 pm"),
        ("Tuesday at 3PM!", "tuesday at 3 pm"),
        ("three p. m. please", "three pm please"),
        ("seven p m", "seven pm"),
        ("at 9.am", "at 9 am"),
        ("three o’clock", "three o'clock"),
        ('5 o"clock', "5 o'clock"),
        ("four o clock", "four o'clock"),
        ("I’d like — well — Friday", "i'd like well friday"),
        ("the 3rd, not the fourth", "the 3rd not the fourth"),
        ("fourty minutes", "forty minutes"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_one_spelling_for_what_sounds_alike(text: str, words: str) -> None:
    assert normalize(text).text == words


@pytest.mark.parametrize(
    ("word", "value"),
    [("7", 7), ("seven", 7), ("7th", 7), ("seventh", 7), ("thirtieth", 30), ("eighty", 80)],
)
def test_numbers_have_their_value(word: str, value: int) -> None:
    assert normalize(word).tokens[0].value == value


def test_number_words_stay_words() -> None:
    assert normalize("the other one").text == "the other one"


def test_the_hyphen_of_a_compound_number_is_spelling() -> None:
    assert [token.text for token in normalize("twenty-first").tokens] == ["twenty", "first"]
    assert [token.text for token in normalize("2-4").tokens] == ["2", "-", "4"]


def test_digits_too_long_for_a_quantity_have_no_value() -> None:
    assert normalize("1" * 5000).tokens[0].value is None


def test_digits_of_other_scripts_are_marks() -> None:
    assert all(token.kind == "mark" for token in normalize("٣٤").tokens)


def test_a_place_in_the_words_is_a_place_in_the_text() -> None:
    text = "Well, Tuesday -- at 3 p.m. -- works."
    normal = normalize(text)
    start = normal.text.index("tuesday")
    first, last = normal.span(start, start + len("tuesday at 3 pm"))
    assert text[first:last] == "Tuesday -- at 3 p.m."
    assert normal.span(3, 3) == (0, 0)


@given(st.text(max_size=80))
def test_tokens_lie_in_order_and_lose_no_letter(text: str) -> None:
    normal = normalize(text)
    ends = [0]
    for token in normal.tokens:
        assert ends[-1] <= token.start < token.end <= len(text)
        assert not text[ends[-1] : token.start].strip().strip("-")
        ends.append(token.end)
    assert not text[ends[-1] :].strip()
