"""Webhooks of calls: signed or refused, and somebody always takes the call."""

import logging

import pytest
from web_house import CALL, FORM, NOW, PUBLIC, Twiml, event, signed, start

from voicebot.booking.model import TakeMessage
from voicebot.errors import SettingsError
from voicebot.ports import Stopped
from voicebot.web.app import create_app

ROUTES = ["voice", "after", "dialled", "recorded", "status", "sms"]


class TestSignatures:
    @pytest.mark.parametrize("route", ROUTES)
    def test_a_forged_one_is_refused(self, house, client, route):
        for headers in ({}, signed(f"/twilio/{route}", FORM, token="67890")):
            assert client.post(f"/twilio/{route}", data=FORM, headers=headers).status_code == 403
        assert (
            house.count("voicebot_webhooks_total", route=f"/twilio/{route}", answer="forged") == 2
        )
        assert not house.tickets.issued

    def test_a_changed_field_is_refused(self, client):
        headers = signed("/twilio/voice", FORM)
        response = client.post("/twilio/voice", data=FORM | {"To": "+15559990000"}, headers=headers)
        assert response.status_code == 403

    def test_blank_unknown_and_repeated_fields_are_part_of_it(self, client):
        form = FORM | {"FromCity": "", "Later": ["b", "a"]}
        assert client.post(
            "/twilio/voice", data=form, headers=signed("/twilio/voice", form)
        ).is_success

    def test_the_host_of_the_request_does_not_matter(self, client):
        headers = signed("/twilio/voice", FORM) | {"Host": "inside.example:8000"}
        response = client.post("/twilio/voice", data=FORM, headers=headers)
        assert Twiml(response).Stream.get("url") == "wss://bot.example.org/twilio/media"

    def test_a_public_address_with_a_path(self, house):
        client = house.client(public_url=f"{PUBLIC}/line/")
        headers = signed("/line/twilio/voice", FORM)
        response = client.post("/twilio/voice", data=FORM, headers=headers)
        assert Twiml(response).Stream.get("url") == "wss://bot.example.org/line/twilio/media"

    def test_only_posts(self, client):
        assert client.get("/twilio/voice").status_code == 405

    def test_without_a_proper_call_id(self, post):
        for call_id in ("", "x" * 65, "CA1/../x", "CA 1"):
            assert post("/twilio/voice", CallSid=call_id).status_code == 400

    def test_a_body_longer_than_any_form(self, client):
        assert client.post("/twilio/voice", data={"A": "x" * 70_000}).status_code == 413


class TestAccount:
    OURS, OTHER = "AC" + "1" * 32, "AC" + "2" * 32

    def post(self, client, route="voice", **fields):
        form = FORM | fields
        path = f"/twilio/{route}"
        return client.post(path, data=form, headers=signed(path, form))

    @pytest.mark.parametrize("route", ROUTES)
    def test_another_accounts_webhook_is_refused_though_it_is_signed(self, house, route, caplog):
        client = house.client(account_sid=self.OURS)
        assert self.post(client, route, AccountSid=self.OTHER).status_code == 403
        answers = {"route": f"/twilio/{route}", "answer": "other_account"}
        assert house.count("voicebot_webhooks_total", **answers) == 1
        assert "other_account" in caplog.text
        assert self.OTHER not in caplog.text
        assert not house.tickets.issued

    def test_one_without_an_account_is_refused(self, house):
        assert self.post(house.client(account_sid=self.OURS)).status_code == 403

    def test_ours_is_taken(self, house):
        assert self.post(house.client(account_sid=self.OURS), AccountSid=self.OURS).is_success

    def test_without_the_setting_any_signed_one_is_taken(self, client):
        assert self.post(client, AccountSid=self.OTHER).is_success


class TestSettings:
    @pytest.mark.parametrize(
        "changes",
        [
            {"auth_tokens": ()},
            {"public_url": ""},
            {"public_url": "http://bot.example.org"},
            {"secret_key": ""},
        ],
    )
    def test_nothing_starts_that_strangers_could_use(self, house, changes):
        with pytest.raises(SettingsError):
            create_app(house.services(**changes))


class TestVoice:
    def test_the_call_is_joined_to_the_media_socket(self, house, post):
        answer = Twiml(post("/twilio/voice"))
        assert answer.verbs == ["Connect"]
        assert answer.Connect.get("action") == f"{PUBLIC}/twilio/after?n=0"
        assert answer.Stream.get("url") == "wss://bot.example.org/twilio/media"
        call, facts, _ = house.tickets.issued[answer.Parameter.get("value")]
        assert call == CALL
        assert facts == {
            "business_id": "smile",
            "caller": "+15551230000",
            "called": "+15551230001",
            "reconnects": "0",
        }

    @pytest.mark.parametrize("value", ["anonymous", "+266696687", "Restricted", ""])
    def test_a_withheld_number_is_no_number(self, house, post, value):
        post("/twilio/voice", From=value)
        [(_, facts, _)] = house.tickets.issued.values()
        assert facts["caller"] == ""

    def test_asked_again_the_answer_is_the_same(self, house, post):
        first, second = post("/twilio/voice"), post("/twilio/voice")
        assert first.text == second.text
        assert len(house.tickets.issued) == 1

    def test_asked_again_later_or_after_the_call_was_joined(self, house, post, line):
        answers = [post("/twilio/voice").text]
        house.clock.forward(seconds=61)
        answers.append(post("/twilio/voice").text)
        ticket = list(house.tickets.issued)[-1]
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
            answers.append(post("/twilio/voice").text)
        assert len(set(answers)) == 3

    def test_a_full_house_forwards_where_it_can(self, house):
        house.room = False
        client = house.client(forward_to={"smile": "+15551239999"})
        answer = Twiml(
            client.post("/twilio/voice", data=FORM, headers=signed("/twilio/voice", FORM))
        )
        assert answer.verbs == ["Say", "Dial"]
        assert answer.Number.text == "+15551239999"
        assert answer.Dial.get("action") == f"{PUBLIC}/twilio/dialled"

    def test_a_full_house_takes_a_message_where_nobody_can_be_rung(self, house, post):
        house.room = False
        answer = Twiml(post("/twilio/voice"))
        assert answer.verbs == ["Say", "Record", "Hangup"]
        assert answer.Record.get("action") == f"{PUBLIC}/twilio/recorded"
        assert not house.tickets.issued

    def test_when_a_part_is_down_the_caller_still_gets_a_way_out(self, house, post, caplog):
        house.tickets.broken = True
        assert Twiml(post("/twilio/voice")).verbs == ["Say", "Record", "Hangup"]
        assert "OSError at" in caplog.text
        assert "+1555" not in caplog.text

    def test_a_number_of_no_business(self, house, post):
        assert Twiml(post("/twilio/voice", To="+15550000000")).verbs == ["Say", "Hangup"]
        assert not house.tickets.issued


class TestAfter:
    def call(self, house, post, line, *then):
        """A call that is joined, hears these messages and ends."""
        ticket = Twiml(post("/twilio/voice")).Parameter.get("value")
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
            for text in then:
                socket.send_text(text)

    def test_a_goodbye_hangs_up(self, house, post, line):
        house.run_call.goodbye_on = Stopped()
        self.call(house, post, line, event("stop"))
        assert Twiml(post("/twilio/after?n=0", CallStatus="in-progress")).verbs == ["Hangup"]

    def test_a_broken_socket_is_joined_up_again(self, house, post, line):
        self.call(house, post, line)
        answer = Twiml(post("/twilio/after?n=0", CallStatus="in-progress"))
        assert answer.verbs == ["Say", "Connect"]
        assert answer.Connect.get("action") == f"{PUBLIC}/twilio/after?n=1"
        _, facts, _ = house.tickets.issued[answer.Parameter.get("value")]
        assert facts["reconnects"] == "1"

    def test_a_driver_that_fails_is_no_goodbye(self, house, post, line, caplog):
        house.run_call.error = ValueError("Ann said something")
        self.call(house, post, line, event("mark", mark={"name": "m"}))
        assert Twiml(post("/twilio/after?n=0", CallStatus="in-progress")).verbs[-1] == "Connect"
        assert f"call {CALL} failed: ValueError at" in caplog.text
        assert "Ann" not in caplog.text

    def test_a_call_whose_process_died_is_joined_up_again(self, house, post):
        house.add_call(ended_at=None)
        house.add_entry("said", text="Hello", reply="greeting")
        assert Twiml(post("/twilio/after?n=0", CallStatus="in-progress")).verbs[-1] == "Connect"

    def test_a_call_that_another_process_ended_hangs_up(self, house, post):
        house.add_entry("ended", reason="done", outcome="booked", turns=4)
        assert Twiml(post("/twilio/after?n=0", CallStatus="in-progress")).verbs == ["Hangup"]

    def test_the_third_break_ends_with_a_message(self, house, post):
        assert Twiml(post("/twilio/after?n=1", CallStatus="in-progress")).verbs[-1] == "Connect"
        assert Twiml(post("/twilio/after?n=2", CallStatus="in-progress")).verbs[1] == "Record"

    def test_a_full_house_does_not_join_it_up_again(self, house, post):
        house.room = False
        assert Twiml(post("/twilio/after?n=0", CallStatus="in-progress")).verbs[1] == "Record"

    def test_nobody_is_on_the_line(self, house, post):
        assert Twiml(post("/twilio/after?n=0", CallStatus="completed")).verbs == ["Hangup"]

    def test_a_handover_rings_the_person(self, house, post):
        house.handover[CALL] = "+15551239999"
        answer = Twiml(post("/twilio/after?n=0", CallStatus="in-progress"))
        assert (answer.verbs, answer.Number.text) == (["Say", "Dial"], "+15551239999")

    def test_it_ends_a_socket_that_has_not_noticed(self, house, post, line):
        ticket = Twiml(post("/twilio/voice")).Parameter.get("value")
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
            again = Twiml(post("/twilio/after?n=0", CallStatus="in-progress"))
            assert again.verbs[-1] == "Connect"
            with line() as second:
                second.send_text(start(again.Parameter.get("value")))
                second.receive_text()
        assert [facts.reconnects for facts in house.run_call.facts] == [0, 1]

    def test_a_late_retry_leaves_the_new_socket_alone(self, house, post, line):
        again = Twiml(post("/twilio/after?n=0", CallStatus="in-progress"))
        with line() as socket:
            socket.send_text(start(again.Parameter.get("value")))
            socket.receive_text()
            post("/twilio/after?n=0", CallStatus="in-progress")
            socket.send_text(event("mark", mark={"name": "still here"}))
            socket.send_text(event("stop"))
        assert [type(e).__name__ for e in house.run_call.events] == ["Marked", "Stopped"]


class TestRingingAPerson:
    @pytest.mark.parametrize("status", ["completed", "answered"])
    def test_somebody_answered(self, house, post, status):
        assert Twiml(post("/twilio/dialled", DialCallStatus=status)).verbs == ["Hangup"]
        assert house.calls.call(CALL).outcome == "transferred"

    @pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", ""])
    def test_nobody_answered(self, post, status):
        answer = Twiml(post("/twilio/dialled", DialCallStatus=status))
        assert answer.verbs == ["Say", "Record", "Hangup"]


class TestRecordedMessages:
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"

    def test_it_is_kept_for_the_staff(self, house, post):
        answer = Twiml(post("/twilio/recorded", RecordingUrl=self.url, RecordingDuration="12"))
        assert answer.verbs == ["Say", "Hangup"]
        assert house.calendar.asked == {
            f"{CALL}/recorded/RE1": TakeMessage(
                "message", f"Recorded message, 12 seconds: {self.url}", phone="+15551230000"
            )
        }
        assert house.calls.call(CALL).outcome == "message"

    @pytest.mark.parametrize(("before", "after"), [("abandoned", "message"), ("booked", "booked")])
    def test_it_counts_more_than_a_call_that_got_nowhere(self, house, post, before, after):
        house.add_call(outcome=before)
        post("/twilio/recorded", RecordingUrl=self.url)
        assert house.calls.call(CALL).outcome == after

    def test_nothing_was_recorded(self, house, post):
        answer = Twiml(post("/twilio/recorded", RecordingUrl="javascript:alert(1)"))
        assert answer.verbs == ["Say", "Hangup"]
        assert not house.calendar.asked


class TestStatus:
    def test_a_call_that_never_came_to_the_bot_leaves_a_record(self, house, post):
        assert post("/twilio/status", CallStatus="completed", SequenceNumber="3").status_code == 204
        call = house.calls.call(CALL)
        assert (call.outcome, call.ended_at, call.caller) == ("abandoned", NOW, "+15551230000")
        assert house.released == [CALL]

    def test_an_open_record_is_closed_once(self, house, post):
        house.add_call(ended_at=None, outcome="", turns=3)
        for _ in range(3):
            post("/twilio/status", CallStatus="completed", SequenceNumber="3")
        assert house.calls.closed == [(CALL, "failed")]
        assert house.calls.call(CALL).turns == 3

    def test_a_closed_record_stays_as_it_is(self, house, post):
        house.add_call()
        post("/twilio/status", CallStatus="completed", SequenceNumber="3")
        assert house.calls.closed == []

    @pytest.mark.parametrize("status", ["initiated", "ringing", "in-progress"])
    def test_before_the_end_nothing_happens(self, house, post, status):
        assert post("/twilio/status", CallStatus=status, SequenceNumber="1").status_code == 204
        assert house.calls.summaries == {}
        assert house.released == []

    def test_out_of_order(self, house, post):
        post("/twilio/status", CallStatus="completed", SequenceNumber="3")
        post("/twilio/status", CallStatus="in-progress", SequenceNumber="2")
        assert house.calls.call(CALL).outcome == "abandoned"

    def test_it_ends_a_socket_that_has_not_noticed(self, house, post, line):
        ticket = Twiml(post("/twilio/voice")).Parameter.get("value")
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
            post("/twilio/status", CallStatus="completed", SequenceNumber="3")
            assert house.count("voicebot_media_sockets_open") == 0


class TestTextMessages:
    def test_an_honest_answer_once_a_day(self, house, post):
        assert "calls only" in Twiml(post("/twilio/sms", Body="Can I come on Friday?")).Message.text
        assert Twiml(post("/twilio/sms", Body="Hello?")).verbs == []
        house.clock.forward(days=1)
        assert Twiml(post("/twilio/sms", Body="Hello?")).verbs == ["Message"]

    @pytest.mark.parametrize("body", ["STOP", " stop. ", "Unsubscribe", "HELP", "start"])
    def test_the_carriers_own_words_are_left_to_it(self, post, body):
        assert Twiml(post("/twilio/sms", Body=body)).verbs == []

    def test_no_number_to_answer(self, post):
        assert Twiml(post("/twilio/sms", From="anonymous", Body="Hi")).verbs == []


def test_logs_never_hold_numbers_or_words(house, post, line, caplog):
    caplog.set_level(logging.DEBUG)
    ticket = Twiml(post("/twilio/voice")).Parameter.get("value")
    with line() as socket:
        socket.send_text(start(ticket))
        socket.receive_text()
        socket.send_text(event("dtmf", dtmf={"digit": "4"}))
        socket.send_text(event("dtmf", dtmf={"digit": "secret"}))
        socket.send_text(event("stop"))
    post("/twilio/sms", Body="my secret")
    post("/twilio/status", CallStatus="completed", SequenceNumber="1")
    for secret in ("5551230000", "secret", ticket):
        assert secret not in caplog.text
