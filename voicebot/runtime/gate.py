"""How many calls at once: one more than the machine can answer well gets another way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

ARRIVES_WITHIN = timedelta(seconds=90)
"""A place kept for a call whose media never came is free again after this."""


class Gate:
    """Places for calls, by call id. Thread-safe; asking again changes nothing."""

    def __init__(self, places: int, clock: Callable[[], datetime]) -> None:
        self._places, self._clock = places, clock
        self._kept: dict[str, datetime | None] = {}
        """Until when a place is kept; None while the call is on."""
        self._shut = False
        self._lock = Lock()

    def admit(self, call_id: str) -> bool:
        """Keep a place for a call that was announced, if there is one."""
        now = self._clock()
        with self._lock:
            self._drop_late(now)
            full = self._shut or len(self._kept) >= self._places
            if full and call_id not in self._kept:
                return False
            self._kept.setdefault(call_id, now + ARRIVES_WITHIN)
            return True

    def shut(self) -> None:
        """No more places; those that are kept or taken stay so until their calls are over."""
        self._shut = True

    @property
    def open(self) -> bool:
        return not self._shut

    def arrived(self, call_id: str) -> None:
        """The call's media is here: its place is its own until `release`."""
        with self._lock:
            self._kept[call_id] = None

    def release(self, call_id: str) -> None:
        with self._lock:
            self._kept.pop(call_id, None)

    @property
    def taken(self) -> int:
        """Places of calls that are on, or were announced and may still come."""
        now = self._clock()
        with self._lock:
            self._drop_late(now)
            return len(self._kept)

    def _drop_late(self, now: datetime) -> None:
        self._kept = {c: t for c, t in self._kept.items() if t is None or t > now}
