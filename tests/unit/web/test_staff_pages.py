"""The pages: what they show, to whom, and that nothing a caller says becomes markup."""

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from prometheus_client import CollectorRegistry
from web_house import CALL, NOW, PASSWORD, form_token

from voicebot.booking.model import Cancel, Reason, Status
from voicebot.web.sessions import hash_password


class Page(HTMLParser):
    """A page's text without its markup, and its elements with their attributes."""

    def __init__(self, response):
        super().__init__()
        assert response.headers["content-type"].startswith("text/html")
        self.words, self.elements = [], []
        self.feed(response.text)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(client):
    return lambda path, status=200: _page(client.get(path), status)


def _page(response, status):
    assert response.status_code == status
    return Page(response)


PATHS = [
    "/staff/calls",
    f"/staff/calls/{CALL}",
    f"/staff/calls/{CALL}/recording",
    "/staff/messages",
    "/staff/appointments",
    "/staff/appointments/smile/a1/cancel",
]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_sees_anything_without_logging_in(house, client, path):
    house.add_call()
    house.add_appointment()
    response = client.get(path)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/staff/login")
    assert response.text == ""


def test_the_front_door(client, log_in):
    assert client.get("/staff/").headers["location"] == "/staff/calls"


class TestCalls:
    def test_none_yet(self, page, log_in):
        log_in("viewer")
        assert "No call has come in yet." in page("/staff/calls").text

    def test_the_newest_first_in_the_business_s_time(self, house, page, log_in):
        log_in("viewer")
        house.add_call()
        house.add_call("CA2", started_at=NOW, ended_at=None, caller="", outcome="", turns=1)
        text = page("/staff/calls").text
        assert "Mon 23 Nov, 9:00 AM Number withheld In progress 1 –" in text
        assert "Mon 23 Nov, 8:00 AM +1 555-123-0000 Appointment booked 6 2 min 0 s" in text
        assert text.index("9:00 AM") < text.index("8:00 AM")

    def test_older_ones_are_a_page_away(self, house, client, page, log_in):
        log_in("viewer")
        for n in range(120):
            house.add_call(f"CA{n:03}", started_at=NOW - timedelta(minutes=n))
        seen, path = [], "/staff/calls"
        while path:
            links = [link["href"] for link in page(path).all("a")]
            seen += [link for link in links if "/staff/calls/" in link]
            path = next((link for link in links if "before=" in link), None)
        assert seen == [f"/staff/calls/CA{n:03}" for n in range(120)]

    def test_which_business_is_named_only_where_there_are_several(self, house, page, log_in):
        house.add_call()
        log_in("viewer")
        assert "Smile Studio" not in page("/staff/calls").text

    def test_of_several_businesses_each_has_its_own_time(self, house, client, page, log_in):
        house.add_call()
        house.add_call("CA2", business_id="garage", started_at=NOW - timedelta(minutes=30))
        garage = replace(house.business, id="garage", name="Garage", zone="America/Denver")
        both = {"smile": house.business, "garage": garage}
        log_in("viewer")
        with house.client(businesses=both, metrics=CollectorRegistry()) as of_both:
            of_both.cookies = client.cookies
            text = Page(of_both.get("/staff/calls")).text
        assert "Mon 23 Nov, 6:30 AM MST" in text
        assert "Mon 23 Nov, 8:00 AM EST" in text


class TestOneCall:
    @pytest.fixture(autouse=True)
    def call(self, house):
        house.add_call()
        house.add_entry("said", 800, text="Hello, this is Smile Studio.", reply="greeting")
        house.add_entry(
            "heard",
            6000,
            text="<script>alert(1)</script> tomorrow",
            from_ms=4200,
            understood={"intents": [{"name": "book"}]},
            nbest=["tomorrow", "to Morrow"],
        )
        house.add_entry("calendar", 6500, request="1", answer={"kind": "Offered"})
        house.add_entry("silence", 65_000, times=1)

    def test_the_conversation_with_its_times(self, page, log_in):
        log_in("viewer")
        text = page(f"/staff/calls/{CALL}").text
        assert "Bot 0:00 Hello, this is Smile Studio." in text
        assert "Caller 0:04 <script>alert(1)</script> tomorrow" in text
        assert "1:05 the caller is silent" in text

    def test_the_details_fold(self, page, log_in):
        log_in("viewer")
        shown = page(f"/staff/calls/{CALL}")
        assert len(shown.all("details")) >= 3
        assert "{name: book}" in shown.text
        assert "{kind: Offered}" in shown.text

    def test_a_reply_of_several_sentences_is_named_once(self, house, page, log_in):
        house.add_entry("said", 66_000, text="Are you there?", reply="silence_1")
        house.add_entry("said", 67_000, text="What can I do?", reply="silence_1")
        house.add_entry("said", 68_000, text="Goodbye!", reply="goodbye")
        log_in("viewer")
        text = page(f"/staff/calls/{CALL}").text
        assert "Are you there? What can I do? Goodbye!" in text
        assert (text.count("silence_1"), text.count("goodbye")) == (1, 1)

    def test_words_never_become_markup(self, page, log_in):
        log_in("viewer")
        assert page(f"/staff/calls/{CALL}").all("script") == []

    def test_a_recording_is_for_the_staff(self, house, client, page, log_in):
        house.calls.save_recording(CALL, b"RIFF" + bytes(100))
        log_in("viewer")
        assert page(f"/staff/calls/{CALL}").all("audio") == []
        page(f"/staff/calls/{CALL}/recording", status=403)
        client.cookies.clear()
        log_in("staff", "bob")
        [player] = page(f"/staff/calls/{CALL}").all("audio")
        response = client.get(player["src"])
        assert (response.headers["content-type"], len(response.content)) == ("audio/wav", 104)
        part = client.get(player["src"], headers={"Range": "bytes=4-7"})
        assert (part.status_code, part.content) == (206, bytes(4))

    def test_no_recording(self, client, page, log_in):
        log_in("staff")
        assert page(f"/staff/calls/{CALL}").all("audio") == []
        page(f"/staff/calls/{CALL}/recording", status=404)

    def test_a_call_that_is_not_there(self, page, log_in):
        log_in("viewer")
        assert "There is no such call." in page("/staff/calls/CA9", status=404).text

    def test_a_call_without_words(self, house, page, log_in):
        house.add_call("CA2", ended_at=None)
        log_in("viewer")
        assert "Nothing was said in this call." in page("/staff/calls/CA2").text


class TestMessages:
    def test_none_yet(self, page, log_in):
        log_in("viewer")
        assert "Nobody has left a message." in page("/staff/messages").text

    def test_urgent_ones_first_done_ones_last(self, house, page, log_in):
        log_in("viewer")
        house.add_message("m1", text="first")
        house.add_message("m2", text="later", created_at=NOW + timedelta(hours=1))
        house.add_message("m3", text="toothache", urgent=True)
        house.add_message("m4", text="dealt with", urgent=True, done_at=NOW)
        text = page("/staff/messages").text
        order = [text.index(word) for word in ("toothache", "later", "first", "dealt with")]
        assert order == sorted(order)
        assert "Urgent · Call back" in text

    def test_what_is_missing_is_said(self, house, page, log_in):
        log_in("viewer")
        house.add_message(name="", phone="", call_id="", kind="emergency", text="<b>help</b>")
        shown = page("/staff/messages")
        for words in ("Name not given", "No number", "Emergency", "<b>help</b>"):
            assert words in shown.text
        assert shown.all("b") == []

    def test_a_recorded_message_is_a_link(self, house, page, log_in):
        log_in("viewer")
        house.add_message(text="Recorded message, 9 seconds: https://api.twilio.com/RE1")
        links = page("/staff/messages").all("a")
        [link] = [link for link in links if "twilio" in link["href"]]
        assert "noreferrer" in link["rel"]


class TestDealingWithMessages:
    @pytest.fixture(autouse=True)
    def message(self, house):
        house.add_message()

    def finish(self, client, page, token=None, message_id="m1"):
        field = page("/staff/messages").all("input")[-1]
        form = {"token": field["value"] if token is None else token}
        return client.post(f"/staff/messages/{message_id}/done", data=form)

    def test_done(self, house, client, page, log_in):
        log_in("staff")
        assert self.finish(client, page).headers["location"] == "/staff/messages"
        assert house.calls.kept[0].done_at == NOW
        shown = page("/staff/messages")
        assert "Done Mon 23 Nov, 9:00 AM" in shown.text
        assert len(shown.all("button")) == 1

    def test_a_form_from_elsewhere(self, house, client, page, log_in):
        log_in("staff")
        assert self.finish(client, page, token="wrong").status_code == 403
        assert self.finish(client, page, message_id="m9").status_code == 404
        assert house.calls.kept[0].done_at is None

    def test_a_viewer_may_not(self, house, client, page, log_in):
        log_in("viewer")
        assert self.finish(client, page).status_code == 403
        assert len(page("/staff/messages").all("button")) == 1

    def test_where_it_cannot_be_kept_nothing_offers_it(self, house):
        house.staff.add_staff("ann", hash_password(PASSWORD), "staff")
        with house.client(finish_message=None) as client:
            form = {"name": "ann", "password": PASSWORD, "token": form_token(client)}
            client.post("/staff/login", data=form)
            assert len(Page(client.get("/staff/messages")).all("button")) == 1
            form = {"token": form_token(client, "/staff/messages")}
            assert client.post("/staff/messages/m1/done", data=form).status_code == 404


class TestAppointments:
    def test_nothing_booked(self, page, log_in):
        log_in("viewer")
        assert "Nothing is booked." in page("/staff/appointments").text

    def test_what_is_coming_by_day(self, house, page, log_in):
        log_in("viewer")
        house.add_appointment("a2", hours=26, for_name="Bob Example", phone="", staff_id=None)
        house.add_appointment("a1", details={"reason": "a chipped tooth"})
        house.add_appointment("a3", hours=48, status=Status.CANCELLED, for_name="Gone Example")
        house.add_appointment("a4", hours=-0.25, for_name="Now Example")
        house.add_appointment("a5", hours=-2, for_name="Past Example")
        text = page("/staff/appointments").text
        assert (
            "Tuesday 24 November 2026 Appointments on Tuesday 24 November 2026 Time Customer For "
            "With What to do 9:00 AM – 9:30 AM Ann Example +1 555-123-0000 Cleaning "
            "reason: a chipped tooth Dr. Lee Read the call of Ann Example "
            "11:00 AM – 11:30 AM Bob Example "
            "No number Cleaning – Read the call of Bob Example"
        ) in text
        assert "Now Example" in text
        assert "Gone Example" not in text
        assert "Past Example" not in text


class TestCancelling:
    path = "/staff/appointments/smile/a1/cancel"

    @pytest.fixture(autouse=True)
    def appointment(self, house):
        house.add_appointment()

    def send(self, client, page, token=None):
        fields = page(self.path).all("input")[-2:]
        form = {field["name"]: field["value"] for field in fields}
        if token is not None:
            form["token"] = token
        return client.post(self.path, data=form)

    def test_it_is_asked_first_and_done_once(self, house, client, page, log_in):
        log_in("staff")
        assert "Cancel this appointment?" in page(self.path).text
        assert house.calendar.asked == {}
        response = self.send(client, page)
        assert (response.status_code, response.headers["location"]) == (303, "/staff/appointments")
        cancel = Cancel("a1", "by the staff", version=1)
        assert house.calendar.asked == {"staff/a1/cancel/1": cancel}
        assert house.calendar.acted == ["ann"]
        assert "Nothing is booked." in page("/staff/appointments").text
        page(self.path, status=404)

    def test_a_viewer_may_not(self, house, client, page, log_in):
        log_in("viewer")
        assert "Cancel" not in page("/staff/appointments").text
        page(self.path, status=403)
        assert client.post(self.path).status_code == 403
        assert house.calendar.asked == {}

    def test_a_form_from_elsewhere(self, house, client, page, log_in):
        log_in("staff")
        assert self.send(client, page, token="wrong").status_code == 403
        assert house.calendar.asked == {}

    def test_one_that_changed_since_it_was_shown(self, house, client, page, log_in):
        log_in("staff")
        fields = {field["name"]: field["value"] for field in page(self.path).all("input")[-2:]}
        house.calendar.booked[0] = replace(house.calendar.booked[0], version=2)
        response = client.post(self.path, data=fields)
        assert response.status_code == 409
        assert "It was changed meanwhile." in Page(response).text
        assert house.calendar.asked == {}

    def test_the_calendar_refuses(self, house, client, page, log_in):
        log_in("staff")
        house.calendar.refusal = Reason.UNKNOWN
        response = self.send(client, page)
        assert response.status_code == 409
        assert "It could not be cancelled." in Page(response).text

    @pytest.mark.parametrize("path", ["smile/a9", "other/a1"])
    def test_one_that_is_not_there(self, page, log_in, path):
        log_in("staff")
        page(f"/staff/appointments/{path}/cancel", status=404)


def test_every_field_has_a_label_and_every_page_its_landmarks(house, client, page, log_in):
    login = page("/staff/login")
    labelled = {label["for"] for label in login.all("label")}
    assert {f["id"] for f in login.all("input") if f.get("type") != "hidden"} == labelled
    log_in("staff")
    house.add_call()
    house.add_appointment()
    house.add_message()
    for path in [p for p in PATHS if not p.endswith("recording")]:
        shown = page(path)
        assert shown.all("html")[0]["lang"] == "en"
        assert len(shown.all("h1")) == 1
        assert len(shown.all("main")) == 1
        assert shown.all("a")[0] == {"class": "skip", "href": "#main"}
        assert [a for a in shown.all("a") if a.get("aria-current") == "page"]
        assert all("scope" in cell for cell in shown.all("th"))
