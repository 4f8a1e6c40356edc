"""Taking turns within a process, in the order of asking."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock


class Turns:
    """One thread at a time for each name; the next is whoever has waited longest.

    `threading.Lock` lets in anybody, so under load some wait many times as long as others.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._queues: dict[str, deque[Lock]] = {}

    @contextmanager
    def take(self, names: Iterable[str]) -> Iterator[None]:
        """Wait for all the names. Everybody waits in the same order, so nobody waits for ever."""
        with ExitStack() as stack:
            for name in sorted(set(names)):
                self._enter(name)
                stack.callback(self._leave, name)
            yield

    def _enter(self, name: str) -> None:
        called = Lock()
        called.acquire()
        with self._guard:
            queue = self._queues.setdefault(name, deque())
            queue.append(called)
            if len(queue) == 1:
                return
        called.acquire()

    def _leave(self, name: str) -> None:
        with self._guard:
            queue = self._queues[name]
            queue.popleft()
            if queue:
                queue[0].release()
            else:
                del self._queues[name]
