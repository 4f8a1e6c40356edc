"""Answers calendar requests of calls, in threads, within a time; idempotent by request id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from voicebot.booking.model import CalendarAnswer
from voicebot.call.messages import AskCalendar
from voicebot.errors import CalendarFailed, TimedOut
from voicebot.ports import Calendar

LIMIT_S = 8.0
"""A caller is not kept waiting longer than this, tries included."""
TRIES = 3
PAUSE_S = 0.2


class Desk:
    """One for all calls. Use it from one event loop."""

    def __init__(self, calendar: Calendar, clock: Callable[[], datetime], threads: int = 4) -> None:
        self._calendar, self._clock = calendar, clock
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="desk")

    async def answer(self, business_id: str, call_id: str, ask: AskCalendar) -> CalendarAnswer:
        """Carry out one request. Trying again is safe: the request id is its idempotency key.

        Raises:
            CalendarFailed: the store could not be reached, tries included.
            TimedOut: no answer in time. Whether a command was carried out is then unknown, and
                the caller must not be told that it was.
            BookingError: see `voicebot.ports.Calendar`.
        """
        try:
            async with asyncio.timeout(LIMIT_S):
                return await self._try(business_id, call_id, ask)
        except TimeoutError:
            raise TimedOut(f"the calendar did not answer within {LIMIT_S:g} s") from None

    async def _try(self, business_id: str, call_id: str, ask: AskCalendar) -> CalendarAnswer:
        for left in reversed(range(TRIES)):
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    self._pool, self._carry_out, business_id, call_id, ask
                )
            except CalendarFailed:
                if not left:
                    raise
                await asyncio.sleep(PAUSE_S)
        raise AssertionError("unreachable")

    def _carry_out(self, business_id: str, call_id: str, ask: AskCalendar) -> CalendarAnswer:
        return self._calendar.answer(
            business_id, ask.request, key=ask.request_id, call_id=call_id, now=self._clock()
        )

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
