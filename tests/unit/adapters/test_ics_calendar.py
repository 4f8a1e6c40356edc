"""A published calendar in which our own appointments come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from voicebot.adapters.ical_reading import Reader
from voicebot.adapters.ical_writing import event_text
from voicebot.adapters.ics_calendar import IcsCalendar
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.booking.outside import Visit

NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
START = datetime(2026, 11, 24, 14, tzinfo=UTC)
END = START + timedelta(minutes=30)
WINDOW = (NOW, NOW + timedelta(days=90))
VISIT = Visit("abc@vets.voicebot", 1, START, END, "America/New_York", "Exam: Ann")


def only(text: str, business_id: str = "vets"):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, text=text))
    http = OutsideHttp(transport=transport, private=True)
    reader = Reader(ZoneInfo("America/New_York"))
    made = IcsCalendar(http, "webcal://cal.example.org/a.ics", business_id, reader)
    [one] = made.changes("", {}, WINDOW).objects
    return one.uid, one.busy


def test_our_own_appointment_does_not_block():
    assert only(event_text(VISIT, NOW)) == (VISIT.uid, ())


def test_once_moved_by_hand_its_new_time_blocks():
    moved = event_text(VISIT, NOW).replace("20261124T09", "20261124T08")
    hour = timedelta(hours=1)
    assert only(moved) == (VISIT.uid, ((START - hour, END - hour),))


def test_an_appointment_of_another_business_blocks():
    assert only(event_text(VISIT, NOW), "salon") == ("", ((START, END),))
