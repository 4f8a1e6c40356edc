from __future__ import annotations

import asyncio

import httpx
import pytest

from voicebot.errors import CallFailed
from voicebot.simulator.carrier import Carrier, Destination, new_sid

LOCAL = "http://127.0.0.1:8000"
PUBLIC = "https://bot.example.org"


def test_signature_is_twilios_own_worked_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    header = Destination(LOCAL, token="12345").signature(
        "https://example.com/myapp.php?foo=1&bar=2", form
    )
    assert header == {"X-Twilio-Signature": "L/OH5YylLD5NRKLltdqwSvS0BnU="}
    assert Destination(LOCAL).signature(LOCAL, form) == {}


@pytest.mark.parametrize(
    ("told", "reached"),
    [
        (f"{PUBLIC}/twilio/after", f"{LOCAL}/twilio/after"),
        ("wss://bot.example.org/twilio/media", "ws://127.0.0.1:8000/twilio/media"),
        ("https://elsewhere.example.org/x", "https://elsewhere.example.org/x"),
    ],
)
def test_public_addresses_are_reached_where_the_service_is(told: str, reached: str) -> None:
    assert Destination(LOCAL, public_url=PUBLIC).reached(told) == reached
    assert Destination(LOCAL).reached(told) == told


def test_told_addresses_keep_a_path_prefix() -> None:
    assert Destination(LOCAL).told("twilio/voice") == f"{LOCAL}/twilio/voice"
    prefixed = Destination(LOCAL, public_url=f"{PUBLIC}/bot/")
    assert prefixed.told("twilio/voice") == f"{PUBLIC}/bot/twilio/voice"


def test_sids_look_like_the_carriers() -> None:
    sid = new_sid("CA")
    assert len(sid) == 34
    assert int(sid[2:], 16) >= 0
    assert sid != new_sid("CA")


def answer(response: httpx.Response | Exception) -> str:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    async def main() -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
            carrier = Carrier(Destination(LOCAL), http, "+14155550132", "+15555550100")
            return str(await carrier.instructions(f"{LOCAL}/twilio/voice", "ringing"))

    return asyncio.run(main())


def test_failed_webhooks_say_why_in_one_line() -> None:
    with pytest.raises(CallFailed, match="answered HTTP 403"):
        answer(httpx.Response(403))
    with pytest.raises(CallFailed, match="does not answer: refused"):
        answer(httpx.ConnectError("refused"))
    with pytest.raises(CallFailed, match="not TwiML"):
        answer(httpx.Response(200, text="hello"))
    assert answer(httpx.Response(204)) == "()"
