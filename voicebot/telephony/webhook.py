"""Twilio's webhooks: is it really Twilio, and who is calling.

The algorithm is that of the "Security" page of Twilio's documentation; the hash is computed by
the `twilio` package, the URL it is computed over comes from our settings alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import phonenumbers
from twilio.request_validator import RequestValidator

from voicebot.errors import BadFrame

log = logging.getLogger(__name__)

CALL_SID: Final = re.compile(r"[A-Za-z0-9_-]{2,64}")
"""Twilio's are CA and 32 hex digits; local phones may name their calls otherwise."""
TERMINAL: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The values of CallStatus after which nobody is on the line."""
WITHHELD: Final = frozenset({"+266696687", "+7378742833", "+86282452253", "+2562533", "+8656696"})
"""ANONYMOUS, RESTRICTED, UNAVAILABLE, BLOCKED and UNKNOWN spelled on a keypad."""


class Signatures:
    """Checks `X-Twilio-Signature` against one or (while they are rotated) several tokens.

    `public_url` is the https address that Twilio was told; a path in it is kept.
    """

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        parts = urlsplit(public_url)
        self._base = f"{parts.netloc}{parts.path.rstrip('/')}"
        self._scheme = parts.scheme
        self._validators = [RequestValidator(token) for token in tokens]

    def webhook(self, path: str, query: str, form: Mapping[str, Any], signature: str) -> bool:
        """Whether a form post is signed. `form` is Starlette's FormData, repeated names and all."""
        url = f"{self._scheme}://{self._base}{path}" + (f"?{query}" if query else "")
        return self._signed([url], form, signature)

    def socket(self, path: str, signature: str) -> bool:
        """Whether a media socket's handshake is signed: over the wss URL, with or without a `/`."""
        url = f"wss://{self._base}{path}"
        return self._signed([url, f"{url}/"], {}, signature)

    def _signed(self, urls: Sequence[str], form: Mapping[str, Any], signature: str) -> bool:
        if not signature.isascii():
            return False
        for number, url in enumerate(urls):
            if any(check.validate(url, form, signature) for check in self._validators):
                log.debug("signature matches the form of the URL with index %d", number)
                return True
        return False


@dataclass(frozen=True, slots=True)
class VoiceForm:
    """The part of a voice webhook's form that is used. `caller` is "" when withheld."""

    call_sid: str
    caller: str
    called: str
    status: str

    @property
    def over(self) -> bool:
        """Nobody is on the line any more."""
        return self.status in TERMINAL


def voice_form(form: Mapping[str, Any]) -> VoiceForm:
    """
    Raises:
        BadFrame: no CallSid, or one that cannot be a call's.
    """
    call_sid = form.get("CallSid")
    if not isinstance(call_sid, str) or not CALL_SID.fullmatch(call_sid):
        raise BadFrame("no proper CallSid")
    return VoiceForm(
        call_sid=call_sid,
        caller=caller_of(str(form.get("From", ""))),
        called=str(form.get("To", ""))[:128],
        status=str(form.get("CallStatus", "")),
    )


def caller_of(value: str) -> str:
    """The caller's number in E.164, or "" when it is withheld or no telephone number.

    Numbers that were never given out count (test numbers), country codes that do not exist or
    lengths that cannot be do not.
    """
    number = value.strip()
    if number in WITHHELD or not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        return ""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    return number if possible else ""
