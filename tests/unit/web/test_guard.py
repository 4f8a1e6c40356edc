"""What every request passes: this machine only (without a token), small bodies, safe headers."""

import pytest
from starlette.websockets import WebSocketDisconnect
from web_house import FORM, PUBLIC, Twiml

from voicebot.web.guard import FORWARDING, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1", "localhost"])
def test_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "", "example.org", "1"])
def test_other_machines(host):
    assert not is_loopback(host)


class TestLocalOnly:
    def test_a_phone_on_this_machine_gets_a_plain_socket(self, house):
        answer = Twiml(house.local_client().post("/twilio/voice", data=FORM))
        assert answer.Stream.get("url") == "ws://127.0.0.1:8000/twilio/media"
        assert answer.Connect.get("action") == "http://127.0.0.1:8000/twilio/after?n=0"

    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9", "localhost", "[::1]:8000"])
    def test_names_of_this_machine(self, house, host):
        assert house.local_client(host).get("/healthz").status_code == 200

    @pytest.mark.parametrize("host", ["bot.example.org", "127.0.0.1.example.org", "10.0.0.1:8000"])
    def test_other_names(self, house, host):
        # A web page may let a name of its own point here (DNS rebinding).
        assert house.local_client(host).get("/healthz").status_code == 403

    @pytest.mark.parametrize("peer", ["10.0.0.1", "2001:db8::1", "testclient"])
    def test_other_peers(self, house, peer):
        client = house.local_client(peer=peer)
        for path in ("/healthz", "/metrics", "/staff/login", "/static/style.css"):
            assert client.get(path).status_code == 403
        assert client.post("/twilio/voice", data=FORM).status_code == 403
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/twilio/media"):
            pass

    @pytest.mark.parametrize(
        "name",
        [*sorted(FORWARDING), "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-anything"],
    )
    def test_forwarding_headers(self, house, name):
        client = house.local_client()
        assert client.get("/healthz", headers={name: "127.0.0.1"}).status_code == 403
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/twilio/media", headers={name: "1"}),
        ):
            pass

    def test_a_web_page_cannot_play_the_carrier(self, house):
        client = house.local_client()
        headers = {"Origin": "http://127.0.0.1:8000"}
        assert client.post("/twilio/voice", data=FORM, headers=headers).status_code == 403
        assert client.get("/staff/login", headers=headers).status_code == 200

    def test_with_a_token_the_signature_decides(self, house):
        client = house.client(local=True)
        assert client.get("/healthz").status_code == 200
        assert client.post("/twilio/voice", data=FORM).status_code == 403


class TestBodies:
    def test_a_small_one_passes_a_long_one_does_not(self, client):
        assert client.post("/staff/login", data={"name": "x" * 1000}).status_code == 403
        assert client.post("/staff/login", data={"name": "x" * 70_000}).status_code == 413

    def test_one_that_does_not_say_how_long_it_is(self, client):
        parts = (b"x" * 10_000 for _ in range(10))
        assert client.post("/twilio/voice", content=parts).status_code == 413


class TestHeaders:
    def test_pages(self, client):
        headers = client.get("/staff/login").headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["strict-transport-security"]

    def test_no_promise_of_https_without_it(self, house):
        headers = house.local_client().get("/staff/login").headers
        assert "strict-transport-security" not in headers

    def test_files_that_never_change_may_be_kept(self, client):
        response = client.get("/static/style.css")
        assert response.status_code == 200
        assert "no-store" not in response.headers.get("cache-control", "")


class TestErrors:
    def test_a_defect_is_a_plain_page_and_its_text_is_not_logged(self, house, caplog):
        def broken(call_id):
            raise ValueError("+15551230000")

        house.calls.call = broken
        form = FORM | {"CallStatus": "completed"}
        client = house.local_client()
        response = client.post("/twilio/status", data=form)
        assert (response.status_code, response.text) == (500, "something went wrong here\n")
        assert "ValueError at test_guard.py" in caplog.text
        assert "+1555" not in caplog.text

    def test_pages_that_are_not_there(self, client):
        assert client.get("/nowhere").json() == {"detail": "Not Found"}
        page = client.get("/staff/nowhere")
        assert page.status_code == 404
        assert "<h1>Not Found</h1>" in page.text

    def test_the_root_leads_to_the_pages(self, client):
        assert client.get("/").headers["location"] == "/staff/calls"
        assert PUBLIC not in client.get("/").headers["location"]
