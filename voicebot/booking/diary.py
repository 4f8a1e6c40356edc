"""What is taken, made quick to ask: sorted blocks of each resource, searched by bisection."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, count, islice

from voicebot.booking.instants import Span
from voicebot.booking.snapshot import Block, Snapshot, in_force


class Diary:
    """The blocks that are in the way, by resource.

    Blocks of one resource may overlap (group places), so beside the starts the latest end up to
    each block is kept: something overlaps [a, b) just when the latest end of all blocks that start
    before b lies after a.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        rows: defaultdict[str, list[Block]] = defaultdict(list)
        for block in blocks:
            rows[block.resource_id].append(block)
        self._rows = dict(rows)
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for resource_id, found in rows.items():
            found.sort(key=lambda b: b.start)
            self._starts[resource_id] = [b.start for b in found]
            self._ends[resource_id] = list(accumulate((b.end for b in found), max))

    def revised(self, more: Iterable[Block], leave_out: str = "") -> Diary:
        """This diary with more blocks, and without those of an appointment."""
        more = tuple(more)
        touched = {b.resource_id for b in more}
        if leave_out:
            touched |= {
                name
                for name, rows in self._rows.items()
                if any(b.appointment_id == leave_out for b in rows)
            }
        if not touched:
            return self
        old = (b for name in touched for b in self._rows.get(name, ()))
        kept = (b for b in old if not leave_out or b.appointment_id != leave_out)
        new = Diary((*kept, *more))
        for name in self._rows.keys() - touched:
            new._rows[name] = self._rows[name]
            new._starts[name] = self._starts[name]
            new._ends[name] = self._ends[name]
        return new

    def overlapping(self, resource_id: str, start: int, end: int) -> list[Block]:
        """The blocks of a resource that overlap [start, end)."""
        starts = self._starts.get(resource_id)
        if not starts:
            return []
        rows, ends = self._rows[resource_id], self._ends[resource_id]
        found = []
        at = bisect_left(starts, end) - 1
        while at >= 0 and ends[at] > start:
            if rows[at].end > start:
                found.append(rows[at])
            at -= 1
        return found

    def free(self, resource_id: str, start: int, end: int) -> bool:
        starts = self._starts.get(resource_id)
        if not starts:
            return True
        at = bisect_left(starts, end)
        return at == 0 or self._ends[resource_id][at - 1] <= start

    def free_starts(
        self, resource_id: str, first: int, last: int, step: int, before: int, after: int
    ) -> list[int]:
        """All first, first + step, ... up to `last` at which nothing is in the way.

        What must be free around a start t is [t - before, t + after). Whole gaps are taken at once.
        """
        starts = self._starts.get(resource_id)
        if not starts:
            return list(range(first, last + 1, step))
        ends = self._ends[resource_id]
        found: list[int] = []
        at = first
        while at <= last:
            upcoming = bisect_left(starts, at + after)
            if upcoming and ends[upcoming - 1] > at - before:
                clear = ends[upcoming - 1] + before
                at += -(-(clear - at) // step) * step
                continue
            stop = last if upcoming == len(starts) else min(last, starts[upcoming] - after)
            run = range(at, stop + 1, step)
            found.extend(run)
            at = run[-1] + step
        return found

    def gap(self, resource_id: str, start: int, end: int, floor: int, ceiling: int) -> Span:
        """The free time left before `start` and after `end`, within [floor, ceiling)."""
        starts = self._starts.get(resource_id, [])
        ends = self._ends.get(resource_id, [])
        at = bisect_left(starts, end)
        before = max([floor, *ends[at - 1 : at]]) if at else floor
        after = min([ceiling, *starts[at : at + 1]])
        return max(0, start - before), max(0, after - end)

    def load(self, resource_id: str, start: int, end: int) -> int:
        """Seconds taken of a resource between start and end."""
        return sum(
            min(b.end, end) - max(b.start, start) for b in self.overlapping(resource_id, start, end)
        )


def diary_of(snapshot: Snapshot, moving: str = "") -> Diary:
    """The diary as this caller meets it, without the appointment that is being moved."""
    return Diary(
        in_force(snapshot.blocks, now=snapshot.now_s, holder=snapshot.holder, appointment_id=moving)
    )


def free_seats(there: Sequence[Block], share: str, people: int, places: int) -> list[int] | None:
    """Seats for so many where these blocks overlap; without a share it must be free altogether.

    People are counted, at the fullest moment: a seat's number only tells two of them apart.
    """
    if not share:
        return None if there else [0]
    if any(b.share != share for b in there):
        return None
    if len(there) + people > places and peak(there) + people > places:
        return None
    used = {b.seat for b in there}
    return list(islice((seat for seat in count() if seat not in used), people))


def peak(there: Sequence[Block]) -> int:
    """How many of these blocks there are at the fullest moment."""
    return max((sum(a.start <= b.start < a.end for a in there) for b in there), default=0)
