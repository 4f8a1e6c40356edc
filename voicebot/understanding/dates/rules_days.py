"""Rules for days and periods: weekdays, dates, weeks and months, offsets, holidays."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.understanding.dates.days import (
    Around,
    Counted,
    Edge,
    Elapsed,
    Figures,
    From,
    Inside,
    Length,
    Loose,
    Nth,
    On,
    Period,
    Pointed,
    Season,
    Shift,
    Stretch,
    Through,
    Weekday,
)
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.holidays import BORROWED, NAMED, Holiday
from voicebot.understanding.dates.values import Days

TODAY = Period("day", 0)
SECONDS = {"second": 1, "minute": 60, "hour": 3600}
WHOLE_UNITS = frozenset({"week", "work week", "fortnight", "weekend", "month", "quarter", "year"})


def _same(value: object) -> object:
    return value


def _day_of_month(n: int) -> int | None:
    return n if 1 <= n <= 31 else None


def _the_number(digits: str) -> On | None:
    return On(day=int(digits)) if len(digits) <= 2 and 1 <= int(digits) <= 31 else None


def _full_year(n: int) -> int | None:
    if n < 100:
        return 2000 + n if n < 70 else 1900 + n
    return n if 1900 <= n < 2200 else None


def _figures(first: int, second: int, year: int | None = None) -> Figures | None:
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    return Figures(first, second, None if year is None else _full_year(year))


def _iso(year: int, month: int, day: int) -> On | None:
    if 1900 <= year < 2200 and 1 <= month <= 12 and 1 <= day <= 31:
        return On(month, day, year=year)
    return None


def _year_last(first: int, second: int, year: int) -> Figures | None:
    return _figures(first, second, year) if year >= 1900 else None


def _this(unit: str) -> Days | None:
    if unit in SECONDS:
        return Elapsed(0) if unit != "hour" else None
    return TODAY if unit == "day" else Period(unit, 0)


def _next(unit: str) -> Days | None:
    if unit == "day":
        return Pointed("day", 1, fallback=True)
    return None if unit == "second" else Period(unit, 1)


def _last(unit: str) -> Days | None:
    return None if unit in {"second", "day"} else Period(unit, -1)


def _whole(unit: str) -> Days | None:
    return Period(unit, 0) if unit in WHOLE_UNITS or unit == "day" else None


def _past(length: Length) -> Days:
    return Stretch(tuple((-count, unit) for count, unit in length))


def _ago(length: Length, base: Days = TODAY) -> Days:
    if base is TODAY and length[0][1] in SECONDS:
        return Elapsed(-_seconds(length))
    return Shift(tuple((-count, unit) for count, unit in length), base)


def _ahead(length: Length, base: Days = TODAY) -> Days:
    if base is TODAY and length[0][1] in SECONDS:
        return Elapsed(_seconds(length))
    return Shift(length, base)


def _seconds(length: Length) -> float:
    return sum(min(count, 1e6) * SECONDS.get(unit, 86400) for count, unit in length)


def _weekday_ahead(weekday: int, length: Length, base: Days = TODAY) -> Days:
    """ "Monday two weeks from now": of that week; "Tuesday two months from now": the next one."""
    there = Shift(length, base)
    if length[-1][1] == "week":
        return Inside(On(weekday=weekday), Around("week", there))
    return From(On(weekday=weekday), there)


def _within(length: Length) -> Days:
    """From now on, today included."""
    if length[0][1] in SECONDS:
        return Stretch(length)
    return Through(TODAY, Shift(length, TODAY))


def _month_of_year(month: int, steps: int) -> Days:
    return Inside(On(month), Period("year", steps))


def _quarter(n: int, year: int | None) -> Days | None:
    return Nth(n, "quarter", On(year=year) if year else Period("year")) if 1 <= n <= 4 else None


def _half_of(n: int, outer: Days) -> Days | None:
    return Edge({1: "first half", 2: "second half"}[n], outer) if n in {1, 2} else None


def _nth_weekday(n: int, weekday: int, outer: Days) -> Days | None:
    return Nth(n, weekday, outer) if n <= 5 else None


def _pointed_next(unit: str) -> Days | None:
    return Pointed(unit, 1, fallback=True) if unit in {"day", "week", "month"} else None


def _name_pattern(name: str) -> str:
    """ "Presidents' Day": an apostrophe may stand after any s."""
    return " ".join(f"{word} '|’?" if word.endswith("s") else word for word in name.split())


def _named(name: str) -> Callable[[int | None], Holiday]:
    return lambda year: Holiday(name, year)


def _holiday_of(steps: int, holiday: Holiday) -> Days:
    return holiday if steps >= 0 else From(holiday, YEAR_AGO)


def _holiday_next_year(holiday: Holiday, steps: int) -> Days:
    return From(holiday, Period("year", steps)) if steps else holiday


RELATIVE = {
    "this": (
        Rule("this|current the?", lambda: 0, "this"),
        Rule("the|my current", lambda: 0, "the current"),
    ),
    "next": (
        Rule("this? coming|upcoming", lambda: 1, "coming"),
        Rule("the? next|following", lambda: 1, "next"),
        Rule("the coming|upcoming", lambda: 1, "the coming"),
    ),
    "last": (Rule("the? last|past|previous|preceding", lambda: -1, "last"),),
    "day": (
        Rule("the? <nth>", _day_of_month, "the 5th"),
        Rule("the? <nth> day", _day_of_month, "the 15th day"),
    ),
    "day_number": (Rule("<number>", _day_of_month, "12"),),
}

YEAR_AGO = Shift(((-1, "year"),), TODAY)

DATE = {
    "month_day": (
        Rule(
            "<MONTH> .|,|/|-? <day> [,? of? <year>]",
            lambda m, d, y: On(m, d, year=y),
            "March 5th, 2027",
        ),
        Rule(
            "<MONTH> .|,|/|-? <day_number> [,? <year>]",
            lambda m, d, y: On(m, d, year=y),
            "March 5 2027",
        ),
        Rule(
            "<day> ,|-? of? <MONTH> .? [,|of|-? <year>]",
            lambda d, m, y: On(m, d, year=y),
            "the 5th of March 2027",
        ),
        Rule(
            "<day_number> -|/? of? <MONTH> .? [,|-|/? <year>]",
            lambda d, m, y: On(m, d, year=y),
            "5 March 2027",
        ),
        Rule("next|this|coming <month_day>", _same, "next 6th of April"),
        Rule("<N> - <N> - <N>", _iso, "2027-03-05"),
        Rule("<N> / <N> / <N>", _iso, "2027/03/05"),
        Rule("<N> / <N> / <N>", _figures, "3/5/2027"),
        Rule("<N> - <N> - <N>", _year_last, "3-5-2027"),
        Rule("<N> . <N> . <N>", _year_last, "3.5.2027"),
        Rule("<N> / <N>", _figures, "3/5"),
    ),
    "dated": (
        Rule("<month_day>", _same, "March 5th"),
        Rule("<WEEKDAY> .? ,|the? <month_day>", lambda _, date: date, "Friday, March 5th"),
        Rule("<month_day> ,? ( <WEEKDAY> )", lambda date, _: date, "May 22 (Tue)"),
        Rule("<month_day> ,? <WEEKDAY>", lambda date, _: date, "5 March, Friday"),
        Rule("<WEEKDAY> .? ,? <day>", lambda w, d: On(day=d, weekday=w), "Tuesday the 24th"),
        Rule(
            "<WEEKDAY> .? <DIGITS>",
            lambda w, d: On(day=int(d), weekday=w) if len(d) < 3 and 12 < int(d) < 32 else None,
            "Monday 21",
        ),
        Rule("<day> ,? <WEEKDAY>", lambda d, w: On(day=d, weekday=w), "24th, Tuesday"),
        Rule("<day>", lambda d: On(day=d), "the 24th"),
        Rule("the <DIGITS>", _the_number, "the 17"),
    ),
    "weekday": (
        Rule("<WEEKDAY>", lambda w: On(weekday=w), "Friday"),
        Rule("this <WEEKDAY>", lambda w: Weekday(w, "this"), "this Friday"),
        Rule(
            "this? coming|upcoming <WEEKDAY>", lambda w: Weekday(w, "coming"), "this coming Friday"
        ),
        Rule("the? next|following <WEEKDAY>", lambda w: Weekday(w, 1), "next Friday"),
        Rule("the? last|past|previous <WEEKDAY>", lambda w: Weekday(w, "last"), "last Friday"),
        Rule("the? <WEEKDAY> after next", lambda w: Weekday(w, 2), "the Friday after next"),
        Rule(
            "the? <WEEKDAY> after that|this",
            lambda w: Inside(On(weekday=w), Pointed("week", 1, True)),
            "the Friday after that",
        ),
        Rule("<WEEKDAY> week", lambda w: Shift(((1, "week"),), On(weekday=w)), "Tuesday week"),
        Rule("<WEEKDAYS>", lambda w: On(weekday=w), "Tuesdays"),
        Rule(
            "every|each|any other? <WEEKDAY>|<WEEKDAYS>", lambda w: On(weekday=w), "every Tuesday"
        ),
    ),
    "relative_day": (
        Rule("today", lambda: TODAY, "today"),
        Rule(
            "tomorrow|tomorow|tommorow|tommorrow|tmrw|tomorrows",
            lambda: Period("day", 1),
            "tomorrow",
        ),
        Rule("the? day after tomorrow", lambda: Period("day", 2), "the day after tomorrow"),
        Rule("yesterday", lambda: Period("day", -1), "yesterday"),
        Rule("the? day before yesterday", lambda: Period("day", -2), "the day before yesterday"),
        Rule("tomorrow week", lambda: Period("day", 8), "tomorrow week"),
        Rule("today week", lambda: Period("day", 7), "today week"),
    ),
}

PERIOD = {
    "edge": (
        Rule("the? very? end", lambda: "end", "the end"),
        Rule("the? beginning|start", lambda: "start", "the start"),
        Rule("the? middle", lambda: "mid", "the middle"),
        Rule("the? first half|part", lambda: "first half", "the first half"),
        Rule("the? second|last|latter half|part", lambda: "second half", "the second half"),
        Rule("the? early part|days|half?", lambda: "early", "the early part"),
        Rule("the? rest|remainder", lambda: "rest", "the rest"),
    ),
    "early": (
        Rule("early|earlier", lambda: "early", "early"),
        Rule("late|later", lambda: "late", "late"),
        Rule("mid", lambda: "mid", "mid"),
    ),
    "period": (
        Rule("<this> <unit>", lambda _, unit: _this(unit), "this week"),
        Rule("<next> <unit>", lambda _, unit: _next(unit), "next week"),
        Rule("<last> <unit>", lambda _, unit: _last(unit), "last week"),
        Rule("the <unit> after next", lambda unit: Period(unit, 2), "the week after next"),
        Rule("the <unit> before last", lambda unit: Period(unit, -2), "the week before last"),
        Rule("the? weekend", lambda: Period("weekend", 0), "the weekend"),
        Rule("workweek", lambda: Period("work week", 0), "workweek"),
        Rule("<next> <MONTH>", lambda _, m: From(On(m), Period("month", 1)), "next March"),
        Rule("<this> <MONTH>", lambda _, m: On(m), "this March"),
        Rule("<last> <MONTH>", lambda _, m: From(On(m), YEAR_AGO), "last March"),
        Rule("in? the? <MONTH> .|,? of? <year>", lambda m, y: On(m, year=y), "March 2027"),
        Rule("<MONTH> .? of? <this>|<next>|<last> year", _month_of_year, "March next year"),
        Rule("the? <MONTH> .?", On, "March"),
        Rule("the? year? <year>", lambda y: On(year=y), "the year 2027"),
        Rule("q <N> [of|in|,? <year>]", _quarter, "Q1 2027"),
        Rule("<this>|<next>|<last> <SEASON>", lambda n, m: Season(m, n), "next summer"),
        Rule("the <SEASON>", Season, "the summer"),
    ),
    "when_day": (
        Rule("<dated>", _same, "March 5th"),
        Rule("<weekday>", _same, "Friday"),
        Rule("<relative_day>", _same, "tomorrow"),
        Rule("<holiday>", _same, "Christmas"),
    ),
    "whole": (  # what a piece may be of: "the week" is this one where it can be no other
        Rule("<period>", _same, "next week"),
        Rule("the|my <unit>", _whole, "the month"),
        Rule("that <unit>", lambda unit: Pointed(unit, 0, unit != "day"), "that week"),
        Rule("<when_day>", _same, "Friday"),
        Rule("<piece_of>", _same, "the first week of March"),
    ),
    "piece_of": (
        Rule(
            "the? <nth> <unit> of|in <whole>",
            lambda n, u, o: Nth(n, u, o),
            "the first week of March",
        ),
        Rule("the? <nth> <WEEKDAY>", lambda n, w: _nth_weekday(n, w, Period("month")), "the first Monday"),
        Rule("<unit> to date", lambda u: Through(Period(u), Elapsed(0)), "year to date"),
        Rule("the? <nth> half of|in <whole>", _half_of, "the second half of March"),
        Rule(
            "the? last|final <unit> of|in <whole>",
            lambda u, o: Nth(-1, u, o),
            "the last day of the month",
        ),
        Rule(
            "the? first <count> <unit> of|in <whole>",
            lambda n, u, o: Nth(1, u, o, int(n)),
            "the first two weeks of March",
        ),
        Rule(
            "the? last|final <count> <unit> of|in <whole>",
            lambda n, u, o: Nth(-1, u, o, int(n)),
            "the last 3 weeks of the year",
        ),
        Rule("the? <nth> <WEEKDAY> of|in|,? <whole>", _nth_weekday, "the second Tuesday of March"),
        Rule(
            "the? last|final <WEEKDAY> of|in <whole>",
            lambda w, o: Nth(-1, w, o),
            "the last Friday of March",
        ),
        Rule("<period> <nth> <unit>", lambda o, n, u: Nth(n, u, o), "next year's first quarter"),
        Rule("<edge> of <whole>", Edge, "the end of next week"),
        Rule("<early> -|on? in|on? the? <period>", Edge, "early next week"),
        Rule(
            "<early> in|on? the? <unit>",
            lambda e, u: Edge(e, Period(u, 0)) if u in WHOLE_UNITS else None,
            "early in the week",
        ),
        Rule("later <this> <unit>", lambda _, u: Edge("rest", Period(u, 0)), "later this week"),
        Rule(
            "the? week|w of|commencing|beginning|starting|from|c on? <when_day>",
            lambda d: Around("week", d),
            "the week of the 18th",
        ),
        Rule("w / c <when_day>", lambda d: Around("week", d), "w/c March 5th"),
        Rule(
            "the? weekend of <when_day>", lambda d: Around("weekend", d), "the weekend of the 18th"
        ),
        Rule("<holiday> weekend", lambda d: Around("weekend", d), "Labor Day weekend"),
        Rule("<holiday> week", lambda d: Around("week", d), "Thanksgiving week"),
        Rule("<weekday> ,? of|in? <period>", Inside, "Monday of next week"),
        Rule(
            "<weekday> of|in the <unit>", lambda w, u: Inside(w, Period(u, 0)), "Monday of the week"
        ),
        Rule(
            "<weekday> of that <unit>",
            lambda w, u: Inside(w, Pointed(u, 0, True)),
            "Friday of that week",
        ),
        Rule(
            "<period> ,? on|for? the? <weekday>", lambda o, w: Inside(w, o), "next week Wednesday"
        ),
        Rule(
            "<piece_of> .? ,? on <weekday>",
            lambda o, w: Inside(w, o),
            "first week of March on Friday",
        ),
        Rule(
            "<day> ,? of|in? <period>", lambda d, o: Inside(On(day=d), o), "the 5th of next month"
        ),
        Rule("<day_number> of <period>", lambda d, o: Inside(On(day=d), o), "12 of this month"),
        Rule(
            "<day> of|in the month",
            lambda d: Inside(On(day=d), Period("month", 0)),
            "the 5th of the month",
        ),
        Rule(
            "<weekday> ,? <day> of <period>",
            lambda _, d, o: Inside(On(day=d), o),
            "Tuesday the 5th of next month",
        ),
    ),
}

OFFSET = {
    "stretch": (
        Rule("<next> <length>", lambda _, length: Stretch(length), "the next three days"),
        Rule(
            "the? <count> next|coming|upcoming|following <UNITS>",
            lambda n, u: Stretch(((n, u),)),
            "the 2 next weeks",
        ),
        Rule("<last> <length>", lambda _, length: _past(length), "the past two weeks"),
        Rule(
            "the? <count> last|past|previous <UNITS>",
            lambda n, u: _past(((n, u),)),
            "the 5 past years",
        ),
        Rule("within the? next|coming? <length>", _within, "within two weeks"),
        Rule(
            "for <length> ,? starting|beginning|from from|on|at? <when_day>",
            Stretch,
            "for three days starting Monday",
        ),
        Rule(
            "for <length> starting|beginning|from from|on|at? <piece_of>|<period>",
            Stretch,
            "for three days from next week",
        ),
    ),
    "offset": (
        Rule("in <length>", _ahead, "in two weeks"),
        Rule("in <length> time", _ahead, "in two weeks time"),
        Rule("in <length> ' time", _ahead, "in two weeks' time"),
        Rule("<length> from now|today", _ahead, "two weeks from today"),
        Rule("<length> later|hence|out", _ahead, "a week later"),
        Rule(
            "<length> after|from|past|following <when_day>|<piece_of>", _ahead, "a week from Friday"
        ),
        Rule("<length> on <weekday>", _ahead, "a week on Friday"),
        Rule("a week|fortnight today", lambda: Shift(((1, "week"),), TODAY), "a week today"),
        Rule("a week tomorrow", lambda: Period("day", 8), "a week tomorrow"),
        Rule("<length> ago|back", _ago, "two days ago"),
        Rule("<length> before <when_day>|<piece_of>", _ago, "two days before Christmas"),
        Rule(
            "the? day|morning|night after <when_day>",
            lambda d: Shift(((1, "day"),), d),
            "the day after Thanksgiving",
        ),
        Rule(
            "the? day|night before <when_day>",
            lambda d: Shift(((-1, "day"),), d),
            "the day before Thanksgiving",
        ),
        Rule(
            "the? week after <when_day>",
            lambda d: Around("week", Shift(((1, "week"),), d)),
            "the week after Thanksgiving",
        ),
        Rule(
            "the? week before <when_day>",
            lambda d: Around("week", Shift(((-1, "week"),), d)),
            "the week before Christmas",
        ),
        Rule(
            "the? weekend after <when_day>",
            lambda d: From(Period("weekend", 0), d),
            "the weekend after Thanksgiving",
        ),
        Rule(
            "the? <weekday> after|following <when_day>",
            lambda w, d: From(w, Shift(((1, "day"),), d)),
            "the Monday after Thanksgiving",
        ),
        Rule(
            "the? <weekday> before <when_day>",
            lambda w, d: From(w, Shift(((-7, "day"),), d)),
            "the Friday before Christmas",
        ),
        Rule(
            "<count> <WEEKDAYS> from now|today",
            lambda n, w: Counted(int(n), w),
            "three Fridays from now",
        ),
        Rule(
            "<count> <WEEKDAY> from now|today",
            lambda n, w: Counted(int(n), w),
            "one Friday from now",
        ),
        Rule("in <count> <WEEKDAYS>", lambda n, w: Counted(int(n), w), "in three Fridays"),
        Rule(
            "<WEEKDAY> ,? in? <length> from now|today", _weekday_ahead, "Monday two weeks from now"
        ),
        Rule("<WEEKDAY> ,? in <length>", _weekday_ahead, "Monday in two weeks"),
        Rule(
            "<WEEKDAY> ,? <length> after|from <when_day>",
            _weekday_ahead,
            "Sunday 3 weeks after January 15th",
        ),
        Rule(
            "<length> from now|today ,? on <WEEKDAY>",
            lambda n, w: _weekday_ahead(w, n),
            "two weeks from now on Monday",
        ),
        Rule(
            "in <length> ,? on <WEEKDAY>",
            lambda n, w: _weekday_ahead(w, n),
            "in two weeks on Monday",
        ),
    ),
    "now": (
        Rule("now", lambda: Elapsed(0), "now"),
        Rule("right|just now|away", lambda: Elapsed(0), "right now"),
        Rule("straight away", lambda: Elapsed(0), "straight away"),
        Rule("at the moment", lambda: Elapsed(0), "at the moment"),
        Rule("immediately|presently", lambda: Elapsed(0), "immediately"),
    ),
    "loose": (  # these are times only to one who asked for a time
        Rule("the <unit>", lambda u: Loose(d) if (d := _whole(u)) else None, "the month"),
        Rule("<now>", Loose, "now"),
    ),
    "pointed": (
        Rule("that same? <unit>", lambda u: Pointed(u), "that day"),
        Rule("the? same <unit>", lambda u: Pointed(u), "the same day"),
        Rule("the? day after [that]", lambda: Pointed("day", 1, True), "the day after"),
        Rule("the? day before [that]", lambda: Pointed("day", -1, False), "the day before"),
        Rule("the? week after [that]", lambda: Pointed("week", 1, True), "the week after"),
        Rule("the? week before [that]", lambda: Pointed("week", -1, False), "the week before"),
        Rule("the? month after [that]", lambda: Pointed("month", 1, True), "the month after"),
        Rule("the? next|following <unit>", _pointed_next, "the following day"),
    ),
}

HOLIDAYS = {
    "holiday": (
        *(
            Rule(_name_pattern(name) + " [,|of|in? <year>]", _named(name), name)
            for name in (*NAMED, *BORROWED)
        ),
        Rule("<this>|<next>|<last> <holiday>", _holiday_of, "next Christmas"),
        Rule("<holiday> <this>|<next> year", _holiday_next_year, "Christmas next year"),
    ),
}
