"""From pieces to wishes: which belong together, which are ruled out, which were taken back.

A wish is a day, a time of day, or both. What stands between two pieces says how they go together:
nothing or "at" joins them, "or" begins another candidate, "no, " and "I mean" take the earlier one
back, "not", "except" and "doesn't work" rule one out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voicebot.understanding.dates.context import (
    CANNOT,
    CORRECTING,
    LISTING,
    MOVING,
    OR,
)
from voicebot.understanding.dates.days import Figures, Inside, On, Weekday
from voicebot.understanding.dates.narrowing import dayed, merged, narrow
from voicebot.understanding.dates.periods import Edge, Following, Nth, Pointed
from voicebot.understanding.dates.pieces import Piece
from voicebot.understanding.dates.ranges import Open, Through, spread
from voicebot.understanding.dates.ruled_out import goes_on, occupied, other_side, ruled_out, waits
from voicebot.understanding.dates.times import Between, Clock, Hours, Part
from voicebot.understanding.dates.values import Days, Frame, day_span
from voicebot.understanding.normalize import Token

_THAT = re.compile(
    r"^(?:\S+ ){0,6}?(?:so|or|time|anytime|sometime|be) (?P<side>after|before) (?:that|then|it)\b"
    r"(?! (?:day|week|one))"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A day, a time of day, or both; the pieces it was read from."""

    days: Days | None = None
    hours: Hours | None = None
    pieces: tuple[Piece, ...] = ()
    zone: str | None = None
    each: bool = False

    def plus(self, piece: Piece, **found: object) -> Wish:
        wish = replace(self, pieces=(*self.pieces, piece), zone=piece.zone or self.zone)
        return replace(wish, **found)  # type: ignore[arg-type]


@dataclass(slots=True)
class Wishes:
    """The candidates in the order they were said, and what was ruled out."""

    wanted: list[Wish] = field(default_factory=list)
    excluded: list[Wish] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def compose(pieces: Sequence[Piece], tokens: Sequence[Token], frame: Frame) -> Wishes:
    """The wishes that the pieces make. `tokens` are all of the utterance's."""
    return _Composer(pieces, tokens, frame).run()


class _Composer:
    def __init__(self, pieces: Sequence[Piece], tokens: Sequence[Token], frame: Frame) -> None:
        self._pieces = pieces
        self._tokens = tokens
        self._texts = [token.text for token in tokens]
        self._frame = frame
        self._result = Wishes()
        self._chain: list[Wish] = []

    def run(self) -> Wishes:
        before: Piece | None = None
        excluding = False
        denied = ruled_out(self._pieces, self._tokens)
        for i, found in enumerate(self._pieces):
            piece = self._pointing_back(found, before)
            gap = self._words(before.last if before else 0, piece.first)
            out, piece = self._turned(piece, gap, out=denied[i])
            if out or (excluding and goes_on(self._pieces, i, gap, self._texts)):
                self._exclude(piece, joined=not out and "or" not in gap and "and" not in gap)
                excluding = True
            else:
                self._want(piece, gap)
                excluding = False
            before = piece
        self._close()
        self._settle_moves()
        self._settle_that()
        self._place_excluded()
        self._settle_contradictions()
        return self._result

    def _pointing_back(self, piece: Piece, before: Piece | None) -> Piece:
        """ "Not next week but the week after": after the one just spoken of."""
        if before is None or before.days is None:
            return piece
        if not isinstance(piece.days, Pointed | Following):
            return piece
        if self._is_this(before.days, piece.days):
            return piece
        return replace(piece, days=replace(piece.days, base=before.days))

    def _is_this(self, before: Days, piece: Days) -> bool:
        """ "Not this Friday, the Friday after", where a Friday was just spoken of: after that."""
        pointed = self._frame.pointed()
        if pointed is None or pointed.start is None or not isinstance(piece, Following):
            return False
        this = Weekday(piece.weekday, "this")
        return before == this and pointed.start.weekday() == piece.weekday

    def _turned(self, piece: Piece, gap: list[str], *, out: bool) -> tuple[bool, Piece]:
        """A range open on one side that is ruled out is a wish for the other side."""
        opening = self._texts[piece.first]
        waiting = None if out else waits(piece, gap, opening)
        if waiting is not None:
            return False, waiting
        if not out and not occupied(piece, gap, opening):
            return out, piece
        turned = other_side(piece, from_it=bool(CANNOT & set(gap)))
        return (out, piece) if turned is None else (False, turned)

    def _words(self, first: int, last: int | None) -> list[str]:
        return self._texts[first:last]

    def _exclude(self, piece: Piece, joined: bool) -> None:
        excluded = self._result.excluded
        last = excluded[-1] if excluded and joined else None
        if last is not None and piece.days is None and last.hours is None:
            excluded[-1] = last.plus(piece, hours=piece.hours)
        else:
            excluded.append(Wish(piece.days, piece.hours, (piece,)))
        self._result.why.append("ruled out")

    def _want(self, piece: Piece, gap: list[str]) -> None:
        if not self._chain:
            self._chain.append(Wish(piece.days, piece.hours, (piece,), piece.zone))
            return
        current = self._chain[-1]
        if "so" in gap:
            self._result.why.append("concluded")
            self._chain = [Wish(piece.days, piece.hours, (piece,), piece.zone)]
        elif self._corrects(gap):
            self._result.why.append("taken back")
            self._chain[-1] = self._replaced(current, piece)
        elif OR & set(gap):
            self._chain.append(Wish(piece.days, piece.hours, (piece,), piece.zone))
        else:
            self._add(current, piece, gap)

    def _corrects(self, gap: list[str]) -> bool:
        words = " ".join(word for word in gap if word not in {",", ".", "-", "?", "!"})
        padded = f" {words} "
        return any(f" {phrase} " in padded for phrase in CORRECTING)

    def _replaced(self, wish: Wish, piece: Piece) -> Wish:
        if piece.days is not None and piece.hours is not None:
            return Wish(piece.days, piece.hours, (*wish.pieces, piece), piece.zone)
        if piece.days is not None:
            return wish.plus(piece, days=piece.days)
        return wish.plus(piece, hours=piece.hours)

    def _add(self, wish: Wish, piece: Piece, gap: list[str]) -> None:
        joined = self._joined(wish, piece)
        if joined is not None:
            self._chain[-1] = joined
            return
        if set(gap) <= LISTING:
            self._chain.append(Wish(piece.days, piece.hours, (piece,), piece.zone))
            return
        self._close()
        days = wish.days if piece.days is None and len(gap) <= 3 else piece.days
        self._chain.append(Wish(days, piece.hours, (piece,), piece.zone))

    def _joined(self, wish: Wish, piece: Piece) -> Wish | None:
        """Both in one wish, or None when they cannot be."""
        found: dict[str, object] = {}
        if piece.days is not None:
            days = piece.days if wish.days is None else self._narrowed(wish.days, piece.days)
            if days is None:
                return None
            found["days"] = days
        if piece.hours is not None:
            hours = piece.hours if wish.hours is None else narrow(wish.hours, piece.hours)
            if hours is None:
                return None
            found["hours"] = hours
        return wish.plus(piece, **found)

    def _narrowed(self, one: Days, other: Days) -> Days | None:
        """Two phrases for the same day, or a day within a period."""
        if isinstance(one, Edge) and one.bare and spread(other):
            return replace(one, days=other)
        if isinstance(other, Edge) and other.bare and spread(one):
            return replace(other, days=one)
        first, second = one.span(self._frame), other.span(self._frame)
        if first is None or second is None:
            return other if first is None else one
        if first == second:
            return one
        if isinstance(one, Open) or isinstance(other, Open):
            return dayed(one, other)
        if isinstance(one, Nth) and second.days > first.days:
            return replace(one, outer=other)
        if isinstance(one, On) and isinstance(other, On):
            together = merged(one, other)
            if together is not None:
                return together
        if not (first.days and second.days) or first.days == second.days:
            return None
        inner, outer = (one, other) if first.days < second.days else (other, one)
        inside = Inside(inner, outer)
        return inside if inside.span(self._frame) is not None else None

    def _close(self) -> None:
        """Share what only one of several candidates said, and keep them."""
        chain, self._chain = self._chain, []
        if len(chain) > 1:
            chain = _shared(_same_week(chain))
        self._result.wanted += chain

    def _place_excluded(self) -> None:
        """ "Thursday or Friday, but not in the morning": not in theirs; alone, not in any."""
        placed: list[Wish] = []
        for wish in self._result.excluded:
            days = [wanted.days for wanted in self._result.wanted if wanted.days is not None]
            if isinstance(wish.days, On) and days:
                placed.append(replace(wish, days=self._of_wanted(wish.days, days)))
            elif wish.days is None and days:
                placed += [replace(wish, days=day) for day in days]
            elif wish.days is None and isinstance(wish.hours, Part):
                placed.append(replace(wish, hours=replace(wish.hours, each=True)))
            else:
                placed.append(wish)
        self._result.excluded = placed

    def _of_wanted(self, excluded: On, wanted: Sequence[Days]) -> Days:
        """ "Any day next week but Wednesday": the Wednesday of that week."""
        if excluded != On(weekday=excluded.weekday):
            return excluded
        for days in wanted:
            span = days.span(self._frame)
            inside = Inside(excluded, days)
            if span is not None and span.days > 1 and inside.span(self._frame) is not None:
                return inside
        return excluded

    def _settle_moves(self) -> None:
        """ "Move it from Tuesday to Thursday": where it goes to is what is wanted."""
        wanted = self._result.wanted
        words = {token.text for token in self._tokens}
        if len(wanted) == 1 and isinstance(wanted[0].days, Through) and MOVING & words:
            wanted[0] = replace(wanted[0], days=wanted[0].days.last)
            self._result.why.append("moved from another time")
        if len(wanted) < 2:
            return
        for wish in wanted[1:]:
            first, last = wish.pieces[0].first, wish.pieces[-1].last
            before, after = self._words(first - 2, first), self._words(last, last + 2)
            if "instead" in after or (MOVING & words and {"to", "until"} & set(before)):
                self._result.wanted = [replace(wish, days=wish.days or wanted[0].days)]
                self._result.why.append("moved from another time")
                return

    def _settle_contradictions(self) -> None:
        """ "Next Monday, not this Monday"; "not Friday. Monday?" said on a Monday."""
        for i, wish in enumerate(self._result.wanted):
            later = self._later_weekday(wish)
            if later is not None:
                self._result.wanted[i] = replace(wish, days=later)

    def _later_weekday(self, wish: Wish) -> Days | None:
        """The weekday a week on, where the first one was ruled out or is today."""
        days, frame = wish.days, self._frame
        span = days.span(frame) if days is not None else None
        out = [(w.pieces[0].first, w.days.span(frame)) for w in self._result.excluded if w.days]
        if isinstance(days, Weekday) and isinstance(days.which, int):
            return replace(days, which=days.which + 1) if span in [o for _, o in out] else None
        if not isinstance(days, On) or days.weekday is None or span != day_span(frame.today):
            return None
        said = [o for first, o in out if first < wish.pieces[0].first]
        later = any(o and o.start and o.start.date() > frame.today for o in said)
        return Weekday(days.weekday, "coming") if later and days.day is None else None

    def _settle_that(self) -> None:
        """ "I finish at four, so any time after that": from there on."""
        wanted = self._result.wanted
        if len(wanted) != 1:
            return
        trail = " ".join(word for word in self._words(wanted[0].pieces[-1].last, None))
        match = _THAT.search(trail)
        side = match.group("side") if match else ""
        hours, days = wanted[0].hours, wanted[0].days
        if side and isinstance(hours, Clock):
            first, last = (hours, None) if side == "after" else (None, hours)
            turned = Between(first, last, exclusive=True, framed=True)
            wanted[0] = replace(wanted[0], hours=turned)
        elif side and hours is None and isinstance(days, On | Figures | Through):
            wanted[0] = replace(wanted[0], days=Open(side, days))


def _shared(chain: list[Wish]) -> list[Wish]:
    """ "Tuesday or Wednesday morning", "Tuesday at three or four pm"."""
    hours_lead = chain[0].hours is not None and _hours_first(chain[0])
    last = chain[-1]
    result: list[Wish] = []
    for wish in chain:
        days, hours = wish.days, wish.hours
        if days is None and result:
            days = result[-1].days
        if days is None:
            days = next((w.days for w in chain if w.days is not None), None)
        if hours is None and isinstance(last.hours, Part | Between | Clock) and not hours_lead:
            hours = last.hours if not _hours_first(last) else None
        if hours is None and hours_lead:
            hours = chain[0].hours
        if isinstance(hours, Clock) and isinstance(last.hours, Clock) and not hours.settled:
            hours = replace(hours, half=last.hours.half)
        if isinstance(hours, Clock) and isinstance(last.hours, Part) and wish.hours is not None:
            hours = hours.within(last.hours.name)
        result.append(replace(wish, days=days, hours=hours))
    return result


def _same_week(chain: list[Wish]) -> list[Wish]:
    """ "Thursday or Friday next week", "next week Thursday or Friday": both are of that week."""
    of = {w.days.outer: w.pieces for w in chain if isinstance(w.days, Inside)}
    if len(of) != 1:
        return chain
    ((week, pieces),) = of.items()
    return [
        replace(w, days=Inside(w.days, week), pieces=(*w.pieces, *pieces))
        if isinstance(w.days, On) and w.days == On(weekday=w.days.weekday)
        else w
        for w in chain
    ]


def _hours_first(wish: Wish) -> bool:
    """Whether the time was said before its day."""
    kinds = [piece.days is None for piece in wish.pieces]
    return len(kinds) > 1 and kinds[0]
