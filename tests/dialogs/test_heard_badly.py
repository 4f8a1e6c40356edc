"""Cars and plates of which no single recognition is right."""

from __future__ import annotations

from datetime import datetime

from talking import Talk, dialog_of, interpreter_of

from voicebot.dialog.address_put_right import with_street


def talk_until_car() -> Talk:
    now = datetime.fromisoformat("2026-11-23T09:00:00-07:00")
    talk = Talk(dialog_of("auto_repair"), interpreter_of("auto_repair"), now, "+13035550144")
    talk.open()
    talk.hear("an oil change tomorrow at nine")
    assert "ask_car" in talk.keys
    return talk


def said(talk: Talk) -> str:
    return " ".join(talk.texts)


def test_a_car_by_its_sound() -> None:
    talk = talk_until_car()
    talk.hear("Show you to Karala.", "Show you the crawler.", "Choyotakarala")
    assert talk.keys == ["ask_plate"]
    talk.hear("skip")
    talk.hear("Fay Moss")
    assert "for the Toyota Corolla" in said(talk)


def test_a_car_near_none_is_asked_for_again_in_every_booking() -> None:
    talk = talk_until_car()
    for when in ("", "I also need an inspection on Wednesday at eleven"):
        if when:
            talk.hear(when)
            assert "ask_car" in talk.keys
        talk.hear("Assume very loud.", "Assume very loud back")
        assert talk.keys == ["ask_car_again"]
        talk.hear("a super you out back", "a super-out back")
        assert talk.keys == ["ask_plate"]
        talk.hear("skip")
        if not when:
            talk.hear("Fay Moss")
        assert "for the Subaru Outback" in said(talk)
        talk.hear("yes")
        assert "booked" in talk.keys


def test_a_car_nobody_knows_is_kept_for_the_staff_to_check() -> None:
    talk = talk_until_car()
    talk.hear("a Wartburg 353")
    assert talk.keys == ["ask_car_again"]
    for line in ("a Wartburg 353", "skip", "Fay Moss"):
        talk.hear(line)
    assert "for the Wartburg 353" in said(talk)
    talk.hear("yes")
    (row,) = talk.calendar.appointments("auto_repair")
    assert row.details == {"car": "a Wartburg 353", "not certain": "car"}


def test_a_car_that_is_known_is_certain() -> None:
    talk = talk_until_car()
    for line in ("subaru outback", "skip", "Fay Moss", "yes"):
        talk.hear(line)
    (row,) = talk.calendar.appointments("auto_repair")
    assert row.details == {"car": "Subaru Outback"}


def test_most_recognitions_of_a_plate_and_its_correction() -> None:
    talk = talk_until_car()
    talk.hear("Honda Civic")
    talk.hear("K L N 4 2 7 7", "K L and 4 2 7 7", "K L M 4 2 7.", "KLM 1470", "KLM 14. 7.")
    talk.hear("Fay Moss")
    assert "plate K L M, four, two, seven, seven" in said(talk)
    talk.hear("No, the plate is K L M 4 2 7 7.", "No, the plate is K L M 4 2 7.")
    assert "plate K L M, four, two, seven," in said(talk)
    talk.hear("yes")
    (row,) = talk.calendar.appointments("auto_repair")
    assert row.details["plate"] == "KLM427"


def test_a_street_is_put_right_whole() -> None:
    assert with_street("the address is Park Lane", "22 Park Street Deptford") == (
        "22 Park Lane Deptford"
    )


def test_a_card_in_another_recognition_is_kept_nowhere() -> None:
    now = datetime.fromisoformat("2026-11-23T09:00:00-05:00")
    talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), now, "+12125550142")
    talk.open()
    talk.hear("a cleaning tomorrow at nine")
    talk.hear("Jane Doe", "Jane Dough 4111 1111 1111 1111")
    assert "4111" not in str(talk.state)
