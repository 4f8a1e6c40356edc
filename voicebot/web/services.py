"""All that the web side needs, handed in from outside: it builds nothing and imports no adapter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry

from voicebot.booking.model import Business
from voicebot.errors import SettingsError
from voicebot.ports import CallFacts, CallStore, FrontDesk, StaffStore, TicketStore, Wire

MAX_BODY: Final = 64 * 1024
"""Bytes of a request body that are read; Twilio's forms have about one thousand."""

UVICORN: Final[Mapping[str, object]] = {
    "ws": "websockets-sansio",
    "ws_max_size": 64 * 1024,
    "ws_per_message_deflate": False,
    "ws_ping_interval": None,
    "proxy_headers": False,
    "server_header": False,
    "timeout_graceful_shutdown": 30,
}
"""Arguments of `uvicorn.Config` that this side counts on; ping and grace may be changed.

A message may hold seconds of audio, not more. Base64 of mu-law does not compress. Whether the
carrier answers pings is not documented, so a dead line is known by missing media instead.
Forwarded headers are not believed: signatures are checked over `public_url`.
"""


def _nobody(_: str) -> str:
    return ""


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """What `create_app` is given. Stores and callables may block: they are run in threads."""

    calls: CallStore
    calendar: FrontDesk
    tickets: TicketStore
    staff: StaffStore
    run_call: Callable[[Wire, CallFacts], Awaitable[None]]
    """Holds one call until it is over; closes the wire with 1000 when the bot ended it."""
    business_for: Callable[[str], str]
    """The id of the business that answers this called number; "" when none does."""
    businesses: Mapping[str, Business]
    clock: Callable[[], datetime]
    """Now, aware."""
    secret_key: str
    """Signs staff sessions and their form tokens."""
    metrics: CollectorRegistry
    admit: Callable[[str], bool]
    """Whether there is room for this call; keeps a place for it. Asking again changes nothing."""
    release: Callable[[str], None] = _nothing
    """The call is over, or never came: its place is free. May be told twice."""
    forward_to: Mapping[str, str] = field(default_factory=dict)
    """Who is rung when the bot cannot answer, by business id; a number or a sip: address."""
    handover: Callable[[str], str] = _nobody
    """Where an ended call goes next by our own TwiML; "" when it simply ends."""
    finish_message: Callable[[str, datetime], None] | None = None
    """Notes that a kept message (its id) was dealt with at this time; None: that is not kept."""
    feed: Callable[[str], str | None] | None = None
    """The calendar behind a secret link, as iCalendar; None when there is no such link."""
    notices: Callable[[], Sequence[str]] = tuple
    """What every staff page says at its top: what is broken and needs somebody."""
    ready: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    """What must work before calls are taken, by name: "models", "database"."""
    public_url: str = ""
    auth_tokens: tuple[str, ...] = ()
    """Twilio auth tokens; a second one is accepted while they are rotated."""
    account_sid: str = ""
    """The Twilio account whose webhooks are taken; "": any that is signed."""
    local: bool = False
    """No token: only this machine is served."""
    start_deadline_s: float = 10.0

    def check(self) -> None:
        """
        Raises:
            SettingsError: nothing would tell Twilio from strangers.
        """
        if self.auth_tokens:
            address = urlsplit(self.public_url)
            if address.scheme != "https" or not address.netloc:
                raise SettingsError("VOICEBOT_PUBLIC_URL: must be the https address Twilio calls")
        elif not self.local:
            raise SettingsError(
                "VOICEBOT_TWILIO_AUTH_TOKEN: is not set, and without it only `serve --local` starts"
            )
        if not self.secret_key:
            raise SettingsError("VOICEBOT_SECRET_KEY: must not be empty here")
