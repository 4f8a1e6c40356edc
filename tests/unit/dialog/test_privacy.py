from __future__ import annotations

import pytest

from voicebot.dialog.privacy import REMOVED, has_card, without_cards


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
