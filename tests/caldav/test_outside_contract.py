"""One contract of `OutsideCalendar`: on a real CalDAV server, and on Google's documented shapes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from google_rig import CREDENTIALS, GoogleRig
from radicale_rig import PASSWORD, USER

from voicebot.adapters.caldav_calendar import CaldavCalendar
from voicebot.adapters.google_auth import GoogleAuth
from voicebot.adapters.google_calendar import GoogleCalendar, event_id
from voicebot.adapters.ical_reading import Reader
from voicebot.adapters.outside_http import OutsideHttp
from voicebot.booking.outside import Visit
from voicebot.errors import AccessRefused, CopyChanged, OutsideFailed

NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
START = datetime(2026, 11, 24, 14, tzinfo=UTC)
WINDOW = (NOW, NOW + timedelta(days=90))
VISIT = Visit(
    "abc@vets.voicebot", 1, START, START + timedelta(minutes=30), "America/New_York", "Exam: Ann"
)
READER = Reader(ZoneInfo("America/New_York"))


@pytest.fixture
def google():
    return GoogleRig()


def google_calendar(rig, **reader):
    http = OutsideHttp(transport=httpx.MockTransport(rig), private=True)
    return GoogleCalendar(http, "lee@example.org", CREDENTIALS, "vets", replace(READER, **reader))


@pytest.fixture(params=["caldav", "google"])
def calendar(request):
    if request.param == "google":
        made = google_calendar(request.getfixturevalue("google"))
    else:
        hand = request.getfixturevalue("hand")
        made = CaldavCalendar(OutsideHttp((USER, PASSWORD), private=True), hand.url, "vets", READER)
    yield made
    made.close()


class TestContract:
    def test_what_was_put_is_found_as_it_was_put(self, calendar):
        assert calendar.look(VISIT.uid) is None
        place = calendar.put(VISIT, None, NOW)
        copy = calendar.look(VISIT.uid)
        assert (copy.href, copy.etag) == (place.href, place.etag or copy.etag)
        assert (copy.start, copy.end) == (VISIT.start, VISIT.end)
        assert copy.wrote.version == 1
        assert not copy.touched

    def test_it_is_not_put_twice(self, calendar):
        calendar.put(VISIT, None, NOW)
        with pytest.raises(CopyChanged):
            calendar.put(VISIT, None, NOW)

    def test_a_stale_etag_never_overwrites_and_never_removes(self, calendar):
        calendar.put(VISIT, None, NOW)
        old = calendar.look(VISIT.uid)
        later = replace(VISIT, version=2, start=START + timedelta(hours=1),
                        end=START + timedelta(hours=2))  # fmt: skip
        calendar.put(later, old, NOW)
        with pytest.raises(CopyChanged):
            calendar.put(replace(VISIT, version=3), old, NOW)
        with pytest.raises(CopyChanged):
            calendar.remove(old)
        assert calendar.look(VISIT.uid).wrote.version == 2

    def test_it_can_be_removed_and_put_again(self, calendar):
        calendar.put(VISIT, None, NOW)
        calendar.remove(calendar.look(VISIT.uid))
        assert calendar.look(VISIT.uid) is None
        calendar.put(VISIT, None, NOW)
        assert calendar.look(VISIT.uid).start == START

    def test_changes_tell_of_new_changed_and_gone(self, calendar):
        first = calendar.changes("", {}, WINDOW)
        assert (first.objects, first.gone, first.full) == ((), frozenset(), True)
        calendar.put(VISIT, None, NOW)
        second = calendar.changes(first.token, {}, WINDOW)
        [one] = second.objects
        assert (one.uid, one.busy, second.full) == (VISIT.uid, (), False)
        held = {one.href: one.etag}
        assert calendar.changes(second.token, held, WINDOW).objects == ()
        calendar.remove(calendar.look(VISIT.uid))
        third = calendar.changes(second.token, held, WINDOW)
        assert (third.objects, third.gone) == ((), {one.href})

    def test_from_the_start_only_what_is_not_held_is_handed_out(self, calendar):
        calendar.put(VISIT, None, NOW)
        [one] = calendar.changes("", {}, WINDOW).objects
        known = calendar.changes("", {one.href: one.etag, "old": "e"}, WINDOW)
        assert known.objects == ()
        assert known.gone == {"old"}
        assert calendar.changes("", {one.href: ""}, WINDOW).objects == (one,)


class TestGoogle:
    def add(self, rig, name="e1", **more):
        times = {
            "start": {"dateTime": "2026-11-24T09:00:00-05:00", "timeZone": "America/New_York"},
            "end": {"dateTime": "2026-11-24T10:00:00-05:00", "timeZone": "America/New_York"},
        }
        return rig.write({"id": name, "summary": "private", **times, **more})

    def busy(self, rig, **reader):
        objects = google_calendar(rig, **reader).changes("", {}, WINDOW).objects
        return [times for one in objects for times in one.busy]

    def test_events_of_all_pages_block(self, google):
        for n in range(5):
            self.add(google, f"e{n}")
        assert len(self.busy(google)) == 5

    def test_a_whole_day_is_the_owners_day(self, google):
        self.add(google, start={"date": "2026-11-24"}, end={"date": "2026-11-25"})
        [(start, end)] = self.busy(google)
        assert (start, end) == (START - timedelta(hours=9), START + timedelta(hours=15))

    @pytest.mark.parametrize(
        "more",
        [
            {"transparency": "transparent"},
            {"status": "cancelled"},
            {"eventType": "workingLocation"},
            {"attendees": [{"self": True, "responseStatus": "declined"}]},
        ],
    )
    def test_what_does_not_block(self, google, more):
        self.add(google, **more)
        assert self.busy(google) == []

    def test_an_unanswered_invitation_is_as_the_owner_chose(self, google):
        self.add(google, attendees=[{"self": True, "responseStatus": "needsAction"}])
        assert len(self.busy(google)) == 1
        assert self.busy(google, unanswered=False) == []

    def test_a_forgotten_token_is_read_from_the_start(self, google):
        calendar = google_calendar(google)
        self.add(google)
        first = calendar.changes("", {}, WINDOW)
        google.forgotten = True
        again = calendar.changes(first.token, {"gone": "e"}, WINDOW)
        assert again.full
        assert again.gone == {"gone"}
        assert len(again.objects) == 1

    def test_a_duplicate_of_our_event_is_not_ours(self, google):
        calendar = google_calendar(google)
        calendar.put(VISIT, None, NOW)
        google.write(google.events[event_id(VISIT.uid)] | {"id": "other"})
        objects = {one.href: one for one in calendar.changes("", {}, WINDOW).objects}
        assert objects["other"].uid == ""
        assert len(objects["other"].busy) == 1

    def test_a_moved_copy_is_touched_and_keeps_what_others_added(self, google):
        calendar = google_calendar(google)
        calendar.put(VISIT, None, NOW)
        ours = google.events[event_id(VISIT.uid)]
        there = {"dateTime": "2026-11-24T11:00:00-05:00"}
        google.write(ours | {"start": there, "location": "Room 2"})
        copy = calendar.look(VISIT.uid)
        assert copy.touched
        calendar.put(replace(VISIT, version=2), copy, NOW)
        assert google.events[event_id(VISIT.uid)]["location"] == "Room 2"
        assert google.events[event_id(VISIT.uid)]["sequence"] == 1

    def test_an_access_token_that_ran_out_is_renewed(self, google):
        calendar = google_calendar(google)
        calendar.look(VISIT.uid)
        google.access += 1
        assert calendar.look(VISIT.uid) is None

    def test_a_withdrawn_consent_is_for_a_person(self, google):
        google.revoked = True
        with pytest.raises(AccessRefused, match="connect it again"):
            google_calendar(google).look(VISIT.uid)

    def test_a_rate_limit_is_for_later(self, google):
        google.slow = True
        with pytest.raises(OutsideFailed, match="slow down") as caught:
            google_calendar(google).look(VISIT.uid)
        assert not isinstance(caught.value, AccessRefused)

    @pytest.mark.parametrize("bad", ["", "[]", "{}", '{"type": "authorized_user"}'])
    def test_what_are_no_credentials(self, bad):
        with pytest.raises(AccessRefused):
            GoogleAuth(OutsideHttp(private=True), bad)

    def test_a_service_account_signs_who_it_is(self):
        import base64
        import json

        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa

        key = rsa.generate_private_key(65537, 2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        account = {"type": "service_account", "client_email": "a@b.iam", "private_key": pem}
        sent = []

        def answer(request):
            sent.append(dict(httpx.QueryParams(request.content.decode())))
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})

        http = OutsideHttp(transport=httpx.MockTransport(answer), private=True)
        auth = GoogleAuth(http, json.dumps(account), lambda: NOW)
        assert auth.header() == {"authorization": "Bearer t"}
        head, claims, signature = sent[0]["assertion"].split(".")
        key.public_key().verify(
            base64.urlsafe_b64decode(signature + "=="),
            f"{head}.{claims}".encode(),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
        assert json.loads(base64.urlsafe_b64decode(claims + "=="))["iss"] == "a@b.iam"
