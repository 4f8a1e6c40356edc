"""Rules for weeks, months, quarters and years, and for pieces of them."""

from __future__ import annotations

from voicebot.understanding.dates.days import From, Inside, Loose, On
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.holidays import HolidaySeason
from voicebot.understanding.dates.offsets import Elapsed, Length, Shift, Stretch
from voicebot.understanding.dates.periods import Around, Edge, Nth, Period, Pointed, Season
from voicebot.understanding.dates.values import Days

TODAY = Period("day", 0)
YEAR_AGO = Shift(((-1, "year"),), TODAY)
SECONDS = frozenset({"second", "minute", "hour"})
WHOLE = frozenset({"week", "work week", "fortnight", "weekend", "month", "quarter", "year"})


def _same(value: object) -> object:
    return value


def _this(_: int, unit: str) -> Days | None:
    if unit in SECONDS:
        return Elapsed(0) if unit != "hour" else None
    return Period(unit, 0)


def _next(_: int, unit: str) -> Days:
    if unit == "day":
        return Pointed("day", 1, fallback=True)
    return Stretch(((1, unit),)) if unit in SECONDS else Period(unit, 1)


def _last(_: int, unit: str) -> Days:
    return Stretch(((-1, unit),)) if unit in SECONDS else Period(unit, -1)


def _the(unit: str) -> Days | None:
    """ "The week" is this one where it can be no other; "the year" the next that fits."""
    return Loose(Period(unit, 0)) if unit in WHOLE or unit == "day" else None


def that(unit: str) -> Days | None:
    """ "That week" is this one when nothing else was spoken of; "that day" is none."""
    return None if unit in SECONDS else Pointed(unit, 0, fallback=unit != "day")


def _month_of_year(month: int, steps: int) -> Days:
    return Inside(On(month), Period("year", steps))


def _year_month(steps: int, month: int) -> Days:
    return _month_of_year(month, steps)


def _year_of(year: int | Days | None) -> Days:
    if year is None:
        return Loose(Period("year"))
    return On(year=year) if isinstance(year, int) else year


def _quarter(n: int, year: int | Days | None) -> Days | None:
    return Nth(n, "quarter", _year_of(year)) if 1 <= n <= 4 else None


def _year_quarter(year: int | Days, n: int) -> Days | None:
    return _quarter(n, year)


def _half(n: int, year: int | Days | None) -> Days | None:
    return _half_of(n, _year_of(year))


def _week_number(digits: str, year: int | None) -> Days | None:
    n = int(digits) if len(digits) <= 2 else 0
    return Nth(n, "week", _year_of(year)) if 1 <= n <= 53 else None


def _half_of(n: int, outer: Days) -> Days | None:
    return Edge("first half" if n == 1 else "second half", outer) if n in {1, 2} else None


def _nth(n: int, unit: str, outer: Days) -> Days:
    return Nth(n, unit, outer)


def _nth_of_period(outer: Days, n: int, unit: str) -> Days:
    return Nth(n, unit, outer)


def _last_of(unit: str | int, outer: Days) -> Days:
    return Nth(-1, unit, outer)


def _first_few(count: float, unit: str, outer: Days) -> Days:
    return Nth(1, unit, outer, max(1, int(count)))


def _last_few(count: float, unit: str, outer: Days) -> Days:
    return Nth(-1, unit, outer, max(1, int(count)))


def _nth_weekday(n: int, weekday: int, outer: Days) -> Days | None:
    return Nth(n, weekday, outer) if n <= 5 else None


def _nth_weekday_here(n: int, weekday: int) -> Days | None:
    return _nth_weekday(n, weekday, Period("month"))


def _edge_of(edge: str, whole: Days) -> Days | None:
    """The end of "the day" is a time of day, no day."""
    if edge != "rest" and whole == Loose(Period("day", 0)):
        return None
    return Edge(edge, whole)


def _edge_of_unit(edge: str, unit: str) -> Days | None:
    return Edge(edge, Period(unit, 0)) if unit in WHOLE else None


def _weekday_in(outer: Days, weekday: Days) -> Days | None:
    """A weekday of a week; a month has several."""
    return None if isinstance(outer, On) else Inside(weekday, outer)


def _first_in(weekday: int, outer: Days) -> Days:
    return From(On(weekday=weekday), outer)


def _weekday_of(weekday: Days, outer: Days) -> Days | None:
    return _weekday_in(outer, weekday)


def _day_of(day: int, outer: Days) -> Days:
    return Inside(On(day=day), outer)


def _decade(digits: str) -> Days | None:
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year > 20 else 2000
    return Nth(1, "decade", On(year=year)) if year % 10 == 0 and 1800 <= year < 2200 else None


def _week_of(day: Days) -> Days:
    return Around("week", day)


def _weekend_of(day: Days) -> Days:
    return Around("weekend", day)


def _nth_week_on(n: int, outer: Days, weekday: Days) -> Days:
    return Inside(weekday, Nth(n, "week", outer))


def _month_and_day(outer: Days, day: int) -> Days:
    return Inside(On(day=day), outer)


def _later_in(_: int, unit: str) -> Days:
    return Edge("later", Period(unit, 0))


def _so_far(_: int, unit: str) -> Days:
    return Edge("so far", Period(unit, 0))


def past(length: Length) -> Length:
    """The same length backwards."""
    return tuple((-count, unit) for count, unit in length)


RULES = {
    "this": (
        Rule("this|current", lambda: 0, "this"),
        Rule("the|my current", lambda: 0, "the current"),
    ),
    "next": (
        Rule("this? coming|upcoming", lambda: 1, "coming"),
        Rule("the? next|following|subsequent", lambda: 1, "next"),
        Rule("the coming|upcoming", lambda: 1, "the coming"),
    ),
    "last": (Rule("the? last|past|previous|preceding", lambda: -1, "last"),),
    "edge": (
        Rule("the? very? end", lambda: "end", "the end"),
        Rule("the? beginning|start", lambda: "start", "the start"),
        Rule("the? middle", lambda: "mid", "the middle"),
        Rule("the? first|earlier half|part", lambda: "first half", "the first half"),
        Rule("the? second|last|latter|later half|part", lambda: "second half", "the second half"),
        Rule("the? early|earlier part|days", lambda: "early", "the early part"),
        Rule("the? late|later days", lambda: "late", "the late days"),
        Rule("the? rest|remainder", lambda: "rest", "the rest"),
    ),
    "early": (
        Rule("early", lambda: "early", "early"),
        Rule("late", lambda: "late", "late"),
        Rule("mid", lambda: "mid", "mid"),
    ),
    "period": (
        Rule(
            "the|this? coming|upcoming weekend", lambda: Period("weekend", 0), "the coming weekend"
        ),
        Rule("the christmas|festive? holidays", HolidaySeason, "the holidays"),
        Rule("the holiday|festive season", HolidaySeason, "the holiday season"),
        Rule("<this> <unit>", _this, "this week"),
        Rule("<next> <unit>", _next, "next week"),
        Rule("<last> <unit>", _last, "last week"),
        Rule("the? <unit> after next", lambda unit: Period(unit, 2), "the week after next"),
        Rule("the? <unit> before last", lambda unit: Period(unit, -2), "the week before last"),
        Rule("the? weekend", lambda: Period("weekend", 0), "the weekend"),
        Rule("workweek", lambda: Period("work week", 0), "workweek"),
        Rule("<next> <MONTH>", lambda _, m: From(On(m), Period("month", 1)), "next March"),
        Rule("<this> <MONTH>", lambda _, m: On(m), "this March"),
        Rule("<last> <MONTH>", lambda _, m: From(On(m), YEAR_AGO), "last March"),
        Rule("the? month of? <MONTH>", On, "the month of March"),
        Rule("in the new year", lambda: On(1), "in the new year"),
        Rule("the? <MONTH> .|,|-|/? of? <year>", lambda m, y: On(m, year=y), "March 2027"),
        Rule("<year> .|,|-|/? <MONTH>", lambda y, m: On(m, year=y), "2027 March"),
        Rule("<year> .|-|/ <N>", lambda y, m: On(m, year=y) if m < 13 else None, "2027-03"),
        Rule("<N> .|-|/ <year>", lambda m, y: On(m, year=y) if m < 13 else None, "3/2027"),
        Rule("<MONTH> .? of? <this>|<next>|<last> year", _month_of_year, "March next year"),
        Rule("<this>|<next>|<last> year ,? in <MONTH>", _year_month, "last year in March"),
        Rule("the? <MONTH> .?", On, "March"),
        Rule("the? week <DIGITS> [of|in|,? <year>]", _week_number, "week 31"),
        Rule("the? year? <year>", lambda y: On(year=y), "the year 2027"),
        Rule("the? year of <year>", lambda y: On(year=y), "the year of 2027"),
        Rule("q <N> [of|in|,? <year>|<year_period>]", _quarter, "Q1 2027"),
        Rule("<year>|<year_period> ,? q <N>", _year_quarter, "2027 Q1"),
        Rule("h <N> [of|in|,? <year>|<year_period>]", _half, "H1 2027"),
        Rule("the <DIGITS> '|’? s", _decade, "the 90s"),
        Rule("the nineteen? <DECADE>", lambda year: _decade(str(year)), "the nineties"),
        Rule("<this>|<next>|<last> <SEASON>", lambda n, m: Season(m, n), "next summer"),
        Rule("the <SEASON>", Season, "the summer"),
        Rule("the? <SEASON> of? <year>", lambda m, y: Season(m, year=y), "summer of 2027"),
    ),
    "month_period": (
        Rule("<this>|<next>|<last> month", lambda n: Period("month", n), "next month"),
    ),
    "year_period": (
        Rule("<this>|<next>|<last> year", lambda n: Period("year", n), "next year"),
        Rule("the year", lambda: Loose(Period("year")), "the year"),
    ),
    "whole": (  # what a piece may be of
        Rule("<period>", _same, "next week"),
        Rule("the|my <unit>", _the, "the month"),
        Rule("that <unit>", that, "that week"),
        Rule("<when_day>", _same, "Friday"),
        Rule("<piece_of>", _same, "the first week of March"),
    ),
    "piece_of": (
        Rule("the? <nth> <unit> of|in|from <whole>", _nth, "the first week of March"),
        Rule("the? <nth> <unit> <period>", _nth, "third week next year"),
        Rule("the? <nth> half of|in <whole>", _half_of, "the second half of March"),
        Rule("the? last|final <unit> of|in|from? <whole>", _last_of, "the last day of the month"),
        Rule("the? first <count> <unit> of|in <whole>", _first_few, "the first two weeks of March"),
        Rule("the? last|final <count> <unit> of|in <whole>", _last_few, "last 3 weeks of the year"),
        Rule("the? <nth> <WEEKDAY> of|in|,? <whole>", _nth_weekday, "the second Tuesday of March"),
        Rule("the? last|final <WEEKDAY> of|in <whole>", _last_of, "the last Friday of March"),
        Rule("the? <nth> <WEEKDAY>", _nth_weekday_here, "the first Monday"),
        Rule("the? <nth> quarter", lambda n: _quarter(n, None), "the first quarter"),
        Rule("<year_period> <nth> <unit>", _nth_of_period, "next year's first quarter"),
        Rule("<edge> of <whole>", _edge_of, "the end of next week"),
        Rule("<early> -|on? in|on? the? <period>", Edge, "early next week"),
        Rule("<early> in|on? the? <unit>", _edge_of_unit, "early in the week"),
        Rule("later on? <this> <unit>", _later_in, "later this week"),
        Rule("later on? in the <unit>", lambda unit: _later_in(0, unit), "later in the week"),
        Rule("earlier <this> <unit>", _so_far, "earlier this week"),
        Rule("earlier in the <unit>", lambda unit: _so_far(0, unit), "earlier in the week"),
        Rule("the? <unit> to date", lambda unit: _so_far(0, unit), "the year to date"),
        Rule("ytd", lambda: _so_far(0, "year"), "ytd"),
        Rule("mtd", lambda: _so_far(0, "month"), "mtd"),
        Rule(
            "the? week of|commencing|beginning|starting|from on? <when_day>",
            _week_of,
            "the week of the 18th",
        ),
        Rule("the? week of <piece_of>", _week_of, "the week of the first Monday"),
        Rule("w / c <when_day>", _week_of, "w/c March 5th"),
        Rule("the? weekend of <when_day>", _weekend_of, "the weekend of the 18th"),
        Rule("<holiday> weekend", _weekend_of, "Labor Day weekend"),
        Rule("<holiday> week", _week_of, "Thanksgiving week"),
        Rule("any|a|some <WEEKDAY> of|in <period>", _first_in, "any Tuesday in March"),
        Rule("<WEEKDAYS> of|in <period>", _first_in, "Tuesdays in March"),
        Rule("<weekday> ,? of|in? <period>", _weekday_of, "Monday of next week"),
        Rule(
            "<weekday> of|in the <unit>", lambda w, u: Inside(w, Period(u, 0)), "Monday of the week"
        ),
        Rule(
            "<weekday> of that <unit>",
            lambda w, u: Inside(w, that(u) or TODAY),
            "Friday of that week",
        ),
        Rule("<period> ,? on|for? the? <weekday>", _weekday_in, "next week Wednesday"),
        Rule(
            "the? <nth> week of|in <period> .? ,? on <weekday>",
            _nth_week_on,
            "first week of March on Friday",
        ),
        Rule("<day> ,? of|in? <period>", _day_of, "the 5th of next month"),
        Rule("<month_period> ,? the? <day>|<day_number>", _month_and_day, "next month 20th"),
        Rule("<day_number> of <period>", _day_of, "12 of this month"),
        Rule(
            "<day>|<day_number> of|in the month",
            lambda d: _day_of(d, Loose(Period("month"))),
            "5th of the month",
        ),
        Rule(
            "<WEEKDAY> ,? <day> of <period>",
            lambda _, d, o: _day_of(d, o),
            "Tuesday the 5th of next month",
        ),
    ),
}
