"""One media stream of a call: its socket, what is read from it, and what is written to it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from voicebot.errors import CallFailed
from voicebot.simulator.carrier import Carrier, new_sid
from voicebot.simulator.playout import Playout
from voicebot.simulator.twiml import Connect
from voicebot.simulator.wire import Clear, Ignored, Mark, Peer, Play, read

OPEN_TIMEOUT_S = 10.0
SEND_TIMEOUT_S = 10.0
"""A server that has not read for so long (with all buffers between full) is given up."""


class MediaLeg:
    """From `connected` to `stop`. `now` is the call's clock in samples; `note` tells of events."""

    def __init__(
        self,
        socket: ClientConnection,
        peer: Peer,
        playout: Playout,
        now: Callable[[], int],
        note: Callable[[str, str], None],
    ) -> None:
        self._socket = socket
        self._peer = peer
        self._playout = playout
        self._now = now
        self._note = note
        self._wiped: list[str] = []
        self._timestamp_ms = 0
        self._reader: asyncio.Task[None] | None = None
        self.closed = False

    @classmethod
    async def open(
        cls,
        carrier: Carrier,
        answer: Connect,
        playout: Playout,
        now: Callable[[], int],
        note: Callable[[str, str], None],
    ) -> MediaLeg:
        """Connect, and tell the server of the call.

        Raises:
            CallFailed: no connection, or the handshake was refused.
        """
        peer = Peer(
            stream_sid=new_sid("MZ"), call_sid=carrier.call_sid, account_sid=carrier.account_sid
        )
        leg = cls(await _socket(carrier, answer.url), peer, playout, now, note)
        await leg._send(peer.connected())
        await leg._send(peer.start(answer.parameters))
        leg._reader = asyncio.create_task(leg._read())
        return leg

    async def send_frame(self, mulaw: bytes) -> None:
        self._timestamp_ms += len(mulaw) // 8
        payload = base64.b64encode(mulaw).decode("ascii")
        await self._send(self._peer.media(payload, self._timestamp_ms))

    async def send_key(self, digit: str) -> None:
        await self._send(self._peer.dtmf(digit))

    async def return_marks(self) -> None:
        """Give back the marks that were wiped or whose audio has been played by now."""
        wiped, self._wiped = self._wiped, []
        for name in [*wiped, *self._playout.due(self._now())]:
            self._note("mark", name)
            await self._send(self._peer.mark(name))

    async def hang_up(self) -> None:
        """The caller put the phone down."""
        await self._send(self._peer.stop())
        await self._socket.close()

    def drop(self) -> None:
        """Cut the connection with no stop and no farewell, as a network does."""
        self._socket.transport.abort()

    async def finish(self) -> None:
        """Wait for the reader; tell of an end that was not a clean one."""
        if self._reader is not None:
            await self._reader
        await self._socket.wait_closed()
        code = self._socket.close_code
        if code not in (1000, 1001, None):
            self._note("warning", f"31921 the socket was closed with {code}")

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._socket.send(text)
        except ConnectionClosed:
            self.closed = True
        except TimeoutError:
            self._note("warning", "31921 the server takes no more audio")
            self.drop()
            self.closed = True

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._take(message)
        except ConnectionClosed:
            pass
        finally:
            self.closed = True

    def _take(self, message: str | bytes) -> None:
        match read(message, self._peer.stream_sid):
            case Play(mulaw):
                lost = self._playout.append(mulaw, self._now())
                if lost:
                    self._note("warning", f"31931 no room for {lost} bytes of audio")
            case Mark(name):
                self._playout.mark(name)
            case Clear():
                self._wiped += self._playout.clear(self._now())
                self._note("cleared", "")
            case Ignored(code, why):
                self._note("warning", f"{code} {why}")


async def _socket(carrier: Carrier, told: str) -> ClientConnection:
    url = carrier.destination.reached(told)
    try:
        return await connect(
            url,
            additional_headers=carrier.destination.signature(told),
            compression=None,  # mu-law does not shrink, and a load of phones has better to do
            ping_interval=None,
            open_timeout=OPEN_TIMEOUT_S,
            proxy=None,
        )
    except InvalidStatus as error:
        code = error.response.status_code
        raise CallFailed(f"{url} refused the media stream with HTTP {code} (31920)") from None
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        reason = str(error) or type(error).__name__
        raise CallFailed(f"{url} takes no media stream: {reason}") from None
