"""What a CalDAV server may answer that the real one of the tests never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from voicebot.adapters.caldav_calendar import CaldavCalendar
from voicebot.adapters.ical_reading import Reader
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.errors import OutsideFailed

NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
WINDOW = (NOW, NOW + timedelta(days=90))
EVENT = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
DTSTART:20261124T140000Z
DTEND:20261124T150000Z
END:VEVENT
END:VCALENDAR
"""
GOOD = "<propstat><prop><getetag>1</getetag>{}</prop><status>HTTP/1.1 200 OK</status></propstat>"
DATA = f'<c:calendar-data xmlns:c="urn:ietf:params:xml:ns:caldav">{EVENT}</c:calendar-data>'


def calendar(*entries: str) -> CaldavCalendar:
    """A server that lists a and b as changed, and answers so when asked for them."""

    def answer(request: httpx.Request) -> httpx.Response:
        listed = [f"<href>/cal/{name}.ics</href>{GOOD.format('')}" for name in "ab"]
        asked = b"multiget" in request.content
        found = "".join(f"<response>{e}</response>" for e in (entries if asked else listed))
        token = "" if asked else "<sync-token>next</sync-token>"
        return httpx.Response(207, text=f'<multistatus xmlns="DAV:">{found}{token}</multistatus>')

    http = OutsideHttp(transport=httpx.MockTransport(answer), private=True)
    return CaldavCalendar(http, "http://dav.example.org/cal/", "vets", Reader(ZoneInfo("UTC")))


A = f"<href>/cal/a.ics</href>{GOOD.format(DATA)}"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
@pytest.mark.parametrize(
    "form", ["<status>{}</status>", "<propstat><prop/><status>{}</status></propstat>"]
)
def test_what_is_gone_by_now_is_gone(status, form):
    gone = f"<href>/cal/b.ics</href>{form.format('HTTP/1.1 ' + status)}"
    changes = calendar(A, gone).changes("t", {"/cal/a.ics": "0", "/cal/b.ics": "0"}, WINDOW)
    assert [one.href for one in changes.objects] == ["/cal/a.ics"]
    assert (changes.gone, changes.token) == ({"/cal/b.ics"}, "next")


@pytest.mark.parametrize(
    "entries",
    [
        (A, "<href>/cal/b.ics</href><status>HTTP/1.1 503 Service Unavailable</status>"),
        (A, f"<href>/cal/b.ics</href>{GOOD.format('')}"),
        (A,),
    ],
)
def test_what_was_not_handed_out_keeps_its_time(entries):
    """No changes are handed on and no token is taken: the next reading asks again."""
    with pytest.raises(OutsideFailed, match="did not hand out all"):
        calendar(*entries).changes("t", {"/cal/a.ics": "0", "/cal/b.ics": "0"}, WINDOW)
