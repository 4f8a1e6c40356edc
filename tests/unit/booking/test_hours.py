"""Hours, holidays and clock changes: wall time to instants and nothing lost on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.booking.business import Business, DayRule, Hours, Location, Resource, Service
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.hours import common, holiday, merged, public_holidays
from voicebot.booking.instants import (
    DAY_S,
    day_span,
    exists,
    local,
    moment,
    seconds,
    wall,
)

NEW_YORK = ZoneInfo("America/New_York")
WEEK = tuple(Hours(day, time(9), time(17)) for day in range(5))


def shop(**more: object) -> Business:
    values: dict[str, object] = {
        "id": "shop",
        "name": "Shop",
        "zone": "America/New_York",
        "services": (Service("cut", "Cut", 30),),
        "resources": (Resource("kim", "Kim", services=("cut",)),),
        "hours": WEEK,
    }
    return Business(**(values | more))  # type: ignore[arg-type]


def shown(business: Business, day: date, who: str = "kim") -> list[tuple[str, str]]:
    """The working time of a day as the clock on the wall shows it."""
    catalogue = Catalogue(business)
    zone = catalogue.zone_of(catalogue.resources[who])
    return [
        (f"{local(zone, a):%H:%M}", f"{local(zone, b):%H:%M}")
        for a, b in catalogue.shifts(catalogue.resources[who], day)
    ]


MONDAY = date(2026, 11, 16)


def test_staff_without_hours_work_when_the_house_is_open() -> None:
    assert shown(shop(), MONDAY) == [("09:00", "17:00")]
    assert shown(shop(), date(2026, 11, 21)) == []


def test_own_hours_and_breaks() -> None:
    own = (Hours(0, time(8), time(12)), Hours(0, time(12, 30), time(15)))
    kim = Resource("kim", "Kim", services=("cut",), hours=own)
    assert shown(shop(resources=(kim,)), MONDAY) == [("08:00", "12:00"), ("12:30", "15:00")]
    assert shown(shop(resources=(kim,)), date(2026, 11, 17)) == []


def test_hours_hold_between_their_dates() -> None:
    hours = (
        Hours(0, time(9), time(17), valid_to=date(2026, 11, 15)),
        Hours(0, time(10), time(14), valid_from=MONDAY),
    )
    assert shown(shop(hours=hours), date(2026, 11, 9)) == [("09:00", "17:00")]
    assert shown(shop(hours=hours), MONDAY) == [("10:00", "14:00")]


def test_a_day_rule_of_the_house_narrows_own_hours() -> None:
    early = DayRule(MONDAY, ((time(9), time(12)),), "stocktaking")
    kim = Resource("kim", "Kim", services=("cut",), hours=(Hours(0, time(8), time(11)),))
    assert shown(shop(days=(early,), resources=(kim,)), MONDAY) == [("09:00", "11:00")]
    assert shown(shop(days=(DayRule(MONDAY),), resources=(kim,)), MONDAY) == []


def test_a_person_s_own_day_rule_beats_the_house() -> None:
    kim = Resource(
        "kim", "Kim", services=("cut",), days=(DayRule(MONDAY, ((time(18), time(20)),)),)
    )
    assert shown(shop(days=(DayRule(MONDAY),), resources=(kim,)), MONDAY) == [("18:00", "20:00")]


def test_a_room_is_there_at_any_time_unless_closed_for_the_day() -> None:
    room = Resource("room", "Room", kind="room", days=(DayRule(date(2026, 11, 17)),))
    business = shop(resources=(room,))
    assert shown(business, MONDAY, "room") == [("00:00", "00:00")]
    assert shown(business, date(2026, 11, 17), "room") == []


def test_hours_past_midnight_belong_to_the_day_they_begin() -> None:
    late = (Hours(0, time(20), time(2)),)
    assert shown(shop(hours=late), MONDAY) == [("20:00", "02:00")]


def test_a_place_has_its_own_zone_hours_and_closures() -> None:
    place = Location(
        "west",
        "West",
        "America/Los_Angeles",
        hours=(Hours(0, time(10), time(18)), Hours(1, time(10), time(18))),
        days=(DayRule(date(2026, 11, 17)),),
    )
    kim = Resource("kim", "Kim", services=("cut",), location_id="west")
    business = shop(locations=(place,), resources=(kim,))
    assert shown(business, MONDAY) == [("10:00", "18:00")]
    start = Catalogue(business).shifts(kim, MONDAY)[0][0]
    assert moment(start) == datetime(2026, 11, 16, 18, tzinfo=UTC)
    assert shown(business, date(2026, 11, 17)) == []


def test_public_holidays_are_closed_but_for_those_the_owner_works() -> None:
    thanksgiving = date(2026, 11, 26)
    business = shop(holidays="US")
    assert holiday(business, thanksgiving) == "Thanksgiving Day"
    assert shown(business, thanksgiving) == []
    assert shown(shop(holidays="US", open_holidays=("Thanksgiving",)), thanksgiving)
    own = DayRule(thanksgiving, ((time(9), time(11)),))
    assert shown(shop(holidays="US", days=(own,)), thanksgiving) == [("09:00", "11:00")]


def test_holidays_of_a_subdivision() -> None:
    epiphany = date(2027, 1, 6)
    assert holiday(shop(holidays="DE-BY"), epiphany)
    assert holiday(shop(holidays="DE-HH"), epiphany) is None


def test_an_unknown_region_is_an_error() -> None:
    with pytest.raises(ValueError, match="XX"):
        Catalogue(shop(holidays="XX"))


def test_spans_are_merged_and_cut() -> None:
    assert merged([(5, 9), (1, 3), (3, 4), (8, 12)]) == [(1, 4), (5, 12)]
    assert common([(1, 5), (7, 9)], [(2, 8)]) == [(2, 5), (7, 8)]


# --- clock changes -------------------------------------------------------------------------------


def test_a_time_the_clocks_leap_over_moves_on() -> None:
    leapt = wall(NEW_YORK, date(2027, 3, 14), time(2, 30))
    assert f"{local(NEW_YORK, leapt):%H:%M}" == "03:30"


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    first = wall(NEW_YORK, date(2026, 11, 1), time(1, 30))
    assert moment(first) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2027, 3, 14), 23.0),
        ("America/New_York", date(2026, 11, 1), 25.0),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Kathmandu", date(2026, 6, 1), 24.0),
    ],
)
def test_the_length_of_days(zone: str, day: date, hours: float) -> None:
    start, end = day_span(ZoneInfo(zone), day)
    assert (end - start) / 3600 == hours


def test_samoa_had_no_30_december_2011() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert not exists(apia, date(2011, 12, 30))
    assert exists(apia, date(2011, 12, 31))
    every_day = tuple(Hours(day, time(9), time(17)) for day in range(7))
    catalogue = Catalogue(shop(zone="Pacific/Apia", hours=every_day))
    kim = catalogue.resources["kim"]
    worked = [catalogue.shifts(kim, date(2011, 12, day)) for day in (29, 30, 31)]
    assert [len(shifts) for shifts in worked] == [1, 0, 1]
    assert worked[2][0][0] - worked[0][0][0] == DAY_S


def transition_days(zone: ZoneInfo, first: int, last: int) -> list[date]:
    """Days on which the zone's offset changes, between two years."""
    at = datetime(first, 1, 1, 12, tzinfo=UTC)
    found, before = [], at.astimezone(zone).utcoffset()
    while at.year < last:
        at += timedelta(days=1)
        offset = at.astimezone(zone).utcoffset()
        if offset != before:
            found += [at.astimezone(zone).date() + timedelta(days=n) for n in (-1, 0, 1)]
        before = offset
    return sorted(set(found))


def test_every_zone_and_every_clock_change_of_five_years() -> None:
    """Round the clock, shop time: each instant is worked exactly once, shifts never overlap."""
    whole_day = tuple(Hours(day, time(0), time(0)) for day in range(7))
    checked = 0
    for name in sorted(available_timezones() - {"localtime", "Factory"}):
        zone = ZoneInfo(name)
        for day in transition_days(zone, 2024, 2029):
            catalogue = Catalogue(shop(zone=name, hours=whole_day))
            three = [
                span
                for n in (-1, 0, 1)
                for span in catalogue.shifts(catalogue.resources["kim"], day + timedelta(days=n))
            ]
            joined = merged(three)
            assert len(joined) == 1, (name, day)
            assert sum(b - a for a, b in three) == joined[0][1] - joined[0][0], (name, day)
            checked += 1
    assert checked > 3000


@given(
    st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
)
def test_an_instant_survives_the_way_through_wall_time(name: str, at: datetime) -> None:
    """Every wall time that a clock shows comes back, an hour earlier at most when shown twice."""
    zone = ZoneInfo(name)
    instant = seconds(at.replace(tzinfo=UTC))
    seen = local(zone, instant)
    back = wall(zone, seen.date(), seen.time())
    assert back == instant if not seen.fold else back < instant
    assert local(zone, back).replace(fold=0) == seen.replace(fold=0)


def test_holidays_are_known_for_many_years() -> None:
    assert date(2030, 12, 25) in public_holidays("US", 2030)
