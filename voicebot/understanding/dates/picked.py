"""Numbers that stand for one of the offered times: "the 8 15", "the 10 to 12", "10 for the second".

Where one of several times is to be chosen, "the 8" is the time at eight and not the eighth of a
month, and "for the second" is the second visit and not the second of a month: unless that day is
on offer, or the words beside it speak of a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voicebot.understanding.dates.lexicon import MONTHS, WEEKDAYS
from voicebot.understanding.normalize import CARDINALS, Token

_WHOLE_DAY = timedelta(hours=7)
"""What takes this long is offered by its day."""
_MINUTES = frozenset({5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55})
_CLOCK = frozenset({"o'clock", "oclock", "am", "pm", "a.m.", "p.m.", ":"})
_RANGE = frozenset({"to", "till", "until", "-"})
_BEFORE_DAY = frozenset({"on", "of", "until", "till", "by", "before", "after", "since", "from"})
_AFTER_DAY = frozenset({"at", "of", "in", "or", "/", "."}) | MONTHS.keys() | WEEKDAYS.keys()
_VISITS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3}
_ONE = frozenset({"visit", "appointment", "person", "please", ".", ",", "?"})


@dataclass(frozen=True, slots=True)
class Offers:
    """The days of the month and the hours (1 to 12) that are on offer, and what they take."""

    days: frozenset[int]
    hours: frozenset[int]
    lengths: frozenset[timedelta] = frozenset()

    @classmethod
    def of(cls, spans: Sequence[tuple[datetime, datetime | None]]) -> Offers:
        return cls(
            frozenset(start.day for start, _ in spans),
            frozenset(start.hour % 12 or 12 for start, _ in spans),
            frozenset(end - start for start, end in spans if end is not None),
        )


def as_picked(tokens: Sequence[Token], offers: Offers) -> tuple[Token, ...]:
    """The tokens with such numbers as times of day."""
    if any(length >= _WHOLE_DAY for length in offers.lengths):
        return tuple(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        if length := _of_a_visit(tokens, i, offers):
            _say_oclock(out)
            i += length
        elif tokens[i].text == "the" and _is_time(tokens, i + 1, offers):
            if _at(tokens, i + 2) in _RANGE:
                out.append(replace(tokens[i], text="from"))
                i += 1
                continue
            out.append(tokens[i + 1])
            if not _has_clock(tokens, i + 2):
                out.append(_oclock(tokens[i + 1]))
            i += 2
        else:
            if _is_window(tokens, i, offers):
                out.append(replace(tokens[i], text="from", kind="word", value=None))
            out.append(tokens[i])
            i += 1
    return tuple(out)


def exact(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "the 10 30" and "the 9 o'clock", which are no days anywhere, as times."""
    out: list[Token] = []
    for i, token in enumerate(tokens):
        hour = i + 1 if token.text == "the" else i
        digits = _at(tokens, hour).isdigit() and 1 <= (_value(tokens, hour) or 0) <= 12
        minutes = _value(tokens, hour + 1) in _MINUTES and _value(tokens, hour + 2) is None
        clock = _at(tokens, hour + 1) in _CLOCK - {":"}
        if hour > i and digits and (minutes or clock):
            continue
        out.append(token)
        if i and _at(tokens, i - 1) == "the" and digits and minutes:
            out.append(replace(token, text=":", kind="mark", value=None))
    return tuple(out)


def _at(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if 0 <= i < len(tokens) else ""


def _value(tokens: Sequence[Token], i: int) -> int | None:
    if not 0 <= i < len(tokens):
        return None
    cardinal = tokens[i].kind == "number" or tokens[i].text in CARDINALS
    return tokens[i].value if cardinal else None


def _is_time(tokens: Sequence[Token], i: int, offers: Offers) -> bool:
    value = _value(tokens, i)
    if value is None or not _at(tokens, i).isdigit() or not 1 <= value <= 12:
        return False
    before, after = _at(tokens, i - 2), _at(tokens, i + 1)
    if before in WEEKDAYS or _value(tokens, i - 2) is not None:
        return False
    if _has_clock(tokens, i + 1) or (after in _RANGE and _value(tokens, i + 2) is not None):
        return True
    if before in _BEFORE_DAY or (after in _AFTER_DAY and _at(tokens, i + 2)):
        return False
    return value in offers.hours or (value not in offers.days and value > 2)


def _is_window(tokens: Sequence[Token], i: int, offers: Offers) -> bool:
    """ "10 to 12" where two hours are on offer; elsewhere it may be ten minutes to twelve."""
    first, last = _value(tokens, i), _value(tokens, i + 2)
    if first is None or last is None or _at(tokens, i + 1) not in _RANGE or max(first, last) > 12:
        return False
    if _at(tokens, i - 1) in {"from", "between", "past"} or _has_clock(tokens, i + 3):
        return False
    return timedelta(hours=(last - first) % 12) in offers.lengths


def _has_clock(tokens: Sequence[Token], i: int) -> bool:
    return _at(tokens, i) in _CLOCK or _value(tokens, i) in _MINUTES


def _of_a_visit(tokens: Sequence[Token], i: int, offers: Offers) -> int:
    """How many tokens say "for the second" behind a time; 0 if none do."""
    if [_at(tokens, i), _at(tokens, i + 1)] != ["for", "the"]:
        return 0
    place = _VISITS.get(_at(tokens, i + 2))
    timed = any(_value(tokens, n) is not None or _at(tokens, n) in _CLOCK for n in range(i))
    if place is None or place in offers.days or not timed:
        return 0
    after = _at(tokens, i + 3)
    if after == "one":
        return 4
    return 3 if not after or after in _ONE else 0


def _say_oclock(out: list[Token]) -> None:
    """ "Ten" and "ten then", before "for the second", as an hour."""
    last = len(out) - (2 if out and out[-1].text in {"then", ","} else 1)
    value = _value(out, last)
    if value is not None and 1 <= value <= 12 and _value(out, last - 1) is None:
        out.insert(last + 1, _oclock(out[last]))


def _oclock(hour: Token) -> Token:
    return replace(hour, text="o'clock", kind="word", value=None)
