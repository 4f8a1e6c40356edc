"""Writes call logs to the store behind the calls' backs, in order, a few times a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from voicebot.call.messages import LogEntry
from voicebot.errors import blame
from voicebot.ports import CallStore

log = logging.getLogger(__name__)

PAUSE_S = 0.25
"""So much of a log can be lost with the process."""
TRIES = 5
"""At the end of a call; the pauses between them double, so a store may be away for four seconds."""


async def insist(write: Callable[[], None], what: str) -> bool:
    """Have a store write something, tries included; whether it was written. Never raises."""
    for again in range(TRIES):
        if again:
            await asyncio.sleep(PAUSE_S * 2 ** (again - 1))
        try:
            await asyncio.to_thread(write)
        except Exception as error:
            log.error("%s could not be written: %s", what, blame(error))
        else:
            return True
    return False


class Journal:
    """One call's. `add` never waits; `close` returns when everything is written, or given up."""

    def __init__(self, calls: CallStore) -> None:
        self._calls = calls
        self._entries: list[LogEntry] = []
        self._more = asyncio.Event()
        self._closing = asyncio.Event()
        self._task = asyncio.create_task(self._write())

    def add(self, entry: LogEntry) -> None:
        self._entries.append(entry)
        self._more.set()

    async def close(self) -> None:
        self._closing.set()
        self._more.set()
        await self._task

    async def _write(self) -> None:
        while not self._closing.is_set():
            await self._more.wait()
            self._more.clear()
            await self._write_some()
            await self._pause()
        last = self._entries
        if last and not await insist(partial(self._calls.append, last), "the end of a call log"):
            log.error("%d entries of the log of call %s are lost", len(last), last[0].call_id)

    async def _write_some(self) -> None:
        batch, self._entries = self._entries, []
        try:
            if batch:
                await asyncio.to_thread(self._calls.append, batch)
        except Exception as error:
            log.error("a call log could not be written, it is tried again: %s", blame(error))
            self._entries = batch + self._entries
            self._more.set()

    async def _pause(self) -> None:
        """Collect what comes for a moment, or until there is no more to come."""
        try:
            async with asyncio.timeout(PAUSE_S):
                await self._closing.wait()
        except TimeoutError:
            pass
