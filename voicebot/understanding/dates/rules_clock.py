"""Rules for clock times, parts of the day and windows between them.

A bare number is a clock time too, a `plain` one: whether it may stand as a time is decided where
its neighbours are known.
"""

from __future__ import annotations

from dataclasses import replace

from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.offsets import Length
from voicebot.understanding.dates.times import Between, Clock, Lasting, Part

QUARTER, HALF = 15, 30
ROUND = frozenset({5, 15, 30, 45})
MINUTES = {"hour": 60.0, "minute": 1.0}


def _same(value: object) -> object:
    return value


def _digit_hour(digits: str) -> Clock | None:
    if len(digits) > 2 or int(digits) > 24:
        return None
    led = digits[0] == "0" and len(digits) == 2
    return Clock(int(digits) % 24, plain=True, written=led)


def _said_hour(value: int) -> Clock | None:
    return Clock(value, plain=True) if 1 <= value <= 12 else None


def _at_minute(hour: Clock, minute: int, plain: bool = False) -> Clock | None:
    return replace(hour, minute=minute, plain=plain) if 0 <= minute < 60 else None


def _hour_minutes(hour: Clock, minute: int) -> Clock | None:
    return _at_minute(hour, minute, plain=minute not in ROUND) if hour.hour < 13 else None


def _colon(hour: Clock, digits: str, _seconds: object) -> Clock | None:
    return _at_minute(hour, int(digits)) if len(digits) == 2 else None


def _dotted(hour: Clock, digits: str) -> Clock | None:
    return _at_minute(hour, int(digits), plain=True) if len(digits) == 2 else None


def _run_together(digits: str) -> Clock | None:
    """ "1030", "0900": the last two digits are minutes."""
    if len(digits) not in {3, 4} or int(digits[-2:]) > 59 or int(digits[:-2]) > 23:
        return None
    return Clock(int(digits[:-2]), int(digits[-2:]), plain=True, written=digits[0] == "0")


def _minutes_to(minutes: int, hour: Clock) -> Clock | None:
    if not 0 < minutes < 60:
        return None
    return replace(hour, hour=(hour.hour - 1) % 12 or 12, minute=60 - minutes, plain=False)


def _round_to(minutes: int, hour: Clock) -> Clock | None:
    """ "Twenty to five": only where the minutes can be no hour of a range."""
    return _minutes_to(minutes, hour) if minutes in {15, 20, 25} else None


def _five_to(minutes: int, hour: Clock) -> Clock | None:
    """After "at" it is no range: "at ten to four" is 3:50."""
    return _minutes_to(minutes, hour) if minutes in {5, 10, 20, 25} else None


def _five_past(minutes: int, hour: Clock) -> Clock | None:
    return _at_minute(hour, minutes) if minutes in {5, 10, 20, 25} else None


def _spoken_24(hour: int, minute: int) -> Clock | None:
    """ "Fifteen thirty": only with round minutes, as other pairs are years or counts."""
    return Clock(hour, minute, plain=True) if 13 <= hour <= 23 and minute in ROUND else None


def _hundred(hour: int) -> Clock | None:
    return Clock(hour % 24, written=True) if hour <= 24 else None


def _military(digits: str) -> Clock | None:
    clock = _run_together(digits)
    return replace(clock, plain=False, written=True) if clock and len(digits) == 4 else None


def _sure(clock: Clock) -> Clock:
    return replace(clock, plain=False)


def _halved(clock: Clock, half: str) -> Clock:
    """With am or pm; on a 24 hour time ("15:00 pm") they say nothing more."""
    if clock.hour > 12:
        return _sure(clock)
    return replace(clock, half=half, plain=False, written=False)


def _oclock(clock: Clock, half: str | None) -> Clock:
    return _halved(clock, half) if half else _sure(clock)


def _between(first: Clock | Part, last: Clock | Part) -> Between | Clock | None:
    """A range; but "five to three" is no range at a desk, it is 2:55."""
    if isinstance(first, Clock) and isinstance(last, Clock) and first.plain and last.plain:
        backwards = (first.hour, last.hour) in BACKWARDS
        if backwards and not first.minute and not last.minute:
            return replace(last, hour=(last.hour - 1) % 12 or 12, minute=60 - first.hour)
    return Between(first, last)


def _sure_between(first: Clock | Part, last: Clock | Part) -> Between:
    return Between(first, last, framed=True)


def _lasting(length: Length, first: Clock) -> Lasting | None:
    minutes = sum(count * MINUTES.get(unit, 0) for count, unit in length)
    return Lasting(first, int(minutes)) if 0 < minutes <= 24 * 60 else None


def _part(name: str, edge: str | None = None) -> Part:
    return Part(name, edge)


def _half_day(half: str) -> Part:
    return Part("morning" if half == "am" else "afternoon")


def _from(first: Clock | Part) -> Between:
    return Between(first, None, framed=True)


def _after(first: Clock | Part) -> Between:
    return Between(first, None, exclusive=True, framed=True)


def _before(last: Clock | Part) -> Between:
    return Between(None, last, exclusive=True, framed=True)


def _until(last: Clock | Part) -> Between:
    return Between(None, last, framed=True)


NOON, MIDNIGHT = Clock(12, half="pm"), Clock(0, written=True)
MORNING_GOES = Clock(10, written=True)
"""From here on a morning is early for nobody."""
FIRST_THING, DAY_END = Part("morning", "first"), Part("afternoon", "last")
LATE = Part("afternoon", "late")
WORK_ENDS, SCHOOL_ENDS, WORK_STARTS = Clock(17, written=True), Clock(15, written=True), Clock(9)

BACKWARDS = {(5, 1), (5, 2), (5, 3), (5, 4), (10, 7), (10, 8), (10, 9)}
"""First and last hours that would be no range at a desk: "five to three" is 2:55."""
TO = "to|until|till|til|through|thru|-|–|—"

CLOCK = {
    "hour": (
        Rule("<DIGITS>", _digit_hour, "3"),
        Rule("<SAID>", _said_hour, "three"),
    ),
    "minutes": (
        Rule("oh|o|zero <ONES>", _same, "oh five"),
        Rule("<TENS> -? <ONES>", lambda tens, ones: tens + ones, "forty five"),
        Rule("<SAID>", lambda n: n if 10 <= n <= 59 else None, "thirty"),
    ),
    "before": (  # minutes that are said before the hour
        Rule("a? quarter", lambda: QUARTER, "a quarter"),
        Rule("<number> minutes|minute|mins|min", _same, "ten minutes"),
    ),
    "core": (
        Rule("<hour>", _same, "three"),
        Rule("<hour> : <DIGITS> [: <N>]", _colon, "3:30"),
        Rule("<hour> .|, <DIGITS>", _dotted, "3.30"),
        Rule("<hour> <DIGITS>", _dotted, "10 30"),
        Rule("<DIGITS>", _run_together, "1030"),
        Rule("<hour> -|–? <minutes>", _hour_minutes, "five-thirty"),
        Rule("half past|after? <hour>", lambda h: _at_minute(h, HALF), "half past three"),
        Rule("<before> past|after|gone <hour>", lambda m, h: _at_minute(h, m), "quarter past 9"),
        Rule("<number> past|gone <hour>", lambda m, h: _at_minute(h, m), "ten past nine"),
        Rule("<number> after <hour>", _five_past, "ten after nine"),
        Rule("<SAID> <minutes>", _spoken_24, "fifteen thirty"),
        Rule("<before> to|of|till|til|before <hour>", _minutes_to, "a quarter to five"),
        Rule("<number> to|till|til <hour>", _round_to, "twenty to five"),
    ),
    "clock": (
        Rule("<core>", _same, "half past three"),
        Rule("<core> ,|.? <HALF>", _halved, "3 pm"),
        Rule("<core> ampm", _sure, "7ampm"),
        Rule("<core> o'clock <HALF>?", _oclock, "three o'clock"),
        Rule("12|twelve? o'clock? noon|midday|noontime|noonish", lambda: NOON, "noon"),
        Rule("12|twelve? o'clock? midnight", lambda: MIDNIGHT, "midnight"),
        Rule("half past noon|midday", lambda: replace(NOON, minute=HALF), "half past noon"),
        Rule("mid -? night", lambda: MIDNIGHT, "mid night"),
        Rule("mid -? day", lambda: NOON, "mid-day"),
        Rule("<SAID> hundred hours|hrs?", _hundred, "fifteen hundred hours"),
        Rule("oh|zero <ONES> hundred hours|hrs?", _hundred, "oh nine hundred"),
        Rule("<DIGITS> hours|hrs|h", _military, "1500 hours"),
        Rule("<ISH>", lambda n: Clock(n) if n < 13 else None, "threeish"),
        Rule("<core> -? ish", _sure, "3ish"),
        Rule("<core> sharp|exactly", _sure, "3:30 sharp"),
        Rule("<core> or so", _sure, "three or so"),
    ),
}

PART = {
    "part": (
        Rule("<PARTS>", lambda p: Part(p, each=True), "mornings"),
        Rule("<PART>", _part, "morning"),
        Rule("any|every|each|most <PART>", lambda p: Part(p, each=True), "any afternoon"),
        Rule("mid|middle -? <PART>", lambda p: Part(p, "mid"), "mid-morning"),
        Rule("middle of the <PART>", lambda p: Part(p, "mid"), "middle of the morning"),
        Rule("early -|on? <PART>", lambda p: Part(p, "early"), "early afternoon"),
        Rule("late after noon", lambda: Part("afternoon", "late"), "late after noon"),
        Rule("early after noon", lambda: Part("afternoon", "early"), "early after noon"),
        Rule("early on? in the <PART>", lambda p: Part(p, "early"), "early in the afternoon"),
        Rule("late|later -? <PART>", lambda p: Part(p, "late"), "late morning"),
        Rule("late|later in the <PART>", lambda p: Part(p, "late"), "late in the morning"),
        Rule("first thing [in the morning]", lambda: FIRST_THING, "first thing in the morning"),
        Rule("bright and early", lambda: FIRST_THING, "bright and early"),
        Rule("last thing [in the afternoon|evening]", lambda: DAY_END, "last thing"),
        Rule(
            "the|your? first|earliest available|possible|free? slot|appointment|opening|spot|one|"
            "time|thing of the|that|your day",
            lambda: FIRST_THING,
            "the first appointment of the day",
        ),
        Rule("when you open", lambda: FIRST_THING, "when you open"),
        Rule("as soon as you open", lambda: FIRST_THING, "as soon as you open"),
        Rule("right? before you close", lambda: DAY_END, "right before you close"),
        Rule("midmorning", lambda: Part("morning", "mid"), "midmorning"),
        Rule("midafternoon", lambda: Part("afternoon", "mid"), "midafternoon"),
        Rule("early|earlier in the day", lambda: Part("first half"), "early in the day"),
        Rule("late|later in the day", lambda: Part("second half"), "later in the day"),
        Rule("end of the|my|our? business|work|working? day", lambda: DAY_END, "end of the day"),
        Rule("eod|cob", lambda: DAY_END, "eod"),
        Rule("business|working|office hours", lambda: Part("daytime"), "business hours"),
        Rule("dinner|supper time", lambda: Part("evening"), "dinner time"),
        Rule("close of business", lambda: DAY_END, "close of business"),
        Rule("end of play", lambda: DAY_END, "end of play"),
        Rule("as late as possible", lambda: DAY_END, "as late as possible"),
        Rule(
            "as late as you|we|i|they can|could|can't|have|possibly can?",
            lambda: DAY_END,
            "as late as you can",
        ),
        Rule(
            "the? last|latest available|possible|free? slot|appointment|opening|spot|one|time of "
            "the|that|your day",
            lambda: DAY_END,
            "the last appointment of the day",
        ),
        Rule(
            "the? last|latest available|possible|free? slot|appointment|opening|spot you|you've "
            "have|got|offer|can?",
            lambda: DAY_END,
            "the last slot you have",
        ),
        Rule("the latest you|you've have|got|can|offer", lambda: DAY_END, "the latest you have"),
    ),
    "meal": (
        Rule("lunch", lambda: Part("lunchtime"), "lunch"),
        Rule("lunch time|hour|break", lambda: Part("lunchtime"), "lunch time"),
        Rule("breakfast", lambda: Part("breakfast"), "breakfast"),
        Rule("dinner|supper", lambda: Part("evening"), "dinner"),
    ),
}

HOURS = {
    "zone": (
        Rule("<ZONE> standard|daylight? time?", _same, "Eastern time"),
        Rule("( <ZONE> )", _same, "(EST)"),
    ),
    "said_clock": (
        Rule("<clock>", _same, "three"),
        Rule("<clock> in|at the? <part>", lambda c, part: c.within(part.name), "3 in the morning"),
        Rule("<clock> in the <HALF>", _halved, "nine in the am"),
    ),
    "point": (
        Rule("at|around|about? <said_clock>", _same, "at three"),
        Rule("in? the? <part>", _same, "the morning"),
        Rule("<meal>", _same, "lunch"),
    ),
    "start": (Rule("from|starting|beginning? at|from? <clock>", _same, "from ten"),),
    "hours": (
        Rule("<clock>", _same, "half past three"),
        Rule("at|around|about <number> to|till|til <hour>", _five_to, "at ten to four"),
        Rule("<part>", _same, "early afternoon"),
        Rule("at|around|over|during <meal>", _same, "around lunch"),
        Rule("lunch time|hour", lambda: Part("lunchtime"), "lunch time"),
        Rule(f"<said_clock> {TO} <said_clock>", _between, "two to four"),
        Rule("<clock> in the <HALF>", _halved, "nine in the am"),
        Rule("in the <HALF>", _half_day, "in the am"),
        Rule(
            f"from|between|betweeen <point> {TO}|and <point>", _sure_between, "between two and four"
        ),
        Rule(f"<part> {TO} <part>", _between, "morning to evening"),
        Rule("after|past|since <point>", _after, "after three"),
        Rule("later than <point>", _after, "later than ten"),
        Rule("from <point> on|onward|onwards|forward?", _from, "from three onwards"),
        Rule("starting|beginning at|from? <point>", _from, "starting at three"),
        Rule("as early as <point>", _from, "as early as seven"),
        Rule("no|not earlier|sooner than <point>", _from, "no earlier than nine"),
        Rule("not before|until|till <point>", _from, "not before nine"),
        Rule("<point> or|and|at later|after", _from, "three or later"),
        Rule("<point> or|and any time|anytime later|after", _from, "three or any time after"),
        Rule("<point> onward|onwards", _from, "three onwards"),
        Rule("before <point>", _before, "before three"),
        Rule("earlier|sooner than <point>", _before, "earlier than three"),
        Rule("by|until|till|til <point>", _until, "by three"),
        Rule("up to|until|till <point>", _until, "up until three"),
        Rule("no|not later|past than? <point>", _until, "no later than three"),
        Rule("as late as <point>", _until, "as late as seven"),
        Rule("not after <point>", _until, "not after five"),
        Rule("<point> or|and earlier|before|sooner", _until, "three or earlier"),
        Rule("<point> at the latest", _until, "three at the latest"),
        Rule("<point> at the earliest", _from, "three at the earliest"),
        Rule("after work", lambda: _from(WORK_ENDS), "after work"),
        Rule("after school", lambda: _from(SCHOOL_ENDS), "after school"),
        Rule("not|nothing too|so|very early", lambda: _from(MORNING_GOES), "not too early"),
        Rule("not|nothing too|so|very late", lambda: _before(WORK_ENDS), "not too late"),
        Rule("before work|school", lambda: _before(WORK_STARTS), "before work"),
        Rule("<start> for <length>", lambda c, n: _lasting(n, c), "10am for three hours"),
        Rule(
            "for <length> from|starting|beginning at|from? <clock>",
            _lasting,
            "for two hours from 2pm",
        ),
    ),
}

RULES = CLOCK | PART | HOURS
