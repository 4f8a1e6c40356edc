"""iCalendar (RFC 5545) read: when it makes its owner busy, and what we wrote into it ourselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar
from icalendar.cal import Component

from voicebot.booking.outside import Copy, Outside, Times, Wrote, appointment_of
from voicebot.errors import OutsideFailed

MARK = "X-VOICEBOT-COPY"
"""Version, start and end as we wrote them; another program that moves the event leaves it alone."""
MOST = 2_000
"""Occurrences of one object that are looked at: "every second" must not fill the disk."""
_BASIC = "%Y%m%dT%H%M%SZ"
_BAD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What is raised for dates and rules that are none, sooner or later."""


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

    def outside(
        self, calendar: Calendar, href: str, etag: str, business_id: str, window: Times
    ) -> Outside:
        """An object of a calendar. A copy of ours that nobody touched does not block."""
        uids = {str(event.get("UID", "")) for event in calendar.walk("VEVENT")}
        ours = next((uid for uid in uids if appointment_of(uid, business_id)), "")
        with suppress(*_BAD):
            copy = self.copy(calendar, ours, href, etag)
            if copy and not copy.touched:
                return Outside(href, etag, (), ours)
        busy, unclear = self.busy(calendar, window)
        return Outside(href, etag, busy, ours, unclear)

    def busy(self, calendar: Calendar, window: Times) -> tuple[tuple[Times, ...], bool]:
        """When the events of a calendar block time within the window, in UTC, by start.

        True: some of it cannot be read, and of that only the first time blocks, if there is one.
        """
        found: set[Times] = set()
        unclear = False
        for part in by_uid(calendar).values():
            try:
                found.update(map(self.times, filter(self.blocks, self.occurrences(part, window))))
            except OutsideFailed:
                blocking = list(filter(self.blocks, part.walk("VEVENT")))
                unclear = unclear or bool(blocking)
                found.update(self._first_times(blocking))
        near = (t for t in found if t[0] < t[1] and t[0] < window[1] and t[1] > window[0])
        return tuple(sorted(near)), unclear

    def _first_times(self, events: Iterable[Component]) -> Iterator[Times]:
        for event in events:
            with suppress(*_BAD):
                yield self.times(event)

    def occurrences(self, series: Calendar, window: Times) -> list[Component]:
        """The events of one UID, each time they happen, from a day before the window on.

        Raises:
            OutsideFailed: its times or its rules cannot be read.
        """
        first, last = (instant.astimezone(self.zone) for instant in window)
        try:
            events = series.walk("VEVENT")
            if any(map(_stands_still, events)):
                raise ValueError
            lengths = {event.decoded("DURATION") for event in events if "DURATION" in event}
            coming = recurring_ical_events.of(series).after(first - timedelta(days=1))
            near = takewhile(lambda e: self.instant(e.start) < last, islice(coming, MOST))
            found = [_as_long(event, lengths) for event in near]
            for event in found:
                self.times(event)
        except _BAD as error:
            raise OutsideFailed(f"not a readable event: {type(error).__name__}") from None
        return found

    def times(self, event: Component) -> Times:
        """Start and end in UTC; an all-day event lasts from midnight to midnight, at least once."""
        start = event.decoded("DTSTART")
        whole_day = not isinstance(start, datetime)
        least = self.instant(start + timedelta(days=1) if whole_day else start)
        if "DTEND" in event:
            end = self.instant(event.decoded("DTEND"))
        elif "DURATION" in event:
            # Days follow the clock on the wall, hours do not (RFC 5545, 3.3.6).
            length = event.decoded("DURATION")
            wall = self.instant(start + timedelta(days=length.days))
            end = wall + timedelta(seconds=length.seconds)
        else:
            end = least
        return self.instant(start), max(end, least) if whole_day else end

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
        """The event with this UID, as one of our copies; None when there is none."""
        event = find(calendar, uid) if uid else None
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


def _stands_still(event: Component) -> bool:
    """Whether a rule goes on by nothing or backwards: it would be followed for ever."""
    rules = event.get("RRULE", [])
    steps = (rule.get("INTERVAL", 1) for rule in (rules if isinstance(rules, list) else [rules]))
    return any(n < 1 for step in steps for n in (step if isinstance(step, list) else [step]))


def _as_long(occurrence: Component, lengths: Collection[timedelta]) -> Component:
    """The occurrence with a length, where its event has one, and no end."""
    if lengths and "DTEND" in occurrence:
        length = occurrence.decoded("DTEND") - occurrence.decoded("DTSTART")
        if length in lengths:
            del occurrence["DTEND"]
            occurrence.add("DURATION", length)
    return occurrence


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
