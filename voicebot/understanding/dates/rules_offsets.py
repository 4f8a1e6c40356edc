"""Rules for what is counted from somewhere: "in two weeks", "the next three days", "that day"."""

from __future__ import annotations

from voicebot.understanding.dates.days import Counted, From, Inside, Loose, On, Weekday
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.offsets import Beyond, Elapsed, Length, Shift, Stretch
from voicebot.understanding.dates.periods import Around, Period, Pointed
from voicebot.understanding.dates.ranges import Through
from voicebot.understanding.dates.rules_periods import past, that
from voicebot.understanding.dates.values import Days

TODAY = Period("day", 0)
SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def _ahead(length: Length, base: Days = TODAY) -> Days:
    if base is TODAY and length[0][1] in SECONDS:
        return Elapsed(_seconds(length))
    return Shift(length, base)


def _days_ahead(length: Length, base: Days = TODAY) -> Days | None:
    """ "A week on Friday"; but "1500 hours on Friday" is a time of that day."""
    return None if length[0][1] in SECONDS else Shift(length, base)


def _ago(length: Length, base: Days = TODAY) -> Days:
    return _ahead(past(length), base)


def _seconds(length: Length) -> float:
    return sum(max(-1e7, min(count, 1e7)) * SECONDS.get(unit, 86400) for count, unit in length)


def _next_stretch(_: int, length: Length) -> Days:
    return Stretch(length)


def _last_stretch(_: int, length: Length) -> Days:
    return Stretch(past(length))


def _counted_next(count: float, unit: str) -> Days:
    return Stretch(((count, unit),))


def _counted_last(count: float, unit: str) -> Days:
    return Stretch(((-count, unit),))


def _within(length: Length) -> Days:
    """From now on, today included."""
    if any(unit in SECONDS for _, unit in length):
        return Stretch((*sorted(length, key=lambda part: part[1] not in SECONDS),))
    return Through(TODAY, Shift(length, TODAY))


def _weeks_on(count: float, day: Days) -> Days:
    return Shift(((count, "week"),), day)


def _weekday_ahead(weekday: int, length: Length, base: Days = TODAY) -> Days:
    """ "Monday two weeks from now": of that week; "Tuesday two months from now": the next one."""
    there = Shift(length, base)
    if length[-1][1] == "week":
        return Inside(On(weekday=weekday), Around("week", there))
    if length[-1][1] == "day":
        return From(On(weekday=weekday), Shift(((-3, "day"),), there))
    return From(On(weekday=weekday), there)


def _ahead_on(length: Length, weekday: int) -> Days:
    return _weekday_ahead(weekday, length)


def _day_after(day: Days) -> Days:
    return Shift(((1, "day"),), day)


def _day_before(day: Days) -> Days:
    return Shift(((-1, "day"),), day)


def _week_after(day: Days) -> Days:
    return Around("week", Shift(((1, "week"),), day))


def _week_before(day: Days) -> Days:
    return Around("week", Shift(((-1, "week"),), day))


def _weekend_after(day: Days) -> Days:
    return From(Period("weekend", 0), day)


def _weekend_before(day: Days) -> Days:
    return From(Period("weekend", 0), Shift(((-7, "day"),), day))


def _weekday_after(weekday: Days, day: Days) -> Days:
    return From(weekday, _day_after(day))


def _weekday_before(weekday: Days, day: Days) -> Days:
    return From(weekday, Shift(((-7, "day"),), day))


def _counted(count: float, weekday: int) -> Days:
    return Counted(max(1, int(count)), weekday)


def _counted_back(count: float, weekday: int) -> Days:
    return Shift(((-7 * max(1, int(count)) + 7, "day"),), Weekday(weekday, "last"))


def _following(unit: str) -> Days | None:
    return Pointed(unit, 1, fallback=True) if unit in {"day", "week", "month"} else None


def _the(unit: str) -> Days | None:
    return None if unit in SECONDS or unit == "business day" else Loose(Period(unit, 0))


def _now() -> Days:
    return Elapsed(0)


RULES = {
    "stretch": (
        Rule("<next> <length>", _next_stretch, "the next three days"),
        Rule(
            "the? <count> next|coming|upcoming|following <UNITS>", _counted_next, "the 2 next weeks"
        ),
        Rule("<next> <unit> or two", lambda _, unit: Stretch(((2, unit),)), "the next week or two"),
        Rule("<last> <length>", _last_stretch, "the past two weeks"),
        Rule("the? <count> last|past|previous <UNITS>", _counted_last, "the 5 past years"),
        Rule("within the? next|coming? <length>", _within, "within two weeks"),
        Rule("within the hour", lambda: Stretch(((1, "hour"),)), "within the hour"),
        Rule(
            "for? <length> ,? starting|beginning|from from|on|at? <anchor>",
            Stretch,
            "for three days starting Monday",
        ),
        Rule(
            "starting|beginning|from from|on|at? <anchor> for <length>",
            lambda d, n: Stretch(n, d),
            "from Monday for three days",
        ),
    ),
    "anchor": (
        Rule("<when_day>", lambda day: day, "Friday"),
        Rule("<piece_of>", lambda day: day, "the end of March"),
        Rule("<period>", lambda day: day, "next week"),
    ),
    "offset": (
        Rule("in about|around|like|roughly|maybe? <length>", _ahead, "in about two weeks"),
        Rule("in <length> '? time", _ahead, "in two weeks' time"),
        Rule("<length> from now|today", _ahead, "two weeks from today"),
        Rule("<length> later|hence|out", Beyond, "a week later"),
        Rule("<length> after that|then", Beyond, "a week after that"),
        Rule("<length> earlier|sooner", lambda length: Beyond(past(length)), "an hour earlier"),
        Rule("<length> before that", lambda length: Beyond(past(length)), "two days before that"),
        Rule("<length> after|from|past|following <anchor>", _ahead, "a week from Friday"),
        Rule("<length> on <weekday>", _days_ahead, "a week on Friday"),
        Rule("a week <weekday>", lambda day: Shift(((1, "week"),), day), "a week Friday"),
        Rule("<count> weeks <weekday>", _weeks_on, "two weeks Thursday"),
        Rule("<length> today", _days_ahead, "a week today"),
        Rule("<length> tomorrow", lambda n: _days_ahead(n, Period("day", 1)), "a week tomorrow"),
        Rule("<length> ago|back", _ago, "two days ago"),
        Rule("<length> before <anchor>", _ago, "two days before Christmas"),
        Rule("<length> before today|now", _ago, "two days before today"),
        Rule("the? day|morning|night after <when_day>", _day_after, "the day after Thanksgiving"),
        Rule("the? day|night before <when_day>", _day_before, "the day before Thanksgiving"),
        Rule("the? week after|following <when_day>", _week_after, "the week after Thanksgiving"),
        Rule("the? week before <when_day>", _week_before, "the week before Christmas"),
        Rule("the? weekend after <when_day>", _weekend_after, "the weekend after Thanksgiving"),
        Rule("the? weekend before <when_day>", _weekend_before, "the weekend before Christmas"),
        Rule(
            "the? <weekday> after|following <when_day>",
            _weekday_after,
            "the Monday after Christmas",
        ),
        Rule("the? <weekday> before <when_day>", _weekday_before, "the Friday before Christmas"),
        Rule("in? <count> <WEEKDAYS>|<WEEKDAY> from now|today", _counted, "three Fridays from now"),
        Rule("in <count> <WEEKDAYS>", _counted, "in three Fridays"),
        Rule("<count> <WEEKDAYS> ago", _counted_back, "two Tuesdays ago"),
        Rule(
            "<WEEKDAY> ,? in? <length> from now|today", _weekday_ahead, "Monday two weeks from now"
        ),
        Rule("<WEEKDAY> ,? in <length>", _weekday_ahead, "Monday in two weeks"),
        Rule(
            "<WEEKDAY> ,? <length> after|from <when_day>",
            _weekday_ahead,
            "Sunday 3 weeks after January 15th",
        ),
        Rule("<length> from now|today ,? on <WEEKDAY>", _ahead_on, "two weeks from now on Monday"),
        Rule("in <length> ,? on the? <WEEKDAY>", _ahead_on, "in two weeks on Monday"),
        Rule("in <length> '? time ,? on the? <WEEKDAY>", _ahead_on, "in two weeks' time on Monday"),
    ),
    "now": (
        Rule("now", _now, "now"),
        Rule("right|just now|away", _now, "right now"),
        Rule("straight away", _now, "straight away"),
        Rule("immediately|presently", _now, "immediately"),
        Rule("at the|this present? moment|minute|time", _now, "at the moment"),
        Rule("at present", _now, "at present"),
    ),
    "loose": (  # these are times only to one who asked for a time
        Rule("the <unit>", _the, "the month"),
        Rule("<now>", Loose, "now"),
    ),
    "pointed": (
        Rule("that same? <unit>", that, "that day"),
        Rule("the? same <unit>", that, "the same day"),
        Rule("the? day after that?", lambda: Pointed("day", 1, True), "the day after"),
        Rule("the? day before that?", lambda: Pointed("day", -1), "the day before"),
        Rule("the? week after that?", lambda: Pointed("week", 1, True), "the week after"),
        Rule("the? week before that?", lambda: Pointed("week", -1), "the week before"),
        Rule("the? month after that?", lambda: Pointed("month", 1, True), "the month after"),
        Rule("the? next|following <unit>", _following, "the following day"),
    ),
}
