"""HTTP to addresses that people typed in: only to the public internet, and never too much.

A name is resolved here and the connection goes to the very address that was judged, so that a name
that changes its mind between the two gains nothing (server-side request forgery, DNS rebinding).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread

import httpx

from voicebot.errors import AccessRefused, OutsideFailed

TIMEOUT_S = 10.0
"""Without a single byte."""
DEADLINE_S = 30.0
"""For a whole answer: one byte every few seconds is no answer either."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer that are read."""
REDIRECTS = 3
NAT64, NAT64_LOCAL = IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    def expect(self, *good: int) -> Answer:
        """
        Raises:
            AccessRefused: 401 or 403.
            OutsideFailed: any other status than the good ones.
        """
        if self.status in good:
            return self
        if self.status in (401, 403):
            raise AccessRefused(f"the calendar refused us (HTTP {self.status})")
        raise OutsideFailed(f"the calendar answered HTTP {self.status}")


class Guarded(httpx.BaseTransport):
    """Connects to public addresses only, unless `private` allows others."""

    def __init__(self, inner: httpx.BaseTransport, *, private: bool) -> None:
        self._inner = inner
        self._private = private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme not in ("http", "https"):
            raise AccessRefused("only http and https addresses can be used")
        if not self._private:
            host = request.url.host
            request.url = request.url.copy_with(host=public_address(host))
            request.extensions = {**request.extensions, "sni_hostname": host}
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def public_address(host: str) -> str:
    """One address of a host, all of which are public.

    Raises:
        AccessRefused: one of them is not.
        OutsideFailed: the name cannot be resolved.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutsideFailed("the calendar's host name cannot be resolved") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise AccessRefused(
            "the address is inside a private network; VOICEBOT_CALENDAR_PRIVATE_HOSTS allows that"
        )
    return str(addresses[0])


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address, and any it carries inside (RFC 4291, 3056, 4380, 6052), is public."""
    if address in NAT64_LOCAL:
        return False
    if isinstance(address, IPv6Address) and address in NAT64:
        return is_public(IPv4Address(address.packed[-4:]))
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    teredo = getattr(address, "teredo", None)
    inside = [address, *([inner] if inner else []), *(teredo or ())]
    return all(one.is_global and not one.is_multicast for one in inside)


class OutsideHttp:
    """Requests to one calendar. Close it when done."""

    def __init__(
        self,
        auth: tuple[str, str] | None = None,
        *,
        private: bool = False,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._hanging: Thread | None = None
        # No proxy from the environment: it would resolve names by itself, past the guard.
        self._client = httpx.Client(
            auth=auth,
            timeout=TIMEOUT_S,
            transport=Guarded(transport or httpx.HTTPTransport(retries=1), private=private),
            max_redirects=REDIRECTS,
            trust_env=False,
            headers={"user-agent": "voicebot"},
        )

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: str | bytes | None = None,
        follow: bool = False,
    ) -> Answer:
        """One request and its whole answer, whatever its status.

        Names are resolved and heads of answers read without any limit in all, so that happens
        in a thread that is left behind when it takes too long; at most one for each calendar.

        Raises:
            AccessRefused: the address may not be used.
            OutsideFailed: no answer in time, or one that is too large.
        """
        if self._hanging and self._hanging.is_alive():
            raise OutsideFailed("no answer to an earlier request")
        body = content.encode() if isinstance(content, str) else content
        ask = partial(self._answer, method, url, headers, body, follow=follow)
        answer: Future[Answer] = Future()
        thread = Thread(target=_settle, args=(answer, ask), daemon=True)
        thread.start()
        try:
            return answer.result(DEADLINE_S)
        except TimeoutError:
            self._hanging = thread
            raise OutsideFailed(f"no whole answer within {DEADLINE_S:g} s") from None

    def _answer(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: bytes | None,
        *,
        follow: bool,
    ) -> Answer:
        ends = time.monotonic() + DEADLINE_S
        try:
            with self._client.stream(
                method, url, headers=headers, content=body, follow_redirects=follow
            ) as response:
                raw = bytearray()
                for part in response.iter_bytes():
                    raw += part
                    if len(raw) > LARGEST:
                        raise OutsideFailed("the calendar's answer is too large")
                    if time.monotonic() > ends:
                        raise OutsideFailed(f"no whole answer within {DEADLINE_S:g} s")
                text = raw.decode(response.encoding or "utf-8", errors="replace")
                return Answer(response.status_code, response.headers, text)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, LookupError) as error:
            raise OutsideFailed(f"no answer ({type(error).__name__})") from None

    def close(self) -> None:
        self._client.close()


def _settle(answer: Future[Answer], ask: Callable[[], Answer]) -> None:
    try:
        answer.set_result(ask())
    except Exception as error:
        answer.set_exception(error)
