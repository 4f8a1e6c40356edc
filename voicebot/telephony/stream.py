"""Twilio's Media Streams protocol without a socket: texts in, events out, and texts to send.

    stream = MediaStream()
    for event in stream.receive_text(text): ...
    text = stream.media(mulaw)

The protocol is that of the "Media Streams - WebSocket Messages" page of Twilio's documentation:
JSON text frames, numbers written as strings, audio as base64 of headerless 8 kHz mono mu-law.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, Final

from voicebot.errors import BadFrame
from voicebot.ports import (
    Connected,
    Dropped,
    Dtmf,
    Marked,
    Media,
    Started,
    Stopped,
    Unknown,
    WireEvent,
)
from voicebot.telephony.clock import FrameClock

MAX_MESSAGE: Final = 64 * 1024
"""Bytes; a 20 ms frame is about 350, so this is room for seconds of audio in one message."""
MAX_NAME: Final = 256
"""Longest identifier, mark or parameter name; Twilio's own limits are below it."""
MAX_PARAMETERS: Final = 99
DROPS: Final = frozenset({"before_start", "after_stop", "track", "stream", "late", "key"})
"""Why a message is left out: out of its time, of another track or stream, or a key A to D."""


class MediaStream:
    """One socket's protocol state. Feed it every text frame; it tells what happened.

    Liberal in what a carrier may vary (unknown events, missing extras, numbers as strings or
    numbers, lost and repeated frames), strict in what only a stranger would send.
    """

    def __init__(self) -> None:
        self.stream_sid = ""
        self.stopped = False
        self._clock = FrameClock()

    @property
    def started(self) -> bool:
        return bool(self.stream_sid)

    def receive_text(self, text: str) -> list[WireEvent]:
        """The events of one text frame, in order.

        Raises:
            BadFrame: not a JSON object, too long, or an event that lacks what it must carry.
        """
        message = _object_of(text)
        name = _name(message, "event")
        read = _READERS.get(name)
        if read is None:
            return [Unknown(name)]
        if name not in ("connected", "start"):
            misplaced = self._misplaced(message)
            if misplaced:
                return [Dropped(misplaced)]
        return read(self, message)

    def media(self, mulaw: bytes) -> str:
        """Play this audio after what was sent before."""
        return self._send("media", {"payload": base64.b64encode(mulaw).decode("ascii")})

    def mark(self, name: str) -> str:
        """Give this name back once all audio sent before it has been played."""
        return self._send("mark", {"name": name})

    def clear(self) -> str:
        """Forget the audio not yet played; all marks still out come back."""
        return self._send("clear", None)

    def _send(self, event: str, body: dict[str, str] | None) -> str:
        # Any further field makes the carrier ignore the message (its warning 31951).
        if not self.started:
            raise RuntimeError(f"{event} before the stream has started")
        message: dict[str, Any] = {"event": event, "streamSid": self.stream_sid}
        if body is not None:
            message[event] = body
        return json.dumps(message, separators=(",", ":"))

    def _misplaced(self, message: dict[str, Any]) -> str:
        if not self.started:
            return "before_start"
        if self.stopped:
            return "after_stop"
        if message.get("streamSid", self.stream_sid) != self.stream_sid:
            return "stream"
        return ""

    def _connected(self, message: dict[str, Any]) -> list[WireEvent]:
        return [Connected()]

    def _start(self, message: dict[str, Any]) -> list[WireEvent]:
        if self.started:
            raise BadFrame("start came twice")
        body = _body(message, "start")
        _check_format(body.get("mediaFormat"))
        stream_sid = _name(body if "streamSid" in body else message, "streamSid")
        started = Started(
            stream_sid=stream_sid,
            call_sid=_name(body, "callSid"),
            account_sid=_name(body, "accountSid") if "accountSid" in body else "",
            parameters=_parameters(body.get("customParameters")),
        )
        self.stream_sid = stream_sid
        return [started]

    def _media(self, message: dict[str, Any]) -> list[WireEvent]:
        body = _body(message, "media")
        if body.get("track", "inbound") not in ("inbound", "inbound_track"):
            return [Dropped("track")]
        payload = _payload(body)
        chunk, timestamp_ms = _number(body, "chunk"), _number(body, "timestamp")
        lost = self._clock.lost_before(len(payload), chunk, timestamp_ms)
        if lost is None:
            return [Dropped("late")]
        frame = Media(payload, chunk, timestamp_ms)
        if not lost:
            return [frame]
        return [Media(b"\xff" * lost, chunk, timestamp_ms, filled=True), frame]

    def _dtmf(self, message: dict[str, Any]) -> list[WireEvent]:
        digit = _body(message, "dtmf").get("digit")
        if not isinstance(digit, str) or len(digit) != 1:
            raise BadFrame("dtmf without a digit")
        return [Dtmf(digit)] if digit in "0123456789*#" else [Dropped("key")]

    def _mark(self, message: dict[str, Any]) -> list[WireEvent]:
        return [Marked(_name(_body(message, "mark"), "name"))]

    def _stop(self, message: dict[str, Any]) -> list[WireEvent]:
        self.stopped = True
        return [Stopped()]


_READERS: Final[dict[str, Callable[[MediaStream, dict[str, Any]], list[WireEvent]]]] = {
    "connected": MediaStream._connected,
    "start": MediaStream._start,
    "media": MediaStream._media,
    "dtmf": MediaStream._dtmf,
    "mark": MediaStream._mark,
    "stop": MediaStream._stop,
}


def _object_of(text: str) -> dict[str, Any]:
    if len(text) > MAX_MESSAGE:
        raise BadFrame("longer than a message may be")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("not JSON") from None
    if not isinstance(message, dict):
        raise BadFrame("not a JSON object")
    return message


def _body(message: dict[str, Any], name: str) -> dict[str, Any]:
    body = message.get(name)
    if not isinstance(body, dict):
        raise BadFrame(f"{name} without its body")
    return body


def _name(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME or not value.isprintable():
        raise BadFrame(f"no proper {field}")
    return value


def _number(body: dict[str, Any], field: str) -> int:
    """A whole number that came as a number or as a string; 0 when it is missing."""
    try:
        value = int(str(body.get(field, 0)))
    except ValueError:
        raise BadFrame(f"{field} is not a number") from None
    if not 0 <= value < 2**53:
        raise BadFrame(f"{field} is out of range")
    return value


def _payload(body: dict[str, Any]) -> bytes:
    payload = body.get("payload")
    if not isinstance(payload, str):
        raise BadFrame("media without a payload")
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise BadFrame("the payload is not base64") from None


def _parameters(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MAX_PARAMETERS:
        raise BadFrame("no proper customParameters")
    return {name: str(item) for name, item in value.items()}


def _check_format(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise BadFrame("no proper mediaFormat")
    found = (value.get("encoding"), str(value.get("sampleRate")), str(value.get("channels", 1)))
    if found != ("audio/x-mulaw", "8000", "1"):
        raise BadFrame("the audio is not 8 kHz mono mu-law")
