"""Whose visits they are: names by letter, and badly heard ones by sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from voicebot.booking.model import Appointment
from voicebot.dialog.same_person import (
    misheard,
    own_visits,
    same_person,
    several_people,
    typed_for,
)
from voicebot.understanding.model import SlotValue

AT = datetime(2026, 11, 27, 19, tzinfo=UTC)


def visit(name: str) -> Appointment:
    return Appointment("a1", "b", ("check_up",), AT, AT, "c1", name, "+12125550143")


def heard(name: str, certainty: float) -> SlotValue:
    return SlotValue("name", name, name, certainty=certainty)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Rough Tender", "Ross Tanner"),
        ("Cor Lester", "Carl Lester"),
        ("You go bonds", "Hugo Barnes"),
        ("Pool Grand", "Paul Grant"),
        ("Veer Annulin", "Vera Nolan"),
    ],
)
def test_a_badly_heard_name_is_found_by_its_sound(said: str, known: str) -> None:
    assert own_visits([visit(known)], heard(said, 0.3)) == (visit(known),)
    assert not own_visits([visit(known)], heard(said, 0.9))


def test_the_surer_the_name_the_closer_it_must_sound() -> None:
    rows = [visit("Hugo Barnes")]
    assert own_visits(rows, heard("Hugo Garms", 0.7)) == tuple(rows)
    assert not own_visits(rows, heard("You go bonds", 0.7))
    assert not own_visits([visit("Jane Doe")], heard("John Doe", 0.7))


def test_the_best_recognition_counts_beside_what_was_made_of_all() -> None:
    rows = [visit("Jane Collins")]
    voted = SlotValue("name", "James Collins", "Jane Collins", certainty=0.9)
    assert own_visits(rows, voted) == tuple(rows)
    assert not own_visits(rows, heard("James Collins", 0.9))


@pytest.mark.parametrize(
    ("said", "known"),
    [("Jane Miller", "Karen Mueller"), ("Peter Lawson", "Paul Grant"), ("Sam Stone", "Fay Moss")],
)
def test_another_name_is_another_name(said: str, known: str) -> None:
    assert not own_visits([visit(known)], heard(said, 0.1))


def test_of_two_names_that_sound_alike_neither_is_meant() -> None:
    both = [visit("Anna Mailer"), replace(visit("Hanna Miler"), id="a2")]
    assert not own_visits(both, heard("Enough Meller", 0.2))
    assert own_visits(both[:1], heard("Enough Meller", 0.2))


def test_spelling_and_initials() -> None:
    assert same_person("Jane Doe", "J. Doe")
    assert same_person("Jane Doe", "Jane Dough")
    assert not same_person("Jane Doe", "John Doe")
    assert not same_person("", "Jane Doe")
    assert misheard(heard("Rough Tender", 0.1))
    assert not misheard(None)


def test_a_visit_without_a_name_is_nobodys() -> None:
    assert not own_visits([visit("")], heard("Hugo Barnes", 0.3))
    assert not own_visits([visit("")], heard("", 0.7))
    assert not typed_for([visit("")], "53466")


def test_one_word_finds_one_person_only() -> None:
    rows = [visit("Jane Doe"), visit("Tim Doe"), visit("Ann Poole")]
    assert several_people(rows, heard("Doe", 0.9))
    assert not own_visits(rows, heard("Doe", 0.9))
    assert not own_visits(rows, heard("Doe", 0.3))
    assert own_visits(rows, heard("Poole", 0.9)) == (rows[2],)
    assert own_visits(rows, heard("Tim Doe", 0.9)) == (rows[1],)
    both = [visit("Jane Doe"), visit("Jane Doe")]
    assert own_visits(both, heard("Doe", 0.9)) == tuple(both)


def test_keys_that_two_people_have_find_neither() -> None:
    assert typed_for([visit("Jane Doe")], "363") == (visit("Jane Doe"),)
    assert not typed_for([visit("Jane Doe"), visit("Tim Doe")], "363")


def test_utterances_that_are_no_name_by_themselves_find_the_visit_by_sound() -> None:
    rows = [visit("Owen Hughes")]
    told = [["Go and fuse is the name.", "Go infuses the name."], ["Go and use."]]
    assert not own_visits(rows, heard("Fuse", 0.0))
    assert own_visits(rows, heard("Fuse", 0.0), told) == tuple(rows)
    assert not own_visits([visit("Robert Ellis")], heard("Fuse", 0.0), told)


def test_of_two_names_that_may_have_been_said_it_is_neither() -> None:
    rows = [visit("Owen Hughes"), visit("Ewan Hughes")]
    assert not own_visits(rows, heard("Fuse", 0.0), [["Go and fuse."]])


def test_another_of_the_family_is_not_who_the_visit_is_for() -> None:
    told = [["Tom Miller, please.", "Tom Millar, please."]]
    assert not own_visits([visit("Anna Miller")], heard("Tom Miller", 0.5), told)
