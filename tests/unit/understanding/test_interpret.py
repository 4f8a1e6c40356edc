"""The interpreter on what callers say to four businesses, and on several recognitions of it."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from voicebot.dialog.loader import load
from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis, Offered, Understanding

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
SHALL_I = Expectation(slots=("confirm",), said="Tuesday at three is free. Shall I book it?")
OPENING = Expectation(said="Riverside Dental. How can I help you?")
UNSAID = {"provide_info", "choose", "correct", "nothing_else"}
"""Intents that go without saying in the case file."""


@lru_cache
def interpreter(dialog: str = "dental_clinic") -> Interpreter:
    data = load(dialog)
    return Interpreter(None, data.lexicon, ZONE, data.locale)


def hear(*texts: str, expectation: Expectation = OPENING) -> Understanding:
    return interpreter().interpret([Hypothesis(text) for text in texts], expectation, NOW)


def groups() -> list[Any]:
    file = Path(__file__).with_name("intent_cases.yaml")
    return [
        pytest.param(group, wanted, said, id=f"{group['dialog']}-{group.get('asked')}-{said}")
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))
        for wanted, sentences in group["cases"].items()
        for said in sentences
    ]


@pytest.mark.parametrize(("group", "wanted", "said"), groups())
def test_callers_sentences(group: dict[str, Any], wanted: str, said: str) -> None:
    offered = tuple(Offered(datetime.fromisoformat(at), None) for at in group.get("offered", ()))
    slots = (group["asked"],) if "asked" in group else ()
    expectation = Expectation(slots=slots, said=group["said"], offered=offered)
    found = interpreter(group["dialog"]).interpret([Hypothesis(said)], expectation, NOW)
    assert {intent.name for intent in found.intents} - UNSAID == set(wanted.split()), found.why


def turns() -> list[list[str]]:
    file = Path(__file__).parents[2] / "corpora" / "turns.tsv"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("turn", turns(), ids=lambda turn: turn[2])
def test_turns_of_many_kinds(turn: list[str]) -> None:
    said, asked, text, wanted = (None if column == "-" else column for column in turn)
    expectation = Expectation(slots=(asked,) if asked else (), said=said)
    found = interpreter().interpret([Hypothesis(text or "")], expectation, NOW)
    got = {intent.name for intent in found.intents} - UNSAID - {"wait"}
    assert got == set((wanted or "").split()), found.why


def test_of_scored_recognitions_the_one_that_makes_sense_is_taken() -> None:
    heard = (("I can do Monday after fall.", -0.45), ("I can do Monday after four.", -0.49))
    hypotheses = [Hypothesis(text, score) for text, score in heard]
    found = interpreter().interpret(hypotheses, Expectation(slots=("datetime",)), NOW)
    assert found.text == "I can do Monday after four."


def test_a_much_clearer_recognition_is_kept() -> None:
    hypotheses = [Hypothesis("Birdly next week.", -0.1), Hypothesis("Early next week.", -2.5)]
    found = interpreter().interpret(hypotheses, Expectation(slots=("datetime",)), NOW)
    assert found.text == "Birdly next week."


def test_intents_values_and_time_of_one_sentence() -> None:
    found = hear("I'd like to book a cleaning on Tuesday at three")
    assert found.has("book")
    assert found.has("provide_info")
    assert found.slot("service") is not None
    assert found.when is not None
    assert found.when.start == datetime(2026, 11, 24, 15, tzinfo=ZONE)


def test_an_emergency_beats_everything() -> None:
    found = hear("yes book it please, oh no, he can't breathe", expectation=SHALL_I)
    assert [intent.name for intent in found.intents] == ["emergency"]


def test_the_reading_that_answers_is_taken() -> None:
    found = hear("guess", "yes", expectation=SHALL_I)
    assert found.text == "yes"
    assert found.has("affirm")
    assert 0 < found.runner_up < found.score


def test_a_much_better_heard_reading_stays() -> None:
    both = [Hypothesis("no", -0.2), Hypothesis("now yes", -2.5)]
    assert interpreter().interpret(both, SHALL_I, NOW).has("deny")


def test_badly_heard_words_score_low() -> None:
    clear = interpreter().interpret([Hypothesis("yes", -0.1)], SHALL_I, NOW)
    faint = interpreter().interpret([Hypothesis("yes", -1.5)], SHALL_I, NOW)
    noise = interpreter().interpret([Hypothesis("yes", -1.5, no_speech=0.9)], SHALL_I, NOW)
    assert 1 > clear.score > 0.8 > faint.score > noise.score > 0


def test_the_same_words_in_another_place() -> None:
    said = "I'd like Tuesday at four"
    read_back = Expectation(slots=("confirm",), said="So Tuesday at three, is that right?")
    found = hear(said, expectation=read_back)
    assert found.has("deny")
    assert found.has("correct")
    asked = Expectation(slots=("datetime",), said="When would you like to come in?")
    assert [intent.name for intent in hear(said, expectation=asked).intents] == ["provide_info"]
    assert hear("can you make it four o'clock", expectation=SHALL_I).has("deny")


def test_why_says_what_matched() -> None:
    found = hear("please cancel it")
    assert any(line.startswith("cancel: 'cancel") for line in found.why)


@pytest.mark.parametrize("texts", [(), ("",), ("...",), ("\x00\x07",), ("你好吗",)])
def test_no_words_mean_nothing(texts: tuple[str, ...]) -> None:
    found = hear(*texts)
    assert found.intents == ()
    assert found.when is None


def test_intents_come_in_the_order_said() -> None:
    found = hear("what's your address and what are your hours")
    assert [i.name for i in found.intents] == ["ask_address", "ask_hours"]


def test_asking_back_is_no_name_though_another_recognition_has_one() -> None:
    who = Expectation(slots=("name",), said="What name is it under?")
    heard = [Hypothesis("Pardon.", -0.7), Hypothesis("Harden.", -0.9), Hypothesis("Parton", -1.0)]
    found = interpreter().interpret(heard, who, NOW)
    assert found.has("repeat")
    assert found.slot("name") is None


def test_a_recognition_is_no_better_for_a_word_more_that_it_explains() -> None:
    best = "Let's see, at 11 o'clock on Wednesday next week."
    found = hear(best, "Let's see, until 11 o'clock on Wednesday next week.")
    assert found.text == best


def test_a_wish_to_hear_it_again_answers_any_question() -> None:
    found = hear("Could you repeat that?", "Good you repeat that.", expectation=SHALL_I)
    assert {intent.name for intent in found.intents} == {"repeat"}


@pytest.mark.parametrize("said", ["Well, I know thanks.", "Now thank you."])
def test_no_thanks_heard_badly_is_no_yes(said: str) -> None:
    assert hear(said, expectation=SHALL_I).has("deny")


def test_a_visit_is_moved_where_the_service_was_asked_for() -> None:
    asked = Expectation(slots=("service",), said="What would you like to come in for?")
    assert hear("Move my cleaning to Friday at four", expectation=asked).has("reschedule")
    assert not hear("Make it a cleaning", expectation=asked).has("reschedule")
