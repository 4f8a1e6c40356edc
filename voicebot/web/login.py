"""Logging in and out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from voicebot.web.access import LOGIN, Access, is_staff_page
from voicebot.web.metrics import WebMetrics
from voicebot.web.pages import Pages
from voicebot.web.sessions import LoginRefused

HOME: Final = "/staff/calls"
WRONG: Final = "This name and password do not go together."
WAIT: Final = "Too many tries. Please wait a quarter of an hour, then try again."

Text = Annotated[str, Form(max_length=2000)]


class LoginPages:
    def __init__(self, access: Access, pages: Pages, metrics: WebMetrics) -> None:
        self._access = access
        self._pages = pages
        self._metrics = metrics
        self.router = APIRouter(prefix="/staff", include_in_schema=False)
        self.router.add_api_route("/login", self.form, methods=["GET"])
        self.router.add_api_route("/login", self.log_in, methods=["POST"])
        self.router.add_api_route("/logout", self.log_out, methods=["POST"])

    def form(self, request: Request, next: str = "") -> Response:
        session = self._access.session(request)
        if session is not None and session.role is not None:
            return RedirectResponse(_page(next), 303)
        visitor = session or self._access.sessions.anonymous()
        return self._pages.show("login", visitor, wanted=next, name="", problem="")

    def log_in(
        self,
        request: Request,
        name: Text = "",
        password: Text = "",
        token: Text = "",
        wanted: Text = "",
    ) -> Response:
        visitor = self._access.check_form(request, self._access.session(request), token)
        peer = request.client.host if request.client else ""
        try:
            session = self._access.sessions.log_in(name, password, peer)
        except LoginRefused as refusal:
            self._metrics.logins.labels("wait" if refusal.wait else "wrong").inc()
            status, problem = (429, WAIT) if refusal.wait else (401, WRONG)
            return self._pages.show(
                "login", visitor, status=status, wanted=wanted, name=name, problem=problem
            )
        self._metrics.logins.labels("in").inc()
        response = RedirectResponse(_page(wanted), 303)
        self._access.keep(response, session)
        return response

    def log_out(self, request: Request, token: Text = "") -> Response:
        session = self._access.check_form(request, self._access.session(request), token)
        self._access.sessions.log_out(session)
        response = RedirectResponse(LOGIN, 303)
        self._access.forget(response)
        return response


def _page(wanted: str) -> str:
    return wanted if is_staff_page(wanted) else HOME
