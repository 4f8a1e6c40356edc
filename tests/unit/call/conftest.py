"""A rig on the default dialog, with a caller whose few sentences are understood by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from callrig import Delays, Rig

from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    CalendarAnswer,
    CalendarRequest,
    FindCustomer,
    FindSlots,
    Held,
    Hold,
    Noted,
    NotFound,
    Offered,
    Slot,
    TakeMessage,
    Taken,
)
from voicebot.dialog.loader import load
from voicebot.understanding.model import (
    Expectation,
    Grain,
    Hypothesis,
    Intent,
    SlotValue,
    Understanding,
    When,
)

THREE = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)


class HandMade:
    """Understands the few sentences of these tests, by their words."""

    def interpret(
        self, hypotheses: Sequence[Hypothesis], expectation: Expectation, now: datetime
    ) -> Understanding:
        text = hypotheses[0].text
        words = text.lower()
        intents = [
            name
            for word, name in {
                "book": "book",
                "person": "speak_to_human",
                "repeat": "repeat",
                "yes": "affirm",
                "no": "deny",
                "goodbye": "goodbye",
                "weather": "out_of_scope",
            }.items()
            if word in words.split()
        ]
        slots = []
        if "cleaning" in words:
            slots.append(SlotValue("service", "cleaning", "cleaning"))
        if "anna miller" in words:
            slots.append(SlotValue("name", "Anna Miller", "Anna Miller"))
        if "first one" in words:
            intents.append("choose")
            slots.append(SlotValue("choice", 0, "first one"))
        when = None
        if "tuesday at three" in words:
            when = When(
                THREE,
                THREE + timedelta(minutes=1),
                Grain.MINUTE,
                said=frozenset({"date", "time"}),
                text="tuesday at three",
            )
        return Understanding(text, tuple(Intent(name) for name in intents), tuple(slots), when)


class Diary:
    """A calendar that has one slot and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[CalendarRequest] = []

    def __call__(self, request: CalendarRequest, request_id: str) -> CalendarAnswer:
        self.requests.append(request)
        slot = Slot("tok", THREE, THREE + timedelta(minutes=30), (), ("cleaning",), "lopez")
        match request:
            case FindSlots():
                return Offered((slot,))
            case Hold(tokens):
                return Held(tokens)
            case Book(_, name, phone):
                return Booked(
                    Appointment(
                        "a1",
                        "riverside_dental",
                        ("cleaning",),
                        slot.start,
                        slot.end,
                        "c1",
                        name,
                        phone,
                        staff_id="lopez",
                    )
                )
            case TakeMessage():
                return Taken("m1")
            case FindCustomer():
                return NotFound()
            case _:
                return Noted()


@pytest.fixture(scope="session")
def dialog():
    return load("dental_clinic")


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def new_rig(dialog, diary) -> Callable[..., Rig]:
    def make(**options) -> Rig:
        return Rig(dialog, HandMade(), diary, **({"delays": Delays()} | options))

    return make


@pytest.fixture
def rig(new_rig) -> Rig:
    """A call whose greeting has been heard."""
    rig = new_rig()
    rig.wait_for_bot()
    return rig
