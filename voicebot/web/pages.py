"""Renders the staff pages' templates with what every page needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from voicebot.web.access import Access
from voicebot.web.sessions import Role, Session
from voicebot.web.views import FILTERS


class Pages:
    def __init__(self, access: Access, notices: Callable[[], Sequence[str]] = tuple) -> None:
        self._access = access
        self._notices = notices
        self._templates = Environment(
            loader=PackageLoader("voicebot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(FILTERS)

    def show(
        self, name: str, session: Session | None, /, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page of this template. Being shown a page counts as being seen.

        Every template is given `session`, `token` (for forms), `page` (its own name), `Role`, and
        `notices` for those who are logged in.
        """
        token = self._access.sessions.form_token(session) if session else ""
        template = self._templates.get_template(f"{name}.html")
        inside = session is not None and session.role is not None
        notices = self._notices() if inside else ()
        text = template.render(
            session=session, token=token, page=name, Role=Role, notices=notices, **values
        )
        response = HTMLResponse(text, status)
        if session is not None:
            self._access.keep(response, session)
        return response
