"""What every calendar must do, in memory, over SQLite and over PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from vets import NOW, at, between, clinic

from voicebot.booking.business import DayRule
from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    Cancel,
    Cancelled,
    FindAppointment,
    FindCustomer,
    FindSlots,
    Found,
    Held,
    Hold,
    Move,
    Moved,
    Noted,
    NotFound,
    Offered,
    Reason,
    Refused,
    Release,
    Renew,
    Slot,
    Status,
    TakeMessage,
    Taken,
    Usual,
)
from voicebot.booking.staffing import (
    Away,
    Back,
    FindDisplaced,
    MustMove,
    Overbook,
    SetDay,
    TakeOver,
    Undo,
    Undone,
)
from voicebot.errors import CalendarFailed, KeyReused, UnknownToken, VersionConflict
from voicebot.ports import CallStore, FrontDesk

ANN = ("Ann Reyes", "+12125550141")
BEN = ("Ben Okoro", "+12125550142")


class Caller:
    """One call: asks with a new key each time."""

    def __init__(self, calendar: FrontDesk, call_id: str = "CA1", now: datetime = NOW) -> None:
        self.calendar = calendar
        self.call_id = call_id
        self.now = now
        self._keys = count()

    def ask(self, request: Any, *, key: str = "") -> Any:
        key = key or f"{self.call_id}/{next(self._keys)}"
        return self.calendar.answer("vets", request, key=key, call_id=self.call_id, now=self.now)

    def act(self, request: Any, *, key: str = "") -> Any:
        key = key or f"desk {self.call_id}/{next(self._keys)}"
        return self.calendar.act("vets", request, key=key, staff="Kim", now=self.now)

    def slot(self, start: datetime, *services: str, **more: Any) -> Slot:
        """The slot at just this time."""
        found = self.ask(between(start, start + timedelta(minutes=1), *services, **more))
        assert isinstance(found, Offered)
        assert found.exact, found
        return found.slots[0]

    def book(
        self, start: datetime, *services: str, who: tuple[str, str] = ANN, **more: Any
    ) -> Appointment:
        booked = self.ask(Book(self.slot(start, *services, **more).token, *who))
        assert isinstance(booked, Booked), booked
        appointment: Appointment = booked.appointment
        return appointment


@pytest.fixture
def caller(calendar: FrontDesk) -> Caller:
    return Caller(calendar)


@pytest.fixture
def other(calendar: FrontDesk) -> Caller:
    return Caller(calendar, "CA2")


# --- booking -------------------------------------------------------------------------------------


def test_an_offered_slot_can_be_booked_and_is_kept(caller: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor")
    booked = caller.ask(Book(slot.token, *ANN, email="ann@example.com", details={"pet": "Rex"}))
    assert booked.appointment == Appointment(
        id=booked.appointment.id,
        business_id="vets",
        services=("exam",),
        start=at(17, 9).astimezone(UTC),
        end=at(17, 9, 30).astimezone(UTC),
        customer_id=booked.appointment.customer_id,
        for_name="Ann Reyes",
        phone="+12125550141",
        details={"pet": "Rex"},
        call_id="CA1",
        staff_id="okafor",
    )
    assert caller.calendar.appointments("vets") == (booked.appointment,)


def test_a_person_s_own_duration_counts(caller: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="lind", staff_required=True)
    assert slot.end - slot.start == timedelta(minutes=45)


def test_a_booked_slot_is_taken_and_others_near_it_are_offered(
    caller: Caller, other: Caller
) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    same = other.slot(at(17, 9), staff_id="okafor", staff_required=True)
    assert isinstance(caller.ask(Book(slot.token, *ANN)), Booked)
    refused = other.ask(Book(same.token, *BEN))
    assert refused.reason is Reason.TAKEN
    assert refused.alternatives[0].start == at(17, 9)
    assert refused.alternatives[0].staff_id == "lind"
    assert isinstance(other.ask(Book(refused.alternatives[0].token, *BEN)), Booked)


def test_buffers_are_kept_free(caller: Caller, other: Caller) -> None:
    caller.book(at(17, 9), "surgery", staff_id="okafor")
    found = other.ask(between(at(17, 10, 30), at(17, 10, 31), staff_id="okafor"))
    assert found.slots[0].staff_id == "lind"
    assert other.slot(at(17, 11), staff_id="okafor", staff_required=True)


def test_one_room_means_one_surgery_at_a_time(caller: Caller, other: Caller) -> None:
    caller.book(at(17, 9), "surgery", staff_id="okafor")
    found = other.ask(between(at(17, 9), at(17, 9, 1), "surgery", staff_id="lind"))
    assert not found.exact
    assert found.slots[0].start == at(17, 11)


def test_services_in_a_row_are_one_visit_of_two_people(caller: Caller) -> None:
    visit = caller.book(at(17, 9), "exam", "nails", staff_id="okafor")
    assert visit.services == ("exam", "nails")
    assert (visit.start, visit.end) == (at(17, 9), at(17, 9, 45))
    taken = caller.ask(between(at(17, 9, 30), at(17, 9, 31), "nails"))
    assert not taken.exact


def test_a_group_takes_as_many_as_it_has_places(caller: Caller) -> None:
    names = [("P One", "+12125550101"), ("P Two", "+12125550102"), ("P Three", "+12125550103")]
    slots = [caller.slot(at(18, 9), "puppies") for _ in range(4)]
    for name, slot in zip(names, slots, strict=False):
        assert isinstance(caller.ask(Book(slot.token, *name)), Booked)
    refused = caller.ask(Book(slots[3].token, *BEN))
    assert refused.reason is Reason.FULL
    found = caller.ask(between(at(18, 9), at(18, 9, 1), "puppies"))
    assert (found.exact, found.reason) == (False, Reason.FULL)


def test_a_party_needs_places_for_all(caller: Caller) -> None:
    caller.book(at(18, 9), "puppies", people=2)
    assert not caller.ask(between(at(18, 9), at(18, 9, 1), "puppies", people=2)).exact
    assert caller.book(at(18, 9), "puppies", who=BEN).people == 1


def test_nothing_else_fits_into_a_group_session(caller: Caller) -> None:
    caller.book(at(18, 9), "puppies")
    assert not caller.ask(between(at(18, 9), at(18, 9, 1), "nails")).exact


def test_a_drop_off_day_takes_so_many(caller: Caller) -> None:
    day = (at(18, 0), at(19, 0))
    for name in (ANN, BEN):
        found = caller.ask(between(*day, "boarding"))
        assert (found.slots[0].start, found.slots[0].end) == (at(18, 8), at(18, 17))
        assert isinstance(caller.ask(Book(found.slots[0].token, *name)), Booked)
    full = caller.ask(between(*day, "boarding"))
    assert (full.exact, full.reason) == (False, Reason.FULL)
    assert full.slots[0].start == at(19, 8)


def test_an_arrival_window_is_promised_and_work_is_put_into_it(caller: Caller) -> None:
    window = (at(18, 8), at(18, 8, 1))
    for who in ("One", "Two", "Three", "Four"):
        found = caller.ask(between(*window, "visit"))
        assert found.exact
        assert (found.slots[0].start, found.slots[0].end) == (at(18, 8), at(18, 12))
        assert isinstance(caller.ask(Book(found.slots[0].token, who, "")), Booked)
    assert not caller.ask(between(*window, "visit")).exact


def test_a_second_visit_that_day_is_noticed(caller: Caller) -> None:
    first = caller.book(at(17, 9))
    slot = caller.slot(at(17, 15))
    refused = caller.ask(Book(slot.token, "ANN  reyes", ANN[1]))
    assert (refused.reason, refused.appointment) == (Reason.SAME_DAY, first)
    assert isinstance(caller.ask(Book(slot.token, *ANN, allow_same_day=True)), Booked)


def test_a_move_onto_the_day_of_another_visit_is_noticed(caller: Caller) -> None:
    first, second = caller.book(at(17, 9)), caller.book(at(18, 9))
    slot = caller.slot(at(17, 15), moving=second.id)
    refused = caller.ask(Move(second.id, slot.token))
    assert (refused.reason, refused.appointment) == (Reason.SAME_DAY, first)
    moved = caller.ask(Move(second.id, slot.token, allow_same_day=True))
    assert isinstance(moved, Moved)
    later = caller.slot(at(17, 16), moving=second.id)
    assert isinstance(caller.ask(Move(second.id, later.token)), Moved)  # they share the day already


def test_a_family_may_come_on_one_day_with_one_number(caller: Caller) -> None:
    mother = caller.book(at(17, 9))
    child = caller.book(at(17, 15), who=("Tom Reyes", ANN[1]))
    assert mother.customer_id != child.customer_id


def test_a_token_of_someone_else_is_refused(caller: Caller) -> None:
    slot = caller.slot(at(17, 9))
    for token in ("", "made up", slot.token[:-4] + "AAAA", slot.token + "A"):
        with pytest.raises(UnknownToken):
            caller.ask(Book(token, *ANN))
    assert not caller.calendar.appointments("vets")


def test_a_token_runs_out_after_ten_minutes_and_the_time_is_offered_again(caller: Caller) -> None:
    slot = caller.slot(at(17, 9))
    caller.now += timedelta(minutes=10)
    refused = caller.ask(Book(slot.token, *ANN))
    assert refused.reason is Reason.EXPIRED
    assert refused.alternatives[0].start == slot.start
    assert isinstance(caller.ask(Book(refused.alternatives[0].token, *ANN)), Booked)


def test_thinking_about_an_offer_does_not_use_up_the_notice(caller: Caller) -> None:
    slot = caller.slot(at(16, 11))
    caller.now += timedelta(minutes=5)
    assert isinstance(caller.ask(Book(slot.token, *ANN)), Booked)


def test_a_business_that_is_not_there_is_a_failure(calendar: FrontDesk) -> None:
    with pytest.raises(CalendarFailed):
        calendar.answer("nobody", FindSlots(("exam",)), key="k", call_id="c", now=NOW)


# --- holds ---------------------------------------------------------------------------------------


def test_what_is_held_is_not_offered_to_others(caller: Caller, other: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    held = caller.ask(Hold((slot.token,), 60))
    assert held == Held((slot.token,), (NOW + timedelta(seconds=60)).astimezone(UTC))
    wish = between(at(17, 9), at(17, 9, 1), staff_id="okafor", staff_required=True)
    assert not other.ask(wish).exact
    assert caller.ask(wish).exact
    assert isinstance(caller.ask(Book(slot.token, *ANN)), Booked)


def test_a_hold_runs_out(caller: Caller, other: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    caller.ask(Hold((slot.token,), 60))
    other.now += timedelta(seconds=59)
    wish = between(at(17, 9), at(17, 9, 1), staff_id="okafor", staff_required=True)
    assert not other.ask(wish).exact
    other.now += timedelta(seconds=1)
    assert isinstance(other.ask(Book(other.ask(wish).slots[0].token, *BEN)), Booked)
    caller.now += timedelta(seconds=61)
    assert caller.ask(Book(slot.token, *ANN)).reason is Reason.TAKEN


def test_talking_renews_a_hold(caller: Caller, other: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    caller.ask(Hold((slot.token,), 60))
    caller.now += timedelta(seconds=50)
    assert caller.ask(Renew((slot.token,), 60)).tokens == (slot.token,)
    other.now += timedelta(seconds=100)
    assert not other.ask(
        between(at(17, 9), at(17, 9, 1), staff_id="okafor", staff_required=True)
    ).exact


def test_hanging_up_gives_everything_back(caller: Caller, other: Caller) -> None:
    slots = [caller.slot(at(17, h), staff_id="okafor", staff_required=True) for h in (9, 11)]
    held = caller.ask(Hold(tuple(s.token for s in slots)))
    assert len(held.tokens) == 2
    assert caller.ask(Release()) == Noted()
    for slot in slots:
        assert other.slot(slot.start, staff_id="okafor", staff_required=True)


def test_a_new_hold_replaces_the_old_one(caller: Caller, other: Caller) -> None:
    first = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    caller.ask(Hold((first.token,)))
    second = caller.slot(at(17, 11), staff_id="okafor", staff_required=True)
    caller.ask(Hold((second.token,)))
    assert other.slot(at(17, 9), staff_id="okafor", staff_required=True)
    assert not other.ask(
        between(at(17, 11), at(17, 11, 1), staff_id="okafor", staff_required=True)
    ).exact


def test_only_what_is_still_free_is_held(caller: Caller, other: Caller) -> None:
    slots = [caller.slot(at(17, h), staff_id="okafor", staff_required=True) for h in (9, 11)]
    other.book(at(17, 9), staff_id="okafor", who=BEN)
    assert caller.ask(Hold(tuple(s.token for s in slots))).tokens == (slots[1].token,)
    refused = caller.ask(Hold((slots[0].token,)))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TAKEN


def test_booking_gives_back_the_other_hold(caller: Caller, other: Caller) -> None:
    slots = [caller.slot(at(17, h), staff_id="okafor", staff_required=True) for h in (9, 11)]
    caller.ask(Hold(tuple(s.token for s in slots)))
    caller.ask(Book(slots[0].token, *ANN))
    assert other.slot(at(17, 11), staff_id="okafor", staff_required=True)


# --- moving and cancelling -----------------------------------------------------------------------


def test_moving_takes_the_new_time_and_frees_the_old(caller: Caller, other: Caller) -> None:
    was = caller.book(at(17, 9), staff_id="okafor")
    slot = caller.slot(at(18, 14), staff_id="okafor", moving=was.id)
    moved = caller.ask(Move(was.id, slot.token))
    assert isinstance(moved, Moved)
    assert moved.was == was
    assert (moved.appointment.id, moved.appointment.version) == (was.id, 2)
    assert moved.appointment.start == at(18, 14)
    assert caller.calendar.appointments("vets") == (moved.appointment,)
    assert other.slot(at(17, 9), staff_id="okafor", staff_required=True)


def test_a_visit_may_move_onto_part_of_its_own_time(caller: Caller) -> None:
    was = caller.book(at(17, 9), staff_id="okafor")
    slot = caller.slot(at(17, 9, 15), staff_id="okafor", staff_required=True, moving=was.id)
    assert isinstance(caller.ask(Move(was.id, slot.token)), Moved)


def test_the_time_a_visit_has_is_not_offered_to_move_it_to(caller: Caller) -> None:
    was = caller.book(at(17, 9))
    found = caller.ask(between(at(17, 9), at(17, 9, 1), moving=was.id))
    assert was.start not in [slot.start for slot in found.slots]


def test_a_move_to_a_taken_time_changes_nothing(caller: Caller, other: Caller) -> None:
    was = caller.book(at(17, 9), staff_id="okafor")
    slot = caller.slot(at(18, 14), staff_id="okafor", staff_required=True, moving=was.id)
    other.book(at(18, 14), staff_id="okafor", who=BEN)
    refused = caller.ask(Move(was.id, slot.token))
    assert refused.reason is Reason.TAKEN
    assert refused.alternatives
    assert was in caller.calendar.appointments("vets")


def test_a_cancelled_visit_is_kept_and_its_time_is_free(caller: Caller, other: Caller) -> None:
    was = caller.book(at(17, 9), staff_id="okafor")
    cancelled = caller.ask(Cancel(was.id, "away"))
    assert isinstance(cancelled, Cancelled)
    assert (cancelled.appointment.status, cancelled.appointment.version) == (Status.CANCELLED, 2)
    assert caller.calendar.appointments("vets") == (cancelled.appointment,)
    other.book(at(17, 9), staff_id="okafor", who=BEN)
    assert caller.ask(Cancel(was.id)) == NotFound()


def test_deadlines_hold_for_callers_but_not_for_staff(caller: Caller) -> None:
    was = caller.book(at(16, 13), "nails")
    caller.now = at(16, 11, 1)
    refused = caller.ask(Cancel(was.id))
    assert (refused.reason, refused.appointment) == (Reason.TOO_LATE_TO_CHANGE, was)
    slot = caller.slot(at(17, 9), "nails", moving=was.id)
    assert caller.ask(Move(was.id, slot.token)).reason is Reason.TOO_LATE_TO_CHANGE
    assert isinstance(caller.act(Cancel(was.id)), Cancelled)


def test_a_version_that_is_not_current_is_a_conflict(caller: Caller) -> None:
    was = caller.book(at(17, 9))
    slot = caller.slot(at(18, 14), moving=was.id)
    caller.ask(Move(was.id, slot.token, version=1))
    with pytest.raises(VersionConflict):
        caller.ask(Cancel(was.id, version=1))
    assert isinstance(caller.ask(Cancel(was.id, version=2)), Cancelled)


# --- the same command again ----------------------------------------------------------------------


def test_the_same_key_gets_the_same_answer_and_does_it_once(caller: Caller) -> None:
    slot = caller.slot(at(17, 9))
    booked = caller.ask(Book(slot.token, *ANN), key="k")
    assert caller.ask(Book(slot.token, *ANN), key="k") == booked
    assert len(caller.calendar.appointments("vets")) == 1
    cancel = Cancel(booked.appointment.id)
    assert caller.ask(cancel, key="c") == caller.ask(cancel, key="c")


def test_a_refusal_is_remembered_too(caller: Caller, other: Caller) -> None:
    slot = caller.slot(at(17, 9), staff_id="okafor", staff_required=True)
    visit = other.book(at(17, 9), staff_id="okafor", who=BEN)
    refused = caller.ask(Book(slot.token, *ANN), key="k")
    other.ask(Cancel(visit.id))
    assert caller.ask(Book(slot.token, *ANN), key="k") == refused
    assert isinstance(caller.ask(Book(slot.token, *ANN), key="k2"), Booked)


def test_the_same_key_for_something_else_is_an_error(caller: Caller) -> None:
    slot = caller.slot(at(17, 9))
    caller.ask(Book(slot.token, *ANN), key="k")
    with pytest.raises(KeyReused):
        caller.ask(Book(slot.token, *BEN), key="k")
    with pytest.raises(KeyReused):
        caller.ask(Release(), key="k")


def test_a_key_is_forgotten_after_a_day(caller: Caller) -> None:
    slot = caller.slot(at(18, 9))
    caller.ask(Hold((slot.token,)), key="k")
    caller.now += timedelta(hours=24)
    assert caller.ask(Release(), key="k") == Noted()


# --- finding -------------------------------------------------------------------------------------


def test_visits_are_found_by_number_by_name_or_both(caller: Caller) -> None:
    ann = caller.book(at(17, 9))
    ben = caller.book(at(18, 9), who=BEN)
    assert caller.ask(FindAppointment(phone=ANN[1])).appointments == (ann,)
    assert caller.ask(FindAppointment(name="ben okoro")).appointments == (ben,)
    assert caller.ask(FindAppointment(name="Anne Reyes")).appointments == (ann,)
    assert caller.ask(FindAppointment(phone=ANN[1], name="Ben")) == NotFound()
    assert caller.ask(FindAppointment(phone=ANN[1], on=date(2026, 11, 17))).appointments == (ann,)
    assert caller.ask(FindAppointment(phone=ANN[1], on=date(2026, 11, 18))) == NotFound()
    assert caller.ask(FindAppointment()) == NotFound()


def test_past_and_cancelled_visits_are_not_coming(caller: Caller) -> None:
    first = caller.book(at(16, 13))
    gone = caller.book(at(17, 9))
    caller.ask(Cancel(gone.id))
    assert caller.ask(FindAppointment(phone=ANN[1])).appointments == (first,)
    caller.now = at(16, 17)
    assert caller.ask(FindAppointment(phone=ANN[1])) == NotFound()


def test_a_customer_is_found_by_number(caller: Caller) -> None:
    assert caller.ask(FindCustomer(ANN[1])) == NotFound()
    visit = caller.book(at(17, 9))
    found = caller.ask(FindCustomer(ANN[1]))
    assert isinstance(found, Found)
    assert found.customer is not None
    assert (found.customer.id, found.customer.name) == (visit.customer_id, "Ann Reyes")
    assert found.appointments == (visit,)


def test_the_usual_is_told_where_it_is_asked_for(caller: Caller) -> None:
    for day in (17, 18, 19):
        caller.book(at(day, 9), staff_id="lind", staff_required=True)
    caller.now = at(18, 12)
    assert caller.ask(FindCustomer(ANN[1])).usual is None
    found = caller.ask(FindCustomer(ANN[1], usual=True))
    assert found.usual == Usual(("exam",), "lind")
    assert [visit.start for visit in found.appointments] == [at(19, 9)]


def test_only_visits_that_took_place_make_a_habit(caller: Caller) -> None:
    caller.book(at(17, 9), "nails")
    gone = caller.book(at(18, 9), "nails")
    caller.ask(Cancel(gone.id))
    caller.book(at(19, 9), "nails")
    caller.now = at(19, 9, 10)
    assert caller.ask(FindCustomer(ANN[1], usual=True)).usual is None
    caller.now = at(19, 9, 15)
    assert caller.ask(FindCustomer(ANN[1], usual=True)).usual == Usual(("nails",), "nurse")


def test_the_newest_visits_count_of_many(caller: Caller) -> None:
    for day in (17, 18, 19, 20):
        caller.book(at(day, 9), "nails")
    caller.now = at(20, 12)
    for day in (23, 24):
        caller.book(at(day, 9))
    caller.now = at(24, 12)
    assert caller.ask(FindCustomer(ANN[1], usual=True)).usual.services == ("exam",)


def test_a_number_that_several_share_has_no_usual(caller: Caller) -> None:
    for day in (17, 18):
        caller.book(at(day, 9))
    caller.book(at(19, 9), who=("Tom Reyes", ANN[1]))
    caller.now = at(20, 9)
    found = caller.ask(FindCustomer(ANN[1], usual=True))
    assert (found.customer.name, found.usual) == ("Tom Reyes", None)


def test_appointments_are_listed_by_their_start(caller: Caller) -> None:
    second, first = caller.book(at(18, 9), who=BEN), caller.book(at(17, 9))
    assert caller.calendar.appointments("vets") == (first, second)
    assert caller.calendar.appointments("vets", start=at(17, 9, 1)) == (second,)
    assert caller.calendar.appointments("vets", end=at(18, 9)) == (first,)
    assert caller.calendar.appointments("others") == ()


def test_a_message_is_kept_for_a_person(caller: Caller, calls: CallStore) -> None:
    taken = caller.ask(TakeMessage("callback", "about the bill", *ANN, urgent=True))
    assert isinstance(taken, Taken)
    (kept,) = calls.messages("vets")
    assert (kept.id, kept.call_id, kept.kind, kept.text) == (
        taken.message_id,
        "CA1",
        "callback",
        "about the bill",
    )
    assert (kept.name, kept.phone, kept.urgent, kept.created_at) == (*ANN, True, NOW)
    assert calls.messages("others") == ()


# --- staff ---------------------------------------------------------------------------------------


def test_staff_may_overbook_with_a_reason(caller: Caller, other: Caller) -> None:
    caller.book(at(17, 9), staff_id="okafor")
    squeezed = Overbook(("exam",), at(17, 9, 15), "okafor", *BEN, reason="in pain")
    assert caller.act(Overbook(("exam",), at(17, 9), "okafor", *BEN, reason=" ")).reason
    booked = caller.act(squeezed)
    assert isinstance(booked, Booked)
    assert booked.appointment.start == at(17, 9, 15)
    wish = between(at(17, 9, 30), at(17, 9, 31), staff_id="okafor", staff_required=True)
    assert not other.ask(wish).exact


def test_undoing_a_booking_cancels_it(caller: Caller) -> None:
    visit = caller.book(at(17, 9))
    undone = caller.act(Undo(visit.id, visit.version))
    assert isinstance(undone, Undone)
    assert (undone.appointment.status, undone.appointment.version) == (Status.CANCELLED, 2)


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_undoing_a_move_or_a_cancellation_brings_the_visit_back(
    caller: Caller, change: str
) -> None:
    visit = caller.book(at(17, 9), staff_id="okafor")
    if change == "move":
        slot = caller.slot(at(18, 14), staff_id="lind", staff_required=True, moving=visit.id)
        caller.ask(Move(visit.id, slot.token))
    else:
        caller.ask(Cancel(visit.id))
    undone = caller.act(Undo(visit.id, 2))
    assert isinstance(undone, Undone)
    assert (undone.appointment.status, undone.appointment.version) == (Status.BOOKED, 3)
    assert (undone.appointment.start, undone.appointment.staff_id) == (visit.start, "okafor")


def test_nothing_is_undone_onto_a_time_that_was_given_away(caller: Caller, other: Caller) -> None:
    visit = caller.book(at(17, 9), staff_id="okafor")
    caller.ask(Cancel(visit.id))
    other.book(at(17, 9), staff_id="okafor", who=BEN)
    refused = caller.act(Undo(visit.id, 2))
    assert refused.reason is Reason.TAKEN
    with pytest.raises(VersionConflict):
        caller.act(Undo(visit.id, 1))


def test_undo_takes_again_just_what_was_taken(caller: Caller, other: Caller) -> None:
    """An import has a length of its own, here on a Saturday, which is no working day."""
    made = caller.act(TakeOver("old/1", ("exam",), at(21, 10), at(21, 11, 30), "okafor", *ANN))
    caller.act(Cancel(made.appointment.id))
    undone = caller.act(Undo(made.appointment.id, 2))
    assert isinstance(undone, Undone), undone
    assert (undone.appointment.start, undone.appointment.end) == (at(21, 10), at(21, 11, 30))
    caller.act(SetDay(DayRule(date(2026, 11, 21), ((time(8), time(17)),))))
    taken = between(at(21, 10, 30), at(21, 11), staff_id="okafor", staff_required=True)
    assert not other.ask(taken).exact
    assert other.slot(at(21, 11, 30), staff_id="okafor", staff_required=True)


def test_undo_finds_another_seat_in_a_group(caller: Caller) -> None:
    gone = caller.book(at(18, 9), "puppies")
    caller.ask(Cancel(gone.id))
    caller.book(at(18, 9), "puppies", who=BEN)
    assert isinstance(caller.act(Undo(gone.id, 2)), Undone)
    caller.ask(Cancel(gone.id))
    for name in ("One", "Two"):
        caller.book(at(18, 9), "puppies", who=(name, ""))
    assert caller.act(Undo(gone.id, 4)).reason is Reason.FULL


def test_undo_does_not_bring_a_visit_back_to_who_is_away(caller: Caller) -> None:
    visit = caller.book(at(17, 9), staff_id="okafor")
    caller.ask(Cancel(visit.id))
    caller.act(Away("okafor", at(17, 8), at(17, 17), "ill"))
    assert caller.act(Undo(visit.id, 2)).reason is Reason.STAFF_AWAY


def test_when_someone_is_ill_each_visit_gets_a_time_of_its_own(
    caller: Caller, other: Caller
) -> None:
    first = caller.book(at(17, 9), staff_id="okafor")
    second = caller.book(at(17, 9, 30), staff_id="okafor", who=BEN)
    told = caller.act(Away("okafor", at(17, 8), at(17, 17), "ill"))
    assert isinstance(told, MustMove)
    assert [v.appointment for v in told.visits] == [first, second]
    proposals = [v.proposal for v in told.visits]
    assert all(p is not None and p.staff_id == "lind" for p in proposals)
    assert proposals[0].start == at(17, 9)
    assert proposals[1].start >= proposals[0].end
    for visit, proposal in zip((first, second), proposals, strict=True):
        assert isinstance(caller.act(Move(visit.id, proposal.token)), Moved)
    away = between(at(17, 15), at(17, 15, 1), staff_id="okafor", staff_required=True)
    assert not other.ask(away).exact
    assert caller.act(Back("okafor", at(17, 8), at(17, 17))) == Noted()
    assert other.ask(away).exact


def test_who_is_away_for_months_gets_every_visit_a_new_time(caller: Caller) -> None:
    """A visit a week for most of a year: the diary is asked for at once, not visit by visit."""
    exam, *others = clinic().services
    services = (replace(exam, max_ahead_days=330), *others)
    caller.calendar.ensure_business(replace(clinic(), services=services))
    weeks = [at(18, 9) + timedelta(weeks=week) for week in range(45)]
    for week, start in enumerate(weeks):
        caller.book(start, staff_id="okafor", who=(f"C {week}", ""))
    told = caller.act(Away("okafor", at(17, 0), at(17, 0) + timedelta(days=330), "leave"))
    assert [v.appointment.start for v in told.visits] == weeks
    assert [v.proposal.start for v in told.visits] == weeks
    assert {v.proposal.staff_id for v in told.visits} == {"lind"}


def test_visits_that_are_over_need_not_move(caller: Caller) -> None:
    caller.book(at(17, 9), staff_id="okafor")
    coming = caller.book(at(17, 12), staff_id="okafor", who=BEN)
    caller.now = at(17, 10)
    told = caller.act(Away("okafor", at(17, 8), at(17, 17), "ill"))
    assert [v.appointment for v in told.visits] == [coming]


def test_staff_may_take_their_time_over_a_proposal(caller: Caller) -> None:
    visit = caller.book(at(17, 9), staff_id="okafor")
    told = caller.act(Away("okafor", at(17, 8), at(17, 17), "ill"))
    caller.now += timedelta(hours=3)
    assert isinstance(caller.act(Move(visit.id, told.visits[0].proposal.token)), Moved)


def test_what_staff_hold_is_theirs_to_book(caller: Caller, other: Caller) -> None:
    wish = between(at(17, 9), at(17, 9, 1), staff_id="okafor", staff_required=True)
    slot = caller.act(wish).slots[0]
    assert isinstance(caller.act(Hold((slot.token,))), Held)
    assert not other.ask(wish).exact
    assert caller.act(wish).exact
    assert isinstance(caller.act(Book(slot.token, *ANN)), Booked)


def test_a_visit_with_a_length_of_its_own_keeps_it_when_it_moves(
    caller: Caller, other: Caller
) -> None:
    made = caller.act(TakeOver("old/1", ("exam",), at(17, 9), at(17, 10, 30), "okafor", *ANN))
    visit = made.appointment
    other.book(at(18, 10), staff_id="okafor", who=BEN)
    wish = {"staff_id": "okafor", "staff_required": True, "moving": visit.id}
    assert not caller.ask(between(at(18, 9), at(18, 9, 1), **wish)).exact
    moved = caller.ask(Move(visit.id, caller.slot(at(18, 13), **wish).token))
    assert isinstance(moved, Moved)
    assert (moved.appointment.start, moved.appointment.end) == (at(18, 13), at(18, 14, 30))
    blocked = between(at(18, 14), at(18, 14, 1), staff_id="okafor", staff_required=True)
    assert not other.ask(blocked).exact


def test_a_day_may_be_closed_by_hand(caller: Caller) -> None:
    visit = caller.book(at(17, 9))
    caller.act(SetDay(DayRule(date(2026, 11, 17), (), "burst pipe")))
    found = caller.ask(between(at(17, 0), at(18, 0)))
    assert (found.exact, found.reason, found.note) == (False, Reason.CLOSED, "burst pipe")
    told = caller.act(FindDisplaced("", at(17, 0), at(18, 0)))
    assert [v.appointment for v in told.visits] == [visit]
    assert told.visits[0].proposal.start == at(18, 9)


def test_days_set_by_hand_outlive_a_new_catalogue(caller: Caller) -> None:
    rule = DayRule(date(2026, 11, 21), ((time(9), time(12)),), "open day")
    caller.act(SetDay(rule))
    caller.calendar.ensure_business(clinic())
    assert caller.ask(between(at(21, 9), at(21, 12))).exact
