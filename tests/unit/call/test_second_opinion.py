from datetime import UTC, datetime

import pytest

from voicebot.call.second_opinion import enough
from voicebot.understanding.model import (
    Expectation,
    Grain,
    Hypothesis,
    Intent,
    SlotValue,
    Understanding,
    When,
)

CONFIRM = Expectation(slots=("confirm",))
TODAY = When(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC), Grain.DAY)
READ = {
    "yes": Understanding("yes", (Intent("affirm", 0.7),), score=0.7),
    "yes.": Understanding("yes.", (Intent("affirm", 0.6),), score=0.6),
    "yeah no": Understanding("yeah no", (Intent("deny", 0.6),), score=0.6),
    "yes today": Understanding("yes today", (Intent("affirm", 0.7),), when=TODAY, score=0.7),
    "us": Understanding("us", (Intent("out_of_scope", 0.6),), score=0.6),
    "faint yes": Understanding("faint yes", (Intent("affirm", 0.4),), score=0.4),
    "Ann Lee": Understanding("Ann Lee", slots=(SlotValue("name", "Ann Lee"),), score=0.9),
}


def is_enough(*heard: tuple[str, float], expects: Expectation = CONFIRM) -> bool:
    test = enough(lambda nbest: READ[nbest[0].text], expects)
    return test([Hypothesis(text, score) for text, score in heard])


def test_wordings_that_all_mean_the_answer_are_enough():
    assert is_enough(("yes", -0.5), ("yes.", -0.6))


def test_a_likely_wording_that_means_something_else_is_not():
    assert not is_enough(("yes", -0.5), ("yeah no", -0.8))
    assert is_enough(("yes", -0.5), ("yeah no", -1.1))


@pytest.mark.parametrize("text", ["us", "faint yes", "yes today"])
def test_no_answer_a_faint_one_and_a_time_are_not_enough(text):
    assert not is_enough((text, -0.3))


def test_names_are_always_listened_to_once_more():
    assert not is_enough(("Ann Lee", -0.3), expects=Expectation(slots=("name",)))


def test_nothing_heard_is_not_enough():
    assert not is_enough()
