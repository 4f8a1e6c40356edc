"""Our appointments, written to the calendars of those who have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from voicebot.booking.outside import (
    Connection,
    Copy,
    Known,
    Place,
    Plan,
    State,
    Step,
    next_step,
    told,
    uid_of,
)
from voicebot.errors import AccessRefused, CopyChanged, OutsideFailed
from voicebot.ports_outside import ExportStore, Job, OutsideCalendar
from voicebot.runtime.drain import NotYet

KINDS = tuple(
    f"appointment.{action}"
    for action in ("booked", "overbooked", "moved", "cancelled", "undone", "look")
)
TRIES = 4
"""Times a copy is looked at again because it changed in between."""


def no_step(name: str) -> None:
    """Told before and after each step that leaves a trace; tests stop the process there."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """Brings the copies of an appointment in line with the diary. Doing it twice does no harm."""

    store: ExportStore
    open: Callable[[Connection], OutsideCalendar]
    clock: Callable[[], datetime]
    on_step: Callable[[str], None] = no_step

    def work(self, job: Job) -> None:
        """
        Raises:
            NotYet: a calendar that failed a moment ago is left alone for a while.
            OutsideFailed: one of the calendars could not be brought in line.
        """
        self.on_step("claimed")
        plan = self.store.plan(job.business_id, job.payload["appointment_id"])
        if plan is None:
            return
        failed: list[Exception] = []
        for connection in plan.connections:
            try:
                self._bring(connection, plan)
            except (OutsideFailed, NotYet) as error:
                failed.append(error)
        if failed:
            raise failed[0]
        self.on_step("settled")

    def _bring(self, connection: Connection, plan: Plan) -> None:
        now = self.clock()
        if connection.write_due_at is not None and connection.write_due_at > now:
            raise NotYet(connection.write_due_at, connection.write_error)
        try:
            self._settle(connection, plan)
        except CopyChanged:
            raise
        except OutsideFailed as error:
            refused = isinstance(error, AccessRefused)
            until = self.store.write_failed(connection.id, str(error), self.clock(), refused)
            raise NotYet(until, str(error)) from error
        if connection.write_error:
            self.store.written(connection.id, self.clock())

    def _settle(self, connection: Connection, plan: Plan) -> None:
        calendar = self.open(connection)
        visit = plan.appointment
        uid = uid_of(visit.id, visit.business_id)
        for attempt in range(TRIES):
            copy = calendar.look(uid)
            self.on_step("looked")
            step = next_step(
                visit.version, plan.visits[connection.id], plan.known.get(connection.id), copy
            )
            try:
                self._take(step, calendar, connection, plan, copy)
                return
            except CopyChanged:
                if attempt == TRIES - 1:
                    raise
                fresh = self.store.plan(visit.business_id, visit.id)
                if fresh is None or connection.id not in fresh.visits:
                    return
                plan, visit = fresh, fresh.appointment

    def _take(
        self,
        step: Step,
        calendar: OutsideCalendar,
        connection: Connection,
        plan: Plan,
        copy: Copy | None,
    ) -> None:
        version, want = plan.appointment.version, plan.visits[connection.id]
        match step:
            case Step.CREATE | Step.UPDATE:
                assert want is not None
                place = calendar.put(want, copy, self.clock())
                self.on_step("put")
                self._record(connection, plan, _known(place, version))
            case Step.REMOVE:
                assert copy is not None
                calendar.remove(copy)
                self.on_step("removed")
                self._record(connection, plan, None)
            case Step.FORGET:
                self._record(connection, plan, None)
            case Step.ADOPT:
                assert copy is not None
                self._record(connection, plan, _known(Place(copy.href, copy.etag), version))
            case Step.TELL:
                self._tell(connection, plan, copy)
            case Step.NOTHING:
                pass

    def _record(
        self, connection: Connection, plan: Plan, known: Known | None, note: str = ""
    ) -> None:
        if known is None and connection.id not in plan.known:
            return
        if known is not None and known == plan.known.get(connection.id):
            return
        self.store.record(connection.id, plan, known, self.clock(), note)
        self.on_step("recorded")

    def _tell(self, connection: Connection, plan: Plan, copy: Copy | None) -> None:
        visit, version = plan.appointment, plan.appointment.version
        zone = connection.options.get("zone", "UTC")
        when = f"{visit.for_name}, {told((visit.start, visit.end), zone)}"
        whose = f"the calendar of {connection.resource_id}"
        if copy is None:
            before = plan.known[connection.id]
            known = Known(before.href, "", version, State.DELETED)
            note = f"{when}: deleted in {whose}, but still booked. Cancel it if it is off."
        else:
            known = Known(copy.href, copy.etag, version, State.MOVED)
            there = "cancelled" if copy.off else f"moved to {told((copy.start, copy.end), zone)}"
            still = "is booked as before" if plan.visits[connection.id] else "is cancelled here"
            note = f"{when}: {there} in {whose}, but it {still}. Change one of the two."
        self._record(connection, plan, known, note)


def _known(place: Place, version: int) -> Known:
    return Known(place.href, place.etag, version)
