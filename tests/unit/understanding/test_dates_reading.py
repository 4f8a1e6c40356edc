"""What a reading says besides the times: what was spoken, where, how sure; offers; zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from voicebot.understanding.dates import DateReading, read_dates
from voicebot.understanding.model import Daily, Expectation, Grain, Locale, Offered

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
AT_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
AT_THREE = datetime(2026, 11, 24, 15, 0, tzinfo=ZONE)
HALF_HOUR = timedelta(minutes=30)


def read(text: str, **expected: object) -> DateReading:
    return read_dates(text, replace(Expectation(), **expected), NOW, ZONE, Locale())


def offer(*starts: datetime) -> tuple[Offered, ...]:
    return tuple(Offered(start, start + HALF_HOUR) for start in starts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", {"date"}),
        ("at three", {"time"}),
        ("3 pm", {"time", "half"}),
        ("tomorrow at three", {"date", "time"}),
        ("tomorrow at three in the afternoon", {"date", "time", "half"}),
        ("tomorrow morning", {"date", "time"}),
        ("in twenty minutes", {"date", "time"}),
    ],
)
def test_which_parts_were_spoken(text: str, said: set[str]) -> None:
    when = read(text).when
    assert when is not None
    assert when.said == said


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("at three", Grain.MINUTE),
        ("tomorrow morning", Grain.HOUR),
        ("Friday", Grain.DAY),
        ("next week", Grain.WEEK),
        ("in March", Grain.MONTH),
        ("next year", Grain.YEAR),
    ],
)
def test_the_grain_is_kept(text: str, grain: Grain) -> None:
    when = read(text).when
    assert when is not None
    assert when.grain is grain


def test_spans_point_at_what_was_said() -> None:
    text = "Hi, it's Ann: next Tuesday, please, at 3 p.m."
    reading = read(text)
    assert [text[start:end] for start, end in reading.spans] == ["next Tuesday", "3 p.m."]
    assert reading.when is not None
    assert reading.when.text == "next Tuesday, please, at 3 p.m."


def test_a_bare_number_is_less_certain() -> None:
    bare, full = read("three", slots=("time",)).when, read("three o'clock").when
    assert bare is not None
    assert full is not None
    assert bare.certainty < full.certainty


def test_times_are_aware_in_the_business_zone() -> None:
    when = read("tomorrow at three").when
    assert when is not None
    assert when.start == AT_THREE
    assert when.start.tzinfo is ZONE


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("anything later?", AT_THREE + HALF_HOUR, None),
        ("do you have something later", AT_THREE + HALF_HOUR, None),
        ("anything earlier", None, AT_THREE),
        ("sooner would be better", None, AT_THREE),
        ("later that day", AT_THREE + HALF_HOUR, datetime(2026, 11, 25, tzinfo=ZONE)),
        ("earlier the same day", datetime(2026, 11, 24, tzinfo=ZONE), AT_THREE),
        ("half an hour later", AT_THREE + HALF_HOUR, AT_THREE + timedelta(minutes=31)),
        ("an hour earlier", datetime(2026, 11, 24, 14, tzinfo=ZONE), None),
        ("the day after", datetime(2026, 11, 25, tzinfo=ZONE), None),
        ("the day before", datetime(2026, 11, 23, tzinfo=ZONE), None),
        ("the week after", datetime(2026, 11, 30, tzinfo=ZONE), None),
        ("that day at four", datetime(2026, 11, 24, 16, tzinfo=ZONE), None),
        ("Tuesday but later", AT_THREE + HALF_HOUR, datetime(2026, 11, 25, tzinfo=ZONE)),
        ("Tuesday, but could it be earlier", datetime(2026, 11, 24, tzinfo=ZONE), AT_THREE),
        ("later that afternoon", AT_THREE + HALF_HOUR, datetime(2026, 11, 25, tzinfo=ZONE)),
        ("something after those", AT_THREE + HALF_HOUR, None),
        ("the same time on Friday", datetime(2026, 11, 27, 15, tzinfo=ZONE), None),
    ],
)
def test_comparisons_with_the_offer(
    text: str, start: datetime | None, end: datetime | None
) -> None:
    when = read(text, slots=("choice",), offered=offer(AT_THREE)).when
    assert when is not None
    assert when.start == start
    assert end is None or when.end == end


def test_without_an_offer_later_is_no_time() -> None:
    assert read("anything later?").when is None


def test_the_later_one_of_two_is_a_choice() -> None:
    assert read("the later one", offered=offer(AT_TEN, AT_THREE)).when is None
    assert read("see you later", offered=offer(AT_THREE)).when is None


def test_another_day_rules_the_offered_day_out() -> None:
    reading = read("could we do another day", offered=offer(AT_THREE))
    assert reading.when is None
    assert [when.start for when in reading.excluded] == [datetime(2026, 11, 24, tzinfo=ZONE)]


def test_an_offered_hour_settles_morning_or_afternoon() -> None:
    evening = datetime(2026, 11, 24, 19, 0, tzinfo=ZONE)
    when = read("seven", slots=("time",), offered=offer(evening)).when
    assert when is not None
    assert when.start is not None
    assert when.start.hour == 19


def test_that_day_is_the_one_the_bot_spoke_of() -> None:
    when = read("that day at two", said="We have Friday, November 27th. What time?").when
    assert when is not None
    assert when.start == datetime(2026, 11, 27, 14, tzinfo=ZONE)


def test_another_zone_is_told_in_ours() -> None:
    when = read("tomorrow at noon Pacific").when
    assert when is not None
    assert when.start == AT_THREE


def test_a_bare_offset_names_no_place_to_convert_to() -> None:
    offset = timezone(timedelta(hours=-5))
    now = NOW.astimezone(offset)
    when = read_dates("tomorrow at noon Pacific", Expectation(), now, offset, Locale()).when
    assert when is not None
    assert when.start is not None
    assert when.start.hour == 12


def test_a_business_has_its_own_parts_and_days() -> None:
    locale = Locale(
        parts={"morning": Daily(time(7), time(11))},
        holidays={"founders day": (date(2026, 11, 25),)},
    )
    when = read_dates("tomorrow morning", Expectation(), NOW, ZONE, locale).when
    assert when is not None
    assert (when.start, when.end) == (AT_TEN.replace(hour=7), AT_TEN.replace(hour=11))
    working = read_dates("in two business days", Expectation(), NOW, ZONE, locale).when
    assert working is not None
    assert working.start == datetime(2026, 11, 27, tzinfo=ZONE), "the 25th and 26th are closed"


def test_a_wish_for_the_future_comes_before_a_time_gone_by() -> None:
    reading = read("it broke last Tuesday, can I come on Friday")
    assert reading.when is not None
    assert reading.when.start == datetime(2026, 11, 27, tzinfo=ZONE)


def test_a_day_that_does_not_exist_is_no_time() -> None:
    assert read("February 30th at three").when is None


OPEN = Locale(
    hours={day: Daily(time(7, 30), time(19)) for day in range(5)} | {5: Daily(time(9), time(14))}
)


@pytest.mark.parametrize(
    ("text", "start", "end", "edge"),
    [
        ("last thing on Friday", (27, 17, 0), (27, 19, 0), "last"),
        ("Saturday, end of the day", (28, 12, 0), (28, 14, 0), "last"),
        ("first thing Wednesday", (25, 7, 30), (25, 9, 30), "first"),
        ("Friday afternoon", (27, 12, 0), (27, 17, 0), ""),
    ],
)
def test_first_and_last_thing_are_by_the_hours_of_the_business(
    text: str, start: tuple[int, int, int], end: tuple[int, int, int], edge: str
) -> None:
    when = read_dates(text, Expectation(), NOW, ZONE, OPEN).when
    assert when is not None
    assert when.start == datetime(2026, 11, *start, tzinfo=ZONE)
    assert when.end == datetime(2026, 11, *end, tzinfo=ZONE)
    assert when.edge == edge


def test_an_hour_of_today_that_is_over_is_no_hour_after_closing() -> None:
    later = NOW.replace(hour=15)
    for locale, hour in ((OPEN, 9), (Locale(), 21)):
        when = read_dates("today at nine", Expectation(), later, ZONE, locale).when
        assert when is not None
        assert when.start == NOW.replace(hour=hour)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("the Tuesday after", datetime(2026, 12, 1, tzinfo=ZONE)),
        ("not this Tuesday, the Tuesday after", datetime(2026, 12, 1, tzinfo=ZONE)),
        ("the Thursday after", datetime(2026, 11, 26, tzinfo=ZONE)),
        ("Friday at the same time", datetime(2026, 11, 27, 15, 0, tzinfo=ZONE)),
        ("the end of the month", datetime(2026, 11, 24, tzinfo=ZONE)),
    ],
)
def test_what_is_agreed_on_is_pointed_at(text: str, start: datetime) -> None:
    when = read(text, agreed=Offered(AT_THREE, AT_THREE + HALF_HOUR)).when
    assert when is not None
    assert when.start == start


def test_the_month_is_the_one_that_was_offered() -> None:
    first = datetime(2027, 1, 4, 10, 0, tzinfo=ZONE)
    when = read("mid month", offered=offer(first)).when
    assert when is not None
    assert when.start == datetime(2027, 1, 10, tzinfo=ZONE)


def test_a_date_is_just_past_or_next_years() -> None:
    for text, year in (("November 12th", 2026), ("November 2nd", 2027)):
        when = read(text).when
        assert when is not None
        assert when.start is not None
        assert when.start.year == year


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("the 10", 10, 0),
        ("i'll take the 3 please", 15, 0),
        ("the 8 15 one", 8, 15),
        ("the 11 o'clock", 11, 0),
        ("10 for the second", 10, 0),
        ("ten then for the second one", 10, 0),
    ],
)
def test_a_number_at_a_choice_of_times_is_one(text: str, hour: int, minute: int) -> None:
    when = read(text, slots=("choice",), offered=offer(AT_TEN, AT_THREE)).when
    assert when is not None
    assert "date" not in when.said
    assert when.start is not None
    assert (when.start.hour, when.start.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("text", "day"),
    [("on the 11", 11), ("the 11th", 11), ("the 11 at 10", 11), ("the 8 of May", 8)],
)
def test_a_day_of_the_month_stays_one_at_a_choice(text: str, day: int) -> None:
    when = read(text, slots=("choice",), offered=offer(AT_TEN, AT_THREE)).when
    assert when is not None
    assert when.start is not None
    assert when.start.day == day
