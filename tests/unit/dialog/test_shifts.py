"""Lengths that times are moved by."""

from datetime import timedelta

import pytest

from voicebot.dialog.shifts import from_a_visit, shift

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("half an hour later", HOUR / 2),
        ("a quarter of an hour earlier please", -HOUR / 4),
        ("could we do it two and a half hours later", HOUR * 2.5),
        ("can you push it back by a week", 7 * DAY),
        ("can you bring my cleaning forward an hour", -HOUR),
        ("move it up 15 minutes", -HOUR / 4),
        ("an hour later for my haircut", HOUR),
        ("a day earlier than planned", -DAY),
        ("the same time the week after", 7 * DAY),
        ("the same time the day before", -DAY),
    ],
)
def test_a_length_and_its_direction(text: str, by: timedelta) -> None:
    found = shift(text)
    assert found is not None
    assert found.by == by


@pytest.mark.parametrize(
    "text",
    [
        "an hour",
        "two days before the wedding",
        "in an hour",
        "the day after tomorrow",
        "move it to Friday",
        "an hour or two later in the week",
    ],
)
def test_no_length_to_move_by(text: str) -> None:
    assert from_a_visit(text) is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("the day after", DAY),
        ("can it be the day before instead", -DAY),
        ("the following week please", 7 * DAY),
        ("the next day", DAY),
    ],
)
def test_the_next_one_counts_from_a_visit_alone(text: str, by: timedelta) -> None:
    found = from_a_visit(text)
    assert found is not None
    assert (found.by, found.compares) == (by, False)
    assert shift(text) is None


def test_what_is_compared_with_the_time_there_is() -> None:
    later, after = shift("an hour later"), shift("an hour after that")
    assert later is not None
    assert after is not None
    assert (later.compares, after.compares) == (True, False)
    assert later.span == (0, 13)
