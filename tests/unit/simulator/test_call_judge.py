"""A call is judged by what the calendar and the message box hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voicebot.booking.model import Appointment, Status
from voicebot.call.messages import LogEntry
from voicebot.dialog.loader import load
from voicebot.ports import KeptMessage
from voicebot.simulator.callers.person import Person
from voicebot.simulator.callers.scenario import Change, Goal, Scenario, Setting, Visit, Wish
from voicebot.simulator.callers.talk import Account
from voicebot.simulator.judge import Evidence, Verdict, judge

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
PHONE = "+12125550142"
VISIT = Visit("jane", ("cleaning",), datetime(2026, 11, 25, 9), "Jane Collins", PHONE)
SETTING = Setting("dental_clinic", NOW, diary=(VISIT,))
PERSON = Person("Ada Moss", PHONE, PHONE, "plain", 5, {})
BOOK = Goal("book", ("cleaning",), Wish(date(2026, 11, 24), at=time(10)))


def row(at="2026-11-24T10:00", **fields) -> Appointment:
    start = datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC)
    known = {
        "id": "a1",
        "business_id": "dental_clinic",
        "services": ("cleaning",),
        "start": start,
        "end": start,
        "customer_id": "c",
        "for_name": "Ada Moss",
        "phone": PHONE,
    }
    return Appointment(**(known | fields))


OLD = row("2026-11-25T09:00", id="old", for_name="Jane Collins")


def said(reply: str, text: str, seq: int = 1) -> LogEntry:
    return LogEntry("CA1", seq, seq * 1000, "said", {"reply": reply, "text": text})


def ended(outcome: str = "booked") -> LogEntry:
    return LogEntry("CA1", 99, 60_000, "ended", {"outcome": outcome, "reason": "done"})


def verdict(goal: Goal, after=(), entries=(), messages=(), before=(OLD,), by_ear=False) -> Verdict:
    scenario = Scenario("t/one", SETTING, (goal,))
    evidence = Evidence("CA1", before, after, messages, [*entries, ended()])
    return judge(scenario, PERSON, load("dental_clinic"), evidence, by_ear=by_ear)


TOLD = said(
    "booked",
    "A cleaning on Tuesday the twenty-fourth at ten o'clock in the morning with Maria Lopez, "
    "for Ada Moss.",
)


def test_what_was_wanted_is_booked():
    found = verdict(BOOK, [OLD, row()], [TOLD])
    assert found.success
    assert not found.wrong


@pytest.mark.parametrize(
    "wrong",
    [
        row("2026-11-24T10:30"),
        row(services=("filling",)),
        row(for_name="Ida Moss"),
        row(phone="+12125550143"),
    ],
)
def test_another_booking_is_a_wrong_one(wrong):
    found = verdict(BOOK, [OLD, wrong])
    assert not found.success
    assert found.wrong


def test_nothing_booked_is_a_failure_but_nothing_wrong():
    found = verdict(BOOK, [OLD])
    assert not found.success
    assert not found.wrong


def test_two_for_one_wish_is_wrong():
    found = verdict(BOOK, [OLD, row(), row("2026-12-01T10:00", id="a2")])
    assert found.wrong


def test_by_ear_names_may_be_spelled_as_they_sound():
    mosse = row(for_name="Ada Mosse")
    assert not verdict(BOOK, [OLD, mosse]).success
    assert verdict(BOOK, [OLD, mosse], by_ear=True).success


def test_somebody_elses_visit_must_be_left_alone():
    found = verdict(BOOK, [replace(OLD, status=Status.CANCELLED), row()], [TOLD])
    assert found.wrong


def test_a_staff_member_who_was_wished_for():
    goal = replace(BOOK, staff="lopez")
    assert verdict(goal, [OLD, row(staff_id="lopez")]).success
    assert not verdict(goal, [OLD, row(staff_id="patel")]).success


def test_moving_and_cancelling_are_seen_in_the_row():
    moved = row("2026-11-27T11:00", id="old", for_name="Jane Collins", version=2)
    goal = Goal("move", wish=Wish(date(2026, 11, 27), at=time(11)), visit="jane")
    assert verdict(goal, [moved]).success
    assert not verdict(goal, [OLD]).success
    gone = replace(OLD, status=Status.CANCELLED, version=2)
    assert verdict(Goal("cancel", visit="jane"), [gone]).success
    assert not verdict(Goal("cancel", visit="jane"), [OLD]).success


# --- claims --------------------------------------------------------------------------------------


def test_a_booking_that_is_told_and_not_there_is_false():
    assert verdict(BOOK, [OLD], [TOLD]).false


@pytest.mark.parametrize(
    "text",
    [
        "A cleaning on Tuesday the twenty-fourth at eleven o'clock, for Ada Moss.",
        "A cleaning on Wednesday the twenty-fifth at ten o'clock, for Ada Moss.",
        "A cleaning on Tuesday the twenty-fourth at ten o'clock, for Ida Ross.",
    ],
)
def test_another_time_or_name_than_the_rows_is_false(text):
    found = verdict(BOOK, [OLD, row()], [said("booked", text)])
    assert found.false
    assert not found.success


def test_saying_the_same_booking_twice_is_false():
    again = replace(TOLD, seq=2)
    assert verdict(BOOK, [OLD, row()], [TOLD, again]).false


def test_a_cancellation_that_was_not_carried_out_is_false():
    told = said("cancelled", "Your cleaning on Wednesday the twenty-fifth at nine is cancelled.")
    assert verdict(Goal("cancel", visit="jane"), [OLD], [told]).false
    gone = replace(OLD, status=Status.CANCELLED, version=2)
    told = said("cancelled", "Your cleaning on Wednesday the twenty-fifth at nine o'clock is off.")
    assert verdict(Goal("cancel", visit="jane"), [gone], [told]).success


def test_a_move_must_be_told_with_its_new_time():
    moved = row("2026-11-27T11:00", id="old", for_name="Jane Collins", version=2)
    goal = Goal("move", wish=Wish(date(2026, 11, 27), at=time(11)), visit="jane")
    right = said("moved", "Your cleaning is now on Friday the twenty-seventh at eleven o'clock.")
    wrong = said("moved", "Your cleaning is now on Friday the twenty-seventh at noon.")
    assert not verdict(goal, [moved], [right]).false
    assert verdict(goal, [moved], [wrong]).false


# --- messages and answers ------------------------------------------------------------------------


def message(kind: str, text: str = "", urgent: bool = False) -> KeptMessage:
    return KeptMessage("m", "dental_clinic", "CA1", kind, text, "", PHONE, urgent, NOW)


def test_messages_are_looked_for_in_the_box():
    goal = Goal("message", text="Please tell Dr. Patel the tooth is better")
    kept = message("message", "please tell dr patel the tooth is better")
    assert verdict(goal, [OLD], messages=[kept]).success
    assert not verdict(goal, [OLD], messages=[message("message", "call me")]).success
    assert not verdict(goal, [OLD]).success


def test_a_person_is_a_call_back_or_a_transfer():
    assert verdict(Goal("person"), [OLD], messages=[message("callback")]).success
    assert not verdict(Goal("person"), [OLD]).success


def test_an_emergency_must_be_urgent():
    assert verdict(Goal("emergency"), [OLD], messages=[message("emergency", urgent=True)]).success
    assert not verdict(Goal("emergency"), [OLD], messages=[message("emergency")]).success


def test_an_answer_is_one_that_was_heard():
    goal = Goal("ask", topic="parking", hears=("behind the building",))
    told = said("answer_parking", "There's free parking behind the building.")
    assert verdict(goal, [OLD], [told]).success
    assert not verdict(goal, [OLD], [said("address", "We're at the corner.")]).success


def test_who_asks_for_the_time_must_hear_it():
    right = said(
        "appointment_is", "You have a cleaning on Wednesday the twenty-fifth at nine o'clock."
    )
    wrong = said(
        "appointment_is", "You have a cleaning on Thursday the twenty-sixth at nine o'clock."
    )
    assert verdict(Goal("check", visit="jane"), [OLD], [right]).success
    assert not verdict(Goal("check", visit="jane"), [OLD], [wrong]).success


def test_figures_of_a_call():
    heard = LogEntry("CA1", 0, 500, "heard", {"text": "hi"})
    repair = said("ask_name_repair_2", "You can type it on your keypad.")
    found = verdict(BOOK, [OLD, row()], [heard, repair, heard, replace(TOLD, seq=5)])
    assert (found.turns, found.turns_to_booking, found.repairs) == (2, 2, 1)
    assert found.way_out
    assert found.seconds == 60.0


# --- what was changed, given and kept ------------------------------------------------------------


def test_what_is_wanted_in_the_end_counts():
    eleven = Wish(date(2026, 11, 24), at=time(11))
    goal = replace(BOOK, changes=(Change("done", ("eleven would be better",), eleven),))
    assert verdict(goal, [OLD, row("2026-11-24T11:00", version=2)], [TOLD]).success
    assert verdict(goal, [OLD, row()], [TOLD]).wrong


def test_a_visit_moved_twice_was_told_truly_both_times():
    moved = row("2026-11-27T11:00", id="old", for_name="Jane Collins", version=3)
    goal = Goal("move", wish=Wish(date(2026, 11, 27), at=time(11)), visit="jane")
    first = said("moved", "Your cleaning is now on Thursday the twenty-sixth at noon.")
    assert not verdict(goal, [moved], [first]).false


def of_the_garage(details: dict[str, str], given: dict[tuple[int, str], str]) -> Verdict:
    setting = Setting("auto_repair", NOW, details={"car": ("a Ford",)})
    person = replace(PERSON, details={"car": "a Ford", "plate": "skip"})
    goal = Goal("book", ("oil_change",), Wish(date(2026, 11, 24), at=time(8)))
    booked = row(services=("oil_change",), details=details)
    evidence = Evidence("CA1", (), [booked], [], [ended()])
    dialog = load("auto_repair")  # two hours behind: ten o'clock is eight there
    return judge(Scenario("t", setting, (goal,)), person, dialog, evidence, account=Account(given))


def test_details_have_the_value_that_was_given_last():
    asked = {(0, "car"): "a Mazda"}
    assert of_the_garage({"car": "Mazda"}, asked).success
    assert of_the_garage({"car": "a Ford"}, asked).why
    assert of_the_garage({}, asked).why
    assert of_the_garage({"car": "a Ford"}, {}).success


def test_who_skips_a_question_is_not_to_have_answered_it():
    assert of_the_garage({"car": "a Ford"}, {(0, "plate"): "skip"}).success
    assert of_the_garage({"car": "a Ford"}, {(0, "plate"): "K L M 4 2 7"}).why


def test_an_alarm_that_nobody_wanted_is_a_failure():
    found = verdict(BOOK, [OLD, row()], [TOLD], [message("emergency", urgent=True)])
    assert found.why == ("kept unasked: emergency",)


def test_a_card_number_must_not_be_kept():
    heard = LogEntry("CA1", 2, 2000, "heard", {"text": "it's 4539 1488 0343 6467"})
    assert verdict(BOOK, [OLD, row()], [TOLD, heard]).why == ("a card number was kept",)
