"""Slot tokens: what the calendar offered, signed, so that only what it offered can be booked."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from voicebot.booking.instants import moment, seconds
from voicebot.booking.model import Allocation, Slot
from voicebot.errors import UnknownToken

LIFETIME = timedelta(minutes=10)
_MAC_BYTES = 16
REMEMBERED = 1000
"""Tokens read lately: each comes back to be held, kept and booked."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A slot as its token tells it, and when it was issued (seconds)."""

    slot: Slot
    issued: int

    def expired(self, now: int) -> bool:
        return now >= self.issued + LIFETIME // timedelta(seconds=1)


class Signer:
    """Issues and reads tokens, and makes up ids. The same key must serve all processes."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("a signing key has at least 16 bytes")
        self._key = key
        self._opened = lru_cache(REMEMBERED)(self._open)

    def issue(self, business_id: str, slot: Slot, now: int) -> str:
        """A token for a slot of this business, URL-safe. `now` in seconds."""
        start = seconds(slot.start)
        fields = [
            business_id,
            now,
            start,
            seconds(slot.end) - start,
            slot.people,
            slot.staff_id,
            list(slot.services),
            [
                [a.resource_id, seconds(a.start) - start, seconds(a.end) - start, a.seat, a.share]
                for a in slot.allocations
            ],
        ]
        body = json.dumps(fields, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(b"slot", body) + body).decode().rstrip("=")

    def read(self, business_id: str, token: str) -> Ticket:
        """The slot of a token. Its age is the reader's business.

        Raises:
            UnknownToken: not issued here, or for another business.
        """
        owner, ticket = self._opened(token)
        if owner != business_id:
            raise UnknownToken("the slot token is for another business")
        return ticket

    def _open(self, token: str) -> tuple[str, Ticket]:
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raise UnknownToken("not a slot token") from None
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(b"slot", body)):
            raise UnknownToken("the slot token was not issued here")
        owner, issued, start, length, people, staff, services, taken = json.loads(body)
        allocations = tuple(
            Allocation(r, moment(start + a), moment(start + b), seat, share)
            for r, a, b, seat, share in taken
        )
        slot = Slot(
            token=token,
            start=moment(start),
            end=moment(start + length),
            allocations=allocations,
            services=tuple(services),
            staff_id=staff,
            people=people,
        )
        return owner, Ticket(slot, issued)

    def name(self, *parts: str) -> str:
        """A short id derived from `parts`, that cannot be guessed without the key."""
        digest = self._mac(b"name", json.dumps(parts).encode())
        return base64.b32encode(digest[:10]).decode().lower()

    def _mac(self, purpose: bytes, body: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\0" + body, "sha256")[:_MAC_BYTES]
