"""The name that was said, of what a recogniser made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale
from voicebot.understanding.people import read_nbest
from voicebot.understanding.people.channel import confusion, numbers_of
from voicebot.understanding.people.likeliest import cost_of, likeliest
from voicebot.understanding.people.phone_trie import PhoneTrie
from voicebot.understanding.people.pronounced import PHONES, pronounced, sounds_of


def name_in(*texts: str, read: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> str:
    best = likeliest([texts], [tuple(name.split()) for name in read], False, refused)
    return " ".join(best.parts).title() if best else ""


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Owen Hughes", ("own views", "own fuse")),
        ("Nina Foster", ("nine of foster", "9 of foster")),
        ("Victor Hayes", ("You can put it under a vector haze.",)),
        ("Cedric Dansby", ("Undersetic dance beat.", "Undersedic dance beat.")),
    ],
)
def test_a_name_behind_words_with_other_boundaries(name, texts):
    assert name_in(*texts) == name


def test_a_rare_name_that_was_heard_plainly_is_not_bent_to_a_common_one():
    for name in ("Adam Kowalczyk", "Chidi Okafor", "Philip Marlowe"):
        assert name_in(f"My name is {name}.", name, read=(name,)) == name


def test_what_was_refused_is_not_said_again():
    texts = ("It's Thomas Wade.", "It's Thomas Webb.")
    first = name_in(*texts, read=("Thomas Wade", "Thomas Webb"))
    second = name_in(*texts, read=("Thomas Wade", "Thomas Webb"), refused=(first,))
    assert {first, second} == {"Thomas Wade", "Thomas Webb"}


def test_a_second_hearing_counts_with_the_first():
    heard = ["Emily Carcher.", "Emily Partcher."]
    twice = likeliest([heard, ["It's Emily Carter."]], [("Emily", "Carcher")], False)
    assert twice is not None
    assert " ".join(twice.parts).title() == "Emily Carter"


def test_one_word_stays_one():
    assert name_in("Claire", "Clare", read=("Claire", "Clare")) == "Claire"


def test_nothing_heard_is_no_name():
    assert likeliest([[]], [], False) is None
    assert likeliest([["..."]], [], False) is None


@pytest.mark.parametrize("text", ["I already told you.", "You should have it on file."])
def test_a_sentence_that_is_no_name_does_not_become_one(text):
    slots = read_nbest(
        [Hypothesis(text, -0.3)], Expectation(slots=("name",)), Lexicon(), Locale(), unread=True
    ).slots
    assert not slots


def test_words_that_are_none_may_be_a_name():
    (slot,) = read_nbest(
        [Hypothesis("Nine of foster.", -1.0), Hypothesis("9 of foster", -1.1)],
        Expectation(slots=("name",)), Lexicon(), Locale(), unread=True,
    ).slots  # fmt: skip
    assert slot.value == "Nina Foster"


def test_pronunciation_by_dictionary_and_by_rule():
    assert pronounced("hughes") == "hyUz"
    assert pronounced("hughes's") == "hyUzz"
    assert set(pronounced("zrkaren")) <= set(PHONES)
    assert sounds_of("9 Foster") == pronounced("nine") + pronounced("foster")


def test_what_costs_nothing_and_what_costs_more():
    how = confusion()
    trie = PhoneTrie([numbers_of("foster"), numbers_of("finch"), ()])
    heard = numbers_of("foster")
    start = np.full(len(heard) + 1, 100.0, dtype=np.float32)
    start[0] = 0.0
    cost = trie.costs(np.array(heard), start, 50.0, how)[:, -1]
    assert cost[0] == pytest.approx(0.0, abs=1e-4)
    assert cost[1] > 4.0
    assert cost[2] == pytest.approx(float(how.extra[list(heard)].sum()), abs=1e-3)


def test_a_name_that_was_said_costs_little() -> None:
    told = [["Go and fuse is the name.", "Go infuses the name."]]
    assert cost_of("Owen Hughes", told) < 2.2 < cost_of("Robert Ellis", told)
    assert cost_of("Owen Hughes", []) == math.inf
