"""Which of the possible visits to offer, in which order, and why.

Deterministic: the same diary and the same wish give the same offers. Ties are broken by how busy
people are that day, then by the owner's own list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.diary import Diary
from voicebot.booking.instants import DAY_S, local
from voicebot.booking.listing import Candidate
from voicebot.booking.wish import Wish

Key = tuple[int, ...]
A_CHOICE = (2 * 3600, 3600)
"""How far apart two offers are to sound like a choice, in seconds, and at least."""


class Ranking:
    """Orders candidates for one wish. Smaller keys are better."""

    def __init__(self, catalogue: Catalogue, diary: Diary, wish: Wish) -> None:
        self._catalogue = catalogue
        self._diary = diary
        self._wish = wish
        self._useful = min((catalogue.length(s, None) for s in wish.services), default=0)
        self._loads: dict[tuple[str, int], int] = {}

    def wished(self, c: Candidate) -> Key:
        """Within the wish: fits inside the window, the day, few gaps, then the time.

        With no wish for a time sooner beats everything.
        """
        tail = (self.gaps(c), self._load(c), self._order(c))
        if self._wish.open:
            return c.start, *tail
        return self._overhang(c), self._day(c.start).toordinal(), tail[0], c.start, *tail[1:]

    def nearest(self, c: Candidate) -> Key:
        """Outside the wish: nearest day, then nearest to the part of day that was asked for."""
        days, earlier = self.days_off(self._day(c.start))
        return (
            days,
            earlier,
            self.time_off(c.start),
            self.gaps(c),
            c.start,
            self._load(c),
            self._order(c),
        )

    def days_off(self, day: date) -> tuple[int, int]:
        """How many days from the nearest wished-for day, and whether it lies before."""
        best = (10**6, 0)
        for r in self._wish.ranges:
            first, last = self._day(r.start), self._day(max(r.start, r.end - 1))
            if day < first:
                best = min(best, ((first - day).days, 1))
            else:
                best = min(best, (max(0, (day - last).days), 0))
        return best if self._wish.ranges else (0, 0)

    def time_off(self, at: int) -> int:
        """Seconds between the time of day and the one that was asked for."""
        clock = self._clock(at)
        best = DAY_S
        for r in self._wish.ranges:
            if r.daily is not None:
                start, end = (t.hour * 3600 + t.minute * 60 for t in r.daily)
            elif r.end - r.start <= DAY_S // 2:
                start = self._clock(r.start)
                end = start + r.end - r.start
            else:
                start, end = 0, DAY_S
            end = end if end > start else end + DAY_S
            best = min(best, max(start - clock, clock - end + 1, 0))
        return best

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

    def _overhang(self, c: Candidate) -> int:
        """1 when the visit would run past the end of a window that is long enough for it."""
        return int(
            not any(
                r.start <= c.start and (c.end <= r.end or c.end - c.start > r.end - r.start)
                for r in self._wish.ranges
            )
        )

    def _load(self, c: Candidate) -> int:
        if c.person is None:
            return 0
        key = c.person.id, c.shift[0]
        if key not in self._loads:
            self._loads[key] = self._diary.load(c.person.id, *c.shift)
        return self._loads[key]

    def _order(self, c: Candidate) -> int:
        return self._catalogue.order(c.person.id) if c.person else 0

    def _day(self, at: int) -> date:
        return local(self._wish.zone, at).date()

    def _clock(self, at: int) -> int:
        shown = local(self._wish.zone, at)
        return shown.hour * 3600 + shown.minute * 60 + shown.second


def choose(
    found: Iterable[Candidate],
    key: Callable[[Candidate], Key],
    limit: int,
    distances: Sequence[int] = (),
) -> list[Candidate]:
    """The best `limit` candidates, the best first, none overlapping another.

    The second and further ones are the best that lie the first of `distances` (seconds) away from
    those before, else the second of them, and so on.
    """
    best: dict[int, tuple[Key, Candidate]] = {}
    for candidate in found:
        ranked = key(candidate), candidate
        if candidate.start not in best or ranked[0] < best[candidate.start][0]:
            best[candidate.start] = ranked
    rest = [c for _, c in sorted(best.values(), key=lambda pair: pair[0])]
    chosen: list[Candidate] = []
    while rest and len(chosen) < limit:
        chosen.append(_furthest(rest, chosen, distances))
        rest = [c for c in rest if apart(c, chosen[-1]) >= 0]
    return chosen


def _furthest(
    rest: Sequence[Candidate], chosen: Sequence[Candidate], distances: Sequence[int]
) -> Candidate:
    for distance in distances:
        for candidate in rest:
            if all(apart(candidate, c) >= distance for c in chosen):
                return candidate
    return rest[0]


def apart(one: Candidate, other: Candidate) -> int:
    """Seconds between two visits; below zero when they overlap."""
    return max(one.start - other.end, other.start - one.end)
