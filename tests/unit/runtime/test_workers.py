from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import pytest_asyncio

from voicebot.audio.pcm import Pcm
from voicebot.call.messages import Hints, Utterance
from voicebot.errors import Overloaded, RecognitionFailed, TimedOut
from voicebot.runtime.workers import Priority, Workers
from voicebot.understanding.model import Hypothesis

NOW, SOON, SPECULATIVE = Priority.NOW, Priority.SOON, Priority.SPECULATIVE
WAIT_S = 5.0


@dataclass
class Engines:
    """Both engines: each piece of work waits until the gate is opened, then notes its name."""

    gate: threading.Event = field(default_factory=threading.Event)
    done: list[str] = field(default_factory=list)

    def transcribe(self, pcm: Pcm, hints: Hints) -> tuple[Hypothesis, ...]:
        return (Hypothesis(self._work(hints.asked or "")),)

    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        return np.full(1, len(self._work(sentence)), dtype=np.int16)

    def _work(self, name: str) -> str:
        assert self.gate.wait(WAIT_S)
        if name == "broken":
            raise RecognitionFailed("broken")
        self.done.append(name)
        return name


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest_asyncio.fixture
async def one(engines: Engines) -> AsyncIterator[Workers]:
    """Workers with a single slot, so that the order shows."""
    workers = Workers(engines, engines, slots=1, line=3)
    yield workers
    engines.gate.set()
    workers.close()


def hear(
    workers: Workers, name: str, priority: Priority = NOW, owner: str = ""
) -> asyncio.Task[tuple[Hypothesis, ...]]:
    utterance = Utterance(name, 0, 0, np.zeros(0, dtype=np.int16))
    work = workers.transcribe(utterance, Hints(asked=name), priority=priority, owner=owner)
    return asyncio.get_running_loop().create_task(work)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_results_come_back(engines: Engines, one: Workers) -> None:
    engines.gate.set()
    assert await hear(one, "a") == (Hypothesis("a"),)
    assert (await one.synthesise("four")).tolist() == [4]
    assert (one.waiting, one.running) == (0, 0)


@pytest.mark.asyncio
async def test_who_waits_for_an_answer_goes_before_a_guess(engines: Engines, one: Workers) -> None:
    tasks = [hear(one, "first")]
    await settle()
    tasks += [hear(one, "guess", SPECULATIVE), hear(one, "later", SOON), hear(one, "final")]
    await settle()
    engines.gate.set()
    await asyncio.gather(*tasks)
    assert engines.done == ["first", "final", "later", "guess"]


@pytest.mark.asyncio
async def test_a_call_with_much_work_does_not_hold_up_another(
    engines: Engines, one: Workers
) -> None:
    tasks = [hear(one, f"a{n}", owner="a") for n in range(3)]
    tasks.append(hear(one, "b0", owner="b"))
    await settle()
    engines.gate.set()
    await asyncio.gather(*tasks)
    assert engines.done == ["a0", "b0", "a1", "a2"]


@pytest.mark.asyncio
async def test_guesses_leave_a_slot_free(engines: Engines) -> None:
    workers = Workers(engines, engines, slots=2)
    guesses = [hear(workers, f"guess{n}", SPECULATIVE) for n in range(3)]
    await settle()
    assert (workers.running, workers.waiting) == (1, 2)
    final = hear(workers, "final")
    await settle()
    assert (workers.running, workers.waiting) == (2, 2)
    engines.gate.set()
    await asyncio.gather(final, *guesses)
    workers.close()


@pytest.mark.asyncio
async def test_a_guess_that_is_needed_now_moves_up(engines: Engines, one: Workers) -> None:
    tasks = [hear(one, "first")]
    await settle()
    tasks += [hear(one, "guess", SPECULATIVE), hear(one, "final")]
    await settle()
    one.promote("guess")
    engines.gate.set()
    await asyncio.gather(*tasks)
    assert engines.done == ["first", "guess", "final"]


@pytest.mark.asyncio
async def test_cancelled_work_is_not_begun(engines: Engines, one: Workers) -> None:
    first, second = hear(one, "first"), hear(one, "second")
    await settle()
    one.cancel("second")
    engines.gate.set()
    assert await first == (Hypothesis("first"),)
    with pytest.raises(asyncio.CancelledError):
        await second
    assert engines.done == ["first"]


@pytest.mark.asyncio
async def test_running_work_that_is_cancelled_keeps_its_slot_until_it_ends(
    engines: Engines, one: Workers
) -> None:
    running = hear(one, "first")
    await settle()
    one.cancel("first")
    with pytest.raises(asyncio.CancelledError):
        await running
    assert one.running == 1
    follower = hear(one, "second")
    engines.gate.set()
    assert await follower == (Hypothesis("second"),)


@pytest.mark.asyncio
async def test_a_full_line_turns_the_guess_away(engines: Engines, one: Workers) -> None:
    first = hear(one, "first")
    await settle()
    guess = hear(one, "guess", SPECULATIVE)
    finals = [hear(one, f"f{n}") for n in range(3)]
    await settle()
    with pytest.raises(Overloaded):
        await guess
    with pytest.raises(Overloaded):
        await hear(one, "one too many")
    engines.gate.set()
    await asyncio.gather(first, *finals)
    assert engines.done == ["first", "f0", "f1", "f2"]


@pytest.mark.asyncio
async def test_too_slow_is_timed_out_and_the_rest_goes_on(engines: Engines) -> None:
    workers = Workers(engines, engines, slots=1, limit_s=0.05)
    with pytest.raises(TimedOut, match=r"0\.05 s"):
        await hear(workers, "slow")
    assert workers.running == 1
    workers._limit_s = WAIT_S
    engines.gate.set()
    assert await hear(workers, "next") == (Hypothesis("next"),)
    workers.close()


@pytest.mark.asyncio
async def test_an_engines_error_reaches_the_one_who_asked(engines: Engines, one: Workers) -> None:
    engines.gate.set()
    with pytest.raises(RecognitionFailed):
        await hear(one, "broken")
    assert await hear(one, "next") == (Hypothesis("next"),)


@pytest.mark.asyncio
async def test_closing_drops_what_waits(engines: Engines) -> None:
    workers = Workers(engines, engines, slots=1)
    tasks = [hear(workers, "first"), hear(workers, "second")]
    await settle()
    workers.close()
    engines.gate.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in found)
