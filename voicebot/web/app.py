"""The web application, put together from what it is handed. Nothing happens at import."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from voicebot import __version__
from voicebot.web.access import Access, LoginNeeded, login_address
from voicebot.web.api import api_routes
from voicebot.web.calls import CallDoors
from voicebot.web.diary import DiaryPages
from voicebot.web.feeds import feed_routes
from voicebot.web.guard import LocalOnly, QuietErrors, SafeHeaders, SmallBodies
from voicebot.web.health import health_routes
from voicebot.web.login import HOME, LoginPages
from voicebot.web.metrics import WebMetrics
from voicebot.web.pages import Pages
from voicebot.web.services import WebServices
from voicebot.web.staff import StaffPages


def create_app(services: WebServices) -> FastAPI:
    """
    Raises:
        SettingsError: nothing would tell the carrier from strangers.
    """
    services.check()
    app = FastAPI(
        title="voicebot",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        # Their pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    metrics, access = WebMetrics(services.metrics), Access(services)
    pages = Pages(access, services.notices)
    app.include_router(CallDoors(services, metrics).router)
    app.include_router(health_routes(services.ready, services.metrics))
    app.include_router(LoginPages(access, pages, metrics).router)
    app.include_router(StaffPages(services, access, pages).router)
    app.include_router(DiaryPages(services, access, pages).router)
    app.include_router(api_routes(services, access))
    app.include_router(feed_routes(services.feed))
    app.mount("/static", StaticFiles(directory=str(files("voicebot.web") / "static")))
    app.add_route("/", _home, include_in_schema=False)
    _answer_errors(app, access, pages)
    _guard(app, services)
    return app


def _home(request: Request) -> Response:
    return RedirectResponse(HOME, 303)


def _answer_errors(app: FastAPI, access: Access, pages: Pages) -> None:
    """Pages get a page, the API gets JSON, nobody who is logged out gets anything."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if not request.url.path.startswith("/staff"):
            return await http_exception_handler(request, error)
        return pages.show(
            "error", None, status=error.status_code, code=error.status_code, problem=error.detail
        )

    async def log_in(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"detail": "Log in first."}, status_code=401)
        return RedirectResponse(login_address(request), 303)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(LoginNeeded, log_in)


def _guard(app: FastAPI, services: WebServices) -> None:
    """The last one added is the first one passed."""
    app.add_middleware(QuietErrors)
    app.add_middleware(SmallBodies)
    if services.local and not services.auth_tokens:
        app.add_middleware(LocalOnly)
    app.add_middleware(SafeHeaders, https=services.public_url.startswith("https:"))
