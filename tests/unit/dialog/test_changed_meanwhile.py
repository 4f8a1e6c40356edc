"""The staff change a visit while its caller is on the line: what was not read out is not done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import (
    Appointment,
    Book,
    Cancel,
    FindAppointment,
    FindSlots,
    Move,
    Status,
    Window,
)
from voicebot.dialog.loader import load
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import Answered, Context, DialogEvent, Heard, Opened, Reply
from voicebot.understanding.model import Grain, Intent, SlotValue, Understanding, When

DIALOG = load("dental_clinic")
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZONE)
ANN = "+12125550142"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def said(text: str, *intents: str, when: datetime | None = None, **slots: str) -> Heard:
    values = tuple(SlotValue(name, value, value) for name, value in slots.items())
    wish = when and When(
        when, when + timedelta(minutes=1), Grain.MINUTE, said=frozenset(("date", "time"))
    )
    return Heard(Understanding(text, tuple(map(Intent, intents)), values, wish))


YES = said("yes", "affirm")


class Call:
    """Ann has a cleaning on Tuesday at ten, and calls about it."""

    def __init__(self) -> None:
        self.calendar = MemoryCalendar(b"visits that change")
        self.calendar.ensure_business(DIALOG.business)
        self.state = initial_state(DIALOG)
        self.context = Context(MONDAY, ANN, "+12125550100", "CA1")
        self.asked: list[object] = []
        self.replies: list[Reply] = []
        self._keys = count()
        slot = self.slot("cleaning", at(24, 10))
        self.visit: Appointment = self.ask(Book(slot, "Ann Lee", ANN), "before").appointment
        self.tell(Opened())

    def slot(self, service: str, start: datetime) -> str:
        window = Window(start, start + timedelta(minutes=1))
        return self.ask(FindSlots((service,), (window,)), "before").slots[0].token

    def ask(self, request, call_id: str = "CA1"):
        key = f"{call_id}:{next(self._keys)}"
        return self.calendar.answer(
            DIALOG.business.id, request, key=key, call_id=call_id, now=MONDAY
        )

    def tell(self, event: DialogEvent) -> None:
        decision = decide(DIALOG, self.state, event, self.context)
        self.state = decision.state
        self.replies += decision.replies
        for ordinal, request in enumerate(decision.requests):
            self.asked.append(request)
            self.tell(Answered(ordinal, self.ask(request)))

    def say(self, heard: Heard) -> list[str]:
        self.replies = []
        self.tell(heard)
        return [reply.key for reply in self.replies]

    def desk_moves(self, service: str, start: datetime) -> None:
        self.ask(Move(self.visit.id, self.slot(service, start)), "desk")

    @property
    def row(self) -> Appointment:
        rows = self.calendar.appointments(DIALOG.business.id)
        return next(a for a in rows if a.id == self.visit.id)


@pytest.fixture
def cancelling() -> Call:
    call = Call()
    call.say(said("cancel my appointment", "cancel"))
    assert call.say(said("Ann Lee", "provide_info", name="Ann Lee")) == ["confirm_cancel"]
    return call


@pytest.fixture
def moving() -> Call:
    call = Call()
    call.say(said("move my appointment to Friday at eleven", "reschedule", when=at(27, 11)))
    assert call.say(said("Ann Lee", "provide_info", name="Ann Lee")) == ["confirm_move"]
    return call


def test_what_is_still_as_it_was_is_cancelled(cancelling):
    assert cancelling.say(YES)[0] == "cancelled"
    assert cancelling.asked[-1] == Cancel(cancelling.visit.id, version=1)
    assert cancelling.row.status is Status.CANCELLED


def test_what_was_moved_meanwhile_is_read_out_again_and_not_cancelled(cancelling):
    cancelling.desk_moves("cleaning", at(25, 14))
    assert cancelling.say(YES) == ["not_changed", "confirm_cancel"]
    said_now = cancelling.replies[-1].values["when"]
    assert said_now == "Wednesday the twenty-fifth at two o'clock in the afternoon"
    assert cancelling.row.status is Status.BOOKED
    assert cancelling.say(YES)[0] == "cancelled"
    assert cancelling.asked[-1] == Cancel(cancelling.visit.id, version=2)


def test_what_was_moved_meanwhile_may_stay(cancelling):
    cancelling.desk_moves("cleaning", at(25, 14))
    cancelling.say(YES)
    assert cancelling.say(said("no", "deny"))[0] == "kept"
    assert cancelling.row.status is Status.BOOKED


def test_what_was_cancelled_meanwhile_is_for_a_person(cancelling):
    cancelling.ask(Cancel(cancelling.visit.id), "desk")
    assert cancelling.say(YES) == ["not_changed", "offer_person"]
    assert (cancelling.state.found, cancelling.state.task) == ((), "")


def test_what_is_still_as_it_was_is_moved(moving):
    assert moving.say(YES)[0] == "moved"
    assert moving.asked[-1].version == 1
    assert moving.row.start == at(27, 11)


def test_a_move_from_another_time_than_was_said_is_put_to_the_caller(moving):
    moving.desk_moves("cleaning", at(25, 14))
    assert moving.say(YES) == ["not_changed", "confirm_move"]
    assert moving.replies[-1].values["was"] == "Wednesday the twenty-fifth at two o'clock"
    assert moving.row.start == at(25, 14)
    assert moving.say(YES)[0] == "moved"
    assert moving.row.start == at(27, 11)


def test_of_another_service_the_time_is_looked_for_anew(moving):
    moving.desk_moves("filling", at(25, 14))
    assert moving.say(YES) == ["not_changed", "confirm_move"]
    assert isinstance(moving.asked[-2], FindSlots)
    assert moving.asked[-2].services == ("filling",)
    assert moving.say(YES)[0] == "moved"
    assert moving.row.services == ("filling",)


def test_an_old_yes_is_no_yes_to_what_is_looked_up_later(cancelling):
    """The calendar failed just after the yes, and the visits are looked up anew later on."""
    agreed = {**cancelling.state.memory, "agreed": "cancel"}
    cancelling.state = replace(
        cancelling.state, memory=agreed, found=(), target="", task="", step="help"
    )
    cancelling.say(said("when is my appointment", "check_appointment"))
    assert isinstance(cancelling.asked[-1], FindAppointment)
    assert not any(isinstance(request, Cancel) for request in cancelling.asked)
    assert cancelling.row.status is Status.BOOKED
