"""Appointments from another system: read from rows of words, and taken into the diary as made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from voicebot.booking.business import Business, Resource, Service
from voicebot.booking.changing import customer_of
from voicebot.booking.instants import DAY_S, seconds
from voicebot.booking.model import Allocation, Appointment, Booked, Reason, Refused
from voicebot.booking.snapshot import (
    Need,
    PutAppointment,
    PutCustomer,
    Snapshot,
    Verdict,
    in_force,
    locks_on,
)
from voicebot.booking.staffing import TakeOver
from voicebot.booking.tokens import Signer
from voicebot.booking.wish import services_of


def taken_over_id(signer: Signer, business_id: str, source: str) -> str:
    """The appointment that stands for an entry of another system, whenever it comes."""
    return signer.name("taken over", business_id, source)


def take_over(request: TakeOver, snapshot: Snapshot) -> Verdict | Need:
    """As it was made: opening hours, notice and buffers are not asked. What is booked stays.

    An entry that was taken over before is answered with the appointment as it is now.
    """
    catalogue = snapshot.catalogue
    services = services_of(catalogue, request.services)
    person = catalogue.resources.get(request.staff_id)
    if isinstance(services, Reason) or person is None:
        return Verdict(Refused(Reason.NOT_OFFERED))
    if any(s.capacity > 1 or s.daily_capacity for s in services):
        return Verdict(Refused(Reason.NOT_OFFERED))
    start, end = seconds(request.start), seconds(request.end)
    kinds = {kind for s in services for kind in s.needs}
    rooms = {kind: catalogue.of_kind(kind, services[0]) for kind in sorted(kinds)}
    names = frozenset({person.id, *(r.id for found in rooms.values() for r in found)})
    name = taken_over_id(snapshot.signer, catalogue.business.id, request.source)
    need = Need(
        resources=names,
        span=(start - DAY_S, end + DAY_S),
        locks=locks_on(names, start, end),
        appointment_id=name,
        phone=request.phone,
    )
    lacking = snapshot.lacks(need)
    if lacking:
        return lacking
    if snapshot.appointment is not None:
        return Verdict(Booked(snapshot.appointment))
    if not start < end <= start + DAY_S:
        return Verdict(Refused(Reason.TOO_LONG))
    if end <= snapshot.now_s:
        return Verdict(Refused(Reason.IN_THE_PAST))
    free = _free(snapshot, start, end)
    chosen = [next(filter(free, found), None) for found in ((person,), *rooms.values())]
    if None in chosen:
        return Verdict(Refused(Reason.TAKEN))
    customer = customer_of(request.phone, request.for_name, request.email, snapshot)
    appointment = Appointment(
        id=name,
        business_id=catalogue.business.id,
        services=request.services,
        start=request.start,
        end=request.end,
        customer_id=customer.id,
        for_name=request.for_name,
        phone=request.phone,
        details=dict(request.details),
        staff_id=person.id,
    )
    allocations = tuple(Allocation(r.id, request.start, request.end) for r in chosen if r)
    put = PutAppointment(appointment, allocations, "booked", reason="taken over")
    return Verdict(Booked(appointment), (PutCustomer(customer), put))


def differences(request: TakeOver, visit: Appointment) -> tuple[str, ...]:
    """In what an entry is not the appointment that was made of it, in words for people."""
    pairs: dict[str, tuple[object, object]] = {
        "start": (request.start, visit.start),
        "end": (request.end, visit.end),
        "service": (request.services, visit.services),
        "member of staff": (request.staff_id, visit.staff_id),
        "name": (request.for_name, visit.for_name),
        "phone number": (request.phone, visit.phone),
        "note": (dict(request.details), dict(visit.details)),
    }
    return tuple(what for what, (there, here) in pairs.items() if there != here)


def _free(snapshot: Snapshot, start: int, end: int) -> Callable[[Resource], bool]:
    """Absences do not count: a calendar elsewhere may hold the very same appointment."""
    taken = {
        block.resource_id
        for block in in_force(snapshot.blocks, now=snapshot.now_s)
        if (block.appointment_id or block.held_by) and block.start < end and block.end > start
    }
    return lambda resource: resource.id not in taken


# --- rows of words -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file. `place` says where it is, `fields` has what it says, by column.

    `refused` says why the entry could not even be read.
    """

    place: str
    fields: Mapping[str, str]
    refused: str = ""


class RowRefused(Exception):
    """Why a row cannot be taken over, for people."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows for one business. `phone_of` turns a written number into E.164, or None.

    `service` and `staff` hold where a row names none. `system` is whose ids the rows have: two
    systems may both have an entry 1.
    """

    business: Business
    phone_of: Callable[[str], str | None]
    service: str = ""
    staff: str = ""
    system: str = ""
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.business.zone))

    def appointment(self, row: Row) -> TakeOver:
        """
        Raises:
            RowRefused: says what is missing or not known here.
        """
        if row.refused:
            raise RowRefused(row.refused)
        get = row.fields.get
        service = self._service(get("service", "") or self.service)
        staff = self._staff(get("staff", "") or self.staff, service)
        start = self._instant(get("start", ""), "start")
        end = self._end(row, start, service, staff)
        name, phone = self.person(row)
        note = get("notes", "")
        return TakeOver(
            self._source(get("id", ""), staff.id, start, name, phone),
            (service.id,),
            start,
            end,
            staff.id,
            name,
            phone,
            get("email", "").lower(),
            {"notes": note} if note else {},
        )

    def person(self, row: Row) -> tuple[str, str]:
        """Name and number.

        Raises:
            RowRefused: one of them is missing or cannot be.
        """
        name = " ".join(row.fields.get("name", "").split())
        if not name:
            raise RowRefused("no name")
        written = row.fields.get("phone", "")
        phone = self.phone_of(written) if written else None
        if phone is None:
            raise RowRefused("not a valid phone number" if written else "no phone number")
        return name, phone

    def _source(self, id: str, staff_id: str, start: datetime, name: str, phone: str) -> str:
        """The entry's own id within its system; without one, what it says."""
        if not id:
            return _fingerprint(staff_id, start.astimezone(UTC).isoformat(), name, phone)
        return f"{self.system}\n{id}" if self.system else id

    def _service(self, words: str) -> Service:
        found = _named(words, {s.id: s.name for s in self.business.services})
        service = self.business.service(found) if found else None
        if service is None:
            raise RowRefused(f"no such service: {words!r}" if words else "no service")
        return service

    def _staff(self, words: str, service: Service) -> Resource:
        people = [r for r in self.business.resources if r.kind == "staff"]
        able = [r for r in people if service.id in r.services]
        if not words and len(able) == 1:
            return able[0]
        found = _named(words, {r.id: r.name for r in people})
        person = self.business.resource(found) if found else None
        if person is None:
            raise RowRefused(f"nobody here is called {words!r}" if words else "no member of staff")
        return person

    def _instant(self, text: str, what: str) -> datetime:
        """A time without an offset is a wall time of the business."""
        try:
            value = datetime.fromisoformat(text.strip())
        except ValueError:
            raise RowRefused(f"{what}: not a time like 2026-11-24T15:00: {text!r}") from None
        if _whole_day(text):
            raise RowRefused(f"{what}: no time of day: {text!r}")
        if value.tzinfo:
            return value
        here = value.replace(tzinfo=self.zone)
        if here.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != value:
            raise RowRefused(f"{what}: the clocks skip this time: {text!r}")
        return here

    def _end(self, row: Row, start: datetime, service: Service, staff: Resource) -> datetime:
        """As written; else after the minutes written; else as long as the service takes here."""
        if row.fields.get("end"):
            return self._instant(row.fields["end"], "end")
        minutes = row.fields.get("minutes", "") or str(
            staff.durations.get(service.id) or service.duration_min
        )
        if not minutes.isdecimal() or int(minutes) == 0:
            raise RowRefused(f"minutes: not a number: {minutes!r}")
        return start.astimezone(UTC) + timedelta(minutes=int(minutes))


def _whole_day(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _named(words: str, names: Mapping[str, str]) -> str:
    """The id of what is called so, by its id or its name; "" when nothing is."""
    wanted = " ".join(words.split()).casefold()
    return next(
        (id for id, name in names.items() if wanted in (id.casefold(), name.casefold())), ""
    )


def _fingerprint(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:24]
