"""How values look to people."""

from datetime import UTC, datetime, timedelta

import pytest

from voicebot.call.history import OUTCOMES, Line, transcript
from voicebot.call.messages import LogEntry
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


def test_what_nobody_reads_is_left_out_of_details():
    assert views.detail(0.123456) == "0.123"
    assert views.detail("x" * 100) == "x" * 40 + "…"
    assert views.detail({"token": "x" * 100}) == f"{{token: {'x' * 40}…}}"
    assert views.detail({"text": "word " * 20}).count("word") == 20


def test_sentences_and_notes_are_put_together():
    who = "note bot bot caller caller note note note bot".split()
    text = "decided b1 b2 c1 c2 silent decided paused b3".split()
    lines = [Line(n, *both) for n, both in enumerate(zip(who, text, strict=True))]
    found = [
        (group.at_ms, [line.text for line in group.lines], [line.text for line in group.behind])
        for group in views.together(lines)
    ]
    assert found == [
        (0, [], ["decided"]),
        (1, ["b1", "b2"], []),
        (3, ["c1"], []),
        (4, ["c2"], []),
        (5, ["silent", "paused"], ["decided"]),
        (8, ["b3"], []),
    ]


def test_the_notes_behind_are_those_of_the_transcript():
    kinds = ("decided", "asked", "calendar")
    entries = [LogEntry("CA1", n, 0, kind, {"id": "1"}) for n, kind in enumerate(kinds)]
    assert {line.text for line in transcript(entries)} == views.BEHIND
