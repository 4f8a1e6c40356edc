"""`/api/v1/`: what is booked and what calls came, as JSON, for those who are logged in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.security import APIKeyCookie
from pydantic import AwareDatetime, BaseModel

from voicebot.booking.model import Appointment
from voicebot.ports import CallSummary
from voicebot.web.access import Access
from voicebot.web.services import WebServices
from voicebot.web.sessions import Role
from voicebot.web.views import iso


class AppointmentOut(BaseModel):
    """Times are local ISO 8601 with offset, in the zone of the business."""

    id: str
    status: str
    service: str
    staff: str | None
    start: str
    end: str
    name: str
    phone: str
    call_id: str


class CallOut(BaseModel):
    """`id` is the carrier's CallSid; `caller` is E.164, or "" when withheld."""

    id: str
    started_at: str
    ended_at: str | None
    caller: str
    outcome: str
    turns: int


def api_routes(services: WebServices, access: Access) -> APIRouter:
    cookie = APIKeyCookie(name=access.cookie, auto_error=False, description="A staff session.")

    def reader(request: Request) -> None:
        access.require(request, Role.VIEWER)

    router = APIRouter(
        prefix="/api/v1",
        tags=["v1"],
        dependencies=[Depends(cookie), Depends(reader)],
        responses={401: {"description": "Nobody is logged in."}},
    )
    zones = {business.id: business.zone for business in services.businesses.values()}

    @router.get("/appointments")
    def appointments(
        start: Annotated[AwareDatetime | None, Query(alias="from")] = None,
        end: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    ) -> list[AppointmentOut]:
        """Appointments that start in [from, to), cancelled ones too, by start."""
        found = [
            (appointment.start, _appointment(appointment, zone))
            for business_id, zone in zones.items()
            for appointment in services.calendar.appointments(business_id, start, end)
        ]
        return [out for _, out in sorted(found, key=lambda pair: pair[0])]

    @router.get("/calls")
    def calls(
        limit: Annotated[int, Query(ge=1, le=1000)] = 200, before: AwareDatetime | None = None
    ) -> list[CallOut]:
        """The newest calls, oldest first."""
        found = services.calls.calls(None, limit, before)
        return [_call(call, zones.get(call.business_id, "UTC")) for call in found]

    @router.get("/calls/{call_id}", responses={404: {"description": "There is no such call."}})
    def call(call_id: str) -> CallOut:
        """One call."""
        found = services.calls.call(call_id)
        if found is None:
            raise HTTPException(404, "There is no such call.")
        return _call(found, zones.get(found.business_id, "UTC"))

    return router


def _appointment(appointment: Appointment, zone: str) -> AppointmentOut:
    return AppointmentOut(
        id=appointment.id,
        status=appointment.status.value,
        service=", ".join(appointment.services),
        staff=appointment.staff_id,
        start=iso(appointment.start, zone),
        end=iso(appointment.end, zone),
        name=appointment.for_name,
        phone=appointment.phone,
        call_id=appointment.call_id,
    )


def _call(call: CallSummary, zone: str) -> CallOut:
    ended: datetime | None = call.ended_at
    return CallOut(
        id=call.id,
        started_at=iso(call.started_at, zone),
        ended_at=iso(ended, zone) if ended else None,
        caller=call.caller,
        outcome=call.outcome,
        turns=call.turns,
    )
