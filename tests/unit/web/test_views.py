"""How values look to people."""

from datetime import UTC, datetime, timedelta

import pytest

from voicebot.call.history import OUTCOMES, Line
from voicebot.web import views

NEW_YORK = "America/New_York"
NIGHT = datetime(2026, 11, 24, 4, 5, tzinfo=UTC)


def test_times_are_the_businesss():
    assert views.day(NIGHT, NEW_YORK) == "Monday 23 November 2026"
    assert views.clock(NIGHT, NEW_YORK) == "11:05 PM"
    assert views.short(NIGHT, NEW_YORK) == "Mon 23 Nov, 11:05 PM"
    assert views.iso(NIGHT, NEW_YORK) == "2026-11-23T23:05:00-05:00"


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:00 AM"), (11, "11:00 AM"), (12, "12:00 PM"), (13, "1:00 PM")]
)
def test_the_clock_of_twelve_hours(hour, text):
    assert views.clock(datetime(2026, 1, 1, hour, tzinfo=UTC), "UTC") == text


def test_every_outcome_has_words():
    assert set(views.OUTCOMES) == set(OUTCOMES)
    assert views.outcome("", over=False) == "In progress"
    assert views.outcome("no_longer_known") == "No longer known"
    assert views.outcome("") == "Unknown"


@pytest.mark.parametrize(
    ("phone", "text"),
    [
        ("+442079460000", "+44 20 7946 0000"),
        ("", "Number withheld"),
        ("client:ann", "client:ann"),
    ],
)
def test_numbers(phone, text):
    assert views.number(phone) == text


def test_lengths_and_offsets():
    assert views.length(timedelta(seconds=59)) == "59 s"
    assert views.length(timedelta(seconds=125)) == "2 min 5 s"
    assert views.length(timedelta(seconds=-1)) == "0 s"
    assert [views.offset(ms) for ms in (0, 65_999, 3_600_000)] == ["0:00", "1:05", "60:00"]


def test_details():
    assert views.detail("text") == "text"
    assert views.detail(3) == "3"
    understood = {"intents": [{"name": "book", "score": 0.93}], "when": None, "text": "é"}
    assert views.detail(understood) == (
        "intents:\n- {name: book, score: 0.93}\nwhen: null\ntext: é"
    )


def test_notes_that_follow_each_other_are_one_group():
    lines = [Line(n, who, "") for n, who in enumerate("note note bot caller note bot bot".split())]
    assert [[line.at_ms for line in group] for group in views.together(lines)] == [
        [0, 1],
        [2],
        [3],
        [4],
        [5],
        [6],
    ]
