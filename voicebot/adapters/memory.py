"""The calendar and the record of calls in memory, with the same contract as over SQL.

For tests and trials: nothing survives the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import RLock
from typing import cast

from voicebot.booking.business import Business, DayRule
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.front_desk import decide_for_staff
from voicebot.booking.instants import local, seconds
from voicebot.booking.model import (
    Allocation,
    Appointment,
    CalendarAnswer,
    CalendarRequest,
    Customer,
    Status,
)
from voicebot.booking.rules import QUERIES, decide, settle
from voicebot.booking.snapshot import (
    Block,
    Change,
    DropHolds,
    Edit,
    EndAbsences,
    KeepMessage,
    Need,
    PutAbsence,
    PutAppointment,
    PutCustomer,
    PutDay,
    PutHold,
    Snapshot,
    Verdict,
)
from voicebot.booking.staffing import StaffAnswer, StaffRequest
from voicebot.booking.tokens import Signer
from voicebot.booking.usual import LAST
from voicebot.call.messages import LogEntry
from voicebot.errors import CalendarFailed, KeyReused
from voicebot.ports import CallSummary, KeptMessage

KEPT = timedelta(hours=24)


@dataclass(slots=True)
class _Books:
    """All that is kept for one business."""

    catalogue: Catalogue
    stored: Business
    rules: dict[tuple[str, DayRule], None] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    allocations: dict[str, tuple[Allocation, ...]] = field(default_factory=dict)
    holds: dict[str, PutHold] = field(default_factory=dict)
    absences: dict[str, PutAbsence] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    messages: list[KeptMessage] = field(default_factory=list)
    answered: dict[str, tuple[object, StaffAnswer, datetime]] = field(default_factory=dict)


class MemoryCalendar:
    """The ports `Calendar` and `FrontDesk`. One lock makes each request a transaction."""

    def __init__(self, token_key: bytes) -> None:
        self._signer = Signer(token_key)
        self._lock = RLock()
        self._books: dict[str, _Books] = {}

    def answer(
        self, business_id: str, request: CalendarRequest, *, key: str, call_id: str, now: datetime
    ) -> CalendarAnswer:
        """See `voicebot.ports.Calendar`."""
        answer = self._carry_out(
            business_id, request, partial(decide, request), key, f"call:{call_id}", call_id, now
        )
        return cast(CalendarAnswer, answer)

    def act(
        self, business_id: str, request: StaffRequest, *, key: str, staff: str, now: datetime
    ) -> StaffAnswer:
        """See `voicebot.ports.FrontDesk`."""
        decided = partial(decide_for_staff, request)
        return self._carry_out(business_id, request, decided, key, f"staff:{staff}", "", now)

    def ensure_business(self, business: Business) -> None:
        with self._lock:
            known = self._books.get(business.id)
            if known is None:
                self._books[business.id] = _Books(Catalogue(business), business)
            else:
                known.stored = business
                self._refresh(known)

    def appointments(
        self, business_id: str, start: datetime | None = None, end: datetime | None = None
    ) -> Sequence[Appointment]:
        with self._lock:
            books = self._books.get(business_id)
            found = books.appointments.values() if books else ()
            kept = [
                a
                for a in found
                if (start is None or a.start >= start) and (end is None or a.start < end)
            ]
        return tuple(sorted(kept, key=lambda a: (a.start, a.id)))

    def messages(self, business_id: str | None = None) -> Sequence[KeptMessage]:
        """Messages for a person, oldest first."""
        with self._lock:
            return tuple(
                message
                for known, books in self._books.items()
                if business_id in (None, known)
                for message in books.messages
            )

    def _carry_out(
        self,
        business_id: str,
        request: StaffRequest,
        decided: Callable[[Snapshot], Verdict | Need],
        key: str,
        actor: str,
        call_id: str,
        now: datetime,
    ) -> StaffAnswer:
        with self._lock:
            books = self._books.get(business_id)
            if books is None:
                raise CalendarFailed(f"no business {business_id!r} in the calendar")
            snapshot = Snapshot(
                catalogue=books.catalogue,
                signer=self._signer,
                now=now,
                key=key,
                call_id=call_id,
                actor=actor,
            )
            load = partial(_load, books)
            if isinstance(request, QUERIES):
                return settle(decided, snapshot, load).answer
            asked, answer, at = books.answered.get(key, (None, None, now))
            if answer is not None and at > now - KEPT:
                if asked != request:
                    raise KeyReused(f"key {key!r} was used for another request")
                return answer
            verdict = settle(decided, snapshot, load)
            for edit in verdict.edits:
                self._apply(books, edit, snapshot)
            books.answered[key] = request, verdict.answer, now
            return verdict.answer

    def _apply(self, books: _Books, edit: Edit, snapshot: Snapshot) -> None:
        match edit:
            case DropHolds():
                for hold in list(books.holds.values()):
                    if hold.call_id == edit.call_id and (
                        not edit.hold_ids or hold.id in edit.hold_ids
                    ):
                        del books.holds[hold.id]
            case PutHold():
                books.holds[edit.id] = edit
            case PutCustomer():
                books.customers.pop(edit.customer.id, None)
                books.customers[edit.customer.id] = edit.customer
            case PutAppointment():
                became = edit.appointment
                books.appointments[became.id] = became
                books.allocations[became.id] = edit.allocations
                books.changes[became.id] = Change(
                    edit.action, edit.was, edit.was_allocations, became.version
                )
            case KeepMessage():
                books.messages.append(_message(edit, snapshot))
            case PutAbsence():
                books.absences[edit.id] = edit
            case EndAbsences():
                for gone in [a for a in books.absences.values() if _ends(edit, a)]:
                    del books.absences[gone.id]
            case PutDay():
                books.rules = {
                    known: None
                    for known in books.rules
                    if (known[0], known[1].day) != (edit.resource_id, edit.rule.day)
                }
                books.rules[edit.resource_id, edit.rule] = None
                self._refresh(books)

    def _refresh(self, books: _Books) -> None:
        """Work the days that were changed by hand into the catalogue."""

        def days(resource_id: str) -> tuple[DayRule, ...]:
            return tuple(rule for known, rule in books.rules if known == resource_id)

        stored = books.stored
        resources = (replace(r, days=(*r.days, *days(r.id))) for r in stored.resources)
        books.catalogue = Catalogue(
            replace(stored, days=(*stored.days, *days("")), resources=tuple(resources))
        )


def _load(books: _Books, snapshot: Snapshot, need: Need) -> Snapshot:
    known = books.appointments.get(need.appointment_id)
    coming = sorted(
        (a for a in books.appointments.values() if _comes(a, snapshot, need)),
        key=lambda a: (a.start, a.id),
    )
    return replace(
        snapshot,
        loaded=need,
        blocks=tuple(b for b in _blocks(books) if _needed(b, need)),
        appointment=known,
        allocations=books.allocations[known.id] if known else (),
        last_change=books.changes.get(known.id) if known else None,
        customers=tuple(
            c for c in reversed(books.customers.values()) if need.phone and c.phone == need.phone
        ),
        coming=tuple(coming) if need.phone is not None else (),
        displaced=_displaced(books, *need.during) if need.during else (),
        past=_past(books, snapshot, need.phone) if need.past and need.phone else (),
    )


def _past(books: _Books, snapshot: Snapshot, phone: str) -> tuple[Appointment, ...]:
    over = [
        a
        for a in books.appointments.values()
        if a.phone == phone and a.status is Status.BOOKED and a.end <= snapshot.now
    ]
    over.sort(key=lambda a: a.id)
    over.sort(key=lambda a: a.start, reverse=True)
    return tuple(over[:LAST])


def _comes(appointment: Appointment, snapshot: Snapshot, need: Need) -> bool:
    zone = snapshot.catalogue.zone
    return (
        appointment.status is Status.BOOKED
        and appointment.end > snapshot.now
        and need.phone in (None, "", appointment.phone)
        and (need.on is None or local(zone, seconds(appointment.start)).date() == need.on)
    )


def _blocks(books: _Books) -> list[Block]:
    found = [_block(a, i) for i, taken in books.allocations.items() for a in taken]
    for hold in books.holds.values():
        held = (_block(a) for a in hold.allocations)
        found += [b._replace(held_by=hold.call_id, held_until=hold.until) for b in held]
    found += [
        Block(a.resource_id, a.start, a.end, share="away:away") for a in books.absences.values()
    ]
    return found


def _block(taken: Allocation, appointment_id: str = "") -> Block:
    return Block(
        taken.resource_id,
        seconds(taken.start),
        seconds(taken.end),
        taken.seat,
        taken.share,
        appointment_id,
    )


def _needed(block: Block, need: Need) -> bool:
    return (
        need.span is not None
        and block.resource_id in need.resources
        and block.start < need.span[1]
        and need.span[0] < block.end
    )


def _displaced(books: _Books, resource_id: str, start: int, end: int) -> tuple[Appointment, ...]:
    there = {
        b.appointment_id
        for b in _blocks(books)
        if resource_id in ("", b.resource_id) and b.start < end and start < b.end
    }
    found = (books.appointments[i] for i in there if i)
    return tuple(sorted(found, key=lambda a: (a.start, a.id)))


def _ends(edit: EndAbsences, absence: PutAbsence) -> bool:
    return (
        absence.resource_id == edit.resource_id
        and absence.start < edit.end
        and edit.start < absence.end
    )


def _message(edit: KeepMessage, snapshot: Snapshot) -> KeptMessage:
    asked = edit.request
    return KeptMessage(
        id=edit.id,
        business_id=snapshot.catalogue.business.id,
        call_id=snapshot.call_id,
        kind=asked.kind,
        text=asked.text,
        name=asked.name,
        phone=asked.phone,
        urgent=asked.urgent,
        created_at=snapshot.now.astimezone(UTC),
    )


class MemoryCalls:
    """The port `CallStore`; messages come from the calendar that took them."""

    def __init__(self, calendar: MemoryCalendar | None = None) -> None:
        self._calendar = calendar
        self._lock = RLock()
        self._calls: dict[str, CallSummary] = {}
        self._entries: dict[str, dict[int, LogEntry]] = {}
        self._recordings: dict[str, bytes] = {}

    def open_call(self, summary: CallSummary) -> None:
        with self._lock:
            self._calls.setdefault(summary.id, summary)

    def append(self, entries: Sequence[LogEntry]) -> None:
        with self._lock:
            for entry in entries:
                self._entries.setdefault(entry.call_id, {}).setdefault(entry.seq, entry)

    def close_call(self, call_id: str, *, ended_at: datetime, outcome: str, turns: int) -> None:
        with self._lock:
            known = self._calls.get(call_id)
            if known is not None:
                self._calls[call_id] = replace(
                    known, ended_at=ended_at, outcome=outcome, turns=turns
                )

    def calls(
        self, business_id: str | None = None, limit: int = 200, before: datetime | None = None
    ) -> Sequence[CallSummary]:
        with self._lock:
            found = [
                c
                for c in self._calls.values()
                if business_id in (None, c.business_id)
                and (before is None or c.started_at < before)
            ]
        found.sort(key=lambda c: (c.started_at, c.id))
        return tuple(found[-limit:])

    def call(self, call_id: str) -> CallSummary | None:
        return self._calls.get(call_id)

    def entries(self, call_id: str) -> Sequence[LogEntry]:
        with self._lock:
            found = self._entries.get(call_id, {})
            return tuple(found[seq] for seq in sorted(found))

    def messages(self, business_id: str | None = None) -> Sequence[KeptMessage]:
        return self._calendar.messages(business_id) if self._calendar else ()

    def save_recording(self, call_id: str, wav: bytes) -> None:
        self._recordings[call_id] = wav

    def recording(self, call_id: str) -> bytes | None:
        return self._recordings.get(call_id)
