"""The Media Streams protocol: what a carrier sends, what it varies, what it never would send."""

import base64
import json

import pytest

from voicebot.errors import BadFrame
from voicebot.ports import Connected, Dropped, Dtmf, Marked, Media, Started, Stopped, Unknown
from voicebot.telephony.stream import MAX_MESSAGE, MediaStream

CALL = "CA" + "1" * 32
STREAM = "MZ" + "2" * 32
ACCOUNT = "AC" + "3" * 32
FRAME = bytes(range(160))


def start(**changes):
    body = {
        "streamSid": STREAM,
        "accountSid": ACCOUNT,
        "callSid": CALL,
        "tracks": ["inbound"],
        "customParameters": {"ticket": "x1y2"},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    }
    body = {name: value for name, value in {**body, **changes}.items() if value is not ...}
    return json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": STREAM, "start": body})


def media(payload=FRAME, chunk="1", timestamp="20", **more):
    body = {"track": "inbound", "chunk": chunk, "timestamp": timestamp}
    body |= {"payload": base64.b64encode(payload).decode(), **more}
    body = {name: value for name, value in body.items() if value is not ...}
    return json.dumps({"event": "media", "streamSid": STREAM, "media": body})


def event(name, **body):
    return json.dumps({"event": name, "sequenceNumber": "9", "streamSid": STREAM, **body})


@pytest.fixture
def stream():
    started = MediaStream()
    started.receive_text(start())
    return started


class TestWhatACarrierSends:
    def test_a_whole_call(self):
        stream = MediaStream()
        texts = [
            json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}),
            start(),
            media(),
            event("dtmf", dtmf={"track": "inbound_track", "digit": "1"}),
            event("mark", mark={"name": "m7"}),
            event("stop", stop={"accountSid": ACCOUNT, "callSid": CALL}),
        ]
        assert [found for text in texts for found in stream.receive_text(text)] == [
            Connected(),
            Started(STREAM, CALL, ACCOUNT, {"ticket": "x1y2"}),
            Media(FRAME, 1, 20),
            Dtmf("1"),
            Marked("m7"),
            Stopped(),
        ]
        assert stream.stopped

    @pytest.mark.parametrize("digit", list("0123456789*#"))
    def test_keys(self, stream, digit):
        assert stream.receive_text(event("dtmf", dtmf={"digit": digit})) == [Dtmf(digit)]

    def test_any_length_of_frame(self, stream):
        assert stream.receive_text(media(b"\x00" * 800)) == [Media(b"\x00" * 800, 1, 20)]


class TestWhatACarrierMayVary:
    def test_numbers_as_numbers(self, stream):
        assert stream.receive_text(media(chunk=1, timestamp=20)) == [Media(FRAME, 1, 20)]

    def test_no_numbers_at_all(self, stream):
        bare = media(chunk=..., timestamp=..., track=...)
        assert stream.receive_text(bare) * 2 == [Media(FRAME, 0, 0)] * 2

    @pytest.mark.parametrize("field", ["customParameters", "mediaFormat", "accountSid", "tracks"])
    def test_start_without_an_extra(self, field):
        [started] = MediaStream().receive_text(start(**{field: ...}))
        assert (started.call_sid, started.stream_sid) == (CALL, STREAM)

    def test_the_stream_id_only_beside_the_body(self):
        [started] = MediaStream().receive_text(start(streamSid=...))
        assert started.stream_sid == STREAM

    def test_an_unknown_event_is_named(self, stream):
        assert stream.receive_text(event("weather", weather={})) == [Unknown("weather")]
        assert MediaStream().receive_text(event("weather")) == [Unknown("weather")]


class TestWhatIsLeftOut:
    @pytest.mark.parametrize(
        "text", [media(), event("mark", mark={"name": "m"}), event("stop", stop={})]
    )
    def test_before_the_start(self, text):
        stream = MediaStream()
        assert stream.receive_text(text) == [Dropped("before_start")]
        assert not stream.stopped

    def test_after_the_stop(self, stream):
        stream.receive_text(event("stop"))
        assert stream.receive_text(media()) == [Dropped("after_stop")]
        assert stream.receive_text(event("stop")) == [Dropped("after_stop")]

    def test_another_track(self, stream):
        assert stream.receive_text(media(track="outbound")) == [Dropped("track")]

    def test_another_stream(self, stream):
        strange = json.dumps({"event": "mark", "streamSid": "MZ9", "mark": {"name": "m"}})
        assert stream.receive_text(strange) == [Dropped("stream")]

    @pytest.mark.parametrize("digit", list("ABCD"))
    def test_keys_no_telephone_has(self, stream, digit):
        assert stream.receive_text(event("dtmf", dtmf={"digit": digit})) == [Dropped("key")]

    def test_repeated_and_late_frames(self, stream):
        stream.receive_text(media(chunk="5"))
        assert stream.receive_text(media(chunk="5")) == [Dropped("late")]
        assert stream.receive_text(media(chunk="4")) == [Dropped("late")]


class TestLostFrames:
    def test_silence_stands_in_for_them(self, stream):
        stream.receive_text(media(chunk="1", timestamp="20"))
        filled, frame = stream.receive_text(media(chunk="4", timestamp="80"))
        assert filled == Media(b"\xff" * 320, 4, 80, filled=True)
        assert frame == Media(FRAME, 4, 80)

    def test_audio_adds_up_to_the_carriers_time(self, stream):
        heard = 0
        for n in (1, 2, 3, 7, 8, 15, 16):
            events = stream.receive_text(media(chunk=str(n), timestamp=str(20 * n)))
            heard += sum(len(e.payload) for e in events)
        assert heard == 16 * 160


class TestWhatOnlyAStrangerSends:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "hello",
            "[]",
            "7",
            "null",
            '"start"',
            "{",
            "[" * 50_000,
            '{"event": ' + "9" * 5000 + "}",
            "{}",
            '{"event": 7}',
            '{"event": ""}',
            '{"event": "\\u0000"}',
            json.dumps({"event": "x" * 300}),
            json.dumps({"event": "weather", "pad": "x" * MAX_MESSAGE}),
        ],
    )
    def test_no_message(self, stream, text):
        with pytest.raises(BadFrame):
            stream.receive_text(text)

    @pytest.mark.parametrize(
        "changes",
        [
            {"callSid": ...},
            {"callSid": ""},
            {"callSid": 7},
            {"streamSid": None},
            {"customParameters": []},
            {"customParameters": {str(n): "x" for n in range(100)}},
            {"mediaFormat": "mu-law"},
            {"mediaFormat": {"encoding": "audio/l16", "sampleRate": 8000, "channels": 1}},
            {"mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 16000, "channels": 1}},
        ],
    )
    def test_a_crooked_start_starts_nothing(self, changes):
        stream = MediaStream()
        with pytest.raises(BadFrame):
            stream.receive_text(start(**changes))
        assert not stream.started

    def test_a_second_start(self, stream):
        with pytest.raises(BadFrame):
            stream.receive_text(start())

    @pytest.mark.parametrize(
        "text",
        [
            event("media"),
            event("media", media=[]),
            event("media", media={}),
            event("media", media={"payload": 7}),
            event("media", media={"payload": "not base64!"}),
            event("media", media={"payload": "é"}),
            media(chunk="one"),
            media(chunk="-1"),
            media(timestamp="9" * 40),
            media(timestamp="9" * 5000),
            event("dtmf", dtmf={}),
            event("dtmf", dtmf={"digit": "12"}),
            event("dtmf", dtmf={"digit": 1}),
            event("mark", mark={}),
            event("mark", mark={"name": "x" * 300}),
        ],
    )
    def test_a_crooked_event(self, stream, text):
        with pytest.raises(BadFrame):
            stream.receive_text(text)
        assert stream.receive_text(event("mark", mark={"name": "m"})) == [Marked("m")]


class TestWhatWeSend:
    """No field beside the documented ones: the carrier ignores such messages (31951)."""

    def test_media(self, stream):
        payload = base64.b64encode(FRAME).decode()
        assert json.loads(stream.media(FRAME)) == {
            "event": "media",
            "streamSid": STREAM,
            "media": {"payload": payload},
        }

    def test_mark(self, stream):
        assert json.loads(stream.mark("m7")) == {
            "event": "mark",
            "streamSid": STREAM,
            "mark": {"name": "m7"},
        }

    def test_clear(self, stream):
        assert json.loads(stream.clear()) == {"event": "clear", "streamSid": STREAM}

    def test_nothing_before_the_start(self):
        with pytest.raises(RuntimeError, match="before the stream"):
            MediaStream().clear()
