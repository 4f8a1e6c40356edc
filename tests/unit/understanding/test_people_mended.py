"""Numbers with a miscounted digit: guessed at low certainty, and the caller's own at a higher."""

import pytest

from voicebot.understanding.model import SlotValue
from voicebot.understanding.people.mended import groups_of, mended, same_but_one
from voicebot.understanding.people.phone import read_phone, to_e164
from voicebot.understanding.people.words import cut

OWN = "+16465550147"


def read(text: str, caller: str = "") -> SlotValue:
    (slot,) = read_phone(cut(text), "US", True, caller)
    return slot


def test_a_mended_number_is_only_a_guess() -> None:
    assert read("415-550132").certainty < 0.5
    assert read("415-555-0132").certainty == 1.0


@pytest.mark.parametrize("text", ["646-5-5-5-5-0-1-4-7", "646-555-014", "646 55 0147"])
def test_nearly_the_number_that_calls_is_that_number(text: str) -> None:
    slot = read(text, OWN)
    assert (slot.name, slot.value) == ("phone", OWN)
    assert slot.certainty > 0.5


def test_another_whole_number_is_never_taken_for_the_callers() -> None:
    assert read("646-555-0148", OWN).value == "+16465550148"


def test_a_number_is_not_mended_where_none_was_asked_for() -> None:
    assert read_phone(cut("415-550132"), "US", False, OWN) == []


def test_two_ways_to_mend_are_none() -> None:
    def valid(digits: str) -> str | None:
        return to_e164(digits, "US")

    assert mended("212550100", [], "US", valid) is None
    assert mended("212550100", [3, 2, 4], "US", valid) == "+12125550100"


def test_groups_as_they_were_heard() -> None:
    assert groups_of(cut("212-55-0100")) == [3, 2, 4]
    assert groups_of(cut("2 1 2, 5 5, 0 1 0 0")) == [3, 2, 4]
    assert groups_of(cut("two one two fifty five")) == []


@pytest.mark.parametrize(
    ("digits", "same"),
    [("646555147", True), ("64655501477", True), ("6465550147", False), ("6465550", False)],
)
def test_one_digit_apart(digits: str, same: bool) -> None:
    assert same_but_one(digits, OWN) is same
