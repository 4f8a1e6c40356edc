"""The one place that schedules the speech models across calls.

All model work of a process shares a few slots, one thread each. What a caller is waiting for goes
first; within that, the call that has the least work waiting; then first come, first served.
The waiting line is bounded, and every piece of work has a limit. Everything here runs on the event
loop's thread, so there are no locks; only the engines run in threads.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from voicebot.call.messages import Hints, Pcm, Utterance
from voicebot.errors import Overloaded, TimedOut
from voicebot.ports import Recogniser, Synthesiser
from voicebot.understanding.model import Hypothesis

T = TypeVar("T")


class Priority(IntEnum):
    """Who goes first. A caller hears silence until `NOW` work is done."""

    NOW = 0
    """A finished utterance, or the first sentence of a reply."""
    SOON = 1
    """A later sentence: the caller hears the one before it."""
    SPECULATIVE = 2
    """An utterance that may go on."""


@dataclass(slots=True, order=True)
class _Job:
    """Sorted by `rank`: priority, work of the same call before it, order of arrival."""

    rank: tuple[int, int, int]
    key: str = field(compare=False)
    owner: str = field(compare=False)
    run: Callable[[], Any] = field(compare=False)
    done: asyncio.Future[Any] = field(compare=False)

    @property
    def speculative(self) -> bool:
        return self.rank[0] == Priority.SPECULATIVE


class Workers:
    """Runs a recogniser and a synthesiser for all calls. Use it from one event loop.

    `slots` pieces of work run at once, at most `slots - 1` of them speculative (one when there
    is a single slot). At most `line` wait; work that takes longer than `limit_s`, waiting
    included, is given up.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        synthesiser: Synthesiser,
        slots: int = 2,
        line: int = 64,
        limit_s: float = 10.0,
    ) -> None:
        self._recogniser, self._synthesiser = recogniser, synthesiser
        self._slots, self._line, self._limit_s = slots, line, limit_s
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="model")
        self._waiting: list[_Job] = []
        self._running: list[_Job] = []
        self._arrivals = itertools.count()
        self._outstanding: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """Pieces of work that have not begun."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """Slots in use, also by work that nobody waits for any more."""
        return len(self._running)

    async def transcribe(
        self,
        utterance: Utterance,
        hints: Hints,
        *,
        priority: Priority = Priority.NOW,
        key: str = "",
        owner: str = "",
    ) -> tuple[Hypothesis, ...]:
        """The n-best of an utterance. `key` names the work for `cancel`, `owner` the call.

        Raises:
            RecognitionFailed: the engine broke.
            Overloaded: too much is waiting.
            TimedOut: it took longer than the limit.
            asyncio.CancelledError: it was cancelled by its key.
        """
        return await self._do(
            lambda: self._recogniser.transcribe(utterance.pcm, hints),
            priority,
            key or utterance.id,
            owner,
        )

    async def synthesise(
        self,
        sentence: str,
        voice: str = "",
        *,
        priority: Priority = Priority.NOW,
        key: str = "",
        owner: str = "",
    ) -> Pcm:
        """A sentence as 16 kHz audio; raises as `transcribe`, and SynthesisFailed."""
        return await self._do(
            lambda: self._synthesiser.synthesise(sentence, voice), priority, key, owner
        )

    def cancel(self, key: str) -> None:
        """Drop the work with this key. What runs already runs on, but nobody gets its result."""
        for job in [*self._waiting, *self._running]:
            if job.key == key:
                job.done.cancel()
        self._forget_done()

    def promote(self, key: str) -> None:
        """What was speculative is now waited for: let it go first if it has not begun."""
        for job in self._waiting:
            if job.key == key:
                job.rank = (Priority.NOW, *job.rank[1:])
        heapq.heapify(self._waiting)
        self._fill()

    def close(self) -> None:
        """Drop all work. Does not wait for what is running."""
        for job in [*self._waiting, *self._running]:
            job.done.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _do(self, run: Callable[[], T], priority: Priority, key: str, owner: str) -> T:
        job = self._enter(run, priority, key, owner)
        try:
            async with asyncio.timeout(self._limit_s):
                result: T = await job.done
                return result
        except TimeoutError:
            raise TimedOut(f"not done within {self._limit_s:g} s") from None
        finally:
            self._outstanding -= Counter([owner])
            self._forget_done()

    def _enter(self, run: Callable[[], Any], priority: Priority, key: str, owner: str) -> _Job:
        if len(self._waiting) >= self._line:
            self._make_room(priority)
        rank = (priority, self._outstanding[owner] if owner else 0, next(self._arrivals))
        job = _Job(rank, key, owner, run, asyncio.get_running_loop().create_future())
        self._outstanding[owner] += 1
        heapq.heappush(self._waiting, job)
        self._fill()
        return job

    def _make_room(self, priority: Priority) -> None:
        """Turn the least urgent work away: a speculative run if there is one, else the new one."""
        last = max(self._waiting, default=None)
        if last is None or not last.speculative or priority == Priority.SPECULATIVE:
            raise Overloaded("too much work is waiting for the speech models")
        last.done.set_exception(Overloaded("made room for a caller who is waiting"))
        self._forget_done()

    def _forget_done(self) -> None:
        self._waiting = [job for job in self._waiting if not job.done.done()]
        heapq.heapify(self._waiting)

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._slots:
            if self._waiting[0].speculative and not self._may_speculate():
                return
            self._start(heapq.heappop(self._waiting))

    def _may_speculate(self) -> bool:
        return sum(job.speculative for job in self._running) < max(1, self._slots - 1)

    def _start(self, job: _Job) -> None:
        self._running.append(job)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._pool, job.run)
        work.add_done_callback(lambda finished: self._finish(job, finished))

    def _finish(self, job: _Job, finished: asyncio.Future[Any]) -> None:
        self._running.remove(job)
        if not job.done.done():
            if finished.cancelled():
                job.done.cancel()
            elif (error := finished.exception()) is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(finished.result())
        elif not finished.cancelled():
            finished.exception()  # nobody waits for it: it is dropped, not left unread
        self._fill()
