"""Small work that goes on beside the calls, each in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from voicebot.errors import blame

log = logging.getLogger(__name__)


class Chores:
    """Functions by name, each with the pause in seconds between two rounds of it."""

    def __init__(self, work: Mapping[str, tuple[Callable[[], object], float]]) -> None:
        self._work = work
        self._stopping = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        for name, (work, pause_s) in self._work.items():
            arguments = (name, work, pause_s)
            thread = Thread(target=self._repeat, args=arguments, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, wait_s: float = 5.0) -> None:
        """No new round begins. One that takes too long is left: its lease runs out."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(wait_s)

    def _repeat(self, name: str, work: Callable[[], object], pause_s: float) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except Exception as error:
                log.warning("%s failed: %s", name, blame(error))
            self._stopping.wait(pause_s)
