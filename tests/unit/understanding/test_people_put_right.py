"""What is said about a name that was put to the caller: that it is wrong, what it is, or right."""

from __future__ import annotations

import pytest

from voicebot.understanding.people.put_right import puts_name_right, tells_a_name


@pytest.mark.parametrize(
    "text",
    [
        "yes, only the name is Iris Vane",
        "okay, but my name is Iris Vane",
        "the name is wrong, it's Iris Vane",
        "Yes, don't leave the name, it's gone over",
        "Great, the surname isn't spelled that way",
    ],
)
def test_a_name_is_put_right(text: str) -> None:
    assert puts_name_right([text])


@pytest.mark.parametrize(
    "text",
    [
        "yes, that's my name",
        "no, the name is fine, but the time is wrong",
        "no problem, the name is right",
        "yes please",
        "no, at ten",
        "but is there parking",
    ],
)
def test_it_is_not(text: str) -> None:
    assert not puts_name_right([text])


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("alright, now the name is Bo Goland", True),
        ("all right, my name Bo Goland", True),
        ("she's called Ida", True),
        ("yes, the name please", False),
        ("yes, book it under that name", False),
        ("yes, the name is correct", False),
    ],
)
def test_what_the_name_is_is_told(text: str, tells: bool) -> None:
    assert tells_a_name([text]) is tells


def test_one_recognition_is_enough() -> None:
    assert puts_name_right(["Okay, well my mane is over it", "Okay, but my name is over it"])
