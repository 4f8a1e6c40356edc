from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voicebot.booking.model import Window
from voicebot.dialog import wishes
from voicebot.dialog.model import Wish
from voicebot.understanding.model import Daily, Grain, When

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def day(number: int) -> When:
    return When(at(number), at(number + 1), Grain.DAY, said=frozenset({"date"}))


def clock(number: int, hour: int, *said: str) -> When:
    start = at(number, hour)
    return When(start, start + timedelta(minutes=1), Grain.MINUTE, said=frozenset(said or {"time"}))


def part(number: int, start: int, end: int, *said: str) -> When:
    return When(at(number, start), at(number, end), Grain.HOUR, said=frozenset(said or {"time"}))


WEEK = When(at(23), at(30), Grain.WEEK, said=frozenset({"date"}))


def merged(*steps: When, excluded: tuple[When, ...] = ()) -> Wish:
    wish = Wish()
    for step in steps:
        wish = wishes.merge(wish, [step], (), NOW)
    return wishes.merge(wish, [], excluded, NOW) if excluded else wish


def test_a_time_narrows_the_day_wished_for() -> None:
    wish = merged(day(25), clock(23, 15))
    assert (wish.times[0].start, wish.times[0].end) == (at(25, 15), at(25, 15, 1))


def test_mornings_narrow_a_week() -> None:
    wish = merged(WEEK, part(24, 8, 12))
    assert (wish.times[0].start, wish.times[0].end) == (WEEK.start, WEEK.end)
    assert wish.times[0].daily == Daily(time(8), time(12))


def test_another_day_keeps_the_part_of_the_day() -> None:
    wish = merged(part(24, 12, 17, "date", "time"), day(26))
    assert (wish.times[0].start, wish.times[0].end) == (at(26, 12), at(26, 17))


def test_another_day_does_not_keep_a_clock_time() -> None:
    assert merged(clock(24, 15, "date", "time"), day(26)).times == (day(26),)


def test_a_correction_keeps_what_was_not_said_again() -> None:
    chosen = at(24, 15)
    (moved,) = wishes.corrected([day(26)], chosen)
    assert moved.start == at(26, 15)
    (later,) = wishes.corrected([clock(23, 16)], chosen)
    assert later.start == at(24, 16)


def test_a_day_ruled_out_is_no_longer_wished_for() -> None:
    wish = merged(day(24), excluded=(day(24),))
    assert wish.times[0].start == at(25)
    assert wish.times[0].open == "after"


def test_a_weekday_ruled_out_is_that_of_the_week_wished_for() -> None:
    week = When(at(30), at(30) + timedelta(days=7), Grain.WEEK, said=frozenset({"date"}))
    wish = wishes.merge(Wish(), [week], [day(23)], NOW)
    assert wish.excluded[0].start == at(30)


def test_windows_are_utc_and_leave_the_past_out() -> None:
    past, coming = day(22), clock(24, 15, "date", "time")
    assert wishes.windows([past, coming], NOW) == (
        Window(datetime(2026, 11, 24, 20, tzinfo=UTC), datetime(2026, 11, 24, 20, 1, tzinfo=UTC)),
    )


def test_a_time_before_any_day_is_known_is_meant_for_every_day() -> None:
    (when,) = wishes.coming([clock(23, 15)], NOW)
    assert when.end is None
    assert when.daily == Daily(time(15), time(15, 1))


def test_holds() -> None:
    assert wishes.holds(day(24), at(24, 10))
    assert not wishes.holds(day(24), at(25))
    assert wishes.holds(clock(23, 10), at(27, 10), time_only=True)
    assert not wishes.holds(part(24, 8, 12), at(24, 13), time_only=True)


def test_later_and_earlier_than_an_offer() -> None:
    (later,) = wishes.after([day(24)], at(24, 11))
    assert (later.start, later.end) == (at(24, 11, 1), at(25))
    (earlier,) = wishes.before([day(24)], at(24, 11))
    assert (earlier.start, earlier.end) == (at(24), at(24, 11))


def test_from_one_day_to_another() -> None:
    said = When(at(24), at(28), Grain.DAY, said=frozenset({"date"}))
    there = wishes.destination(said, at(24, 9))
    assert there is not None
    assert there.start == at(27)
    assert wishes.destination(said, at(25, 9)) is None


def test_a_clock_time_lies_in_arrival_windows() -> None:
    arriving = wishes.arriving(clock(24, 13, "date", "time"), 120)
    assert arriving.start == at(24, 11, 1)
    assert wishes.days_of(clock(24, 13)).start == at(24)


def test_a_time_alone_is_of_the_day_on_offer_where_that_is_another_than_wished_for() -> None:
    wish, nine = merged(day(26)), [clock(23, 9)]
    assert wishes.on_offer(wish, nine, at(27, 10)).times == ()
    assert wishes.on_offer(wish, nine, at(26, 10)) == wish
    assert wishes.on_offer(wish, nine, None) == wish
    assert wishes.on_offer(wish, [day(28)], at(27, 10)) == wish


def test_what_is_over_is_asked_for_where_nothing_else_was_wished_for() -> None:
    over, coming = clock(22, 9, "date", "time"), clock(25, 9, "date", "time")
    assert [w.start for w in wishes.windows([over, coming], NOW)] == [at(25, 9)]
    assert [w.start for w in wishes.windows([over], NOW)] == [at(22, 9)]
    yesterday = replace(day(22), text="yesterday")
    last_week = When(at(16), at(23), Grain.WEEK, said=frozenset({"date"}), text="last week")
    assert wishes.windows([yesterday], NOW) == wishes.windows([last_week], NOW) == ()
