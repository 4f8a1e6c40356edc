"""A caller who is hardly louder than what is behind them, and how sure the recogniser was."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import CalendarAnswer, CalendarRequest, TakeMessage
from voicebot.call.ear import Ear
from voicebot.dialog.manager import rang_off
from voicebot.dialog.model import Context
from voicebot.simulator.text_line import Place, TextLine

NOW = datetime.fromisoformat("2026-11-23T10:00:00-05:00")


def talk(snr_db: float | None) -> Talk:
    begun = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), NOW, "+12125550142")
    begun.snr_db = snr_db
    begun.open()
    return begun


def read_back(snr_db: float | None) -> Talk:
    begun = talk(snr_db)
    begun.hear("a cleaning tomorrow at eight")
    begun.hear("Ann Lee")
    assert begun.keys == ["read_back"]
    return begun


def test_what_noise_makes_up_is_not_acted_on() -> None:
    loud = talk(6)
    loud.hear("can I see Doctor Patel tomorrow", score=-0.8)
    assert loud.keys == ["how_can_i_help_repair_2"]
    clear = talk(20)
    clear.hear("can I see Doctor Patel tomorrow", score=-0.8)
    assert clear.keys != ["how_can_i_help_repair_2"]


def test_what_was_heard_well_is_acted_on_over_any_noise() -> None:
    loud = talk(6)
    loud.hear("a cleaning tomorrow at eight", score=-0.3)
    assert loud.keys == ["time_is_free", "ask_name"]


def test_a_pick_needs_not_be_heard_well() -> None:
    loud = talk(6)
    loud.hear("I'd like to book a cleaning", score=-0.3)
    loud.hear("the first one", score=-0.9)
    assert loud.keys == ["ask_name"]


def test_nothing_is_booked_on_a_yes_that_was_hardly_heard() -> None:
    loud = read_back(6)
    loud.hear("that's right", score=-0.9)
    assert loud.keys == ["confirm_repair_2"]
    assert not loud.changes
    loud.hear("(keys 1)")
    assert loud.changes == ["booked cleaning 2026-11-24 08:00 Ann Lee"]


def test_an_emergency_is_one_however_it_was_heard() -> None:
    loud = talk(6)
    loud.hear("he can't breathe", score=-1.2)
    assert "emergency" in loud.keys


def test_a_name_out_of_noise_is_asked_for() -> None:
    loud = talk(6)
    loud.hear("a cleaning tomorrow at eight for Santa Barbara", score=-0.4)
    assert loud.keys[-1].startswith("ask_name")
    named = talk(6)
    named.hear("my name is Anna Miller, a cleaning tomorrow at eight", score=-0.3)
    assert named.keys[-1] == "read_back"


def test_times_that_miss_the_wish_again_and_again_are_left_to_the_staff() -> None:
    loud = talk(6)
    loud.hear("a cleaning", score=-0.3)
    for day in ("tomorrow morning", "tomorrow afternoon", "Friday morning"):
        loud.hear(day, score=-0.4)
    assert "callback_noted" in loud.keys
    assert loud.ending is not None
    assert loud.ending.outcome == "callback"


def test_silence_after_answers_alone_is_called_back() -> None:
    loud = talk(6)
    loud.hear("what are your hours", score=-0.3)
    loud.hear("wash of the sea", score=-0.9)
    for _ in range(3):
        loud.hear("(silence)")
    assert loud.ending is not None
    assert loud.state.outcome == "callback"


def test_at_a_name_noise_tells_no_time() -> None:
    loud = talk(6)
    loud.hear("a cleaning tomorrow at eight", score=-0.3)
    loud.hear("at the end of Friday at four", score=-0.9)
    assert loud.keys == ["ask_name_repair_2"]


def test_many_words_at_the_read_back_are_rather_a_correction() -> None:
    loud = read_back(6)
    loud.hear("her swimming was long in the base", score=-0.9)
    assert loud.keys == ["ask_change_repair_2"]
    loud.hear("(keys 3)")
    assert loud.keys == ["ask_key_given"]
    loud.hear("(keys 266)")
    loud.hear("(keys 53444)")
    assert loud.keys == ["read_back_again"]
    assert "Ann Leigh" in " ".join(loud.texts)


def left_behind(begun: Talk) -> TakeMessage | None:
    context = Context(NOW, begun.caller, snr_db=begun.snr_db)
    return rang_off(begun.dialog, begun.state, context)


def test_who_rings_off_unheard_is_to_be_called() -> None:
    loud = talk(6)
    loud.hear("a cleaning tomorrow at eight", score=-0.3)
    loud.hear("wash of the sea", score=-0.9)
    left = left_behind(loud)
    assert left is not None
    assert (left.kind, left.phone) == ("callback", "+12125550142")
    assert "wants to book: cleaning" in left.text


@pytest.mark.parametrize("snr_db", [None, 25])
def test_who_rings_off_on_a_clear_line_is_left_alone(snr_db: float | None) -> None:
    clear = talk(snr_db)
    clear.hear("a cleaning tomorrow at eight", score=-0.3)
    clear.hear("wash of the sea", score=-0.9)
    assert left_behind(clear) is None


def test_who_got_a_booking_is_not_called() -> None:
    loud = talk(6)
    loud.hear("wash of the sea", score=-0.9)
    loud.hear("a cleaning tomorrow at eight", score=-0.3)
    loud.hear("(keys 266)")
    loud.hear("(keys 53444)")
    loud.hear("(keys 1)")
    assert loud.keys == ["booked", "anything_else"]
    assert left_behind(loud) is None


def test_a_day_and_an_hour_are_heard_among_noise() -> None:
    loud = talk(6)
    loud.hear("a cleaning", score=-0.3)
    loud.hear("I'd rather come on Friday at ten", score=-0.8)
    assert loud.keys == ["time_is_free", "ask_name"]
    again = talk(6)
    again.hear("a cleaning", score=-0.3)
    again.hear("I was on Friday", score=-0.8)
    assert again.keys == ["choice_repair_2"]


def test_the_call_leaves_it_for_the_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ear, "snr_db", 6.0)
    dialog, asked = dialog_of("dental_clinic"), []
    calendar = MemoryCalendar(b"a caller who rings off")
    calendar.ensure_business(dialog.business)

    def answer(request: CalendarRequest, key: str, call_id: str) -> CalendarAnswer:
        asked.append(request)
        return calendar.answer(dialog.business.id, request, key=key, call_id=call_id, now=NOW)

    place = Place(dialog, interpreter_of("dental_clinic"), answer, NOW)
    line = TextLine(place, "+12125550142")
    line.run(6_000)
    line.say("wash of the sea")
    line.run(6_000)
    line.hang_up()
    kept = [request for request in asked if isinstance(request, TakeMessage)]
    assert [message.kind for message in kept] == ["callback"]
    assert [message.kind for message in calendar.messages()] == ["callback"]


def test_a_person_is_offered_where_the_words_were_another_first() -> None:
    clear = talk(25)
    clear.hear("wash of the sea", "I want to speak to a person", score=-0.6)
    assert clear.keys == ["offer_person"]
    plain = talk(25)
    plain.hear("I want to speak to a person", "wash of the sea", score=-0.3)
    assert "callback_noted" in plain.keys


@pytest.mark.parametrize(
    ("snr_db", "asked"), [(40, "not_found_here"), (15, "ask_identify_repair_1")]
)
def test_over_a_noisy_line_another_name_is_asked_for_once_more(snr_db: float, asked: str) -> None:
    begun = talk(snr_db)
    visit = {"service": "cleaning", "name": "Mabel Finch", "phone": "+12125550142"}
    begun.booked_before({**visit, "at": "2026-11-24T10:00"})
    begun.hear("when is my appointment", score=-0.3)
    begun.hear("Michael Finch", score=-0.1)
    assert begun.keys[0] == asked
    if asked != "not_found_here":
        begun.hear("Michael Finch", score=-0.1)
        assert begun.keys[0] == "not_found_here"


def test_who_took_leave_is_not_called() -> None:
    loud = talk(6)
    loud.hear("wash of the sea", score=-0.9)
    loud.hear("goodbye", score=-0.3)
    loud.hear("goodbye", score=-0.3)
    assert loud.ending is not None
    assert left_behind(loud) is None


def test_what_was_put_right_on_a_clear_line_does_not_count_later() -> None:
    drifts = read_back(20)
    for time in ("nine", "ten", "eight"):
        drifts.hear(f"no at {time}", score=-0.2)
    drifts.snr_db = 10.5
    drifts.hear("no at nine", score=-0.2)
    assert drifts.keys == ["time_is_free", "read_back_again"]


def test_a_long_yes_is_no_correction() -> None:
    loud = read_back(6)
    loud.hear("yes that is all correct thank you", score=-0.9)
    assert loud.keys == ["confirm_repair_2"]


def test_a_false_farewell_is_forgotten_once_something_was_understood() -> None:
    loud = talk(6)
    loud.hear("very good have a nice day", score=-0.5)
    loud.hear("a cleaning", score=-0.3)
    loud.hear("very good have a nice day", score=-0.5)
    assert loud.ending is None


@pytest.mark.parametrize("words", ["i have the wrong number", "never mind"])
def test_what_was_hardly_heard_at_a_name_ends_nothing(words: str) -> None:
    loud = talk(6)
    loud.hear("a cleaning tomorrow at eight", score=-0.3)
    loud.hear(words, score=-0.95)
    assert loud.ending is None
    assert loud.state.task == "booking"


def test_a_message_needs_words_that_were_heard() -> None:
    loud = talk(6)
    loud.hear("can someone call me back", score=-0.95)
    assert loud.keys == ["how_can_i_help_repair_2"]
