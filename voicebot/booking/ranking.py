"""Which of the possible visits to offer, in which order, and why.

Deterministic: the same diary and the same wish give the same offers. Ties are broken by how busy
people are that day, then by the owner's own list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.diary import Diary
from voicebot.booking.instants import DAY_S, Span, local
from voicebot.booking.listing import Candidate
from voicebot.booking.wish import Wish

Key = tuple[int, ...]
A_CHOICE = (2 * 3600, 3600)
"""How far apart two offers are to sound like a choice, in seconds, and at least."""


class Order(Protocol):
    """Ranks in two steps, smaller keys first: the time, then who has it and how it lies there."""

    def coarse(self, start: int) -> Key:
        """Judges the time alone."""
        ...

    def fine(self, candidate: Candidate) -> Key:
        """Judges candidates whose times are equally good."""
        ...


class Ranking:
    """What both orders look at."""

    def __init__(self, catalogue: Catalogue, diary: Diary, wish: Wish) -> None:
        self._catalogue = catalogue
        self._diary = diary
        self.wish = wish
        self._useful = min((catalogue.length(s, None) for s in wish.services), default=0)
        self._loads: dict[tuple[str, int], int] = {}

    def gaps(self, c: Candidate) -> int:
        """Minutes that would be left over, too short for another such visit.

        Of times that strand nothing those beside another visit come first (0), others after (1).
        """
        if c.person is None:
            return 0
        before, after = self._diary.gap(c.person.id, c.start, c.end, *c.shift)
        stranded = sum(g for g in (before, after) if g < self._useful)
        beside = (not before and c.start > c.shift[0]) or (not after and c.end < c.shift[1])
        return stranded // 60 or int(not beside)

    def fine(self, c: Candidate) -> Key:
        return self.gaps(c), c.start, self._load(c), self._order(c)

    def day(self, at: int) -> date:
        return local(self.wish.zone, at).date()

    def _load(self, c: Candidate) -> int:
        """Seconds the person is booked in that shift."""
        if c.person is None:
            return 0
        key = c.person.id, c.shift[0]
        if key not in self._loads:
            self._loads[key] = self._diary.load(c.person.id, *c.shift)
        return self._loads[key]

    def _order(self, c: Candidate) -> int:
        return self._catalogue.order(c.person.id) if c.person else 0


class Wished(Ranking):
    """Within the wish: fits inside the window, the day, few gaps, then the time.

    With no wish for a time sooner beats everything; "last thing" is as late as there is.
    """

    def coarse(self, start: int) -> Key:
        if self.wish.open:
            return (start,)
        by_day = self._overhang(start), self.day(start).toordinal()
        edge = self.wish.ranges[0].edge
        return (*by_day, -start if edge == "last" else start) if edge else by_day

    def _overhang(self, start: int) -> int:
        """1 when the visit would run past the end of a window that is long enough for it."""
        length = sum(self._catalogue.length(s, None) for s in self.wish.services)
        return int(
            not any(
                r.start <= start and (start + length <= r.end or length > r.end - r.start)
                for r in self.wish.ranges
            )
        )


class Nearest(Ranking):
    """Outside the wish: nearest day, then nearest to the time of day that was asked for."""

    def __init__(self, catalogue: Catalogue, diary: Diary, wish: Wish) -> None:
        super().__init__(catalogue, diary, wish)
        self._off: dict[date, tuple[int, int]] = {}

    def coarse(self, start: int) -> Key:
        shown = local(self.wish.zone, start)
        return *self.days_off(shown.date()), self._time_off(_clock(shown))

    def days_off(self, day: date) -> tuple[int, int]:
        """How many days from the nearest wished-for day, and whether it lies before."""
        known = self._off.get(day)
        if known is None:
            known = self._off[day] = self._days_off(day)
        return known

    def _days_off(self, day: date) -> tuple[int, int]:
        best = (10**6, 0)
        for first, last in self._days:
            if day < first:
                best = min(best, ((first - day).days, 1))
            else:
                best = min(best, (max(0, (day - last).days), 0))
        return best if self.wish.ranges else (0, 0)

    @cached_property
    def _days(self) -> list[tuple[date, date]]:
        """The first and last wished-for day of each range."""
        return [(self.day(r.start), self.day(max(r.start, r.end - 1))) for r in self.wish.ranges]

    def _time_off(self, clock: int) -> int:
        """Seconds between the time of day and the one that was asked for."""
        off = (max(start - clock, clock - end + 1, 0) for start, end in self._clocks)
        return min(off, default=DAY_S)

    @cached_property
    def _clocks(self) -> list[Span]:
        """The time of day that each range asks for, in seconds from midnight."""
        asked: list[Span] = []
        for r in self.wish.ranges:
            if r.daily is not None:
                start, end = (t.hour * 3600 + t.minute * 60 for t in r.daily)
            elif r.end - r.start <= DAY_S // 2:
                start = _clock(local(self.wish.zone, r.start))
                end = start + r.end - r.start
            else:
                start, end = 0, DAY_S
            asked.append((start, end if end > start else end + DAY_S))
        return asked


def _clock(shown: datetime) -> int:
    return shown.hour * 3600 + shown.minute * 60 + shown.second


def ranked(found: Iterable[Candidate], order: Order) -> Iterator[Candidate]:
    """The best candidate of each start, the best first.

    Lazy: people are compared only among the times that come to be looked at.
    """
    tiers: defaultdict[Key, list[Candidate]] = defaultdict(list)
    keys: dict[int, Key] = {}
    for candidate in found:
        key = keys.get(candidate.start)
        if key is None:
            key = keys[candidate.start] = order.coarse(candidate.start)
        tiers[key].append(candidate)
    for key in sorted(tiers):
        seen: set[int] = set()
        for candidate in sorted(tiers[key], key=order.fine):
            if candidate.start not in seen:
                seen.add(candidate.start)
                yield candidate


def choose(
    found: Iterable[Candidate], order: Order, limit: int, distances: Sequence[int] = ()
) -> list[Candidate]:
    """The best `limit` candidates, the best first, none overlapping another.

    The second and further ones are the best that lie the first of `distances` (seconds) away from
    those before, else the second of them, and so on.
    """
    upcoming = ranked(found, order)
    seen: list[Candidate] = []
    chosen: list[Candidate] = []
    while len(chosen) < limit:
        following = _following(seen, upcoming, chosen, (*distances, 0) if chosen else (0,))
        if following is None:
            break
        chosen.append(following)
    return chosen


def _following(
    seen: list[Candidate],
    upcoming: Iterator[Candidate],
    chosen: Sequence[Candidate],
    distances: Sequence[int],
) -> Candidate | None:
    """The best that keeps the first distance, or else the next one; `seen` grows as it looks."""

    def all_of_them() -> Iterator[Candidate]:
        yield from seen
        for candidate in upcoming:
            seen.append(candidate)
            yield candidate

    for distance in distances:
        for candidate in all_of_them():
            if all(apart(candidate, c) >= distance for c in chosen):
                return candidate
    return None


def apart(one: Candidate, other: Candidate) -> int:
    """Seconds between two visits; below zero when they overlap."""
    return max(one.start - other.end, other.start - one.end)
