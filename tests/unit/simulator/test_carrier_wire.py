from __future__ import annotations

import json

import pytest

from voicebot.simulator.wire import Clear, Ignored, Mark, Peer, Play, read
from voicebot.telephony.stream import MediaStream

SID = "MZ" + "2" * 32


def message(event: str, **fields: object) -> str:
    return json.dumps({"event": event, "streamSid": SID} | fields)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (message("media", media={"payload": "//8="}), Play(b"\xff\xff")),
        (message("mark", mark={"name": "m7"}), Mark("m7")),
        (message("clear"), Clear()),
    ],
)
def test_the_three_documented_messages_are_read(text: str, meaning: object) -> None:
    assert read(text, SID) == meaning


@pytest.mark.parametrize(
    ("sent", "code", "why"),
    [
        (b"\x00\x01", 31950, "binary"),
        ("{", 31950, "JSON"),
        ("[]", 31950, "object"),
        (message("speak"), 31951, "unknown event 'speak'"),
        (json.dumps({"event": ["media"]}), 31951, "unknown event"),
        (message("media"), 31951, "['media'] missing"),
        (message("clear", sequenceNumber="1"), 31951, "sequenceNumber"),
        (message("media", media={"payload": "AA==", "track": "outbound"}), 31951, "nothing else"),
        (message("media", media={"payload": "*"}), 31951, "base64"),
        (message("media", media={"payload": "UklGRg=="}), 31951, "WAV header"),
        (message("mark", mark={"name": 7}), 31951, "nothing else"),
        (message("mark", mark="m7"), 31951, "nothing else"),
        (message("clear").replace(SID, "MZ"), 31951, "another stream"),
        (json.dumps({"event": "clear"}), 31951, "streamSid"),
    ],
)
def test_anything_else_is_left_out_with_its_number(sent: str | bytes, code: int, why: str) -> None:
    ignored = read(sent, SID)
    assert isinstance(ignored, Ignored)
    assert ignored.code == code
    assert why in ignored.why


def test_messages_are_numbered_over_all_kinds_and_frames_by_themselves() -> None:
    peer = Peer(stream_sid=SID, call_sid="CA1", account_sid="AC1")
    texts = [peer.start({}), peer.media("//8=", 20), peer.dtmf("1"), peer.mark("m")]
    texts += [peer.media("//8=", 40), peer.stop()]
    sent = [json.loads(text) for text in texts]
    assert [m["sequenceNumber"] for m in sent] == ["1", "2", "3", "4", "5", "6"]
    assert [m["media"]["chunk"] for m in sent if m["event"] == "media"] == ["1", "2"]
    assert sent[-1]["stop"] == {"accountSid": "AC1", "callSid": "CA1"}


def test_both_ends_of_the_wire_understand_each_other() -> None:
    peer = Peer(stream_sid=SID, call_sid="CA1", account_sid="AC1")
    stream = MediaStream()
    assert stream.receive_text(peer.connected())
    (started,) = stream.receive_text(peer.start({"ticket": "t"}))
    assert (started.call_sid, started.parameters) == ("CA1", {"ticket": "t"})  # type: ignore[union-attr]
    (frame,) = stream.receive_text(peer.media("//8=", 20))
    assert frame.payload == b"\xff\xff"  # type: ignore[union-attr]
    assert read(stream.media(b"\x01"), SID) == Play(b"\x01")
    assert read(stream.mark("m1"), SID) == Mark("m1")
    assert read(stream.clear(), SID) == Clear()
