"""Every instant the bot can speak is understood back exactly, in every zone whose clocks change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import spoken
from voicebot.understanding.dates import read_dates
from voicebot.understanding.model import Expectation, Locale

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FURTHEST = 300
"""Days ahead of now that an appointment is spoken of without its year."""


def ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def forms(at: datetime, now: datetime) -> Iterator[str]:
    """The ways an instant is spoken, and the ways a caller may repeat it."""
    for day_first in (False, True):
        day = spoken.full_day(at.date(), now.date(), day_first=day_first)
        yield f"{day} at {spoken.clock(at, part=True)}"
    hour = at.hour % 12 or 12
    half = "PM" if at.hour >= 12 else "AM"
    day = f"{at:%A}, {at:%B} {ordinal(at.day)}"
    yield f"{day} at {hour}:{at:%M} {half}"
    yield f"{hour}:{at:%M} {half.lower()} on {at:%A} the {ordinal(at.day)} of {at:%B}"
    yield f"{at:%B} {at.day} {at:%Y} at {at:%H:%M}"
    yield f"at {spoken.clock(at, part=True)} on {day}"
    yield f"{at:%Y-%m-%d %H:%M}"


def understood(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    when = read_dates(text, Expectation(), now, zone, Locale()).when
    return when.start if when is not None else None


def first_meant(at: datetime) -> datetime:
    """In the repeated hour the first one is meant."""
    return at.replace(fold=0)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The instants at which the zone's clocks change, to the quarter of an hour."""
    step = timedelta(days=7)
    at = START
    while at < END:
        if at.astimezone(zone).utcoffset() != (at + step).astimezone(zone).utcoffset():
            low, high = at, at + step
            while high - low > QUARTER:
                middle = low + (high - low) / 2
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = middle
                else:
                    high = middle
            yield high
        at += step


CHANGING = [
    (name, instants)
    for name in sorted(available_timezones())
    if not name.startswith(("posix/", "right/", "SystemV/", "Etc/"))
    and (instants := list(changes(ZoneInfo(name))))
]


def test_many_zones_change_their_clocks() -> None:
    assert len(CHANGING) > 100


@pytest.mark.parametrize("part", range(4))
def test_around_each_change_of_the_clocks(part: int) -> None:
    """Two hours to each side of a change, in every zone: one form each, another each time."""
    chance = random.Random(part)
    for name, instants in CHANGING[part::4]:
        zone = ZoneInfo(name)
        change = chance.choice(instants)
        for quarters in chance.sample(range(-8, 9), 10):
            moment = change.replace(second=0, microsecond=0) + quarters * QUARTER
            at = moment.astimezone(zone).replace(second=0)
            now = (moment - timedelta(days=chance.randrange(1, 12))).astimezone(zone)
            text = chance.choice(list(forms(at, now)))
            assert understood(text, now, zone) == first_meant(at), (name, text, now)


@given(
    st.sampled_from([name for name, _ in CHANGING]),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, FURTHEST * 24 * 60),
    st.integers(0, 6),
)
def test_any_instant_in_any_zone(name: str, start: datetime, minutes: int, form: int) -> None:
    zone = ZoneInfo(name)
    now = start.replace(tzinfo=UTC).astimezone(zone)
    at = (start.replace(tzinfo=UTC) + timedelta(minutes=minutes + 1)).astimezone(zone)
    at = at.replace(second=0, microsecond=0)
    text = list(forms(at, now))[form]
    assert understood(text, now, zone) == first_meant(at), text


@pytest.mark.parametrize("minute", range(0, 60, 5))
@pytest.mark.parametrize("hour", range(24))
def test_each_five_minutes_of_a_day(hour: int, minute: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2027, 5, 3, 8, tzinfo=zone)
    at = datetime(2027, 5, 6, hour, minute, tzinfo=zone)
    for text in forms(at, now):
        assert understood(text, now, zone) == at, text
