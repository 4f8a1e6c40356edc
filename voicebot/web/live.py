"""Which calls have a media socket now, and how the last sockets ended."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from voicebot.web.socket import SocketWire

KEPT: Final = 1000
"""Endings that are remembered; the carrier asks for one within seconds."""


class Ending(StrEnum):
    GOODBYE = "goodbye"
    """The bot ended the call as it should."""
    LOST = "lost"
    """The socket went without a goodbye, or the call's driver failed."""
    UNKNOWN = "unknown"
    """No socket of this call was seen by this process."""


class AlreadyLive(Exception):
    """The call has a socket, and that one still talks."""


class LiveCalls:
    def __init__(self) -> None:
        self._wires: dict[str, tuple[int, SocketWire, asyncio.Event]] = {}
        self._ended: OrderedDict[str, tuple[int, Ending]] = OrderedDict()

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._wires

    @contextmanager
    def held(self, call_id: str, reconnects: int, wire: SocketWire) -> Iterator[None]:
        """Keep the call's wire here while the block runs.

        Raises:
            AlreadyLive: another socket of this call is held.
        """
        if call_id in self._wires:
            raise AlreadyLive
        over = asyncio.Event()
        self._wires[call_id] = (reconnects, wire, over)
        try:
            yield
        finally:
            del self._wires[call_id]
            ending = Ending.GOODBYE if wire.goodbye else Ending.LOST
            self._ended[call_id] = (reconnects, ending)
            self._ended.move_to_end(call_id)
            while len(self._ended) > KEPT:
                self._ended.popitem(last=False)
            over.set()

    async def let_go(self, call_id: str, reconnects: int | None, patience_s: float) -> Ending:
        """The carrier says that this call's socket is over: end it here too, and tell how it went.

        With `reconnects` given, a later socket of the same call is left alone.
        """
        if call_id in self._wires:
            number, wire, over = self._wires[call_id]
            if reconnects is not None and number != reconnects:
                return Ending.UNKNOWN
            wire.drop()
            try:
                await asyncio.wait_for(over.wait(), patience_s)
            except TimeoutError:
                return Ending.GOODBYE if wire.goodbye else Ending.LOST
        number, ending = self._ended.get(call_id, (-1, Ending.UNKNOWN))
        return ending if reconnects in (None, number) else Ending.UNKNOWN
