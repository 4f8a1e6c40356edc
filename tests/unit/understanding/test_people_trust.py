"""How far a name is to be trusted."""

from __future__ import annotations

import pytest
from people_cases import LEXICON

from voicebot.understanding.model import Expectation, Hypothesis, Locale
from voicebot.understanding.people import read_nbest
from voicebot.understanding.people.trust import likelihood


def sure(name: str, *heard: str, score: float = -0.2) -> float:
    return likelihood(name.split(), heard or (name,), score, british=False)


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


def name_of(texts: list[str], *, before: tuple[str, ...] = ()) -> tuple[str, float]:
    expectation = Expectation(slots=("name", "confirm"), before=before)
    heard = [Hypothesis(text, -0.3) for text in texts]
    slots = read_nbest(heard, expectation, LEXICON, Locale()).slots
    (slot,) = [slot for slot in slots if slot.name == "name"]
    return str(slot.value), slot.certainty


def test_what_was_heard_before_weighs_in():
    texts = ["Karen Muller", "Karen Miller"]
    alone, again = name_of(texts), name_of(texts, before=("Karen Miller", "Corin Miller"))
    assert again[0] == "Karen Miller"
    assert again[1] >= alone[1]
