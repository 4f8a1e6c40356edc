"""Questions of a business's own that get no answer over a noisy line: the visit is booked."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of


def talk_with(dialog: str, now: str, caller: str, *lines: str) -> Talk:
    talk = Talk(dialog_of(dialog), interpreter_of(dialog), datetime.fromisoformat(now), caller)
    talk.open()
    for line in lines:
        talk.hear(line)
    return talk


def at_the_car() -> Talk:
    return talk_with(
        "auto_repair", "2026-11-23T09:00:00-07:00", "+13035550144", "an oil change tomorrow at nine"
    )


def at_the_address() -> Talk:
    return talk_with("plumber", "2026-11-23T09:00:00+00:00", "+442079460123", "a dripping tap")


def booked(talk: Talk, business: str) -> dict[str, str]:
    for line in ("Fay Moss", "yes"):
        talk.hear(line)
    assert "booked" in talk.keys, talk.texts
    (row,) = talk.calendar.appointments(business)
    return dict(row.details)


def test_a_car_that_cannot_be_heard_costs_no_booking() -> None:
    talk = at_the_car()
    talk.hear("a bird on a fence.", "the word on offense")
    assert talk.keys == ["ask_car_again"]
    talk.hear("the borrowed pen", "to borrow the pan")
    assert talk.keys == ["ask_car_help"]
    talk.hear("in a jar", "in the jar")
    assert talk.keys == ["car_left_open", "ask_plate"]
    talk.hear("skip")
    details = booked(talk, "auto_repair")
    assert details == {
        "not certain": "car, heard as: a bird on a fence. / the borrowed pen / in a jar",
    }


def test_a_car_that_was_left_open_can_still_be_told() -> None:
    talk = at_the_car()
    for line in ("a bird on a fence.", "the borrowed pen", "in a jar", "skip", "Fay Moss"):
        talk.hear(line)
    talk.hear("the car is a Toyota Camry")
    assert "for the Toyota Camry" in " ".join(talk.texts)
    talk.hear("yes")
    (row,) = talk.calendar.appointments("auto_repair")
    assert row.details == {"car": "Toyota Camry"}


def test_two_bad_hearings_make_one_car() -> None:
    talk = at_the_car()
    talk.hear("so bore you out.", "the borrow out pack")
    assert talk.keys == ["ask_car_again"]
    talk.hear("super outing", "soup are out back", "super loud")
    talk.hear("skip")
    talk.hear("Fay Moss")
    assert "for the Subaru Outback" in " ".join(talk.texts)


@pytest.mark.parametrize(
    ("recognitions", "car"),
    [
        (["I found a civic.", "Have I understood it?", "I find this hard."], "the Honda Civic"),
        (["They're calling a sitting.", "They're falling", "with the Honda Civic"], "Honda Civic"),
        (
            [
                "It's the Ford Soda",
                "It's the fourth soda",
                "It's so good.",
                "It's open.",
                "It's a fork",
            ],
            "the Ford,",
        ),
    ],
)
def test_a_car_in_any_recognition(recognitions: list[str], car: str) -> None:
    talk = at_the_car()
    talk.hear(*recognitions)
    assert talk.keys == ["ask_plate"]
    for line in ("skip", "Fay Moss"):
        talk.hear(line)
    assert car in " ".join(talk.texts)


@pytest.mark.parametrize("heard", [("step.",), ("script", "Okay."), ("step. step step",)])
def test_a_skip_by_its_sound(heard: tuple[str, ...]) -> None:
    talk = at_the_car()
    talk.hear("Honda Civic")
    talk.hear(*heard)
    assert talk.keys == ["ask_name"]


def test_a_visit_goes_on_without_its_address_after_the_third_try() -> None:
    talk = at_the_address()
    talk.hear("some of them")
    assert talk.keys == ["ask_address_again"]
    talk.hear("not in")
    assert talk.keys == ["ask_address_help"]
    talk.hear("in a while")
    assert talk.keys[0] == "address_left_open"
    talk.hear("the first")
    assert "address, heard as: some of them" in booked(talk, "plumber")["not certain"]


def test_nothing_heard_at_all_is_left_open_too() -> None:
    talk = at_the_car()
    for _ in range(3):
        talk.hear("(noise)")
    assert talk.keys == ["car_left_open", "ask_plate"]


def test_the_numbers_of_a_plate_are_no_time() -> None:
    talk = at_the_car()
    for line in ("Honda Civic", "skip", "Fay Moss"):
        talk.hear(line)
    talk.hear("The plate is the X7 392.", "The play is the X7 392")
    assert talk.keys == ["read_back_again"]
    assert "the twenty-fourth at nine" in " ".join(talk.texts)
    assert "plate B X, seven, three, nine, two" in " ".join(talk.texts)
    talk.hear("The plate is King of the 7 39.")
    assert talk.keys == ["ask_plate"]
    talk.hear("B X 7 3 9 2")
    assert "the twenty-fourth at nine" in " ".join(talk.texts)
