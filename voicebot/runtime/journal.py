"""Writes call logs to the store behind the calls' backs, in order, a few times a second."""

from __future__ import annotations

import asyncio
import logging

from voicebot.call.messages import LogEntry
from voicebot.errors import blame
from voicebot.ports import CallStore

log = logging.getLogger(__name__)

PAUSE_S = 0.25
"""So much of a log can be lost with the process."""
TRIES = 5


class Journal:
    """One call's. `add` never waits; `close` returns when everything is written."""

    def __init__(self, calls: CallStore) -> None:
        self._calls = calls
        self._entries: list[LogEntry] = []
        self._more = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._write())

    def add(self, entry: LogEntry) -> None:
        self._entries.append(entry)
        self._more.set()

    async def close(self) -> None:
        self._closing = True
        self._more.set()
        await self._task

    async def _write(self) -> None:
        failures = 0
        while not (self._closing and not self._entries) and failures < TRIES:
            await self._more.wait()
            self._more.clear()
            batch, self._entries = self._entries, []
            try:
                if batch:
                    await asyncio.to_thread(self._calls.append, batch)
                failures = 0
            except Exception as error:
                log.error("a call log could not be written, it is tried again: %s", blame(error))
                failures += self._closing
                self._entries = batch + self._entries
                self._more.set()
            if not self._closing:
                await asyncio.sleep(PAUSE_S)
