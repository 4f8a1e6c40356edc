from datetime import UTC, datetime, timedelta

from voicebot.runtime.gate import ARRIVES_WITHIN, Gate


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_one_call_more_than_there_are_places_is_turned_away():
    gate = Gate(2, Clock())
    assert gate.admit("CA1")
    assert gate.admit("CA2")
    assert not gate.admit("CA3")
    gate.release("CA1")
    assert gate.admit("CA3")


def test_asking_again_for_the_same_call_changes_nothing():
    gate = Gate(1, Clock())
    assert gate.admit("CA1")
    assert gate.admit("CA1")
    assert gate.taken == 1


def test_a_call_that_never_comes_gives_its_place_back():
    clock = Clock()
    gate = Gate(1, clock)
    gate.admit("CA1")
    clock.now += ARRIVES_WITHIN + timedelta(seconds=1)
    assert gate.admit("CA2")


def test_a_call_that_never_comes_is_not_counted_for_ever():
    clock = Clock()
    gate = Gate(1, clock)
    gate.admit("CA1")
    clock.now += ARRIVES_WITHIN + timedelta(seconds=1)
    assert gate.taken == 0


def test_a_shut_gate_lets_nobody_in_and_turns_nobody_out():
    gate = Gate(3, Clock())
    gate.admit("CA1")
    gate.admit("CA2")
    gate.arrived("CA1")
    gate.shut()
    assert not gate.open
    assert not gate.admit("CA3")
    assert gate.admit("CA2"), "it was told to come"
    gate.release("CA1")
    assert not gate.admit("CA1")
    assert gate.taken == 1


def test_a_call_that_came_keeps_its_place():
    clock = Clock()
    gate = Gate(1, clock)
    gate.admit("CA1")
    gate.arrived("CA1")
    clock.now += timedelta(hours=1)
    assert not gate.admit("CA2")
    gate.release("CA1")
    gate.release("CA1")
    assert gate.taken == 0
