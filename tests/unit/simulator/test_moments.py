"""The caller's own reading of the times that are said to it."""

from datetime import date, datetime, time, timedelta

import pytest

from voicebot.dialog import spoken
from voicebot.simulator.callers.moments import Moment, moments

NOW = datetime(2026, 11, 23, 9, 0)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "I have today at eleven o'clock or at half past one.",
            [(23, time(11)), (23, time(13, 30))],
        ),
        ("on Tuesday the twenty-fourth at quarter to three", [(24, time(14, 45))]),
        ("tomorrow, Tuesday the twenty-fourth, at noon", [(24, time(12))]),
        ("Wednesday the 25th at 3 p.m. or at 11:15", [(25, time(15)), (25, time(11, 15))]),
        ("Friday the twenty-seventh or Saturday the twenty-eighth", [(27, None), (28, None)]),
        ("at ten in the evening on Tuesday the twenty-fourth", [(None, time(22)), (24, None)]),
    ],
)
def test_days_and_times(said, found):
    assert [(m.day.day if m.day else None, m.at) for m in moments(said, NOW)] == found


def test_an_arrival_window_has_an_end():
    found = moments("We can come today between eleven o'clock and one o'clock.", NOW)
    assert found == [Moment(date(2026, 11, 23), time(11), time(13))]


def test_a_month_is_heard_on_either_side():
    first = [Moment(date(2026, 12, 1), time(10))]
    assert moments("Tuesday, December first at ten o'clock", NOW) == first
    assert moments("Tuesday the first of December at ten o'clock", NOW) == first


def test_a_telephone_number_is_no_time():
    read = (
        "on Wednesday the twenty-fifth at noon, and we reach you at two one two, five five five, "
    )
    assert len(moments(read + "zero one four two.", NOW)) == 1


@pytest.mark.parametrize("day_first", [False, True])
def test_every_time_that_the_bot_can_say_comes_back(day_first):
    for days in range(1, 60):
        for minutes in range(7 * 60, 20 * 60, 25):
            at = datetime(2026, 11, 23) + timedelta(days=days, minutes=minutes)
            day = spoken.full_day(at.date(), NOW.date(), day_first=day_first)
            said = f"A cleaning on {day} at {spoken.clock(at, part=True)}, for Ada Moss."
            assert moments(said, NOW) == [Moment(at.date(), at.time())], said


def test_a_plate_is_no_time():
    told = (
        "On Friday at ten o'clock for the Honda Civic, plate K L M, four two seven, for Jane Doe."
    )
    assert [(m.day, m.at) for m in moments(told, NOW)] == [(date(2026, 11, 27), time(10))]


def test_a_street_with_a_number_is_no_day():
    told = "Wednesday the twenty-fifth at noon, at 14 Third Road Greenwich"
    assert [m.day for m in moments(told, NOW)] == [date(2026, 11, 25)]
