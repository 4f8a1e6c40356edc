"""The server's process: SIGTERM lets the calls in progress finish before it ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import uvicorn

from voicebot.web.services import UVICORN

Drain = Callable[[], Awaitable[None]]


class Server(uvicorn.Server):
    """`drain` is awaited at the first SIGTERM, while requests and sockets are still served.

    A second SIGTERM does not wait for it, nor does Ctrl-C. Uvicorn would raise a SIGTERM again
    when it is done, and so end the process before what was opened is closed.
    """

    def __init__(self, app: Any, drain: Drain, *, host: str, port: int) -> None:
        super().__init__(uvicorn.Config(app, host=host, port=port, log_level="warning", **UVICORN))  # type: ignore[arg-type]
        self._drain = drain
        self._draining: asyncio.Task[None] | None = None
        self._terminated = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: Any = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig != signal.SIGTERM:
            super().handle_exit(sig, frame)
        elif self._terminated or self._loop is None:
            self.should_exit = True
        else:
            self._terminated = True
            self._loop.call_soon_threadsafe(self._begin_to_end)

    def _begin_to_end(self) -> None:
        self._draining = asyncio.create_task(self._finish())

    async def _finish(self) -> None:
        try:
            await self._drain()
        finally:
            self.should_exit = True
