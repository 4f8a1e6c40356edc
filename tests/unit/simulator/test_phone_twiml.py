from __future__ import annotations

import pytest
from twilio.twiml.voice_response import Connect as ConnectVerb
from twilio.twiml.voice_response import VoiceResponse

from voicebot.simulator.twiml import Connect, Verb, connect_of, parse


def test_what_twilios_own_builder_writes_is_read() -> None:
    response = VoiceResponse()
    connect = ConnectVerb(action="https://bot.example.org/twilio/after", method="POST")
    connect.stream(url="wss://bot.example.org/m").parameter(name="ticket", value="a&b")
    response.append(connect)
    assert connect_of(parse(str(response))) == Connect(
        "wss://bot.example.org/m", {"ticket": "a&b"}, "https://bot.example.org/twilio/after"
    )


def test_other_verbs_are_kept_with_their_words() -> None:
    verbs = parse("<Response><Say>Sorry</Say><Dial><Number>+15550100</Number></Dial></Response>")
    assert [str(verb) for verb in verbs] == ["<Say> Sorry", "<Dial> +15550100"]
    assert connect_of(verbs) is None
    assert verbs[0] == Verb("Say", {}, "Sorry")


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("hello", "12100"),
        ("<html/>", "root is <html>"),
        ("<Response>" + " " * 65_536 + "</Response>", "11750"),
    ],
)
def test_what_is_not_twiml_is_refused(document: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(document)


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        ('<Stream url="/m"/>', "31922"),
        ('<Stream url="wss://x/m?t=1"/>', "31920"),
        ('<Stream url="wss://x/m" track="both_tracks"/>', "31941"),
        (f'<Stream url="wss://x/m"><Parameter name="t" value="{"x" * 500}"/></Stream>', "500"),
    ],
)
def test_a_stream_the_carrier_would_refuse_is_refused(stream: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        connect_of(parse(f"<Response><Connect>{stream}</Connect></Response>"))
