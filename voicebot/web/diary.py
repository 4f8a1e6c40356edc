"""Pages of what is booked: the coming appointments, and cancelling one for a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Request, Response
from starlette.responses import RedirectResponse

from voicebot.booking.model import Appointment, Business, Cancel, Cancelled, Status
from voicebot.errors import VersionConflict
from voicebot.web.access import Access
from voicebot.web.pages import Pages
from voicebot.web.services import WebServices
from voicebot.web.sessions import Role
from voicebot.web.views import day

ONE: Final = "/appointments/{business_id}/{appointment_id}/cancel"
LONGEST: Final = timedelta(days=1)
CHANGED: Final = "It was changed meanwhile. This is how it stands now."
NOT_NOW: Final = "It could not be cancelled."


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment with its words: names for ids, and the zone its times are shown in."""

    appointment: Appointment
    service: str
    staff: str
    zone: str
    business: str

    @property
    def day(self) -> str:
        return day(self.appointment.start, self.zone)


class DiaryPages:
    def __init__(self, services: WebServices, access: Access, pages: Pages) -> None:
        self._services = services
        self._access = access
        self._pages = pages
        self.router = APIRouter(prefix="/staff", include_in_schema=False)
        self.router.add_api_route("/appointments", self.coming, methods=["GET"])
        self.router.add_api_route(ONE, self.ask, methods=["GET"])
        self.router.add_api_route(ONE, self.cancel, methods=["POST"])

    def coming(self, request: Request) -> Response:
        """What is still to come, by day."""
        session = self._access.require(request, Role.VIEWER)
        visits = [
            visit
            for business in self._services.businesses.values()
            for visit in self._visits(business)
        ]
        visits.sort(key=lambda visit: visit.appointment.start)
        days = [(name, list(group)) for name, group in groupby(visits, key=lambda v: v.day)]
        several = len(self._services.businesses) > 1
        return self._pages.show("appointments", session, days=days, several=several)

    def ask(self, request: Request, business_id: str, appointment_id: str) -> Response:
        """Is it to be cancelled? Nothing is done without this page."""
        session = self._access.require(request, Role.STAFF)
        visit = self._visit(business_id, appointment_id)
        return self._pages.show("cancel", session, visit=visit, problem="")

    def cancel(
        self,
        request: Request,
        business_id: str,
        appointment_id: str,
        token: Annotated[str, Form(max_length=200)] = "",
        version: Annotated[int, Form()] = 0,
    ) -> Response:
        """Cancel the version that was shown, in the name of who is logged in."""
        session = self._access.require(request, Role.STAFF)
        self._access.check_form(request, session, token)
        visit = self._visit(business_id, appointment_id)
        try:
            answer = self._services.calendar.act(
                business_id,
                Cancel(appointment_id, reason="by the staff", version=version),
                key=f"staff/{appointment_id}/cancel/{version}",
                staff=session.name,
                now=self._services.clock(),
            )
        except VersionConflict:
            problem = CHANGED
        else:
            if isinstance(answer, Cancelled):
                return RedirectResponse("/staff/appointments", 303)
            problem = NOT_NOW
        return self._pages.show("cancel", session, status=409, visit=visit, problem=problem)

    def _visits(self, business: Business) -> list[Visit]:
        """What is booked and not over; one that has begun is still shown."""
        now = self._services.clock()
        found = self._services.calendar.appointments(business.id, now - LONGEST)
        coming = (one for one in found if one.status is Status.BOOKED and one.end > now)
        return [_visit(business, one) for one in coming]

    def _visit(self, business_id: str, appointment_id: str) -> Visit:
        business = self._services.businesses.get(business_id)
        visits = self._visits(business) if business else []
        for visit in visits:
            if visit.appointment.id == appointment_id:
                return visit
        raise HTTPException(404, "There is no such coming appointment.")


def _visit(business: Business, appointment: Appointment) -> Visit:
    services = [business.service(id) for id in appointment.services]
    staff = business.resource(appointment.staff_id) if appointment.staff_id else None
    return Visit(
        appointment,
        service=", ".join(service.name for service in services if service),
        staff=staff.name if staff else "",
        zone=business.zone,
        business=business.name,
    )
