"""A calendar published as one iCalendar file: read only, by conditional GET."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from icalendar import Calendar

from voicebot.adapters.ical_reading import Reader, by_uid, parse
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.booking.outside import Changes, Copy, Place, Times, Visit
from voicebot.errors import AccessRefused


class IcsCalendar:
    """The port `OutsideCalendar`, without writing. The token is the file's etag."""

    def __init__(self, http: OutsideHttp, url: str, business_id: str, reader: Reader) -> None:
        scheme, colon, rest = url.partition(":")
        self._url = f"https{colon}{rest}" if scheme.lower() == "webcal" else url
        self._http = http
        self._business_id = business_id
        self._reader = reader

    def changes(self, token: str, held: Mapping[str, str], window: Times) -> Changes:
        """What differs from what is held: each event has a fingerprint of its text as etag."""
        headers = {"if-none-match": token} if token else {}
        answer = self._http.send("GET", self._url, headers=headers, follow=True)
        if answer.expect(200, 304).status == 304:
            return Changes((), frozenset(), token)
        parts = by_uid(parse(answer.text))
        prints = {uid: _print(part) for uid, part in parts.items()}
        objects = tuple(
            self._reader.outside(part, uid, prints[uid], self._business_id, window)
            for uid, part in parts.items()
            if held.get(uid) != prints[uid]
        )
        return Changes(
            objects, frozenset(held.keys() - parts), answer.headers.get("etag", ""), full=True
        )

    def look(self, uid: str) -> Copy | None:
        raise AccessRefused("a published calendar cannot be written to")

    def put(self, visit: Visit, onto: Copy | None, now: datetime) -> Place:
        raise AccessRefused("a published calendar cannot be written to")

    def remove(self, copy: Copy) -> None:
        raise AccessRefused("a published calendar cannot be written to")

    def close(self) -> None:
        self._http.close()


def _print(part: Calendar) -> str:
    """Without DTSTAMP, which many servers set anew at each download."""
    lines = part.to_ical().splitlines()
    kept = b"\n".join(line for line in lines if not line.startswith(b"DTSTAMP"))
    return hashlib.sha256(kept).hexdigest()[:32]
