"""What was said and what was kept of it."""

import pytest

from voicebot.simulator.values import has_card_number, lacking, same_value


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("14 Orchard Road Greenwich", "fourteen Orchard Road, Greenwich"),
        ("It's a Ford Focus", "Ford Focus"),
        ("K L M 4 2 7", "KLM 427"),
    ],
)
def test_one_value_written_in_two_ways(wanted, kept):
    assert same_value("plate", wanted, kept, 1.0)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("16 Orchard Road Greenwich", "14 Orchard Road Greenwich"),
        ("24 Park Street", "22, I mean 24 Park Street"),
        ("Ford Fiesta", "Ford Focus"),
    ],
)
def test_another_value(wanted, kept):
    assert not same_value("address", wanted, kept, 1.0)


def test_by_ear_words_may_differ_but_no_digits():
    assert same_value("address", "14 Orchard Road", "14 Orcherd Rode", 0.6)
    assert not same_value("address", "14 Orchard Road", "40 Orchard Road", 0.6)
    assert not same_value("address", "14 Orchard Road", "14 Mill Lane", 0.6)


def test_of_free_text_most_words_count():
    assert same_value("reason", "the tooth hurts at night", "tooth hurts at night", 1.0)
    assert not same_value("reason", "the tooth hurts at night", "a crown fell off", 1.0)


def test_words_that_must_be_there():
    assert lacking(["ten|10", "late"], "ten minutes late") == []
    assert lacking(["ten|10", "late"], "often late") == ["ten|10"]


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("it's 4539 1488 0343 6467", True),
        ("four five three nine one four eight eight oh three four three six", True),
        ("call me at 212 555 0142", False),
        ("at ten on the 24th", False),
    ],
)
def test_card_numbers_are_told_from_others(text, card):
    assert has_card_number(text) is card
