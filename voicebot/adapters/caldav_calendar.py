"""A calendar on a CalDAV server (RFC 4791): read by sync token, written under conditions.

Every write says what it expects to find (If-None-Match, If-Match), so that a repeated or late one
does no harm. The server never keeps events from overlapping; that is not its business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urljoin

from voicebot.adapters import caldav_xml as xml
from voicebot.adapters.ical_reading import Reader, parse
from voicebot.adapters.ical_writing import event_text
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.booking.outside import Changes, Copy, Outside, Place, Times, Visit
from voicebot.errors import CopyChanged, OutsideFailed

BATCH = 50
"""Objects asked for at once."""
PAGES = 1_000
"""Parts a server may cut a listing into."""
_XML = {"content-type": "application/xml; charset=utf-8"}
_ICS = {"content-type": "text/calendar; charset=utf-8"}


class CaldavCalendar:
    """The port `OutsideCalendar`. `url` is the calendar's own collection."""

    def __init__(self, http: OutsideHttp, url: str, business_id: str, reader: Reader) -> None:
        self._http = http
        self._url = url if url.endswith("/") else url + "/"
        self._business_id = business_id
        self._reader = reader

    def changes(self, token: str, held: Mapping[str, str], window: Times) -> Changes:
        """By sync token; a token the server forgot, or never had, means looking at everything."""
        listed = self._since(token) if token else None
        full = listed is None
        if listed is None:
            listed = self._since("") or self._list()
        etags, gone, token = listed
        if full:
            gone = {path for path in held if path not in etags}
        new = [path for path, etag in etags.items() if held.get(path) != etag]
        objects: list[Outside] = []
        for n in range(0, len(new), BATCH):
            found, missing = self._fetch(new[n : n + BATCH], window)
            objects += found
            gone |= missing
        return Changes(tuple(objects), frozenset(gone), token, full)

    def look(self, uid: str) -> Copy | None:
        """The copy with this UID as it is now."""
        path = self._path(uid)
        answer = self._http.send("GET", self._address(path)).expect(200, 404, 410)
        if answer.status != 200:
            return None
        etag = answer.headers.get("etag", "")
        return self._reader.copy(parse(answer.text), uid, path, etag)

    def put(self, visit: Visit, onto: Copy | None, now: datetime) -> Place:
        """Write a visit, where there is nothing or onto what was looked at.

        Raises:
            CopyChanged: something else is there by now.
        """
        path = onto.href if onto else self._path(visit.uid)
        condition = {"if-match": onto.etag} if onto else {"if-none-match": "*"}
        answer = self._http.send(
            "PUT",
            self._address(path),
            headers=_ICS | condition,
            content=event_text(visit, now, onto.raw if onto else ""),
        )
        if answer.status in (404, 409, 412):
            raise CopyChanged(f"the calendar did not write (HTTP {answer.status})")
        return Place(path, answer.expect(200, 201, 204).headers.get("etag", ""))

    def remove(self, copy: Copy) -> None:
        """
        Raises:
            CopyChanged: it is not what was looked at any more.
        """
        address = self._address(copy.href)
        answer = self._http.send("DELETE", address, headers={"if-match": copy.etag})
        if answer.status == 412:
            raise CopyChanged("the calendar did not delete (HTTP 412)")
        answer.expect(200, 202, 204, 404, 410)

    def close(self) -> None:
        self._http.close()

    def _since(self, token: str) -> tuple[dict[str, str], set[str], str] | None:
        """Etags of what is new, paths of what is gone, the next token; None: cannot be told."""
        etags: dict[str, str] = {}
        gone: set[str] = set()
        for _ in range(PAGES):
            answer = self._http.send(
                "REPORT", self._url, headers=_XML | {"depth": "0"}, content=xml.sync(token)
            )
            if answer.status in (403, 409, 412) and "valid-sync-token" in answer.text:
                return None
            if answer.status in (400, 405, 415, 501):
                return None
            status = xml.read(answer.expect(207).text)
            more = False
            for entry in status.entries:
                path = xml.same(entry.path)
                if path == self._root:
                    more = more or entry.status == 507
                elif entry.status in (404, 410):
                    gone.add(path)
                    etags.pop(path, None)
                elif entry.etag:
                    etags[path] = entry.etag
                    gone.discard(path)
            if not more:
                return etags, gone, status.token
            token = status.token
        raise OutsideFailed("the calendar's listing does not end")

    def _list(self) -> tuple[dict[str, str], set[str], str]:
        """For servers without sync tokens: all of it, each time."""
        answer = self._http.send(
            "PROPFIND", self._url, headers=_XML | {"depth": "1"}, content=xml.LIST
        )
        entries = xml.read(answer.expect(207).text).entries
        objects = {xml.same(e.path): e.etag for e in entries if e.etag and not e.collection}
        objects.pop(self._root, None)
        return objects, set(), ""

    def _fetch(self, paths: list[str], window: Times) -> tuple[list[Outside], set[str]]:
        """The objects at these paths, and which of the paths are gone by now.

        Raises:
            OutsideFailed: what became of one of them was not said. Its time must not become free.
        """
        answer = self._http.send(
            "REPORT",
            self._url,
            headers=_XML | {"depth": "1"},
            content=xml.multiget(map(quote, paths)),
        )
        entries = {xml.same(e.path): e for e in xml.read(answer.expect(207).text).entries}
        gone = {path for path, entry in entries.items() if entry.status in (404, 410)}
        there = {path: entry for path, entry in entries.items() if entry.data}
        if set(paths) - gone - there.keys():
            raise OutsideFailed("the calendar did not hand out all of its entries")
        objects = [
            self._reader.outside(parse(entry.data), path, entry.etag, self._business_id, window)
            for path, entry in there.items()
        ]
        return objects, gone

    def _path(self, uid: str) -> str:
        return f"{self._root}{uid}.ics"

    @property
    def _root(self) -> str:
        return xml.same(self._url)

    def _address(self, path: str) -> str:
        return urljoin(self._url, quote(path, safe="/@:+=,;!$&'()*~"))
