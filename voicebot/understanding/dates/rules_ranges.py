"""Rules for ranges of days, open ranges, and ranges between moments."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.understanding.dates.days import At, Inside, Loose, On, Workdays
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.offsets import Elapsed, FromNow, Stretch
from voicebot.understanding.dates.periods import Period, Pointed
from voicebot.understanding.dates.ranges import Open, Through
from voicebot.understanding.dates.rules_clock import DAY_END, LATE, MIDNIGHT
from voicebot.understanding.dates.times import Between, Clock, Later, Part, Same
from voicebot.understanding.dates.values import Days

TODAY = Period("day")
TO = "to|until|till|til|through|thru|-|–|—"
AND = TO + "|and"


def _same(value: object) -> object:
    return value


def _through(first: Days, last: Days) -> Days:
    """ "Monday to Wednesday next week": what the last one lies in holds for the first too."""
    if isinstance(last, Inside) and isinstance(first, On) and first.month is None:
        first = Inside(first, last.outer)
    return Through(_tight(first), _tight(last))


def _tight(days: Days) -> Days:
    return days.days if isinstance(days, Loose) else days


def _month_days(month: int, first: int, last: int, year: int | None) -> Days:
    return Through(On(month, first, year=year), On(month, last, year=year))


def _days_of_month(first: int, last: int, month: int, year: int | None) -> Days:
    return _month_days(month, first, last, year)


def _days(first: int, last: int) -> Days | None:
    return Through(On(day=first), On(day=last)) if last > first else None


def _days_of(first: int, last: int, outer: Days) -> Days:
    return Through(Inside(On(day=first), outer), Inside(On(day=last), outer))


def _days_in(first: int, last: int, outer: Days) -> Days | None:
    """ "From 4 to 22 this month": where the last can be no hour."""
    return _days_of(first, last, outer) if last > 12 else None


def _hours_around(moment: Days, last: Clock) -> Days | None:
    """ "Between two tomorrow and four": both on that day."""
    if not isinstance(moment, At) or not isinstance(moment.hours, Clock):
        return None
    return At(Between(moment.hours, last), moment.days)


def _until_clock(_: Days, clock: Clock) -> Days:
    return FromNow(clock)


def _since_clock(clock: Clock, _: Days) -> Days:
    return FromNow(clock, past=True)


def _to_now(first: Days) -> Days:
    return Through(first, Elapsed(0))


def _soon() -> Days:
    return Open("from", Elapsed(0))


def _open(side: str) -> Callable[[Days], Open]:
    return lambda days: Open(side, days)


def _today(name: str, edge: str | None = None) -> tuple[Days, Part]:
    return TODAY, Part(name, edge)


def _day_half(day: Days, half: str) -> tuple[Days, Part]:
    return day, Part("morning" if half == "am" else "afternoon")


def _day_at(month: int, day: str, hour: str) -> tuple[Days, Clock] | None:
    """ "December 8:10", as "December the eighth at ten" is written down."""
    if not (1 <= int(day[:2]) <= 31 and 7 <= int(hour[:2]) <= 12) or len(hour) > 2:
        return None
    return On(month, int(day[:2])), Clock(int(hour))


def _early_on(edge: str, day: Days, name: str) -> tuple[Days, Part]:
    return day, Part(name, edge)


def _next_part(_: int, part: Part) -> tuple[Days, Part]:
    return Pointed("day", 1, fallback=True), part


AFTER, FROM, BEFORE, UNTIL = (_open(side) for side in ("after", "from", "before", "until"))

RULES = {
    "named": (
        Rule("<when_day>", _same, "Friday"),
        Rule("<period>", _same, "next week"),
        Rule("<piece_of>", _same, "the end of March"),
        Rule("<offset>", _same, "in two weeks"),
        Rule("<stretch>", _same, "the next three days"),
        Rule("<pointed>", _same, "that day"),
        Rule("<loose>", _same, "the month"),
    ),
    "moment": (
        Rule(
            "<when_day> t|,? at|from? <clock>", lambda days, clock: At(clock, days), "Friday at 3"
        ),
        Rule("<clock> ,? on|of? the? <when_day>", At, "three on Friday"),
        Rule("<now>", _same, "now"),
    ),
    "bound": (
        Rule("<named>", _same, "Friday"),
        Rule("<moment>", _same, "Friday at three"),
    ),
    "dom": (Rule("<day>|<day_number>", _same, "the 5th"),),
    "both": (  # a day and a time of it in one phrase
        Rule("tonight", lambda: _today("tonight"), "tonight"),
        Rule(
            "at? midnight tonight|today", lambda: (Period("day", 1), MIDNIGHT), "midnight tonight"
        ),
        Rule("last thing on? <when_day>", lambda day: (day, DAY_END), "last thing on Friday"),
        Rule("late on? <when_day>", lambda day: (day, LATE), "late on Friday"),
        Rule("this <part>", lambda part: (TODAY, part), "this afternoon"),
        Rule("<MONTH> the? <DIGITS> : <DIGITS>", _day_at, "December 8:10"),
        Rule("<early> <when_day> <PART>", _early_on, "early tomorrow morning"),
        Rule("<when_day> <HALF>", _day_half, "tomorrow am"),
        Rule("<early> this <PART>", lambda edge, name: _today(name, edge), "late this morning"),
        Rule("later this <PART>", lambda name: _today(name, "late"), "later this afternoon"),
        Rule("later on? in? today", lambda: (TODAY, Later()), "later today"),
        Rule("<next> <part>", _next_part, "the next morning"),
        Rule("the? <part> after", lambda part: _next_part(1, part), "the morning after"),
        Rule("last night", lambda: (Period("day", -1), Part("night")), "last night"),
        Rule("the? <part> of <when_day>", lambda part, day: (day, part), "the morning of the 5th"),
        Rule(
            "at? this time ,? <named>",
            lambda days: (days, Same(pointed=False)),
            "this time tomorrow",
        ),
        Rule(
            "at? the? same time ,? on? <named>",
            lambda days: (days, Same(pointed=True)),
            "same time Friday",
        ),
        Rule(
            "<named> ,|then|but|and? at? the? same time",
            lambda days: (days, Same(pointed=True)),
            "Friday at the same time",
        ),
        Rule("weekday <PARTS>|<PART>", lambda part: (Workdays(), Part(part)), "weekday mornings"),
    ),
    "days": (
        Rule("<named>", _same, "Friday"),
        Rule("<offset> or so", _same, "in two weeks or so"),
        Rule("sometime|anytime in|during|on|over? <named>", _same, "sometime next week"),
        Rule("any? weekday|weekdays", Workdays, "weekdays"),
        Rule("at? weekends", lambda: Period("weekend", 0), "weekends"),
        Rule("asap", _soon, "asap"),
        Rule("the sooner the better", _soon, "the sooner the better"),
        Rule("the|your? next|first|earliest|soonest available", _soon, "the next available"),
        Rule("as soon|quickly|early as possible", _soon, "as soon as possible"),
        Rule(f"<MONTH> <dom> {AND} <dom> [,? <year>]", _month_days, "March 5 to 9"),
        Rule(
            f"from|between? <dom> {AND} <dom> ,|of? <MONTH> ,? <year>?",
            _days_of_month,
            "5 to 9 March",
        ),
        Rule(
            f"from|between|starting|beginning? <named> {TO} <named>", _through, "Monday to Friday"
        ),
        Rule("between <bound> and <bound>", _through, "between Monday and Friday"),
        Rule(f"from <bound> {TO} <bound>", _through, "from Friday at three until Monday noon"),
        Rule(f"<moment> {TO} <moment>", _through, "Friday at three to Monday at four"),
        Rule(
            f"from|between <moment> {AND} <clock>", _hours_around, "between two tomorrow and four"
        ),
        Rule(f"from|between <now> {AND} <clock>", _until_clock, "from now until eight"),
        Rule(f"from|between <clock> {AND} <now>", _since_clock, "between eight and now"),
        Rule("from <bound> to|till|until date", _to_now, "from March to date"),
        Rule("to|till|until date", lambda: Open("before", Elapsed(0)), "to date"),
        Rule(f"from|between? <day> {AND} <day>", _days, "the 5th through the 9th"),
        Rule(f"from|between? <dom> {AND} <dom> of <period>", _days_of, "5th to 9th of next month"),
        Rule(f"from|between? <dom> {AND} <dom> in? <period>", _days_in, "4 to 22 this month"),
        Rule("any|every day|time after <named>", AFTER, "any day after Tuesday"),
        Rule("any|every day|time before <named>", BEFORE, "any day before Tuesday"),
        Rule("after <named>", AFTER, "after Tuesday"),
        Rule("later than <named>", AFTER, "later than Tuesday"),
        Rule("from <named>", FROM, "from Tuesday"),
        Rule("ever? since <named>", lambda days: Loose(FROM(days)), "since Tuesday"),
        Rule("from <named> on|onward|onwards|forward|forwards", FROM, "from Tuesday on"),
        Rule("<named> or|and later|after|onward|onwards|beyond", FROM, "Tuesday or later"),
        Rule("<named> onward|onwards|forward", FROM, "Tuesday onwards"),
        Rule("starting|beginning|effective on|from|in|at? <named>", FROM, "starting Tuesday"),
        Rule("on or after <named>", FROM, "on or after Tuesday"),
        Rule("no|not earlier|sooner than <named>", FROM, "no earlier than Tuesday"),
        Rule("not before|until|till <named>", FROM, "not before Tuesday"),
        Rule("as early|soon|of as? <named>", FROM, "as early as Tuesday"),
        Rule("<named> at the earliest", FROM, "Tuesday at the earliest"),
        Rule("more than <offset>", FROM, "more than two weeks from now"),
        Rule("before <named>", BEFORE, "before Tuesday"),
        Rule("this side of <named>", BEFORE, "this side of Christmas"),
        Rule("the? other side of <named>", AFTER, "the other side of Christmas"),
        Rule("earlier|sooner than <named>", BEFORE, "earlier than Tuesday"),
        Rule("by|until|till|til|through|thru the? <named>", UNTIL, "by Tuesday"),
        Rule("up to|until|till <named>", UNTIL, "up until Tuesday"),
        Rule("on or before <named>", UNTIL, "on or before Tuesday"),
        Rule("no|not later|past than? <named>", UNTIL, "no later than Tuesday"),
        Rule("not after <named>", UNTIL, "not after Tuesday"),
        Rule("<named> or|and before|earlier|sooner", UNTIL, "Tuesday or before"),
        Rule("<named> at the latest", UNTIL, "Tuesday at the latest"),
        Rule("less than <length> after|from <when_day>", Stretch, "less than 3 days after Friday"),
    ),
}
