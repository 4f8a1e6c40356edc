"""Plates by letter and digit, over several recognitions, and aloud."""

from __future__ import annotations

import pytest

from voicebot.dialog.details import heard_as
from voicebot.dialog.plates import agreed, aloud, as_letters, is_plate, spelled, with_letter


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("K as in king L M as in Mary 4 2 7", "KLM427"),
        ("kilo lima mike four two seven", "KLM427"),
        ("k l em 4 2 7", "KLM427"),
        ("K L M for 2 7", "KLM427"),
        ("K-L I'm 427", "KLM427"),
        ("the X7 3 9 2", "BX7392"),
        ("D for dog X 1 2", "DX12"),
        ("K L and 4 2 7 7", "KL4277"),
        ("a red one", ""),
    ],
)
def test_spelled(text: str, plate: str) -> None:
    found = spelled(text)
    assert (found[0] if found else "") == plate


def test_a_day_after_a_plate_is_no_letter() -> None:
    assert spelled("K L M 4 2 7 for Friday", whole=False) == ("KLM427", 11)
    assert spelled("4 2 7 K L M for Friday", whole=False) == ("427KLM", 11)
    assert spelled("a for effort") is None
    assert as_letters("it is for my son") == "it is for my son"


@pytest.mark.parametrize(
    ("read", "plate"),
    [
        (["KLN427", "KLM427", "KLM427"], "KLM427"),
        (["KLN4277", "KL4277", "KLM427", "KLM1470", "KLM147"], "KLM4277"),
        (["KLMM427", "KLM427", "KLMM427", "KLM427", "KLM427"], "KLM427"),
        (["KLL427", "KLL427", "KL427"], "KLL427"),
        (["8TRX551", "8TRS551"], "8TRX551"),
        (["KLM427"], "KLM427"),
        ([], ""),
    ],
)
def test_most_recognitions_decide(read: list[str], plate: str) -> None:
    assert agreed(read) == plate


def test_only_what_most_recognitions_spell() -> None:
    assert heard_as("plate", ["K L N 4 2 7", "K L M 427", "KLM 427"]) == "KLM427"
    assert heard_as("plate", ["skip", "S K 4 2", "skipped"]) == ""


@pytest.mark.parametrize(
    ("plate", "said"),
    [
        ("KLM427", "K L M, four, two, seven"),
        ("8TRX551", "eight, T R X, five, five, one"),
        ("ABD 12", "A, B D, one, two"),
        ("KLA1", "K L A, one"),
    ],
)
def test_aloud(plate: str, said: str) -> None:
    assert aloud(plate) == said


def test_what_is_a_plate() -> None:
    assert is_plate("KLM 427")
    assert is_plate("BIGDOG")
    for other in ("temp tags", "", "the red one"):
        assert not is_plate(other)


def test_a_letter_put_right() -> None:
    assert with_letter("no, it's M as in Mary", "KLN427") == "KLM427"
    assert with_letter("S as in Sam", "KLF427") == "KLS427"
    assert with_letter("M as in Mary", "NNL427") == ""
    assert with_letter("M as in Mary", "KLM427") == ""
    assert as_letters("m as in mary not n as in nancy") == "m not n"


@pytest.mark.parametrize("said", ["I like mornings best", "actually I like the blue one"])
def test_who_likes_something_spells_nothing(said: str) -> None:
    assert with_letter(said, "KLN472") == ""
