"""Decisions for staff. What callers may ask goes through the same `decide` as for the bot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from voicebot.booking.absences import away, displaced, locks_ahead
from voicebot.booking.catalogue import near
from voicebot.booking.changing import customer_of, need_of_customer
from voicebot.booking.instants import DAY_S, day_span, moment, seconds
from voicebot.booking.model import (
    Appointment,
    Booked,
    FindSlots,
    Noted,
    NotFound,
    Reason,
    Refused,
    Resource,
    Window,
)
from voicebot.booking.rules import decide
from voicebot.booking.search import Search
from voicebot.booking.snapshot import (
    EndAbsences,
    Need,
    PutAppointment,
    PutCustomer,
    PutDay,
    Snapshot,
    Verdict,
)
from voicebot.booking.staffing import (
    Away,
    Back,
    FindDisplaced,
    FreeTimes,
    ListFree,
    Overbook,
    SetDay,
    StaffRequest,
    TakeOver,
    Undo,
)
from voicebot.booking.taking_over import take_over
from voicebot.booking.takings import Taking, joined
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
    lacking = snapshot.lacks(need_of_customer(request.phone))
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
        rooms = [_room(catalogue.of_kind(kind, service), person) for kind in service.needs]
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


def set_day(request: SetDay, snapshot: Snapshot) -> Verdict | Need:
    """Change the hours of a day; `FindDisplaced` tells whose visits are in the way then."""
    catalogue = snapshot.catalogue
    if request.resource_id and request.resource_id not in catalogue.resources:
        return Verdict(NotFound())
    days = (f"day:{s.id}" for s in catalogue.business.services if s.daily_capacity)
    names = [request.resource_id] if request.resource_id else [*catalogue.resources, *days]
    start, end = day_span(catalogue.zone, request.rule.day)
    # A day of another zone may begin before, and a shift end on the day after.
    lacking = snapshot.lacks(Need(locks=locks_ahead(snapshot, names, start - DAY_S, end + DAY_S)))
    return lacking or Verdict(Noted(), (PutDay(request.resource_id, request.rule),))


def _room(rooms: Sequence[Resource], person: Resource) -> Resource:
    """The first where the person works, or else the first."""
    return min(rooms, key=lambda room: not near(room, person.location_id))


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
