"""A Google calendar, by version 3 of its REST API.

Written from Google's public reference and tested against answers of the documented shapes; it has
not been run against the real service.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from voicebot.adapters.copy_notes import renewed
from voicebot.adapters.google_auth import GoogleAuth
from voicebot.adapters.ical_reading import Reader, read_mark, write_mark
from voicebot.adapters.outside_http import Answer, OutsideHttp
from voicebot.booking.outside import Changes, Copy, Outside, Place, Times, Visit
from voicebot.errors import CopyChanged, OutsideFailed

API = "https://www.googleapis.com/calendar/v3/calendars"
PAGES = 1_000
IDLE_TYPES = ("workingLocation", "birthday")
"""Events that say where somebody is, or what day it is, not that they are busy."""
_SLOW_DOWN = ("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded")

Event = Mapping[str, Any]


class GoogleCalendar:
    """The port `OutsideCalendar`. Occurrences of recurring events come one by one."""

    def __init__(
        self,
        http: OutsideHttp,
        calendar_id: str,
        credentials: str,
        business_id: str,
        reader: Reader,
    ) -> None:
        self._http = http
        self._auth = GoogleAuth(http, credentials)
        self._url = f"{API}/{quote(calendar_id, safe='')}/events"
        self._house = f"@{business_id}.voicebot"
        self._reader = reader

    def changes(self, token: str, held: Mapping[str, str], window: Times) -> Changes:
        """Google forgets sync tokens at will (410 Gone): then everything is listed again."""
        listed = self._list({"syncToken": token}) if token else None
        full = listed is None
        if listed is None:
            start, end = (instant.astimezone(UTC).isoformat() for instant in window)
            listed = self._list({"timeMin": start, "timeMax": end})
            if listed is None:
                raise OutsideFailed("Google refuses to list the calendar")
        events, token = listed
        gone = {e["id"] for e in events if e.get("status") == "cancelled"}
        there = {e["id"]: e for e in events if e["id"] not in gone}
        if full:
            gone = set(held) - there.keys()
        new = (e for e in there.values() if held.get(e["id"]) != e["etag"])
        return Changes(tuple(self._object(e, window) for e in new), frozenset(gone), token, full)

    def look(self, uid: str) -> Copy | None:
        event = self._get(event_id(uid))
        return None if event is None or event["status"] == "cancelled" else self._copy(event, uid)

    def put(self, visit: Visit, onto: Copy | None, now: datetime) -> Place:
        """An event that was deleted keeps its id: it is brought back."""
        name = event_id(visit.uid)
        if onto is not None:
            return self._update(_event(visit, json.loads(onto.raw)), onto.etag)
        answer = self._send("POST", "?sendUpdates=none", _event(visit, {"id": name}))
        if answer.status != 409:
            return _place(answer.expect(200, 201))
        there = self._get(name)
        if there is None or there["status"] != "cancelled":
            raise CopyChanged("the calendar holds this event already")
        return self._update(_event(visit, {"id": name}), there["etag"])

    def remove(self, copy: Copy) -> None:
        path = f"/{copy.href}?sendUpdates=none"
        answer = self._send("DELETE", path, headers={"if-match": copy.etag})
        if answer.status == 412:
            raise CopyChanged("the calendar did not delete (HTTP 412)")
        answer.expect(200, 204, 404, 410)

    def close(self) -> None:
        self._http.close()

    def _update(self, body: Event, etag: str) -> Place:
        path = f"/{body['id']}?sendUpdates=none"
        answer = self._send("PUT", path, body, {"if-match": etag})
        if answer.status in (404, 410, 412):
            raise CopyChanged(f"the calendar did not write (HTTP {answer.status})")
        return _place(answer.expect(200))

    def _get(self, name: str) -> Event | None:
        answer = self._send("GET", f"/{name}")
        return None if answer.status in (404, 410) else _json(answer.expect(200))

    def _list(self, which: Mapping[str, str]) -> tuple[list[Event], str] | None:
        """All pages, and the next sync token; None: the token is not known any more."""
        events: list[Event] = []
        page = ""
        for _ in range(PAGES):
            query = {"singleEvents": "true", "maxResults": "250", **which}
            if page:
                query["pageToken"] = page
            answer = self._send("GET", f"?{urlencode(query)}")
            if answer.status == 410:
                return None
            body = _json(answer.expect(200))
            events += body.get("items", [])
            page = body.get("nextPageToken", "")
            if not page:
                return events, body.get("nextSyncToken", "")
        raise OutsideFailed("the calendar's listing does not end")

    def _send(
        self,
        method: str,
        path: str,
        body: Event | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Once more with a new access token when the old one is refused."""
        content = None if body is None else json.dumps(body)
        kind = {} if body is None else {"content-type": "application/json; charset=utf-8"}
        more = kind | dict(headers or {})
        answer = self._http.send(
            method, self._url + path, headers=self._auth.header() | more, content=content
        )
        if answer.status == 401:
            fresh = self._auth.header(renew=True)
            answer = self._http.send(
                method, self._url + path, headers=fresh | more, content=content
            )
        if answer.status == 403 and any(reason in answer.text for reason in _SLOW_DOWN):
            raise OutsideFailed("Google asks us to slow down")
        return answer

    def _object(self, event: Event, window: Times) -> Outside:
        uid = self._uid(event)
        copy = self._copy(event, uid) if uid else None
        busy = () if copy and not copy.touched else self._busy(event, window)
        return Outside(event["id"], event["etag"], busy, uid)

    def _uid(self, event: Event) -> str:
        """Ours; a duplicate that somebody made of our event has another id, and is not."""
        uid = str(_private(event).get("voicebotUid", ""))
        return uid if uid.endswith(self._house) and event["id"] == event_id(uid) else ""

    def _copy(self, event: Event, uid: str) -> Copy:
        start, end = self._times(event)
        wrote = read_mark(str(_private(event).get("voicebotCopy", "")))
        return Copy(event["id"], event["etag"], uid, start, end, wrote, json.dumps(event))

    def _times(self, event: Event) -> Times:
        return self._instant(event["start"]), self._instant(event["end"])

    def _instant(self, value: Mapping[str, str]) -> datetime:
        if "date" in value:
            return self._reader.instant(date.fromisoformat(value["date"]))
        return self._reader.instant(datetime.fromisoformat(value["dateTime"]))

    def _busy(self, event: Event, window: Times) -> tuple[Times, ...]:
        if event.get("transparency") == "transparent" or event.get("eventType") in IDLE_TYPES:
            return ()
        answer = _answer(event.get("attendees", ()))
        if answer == "declined" or (answer == "needsAction" and not self._reader.unanswered):
            return ()
        start, end = self._times(event)
        return ((start, end),) if start < end and start < window[1] and end > window[0] else ()


def event_id(uid: str) -> str:
    """Google's ids have the letters a to v and digits: a repeated insert meets the first one."""
    return hashlib.sha256(uid.encode()).hexdigest()[:40]


def _event(visit: Visit, onto: Event) -> Event:
    """The visit as an event; what others added to it is kept."""
    start, end = ({"dateTime": t.isoformat(), "timeZone": visit.zone} for t in _times(visit))
    there, wrote = str(onto.get("description", "")), str(_private(onto).get("voicebotNotes", ""))
    notes, notes_mark = renewed(visit.notes, there, wrote)
    mark = {
        "voicebotNotes": notes_mark,
        "voicebotUid": visit.uid,
        "voicebotCopy": write_mark(visit.version, visit.start, visit.end),
    }
    properties = dict(onto.get("extendedProperties", {}))
    properties["private"] = {**properties.get("private", {}), **mark}
    return {
        **onto,
        "summary": visit.title,
        "description": notes,
        "start": start,
        "end": end,
        "status": "confirmed",
        "sequence": max(visit.version - 1, int(onto.get("sequence", -1)) + 1),
        "extendedProperties": properties,
    }


def _times(visit: Visit) -> Times:
    return visit.start.astimezone(UTC), visit.end.astimezone(UTC)


def _private(event: Event) -> Mapping[str, Any]:
    found: Mapping[str, Any] = event.get("extendedProperties", {}).get("private", {})
    return found


def _answer(attendees: Iterable[Event]) -> str:
    return next((str(a.get("responseStatus", "")) for a in attendees if a.get("self")), "")


def _place(answer: Answer) -> Place:
    event = _json(answer)
    return Place(event["id"], event["etag"])


def _json(answer: Answer) -> Event:
    try:
        body: Event = json.loads(answer.text)
    except ValueError:
        raise OutsideFailed("Google's answer is not JSON") from None
    return body
