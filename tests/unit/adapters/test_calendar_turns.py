"""Turns: one at a time for a name, in the order of asking."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from voicebot.adapters.turns import Turns

SOON_S = 5.0


def wait_until_queued(turns: Turns, name: str, count: int) -> None:
    deadline = time.monotonic() + SOON_S
    while len(turns._queues.get(name, ())) < count:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_who_asks_first_goes_first() -> None:
    turns, served = Turns(), list[int]()

    def serve(number: int) -> None:
        with turns.take(["okafor"]):
            served.append(number)

    with ThreadPoolExecutor(8) as pool, turns.take(["okafor"]):
        for number in range(8):
            pool.submit(serve, number)
            wait_until_queued(turns, "okafor", number + 2)
        assert served == []
    assert served == list(range(8))


def test_other_names_do_not_wait() -> None:
    turns, done = Turns(), Event()

    def other() -> None:
        with turns.take(["lind"]):
            done.set()

    with ThreadPoolExecutor(1) as pool, turns.take(["okafor"]):
        pool.submit(other)
        assert done.wait(SOON_S)


def test_several_names_in_any_order_never_lock_each_other_out() -> None:
    turns, inside = Turns(), list[int]()

    def serve(number: int) -> None:
        names = ["okafor", "room", "okafor"]
        for _ in range(100):
            with turns.take(names if number % 2 else reversed(names)):
                inside.append(number)
                assert len(inside) == 1
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(serve, range(4), timeout=60))


def test_a_turn_ends_with_an_error_and_nothing_is_left_behind() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="oh"), turns.take(["okafor"]):
        raise ValueError("oh")
    with turns.take(["okafor"]):
        pass
    assert turns._queues == {}
