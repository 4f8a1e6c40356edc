"""What an address, a car and a plate look like, and what does not."""

from __future__ import annotations

import pytest

from voicebot.dialog.details import excuse, find, fits, spelled_anew, value_of, with_town


def value(kind: str, text: str) -> str:
    found = find(kind, text)
    return "" if found is None else found.value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a dripping tap at 27 Cobden Road SE6 4QT, Friday after ten", "27 Cobden Road SE6 4QT"),
        (
            "I live at 8 Lower Marsh Lane Sydenham, could somebody come",
            "8 Lower Marsh Lane Sydenham",
        ),
        ("no, come to 61 Larch Avenue, not 16", "61 Larch Avenue"),
        ("not 16 Larch Avenue, 61 Larch Avenue", "61 Larch Avenue"),
        ("it's 61 Larch Avenue, not 16 Larch Avenue", "61 Larch Avenue"),
        ("sorry, number 12 Elm Grove", "12 Elm Grove"),
        ("thirty four Queen Street please", "thirty four Queen Street"),
        ("Bromley, 3 Chapel Walk", "3 Chapel Walk"),
        ("tomorrow at nine, Larch Avenue", ""),
        ("we have 2 cars in the drive", ""),
        ("Monday the 3rd, close to noon", ""),
        ("it's two minutes down the road", ""),
        ("a one way street", ""),
    ],
)
def test_addresses_in_sentences(text: str, told: str) -> None:
    assert value("address", text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("brakes on my 2018 Nissan Rogue, Thursday please", "2018 Nissan Rogue"),
        ("my kia needs new tires", "Kia"),
        ("an oil change for my subaru out back tomorrow", "Subaru Outback"),
        ("bring the Corolla instead of the Prius", "Corolla"),
        ("no, it's a Volvo XC60", "Volvo XC60"),
        ("the name is Harrison Ford", ""),
        ("let me focus on the brakes", ""),
        ("my wife's car", ""),
    ],
)
def test_cars_in_sentences(text: str, told: str) -> None:
    assert value("car", text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("license plate 4 K L M 9 0 2", "4KLM902"),
        ("plate 8TRX551, Friday at ten", "8TRX551"),
        ("the reg is LB19 XYZ", "LB19XYZ"),
        ("the plate is Q R S seven eight nine and it squeaks", "QRS789"),
        ("can I give you the plate later", ""),
        ("there's a plate on the table", ""),
        ("Oh, I got the plate wrong, it's K L M 4 7 2", "KLM472"),
        ("I gave you the wrong plate number, it should be BX7392", "BX7392"),
        ("the plate was wrong. It's Q R S 7 8 9", "QRS789"),
        ("plate KLM 427, no sorry, KLM 472", "KLM472"),
    ],
)
def test_plates_in_sentences(text: str, told: str) -> None:
    assert value("plate", text) == told


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("address", "postcode SE13 5PQ, number 8"),
        ("address", "flat 2, over the chemist on Station Parade"),
        ("address", "The Old Forge, Church Lane, Eltham"),
        ("car", "a Jeep"),
        ("car", "F-150"),
        ("car", "it's a two thousand twelve honda accord"),
        ("plate", "seven abc one two three"),
        ("plate", "K L M"),
        ("text", "it rattles"),
    ],
)
def test_what_may_be_an_answer(kind: str, text: str) -> None:
    assert fits(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("address", "it's my sister's place, I have to look it up"),
        ("address", "the tap is off now so tomorrow is early enough"),
        ("address", "hmm, Larch Avenue"),
        ("car", "my husband's car"),
        ("car", "I'm not sure, it's a rental"),
        ("car", "a blue one"),
        ("plate", "a blue one"),
        ("plate", "Maud Kerr"),
        ("text", "the first one please"),
    ],
)
def test_what_is_no_answer(kind: str, text: str) -> None:
    assert not fits(kind, text)


def test_an_excuse_is_told_from_an_answer() -> None:
    assert excuse("I'd have to check")
    assert excuse("I don't have it on me")
    assert not excuse("9 Hill Street")
    assert not excuse("it makes a noise")


def test_what_is_kept() -> None:
    assert value_of("address", "um, it's 9 Hill Street.") == "9 Hill Street"
    assert value_of("address", "actually my office instead, 4 Dock Road") == "4 Dock Road"
    assert value_of("plate", "it's A B C one two three") == "ABC123"
    assert value_of("text", "it drips, from the ceiling.") == "it drips, from the ceiling"


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        (
            "address",
            "22 Park Street, no, sorry, 24 Park Street Deptford",
            "24 Park Street Deptford",
        ),
        ("address", "It's 22, I mean 24 Park Street Deptford", "24 Park Street Deptford"),
        ("address", "22 Park Street Deptford, sorry, number 24", "24 Park Street Deptford"),
        ("address", "22 Park Street, no wait, 24.", "24 Park Street"),
        ("address", "22 Park Street, no flat number", "22 Park Street, no flat number"),
        ("address", "22 Park Street, sorry, over the shop", "22 Park Street, sorry, over the shop"),
        ("car", "a Honda Civic, no, sorry, a Toyota Camry", "Toyota Camry"),
        ("plate", "K L M 4 2 7, no, sorry, K L M 4 7 2", "KLM472"),
        ("plate", "K L M 4 2 7 I mean K L M 4 7 2", "KLM472"),
    ],
)
def test_taken_back_in_one_breath(kind: str, text: str, meant: str) -> None:
    assert fits(kind, text)
    assert value_of(kind, text) == meant


def test_the_town_stays() -> None:
    known = "14 Orchard Road Greenwich"
    assert with_town("16 Orchard Road", known) == "16 Orchard Road Greenwich"
    assert with_town("16 Orchard Road Lewisham", known) == "16 Orchard Road Lewisham"
    assert with_town("16 Orchard Close", known) == "16 Orchard Close"
    assert with_town("the Old Mill", known) == "the Old Mill"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sorry, it's K L M 4 7 2", "KLM472"),
        ("no, BX 7 3 9 2", "BX7392"),
        ("10 AM", ""),
        ("the 21st", ""),
        ("five five five, oh one four two", ""),
        ("Maud Kerr", ""),
        ("it's K A T E", ""),
    ],
)
def test_a_plate_and_nothing_else(text: str, told: str) -> None:
    found = spelled_anew(text)
    assert (found.value if found else "") == told


def test_what_is_no_car_that_is_known_is_asked_again() -> None:
    for car in ("a Honda Civic", "it's a Rivian", "my old truck", "an F-150"):
        assert fits("car", car)
    for other in ("the super light black", "around the spirit", "no idea", "a Wartburg 353"):
        assert not fits("car", other)


def test_no_stop_in_an_address() -> None:
    assert value_of("address", "14. Orchard Road. Greenwich.") == "14 Orchard Road Greenwich"
