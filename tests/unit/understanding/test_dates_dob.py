"""Dates of birth, dictated and misheard."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.dates import best_dob, parse_dob, read_dob
from voicebot.understanding.model import Locale

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ABROAD = Locale(day_first=True, region="GB")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("the 6th of May 1971", "1971-05-06"),
        ("May 6th 1971", "1971-05-06"),
        ("it's the sixth of May nineteen seventy one", "1971-05-06"),
        ("6 May 71", "1971-05-06"),
        ("6th of the 5th 1971", "1971-05-06"),
        ("06 05 1971", "1971-05-06"),
        ("06/05/1971", "1971-05-06"),
        ("0605 1971", "1971-05-06"),
        ("06051971", "1971-05-06"),
        ("6th of May 1970 1", "1971-05-06"),
        ("6th of May 1970 1st", "1971-05-06"),
        ("6th of May 19 71", "1971-05-06"),
        ("6th of May 19th 71", "1971-05-06"),
        ("twenty first of June two thousand and eight", "2008-06-21"),
        ("21st of June 2000 and 8", "2008-06-21"),
        ("21st of June 2008", "2008-06-21"),
        ("28th of March 1960 for", "1964-03-28"),
        ("30 7 1952", "1952-07-30"),
    ],
)
def test_day_first(text: str, iso: str) -> None:
    assert parse_dob(text, ABROAD, NOW) == date.fromisoformat(iso)


def test_the_habit_of_the_place_decides_figures() -> None:
    assert parse_dob("03/04/1990", ABROAD, NOW) == date(1990, 4, 3)
    assert parse_dob("03/04/1990", Locale(), NOW) == date(1990, 3, 4)
    assert parse_dob("25/04/1990", Locale(), NOW) == date(1990, 4, 25)


@pytest.mark.parametrize(
    "text", ["", "hello", "1985", "March", "the 5th of March", "the 5th of March 2031", "5 5"]
)
def test_no_whole_past_date_is_none(text: str) -> None:
    assert parse_dob(text, ABROAD, NOW) is None


def test_a_plain_date_fits_better_than_a_repaired_one() -> None:
    plain, repaired = (read_dob(t, ABROAD, NOW) for t in ("6 May 1971", "6 May 1970 1"))
    assert plain is not None
    assert repaired is not None
    assert plain.score > repaired.score


def test_several_recognitions_vote() -> None:
    heard = ["forced of July 1966", "4th of July 1966", "fourth July 1966"]
    best = best_dob(heard, ABROAD, NOW)
    assert best is not None
    assert best.day == date(1966, 7, 4)
    assert best_dob(["hello", ""], ABROAD, NOW) is None


@given(st.dates(date(1920, 1, 1), date(2026, 11, 22)))
def test_every_plain_date_is_understood(day: date) -> None:
    assert parse_dob(f"{day:%d %B %Y}", ABROAD, NOW) == day
    assert parse_dob(f"{day:%d/%m/%Y}", ABROAD, NOW) == day
    assert parse_dob(f"{day:%m/%d/%Y}", Locale(), NOW) == day


@given(st.text(max_size=60))
def test_no_text_fails(text: str) -> None:
    parse_dob(text, ABROAD, NOW)
