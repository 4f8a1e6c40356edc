"""Work beside the calls goes on whatever happens in a round, and stops when told."""

from __future__ import annotations

from threading import Event

from voicebot.runtime.chores import Chores


def test_a_round_that_fails_is_followed_by_another():
    rounds, third = [], Event()

    def work():
        rounds.append(1)
        if len(rounds) == 3:
            third.set()
        raise ValueError("once more")

    chores = Chores({"x": (work, 0.01)})
    chores.start()
    assert third.wait(5)
    chores.stop()
    count = len(rounds)
    assert not Event().wait(0.05)
    assert len(rounds) == count
