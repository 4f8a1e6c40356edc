"""What was offered stays free for a caller who takes time over a name or a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import (
    Book,
    Booked,
    CalendarRequest,
    FindSlots,
    Hold,
    Offered,
    Refused,
    Renew,
)
from voicebot.dialog.loader import load
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import Answered, Context, DialogEvent, Failed, Heard, Opened
from voicebot.dialog.tasks.searching import HOLD_S, RENEW_AFTER_S
from voicebot.understanding.model import Intent, SlotValue, Understanding

DIALOG = load("dental_clinic")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/New_York"))


def said(text: str, *intents: str, **slots: str) -> Heard:
    values = tuple(SlotValue(name, value, value) for name, value in slots.items())
    return Heard(Understanding(text, tuple(map(Intent, intents)), values))


class Call:
    """A call over a real calendar, on a clock that the test moves."""

    def __init__(self) -> None:
        self.calendar = MemoryCalendar(b"times that are held")
        self.calendar.ensure_business(DIALOG.business)
        self.state = initial_state(DIALOG)
        self.context = Context(MONDAY, "+12125550142", "+12125550100", "CA1")
        self.requests: list[CalendarRequest] = []
        self._keys = count()
        self.tell(Opened())

    def wait(self, seconds: float) -> None:
        now = self.context.now + timedelta(seconds=seconds)
        self.context = replace(self.context, now=now)

    def ask(self, request: CalendarRequest, call_id: str = "CA1"):
        return self.calendar.answer(
            DIALOG.business.id,
            request,
            key=f"{call_id}:{next(self._keys)}",
            call_id=call_id,
            now=self.context.now,
        )

    def tell(self, event: DialogEvent) -> list[CalendarRequest]:
        """What was asked of the calendar in answer to one event, follow-ups included."""
        decision = decide(DIALOG, self.state, event, self.context)
        self.state = decision.state
        asked = list(decision.requests)
        for ordinal, request in enumerate(decision.requests):
            asked += self.tell(Answered(ordinal, self.ask(request)))
        self.requests += asked
        return asked


@pytest.fixture
def call() -> Call:
    """Up to the offer."""
    made = Call()
    asked = made.tell(said("a cleaning please", "book", service="cleaning"))
    assert [type(r) for r in asked] == [FindSlots, Hold]
    return made


def test_nothing_is_renewed_within_a_minute(call):
    call.wait(RENEW_AFTER_S - 1)
    assert call.tell(said("hm", "out_of_scope")) == []


def test_offers_are_renewed_once_a_minute(call):
    offered = tuple(slot.token for slot in call.state.offered)
    call.wait(RENEW_AFTER_S)
    assert call.tell(said("what do you charge", "ask_price")) == [Renew(offered, HOLD_S)]
    call.wait(RENEW_AFTER_S - 1)
    assert call.tell(said("what do you charge", "ask_price")) == []
    call.wait(1)
    assert call.tell(said("what do you charge", "ask_price")) == [Renew(offered, HOLD_S)]


def test_of_what_was_offered_only_the_time_agreed_on_is_kept(call):
    call.tell(said("the first one", "choose", choice=0))
    chosen = call.state.chosen
    call.wait(RENEW_AFTER_S)
    assert call.tell(said("hm", "out_of_scope")) == [Renew((chosen.token,), HOLD_S)]


def test_a_caller_who_takes_five_minutes_keeps_the_time(call):
    call.tell(said("the first one", "choose", choice=0))
    token = call.state.chosen.token
    for _ in range(5):
        call.wait(61)
        call.tell(said("what do you charge", "ask_price"))
    assert isinstance(call.ask(Hold((token,), HOLD_S), call_id="CA2"), Refused)
    call.tell(said("Ann Lee", "provide_info", name="Ann Lee"))
    call.tell(said("yes", "affirm"))
    assert isinstance(call.requests[-1], Book)
    assert call.state.outcome == "booked"


def test_nobody_who_says_nothing_keeps_it(call):
    token = call.state.offered[0].token
    call.wait(HOLD_S + 1)
    rival = call.ask(Book(token, "Bo Ek", "+12125550143"), call_id="CA2")
    assert isinstance(rival, Booked)


def test_a_new_offer_is_held_as_such(call):
    call.wait(RENEW_AFTER_S)
    asked = call.tell(said("anything else", "request_alternatives"))
    assert [type(r) for r in asked] == [FindSlots, Hold]


def test_nothing_is_open_nothing_is_renewed(call):
    call.tell(said("never mind", "deny", "nothing_else"))
    assert call.state.offered == ()
    call.wait(RENEW_AFTER_S)
    assert call.tell(said("what do you charge", "ask_price")) == []


@pytest.mark.parametrize("event", [Answered(0, Offered(())), Failed("calendar", "timed_out")])
def test_whatever_comes_of_it_the_talk_goes_on(call, event):
    call.wait(RENEW_AFTER_S)
    decision = decide(DIALOG, call.state, said("hm", "out_of_scope"), call.context)
    assert [type(r) for r in decision.requests] == [Renew]
    after = decide(DIALOG, decision.state, event, call.context)
    assert (after.replies, after.requests, after.ending) == ((), (), None)
