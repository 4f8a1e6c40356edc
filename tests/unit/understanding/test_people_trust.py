"""How far a name is to be trusted."""

from __future__ import annotations

import pytest
from people_cases import LEXICON

from voicebot.understanding.model import Expectation, Hypothesis, Locale
from voicebot.understanding.people import read_nbest
from voicebot.understanding.people.likeliest import Likeliest
from voicebot.understanding.people.trust import likelihood


def sure(name: str, *heard: str, score: float = -0.2, share: float = 0.6) -> float:
    best = Likeliest(tuple(name.split()), share, 0.2)
    return likelihood(best, heard or (name,), score, british=False)


def test_a_common_name_that_was_heard_well_is_believed():
    assert sure("Karen Miller", "Karen Miller", "Karen Millar") > 0.7


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Water Loop", ("Water Loop", "", "", "Waterloo")),
        ("Partly", ("", "Partly", "")),
        ("Karen", ("Karen", "", "")),
    ],
)
def test_words_that_are_hardly_names_and_half_names_are_doubted(name, heard):
    assert sure(name, *heard) < 0.5


def test_agreement_score_and_commonness_each_count():
    name = "Karen Miller"
    assert sure(name, name, name) > sure(name, name, "", "Barn Meal")
    assert sure(name, score=-0.1) > sure(name, score=-0.9)
    assert sure(name) > sure("Zrkaren Mxiller")
    assert sure(name, share=0.9) > sure(name, share=0.1)


def certainty_of(*texts: str) -> float:
    heard = [Hypothesis(text, -0.3) for text in texts]
    slots = read_nbest(heard, Expectation(slots=("name",)), LEXICON, Locale()).slots
    (slot,) = [slot for slot in slots if slot.name == "name"]
    return slot.certainty


def test_a_name_that_only_the_last_recognition_holds_is_doubted():
    assert certainty_of("I'm gonna try it", "I'm gonna grab it", "under Travis") < 0.5
    assert certainty_of("It's Karen Miller", "It's Karin Miller") > 0.5
