import asyncio
import time
from datetime import UTC, datetime

import pytest

from voicebot.booking.model import FindCustomer, NotFound
from voicebot.call.messages import AskCalendar
from voicebot.errors import CalendarFailed, TimedOut, UnknownToken
from voicebot.runtime import desk as desk_module
from voicebot.runtime.desk import TRIES, Desk

ASK = AskCalendar("CA1:1:1", FindCustomer("+14155550132"))
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


class Calendar:
    def __init__(self, *outcomes) -> None:
        self.outcomes = list(outcomes)
        self.keys: list[str] = []

    def answer(self, business_id, request, *, key, call_id, now):
        self.keys.append(key)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def ask(calendar: Calendar):
    return asyncio.run(Desk(calendar, lambda: NOW).answer("b", "CA1", ASK))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(desk_module, "PAUSE_S", 0.01)


def test_the_answer_comes_back():
    assert ask(Calendar(NotFound())) == NotFound()


def test_a_store_that_was_away_is_asked_again_under_the_same_key():
    calendar = Calendar(CalendarFailed("away"), NotFound())
    assert ask(calendar) == NotFound()
    assert calendar.keys == [ASK.request_id] * 2


def test_it_gives_up_after_some_tries():
    calendar = Calendar(*[CalendarFailed("away")] * TRIES)
    with pytest.raises(CalendarFailed):
        ask(calendar)
    assert len(calendar.keys) == TRIES


def test_a_refusal_of_the_request_is_not_tried_again():
    calendar = Calendar(UnknownToken("old"))
    with pytest.raises(UnknownToken):
        ask(calendar)
    assert len(calendar.keys) == 1


def test_a_caller_is_not_kept_waiting_for_ever(monkeypatch):
    monkeypatch.setattr(desk_module, "LIMIT_S", 0.05)

    class Stuck(Calendar):
        def answer(self, *args, **more):
            time.sleep(0.3)

    with pytest.raises(TimedOut):
        ask(Stuck())
