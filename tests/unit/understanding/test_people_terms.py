"""Services that are known by what several words sound like, where a service was asked for."""

from __future__ import annotations

import pytest

from voicebot.dialog.loader import load
from voicebot.understanding.people.staff import read_staff
from voicebot.understanding.people.terms import read_services
from voicebot.understanding.people.words import cut


def answered(said: str, dialog: str) -> list[str | int]:
    found = read_services(cut(said), load(dialog).lexicon, True)
    return [slot.value for slot in found if slot.name == "service"]


@pytest.mark.parametrize(
    ("said", "dialog", "service"),
    [
        ("that would be a broken juke", "dental_clinic", "urgent"),
        ("a two fake", "dental_clinic", "urgent"),
        ("a state in spectrum please", "auto_repair", "inspection"),
    ],
)
def test_misheard_words_that_sound_like_one_service(said: str, dialog: str, service: str) -> None:
    assert answered(said, dialog) == [service]


@pytest.mark.parametrize(
    "said",
    [
        "next Tuesday at three",
        "a root canal",
        "I want to speak to the doctor",
        "do you take insurance",
        "it would be for my son",
        "a quick question please",
    ],
)
def test_other_words_are_no_service(said: str) -> None:
    assert answered(said, "dental_clinic") == []


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("have you got time for a man's cut", "mens_cut"),
        ("immense cut please", "mens_cut"),
        ("a mince cut", "mens_cut"),
        ("a new cut", "haircut"),
        ("just a cut", "haircut"),
    ],
)
def test_a_longer_name_by_sound_goes_before_the_short_one_in_it(said: str, service: str) -> None:
    assert answered(said, "hair_salon") == [service]


@pytest.mark.parametrize(
    ("said", "dialog", "service"),
    [
        ("can I make an appointment for my son for a kid's cup", "hair_salon", "kids_cut"),
        ("my wife says I'm overdue for a dripping cap", "plumber", "tap"),
        ("could you move my cap repair to Friday", "plumber", "tap"),
        ("Wednesday next week before 10 a.m. for a feeling", "dental_clinic", "filling"),
    ],
)
def test_a_service_by_sound_where_one_would_be_named(said: str, dialog: str, service: str) -> None:
    found = read_services(cut(said), load(dialog).lexicon, False)
    assert [slot.value for slot in found] == [service]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("can I see Calum on Friday", "callum"),
        ("just tell Kalim the boiler works again", "callum"),
        ("my name is Kalim", None),
        ("a boiler service for me and Kalim", None),
        ("with Calum Reyes", None),
    ],
)
def test_staff_whose_name_is_written_otherwise(said: str, who: str | None) -> None:
    found = read_staff(cut(said), load("plumber").lexicon, False)
    assert next((slot.value for slot in found if slot.name == "staff"), None) == who
