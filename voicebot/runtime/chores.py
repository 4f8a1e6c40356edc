"""Small work that goes on beside the calls, each in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from voicebot.errors import blame

log = logging.getLogger(__name__)


class Chores:
    """Functions by name, each called again and again, with a pause of `every_s` seconds."""

    def __init__(self, work: Mapping[str, Callable[[], object]], every_s: float = 2.0) -> None:
        self._work = work
        self._every_s = every_s
        self._stopping = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        for name, work in self._work.items():
            thread = Thread(target=self._repeat, args=(name, work), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, wait_s: float = 5.0) -> None:
        """No new round begins. One that takes too long is left: its lease runs out."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(wait_s)

    def _repeat(self, name: str, work: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except Exception as error:
                log.warning("%s failed: %s", name, blame(error))
            self._stopping.wait(self._every_s)
