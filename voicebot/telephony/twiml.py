"""The documents that tell Twilio how a call goes on. All return XML text.

Built with the `twilio` package, which escapes. Addresses are absolute: relative ones are not
taken everywhere (`<Stream>`).
"""

from __future__ import annotations

from typing import Final

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

RING_S: Final = 25
MESSAGE_S: Final = 120
SILENCE_S: Final = 5


def connect(*, media_url: str, after_url: str, ticket: str, say: str = "") -> str:
    """Join the call to our media socket; `after_url` is asked what follows it."""
    response = _saying(say)
    joined = Connect(action=after_url, method="POST")
    joined.stream(url=media_url).parameter(name="ticket", value=ticket)
    response.append(joined)
    return str(response)


def hang_up(say: str = "") -> str:
    response = _saying(say)
    response.hangup()
    return str(response)


def forward(*, to: str, dialled_url: str, say: str = "") -> str:
    """Ring a person (E.164, or a sip: address); `dialled_url` is told whether one answered."""
    response = _saying(say)
    dial = Dial(action=dialled_url, method="POST", timeout=RING_S, answer_on_bridge=True)
    if to.startswith("sip:"):
        dial.sip(to)
    else:
        dial.number(to)
    response.append(dial)
    return str(response)


def take_message(*, recorded_url: str, say: str) -> str:
    """Record what the caller says after the tone; `recorded_url` is told where it is."""
    response = _saying(say)
    response.record(
        action=recorded_url,
        method="POST",
        max_length=MESSAGE_S,
        timeout=SILENCE_S,
        play_beep=True,
        finish_on_key="#",
    )
    # Only reached when nothing at all was said.
    response.hangup()
    return str(response)


def text_message(body: str = "") -> str:
    """The answer to an incoming text message; no body means none is sent."""
    response = MessagingResponse()
    if body:
        response.message(body)
    return str(response)


def _saying(say: str) -> VoiceResponse:
    response = VoiceResponse()
    if say:
        response.say(say)
    return response
