"""Opening hours as they are told: nights that end on the next day, and seasons."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voicebot.booking.model import Business, DayRule, Hours
from voicebot.dialog import opening

ZONE = "America/New_York"
SPRING, SUMMER = date(2027, 3, 3), date(2027, 7, 7)
BAR = Business(
    "bar",
    "Bar",
    ZONE,
    (),
    (),
    (
        Hours(2, time(9), time(17), valid_to=date(2027, 5, 31)),
        Hours(2, time(7), time(11), date(2027, 6, 1), date(2027, 8, 31)),
        Hours(2, time(15), time(22), date(2027, 6, 1), date(2027, 8, 31)),
        Hours(4, time(22), time(2)),
        Hours(5, time(22), time(2)),
        Hours(6, time(0), time(0)),
    ),
    (DayRule(date(2026, 11, 29), (), "inventory"),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-27T21:59", None),
        ("2026-11-27T22:00", time(2)),
        ("2026-11-28T01:59", time(2)),
        ("2026-11-28T02:00", None),
        ("2026-11-29T01:00", time(2)),  # Saturday's night, though Sunday itself is closed
        ("2026-11-29T12:00", None),
        ("2026-12-06T12:00", time(0)),  # around the clock
        ("2026-12-07T00:00", None),
    ],
)
def test_until_when_it_is_open(now: str, until: time | None) -> None:
    assert opening.open_until(BAR, at(now)) == until
    assert opening.is_open(BAR, at(now)) is (until is not None)


def test_a_season_is_told_while_it_lasts() -> None:
    nights = "Friday and Saturday from ten o'clock in the evening to two o'clock in the morning"
    end = f"{nights}, and Sunday around the clock"
    assert opening.week(BAR.hours, SPRING) == (
        f"Wednesday from nine o'clock to five o'clock, {end}"
    )
    summer = "from seven o'clock to eleven o'clock and from three o'clock to ten o'clock"
    assert opening.week(BAR.hours, SUMMER) == f"Wednesday {summer}, {end}"


def test_a_day_is_closed_when_no_season_opens_it() -> None:
    assert "Wednesdays" not in opening.closed_days(BAR, SUMMER)
    assert "Wednesdays" in opening.closed_days(BAR, date(2027, 10, 4))
