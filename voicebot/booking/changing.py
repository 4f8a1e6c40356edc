"""Booking, moving, cancelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from voicebot.booking.finding import same_name
from voicebot.booking.instants import local, seconds
from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    Cancel,
    Cancelled,
    Customer,
    Move,
    Moved,
    NotFound,
    Reason,
    Refused,
    Status,
)
from voicebot.booking.placing import need_of, place, refuse, ticket_of
from voicebot.booking.snapshot import (
    DropHolds,
    Edit,
    Need,
    PutAppointment,
    PutCustomer,
    Snapshot,
    Verdict,
    locks_of,
)
from voicebot.errors import VersionConflict


def book(request: Book, snapshot: Snapshot) -> Verdict | Need:
    """Book a slot by its token."""
    ticket = ticket_of(request.token, snapshot)
    lacking = snapshot.lacks(need_of(ticket.slot, snapshot))
    if lacking:
        return lacking
    taken = place(ticket, snapshot)
    if isinstance(taken, Reason):
        answer = refuse(taken, ticket.slot, snapshot)
        return answer if isinstance(answer, Need) else Verdict(answer)
    lacking = snapshot.lacks(need_of_customer(request.phone))
    if lacking:
        return lacking
    there = _same_day(request.for_name, taken.start, snapshot)
    if there is not None and not request.allow_same_day:
        return Verdict(Refused(Reason.SAME_DAY, appointment=there))
    customer = customer_of(request.phone, request.for_name, request.email, snapshot)
    appointment = Appointment(
        id=snapshot.new_id("appointment"),
        business_id=snapshot.catalogue.business.id,
        services=taken.services,
        start=taken.start,
        end=taken.end,
        customer_id=customer.id,
        for_name=request.for_name,
        phone=request.phone,
        details=dict(request.details),
        call_id=snapshot.call_id,
        staff_id=taken.staff_id,
        people=taken.people,
    )
    edits: list[Edit] = [*own_holds(snapshot), PutCustomer(customer)]
    edits.append(PutAppointment(appointment, taken.allocations, "booked"))
    return Verdict(Booked(appointment), tuple(edits))


def move(request: Move, snapshot: Snapshot) -> Verdict | Need:
    """The new time in and the old one out, in one change."""
    ticket = ticket_of(request.token, snapshot)
    lacking = snapshot.lacks(Need(appointment_id=request.appointment_id))
    if lacking:
        return lacking
    old = frozenset(a.resource_id for a in snapshot.allocations)
    freed = locks_of(snapshot.allocations)
    lacking = snapshot.lacks(
        need_of(ticket.slot, snapshot, snapshot.appointment).plus(
            Need(locks=freed, resources=old, appointment_id=request.appointment_id)
        )
    )
    if lacking:
        return lacking
    was = changeable(snapshot.appointment, request.version)
    if was is None:
        return Verdict(NotFound())
    if _too_late(was, snapshot, moving=True):
        return Verdict(Refused(Reason.TOO_LATE_TO_CHANGE, appointment=was))
    taken = place(ticket, snapshot, moving=was)
    if isinstance(taken, Reason):
        answer = refuse(taken, ticket.slot, snapshot, moving=was)
        return answer if isinstance(answer, Need) else Verdict(answer)
    if _day(taken.start, snapshot) != _day(was.start, snapshot) and not request.allow_same_day:
        lacking = snapshot.lacks(need_of_customer(was.phone))
        if lacking:
            return lacking
        there = _same_day(was.for_name, taken.start, snapshot)
        if there is not None:
            return Verdict(Refused(Reason.SAME_DAY, appointment=there))
    moved = replace(
        was,
        services=taken.services,
        start=taken.start,
        end=taken.end,
        staff_id=taken.staff_id,
        people=taken.people,
        version=was.version + 1,
    )
    put = PutAppointment(moved, taken.allocations, "moved", was, snapshot.allocations)
    return Verdict(Moved(moved, was), (*own_holds(snapshot), put))


def cancel(request: Cancel, snapshot: Snapshot) -> Verdict | Need:
    """Cancel; what it took is free at once."""
    lacking = snapshot.lacks(Need(appointment_id=request.appointment_id))
    if lacking:
        return lacking
    was = changeable(snapshot.appointment, request.version)
    if was is None:
        return Verdict(NotFound())
    if _too_late(was, snapshot, moving=False):
        return Verdict(Refused(Reason.TOO_LATE_TO_CHANGE, appointment=was))
    cancelled = replace(was, status=Status.CANCELLED, version=was.version + 1)
    put = PutAppointment(cancelled, (), "cancelled", was, snapshot.allocations, request.reason)
    return Verdict(Cancelled(cancelled), (put,))


def changeable(was: Appointment | None, version: int | None) -> Appointment | None:
    """The appointment if it stands; None if there is none or it is cancelled.

    Raises:
        VersionConflict: it is not the version that was read.
    """
    if was is None:
        return None
    if version is not None and version != was.version:
        raise VersionConflict(f"appointment {was.id} is at version {was.version}")
    return was if was.status is Status.BOOKED else None


def own_holds(snapshot: Snapshot) -> tuple[Edit, ...]:
    return (DropHolds(snapshot.holder),) if snapshot.holder else ()


def customer_of(phone: str, name: str, email: str, snapshot: Snapshot) -> Customer:
    """The customer with this number and name, known or new. One number may serve a family."""
    known = next(
        (c for c in snapshot.customers if phone and same_name(c.name, name)),
        None,
    )
    if known is not None:
        return replace(known, email=email or known.email)
    business_id = snapshot.catalogue.business.id
    return Customer(snapshot.new_id("customer"), business_id, name, phone, email)


def need_of_customer(phone: str) -> Need:
    """Who has this number and what is booked under it, kept as it is; without a number nothing."""
    return Need(phone=phone, locks=frozenset({f"phone {phone}"})) if phone else Need()


def _same_day(name: str, start: datetime, snapshot: Snapshot) -> Appointment | None:
    """A visit the same person already has that day; without a number nobody is told apart."""
    day = _day(start, snapshot)
    that_day = (a for a in snapshot.coming if _day(a.start, snapshot) == day)
    return next((a for a in that_day if same_name(a.for_name, name)), None)


def _day(start: datetime, snapshot: Snapshot) -> date:
    return local(snapshot.catalogue.zone, seconds(start)).date()


def _too_late(was: Appointment, snapshot: Snapshot, *, moving: bool) -> bool:
    """Whether a caller may no longer change it; staff may at any time."""
    if snapshot.by_staff:
        return False
    services = [s for s in map(snapshot.catalogue.services.get, was.services) if s is not None]
    until = [s.reschedule_until_min if moving else s.cancel_until_min for s in services]
    return snapshot.now_s > seconds(was.start) - max(until, default=0) * 60
