"""A small memory that forgets: bounded in number and in time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key for `keep` after they were put in; the oldest go first. Thread-safe."""

    def __init__(self, clock: Callable[[], datetime], keep: timedelta, size: int = 10_000) -> None:
        self._clock = clock
        self._keep = keep
        self._size = size
        self._values: OrderedDict[K, tuple[datetime, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            self._forget()
            found = self._values.get(key)
        return found[1] if found else None

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._values[key] = (self._clock() + self._keep, value)
            self._values.move_to_end(key)
            self._forget()

    def first(self, key: K, value: V) -> bool:
        """Put it in unless the key is there; whether it was put in."""
        with self._lock:
            self._forget()
            if key in self._values:
                return False
            self._values[key] = (self._clock() + self._keep, value)
            return True

    def change(self, key: K, change: Callable[[V | None], V]) -> V:
        """Put in what `change` makes of the present value (None when there is none)."""
        with self._lock:
            self._forget()
            found = self._values.pop(key, None)
            value = change(found[1] if found else None)
            self._values[key] = (self._clock() + self._keep, value)
        return value

    def pop(self, key: K) -> None:
        with self._lock:
            self._values.pop(key, None)

    def _forget(self) -> None:
        now = self._clock()
        while self._values:
            until, _ = next(iter(self._values.values()))
            if until > now and len(self._values) <= self._size:
                return
            self._values.popitem(last=False)
