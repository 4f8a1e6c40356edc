"""Finds the pieces of an utterance that speak of time: days and hours, each with its place.

Most phrases are times wherever they stand. Some are so only in context: "three", "the fifth",
"May", "morning". A neighbour decides: the word before ("at three"), a day or an hour beside it
("Tuesday three"), or that a time was asked for; and a word after can forbid it ("three people",
"the fifth floor", "May I").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from voicebot.understanding.dates.context import (
    AFTER_DAY,
    AGAIN,
    AMBIGUOUS,
    BEFORE_CLOCK,
    BEFORE_DAY,
    BEFORE_LOOSE,
    BEFORE_MONTH,
    BEFORE_NUMBER,
    BEFORE_ONE,
    BEFORE_YEAR,
    COUNTED,
    CURRENCY,
    GREETINGS,
    LINKS,
    MOVING,
    ORDERED,
    POINTING,
    STREETS,
    TIME_SLOTS,
    TITLES,
)
from voicebot.understanding.dates.days import Figures, Loose, On
from voicebot.understanding.dates.grammar import Grammar, Lexical, Parser
from voicebot.understanding.dates.lexicon import KINDS, MONTHS, lexical
from voicebot.understanding.dates.periods import Period
from voicebot.understanding.dates.rules import RULES
from voicebot.understanding.dates.times import Between, Clock, Hours, Part
from voicebot.understanding.dates.values import Days
from voicebot.understanding.model import Expectation
from voicebot.understanding.normalize import Normal, Token

GRAMMAR = Grammar(RULES, KINDS)
LONGEST = 500
"""Tokens. What a caller says in one breath is far shorter; the rest is not read."""


_COUNTS = re.compile(r"\b(?:people|persons?|guests|party|number|born|birth)\b")
"""In a question: a bare number in the answer is no time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens [first, last) that name days or hours."""

    first: int
    last: int
    days: Days | None = None
    hours: Hours | None = None
    zone: str | None = None
    latent: bool = False


@dataclass(frozen=True, slots=True)
class _Scan:
    tokens: Sequence[Token]
    lexical: Sequence[Lexical]
    parser: Parser
    asked: bool
    alone: bool
    hour_asked: bool
    yes_asked: bool
    day_asked: bool
    moving: bool

    def glued(self, i: int) -> bool:
        """Whether nothing stands between the token and the next."""
        return i + 1 >= len(self.tokens) or self.tokens[i].end == self.tokens[i + 1].start

    def kinds(self, i: int) -> Lexical:
        return self.lexical[i] if 0 <= i < len(self.lexical) else {}

    def word(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""


def find_pieces(normal: Normal, expected: Expectation) -> list[Piece]:
    """The pieces in the order they were said, without overlaps."""
    tokens = normal.tokens[:LONGEST]
    kinds = [_kinds(tokens, i) for i in range(len(tokens))]
    parser = Parser(GRAMMAR, tokens, kinds)
    asked = expected.asked in TIME_SLOTS
    alone = len(normal.words) <= 4
    moving = any(token.text in MOVING for token in tokens)
    scan = _Scan(
        tokens, kinds, parser, asked, alone, expected.asked == "time",
        expected.asked in {"confirm", "choice"} and not _COUNTS.search(expected.said or ""),
        _day_asked(normal, expected), moving,
    )  # fmt: skip
    found: list[Piece] = []
    held: list[Piece] = []
    i = 0
    while i < len(tokens):
        piece = None if _excepting(scan, i) else _longest(scan, i)
        if piece is None:
            i += 1
            continue
        if _stands(scan, piece, found):
            found.append(_marked(scan, piece))
            i = max(piece.last, i + 1)
            continue
        held.append(piece)
        i = piece.last if isinstance(piece.days, Loose) else i + 1
    return _supported(scan, found, held)


def _kinds(tokens: Sequence[Token], i: int) -> Lexical:
    """What a token may stand for: the "first" of "Wednesday, first thing" is no date."""
    kinds = lexical(tokens[i], tokens[i - 1] if i else None)
    following = [token.text for token in tokens[i + 1 : i + 3]]
    if "NTH" not in kinds or not following:
        return kinds
    picked = following[0] == "one" and following[1:] in ([], ["."], ["please"], ["of"], ["you"])
    dated = i > 0 and tokens[i - 1].text in MONTHS
    if dated or not (following[0] in ORDERED or picked):
        return kinds
    return {kind: value for kind, value in kinds.items() if not kind.startswith("NTH")}


def _excepting(scan: _Scan, i: int) -> bool:
    """The "from" of "apart from Friday" opens no range."""
    return scan.word(i) == "from" and scan.word(i - 1) in {"apart", "aside"}


def _day_asked(normal: Normal, expected: Expectation) -> bool:
    """Whether a number alone is a day: a date was asked for, or it can be no hour."""
    if len(normal.words) > 4:
        return False
    values = [word.value for word in normal.words if word.kind == "number" and word.value]
    large = len(values) == 1 and 20 < values[0] <= 31 and len(normal.words) <= 2
    return expected.asked == "date" or (expected.asked == "datetime" and large)


def _marked(scan: _Scan, piece: Piece) -> Piece:
    """A time only because one was asked for is less certain."""
    plain = piece.days is None and piece.hours is not None and piece.hours.plain
    held = plain and scan.word(piece.first - 1) not in BEFORE_CLOCK
    return replace(piece, latent=piece.latent or held)


def _longest(scan: _Scan, i: int) -> Piece | None:
    best: Piece | None = None
    if scan.day_asked:
        for end, day in scan.parser.at("day_number", i)[:1]:
            best = Piece(i, end, On(day=day), latent=True)
    clock_first = scan.word(i - 1) in BEFORE_CLOCK
    for name in ("hours", "days", "both") if clock_first else ("days", "hours", "both"):
        readings = scan.parser.at(name, i)
        for end, value in [r for r in readings if not _hangs(scan, i, r[0])][:1]:
            if best is None or end > best.last:
                best = _piece(name, i, end, value)
    if best is not None and best.hours is not None:
        for end, zone in scan.parser.at("zone", best.last)[:1]:
            return Piece(best.first, end, best.days, best.hours, zone)
    return best


def _hangs(scan: _Scan, i: int, end: int) -> bool:
    """Whether a phrase takes the "after" of another: "any day | after three"."""
    if end - i < 2 or scan.word(end - 1) not in {"after", "before"}:
        return False
    return any(last > end for last, _ in scan.parser.at("hours", end - 1))


def _piece(name: str, first: int, last: int, value: Any) -> Piece:
    if name == "both":
        return Piece(first, last, value[0], value[1])
    return Piece(first, last, value) if name == "days" else Piece(first, last, None, value)


def _stands(scan: _Scan, piece: Piece, found: list[Piece]) -> bool:
    """Whether the piece is a time where it stands."""
    before, after = scan.word(piece.first - 1), scan.word(piece.last)
    if piece.latent:
        return after not in COUNTED and not _among_digits(scan, piece)
    if before in CURRENCY or _in_figures(scan, piece) or _named(scan, piece):
        return False
    single = piece.last - piece.first == 1
    if single and scan.word(piece.first) in AMBIGUOUS:
        return _ambiguous_stands(scan, piece, before, after)
    if piece.days is None and piece.hours is not None:
        return _hours_stand(scan, piece, piece.hours, before, after, found)
    days = piece.days
    if isinstance(days, On) and days.plain:
        return _day_stands(scan, piece, days, before, after)
    if isinstance(days, Figures) and days.plain:
        return scan.asked or before in {"on", "for", "by", "until", "from"} or not single
    if isinstance(days, Loose):
        return scan.asked and (before in BEFORE_LOOSE or not isinstance(days.days, Period))
    return True


def _named(scan: _Scan, piece: Piece) -> bool:
    """ "Mr. Friday", "my name is April": the name of a person."""
    before = [scan.word(i) for i in range(piece.first - 3, piece.first) if scan.word(i) != "."]
    return before[-1:] != [] and (before[-1] in TITLES or before[-2:] == ["name", "is"])


def _among_digits(scan: _Scan, piece: Piece) -> bool:
    """Whether more digits follow or precede: a telephone number, not a time."""
    return any(
        0 <= i < len(scan.tokens) and scan.tokens[i].kind == "number"
        for i in (piece.first - 1, piece.last)
    )


def _in_figures(scan: _Scan, piece: Piece) -> bool:
    """Whether it is only the middle of other figures: the ones of "1:1"."""
    for mark, figure in ((-1, -2), (0, 1)):
        edge = piece.first if mark < 0 else piece.last
        if (
            scan.word(edge + mark) in {":", "/", "#", "."}
            and scan.glued(edge + mark)
            and scan.word(edge + figure)[:1].isdigit()
        ):
            return piece.last - piece.first < 3
    return False


def _ambiguous_stands(scan: _Scan, piece: Piece, before: str, after: str) -> bool:
    """ "Sat", "March", "May": words that mostly mean something else."""
    if scan.word(piece.first) in MONTHS:
        return before in BEFORE_MONTH - {"to"} or (scan.asked and scan.alone)
    return before in {"on", "this", "next", "by", "until", "for", "or"} or (
        scan.asked and scan.alone
    )


def _hours_stand(
    scan: _Scan, piece: Piece, hours: Hours, before: str, after: str, found: list[Piece]
) -> bool:
    if isinstance(hours, Part):
        greeting = before in GREETINGS or (before in {"a", "an"} and not scan.asked)
        return not greeting and not (hours.name == "night" and before == "last")
    if not hours.plain and not _only_number(hours):
        return True
    if after in COUNTED or _street(scan, piece.last) or _among_digits(scan, piece):
        return False
    if not hours.plain or before in BEFORE_CLOCK or (scan.moving and before == "to"):
        return True
    if scan.yes_asked:
        return _put_instead(scan, piece, before)
    return scan.asked and _free_number(scan, piece, before, after)


def _put_instead(scan: _Scan, piece: Piece, before: str) -> bool:
    """ "Make it four", "four would be better": another hour than the one that was put."""
    if before in {"it", "that"}:
        return scan.word(piece.first - 2) in {"make", "say", "do"}
    after = {scan.word(i) for i in range(piece.last, piece.last + 4)}
    return bool(after & {"better", "instead"}) and not scan.word(piece.first).endswith("one")


def _only_number(hours: Hours) -> bool:
    """ "After three": sure of its frame, but its number may count something."""
    if not isinstance(hours, Between):
        return False
    last = hours.last or hours.first
    return isinstance(last, Clock) and last.plain


def _free_number(scan: _Scan, piece: Piece, before: str, after: str) -> bool:
    """A bare number answers "what time?" unless it is part of a longer number or name."""
    if "DIGITS" in scan.lexical[piece.first] and len(scan.word(piece.first)) > 4:
        return False
    if scan.word(piece.first) == "one" and not _is_hour(scan, piece):
        return False
    made = before in {"it", "that"} and scan.word(piece.first - 2) == "make"
    return made or scan.alone or not before or before in BEFORE_NUMBER


def _day_stands(scan: _Scan, piece: Piece, days: On, before: str, after: str) -> bool:
    if days.year is not None:
        return before in BEFORE_YEAR or scan.word(piece.first) in {"the", "year"}
    if days.month is not None:
        loose = scan.asked and (scan.alone or not after.isalpha() or after in AFTER_DAY)
        return before in BEFORE_MONTH or scan.word(piece.first) == "the" or loose
    if _street(scan, piece.last) or (after not in AFTER_DAY and after.isalpha()):
        return False
    if after in {"'", "-"}:
        return False
    opening = scan.word(piece.first)
    if opening == "on" and "DIGITS" in scan.lexical[piece.last - 1]:
        return scan.asked
    figure = "NTHDIGITS" in scan.lexical[piece.last - 1]
    if figure:
        return opening == "the" or before in BEFORE_DAY or scan.asked or scan.alone
    if opening == "the":
        return (
            scan.asked
            or before in {"on", "for", "by", "until", "after", "before"}
            or ((days.day or 0) > 4 and before != "in")
        )
    return scan.asked and scan.alone


def _street(scan: _Scan, i: int) -> bool:
    """ "At 3 Main Street": a number before a name that ends in a street."""
    following = [scan.word(j) for j in range(i, i + 3)]
    return any(word in STREETS for word in following)


def _supported(scan: _Scan, found: list[Piece], held: list[Piece]) -> list[Piece]:
    """Held pieces that stand beside a found one of the other kind are times after all.

    Twice, so that in "three or four on Tuesday" the four supports the three.
    """
    for piece in (*held, *held):
        at = bisect_left(found, piece.first, key=_first)
        near = found[max(0, at - 1) : at + 1]
        overlaps = any(o.first < piece.last and piece.first < o.last for o in near)
        if overlaps or not _may_join(scan, piece):
            continue
        if any(_beside(scan, piece, other) for other in near):
            found.insert(at, piece)
    return found


def _first(piece: Piece) -> int:
    return piece.first


def _may_join(scan: _Scan, piece: Piece) -> bool:
    before = scan.word(piece.first - 1)
    if scan.word(piece.last) in COUNTED or "WEEKDAYS" in scan.kinds(piece.last):
        return False
    if (
        scan.word(piece.first) == "one"
        and piece.last - piece.first == 1
        and not _is_hour(scan, piece)
    ):
        return False
    return before not in CURRENCY and not _in_figures(scan, piece)


def _is_hour(scan: _Scan, one: Piece) -> bool:
    """Whether "one" is the hour: "Tuesday at one", and not "a new one on Tuesday"."""
    before, after = scan.word(one.first - 1), scan.word(one.last)
    if before in POINTING | BEFORE_ONE:
        return False
    thing = after in {"for", "on"} and before not in BEFORE_CLOCK | {"or", "and", "to"}
    return scan.hour_asked or not thing


def _beside(scan: _Scan, held: Piece, other: Piece) -> bool:
    if isinstance(held.days, Loose | On | Figures) and not other.hours:
        return False
    first, last = (held.last, other.first) if held.first < other.first else (other.last, held.first)
    gap = [scan.word(j) for j in range(first, last)]
    if held.hours is not None and other.days is None and not isinstance(other.hours, Part):
        again = bool((AGAIN if held.first > other.first else {"or"}) & set(gap))
        return again and len(gap) <= 6 and all(word in LINKS | AGAIN for word in gap)
    return len(gap) <= 3 and all(word in LINKS for word in gap)
