"""How common names are, how they sound and how they are written."""

from __future__ import annotations

import pytest
from people_cases import read, value

from voicebot.understanding.people.hints import hinted
from voicebot.understanding.people.roster import (
    family_names,
    given_names,
    log_family,
    log_given,
    plain,
)
from voicebot.understanding.people.sounds import apart, distance, phones, sound
from voicebot.understanding.people.written import written


def test_common_names_weigh_more() -> None:
    assert log_given("Mary") > log_given("Marva") > log_given("Qxyz")
    assert log_family("smith") > log_family("smyth") > log_family("qxyz")


def test_the_country_decides_between_spellings() -> None:
    assert log_given("jeffrey") > log_given("geoffrey")
    assert log_given("geoffrey", british=True) > log_given("jeffrey", british=True)
    assert log_family("davies", british=True) > log_family("davis", british=True)


def test_double_names_and_accents() -> None:
    assert log_family("smith-jones") < log_family("jones")
    assert plain("Zoë") == "zoe"
    assert log_family("O'Brien") == log_family("obrien") or log_family("O'Brien") > 0


def test_lists_hold_plain_positive_entries() -> None:
    for names in (given_names(), family_names(), given_names(True), family_names(True)):
        assert len(names) > 3000
        assert all(weight > 0 for weight in names.values())
        assert all(name == name.lower() and " " not in name for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tailor", "taylor"), ("maurice", "morris"), ("tomas", "thomas"), ("right", "wright"),
        ("karl", "carl"), ("phil", "fill"), ("knight", "night"), ("stephen", "steven"),
    ],
)  # fmt: skip
def test_homophones(one: str, other: str) -> None:
    assert phones(one) == phones(other)
    assert apart(one, other) == 0.0


def test_near_sounds_are_nearer_than_far_ones() -> None:
    assert apart("patel", "buttell") < apart("patel", "nguyen")
    assert distance(sound("bat"), sound("pat")) == 0.5
    assert distance(sound("bat"), sound("mat")) == 1.0
    assert phones("") == ""
    assert phones("1234") == ""


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("o'brien",), "O'Brien"), (("MCDONALD",), "McDonald"), (("anne-marie",), "Anne-Marie"),
        (("robert", "de", "niro"), "Robert de Niro"), (("DeShawn",), "DeShawn"),
        (("van", "der", "berg"), "Van der Berg"), (("zoë",), "Zoë"), ((), ""),
        (("smith's",), "Smith's"), (("mack",), "Mack"),
    ],
)  # fmt: skip
def test_how_names_are_written(parts: tuple[str, ...], name: str) -> None:
    assert written(parts) == name


@pytest.mark.parametrize(
    ("parts", "after", "name"),
    [
        (("Jon", "Smith"), " with a y", ("Jon", "smyth")),
        (("Catherine", "Bell"), " with a K", ("katherine", "Bell")),
        (("Philip",), " with two l's", ("phillip",)),
        (("Sarah",), " no h", ("sara",)),
        (("Sarah",), " with an h", ("Sarah",)),
        (("Steven",), " with a ph", ("stephen",)),
        (("Brown",), " with an e at the end", ("browne",)),
        (("Ann", "Lee"), " for tomorrow", ("Ann", "Lee")),
        (("Ann", "Lee"), "", ("Ann", "Lee")),
    ],
)
def test_hints_of_spelling(parts: tuple[str, ...], after: str, name: tuple[str, ...]) -> None:
    assert hinted(parts, after) == name


def test_a_caller_named_like_a_member_of_staff() -> None:
    slots = read("my name is Maria Lopez")
    assert value(slots, "name") == "Maria Lopez"
    assert value(slots, "staff") is None


def test_staff_are_not_the_caller() -> None:
    slots = read("i have an appointment with Maria Lopez")
    assert value(slots, "staff") == "lopez"
    assert value(slots, "name") is None


def test_an_unannounced_name_is_no_answer_to_another_question() -> None:
    assert value(read("for Peter", "datetime"), "name") is None
    assert value(read("my name is Peter", "datetime"), "name") == "Peter"


def test_a_relation_without_a_name() -> None:
    slots = read("i'm calling for my son")
    assert value(slots, "for_other") == "son"
    assert value(slots, "name") is None


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("it's about my son's appointment", "son"),
        ("a visit for our little girl", "daughter"),
        ("for my kids", "child"),
        ("a table for my wife and me", None),
        ("i have to pick up my son at three", None),
    ],
)
def test_for_whom_a_caller_calls(text: str, relation: str | None) -> None:
    assert value(read(text), "for_other") == relation


def test_spans_point_into_the_text() -> None:
    text = "Hi, it's for Lena Fischer, my number is 415 555 0182"
    for slot in read(text):
        assert 0 <= slot.span[0] <= slot.span[1] <= len(text)
    name = next(s for s in read(text) if s.name == "name")
    assert text[slice(*name.span)] == "Lena Fischer"
