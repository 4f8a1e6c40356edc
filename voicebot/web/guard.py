"""What every request passes first, as plain ASGI: only this machine, small bodies, safe headers."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicebot.errors import blame
from voicebot.web.services import MAX_BODY

log = logging.getLogger(__name__)

FORWARDING: Final = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip"}
    | {"cf-connecting-ip", "cf-ray", "cdn-loop", "fastly-client-ip", "fly-client-ip"}
    | {"x-original-host", "x-original-forwarded-for", "x-envoy-external-address"}
)
"""Headers that proxies, tunnels and content networks add, beside all that begin X-Forwarded."""

SAFE_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: with it browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def forwarded(headers: Mapping[str, str]) -> bool:
    """Whether the request came through a proxy, a tunnel or a content network."""
    return any(name in FORWARDING or name.startswith("x-forwarded") for name in headers)


def is_loopback(host: str) -> bool:
    """Whether an address, or a host name as browsers send it, is this machine's own."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


class LocalOnly:
    """Refuses with 403 all that does not come straight from this machine.

    Beside the peer's address and forwarding headers, the Host must be this machine's too (else a
    web page could reach us under a name of its own), and no web page may play the carrier.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("only for this machine\n", status_code=403)
            await refusal(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        peer = scope.get("client")
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if peer is None or not is_loopback(peer[0]) or not is_loopback(host):
            return False
        return not forwarded(headers) and not (
            scope["path"].startswith("/twilio/") and "origin" in headers
        )


class SmallBodies:
    """Answers 413 to a request body that is longer than any form of ours or of the carrier's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY:
                refusal = PlainTextResponse("too long\n", status_code=413)
                await refusal(scope, receive, send)
                return
        whole: Message | None = {"type": "http.request", "body": bytes(body), "more_body": False}

        async def once() -> Message:
            nonlocal whole
            message, whole = whole, None
            return message if message is not None else await receive()

        await self._app(scope, once, send)


class SafeHeaders:
    """Adds the headers that keep browsers from doing more than our pages need."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = dict(SAFE_HEADERS)
        if https:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, adding)


class QuietErrors:
    """Turns a defect into a plain 500 (or closes the socket), and logs where it came from.

    Without it the server would print the error's text, which may repeat what a caller said.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watching(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except Exception as error:
            log.error("request failed: %s", blame(error))
            if scope["type"] == "http" and not started:
                failure = PlainTextResponse("something went wrong here\n", status_code=500)
                await failure(scope, receive, send)
