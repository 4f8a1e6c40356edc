"""A slot from its token, judged again by the rules that issued it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from voicebot.booking.diary import diary_of
from voicebot.booking.fitting import Choice, Fit, Fitter, own_length
from voicebot.booking.instants import DAY_S, Span, day_span, local, moment, seconds
from voicebot.booking.model import (
    Appointment,
    FindSlots,
    Reason,
    Refused,
    Resource,
    Service,
    Slot,
    Window,
)
from voicebot.booking.search import Search
from voicebot.booking.snapshot import Need, Snapshot, locks_on
from voicebot.booking.tokens import Ticket
from voicebot.booking.who import people_of
from voicebot.booking.wish import bounds_of, services_of, wish_of

OFFERS = 2


def ticket_of(token: str, snapshot: Snapshot) -> Ticket:
    """Raises: UnknownToken."""
    return snapshot.signer.read(snapshot.catalogue.business.id, token)


def need_of(slot: Slot, snapshot: Snapshot, moving: Appointment | None = None) -> Need:
    """What must be known to judge a slot, and what must stay as it is: whoever may take part."""
    catalogue = snapshot.catalogue
    services = [catalogue.services[s] for s in slot.services if s in catalogue.services]
    rooms = {r.id for s in services for kind in s.needs for r in catalogue.of_kind(kind, s)}
    names = frozenset(rooms | {a.resource_id for a in slot.allocations})
    day = day_span(catalogue.zone, local(catalogue.zone, seconds(slot.start)).date())
    length = own_length(moving, services, catalogue) or 0
    start, end = _reach(slot, services, length)
    span = day[0] - DAY_S, max(day[1], end) + 2 * DAY_S
    return Need(names, span, locks=locks_on(names, start, end))


def _reach(slot: Slot, services: Sequence[Service], length: int) -> Span:
    """The widest range a slot may take when it is fitted again, buffers included."""
    before = max((s.buffer_before_min for s in services), default=0) * 60
    after = max((s.buffer_after_min for s in services), default=0) * 60
    late = sum(s.duration_min for s in services if s.window_min) * 60
    start, end = seconds(slot.start), max(seconds(slot.end), seconds(slot.start) + length)
    starts = [start - before, *(seconds(a.start) for a in slot.allocations)]
    ends = [end + after + late, *(seconds(a.end) for a in slot.allocations)]
    return min(starts), max(ends)


def place(
    ticket: Ticket, snapshot: Snapshot, *, moving: Appointment | None = None
) -> Slot | Reason:
    """The slot as it can be had now, or why not.

    Notice counts from when the slot was offered: the caller's time to think is not held against it.
    Staff may take as long as they like over a proposal.
    """
    slot = ticket.slot
    if ticket.expired(snapshot.now_s) and not snapshot.by_staff:
        return Reason.EXPIRED
    services = services_of(snapshot.catalogue, slot.services)
    if isinstance(services, Reason):
        return services
    start = seconds(slot.start)
    if start <= snapshot.now_s:
        return Reason.IN_THE_PAST
    earliest, latest = bounds_of(services, ticket.issued)
    if not earliest <= start <= latest:
        return Reason.TOO_SOON if start < earliest else Reason.TOO_FAR
    return fit_again(slot, snapshot, moving=moving)


def fit_again(
    slot: Slot, snapshot: Snapshot, *, moving: Appointment | None = None
) -> Slot | Reason:
    """The slot with what it takes now: its own people, any room, any free place."""
    services = services_of(snapshot.catalogue, slot.services)
    if isinstance(services, Reason):
        return services
    names = {a.resource_id for a in slot.allocations}
    whose = people_of(slot, snapshot.catalogue.business)
    choices = [
        _same(s, snapshot.catalogue.staff_for(s), {who} if who else names)
        for s, who in zip(services, whose, strict=True)
    ]
    if not all(choices):
        return Reason.STAFF_AWAY
    diary = diary_of(snapshot, moving.id if moving else "")
    length = own_length(moving, services, snapshot.catalogue)
    place = _place(slot, snapshot)
    fitter = Fitter(snapshot.catalogue, diary, services, choices, slot.people, length, place)
    fit = fitter.fit(seconds(slot.start))
    return _slot(slot, fit) if fit else _why_not(slot, choices, snapshot)


def _place(slot: Slot, snapshot: Snapshot) -> str:
    """The location that was offered; "" when nothing of the visit belongs to one."""
    there = (snapshot.catalogue.resources.get(a.resource_id) for a in slot.allocations)
    return next((r.location_id for r in there if r and r.location_id), "")


def _slot(slot: Slot, fit: Fit) -> Slot:
    return replace(
        slot,
        start=moment(fit.start),
        end=moment(fit.end),
        allocations=tuple(t.allocation() for t in fit.takings),
        staff_id=fit.staff_id,
    )


def _same(service: Service, staff: tuple[Resource, ...], names: set[str]) -> Choice:
    """The people of a slot; nobody for a service whose slots take no one's time."""
    if service.daily_capacity or not staff:
        return [None]
    return [r for r in staff if r.id in names]


def _why_not(slot: Slot, choices: list[Choice], snapshot: Snapshot) -> Reason:
    services = [snapshot.catalogue.services[s] for s in slot.services]
    if any(s.daily_capacity for s in services):
        return Reason.FULL
    start = seconds(slot.start)
    length = snapshot.catalogue.length(services[0], choices[0][0])
    works = snapshot.catalogue.works(choices[0][0], start, start + length)
    if not works and not services[0].window_min:
        return Reason.STAFF_AWAY
    return Reason.FULL if services[0].capacity > 1 else Reason.TAKEN


def refuse(
    reason: Reason, slot: Slot, snapshot: Snapshot, *, moving: Appointment | None = None
) -> Refused | Need:
    """A refusal with the times nearest to the slot, the slot itself first if it is free again."""
    if snapshot.brief:
        return Refused(reason)
    wish = wish_of(
        FindSlots(
            slot.services,
            windows=(Window(slot.start, slot.start + timedelta(minutes=1)),),
            limit=OFFERS,
            people=slot.people,
            location=_place(slot, snapshot),
        ),
        snapshot.catalogue,
        snapshot.now_s,
        frozenset(),
    )
    if isinstance(wish, Reason):
        return Refused(reason)
    found = Search(wish, snapshot, moving).nearest_slots()
    return found if isinstance(found, Need) else Refused(reason, found)
