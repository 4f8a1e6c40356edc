"""Who may see the staff pages: the session of a request, its role, and whose form it sends."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request, Response

from voicebot.web.services import WebServices
from voicebot.web.sessions import ABSOLUTE, Role, Session, Sessions

LOGIN: Final = "/staff/login"


class LoginNeeded(Exception):
    """Nobody is logged in; pages send the browser to the log-in, the API answers 401."""


class Access:
    """Made once by the factory; pages and API use its methods as dependencies."""

    def __init__(self, services: WebServices) -> None:
        self.sessions = Sessions(services.staff, services.secret_key, services.clock)
        self._public = services.public_url if services.auth_tokens else ""
        self._secure = self._public.startswith("https:")
        # With this prefix browsers take the cookie only over https and from this very host.
        self.cookie = "__Host-voicebot" if self._secure else "voicebot"

    def session(self, request: Request) -> Session | None:
        """The request's session, logged in or not."""
        return self.sessions.read(request.cookies.get(self.cookie, ""))

    def require(self, request: Request, role: Role) -> Session:
        """The session of somebody who has at least this role.

        Raises:
            LoginNeeded: nobody is logged in.
            HTTPException: 403, the role is too small.
        """
        session = self.session(request)
        if session is None or session.role is None:
            raise LoginNeeded
        if session.role < role:
            raise HTTPException(403, "Your account may not do this.")
        return session

    def check_form(self, request: Request, session: Session | None, token: str) -> Session:
        """
        Raises:
            HTTPException: 403, the form was not sent from a page of ours in this session.
        """
        if session is None or not self.sessions.own_form(session, token):
            raise HTTPException(403, "This form has expired. Please load the page again.")
        if not self._same_origin(request):
            raise HTTPException(403, "This form was not sent from here.")
        return session

    def keep(self, response: Response, session: Session) -> None:
        """Set the session's cookie, which also counts as seen now."""
        response.set_cookie(
            self.cookie,
            self.sessions.write(session),
            max_age=int(ABSOLUTE.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response) -> None:
        response.delete_cookie(
            self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax"
        )

    def _same_origin(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        origin = request.headers.get("origin")
        return origin is None or origin == self._own_origin(request)

    def _own_origin(self, request: Request) -> str:
        if self._public:
            address = urlsplit(self._public)
            return f"{address.scheme}://{address.netloc}"
        return f"http://{request.headers.get('host', '')}"


def login_address(request: Request) -> str:
    """The log-in page, with the way back to what was asked for."""
    wanted = request.url.path if request.method == "GET" else ""
    return f"{LOGIN}?next={quote(wanted)}" if is_staff_page(wanted) else LOGIN


def is_staff_page(path: str) -> bool:
    """Whether a path may be gone to after log-in: one of ours, never another site's."""
    return path.startswith("/staff/") and path != LOGIN and "\\" not in path and path.isprintable()
