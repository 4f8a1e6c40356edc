"""The media socket: only its own call gets in, and nothing a stranger sends hurts anybody else."""

import json
import threading
import time

import pytest
import uvicorn
from starlette.websockets import WebSocketDisconnect
from web_house import CALL, STREAM, Twiml, event, signed_socket, start
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from voicebot.ports import CallFacts, Dtmf, Marked, Media, Stopped
from voicebot.web.app import create_app
from voicebot.web.services import UVICORN

OTHER = "CA" + "9" * 32


@pytest.fixture
def ticket(post):
    return Twiml(post("/twilio/voice")).Parameter.get("value")


def refused(socket):
    """The code that the socket is closed with."""
    with pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_text()
    return closed.value.code


class TestGettingIn:
    def test_the_ticket_brings_what_the_webhook_knew(self, house, line, ticket):
        with line() as socket:
            socket.send_text(json.dumps({"event": "connected", "protocol": "Call"}))
            socket.send_text(start(ticket))
            assert json.loads(socket.receive_text())["mark"] == {"name": "hello 1"}
            socket.send_text(event("dtmf", dtmf={"digit": "5"}))
            socket.send_text(event("stop"))
            assert refused(socket) == 1000
        [facts] = house.run_call.facts
        assert facts == CallFacts(
            CALL, STREAM, "smile", "+15551230000", "+15551230001", facts.stream, 0
        )
        assert house.run_call.events == [Dtmf("5"), Stopped()]
        assert house.released == [CALL]
        assert house.count("voicebot_media_sockets_total", result="goodbye") == 1

    @pytest.mark.parametrize("headers", [{}, signed_socket("67890")])
    def test_a_forged_handshake(self, house, client, headers):
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect("/twilio/media", headers=headers),
        ):
            pass
        assert closed.value.code == 1008
        assert house.count("voicebot_media_sockets_total", result="forged") == 1

    def test_a_wrong_ticket(self, house, line):
        with line() as socket:
            socket.send_text(start("wrong"))
            assert refused(socket) == 1008
        assert not house.run_call.facts

    def test_no_ticket(self, house, line):
        with line() as socket:
            socket.send_text(json.dumps({"event": "start", "streamSid": STREAM, "start": {}}))
            assert refused(socket) == 1008

    def test_a_ticket_of_another_call_is_spent(self, house, line, ticket):
        for call in (OTHER, CALL):
            with line() as socket:
                socket.send_text(start(ticket, call=call))
                assert refused(socket) == 1008
        assert not house.run_call.facts

    def test_a_replayed_ticket(self, house, line, ticket):
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
        with line() as socket:
            socket.send_text(start(ticket))
            assert refused(socket) == 1008
        assert house.count("voicebot_media_sockets_total", result="bad_ticket") == 1

    def test_an_expired_ticket(self, house, line, ticket):
        house.clock.forward(seconds=60)
        with line() as socket:
            socket.send_text(start(ticket))
            assert refused(socket) == 1008

    def test_a_ticket_store_that_is_down(self, house, line, ticket, caplog):
        house.tickets.broken = True
        with line() as socket:
            socket.send_text(start(ticket))
            assert refused(socket) == 1011
        assert "+1555" not in caplog.text

    def test_a_second_socket_of_a_call_that_talks(self, house, post, line, ticket):
        with line() as first:
            first.send_text(start(ticket))
            first.receive_text()
            again = Twiml(post("/twilio/voice")).Parameter.get("value")
            with line() as second:
                second.send_text(start(again))
                assert refused(second) == 1008
            first.send_text(event("mark", mark={"name": "still here"}))
            first.send_text(event("stop"))
        assert house.run_call.events == [Marked("still here"), Stopped()]

    def test_no_start_in_time(self, house, line):
        with line() as socket:
            began = time.monotonic()
            socket.send_text(event("media", media={"payload": ""}))
            assert refused(socket) == 1008
        assert time.monotonic() - began < 5
        assert house.count("voicebot_media_sockets_total", result="no_start") == 1
        assert house.count("voicebot_dropped_events_total", reason="before_start") == 1


class TestBeforeTheStart:
    """Nothing ties such a socket to a call: the first bad message ends it."""

    @pytest.mark.parametrize("text", ["hello", "[]", "7", '{"event": 7}', '{"event": "start"}'])
    def test_a_broken_message(self, house, line, text):
        with line() as socket:
            socket.send_text(text)
            assert refused(socket) == 1008
        assert house.count("voicebot_bad_frames_total") == 1

    def test_a_binary_frame(self, house, line):
        with line() as socket:
            socket.send_bytes(b"\x00" * 160)
            assert refused(socket) == 1003

    def test_a_megabyte(self, house, line):
        with line() as socket:
            socket.send_text("x" * 1_000_000)
            assert refused(socket) == 1009

    def test_an_unknown_event_is_waited_out(self, house, line, ticket):
        with line() as socket:
            socket.send_text(json.dumps({"event": "weather"}))
            socket.send_text(start(ticket))
            socket.receive_text()
        assert house.count("voicebot_dropped_events_total", reason="unknown") == 1


class TestDuringTheCall:
    """A person is on the line: what is broken is left out, as the carrier leaves out ours."""

    @pytest.fixture
    def call(self, house, line, ticket):
        with line() as socket:
            socket.send_text(start(ticket))
            socket.receive_text()
            yield socket

    def test_broken_binary_and_unknown_messages_are_left_out(self, house, call):
        call.send_text("hello")
        call.send_text("[]")
        call.send_bytes(b"\x00")
        call.send_text(event("weather"))
        call.send_text(start("again"))
        call.send_text(event("media", media={"payload": "AAAA", "chunk": "1"}))
        call.send_text(event("stop"))
        call.close()
        assert refused(call) == 1000
        assert house.run_call.events == [Media(b"\0\0\0", 1, 0), Stopped()]
        assert house.count("voicebot_bad_frames_total") == 4

    def test_too_many_of_them_end_the_call(self, house, call):
        for _ in range(10):
            call.send_text("hello")
        assert refused(call) == 1008

    def test_a_megabyte_ends_it(self, house, call):
        call.send_text("x" * 1_000_000)
        assert refused(call) == 1009

    def test_a_second_stop_changes_nothing(self, house, call):
        call.send_text(event("stop"))
        call.send_text(event("stop"))
        assert refused(call) == 1000

    def test_other_calls_go_on(self, house, post, line, call):
        other = Twiml(post("/twilio/voice", CallSid=OTHER)).Parameter.get("value")
        with line() as second:
            second.send_text(start(other, call=OTHER))
            second.receive_text()
            for _ in range(10):
                second.send_text("hello")
            assert refused(second) == 1008
        call.send_text(event("mark", mark={"name": "still here"}))
        call.send_text(event("stop"))
        assert refused(call) == 1000
        assert house.run_call.events == [Marked("still here"), Stopped()]

    def test_lost_frames_come_as_silence(self, house, call):
        for chunk in ("1", "3"):
            call.send_text(event("media", media={"payload": "AAAA", "chunk": chunk}))
        call.send_text(event("stop"))
        assert refused(call) == 1000
        assert house.run_call.events[:3] == [
            Media(b"\0\0\0", 1, 0),
            Media(b"\xff\xff\xff", 3, 0, filled=True),
            Media(b"\0\0\0", 3, 0),
        ]


def say_too_much(socket):
    """The line may go while it is sent, or after."""
    socket.send("x" * 1_000_000)
    socket.recv()


class TestOverTheNetwork:
    """The same with a real server under the limits that it is given."""

    @pytest.fixture
    def address(self, house):
        config = uvicorn.Config(
            create_app(house.services(auth_tokens=(), public_url="", local=True)),
            **UVICORN | {"port": 0, "log_config": None, "lifespan": "off"},
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join()

    def test_a_call_and_a_megabyte(self, house, address):
        ticket = house.tickets.issue(CALL, {"business_id": "smile"}, now=house.clock())
        with connect(f"ws://{address}/twilio/media") as socket:
            socket.send(start(ticket))
            assert json.loads(socket.recv())["event"] == "mark"
            with pytest.raises(ConnectionClosed) as closed:
                say_too_much(socket)
        assert closed.value.rcvd.code == 1009
        ticket = house.tickets.issue(CALL, {"business_id": "smile"}, now=house.clock())
        with connect(f"ws://{address}/twilio/media") as socket:
            socket.send(start(ticket))
            assert json.loads(socket.recv())["mark"]["name"] == "hello 2"

    def test_a_forwarded_handshake(self, address):
        with (
            pytest.raises(InvalidStatus) as refusal,
            connect(f"ws://{address}/twilio/media", additional_headers={"X-Forwarded-For": "::1"}),
        ):
            pass
        assert refusal.value.response.status_code == 403
