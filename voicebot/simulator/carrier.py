"""The carrier's requests to the webhooks: signed forms out, TwiML back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from twilio.request_validator import RequestValidator

from voicebot.errors import CallFailed
from voicebot.simulator.twiml import Verb, parse

API_VERSION = "2010-04-01"


def new_sid(kind: str) -> str:
    """A fresh identifier: `kind` (CA, MZ, AC) and 32 hex digits."""
    return kind + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a call goes to and what it is signed with.

    `url` is where the service is reached. `public_url` is what the service believes to be its
    address, when that differs: signatures are made over it, and addresses below it that come
    back in TwiML are reached at `url` instead.
    """

    url: str
    token: str = ""
    public_url: str = ""

    def signature(self, url: str, form: Mapping[str, str] | None = None) -> dict[str, str]:
        """The header that proves a request to come from the carrier; none without a token."""
        if not self.token:
            return {}
        signed: str = RequestValidator(self.token).compute_signature(url, dict(form or {}))
        return {"X-Twilio-Signature": signed}

    def told(self, path: str) -> str:
        """The full address of `path` as the carrier has been told it."""
        return urljoin((self.public_url or self.url).rstrip("/") + "/", path)

    def reached(self, told: str) -> str:
        """Where to connect for an address that was told."""
        if not self.public_url:
            return told
        there, public, here = urlsplit(told), urlsplit(self.public_url), urlsplit(self.url)
        if there.netloc != public.netloc:
            return told
        socket = there.scheme in ("ws", "wss")
        scheme = here.scheme.replace("http", "ws") if socket else here.scheme
        return urlunsplit((scheme, here.netloc, there.path, there.query, ""))


@dataclass(slots=True)
class Carrier:
    """Posts the webhooks of one call."""

    destination: Destination
    http: httpx.AsyncClient
    caller: str
    called: str
    call_sid: str = field(default_factory=lambda: new_sid("CA"))
    account_sid: str = field(default_factory=lambda: new_sid("AC"))

    async def ask(self, told: str, status: str, extra: Mapping[str, str] | None = None) -> str:
        """POST the call's form to an address and return the body of the answer.

        Raises:
            CallFailed: no answer, or a status other than 2xx.
        """
        form = self._form(status) | dict(extra or {})
        reached = self.destination.reached(told)
        try:
            answer = await self.http.post(
                reached, data=form, headers=self.destination.signature(told, form)
            )
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise CallFailed(f"{reached} does not answer: {reason}") from None
        if not answer.is_success:
            raise CallFailed(f"{reached} answered HTTP {answer.status_code}")
        return answer.text

    async def instructions(self, told: str, status: str) -> tuple[Verb, ...]:
        """Like `ask`, the answer read as TwiML.

        Raises:
            CallFailed: as `ask`, or the answer is not TwiML.
        """
        body = await self.ask(told, status)
        try:
            return parse(body) if body.strip() else ()
        except ValueError as error:
            raise CallFailed(f"{self.destination.reached(told)}: {error}") from None

    async def report(self, told: str, duration_s: int) -> None:
        """The status callback of a finished call."""
        extra = {
            "CallDuration": str(duration_s),
            "Timestamp": format_datetime(datetime.now(UTC)),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
        }
        await self.ask(told, "completed", extra)

    def _form(self, status: str) -> dict[str, str]:
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": API_VERSION,
            "CallSid": self.call_sid,
            "CallStatus": status,
            "Called": self.called,
            "Caller": self.caller,
            "Direction": "inbound",
            "From": self.caller,
            "To": self.called,
        }
