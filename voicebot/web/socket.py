"""A call's wire over a websocket: protocol from `telephony.stream`, transport from Starlette."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from voicebot.errors import BadFrame
from voicebot.ports import Dropped, Unknown, WireEvent
from voicebot.telephony.stream import MAX_MESSAGE, MediaStream
from voicebot.web.metrics import WebMetrics

log = logging.getLogger(__name__)

GOODBYE: Final = 1000
UNSUPPORTED: Final = 1003
REFUSED: Final = 1008
TOO_BIG: Final = 1009
MAX_BAD: Final = 10
"""Broken messages of a running call that are overlooked; a person may be on the line."""


class SocketWire:
    """A `ports.Wire`. Cancelling `receive` loses nothing, so it may be given a time limit.

    `goodbye` tells afterwards whether our side ended the call as it should.
    """

    def __init__(self, socket: WebSocket, metrics: WebMetrics) -> None:
        self.stream = MediaStream()
        self.goodbye = False
        self._socket = socket
        self._metrics = metrics
        self._events: deque[WireEvent] = deque()
        self._bad = 0
        self._gone = asyncio.Event()
        self._dropped = asyncio.ensure_future(self._gone.wait())
        self._reading: asyncio.Task[str | None] | None = None

    async def receive(self) -> WireEvent | None:
        while not self._events:
            text = await self._text()
            if text is None:
                return None
            await self._read(text)
        return self._events.popleft()

    async def send(self, text: str) -> None:
        if self._gone.is_set():
            return
        try:
            await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            self._gone.set()

    async def close(self, code: int) -> None:
        if self._gone.is_set():
            return
        self.goodbye = code == GOODBYE
        self._gone.set()
        try:
            await self._socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            log.debug("the socket was closed by the other side first")

    def drop(self) -> None:
        """The line is known to be gone by other means: `receive` says so from now on."""
        self._gone.set()

    async def finish(self) -> None:
        """End what still waits inside. The wire is of no use afterwards."""
        self._gone.set()
        waiting = [task for task in (self._reading, self._dropped) if task and not task.done()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _text(self) -> str | None:
        """The next text frame; None once the line is gone."""
        if self._gone.is_set():
            return None
        # The reading task outlives a cancelled wait, so that no message is lost with it.
        self._reading = self._reading or asyncio.ensure_future(self._frame())
        await asyncio.wait({self._reading, self._dropped}, return_when=asyncio.FIRST_COMPLETED)
        if not self._reading.done():
            return None
        text, self._reading = self._reading.result(), None
        if text is None:
            self._gone.set()
        return text

    async def _frame(self) -> str | None:
        try:
            message = await self._socket.receive()
        except (WebSocketDisconnect, RuntimeError):
            return None
        if message["type"] == "websocket.disconnect":
            return None
        # A binary frame has no text; the empty text is refused as one that is not JSON.
        return message.get("text") or ""

    async def _read(self, text: str) -> None:
        if len(text) > MAX_MESSAGE:
            self._metrics.bad_frames.inc()
            await self.close(TOO_BIG)
            return
        try:
            events = self.stream.receive_text(text)
        except BadFrame as error:
            await self._overlook(error, binary=not text)
            return
        for event in events:
            if isinstance(event, Unknown):
                self._metrics.dropped.labels("unknown").inc()
            elif isinstance(event, Dropped):
                self._metrics.dropped.labels(event.reason).inc()
            else:
                self._events.append(event)

    async def _overlook(self, error: BadFrame, *, binary: bool) -> None:
        self._bad += 1
        self._metrics.bad_frames.inc()
        log.warning("bad frame on a media socket: %s", error)
        if not self.stream.started:
            await self.close(UNSUPPORTED if binary else REFUSED)
        elif self._bad >= MAX_BAD:
            await self.close(REFUSED)
