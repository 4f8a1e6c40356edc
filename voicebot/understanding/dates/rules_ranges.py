"""Rules for ranges of days, open ranges, and ranges between moments."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.understanding.dates.days import (
    At,
    Elapsed,
    FromNow,
    Loose,
    Inside,
    On,
    Open,
    Period,
    Pointed,
    Stretch,
    Through,
)
from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.times import Between, Clock, Later, Part
from voicebot.understanding.dates.values import Days

TODAY = Period("day")
TO = "to|until|till|til|through|thru|-|–|—"


def _same(value: object) -> object:
    return value


def _through(first: Days, last: Days) -> Days:
    return Through(_tight(first), _tight(last))


def _tight(days: Days) -> Days:
    return days.days if isinstance(days, Loose) else days


def _hours_around(moment: Days, last: Clock) -> Days | None:
    """ "Between two tomorrow and four": both on that day."""
    if not isinstance(moment, At) or not isinstance(moment.hours, Clock):
        return None
    return At(Between(moment.hours, last), moment.days)


def _month_days(month: int, first: int, last: int, year: int | None) -> Days:
    return Through(On(month, first, year=year), On(month, last, year=year))


def _days_of_month(first: int, last: int, month: int, year: int | None) -> Days:
    return _month_days(month, first, last, year)


def _days(first: int, last: int) -> Days | None:
    return Through(On(day=first), On(day=last)) if last > first else None


def _days_of(first: int, last: int, outer: Days) -> Days:
    return Through(Inside(On(day=first), outer), Inside(On(day=last), outer))


def _open(side: str) -> Callable[[Days], Open]:
    return lambda days: Open(side, days)


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
        Rule("<when_day> ,? at|from? <clock>", lambda d, c: At(c, d), "Friday at three"),
        Rule("<clock> ,? on|of? the? <when_day>", At, "three on Friday"),
        Rule("<now>", _same, "now"),
    ),
    "bound": (
        Rule("<named>", _same, "Friday"),
        Rule("<moment>", _same, "Friday at three"),
    ),
    "both": (  # a day and a time of it in one word
        Rule("tonight", lambda: (TODAY, Part("tonight")), "tonight"),
        Rule("this <part>", lambda part: (TODAY, part), "this afternoon"),
        Rule("<early> this <PART>", lambda edge, p: (TODAY, Part(p, edge)), "late this morning"),
        Rule("later <this> <PART>", lambda _, p: (TODAY, Part(p, "late")), "later this afternoon"),
        Rule("later on? in? today", lambda: (TODAY, Later()), "later today"),
        Rule("<next> <part>", lambda _, p: (Pointed("day", 1, True), p), "the next morning"),
        Rule("the? <part> after", lambda p: (Pointed("day", 1, True), p), "the morning after"),
        Rule("last night", lambda: (Period("day", -1), Part("night")), "last night"),
        Rule("the? <part> of <when_day>", lambda p, d: (d, p), "the morning of the 5th"),
    ),
    "days": (
        Rule("<named>", _same, "Friday"),
        Rule(
            f"from|between <now> {TO}|and <clock>", lambda _, c: FromNow(c), "from now until eight"
        ),
        Rule(
            f"from|between <clock> {TO}|and <now>",
            lambda c, _: FromNow(c, past=True),
            "between eight and now",
        ),
        Rule(
            "from <bound> to|till|until date",
            lambda first: Through(first, Elapsed(0)),
            "from March to date",
        ),
        Rule("asap", lambda: Open("from", Elapsed(0)), "asap"),
        Rule(
            "as soon|quickly as possible", lambda: Open("from", Elapsed(0)), "as soon as possible"
        ),
        Rule("more than <offset>", _open("from"), "more than two weeks from now"),
        Rule(
            "less than <length> after|from <when_day>", Stretch, "less than 3 days after tomorrow"
        ),
        Rule(f"from|between? <named> {TO} <named>", _through, "Monday to Friday"),
        Rule("between <bound> and <bound>", _through, "between Monday and Friday"),
        Rule(f"from <bound> {TO} <bound>", _through, "from Friday at three until Monday noon"),
        Rule(
            f"from|between <moment> {TO}|and <clock>",
            _hours_around,
            "between two tomorrow and four",
        ),
        Rule(f"<moment> {TO} <moment>", _through, "Friday at three to Monday at four"),
        Rule(
            f"<MONTH> <day>|<day_number> {TO}|and <day>|<day_number> [,? <year>]",
            _month_days,
            "March 5 to 9",
        ),
        Rule(
            f"from|between? <day>|<day_number> {TO}|and <day>|<day_number> of? <MONTH> ,? <year>?",
            _days_of_month,
            "the 5th to the 9th of March",
        ),
        Rule(f"from|between? <day> {TO}|and <day>", _days, "the 5th through the 9th"),
        Rule(
            f"from|between? <day>|<day_number> {TO}|and <day>|<day_number> of <period>",
            _days_of,
            "5th to 9th of next month",
        ),
        Rule("<offset> or so", _same, "in two weeks or so"),
        Rule("sometime|anytime in|during|on|over? <named>", _same, "sometime next week"),
        Rule("after <named>", _open("after"), "after Tuesday"),
        Rule("later|more than <named>", _open("after"), "later than Tuesday"),
        Rule("since|from <named>", _open("from"), "from Tuesday"),
        Rule("from <named> on|onward|onwards|forward|forwards", _open("from"), "from Tuesday on"),
        Rule("<named> or|and later|after|onward|onwards|beyond", _open("from"), "Tuesday or later"),
        Rule("<named> onward|onwards|forward", _open("from"), "Tuesday onwards"),
        Rule(
            "starting|beginning|effective on|from|in|at? <named>", _open("from"), "starting Tuesday"
        ),
        Rule("on or after <named>", _open("from"), "on or after Tuesday"),
        Rule("no|not earlier|sooner than <named>", _open("from"), "no earlier than Tuesday"),
        Rule("not before|until|till <named>", _open("from"), "not before Tuesday"),
        Rule("as early|soon|of as? <named>", _open("from"), "as early as Tuesday"),
        Rule("before <named>", _open("before"), "before Tuesday"),
        Rule("earlier|sooner|less than <named>", _open("before"), "earlier than Tuesday"),
        Rule("by|until|till|til|through|thru the? <named>", _open("until"), "by Tuesday"),
        Rule("up to|until|till <named>", _open("until"), "up until Tuesday"),
        Rule("on or before <named>", _open("until"), "on or before Tuesday"),
        Rule("no|not later|past than? <named>", _open("until"), "no later than Tuesday"),
        Rule("not after <named>", _open("until"), "not after Tuesday"),
        Rule("<named> or|and before|earlier|sooner", _open("until"), "Tuesday or before"),
        Rule("<named> at the latest", _open("until"), "Tuesday at the latest"),
        Rule("<named> at the earliest", _open("from"), "Tuesday at the earliest"),
        Rule("weekdays", lambda: Period("work week"), "weekdays"),
        Rule("to|till|until date", lambda: Open("before", Elapsed(0)), "to date"),
    ),
}
