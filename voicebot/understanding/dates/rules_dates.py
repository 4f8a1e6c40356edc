"""Rules for single days: dates, weekdays, today and tomorrow, holidays."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.understanding.dates.days import Figures, From, On, Weekday
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.holidays import BORROWED, NAMED, Holiday
from voicebot.understanding.dates.offsets import Shift
from voicebot.understanding.dates.periods import Following, Period
from voicebot.understanding.dates.values import Days

TODAY = Period("day", 0)
YEAR_AGO = Shift(((-1, "year"),), TODAY)


def _same(value: object) -> object:
    return value


def _second(_: object, value: object) -> object:
    return value


def _first(value: object, _: object) -> object:
    return value


def _day_of_month(n: int) -> int | None:
    return n if 1 <= n <= 31 else None


def _month_day(month: int, day: int, year: int | None) -> On:
    return On(month, day, year=year)


def _day_month(day: int, month: int, year: int | None) -> On:
    return On(month, day, year=year)


def _year_month_day(year: int, month: int, day: int) -> On:
    return On(month, day, year=year)


def _weekday_day(weekday: int, day: int) -> On:
    return On(day=day, weekday=weekday)


def _weekday_number(weekday: int, digits: str) -> On | None:
    """ "Monday 21": a number that can be no hour."""
    number = int(digits) if len(digits) <= 2 else 0
    return On(day=number, weekday=weekday) if 12 < number <= 31 else None


def _the_number(digits: str) -> On | None:
    return On(day=int(digits)) if len(digits) <= 2 and 1 <= int(digits) <= 31 else None


def _full_year(n: int) -> int | None:
    if n < 100:
        return 2000 + n if n < 70 else 1900 + n
    return n if 1900 <= n < 2200 else None


def _figures(first: int, second: int, year: int | None = None) -> Figures | None:
    if (first, second) == (24, 7) and year is None:
        return None
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    return Figures(first, second, None if year is None else _full_year(year))


def _hyphened(first: int, second: int) -> Figures | None:
    """ "24-11": two figures of which one can be no hour."""
    return _figures(first, second) if max(first, second) > 12 else None


def _year_last(first: int, second: int, year: int) -> Figures | None:
    """ "3-5-2027"; a year of two digits only if it is near, or a figure is no month."""
    sure = year >= 1900 or 24 <= year < 50 or (max(first, second) > 12 and year < 100)
    return _figures(first, second, year) if sure else None


def _dotted(first: int, second: int) -> Figures | None:
    """ "4.22"; but "3.30" is a time."""
    return _figures(first, second) if second > 12 and second % 5 else None


def _short_year(month: int, day: int, digits: str) -> On | None:
    """ "June 3, 08"."""
    short = len(digits) == 2 and digits[0] == "0"
    return On(month, day, year=2000 + int(digits)) if short else None


def _iso(year: int, month: int, day: int) -> On | None:
    if 1900 <= year < 2200 and 1 <= month <= 12 and 1 <= day <= 31:
        return On(month, day, year=year)
    return None


def _on(weekday: int) -> On:
    return On(weekday=weekday)


def _which(which: str | int) -> Callable[[int], Weekday]:
    return lambda weekday: Weekday(weekday, which)


def _after_that(weekday: int) -> Days:
    """The first such day after the one spoken of; a week on where none was."""
    return Following(weekday)


def _week_on(weekday: int) -> Days:
    return Shift(((1, "week"),), On(weekday=weekday))


def _fortnight_on(weekday: int) -> Days:
    return Shift(((2, "week"),), On(weekday=weekday))


def _day(steps: int) -> Callable[[], Period]:
    return lambda: Period("day", steps)


def _name_pattern(name: str) -> str:
    """ "Presidents' Day": an apostrophe may stand after any s."""
    return " ".join(f"{word} '|’?" if word.endswith("s") else word for word in name.split())


def _named(name: str) -> Callable[[int | None], Holiday]:
    return lambda year: Holiday(name, year)


def _holiday_of(steps: int, holiday: Holiday) -> Days:
    return holiday if steps >= 0 else From(holiday, YEAR_AGO)


def _holiday_of_year(holiday: Holiday, steps: int) -> Days:
    return From(holiday, Period("year", steps)) if steps else holiday


TOMORROW = "tomorrow|tomorow|tommorow|tommorrow|tmrw|tomorrows"

RULES = {
    "day": (
        Rule("the? <nth>", _day_of_month, "the 5th"),
        Rule("the? <nth> day", _day_of_month, "the 15th day"),
    ),
    "day_number": (Rule("<number>", _day_of_month, "12"),),
    "full_date": (
        Rule("<MONTH> .|,|/|-? <day> [,? of? <year>]", _month_day, "March 5th, 2027"),
        Rule("<MONTH> .|,|/|-? <day_number> [,? <year>]", _month_day, "March 5 2027"),
        Rule("<MONTH> .? <day>|<day_number> , <DIGITS>", _short_year, "June 3, 08"),
        Rule("on <N> . <N>", _figures, "on 3.15"),
        Rule("<N> . <N>", _dotted, "4.22"),
        Rule("<day> ,|-? of? <MONTH> .? [,|of|-? <year>]", _day_month, "the 5th of March 2027"),
        Rule("<day_number> -|/|.? of? <MONTH> .? [,|-|/? <year>]", _day_month, "5 March 2027"),
        Rule("the <day_number> of <MONTH> .? [,|-|/? <year>]", _day_month, "the 5 of March"),
        Rule("<year> ,|-|/? <MONTH> .|-|/? <day>|<day_number>", _year_month_day, "2027 March 5"),
        Rule("<N> -|/|. <N> -|/|. <N>", _iso, "2027-03-05"),
        Rule("<N> / <N> / <N>", _figures, "3/5/2027"),
        Rule("<N> -|. <N> -|. <N>", _year_last, "3-5-2027"),
        Rule("<N> / <N>", _figures, "3/5"),
        Rule("<N> - <N>", _hyphened, "24-11"),
    ),
    "month_day": (
        Rule("<full_date>", _same, "March 5th"),
        Rule("next|this|coming <full_date>", _same, "next 6th of April"),
    ),
    "dated": (
        Rule("<month_day>", _same, "March 5th"),
        Rule("<WEEKDAY> .? ,|-|the? <month_day>", _second, "Friday, March 5th"),
        Rule("<month_day> ,? ( <WEEKDAY> )", _first, "May 22 (Tue)"),
        Rule("<month_day> ,? <WEEKDAY>", _first, "5 March, Friday"),
        Rule("<WEEKDAY> .? ,? <day>", _weekday_day, "Tuesday the 24th"),
        Rule("<WEEKDAY> .? the <day_number>", _weekday_day, "Tuesday the 24"),
        Rule("<WEEKDAY> .? <DIGITS>", _weekday_number, "Monday 21"),
        Rule("<day> , <WEEKDAY>", lambda d, w: On(day=d, weekday=w), "24th, Tuesday"),
        Rule("<day>", lambda d: On(day=d), "the 24th"),
        Rule("the|on <DIGITS>", _the_number, "the 17"),
    ),
    "weekday": (
        Rule("<WEEKDAY>", _on, "Friday"),
        Rule("this <WEEKDAY>", _which("this"), "this Friday"),
        Rule("this|the? coming|upcoming <WEEKDAY>", _which("coming"), "this coming Friday"),
        Rule("the? next|following <WEEKDAY>", _which(1), "next Friday"),
        Rule("the? last|past|previous <WEEKDAY>", _which("last"), "last Friday"),
        Rule("the? <WEEKDAY> after next", _which(2), "the Friday after next"),
        Rule("the? <WEEKDAY> after that|this", _after_that, "the Friday after that"),
        Rule("the <WEEKDAY> after", _after_that, "the Friday after"),
        Rule("<WEEKDAY> week", _week_on, "Tuesday week"),
        Rule("<WEEKDAY> fortnight", _fortnight_on, "Friday fortnight"),
        Rule("<WEEKDAYS>", _on, "Tuesdays"),
        Rule("every|each|any other? <WEEKDAY>|<WEEKDAYS>", _on, "every Tuesday"),
    ),
    "relative_day": (
        Rule("today", _day(0), "today"),
        Rule(TOMORROW, _day(1), "tomorrow"),
        Rule("the? day after tomorrow", _day(2), "the day after tomorrow"),
        Rule("yesterday", _day(-1), "yesterday"),
        Rule("the? day before yesterday", _day(-2), "the day before yesterday"),
        Rule("tomorrow week", _day(8), "tomorrow week"),
        Rule("today week", _day(7), "today week"),
    ),
    "named_day": tuple(
        Rule(_name_pattern(name) + " [,|of|in? <year>]", _named(name), name)
        for name in (*NAMED, *BORROWED)
    ),
    "holiday": (
        Rule("<named_day>", _same, "Christmas"),
        Rule("<this>|<next>|<last> <named_day>", _holiday_of, "next Christmas"),
        Rule("<named_day> of? <this>|<next>|<last> year", _holiday_of_year, "Christmas next year"),
    ),
    "when_day": (
        Rule("<dated>", _same, "March 5th"),
        Rule("<weekday>", _same, "Friday"),
        Rule("<relative_day>", _same, "tomorrow"),
        Rule("<holiday>", _same, "Christmas"),
    ),
}
