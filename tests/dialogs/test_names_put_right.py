"""Names that are misheard, called wrong and misheard again: typed rather than booked wrongly."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of

WRONG_AGAIN = (
    ("Yes, only the name is a living part.", "Yes, only the name is over the heart."),
    ("Okay, but my name is Alley when bark.", "Okay, but my name is a leaven bar."),
    ("Alright, now the name is Bore Golan, B of R.", "All right now the name is Bore Goal on."),
    ("Yes, don't leave the name, it's gone over.", "Yes, I'll leave a name, it's gone over."),
    ("The name is wrong, it's all the of bark.", "The main is wrong, it's all the of bark."),
)


def asked_for_the_name() -> Talk:
    now = datetime.fromisoformat("2026-11-24T09:30:00-06:00")
    talk = Talk(dialog_of("hair_salon"), interpreter_of("hair_salon"), now, "+13125550199")
    talk.open()
    talk.hear("a haircut tomorrow at two")
    assert "ask_name" in talk.keys
    return talk


def booked(talk: Talk) -> list[str]:
    return [row.for_name for row in talk.calendar.appointments("hair_salon")]


@pytest.mark.parametrize("said", WRONG_AGAIN)
def test_what_is_wrong_at_the_read_back_and_not_heard_is_typed(said: tuple[str, str]) -> None:
    talk = asked_for_the_name()
    talk.hear("Alice Park.", "Alice Park", score=-0.1)
    assert "read_back" in talk.keys
    talk.hear(*said, score=-0.4)
    assert talk.keys == ["ask_key_given"]
    talk.hear("(keys 654842)")
    assert talk.keys == ["ask_key_family"]
    talk.hear("(keys 7275)")
    assert "read_back_again" in talk.keys
    talk.hear("Yes, that's right.")
    assert booked(talk) == ["Olivia Park"]


@pytest.mark.parametrize("said", WRONG_AGAIN)
def test_so_is_what_is_wrong_where_a_doubtful_name_was_put(said: tuple[str, str]) -> None:
    talk = asked_for_the_name()
    talk.hear("It's Hazel the buyer.", "It's hazy fire.", score=-0.4)
    assert talk.keys == ["ask_sure_name"]
    talk.hear(*said, score=-0.4)
    assert talk.keys[-1] in ("ask_key_given", "ask_spelling")
    assert booked(talk) == []


def test_a_name_that_is_heard_well_is_put_right_at_once() -> None:
    talk = asked_for_the_name()
    talk.hear("Alice Park.", "Alice Park", score=-0.1)
    talk.hear("Okay, but my name is Olivia Park.", "Ok, but my name is Olivia Park.", score=-0.1)
    assert "read_back_again" in talk.keys
    talk.hear("Yes.")
    assert booked(talk) == ["Olivia Park"]


def test_the_right_name_said_with_the_yes_is_a_yes() -> None:
    talk = asked_for_the_name()
    talk.hear("Alice Park.", "Alice Park", score=-0.1)
    talk.hear("Yes, my name is Alice Park, that's right.", "Yes my name is Alice Park that's right")
    assert booked(talk) == ["Alice Park"]


def test_a_thank_you_made_out_of_noise_ends_nothing() -> None:
    talk = asked_for_the_name()
    talk.hear("Alice Park.", "Alice Park", score=-0.1)
    for _ in range(2):
        talk.hear("Thank you.", score=-0.6)
        assert talk.keys == ["confirm_repair_2"]
        assert booked(talk) == []
    talk.hear("(keys 1)")
    assert booked(talk) == ["Alice Park"]


def test_a_month_that_a_name_sounds_like_is_no_wish() -> None:
    talk = asked_for_the_name()
    talk.hear("Don't be marching.", "those in March.", score=-0.5)
    assert "offer_two" not in talk.keys
    assert talk.state.chosen is not None


def test_on_a_loud_line_the_first_words_that_are_no_name_are_enough() -> None:
    talk = asked_for_the_name()
    talk.snr_db = 5.0
    talk.hear("but on the drumming.", "but on the journey.", score=-0.6)
    assert talk.keys == ["ask_key_given"]


def test_and_so_is_one_doubtful_name() -> None:
    talk = asked_for_the_name()
    talk.snr_db = 5.0
    talk.hear("It's Hazel the buyer.", "It's hazy fire.", score=-0.4)
    assert talk.keys == ["ask_key_given"]


def test_of_two_names_on_the_same_keys_the_other_is_read_back() -> None:
    talk = asked_for_the_name()
    talk.snr_db = 5.0
    talk.hear("but on the drumming.", "but on the journey.", score=-0.6)
    talk.hear("(keys 4279)")
    talk.hear("(keys 2277)")
    assert "Gary Bass" in " ".join(talk.texts)
    talk.snr_db = 20.0
    wrong = "Okay, but my name is so good as.", "Okay, but my name is so good."
    talk.hear(*wrong, score=-0.4)
    assert "Gary Carr" in " ".join(talk.texts)
    talk.hear(*wrong, score=-0.4)
    assert "read_back_again" in talk.keys
    talk.hear(*wrong, score=-0.4)
    assert talk.keys == ["ask_key_given"]
    talk.hear("(keys 4279)")
    talk.hear("(keys 2277)")
    assert booked(talk) == []


def test_the_name_alone_is_typed_on_a_loud_line() -> None:
    talk = asked_for_the_name()
    talk.hear("Alice Park.", "Alice Park", score=-0.1)
    talk.snr_db = 5.0
    talk.hear("The name is wrong.", "The name's wrong.", score=-0.2)
    assert talk.keys == ["ask_key_given"]


def test_a_doubtful_name_stays_open_until_it_is_answered() -> None:
    talk = asked_for_the_name()
    talk.hear("Xqi Vung", "Roy Ong", "Foy Song", score=-0.7)
    assert talk.keys == ["ask_sure_name"]
    talk.hear("it's thursday at two", score=-0.25)
    assert talk.keys[-1] == "offer_two"
    talk.hear("the first one", score=-0.25)
    assert talk.keys[-1] == "ask_sure_name"
    talk.hear("yes", score=-0.25)
    assert "read_back" in talk.keys


@pytest.mark.parametrize("halves", [("Baker", "Martin"), ("Martin", "Baker")])
def test_two_halves_of_a_name_are_one(halves: tuple[str, str]) -> None:
    talk = asked_for_the_name()
    talk.hear(halves[0], score=-0.25)
    assert talk.keys == ["ask_name_repair_1"]
    talk.hear(halves[1], score=-0.25)
    assert "Martin Baker" in " ".join(talk.texts)
    assert "read_back" in talk.keys


@pytest.mark.parametrize(
    ("first", "said", "then"),
    [
        ("Nina Stone", "my last name is Stokes", "Nina Stokes"),
        ("Nina Stone", "the surname is Malikova", "Nina Malikova"),
        ("Nora Stone", "that's incorrect, the name is Flora", "Flora Stone"),
        ("Mina Stone", "nope, Nina", "Nina Stone"),
        ("Mina Stone", "I said Nina", "Nina Stone"),
        ("Mina Stone", "not Mina, Nina with an N", "Nina Stone"),
        ("Mina Ivanov", "no Ivanova", "Mina Ivanova"),
        ("Mina Stone", "Mina's fine but it's Stoney", "Mina Stoney"),
        ("Mina Kern", "yes but the name is spelled K E R N", "Mina Kern"),
        ("Mina Kern", "yes, Anna Baker", "Anna Baker"),
        ("Mina Kern", "yes, this is Anna Baker", "Anna Baker"),
    ],
)
def test_a_name_put_right_in_clear_words_is_taken_over(first: str, said: str, then: str) -> None:
    talk = asked_for_the_name()
    talk.hear(first, score=-0.25)
    talk.hear(said, score=-0.25)
    assert "read_back_again" in talk.keys
    assert f"{then}," in " ".join(talk.texts)
    talk.hear("yes", score=-0.25)
    assert booked(talk) == [then]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("the last name is wrong", "ask_spelling"),
        ("Stone with a K", "ask_spelling"),
        ("you got my name wrong", "ask_name"),
    ],
)
def test_a_name_that_is_clearly_wrong_is_asked_for_in_words(said: str, key: str) -> None:
    talk = asked_for_the_name()
    talk.hear("Nina Stone", score=-0.25)
    talk.hear(said, score=-0.25)
    assert talk.keys == [key]


def test_a_family_name_asks_for_no_price() -> None:
    now = datetime.fromisoformat("2026-11-24T09:30:00-06:00")
    talk = Talk(dialog_of("hair_salon"), interpreter_of("hair_salon"), now, "+13125550199")
    talk.open()
    talk.hear("a haircut tomorrow at two for owen price", score=-0.25)
    assert "price" not in talk.keys
    assert "read_back" in talk.keys
    talk.hear("and what is the price of a haircut", score=-0.25)
    assert "price" in talk.keys
