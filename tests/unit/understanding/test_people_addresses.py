"""Addresses decided from all recognitions: lists as they are heard at telephone quality."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale
from voicebot.understanding.people import addresses

AREA = (
    "Greenwich", "Lewisham", "Deptford", "Catford", "Bromley", "Brockley", "New Cross", "Eltham",
)  # fmt: skip
MISHEARD = (
    ("14 or to remote granted.", -1.17),
    ("14 or turboed grandage", -1.20),
    ("14 or 12 grand.", -1.24),
    ("14 orchard road", -1.37),
)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def heard(*wordings: tuple[str, float]) -> list[Hypothesis]:
    return [Hypothesis(text, score) for text, score in wordings]


def decided(*wordings: tuple[str, float], asked: bool = True) -> str:
    return addresses.mended(heard(*wordings), AREA, asked=asked)[0][0].text.rstrip(".")


def test_the_shape_of_an_address_goes_before_a_better_score() -> None:
    assert decided(*MISHEARD) == "14 Orchard Road, Greenwich"


def test_nothing_is_passed_over_where_no_address_was_asked_for() -> None:
    assert decided(*MISHEARD, asked=False) == "14 or to remote granted"


def test_the_town_comes_from_another_wording() -> None:
    assert (
        decided(
            ("22 park street that front", -0.89),
            ("22 part street effort.", -0.92),
            ("22 park street depth for", -1.06),
        )
        == "22 Park Street, Deptford"
    )


def test_an_ordinal_is_a_house_number() -> None:
    assert (
        decided(("7th station lane luition", -0.96), ("seven station lane luisham", -1.09))
        == "7 Station Lane, Lewisham"
    )


def test_a_street_that_no_two_agree_on_is_not_sure() -> None:
    said = heard(
        ("14 r turd road granite", -0.63),
        ("14. Our Turge Road Greenwich.", -0.97),
        ("14. Artur de Road Greenwich.", -1.09),
    )
    mended, sure = addresses.mended(said, AREA, asked=True)
    assert not sure
    assert mended[0].text.endswith("Road, Greenwich")


@pytest.mark.parametrize(
    "text",
    [
        "40 Mill Lane, Chelmsford",
        "14 Orchid Road Greenwich",
        "22 Park Street, no, sorry, 24 Park Street Deptford",
        "I'm at 14 Orchard Road, can you come tomorrow?",
        "Flat 2, 14 Orchard Road, SE10 8AB",
        "the Old Mill, Church Lane",
        "Thursday morning. 9 Hill Street",
    ],
)
def test_what_was_heard_well_stays_as_it_is(text: str) -> None:
    assert decided((text, -0.2)) == text


@pytest.mark.parametrize(
    ("words", "town"),
    [
        ("lou is um", "Lewisham"),
        ("depthford", "Deptford"),
        ("granich", "Greenwich"),
        ("tomorrow", ""),
        ("please", ""),
        ("Chelmsford", ""),
    ],
)
def test_a_town_is_taken_for_a_served_one_only_when_near(words: str, town: str) -> None:
    assert addresses.near_town(words, AREA) == town


def interpreter(*slots: str) -> Interpreter:
    lexicon = Lexicon(addresses=slots, area=AREA)
    return Interpreter(None, lexicon, ZoneInfo("Europe/London"), Locale(region="GB"))


def test_the_utterance_is_read_as_the_address_it_amounts_to() -> None:
    expects = Expectation("address", ("address",))
    said = interpreter("address").interpret(heard(*MISHEARD), expects, NOW)
    assert said.text == "14 Orchard Road, Greenwich"
    assert said.slot("address_part") is None


def test_a_correction_of_the_read_back_is_read_from_all_recognitions() -> None:
    expects = Expectation("confirm", ("confirm",))
    said = heard(("no it's 14 or to road", -0.6), ("no it's 14 orchard road", -0.8))
    assert "14 Orchard Road" in interpreter("address").interpret(said, expects, NOW).text
    yes = heard(("yes that's right", -0.6), ("yes 14 orchard road", -0.8))
    assert interpreter("address").interpret(yes, expects, NOW).text == "yes that's right"


def test_who_asks_for_no_address_mends_none() -> None:
    expects = Expectation("address", ("address",))
    assert interpreter().interpret(heard(*MISHEARD), expects, NOW).text == MISHEARD[0][0]


def test_the_kind_of_street_by_its_sound() -> None:
    wordings = (("8 lime growth back in.", -1.0), ("8 lime growth pecan", -1.2))
    assert decided(*wordings).startswith("8 lime grove")


def test_words_joined_by_hyphens_are_an_address() -> None:
    assert decided(("9-Fern-Close-Luition", -0.7)) == "9 Fern Close, Lewisham"
