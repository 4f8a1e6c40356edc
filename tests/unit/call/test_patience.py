from dataclasses import replace
from datetime import UTC, datetime

import pytest

from voicebot.call.patience import PATIENCE, end_of_turn_ms, no_input_ms, unfinished
from voicebot.understanding.model import (
    Expectation,
    Grain,
    Intent,
    SlotValue,
    Understanding,
    When,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to book on",
        "My name is.",
        "It's for the",
        "Tuesday, um...",
        "and then",
        "My number is",
        "I need a cleaning and",
        "What about Friday at",
        "How about on",
        "I said when I called that I would like to book on",
    ],
)
def test_plainly_unfinished(text):
    assert unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday at three.",
        "Yes.",
        "Anna Miller",
        "No, that's fine.",
        "Hold on.",
        "Can you tell me when I'm booked in?",
        "I can't come when I wanted to.",
        "What time are you open until?",
        "",
    ],
)
def test_not_unfinished(text):
    assert not unfinished(text)


def test_short_after_an_answer_long_in_the_middle():
    asked = Expectation(slots=("datetime",))
    row = PATIENCE["datetime"]
    when = When(NOW, NOW, Grain.MINUTE)
    assert end_of_turn_ms(asked, Understanding("Tuesday at three", when=when)) == row.answered
    assert end_of_turn_ms(asked, Understanding("let me see")) == row.open
    assert end_of_turn_ms(asked, Understanding("on Tuesday at", when=when)) == row.unfinished
    assert end_of_turn_ms(asked, None) == row.open


def test_half_a_name_is_not_a_whole_one():
    asked = Expectation(slots=("name",))
    half = Understanding("Anna", slots=(SlotValue("name", "Anna"),))
    whole = Understanding("Anna Miller", slots=(SlotValue("name", "Anna Miller"),))
    assert end_of_turn_ms(asked, half) > end_of_turn_ms(asked, whole)


def test_a_number_being_dictated_gets_time():
    asked = Expectation(slots=("phone",))
    part = Understanding("four one five", slots=(SlotValue("phone_part", "415"),))
    assert end_of_turn_ms(asked, part) >= 1500


@pytest.mark.parametrize("digits", ["415555013", "41555501322"])
def test_a_number_with_a_digit_too_few_or_too_many_is_rather_misheard_than_half(digits):
    asked = Expectation(slots=("phone",))
    nearly = Understanding(digits, slots=(SlotValue("phone_part", digits),))
    half = Understanding("415555", slots=(SlotValue("phone_part", "415555"),))
    assert end_of_turn_ms(asked, nearly) < 1300 < end_of_turn_ms(asked, half)


def test_a_number_gets_time_whatever_was_asked():
    asked = Expectation(slots=("confirm", "phone"))
    part = Understanding(
        "my number is four one five",
        intents=(Intent("provide_info"),),
        slots=(SlotValue("phone_part", "415"),),
    )
    assert end_of_turn_ms(asked, part) == PATIENCE["phone"].open


@pytest.mark.parametrize("act", ["wait", "repeat", "speak_to_human", "ask_hours", "goodbye"])
@pytest.mark.parametrize("slot", ["name", "dob", "reason", "datetime"])
def test_who_says_something_else_that_is_whole_need_not_go_on(slot, act):
    words = Understanding("hold on", intents=(Intent(act),))
    assert end_of_turn_ms(Expectation(slots=(slot,)), words) == PATIENCE[slot].answered


def test_a_number_after_such_words_still_gets_its_time():
    words = Understanding(
        "wait four one five",
        intents=(Intent("wait"),),
        slots=(SlotValue("phone_part", "415"),),
    )
    assert end_of_turn_ms(Expectation(slots=("phone",)), words) == PATIENCE["phone"].open


def test_a_greeting_is_not_yet_a_wish():
    open_question = Expectation()
    greeting = Understanding("good morning", intents=(Intent("greet"),))
    wish = Understanding("I'd like to book a cleaning", intents=(Intent("book"),))
    assert end_of_turn_ms(open_question, greeting) > end_of_turn_ms(open_question, wish)


def test_silence_is_allowed_less_each_time():
    asked = Expectation(slots=("confirm",))
    waits = [no_input_ms(asked, n) for n in range(4)]
    assert waits == sorted(waits, reverse=True)
    assert no_input_ms(Expectation(slots=("phone",)), 0) > waits[0]


def test_words_that_were_hardly_heard_do_not_tell_that_more_is_to_come():
    asked = Expectation(slots=("confirm",))
    half = Understanding("Yes, but...", score=0.8)
    assert end_of_turn_ms(asked, half) == PATIENCE["confirm"].unfinished
    assert end_of_turn_ms(asked, replace(half, score=0.4)) == PATIENCE["confirm"].open


def test_before_a_booking_great_may_lead_up_to_something():
    confirm = Expectation(slots=("confirm",))
    agreed = (Intent("affirm"),)
    lead = end_of_turn_ms(confirm, Understanding("Great.", agreed))
    assert lead == PATIENCE["confirm"].open
    assert end_of_turn_ms(confirm, Understanding("Great, yes.", agreed)) < lead
    assert end_of_turn_ms(confirm, Understanding("Yes.", agreed)) < lead
