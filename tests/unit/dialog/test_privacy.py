from __future__ import annotations

import pytest

from voicebot.dialog.privacy import (
    REMOVED,
    has_card,
    tells_only_a_card,
    without_card,
    without_cards,
)
from voicebot.understanding.model import SlotValue, Understanding


@pytest.mark.parametrize(
    "text",
    [
        "it's 4111 1111 1111 1111 thanks",
        "it's 4111-1111-1111-1111 thanks",
        "it's 4111111111111111 thanks",
        "it's four one one one one one one one one one one one one one one one thanks",
    ],
)
def test_card_numbers_are_taken_out(text: str) -> None:
    assert without_cards(text) == f"it's {REMOVED} thanks"
    assert has_card(text)


@pytest.mark.parametrize(
    "text",
    ["call 212 555 0142", "plus one two one two five five five zero one four two", "at 10 15", ""],
)
def test_telephone_numbers_stay(text: str) -> None:
    assert without_cards(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "card is forty two forty two, forty two forty two, forty two forty two, four two four two",
        "it's 4242 4242 and then 4242 4242",
        "four two four two, and four two four two, then double four double two, four two four two",
        "charge 4242 4242 4242",
        "my card is 4242 4242",
        "forty two hundred, double oh double oh, 1234 5678",
        "thirty seven eighty two, eight two two four six three one zero zero zero five",
    ],
)
def test_a_card_in_pieces_is_taken_out(text: str) -> None:
    assert has_card(text)
    assert not any(char.isdigit() for char in without_cards(text))
    assert "four" not in without_cards(text)


@pytest.mark.parametrize(
    "text",
    [
        "the card's CVV is 123",
        "security code three two one",
        "my visa expires 04 29",
        "the card, expiry date oh four twenty nine",
        "my card expires in April 2029",
    ],
)
def test_what_belongs_to_a_card_is_taken_out(text: str) -> None:
    assert REMOVED in without_cards(text)


def test_the_rest_of_a_card_is_known_by_what_came_before() -> None:
    assert without_cards("4242 expires 04 29", after=True) == f"{REMOVED} expires {REMOVED}"
    assert without_cards("4242 please") == "4242 please"
    assert without_cards("Tuesday at 1015", after=True) == "Tuesday at 1015"
    assert without_cards("it's 212 555 0142", after=True) == "it's 212 555 0142"


@pytest.mark.parametrize(
    "text",
    [
        "5550142 and 5550199",
        "call 212 555 0142, and then 14 Hill Street",
        "07911 123456 and 12 Mill Lane",
        "two one two five five five zero one four two",
        "my insurance expires 04 29",
        "the gate code is 1234",
        "the twenty third or the twenty fourth at ten thirty or eleven",
        "my insurance card number is 55512",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_cards(text) == text


def test_an_utterance_loses_the_card_and_what_was_read_out_of_it() -> None:
    part = SlotValue("phone_part", "4242", "4242")
    said = Understanding("charge 4242 4242 4242", slots=(part,))
    assert without_card(said).slots == ()
    assert tells_only_a_card(without_card(said).text)
    assert not tells_only_a_card("tell him my tap drips")
