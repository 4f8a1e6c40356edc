"""Decisions for staff. What callers may ask goes through the same `decide` as for the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from voicebot.booking.changing import customer_of
from voicebot.booking.fitting import Taking, joined
from voicebot.booking.instants import Span, moment, seconds
from voicebot.booking.model import (
    Appointment,
    Booked,
    FindSlots,
    Noted,
    NotFound,
    Reason,
    Refused,
    Slot,
    Window,
)
from voicebot.booking.rules import decide
from voicebot.booking.search import Search
from voicebot.booking.snapshot import (
    Block,
    EndAbsences,
    Need,
    PutAbsence,
    PutAppointment,
    PutCustomer,
    PutDay,
    Snapshot,
    Verdict,
)
from voicebot.booking.staffing import (
    Away,
    Back,
    Displaced,
    FindDisplaced,
    FreeTimes,
    ListFree,
    MustMove,
    Overbook,
    SetDay,
    StaffRequest,
    TakeOver,
    Undo,
)
from voicebot.booking.taking_over import take_over
from voicebot.booking.undoing import undo
from voicebot.booking.wish import services_of, wish_of


def decide_for_staff(request: StaffRequest, snapshot: Snapshot) -> Verdict | Need:
    """As `decide`, with what only staff may ask.

    Raises:
        UnknownToken, VersionConflict: as `decide`.
    """
    match request:
        case Overbook():
            return overbook(request, snapshot)
        case Undo():
            return undo(request, snapshot)
        case Away():
            return away(request, snapshot)
        case FindDisplaced():
            return displaced(request, snapshot)
        case ListFree():
            return list_free(request, snapshot)
        case Back():
            span = seconds(request.start), seconds(request.end)
            return Verdict(Noted(), (EndAbsences(request.resource_id, *span),))
        case TakeOver():
            return take_over(request, snapshot)
        case SetDay():
            return set_day(request, snapshot)
        case _:
            return decide(request, snapshot)


def overbook(request: Overbook, snapshot: Snapshot) -> Verdict | Need:
    """Book on top of whatever there is; the reason goes on record."""
    lacking = snapshot.lacks(Need(phone=request.phone))
    if lacking:
        return lacking
    catalogue = snapshot.catalogue
    services = services_of(catalogue, request.services)
    person = catalogue.resources.get(request.staff_id)
    if isinstance(services, Reason):
        return Verdict(Refused(services))
    if person is None or not request.reason.strip():
        return Verdict(Refused(Reason.NOT_OFFERED))
    at, takings = seconds(request.start), list[Taking]()
    for service in services:
        end = at + catalogue.length(service, person)
        span = at - service.buffer_before_min * 60, end + service.buffer_after_min * 60
        rooms = [catalogue.of_kind(kind, service)[0] for kind in service.needs]
        takings += [Taking(r.id, *span) for r in (person, *rooms)]
        at = end
    customer = customer_of(request.phone, request.for_name, request.email, snapshot)
    appointment = Appointment(
        id=snapshot.new_id("appointment"),
        business_id=catalogue.business.id,
        services=request.services,
        start=request.start,
        end=moment(at),
        customer_id=customer.id,
        for_name=request.for_name,
        phone=request.phone,
        details=dict(request.details),
        staff_id=person.id,
    )
    put = PutAppointment(
        appointment,
        tuple(t.allocation() for t in joined(takings)),
        "overbooked",
        reason=request.reason,
        overbooked=True,
    )
    return Verdict(Booked(appointment), (PutCustomer(customer), put))


def away(request: Away, snapshot: Snapshot) -> Verdict | Need:
    """Block the time, and tell who has to move."""
    start, end = seconds(request.start), seconds(request.end)
    if request.resource_id not in snapshot.catalogue.resources:
        return Verdict(NotFound())
    block = Block(request.resource_id, start, end, share="away")
    found = must_move(snapshot, request.resource_id, (start, end), (block,))
    if isinstance(found, Need):
        return found
    absence_id = snapshot.new_id("absence")
    edit = PutAbsence(absence_id, request.resource_id, start, end, request.reason)
    return Verdict(found, (edit,))


def displaced(request: FindDisplaced, snapshot: Snapshot) -> Verdict | Need:
    span = seconds(request.start), seconds(request.end)
    found = must_move(snapshot, request.resource_id, span, ())
    return found if isinstance(found, Need) else Verdict(found)


def list_free(request: ListFree, snapshot: Snapshot) -> Verdict | Need:
    """All there is, for a calendar view; what callers are offered goes through `find_slots`."""
    wish = wish_of(
        FindSlots(
            (request.service,),
            windows=(Window(request.start, request.end),),
            staff_id=request.staff_id,
            staff_required=request.staff_id is not None,
        ),
        snapshot.catalogue,
        snapshot.now_s,
        frozenset(),
    )
    if isinstance(wish, Reason):
        return Verdict(Refused(wish))
    found = Search(wish, snapshot).everything()
    if isinstance(found, Need):
        return found
    shown = cache(moment)  # the same times come again with each person
    return Verdict(FreeTimes({who: tuple(map(shown, free)) for who, free in found.items() if free}))


def must_move(
    snapshot: Snapshot, resource_id: str, span: Span, blocks: tuple[Block, ...]
) -> MustMove | Need:
    """Visits of a resource in a span, each with the nearest other time, no two the same."""
    lacking = snapshot.lacks(Need(during=(resource_id, *span)))
    if lacking:
        return lacking
    visits: list[Displaced] = []
    for appointment in snapshot.displaced:
        proposal = _elsewhere(appointment, snapshot, blocks)
        if isinstance(proposal, Need):
            return proposal
        visits.append(Displaced(appointment, proposal))
        blocks += tuple(
            Block(a.resource_id, seconds(a.start), seconds(a.end), a.seat, a.share)
            for a in (proposal.allocations if proposal else ())
        )
    return MustMove(tuple(visits))


def _elsewhere(
    appointment: Appointment, snapshot: Snapshot, blocks: tuple[Block, ...]
) -> Slot | Need | None:
    """The nearest time for a visit when `blocks` are taken as well: with someone else, or later."""
    wish = wish_of(
        FindSlots(
            appointment.services,
            windows=(Window(appointment.start, appointment.start + timedelta(minutes=1)),),
            limit=1,
            people=appointment.people,
        ),
        snapshot.catalogue,
        snapshot.now_s,
        frozenset(),
    )
    if isinstance(wish, Reason):
        return None
    full = replace(snapshot, blocks=snapshot.blocks + blocks)
    found = Search(wish, full, appointment.id).nearest_slots()
    if isinstance(found, Need):
        return found
    return found[0] if found else None


def set_day(request: SetDay, snapshot: Snapshot) -> Verdict | Need:
    """Change the hours of a day; `FindDisplaced` tells whose visits are in the way then."""
    if request.resource_id and request.resource_id not in snapshot.catalogue.resources:
        return Verdict(NotFound())
    return Verdict(Noted(), (PutDay(request.resource_id, request.rule),))
