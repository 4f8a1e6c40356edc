"""Renders the staff pages' templates with what every page needs."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from voicebot.web.access import Access
from voicebot.web.sessions import Role, Session
from voicebot.web.views import FILTERS


class Pages:
    def __init__(self, access: Access) -> None:
        self._access = access
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

        Every template is given `session`, `token` (for forms), `page` (its own name) and `Role`.
        """
        token = self._access.sessions.form_token(session) if session else ""
        template = self._templates.get_template(f"{name}.html")
        text = template.render(session=session, token=token, page=name, Role=Role, **values)
        response = HTMLResponse(text, status)
        if session is not None:
            self._access.keep(response, session)
        return response
