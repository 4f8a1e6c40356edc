"""A small Google Calendar: the documented shapes of events, sync tokens, conditions and errors."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import httpx

CREDENTIALS = json.dumps(
    {
        "type": "authorized_user",
        "client_id": "id.apps.googleusercontent.com",
        "client_secret": "not a secret",
        "refresh_token": "1//refresh",
    }
)
PAGE = 2


class GoogleRig:
    def __init__(self) -> None:
        self.events: dict[str, dict] = {}
        self.changed: list[str] = []
        self.access = 0
        self.revoked = False
        self.forgotten = False
        self.slow = False
        self._tag = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "oauth2.googleapis.com":
            return self._token(request)
        if request.headers.get("authorization") != f"Bearer token{self.access}":
            return _error(401, "authError")
        if self.slow:
            return _error(403, "rateLimitExceeded")
        name = request.url.path.partition("/events")[2].strip("/")
        handler = getattr(self, f"_{request.method.lower()}")
        return handler(name, request)

    def write(self, event: dict) -> dict:
        """Store an event as the service or a person would."""
        self._tag += 1
        kept = {"status": "confirmed", **event, "kind": "calendar#event", "etag": f'"{self._tag}"'}
        self.events[kept["id"]] = kept
        self.changed.append(kept["id"])
        return kept

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = parse_qs(request.content.decode())
        if self.revoked or form["grant_type"] != ["refresh_token"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        self.access += 1
        return httpx.Response(
            200,
            json={
                "access_token": f"token{self.access}",
                "expires_in": 3599,
                "token_type": "Bearer",
            },
        )

    def _get(self, name: str, request: httpx.Request) -> httpx.Response:
        if name:
            found = self.events.get(name)
            return httpx.Response(200, json=found) if found else _error(404, "notFound")
        query = dict(request.url.params)
        assert query["singleEvents"] == "true"
        if "syncToken" in query:
            assert not {"timeMin", "timeMax", "orderBy", "q"} & query.keys()
            if self.forgotten:
                return _error(410, "fullSyncRequired")
            names = dict.fromkeys(self.changed[int(query["syncToken"]) :])
            events = [self.events[n] for n in names]
        else:
            self.forgotten = False
            events = [e for e in self.events.values() if e["status"] != "cancelled"]
        first = int(query.get("pageToken", 0))
        body = {"kind": "calendar#events", "items": events[first : first + PAGE]}
        if first + PAGE < len(events):
            body["nextPageToken"] = str(first + PAGE)
        else:
            body["nextSyncToken"] = str(len(self.changed))
        return httpx.Response(200, json=body)

    def _post(self, _: str, request: httpx.Request) -> httpx.Response:
        event = json.loads(request.content)
        assert set(event["id"]) <= set("abcdefghijklmnopqrstuv0123456789")
        if event["id"] in self.events:
            return _error(409, "duplicate")
        return httpx.Response(200, json=self.write(event))

    def _put(self, name: str, request: httpx.Request) -> httpx.Response:
        refused = self._refused(name, request)
        return refused or httpx.Response(
            200, json=self.write(json.loads(request.content) | {"id": name})
        )

    def _delete(self, name: str, request: httpx.Request) -> httpx.Response:
        refused = self._refused(name, request)
        if refused:
            return refused
        self.write(self.events[name] | {"status": "cancelled"})
        return httpx.Response(204)

    def _refused(self, name: str, request: httpx.Request) -> httpx.Response | None:
        if name not in self.events:
            return _error(404, "notFound")
        if request.headers.get("if-match") not in (None, self.events[name]["etag"]):
            return _error(412, "conditionNotMet")
        return None


def _error(code: int, reason: str) -> httpx.Response:
    errors = [{"domain": "calendar", "reason": reason, "message": reason}]
    return httpx.Response(code, json={"error": {"code": code, "errors": errors}})
