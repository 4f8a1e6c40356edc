"""Cars by their sound."""

from __future__ import annotations

import pytest

from voicebot.dialog.cars import by_sound, is_plain, model_after, written


@pytest.mark.parametrize(
    ("heard", "car"),
    [
        (("a super you out back.", "a super-out back.", "a super"), "Subaru Outback"),
        (("Show you to Karala.", "Show you the crawler.", "Choyotakarala"), "Toyota Corolla"),
        (("It's a foreign focus.",), "Ford Focus"),
        (("a home to civic", "a Honda civic"), "Honda Civic"),
        (("a honda cynic",), "Honda Civic"),
        (("subaru out back",), "Subaru Outback"),
        (("2018 nissan roque",), "2018 Nissan Rogue"),
        (("for the ford f one fifty",), "Ford F-150"),
        (("my folks wagon golf",), "Volkswagen Golf"),
        (("she's a Hun die Elantra", "a Hyundai Atlanta"), "Hyundai Elantra"),
    ],
)
def test_a_car_misheard(heard: tuple[str, ...], car: str) -> None:
    assert by_sound(heard) == car


@pytest.mark.parametrize(
    "text",
    [
        "assume very loud",
        "a Wartburg 353",
        "what do you mean",
        "it's a blue one",
        "hold on, let me think",
        "I don't know, it's my wife's",
        "can you repeat that please",
        "tomorrow at ten",
        "",
    ],
)
def test_what_is_near_no_car(text: str) -> None:
    assert by_sound((text,)) == ""


def test_a_make_restricts_its_models() -> None:
    assert by_sound(("a Toyota focus",)) != "Ford Focus"
    assert model_after("Subaru", " out back tomorrow") == ("Outback", 2)
    assert model_after("Kia", " needs new tires") == ("", 0)


def test_what_is_plain() -> None:
    for text in ("a Honda Civic", "my old red 2012 focus", "it's an F-150", "Toyota"):
        assert is_plain(text)
    for text in ("a foreign focus", "a honda cynic", "a blue one"):
        assert not is_plain(text)


def test_as_it_is_written() -> None:
    assert written("a 2018 nissan rogue") == "a 2018 Nissan Rogue"
    assert written("honda crv, or a bmw") == "Honda CR-V, or a BMW"
    assert written("a Wartburg 353") == "a Wartburg 353"


def test_a_word_before_a_model_that_sounds_like_its_make_is_the_make() -> None:
    assert written("It's a four focus.") == "It's a Ford Focus."
    assert written("my focus") == "my Focus"
    assert written("a Ford Focus") == "a Ford Focus"


@pytest.mark.parametrize("said", ["It's a Toyota - 2015.", "Toyota -", "it's a Honda -", "-"])
def test_a_dash_is_no_word(said: str) -> None:
    assert by_sound((said,)) in ("", "Toyota", "Honda", "2015 Toyota")
