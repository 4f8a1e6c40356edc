"""iCalendar (RFC 5545) read: when it makes its owner busy, and what we wrote into it ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar
from icalendar.cal import Component

from voicebot.booking.outside import Copy, Times, Wrote
from voicebot.errors import OutsideFailed

MARK = "X-VOICEBOT-COPY"
"""Version, start and end as we wrote them; another program that moves the event leaves it alone."""
MOST = 2_000
"""Occurrences of one object that are looked at: "every second" must not fill the disk."""
_BASIC = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Reader:
    """How one owner's calendar is read.

    `zone`: where all-day events and times without a zone happen. `address`: the owner's e-mail,
    which finds their answer among the attendees. `unanswered`: whether an invitation they have not
    answered makes them busy.
    """

    zone: ZoneInfo
    address: str = ""
    unanswered: bool = True

    def busy(self, calendar: Calendar, window: Times) -> tuple[Times, ...]:
        """When the events of a calendar block time within the window, in UTC, by start."""
        found = sorted(self._busy(calendar, window))
        return tuple(dict.fromkeys(found))

    def _busy(self, calendar: Calendar, window: Times) -> Iterator[Times]:
        first, last = (instant.astimezone(self.zone) for instant in window)
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        coming = query.after(first - timedelta(days=1))
        near = takewhile(lambda e: self.instant(e.start) < last, islice(coming, MOST))
        for event in near:
            start, end = self.times(event)
            if self.blocks(event) and start < end and start < window[1] and end > window[0]:
                yield start, end

    def times(self, event: Component) -> Times:
        """Start and end in UTC; an all-day event lasts from midnight to midnight."""
        start = event.decoded("DTSTART")
        if "DTEND" in event:
            end = event.decoded("DTEND")
        elif "DURATION" in event:
            end = start + event.decoded("DURATION")
        else:
            end = start if isinstance(start, datetime) else start + timedelta(days=1)
        return self.instant(start), self.instant(end)

    def instant(self, value: date) -> datetime:
        if not isinstance(value, datetime):
            value = datetime.combine(value, time(0))
        return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)

    def blocks(self, event: Component) -> bool:
        """Whether its owner is busy then: not when it is transparent, cancelled or declined."""
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            return False
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return False
        answer = self._answer(event)
        return answer != "DECLINED" and (self.unanswered or answer != "NEEDS-ACTION")

    def _answer(self, event: Component) -> str:
        """What the owner said to the invitation; "" when it is none of theirs."""
        attendees = event.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            if self.address and _address(attendee) == self.address.lower():
                return str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
        return ""

    def copy(self, calendar: Calendar, uid: str, href: str, etag: str) -> Copy | None:
        """The event with this UID, as one of our copies."""
        event = find(calendar, uid)
        if event is None:
            return None
        start, end = self.times(event)
        off = str(event.get("STATUS", "")).upper() == "CANCELLED"
        raw = calendar.to_ical().decode()
        return Copy(href, etag, uid, start, end, read_mark(str(event.get(MARK, ""))), raw, off)


def parse(text: str) -> Calendar:
    """
    Raises:
        OutsideFailed: not iCalendar.
    """
    try:
        return Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise OutsideFailed(f"not a readable calendar: {type(error).__name__}") from None


def find(calendar: Calendar, uid: str) -> Component | None:
    return next((e for e in calendar.walk("VEVENT") if str(e.get("UID", "")) == uid), None)


def by_uid(calendar: Calendar) -> dict[str, Calendar]:
    """A calendar for each UID of a large one, with the time zones they share."""
    zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    parts: dict[str, Calendar] = {}
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", "")) or f"{event.get('DTSTART')}/{event.get('SUMMARY', '')}"
        if uid not in parts:
            parts[uid] = Calendar()
            parts[uid].subcomponents.extend(zones)
        parts[uid].subcomponents.append(event)
    return parts


def write_mark(version: int, start: datetime, end: datetime) -> str:
    return "/".join([str(version), *(t.astimezone(UTC).strftime(_BASIC) for t in (start, end))])


def read_mark(text: str) -> Wrote | None:
    try:
        version, start, end = text.split("/")
        return Wrote(
            int(version),
            *(datetime.strptime(t, _BASIC).replace(tzinfo=UTC) for t in (start, end)),
        )
    except ValueError:
        return None


def _address(attendee: Any) -> str:
    return str(attendee).lower().removeprefix("mailto:")
