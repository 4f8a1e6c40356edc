"""A service that is told to stop: calls go on for a while, and then are given back."""

import asyncio
from datetime import UTC, datetime

import pytest

from voicebot.runtime import stopping
from voicebot.runtime.gate import Gate
from voicebot.runtime.stopping import let_finish


@pytest.fixture
def gate(monkeypatch):
    for name in ("LINGER_S", "END_S", "POLL_S"):
        monkeypatch.setattr(stopping, name, 0.01)
    return Gate(2, lambda: datetime(2026, 11, 23, 15, tzinfo=UTC))


def stop(gate: Gate, limit_s: float, call_ends_s: float | None = None) -> list[str]:
    """What became of call CA1, which ends by itself after so long."""
    became: list[str] = []

    def end(how: str) -> None:
        became.append(how)
        gate.release("CA1")

    async def both() -> None:
        if call_ends_s is not None:
            asyncio.get_running_loop().call_later(call_ends_s, end, "goodbye")
        async with asyncio.timeout(5):
            await let_finish(gate, lambda: end("given back"), limit_s)

    asyncio.run(both())
    return became


def test_without_calls_it_is_over_at_once(gate):
    assert stop(gate, limit_s=60) == []
    assert not gate.open


def test_a_call_may_finish(gate):
    gate.arrived("CA1")
    assert stop(gate, limit_s=4, call_ends_s=0.05) == ["goodbye"]
    assert not gate.admit("CA2")


def test_a_call_that_was_told_to_come_may_come_and_finish(gate):
    gate.admit("CA1")
    assert stop(gate, limit_s=4, call_ends_s=0.05) == ["goodbye"]


@pytest.mark.parametrize("limit_s", [0, 0.05])
def test_at_the_limit_calls_are_given_back(gate, limit_s):
    gate.arrived("CA1")
    assert stop(gate, limit_s) == ["given back"]


def test_a_call_that_does_not_even_end_then_is_not_waited_for(gate):
    gate.arrived("CA1")
    gate.arrived("CA2")
    assert stop(gate, 0.01) == ["given back"]
    assert gate.taken == 1
