"""Folding: one spelling for each way of writing the same words, and where they stood."""

import pytest

from voicebot.understanding.wording import fold


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("I'd like that", "i would like that"),
        ("I don't; I can’t", "i do not . i can not"),
        ("Gonna call ya", "going to call you"),
        ("Um, I, I want, uh, two", "i want uh two"),
        ("Wait... what?", "wait . what ?"),
        ("at 3 p.m. please", "at 3 p m please"),
        ("Dr. Patel's office", "dr patels office"),
        ("mm-hm", "uh huh"),
        ("Uh-huh.", "uh huh ."),
        ("uh-uh", "uh uh"),
        ("uh uh I want", "uh i want"),
        ("¿Habla español?", "habla espanol ?"),
        ("", ""),
        ("...", ""),
        ("你好", ""),
    ],
)
def test_folded(said: str, folded: str) -> None:
    assert fold(said).text == folded


def test_every_stretch_knows_its_source() -> None:
    said = "Well, I'd rather NOT."
    folded = fold(said)
    start = folded.text.index("rather")
    first, last = folded.source((start, len("rather not") + start))
    assert said[first:last] == "rather NOT"
    assert said[slice(*folded.source((0, len(folded.text))))] == said


def test_source_of_half_a_contraction_is_the_whole_word() -> None:
    said = "that's fine"
    folded = fold(said)
    at = folded.text.index("is")
    assert said[slice(*folded.source((at, at + 2)))] == "that's"


def test_source_of_nothing() -> None:
    assert fold("").source((0, 0)) == (0, 0)


def test_good_before_a_request_is_a_misheard_could() -> None:
    assert fold("Good I come tomorrow?").text == "could i come tomorrow ?"
    assert fold("Good, I think so").text == "good i think so"
    assert fold("Good. You too").text == "good . you too"
    assert fold("good you have it").text == "good you have it"
