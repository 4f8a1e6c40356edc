"""The carrier's end of Twilio's Media Streams: texts to send, and a strict reader of what comes.

The other end's protocol is `voicebot.telephony.stream`; this is written against Twilio's pages
"Media Streams - WebSocket Messages" and the error dictionary, not against that module, so that a
mistake there is not repeated here.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Play:
    mulaw: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    pass


@dataclass(frozen=True, slots=True)
class Ignored:
    """A message the carrier would leave out, with the number of its warning."""

    code: int
    why: str


Sent = Play | Mark | Clear | Ignored

MALFORMED: Final = 31950
INVALID: Final = 31951

_BODIES: Final[dict[str, str | None]] = {"media": "payload", "mark": "name", "clear": None}


def read(message: str | bytes, stream_sid: str) -> Sent:
    """One message of the server. Anything but exactly what is documented is `Ignored`."""
    if isinstance(message, bytes):
        return Ignored(MALFORMED, "binary frame")
    try:
        fields = json.loads(message)
    except ValueError:
        return Ignored(MALFORMED, "not JSON")
    if not isinstance(fields, dict):
        return Ignored(MALFORMED, "not a JSON object")
    fault = _fault(fields, stream_sid)
    return Ignored(INVALID, fault) if fault else _read(fields)


def _fault(fields: dict[str, Any], stream_sid: str) -> str:
    event = fields.get("event")
    if not isinstance(event, str) or event not in _BODIES:
        return f"unknown event {event!r}"
    key = _BODIES[event]
    wanted = {"event", "streamSid"} | ({event} if key else set())
    if fields.keys() != wanted:
        return f"{event}: fields {sorted(fields.keys() ^ wanted)} missing or too many"
    if fields["streamSid"] != stream_sid:
        return f"{event}: streamSid of another stream"
    if key is None:
        return ""
    body = fields[event]
    if not isinstance(body, dict) or body.keys() != {key} or not isinstance(body[key], str):
        return f"{event}: must hold {key!r} and nothing else"
    return ""


def _read(fields: dict[str, Any]) -> Sent:
    if fields["event"] == "clear":
        return Clear()
    if fields["event"] == "mark":
        return Mark(fields["mark"]["name"])
    try:
        mulaw = base64.b64decode(fields["media"]["payload"], validate=True)
    except binascii.Error:
        return Ignored(INVALID, "media: payload is not base64")
    if mulaw.startswith(b"RIFF"):
        return Ignored(INVALID, "media: payload has a WAV header, which would be played as noise")
    return Play(mulaw)


class Peer:
    """Writes one stream's messages, numbered the way the carrier numbers them."""

    def __init__(self, *, stream_sid: str, call_sid: str, account_sid: str) -> None:
        self.stream_sid = stream_sid
        self._ids = {"accountSid": account_sid, "callSid": call_sid}
        self._sequence = 0
        self._chunk = 0

    def connected(self) -> str:
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, parameters: Mapping[str, str]) -> str:
        return self._numbered(
            "start",
            {
                "streamSid": self.stream_sid,
                **self._ids,
                "tracks": ["inbound"],
                "customParameters": dict(parameters),
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            },
        )

    def media(self, payload: str, timestamp_ms: int) -> str:
        """`payload` is base64. Put together by hand: this is sent fifty times a second."""
        self._sequence += 1
        self._chunk += 1
        return (
            f'{{"event":"media","sequenceNumber":"{self._sequence}",'
            f'"streamSid":"{self.stream_sid}","media":{{"track":"inbound",'
            f'"chunk":"{self._chunk}","timestamp":"{timestamp_ms}","payload":"{payload}"}}}}'
        )

    def dtmf(self, digit: str) -> str:
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        return self._numbered("mark", {"name": name})

    def stop(self) -> str:
        return self._numbered("stop", self._ids)

    def _numbered(self, event: str, body: Mapping[str, Any]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence),
                "streamSid": self.stream_sid,
                event: body,
            }
        )
