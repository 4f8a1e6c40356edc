"""Opens the calendar behind a connection; one that is in use stays open."""

from __future__ import annotations

from threading import Lock
from zoneinfo import ZoneInfo

from voicebot.adapters.caldav_calendar import CaldavCalendar
from voicebot.adapters.google_calendar import GoogleCalendar
from voicebot.adapters.ical_reading import Reader
from voicebot.adapters.ics_calendar import IcsCalendar
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.booking.outside import Connection
from voicebot.errors import OutsideFailed
from voicebot.ports_outside import OutsideCalendar

KINDS = ("caldav", "ics", "google")


class OutsideCalendars:
    """`private`: addresses inside private networks may be used (a server of one's own)."""

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._lock = Lock()
        self._open: dict[tuple[str, ...], tuple[OutsideCalendar, OutsideHttp]] = {}

    def open(self, connection: Connection) -> OutsideCalendar:
        """
        Raises:
            AccessRefused: its credentials are of no use.
            OutsideFailed: no such kind.
        """
        key = (connection.id, connection.url, connection.username, connection.secret)
        with self._lock:
            if key not in self._open:
                self._open[key] = self._make(connection)
            return self._open[key][0]

    def close(self) -> None:
        with self._lock:
            for _, http in self._open.values():
                http.close()
            self._open.clear()

    def _make(self, connection: Connection) -> tuple[OutsideCalendar, OutsideHttp]:
        options = connection.options
        reader = Reader(
            ZoneInfo(options.get("zone", "UTC")),
            options.get("address", ""),
            options.get("unanswered", "busy") == "busy",
        )
        if connection.kind == "google":
            http = OutsideHttp(private=self._private)
            google = GoogleCalendar(
                http, connection.url, connection.secret, connection.business_id, reader
            )
            return google, http
        auth = (connection.username, connection.secret) if connection.username else None
        http = OutsideHttp(auth, private=self._private)
        if connection.kind == "caldav":
            return CaldavCalendar(http, connection.url, connection.business_id, reader), http
        if connection.kind == "ics":
            return IcsCalendar(http, connection.url, connection.business_id, reader), http
        raise OutsideFailed(f"no such kind of calendar: {connection.kind}")
