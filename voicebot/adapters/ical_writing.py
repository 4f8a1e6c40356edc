"""iCalendar (RFC 5545) written: a visit as an event, new or worked into the one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.cal import Component

from voicebot.adapters.copy_notes import renewed
from voicebot.adapters.ical_reading import MARK, find, parse, write_mark
from voicebot.booking.outside import Visit

PRODUCT = "-//voicebot//appointments//EN"
NOTES_MARK = "X-VOICEBOT-NOTES"
"""Which lines of the description are ours."""
_OURS = ("DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS")


def event_text(visit: Visit, now: datetime, onto: str = "") -> str:
    """A calendar with this visit. `onto` is what is there: what others added to it is kept.

    Raises:
        OutsideFailed: `onto` is not iCalendar.
    """
    calendar = parse(onto) if onto else _empty()
    event = find(calendar, visit.uid)
    if event is None:
        event = Event()
        event.add("UID", visit.uid)
        event.add("TRANSP", "OPAQUE")
        calendar.add_component(event)
    _fill(event, visit, now)
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def feed_text(visits: Iterable[Visit], name: str, now: datetime) -> str:
    """All visits as one calendar to subscribe to."""
    calendar = _empty()
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for visit in visits:
        event = Event()
        event.add("UID", visit.uid)
        _fill(event, visit, now)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    return calendar


def _fill(event: Component, visit: Visit, now: datetime) -> None:
    """SEQUENCE never goes back, whatever another program made of it."""
    sequence = max(visit.version - 1, int(event.get("SEQUENCE", -1)) + 1)
    there, wrote = str(event.get("DESCRIPTION", "")), str(event.get(NOTES_MARK, ""))
    notes, notes_mark = renewed(visit.notes, there, wrote)
    for name in (*_OURS, MARK, NOTES_MARK):
        event.pop(name, None)
    zone = ZoneInfo(visit.zone)
    event.add("DTSTAMP", now)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", visit.start.astimezone(zone))
    event.add("DTEND", visit.end.astimezone(zone))
    event.add("SUMMARY", visit.title)
    event.add("STATUS", "CONFIRMED")
    event.add(MARK, write_mark(visit.version, visit.start, visit.end))
    event.add(NOTES_MARK, notes_mark)
    if notes:
        event.add("DESCRIPTION", notes)
