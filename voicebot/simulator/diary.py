"""Puts visits into a calendar before a call, by the same way as any other booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    Business,
    CalendarRequest,
    Cancel,
    FindSlots,
    Offered,
    Status,
    Window,
)
from voicebot.errors import SettingsError
from voicebot.ports import Calendar
from voicebot.simulator.callers.scenario import Visit

BEFORE = timedelta(days=7)
"""The visits were booked a week before the call."""


class Diary:
    """One business's, as the front desk would fill it."""

    def __init__(self, calendar: Calendar, business: Business, now: datetime) -> None:
        self._calendar, self._business, self._now = calendar, business, now

    def rows(self) -> list[Appointment]:
        return list(self._calendar.appointments(self._business.id))

    def clear(self) -> None:
        """Cancel whatever is booked."""
        for row in self.rows():
            if row.status is Status.BOOKED:
                self._ask(Cancel(row.id), row.start - BEFORE)

    def fill(self, visits: Iterable[Visit]) -> None:
        """
        Raises:
            SettingsError: a visit does not fit: closed, taken, or no such service.
        """
        for visit in visits:
            self._book(visit)

    def _book(self, visit: Visit) -> None:
        at = visit.at.replace(tzinfo=ZoneInfo(self._business.zone))
        now = min(self._now, at) - BEFORE
        window = Window(at, at + timedelta(minutes=1))
        wish = FindSlots(visit.services, (window,), staff_id=visit.staff or None)
        offered = self._ask(wish, now)
        if not isinstance(offered, Offered) or not offered.exact or not offered.slots:
            raise SettingsError(f"the visit {visit.id!r} does not fit the diary at {visit.at}")
        request = Book(offered.slots[0].token, visit.name, visit.phone, allow_same_day=True)
        booked = self._ask(request, now)
        if not isinstance(booked, Booked):
            raise SettingsError(f"the visit {visit.id!r} cannot be booked: {booked}")

    def _ask(self, request: CalendarRequest, now: datetime) -> object:
        return self._calendar.answer(
            self._business.id, request, key=f"diary:{uuid4()}", call_id="", now=now
        )
