"""Rules for numbers: cardinals, ordinals, counts of things, years, and lengths of time."""

from __future__ import annotations

from voicebot.understanding.dates.grammar import Rule
from voicebot.understanding.dates.offsets import Length


def _plus(tens: int, ones: int) -> int:
    return tens + ones


def _same(value: object) -> object:
    return value


def _written_year(n: int) -> int | None:
    return n if 1900 <= n < 2200 else None


def _in_century(century: int, n: int) -> int | None:
    return century + n if 10 <= n < 100 else None


def _length(count: float, unit: str) -> Length:
    """Half a unit is said of small ones; half a year is six months, half a week three days."""
    smaller = {"day": (12, "hour"), "year": (6, "month"), "month": (2, "week")}
    whole = int(count)
    if whole == count or unit in {"hour", "minute", "week"}:
        return ((count, unit),)
    part = smaller.get(unit)
    halves: Length = ((float(part[0]), part[1]),) if part else ()
    return (((whole, unit),) if whole else ()) + halves


RULES = {
    "number": (
        Rule("<TENS> -? <ONES>", _plus, "twenty one"),
        Rule("<N>", _same, "7"),
    ),
    "nth": (
        Rule("<TENS> -? <ONETH>", _plus, "twenty first"),
        Rule("<NTH>", _same, "3rd"),
    ),
    "count": (
        Rule("<number> [( <N> )]", lambda n, _: n, "three"),
        Rule("a|an|another", lambda: 1, "another"),
        Rule("a? couple of|more?", lambda: 2, "a couple of"),
        Rule("a? few more?", lambda: 3, "a few"),
        Rule("several", lambda: 3, "several"),
        Rule("half a|an?", lambda: 0.5, "half an"),
        Rule("<number> and a half", lambda n: n + 0.5, "two and a half"),
        Rule("a half", lambda: 0.5, "a half"),
    ),
    "year": (
        Rule("<N>", _written_year, "2027"),
        Rule("nineteen <number>", lambda n: _in_century(1900, n), "nineteen ten"),
        Rule("nineteen oh|o|zero <ONES>", lambda n: 1900 + n, "nineteen oh five"),
        Rule("twenty <number>", lambda n: _in_century(2000, n), "twenty twenty six"),
        Rule("two thousand and? <number>?", lambda n: 2000 + (n or 0), "two thousand and eight"),
        Rule("'|’ <DIGITS>", lambda d: 2000 + int(d) if len(d) == 2 else None, "'26"),
    ),
    "unit": (
        Rule("<UNIT>", _same, "weeks"),
        Rule("business|working|work day|days", lambda: "business day", "business days"),
        Rule("working|work|business week|weeks", lambda: "work week", "working weeks"),
        Rule("calendar|full|whole|solid <UNIT>", _same, "full weeks"),
    ),
    "amount": (
        Rule("<count> <unit>", _length, "three weeks"),
        Rule("a|an|one <unit> and a half", lambda u: _length(1.5, u), "an hour and a half"),
        Rule("<number> -|– <unit>", _length, "3-day"),
    ),
    "length": (
        Rule("<amount>", _same, "three weeks"),
        Rule("<amount> and? <length>", lambda first, more: first + more, "1 month and 2 weeks"),
    ),
}
