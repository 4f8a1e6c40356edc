"""Somebody is away, or a day has other hours: who has to move, and where each could go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from voicebot.booking.diary import Diary, diary_of
from voicebot.booking.instants import DAY_S, Span, seconds
from voicebot.booking.model import Appointment, FindSlots, NotFound, Slot, Window
from voicebot.booking.search import NEAREST_DAYS, Search, resources_of
from voicebot.booking.snapshot import (
    AWAY,
    Block,
    Need,
    PutAbsence,
    Snapshot,
    Verdict,
    locks_on,
)
from voicebot.booking.staffing import Away, Displaced, FindDisplaced, MustMove
from voicebot.booking.wish import Wish, wish_of


def away(request: Away, snapshot: Snapshot) -> Verdict | Need:
    """Block the time, and tell who has to move."""
    name, span = request.resource_id, (seconds(request.start), seconds(request.end))
    if name not in snapshot.catalogue.resources:
        return Verdict(NotFound())
    lacking = snapshot.lacks(Need(during=(name, *span), locks=locks_ahead(snapshot, [name], *span)))
    if lacking:
        return lacking
    found = _must_move(snapshot, (Block(name, *span, share=AWAY),))
    if isinstance(found, Need):
        return found
    absence = PutAbsence(snapshot.new_id("absence"), name, *span, request.reason)
    return Verdict(found, (absence,))


def displaced(request: FindDisplaced, snapshot: Snapshot) -> Verdict | Need:
    during = request.resource_id, seconds(request.start), seconds(request.end)
    lacking = snapshot.lacks(Need(during=during))
    if lacking:
        return lacking
    found = _must_move(snapshot, ())
    return found if isinstance(found, Need) else Verdict(found)


def locks_ahead(snapshot: Snapshot, names: Iterable[str], start: int, end: int) -> frozenset[str]:
    """The locks on all that may still be booked in a span: whoever books waits, or is seen.

    Nothing is booked in the past or further ahead than the services allow; so an absence without
    an end does not ask for a lock on each day for ever.
    """
    furthest = max((s.max_ahead_days for s in snapshot.catalogue.services.values()), default=0)
    start = max(start, snapshot.now_s - DAY_S)
    end = min(end, snapshot.now_s + (furthest + 2) * DAY_S)
    return locks_on(names, start, end) if start < end else frozenset()


def _must_move(snapshot: Snapshot, blocks: tuple[Block, ...]) -> MustMove | Need:
    """The displaced visits that are not over, each with the nearest other time, no two the same."""
    visits = [a for a in snapshot.displaced if a.end > snapshot.now]
    wishes = [_elsewhere(a, snapshot) for a in visits]
    lacking = snapshot.lacks(_around([w for w in wishes if w], snapshot))
    if lacking:
        return lacking
    diary = diary_of(snapshot).revised(blocks)
    found: list[Displaced] = []
    for visit, wish in zip(visits, wishes, strict=True):
        proposal = _nearest(wish, visit, snapshot, diary) if wish else None
        if isinstance(proposal, Need):
            return proposal
        found.append(Displaced(visit, proposal))
        diary = diary.revised(_blocks(proposal) if proposal else ())
    return MustMove(tuple(found))


def _elsewhere(visit: Appointment, snapshot: Snapshot) -> Wish | None:
    person = snapshot.catalogue.resources.get(visit.staff_id or "")
    wish = wish_of(
        FindSlots(
            visit.services,
            windows=(Window(visit.start, visit.start + timedelta(minutes=1)),),
            limit=1,
            people=visit.people,
            location=person.location_id if person else "",
        ),
        snapshot.catalogue,
        snapshot.now_s,
        frozenset(),
    )
    return wish if isinstance(wish, Wish) else None


def _around(wishes: list[Wish], snapshot: Snapshot) -> Need:
    """The diary for all searches at once: a load for each would take as many rounds."""
    if not wishes:
        return Need()
    names = frozenset[str]().union(*(resources_of(w, snapshot.catalogue) for w in wishes))
    wanted = [min(max(w.ranges[0].start, w.bounds[0]), w.bounds[1]) for w in wishes]
    first = max(min(wanted) - NEAREST_DAYS * DAY_S, snapshot.now_s)
    span: Span = first - 2 * DAY_S, max(wanted) + (NEAREST_DAYS + 4) * DAY_S
    return Need(names, span)


def _nearest(
    wish: Wish, visit: Appointment, snapshot: Snapshot, diary: Diary
) -> Slot | Need | None:
    """The nearest time for a visit, as if it had none: with someone else, or later."""
    search = Search(wish, snapshot, visit, diary.revised((), leave_out=visit.id))
    found = search.nearest_slots()
    if isinstance(found, Need):
        return found
    return found[0] if found else None


def _blocks(slot: Slot) -> list[Block]:
    return [
        Block(a.resource_id, seconds(a.start), seconds(a.end), a.seat, a.share)
        for a in slot.allocations
    ]
