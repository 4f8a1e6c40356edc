"""Pages for the people of the business: the calls that came, and the messages that were kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from pydantic import AwareDatetime
from starlette.responses import RedirectResponse

from voicebot.booking.model import Business
from voicebot.call.history import transcript
from voicebot.ports import CallSummary
from voicebot.web.access import Access
from voicebot.web.login import HOME
from voicebot.web.pages import Pages
from voicebot.web.ranges import ranged
from voicebot.web.services import WebServices
from voicebot.web.sessions import Role

PAGE = 50
"""Calls a page."""
NO_CALL = "There is no such call."


class StaffPages:
    def __init__(self, services: WebServices, access: Access, pages: Pages) -> None:
        self._services = services
        self._access = access
        self._pages = pages
        self.router = APIRouter(prefix="/staff", include_in_schema=False)
        self.router.add_api_route("/", self.home, methods=["GET"])
        self.router.add_api_route("/calls", self.calls, methods=["GET"])
        self.router.add_api_route("/calls/{call_id}", self.call, methods=["GET"])
        self.router.add_api_route("/calls/{call_id}/recording", self.recording, methods=["GET"])
        self.router.add_api_route("/messages", self.messages, methods=["GET"])
        self.router.add_api_route("/messages/{message_id}/done", self.done, methods=["POST"])

    def home(self) -> Response:
        return RedirectResponse(HOME, 303)

    def calls(self, request: Request, before: AwareDatetime | None = None) -> Response:
        """The newest calls first; `before` pages back."""
        session = self._access.require(request, Role.VIEWER)
        found = list(self._services.calls.calls(None, PAGE + 1, before))
        # They come oldest first, and one more than fits tells that there is an older page.
        older = found[1].started_at if len(found) > PAGE else None
        shown = [(call, self._zone(call.business_id)) for call in reversed(found[-PAGE:])]
        return self._pages.show(
            "calls", session, calls=shown, older=older, newest=before is None, names=self._names()
        )

    def call(self, request: Request, call_id: str) -> Response:
        """One call: what was said, and what lay behind it."""
        session = self._access.require(request, Role.VIEWER)
        call = self._found(call_id)
        lines = transcript(self._services.calls.entries(call_id))
        recorded = self._services.calls.recording(call_id) is not None
        return self._pages.show(
            "call",
            session,
            call=call,
            zone=self._zone(call.business_id),
            lines=lines,
            recorded=recorded,
        )

    def recording(self, request: Request, call_id: str) -> Response:
        """Both sides of a call as WAV."""
        self._access.require(request, Role.STAFF)
        wav = self._services.calls.recording(self._found(call_id).id)
        if wav is None:
            raise HTTPException(404, "This call was not recorded.")
        return ranged(wav, request.headers.get("range"), "audio/wav")

    def messages(self, request: Request) -> Response:
        """What callers left for a person: urgent ones first, then the newest."""
        session = self._access.require(request, Role.VIEWER)
        kept = sorted(
            self._services.calls.messages(),
            key=lambda message: (
                message.done_at is not None,
                not message.urgent,
                -message.created_at.timestamp(),
            ),
        )
        shown = [(message, self._zone(message.business_id)) for message in kept]
        return self._pages.show(
            "messages",
            session,
            messages=shown,
            names=self._names(),
            can_finish=self._services.finish_message is not None
            and session.role is not None
            and session.role >= Role.STAFF,
        )

    def done(
        self, request: Request, message_id: str, token: Annotated[str, Form(max_length=200)] = ""
    ) -> Response:
        """Somebody has dealt with a message."""
        session = self._access.require(request, Role.STAFF)
        self._access.check_form(request, session, token)
        known = {message.id for message in self._services.calls.messages()}
        if self._services.finish_message is None or message_id not in known:
            raise HTTPException(404, "There is no such message.")
        self._services.finish_message(message_id, self._services.clock())
        return RedirectResponse("/staff/messages", 303)

    def _found(self, call_id: str) -> CallSummary:
        call = self._services.calls.call(call_id)
        if call is None:
            raise HTTPException(404, NO_CALL)
        return call

    def _zone(self, business_id: str) -> str:
        business: Business | None = self._services.businesses.get(business_id)
        return business.zone if business else "UTC"

    def _names(self) -> dict[str, str]:
        """The businesses' names by id; empty when there is only one, which needs no name."""
        known = self._services.businesses
        return {id: business.name for id, business in known.items()} if len(known) > 1 else {}
