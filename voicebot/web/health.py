"""For machines: is the process alive, may it take calls, and what does it count."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse

from voicebot.errors import blame
from voicebot.web.guard import forwarded

log = logging.getLogger(__name__)


def health_routes(
    ready: Mapping[str, Callable[[], bool]], registry: CollectorRegistry
) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        """All that a call needs works: 200, else 503. Names the parts."""
        parts = {name: _works(name, check) for name, check in ready.items()}
        good = all(parts.values())
        return JSONResponse({"ready": good, "parts": parts}, status_code=200 if good else 503)

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        """Prometheus text, for those who reach the service itself and not by way of the proxy."""
        if forwarded(request.headers):
            raise HTTPException(403, "only without a proxy")
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:
        log.warning("not ready: %s: %s", name, blame(error))
        return False
