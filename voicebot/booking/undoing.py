"""Taking back the last change of an appointment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from voicebot.booking.diary import diary_of, free_seats
from voicebot.booking.instants import seconds
from voicebot.booking.model import Allocation, Appointment, NotFound, Reason, Refused, Status
from voicebot.booking.snapshot import AWAY, Need, PutAppointment, Snapshot, Verdict, locks_of
from voicebot.booking.staffing import Undo, Undone
from voicebot.errors import VersionConflict


def undo(request: Undo, snapshot: Snapshot) -> Verdict | Need:
    """Back to what it was before the last change; a booking is undone by cancelling it.

    It takes again just what it took: the rules of today are not asked, only whether that is free.
    """
    lacking = snapshot.lacks(Need(appointment_id=request.appointment_id, history=True))
    if lacking:
        return lacking
    now, last = snapshot.appointment, snapshot.last_change
    if now is None or last is None:
        return Verdict(NotFound())
    if not now.version == last.version == request.version:
        raise VersionConflict(f"appointment {now.id} is at version {now.version}")
    before = last.was or replace(now, status=Status.CANCELLED)
    back = replace(before, version=now.version + 1)
    if back.status is Status.CANCELLED:
        put = PutAppointment(back, (), "undone", now, snapshot.allocations)
        return Verdict(Undone(back), (put,))
    lacking = snapshot.lacks(_need(last.was_allocations))
    if lacking:
        return lacking
    again = _again(back, last.was_allocations, snapshot)
    if isinstance(again, Reason):
        return Verdict(Refused(again, appointment=now))
    put = PutAppointment(back, again, "undone", now, snapshot.allocations)
    return Verdict(Undone(back), (put,))


def _need(taken: Sequence[Allocation]) -> Need:
    if not taken:
        return Need()  # it took nobody's time, so nothing can be in its way
    return Need(
        frozenset(a.resource_id for a in taken),
        (min(seconds(a.start) for a in taken), max(seconds(a.end) for a in taken)),
        locks=locks_of(taken),
    )


def _again(
    visit: Appointment, taken: Sequence[Allocation], snapshot: Snapshot
) -> tuple[Allocation, ...] | Reason:
    """The same people and rooms for the same time; in a group, on seats that are free now."""
    catalogue, diary = snapshot.catalogue, diary_of(snapshot, visit.id)
    services = [catalogue.services[s] for s in visit.services if s in catalogue.services]
    groups: defaultdict[Allocation, list[Allocation]] = defaultdict(list)
    for old in taken:
        groups[replace(old, seat=0)].append(old)
    again: list[Allocation] = []
    for same, people in groups.items():
        if same.resource_id not in catalogue.resources and not same.share:
            return Reason.NOT_OFFERED  # who has left takes no visits back
        span = seconds(same.start), seconds(same.end)
        there = diary.overlapping(same.resource_id, *span)
        if any(b.share.startswith(AWAY) for b in there):
            return Reason.STAFF_AWAY
        places = max((catalogue.places(same.resource_id, s) for s in services), default=0)
        seats = free_seats(there, same.share, len(people), places)
        if seats is None:
            return Reason.FULL if same.share else Reason.TAKEN
        again += [replace(same, seat=seat) for seat in seats]
    return tuple(again)
