"""What must be in the message box, and what must not."""

from datetime import UTC, datetime

import pytest

from voicebot.ports import KeptMessage
from voicebot.simulator.callers.person import Person
from voicebot.simulator.callers.scenario import Goal
from voicebot.simulator.message_box import MessageBox

PHONE = "+12125550142"
ADA = Person("Ada Moss", PHONE, PHONE, "plain", 5, {})
LATE = Goal("message", text="I will be ten minutes late", holds=("ten|10", "{name}", "{phone}"))


def kept(text: str = "I will be 10 minutes late", kind: str = "message", **fields) -> KeptMessage:
    known = {"name": "Ada Moss", "phone": PHONE, "urgent": False}
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return KeptMessage("m", "b", "CA1", kind, text, created_at=now, **(known | fields))


def shortcomings(goal: Goal, *messages: KeptMessage) -> list[str]:
    return MessageBox(messages, ADA, 1.0).shortcomings(goal)


def test_words_name_and_number_are_there():
    assert shortcomings(LATE, kept()) == []


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (kept("I will be minutes late"), "lacks 'ten|10'"),
        (kept(name=""), "lacks 'Ada Moss'"),
        (kept(phone=""), f"lacks '{PHONE}'"),
        (kept(name="Ida Ross"), "is from 'Ida Ross'"),
        (kept(phone="+12125550143"), "names the number"),
        (kept(kind="callback"), "no message"),
        (kept("the tooth is fine"), "no message"),
    ],
)
def test_what_is_missing_is_told(message, why):
    assert any(why in told for told in shortcomings(LATE, message))


def test_a_call_back_keeps_when():
    goal = Goal("person", holds=("after four|after 4",))
    assert shortcomings(goal, kept("call back after four", "callback")) == []
    assert shortcomings(goal, kept("asked for a person", "callback"))


@pytest.mark.parametrize("kind", ["emergency", "callback", "stop_calling"])
def test_what_nobody_asked_for_is_told(kind):
    box = MessageBox([kept(kind=kind)], ADA, 1.0)
    assert box.unwanted([Goal("book")]) == [kind]
    assert box.unwanted([Goal("book", ends=(kind,))]) == []


def test_who_wants_a_person_may_be_asked_for_words():
    box = MessageBox([kept(), kept(kind="callback")], ADA, 1.0)
    assert box.unwanted([Goal("person")]) == []
