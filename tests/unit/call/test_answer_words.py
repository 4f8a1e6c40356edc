"""The words that recognition leans on at a question of the business's own."""

from __future__ import annotations

from voicebot.call.turn import answers
from voicebot.dialog.loader import load


def test_towns_are_the_words_of_an_address() -> None:
    words = answers(load("plumber"))
    assert set(words) == {"address"}
    assert "Greenwich" in words["address"]


def test_who_asks_for_no_address_leans_on_no_towns() -> None:
    assert answers(load("hair_salon")) == {}
