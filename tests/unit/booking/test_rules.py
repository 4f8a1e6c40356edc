"""What `decide` offers and refuses, and why, with nothing but values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from vets import KEY, NOW, ZONE, at, between, clinic

from voicebot.booking.business import Business, DayRule, Hours, Resource, Service
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.instants import seconds
from voicebot.booking.model import FindSlots, Offered, Reason, Slot, Window
from voicebot.booking.rules import decide, settle
from voicebot.booking.snapshot import Block, Need, Snapshot
from voicebot.booking.tokens import Signer
from voicebot.errors import UnknownToken


def find(
    request: FindSlots,
    *,
    business: Business | None = None,
    blocks: tuple[Block, ...] = (),
    now: datetime = NOW,
) -> Offered:
    """Decide with a diary of these blocks."""

    def load(snapshot: Snapshot, need: Need) -> Snapshot:
        return replace(snapshot, loaded=need, blocks=blocks)

    snapshot = Snapshot(catalogue=Catalogue(business or clinic()), signer=Signer(KEY), now=now)
    answer = settle(lambda s: decide(request, s), snapshot, load).answer
    assert isinstance(answer, Offered)
    return answer


def block(who: str, start: datetime, end: datetime, **more: Any) -> Block:
    return Block(who, seconds(start), seconds(end), **more)


def starts(answer: Offered) -> list[datetime]:
    return [slot.start.astimezone(ZONE) for slot in answer.slots]


# --- which times ---------------------------------------------------------------------------------


def test_no_wish_means_as_soon_as_possible_after_the_notice() -> None:
    found = find(FindSlots(("exam",)))
    assert found.exact
    assert starts(found)[0] == at(16, 11)
    assert "soonest" in found.slots[0].why


def test_two_offers_lie_apart_so_that_there_is_a_choice() -> None:
    first, second = starts(find(between(at(17, 12), at(17, 17))))
    assert first == at(17, 12)
    assert second - first >= timedelta(hours=2)
    assert second < at(17, 17)


def test_within_a_short_window_offers_only_do_not_overlap() -> None:
    found = find(between(at(17, 13), at(17, 14)))
    assert starts(found) == [at(17, 13), at(17, 13, 30)]


def test_as_many_as_asked_for() -> None:
    assert len(find(between(at(17, 8), at(17, 17), limit=5)).slots) == 5


def test_a_part_of_the_day_over_several_days() -> None:
    window = Window(at(17, 0), at(21, 0), (time(8), time(12)))
    for start in starts(find(FindSlots(("exam",), (window,), limit=6))):
        assert time(8) <= start.time() < time(12)


def test_offers_beside_other_visits_leave_fewer_gaps() -> None:
    taken = (block("okafor", at(17, 13), at(17, 14)), block("lind", at(17, 8), at(17, 17)))
    found = find(between(at(17, 12), at(17, 17)), blocks=taken)
    assert starts(found)[0] == at(17, 12, 30)
    assert "no_gap" in found.slots[0].why


@pytest.mark.parametrize(("edge", "first"), [("last", (16, 30)), ("first", (8, 0)), ("", (8, 0))])
def test_last_thing_is_as_late_as_there_is(edge: str, first: tuple[int, int]) -> None:
    found = find(FindSlots(("exam",), (Window(at(17, 8), at(17, 17), edge=edge),)))
    assert starts(found)[0] == at(17, *first)


def test_a_start_that_strands_time_comes_last() -> None:
    only = replace(clinic(), resources=(Resource("okafor", "Dr. Okafor", services=("exam",)),))
    taken = (block("okafor", at(17, 8), at(17, 10)), block("okafor", at(17, 11, 15), at(17, 17)))
    found = find(between(at(17, 10), at(17, 12), limit=3), business=only, blocks=taken)
    assert starts(found) == [at(17, 10), at(17, 10, 45)]


def test_a_visit_that_ends_within_the_window_is_preferred() -> None:
    taken = (block("okafor", at(17, 8), at(17, 13, 15)), block("lind", at(17, 8), at(17, 17)))
    found = find(between(at(17, 13), at(17, 14), limit=1), blocks=taken)
    assert starts(found) == [at(17, 13, 15)]


def test_the_less_busy_person_gets_the_visit() -> None:
    taken = (block("okafor", at(17, 8), at(17, 10)),)
    found = find(between(at(17, 14), at(17, 14, 1)), blocks=taken)
    assert found.slots[0].staff_id == "lind"


def test_the_same_question_gets_the_same_offers() -> None:
    wish = between(at(17, 8), at(20, 17), limit=4)
    assert find(wish) == find(wish)


def test_the_asked_person_comes_first_even_later() -> None:
    taken = (block("lind", at(17, 8), at(17, 16)),)
    found = find(between(at(17, 8), at(17, 17), staff_id="lind"), blocks=taken)
    assert found.exact
    assert {s.staff_id for s in found.slots} == {"lind"}
    assert "asked_staff" in found.slots[0].why


def test_when_the_asked_person_is_away_others_are_offered() -> None:
    taken = (block("lind", at(17, 0), at(18, 0)),)
    found = find(between(at(17, 8), at(17, 17), staff_id="lind"), blocks=taken)
    assert (found.exact, found.reason) == (False, Reason.STAFF_AWAY)
    assert {s.staff_id for s in found.slots} == {"okafor"}


def test_only_the_asked_person_when_nobody_else_will_do() -> None:
    taken = (block("lind", at(17, 0), at(18, 0)),)
    wish = between(at(17, 8), at(17, 17), staff_id="lind", staff_required=True)
    found = find(wish, blocks=taken)
    assert not found.exact
    assert {s.staff_id for s in found.slots} == {"lind"}
    assert starts(found)[0] == at(18, 8)


def test_what_was_turned_down_is_not_offered_again() -> None:
    first = find(between(at(17, 12), at(17, 17)))
    tokens = tuple(s.token for s in first.slots)
    again = find(between(at(17, 12), at(17, 17), refused_tokens=tokens))
    assert not set(starts(first)) & set(starts(again))


def test_excluded_times_are_left_out() -> None:
    found = find(between(at(17, 8), at(17, 17), excluded=(Window(at(17, 8), at(17, 14)),)))
    assert all(start >= at(17, 14) for start in starts(found))


def test_alternatives_lie_nearest_to_what_was_asked() -> None:
    taken = tuple(block(who, at(17, 14, 30), at(17, 16)) for who in ("okafor", "lind"))
    found = find(between(at(17, 15), at(17, 15, 1)), blocks=taken)
    assert (found.exact, found.reason) == (False, Reason.TAKEN)
    assert sorted(starts(found)) == [at(17, 14), at(17, 16)]


def test_alternatives_on_another_day_keep_the_time_of_day() -> None:
    found = find(between(at(21, 10), at(21, 10, 1)))
    assert found.reason is Reason.CLOSED
    assert starts(found)[0] == at(20, 10)


def test_days_around_a_full_month_are_searched_to_the_end() -> None:
    until = datetime(2027, 1, 11, tzinfo=ZONE)
    full = tuple(block(who, at(16, 0), until) for who in ("okafor", "lind"))
    assert find(between(at(17, 15), at(17, 15, 1)), blocks=full).slots == ()
    found = find(FindSlots(("exam",)), blocks=full)
    assert starts(found)[0] == until.replace(hour=8)


# --- why not -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (at(16, 8), at(16, 9), Reason.IN_THE_PAST),
        (at(16, 10, 15), at(16, 10, 45), Reason.TOO_SOON),
        (
            at(1, 10, month=3).replace(year=2027),
            at(1, 11, month=3).replace(year=2027),
            Reason.TOO_FAR,
        ),
        (at(21, 0), at(22, 0), Reason.CLOSED),
        (at(17, 19), at(17, 20), Reason.OUTSIDE_HOURS),
        (at(17, 16, 45), at(17, 16, 46), Reason.TOO_LONG),
        (at(26, 10), at(26, 11), Reason.HOLIDAY),
    ],
)
def test_the_reason_is_the_one_a_receptionist_would_give(
    start: datetime, end: datetime, reason: Reason
) -> None:
    found = find(between(start, end))
    assert (found.exact, found.reason) == (False, reason)
    assert found.slots


@pytest.mark.parametrize(
    ("service", "start", "end", "reason"),
    [
        ("late", at(16, 10), at(17, 0), Reason.TOO_SOON),  # today, with hours left, but no notice
        ("late", at(16, 18), at(17, 0), Reason.OUTSIDE_HOURS),
        ("visit", at(17, 18), at(18, 0), Reason.OUTSIDE_HOURS),
        ("visit", at(16, 8), at(16, 10), Reason.IN_THE_PAST),
        ("surgery", at(17, 16), at(17, 16, 1), Reason.TOO_LONG),
        ("surgery", at(16, 9), at(16, 10, 1), Reason.TOO_SOON),
    ],
)
def test_notice_arrival_windows_and_length_are_reasons_of_their_own(
    service: str, start: datetime, end: datetime, reason: Reason
) -> None:
    house = clinic()
    late = Service("late", "Call-out", 60, window_min=120, min_notice_min=12 * 60)
    okafor = replace(house.resources[0], services=("late", "surgery", "visit"))
    business = replace(
        house, services=(*house.services, late), resources=(okafor, *house.resources[1:])
    )
    found = find(between(start, end, service), business=business)
    assert (found.exact, found.reason) == (False, reason)


def test_what_was_ruled_out_before_counts_no_more_once_it_is_wished_for() -> None:
    tuesday = Window(at(17, 0), at(18, 0))
    mornings = Window(at(16, 0), None, (time(8), time(12)))
    wish = replace(between(at(17, 9), at(17, 9, 1)), excluded=(tuesday, mornings))
    assert starts(find(wish)) == [at(17, 9)]
    wide = replace(between(at(17, 0), at(19, 0)), excluded=(tuesday, mornings))
    assert {(s.day, s.hour >= 12) for s in starts(find(wide))} == {(18, True)}


def test_the_holiday_has_a_name() -> None:
    assert find(between(at(26, 10), at(26, 11))).note == "Thanksgiving Day"


@pytest.mark.parametrize(
    "request_",
    [
        FindSlots(("grooming",)),
        FindSlots(()),
        FindSlots(("exam", "grooming")),
        FindSlots(("nails",), staff_id="okafor", staff_required=True),
        FindSlots(("exam", "boarding")),
    ],
)
def test_what_is_not_offered(request_: FindSlots) -> None:
    assert find(request_) == Offered((), exact=False, reason=Reason.NOT_OFFERED)


def test_a_service_longer_than_a_day_is_refused() -> None:
    long = replace(
        clinic(),
        services=(Service("exam", "Cruise", 24 * 60, buffer_after_min=1),),
    )
    assert find(FindSlots(("exam",)), business=long).reason is Reason.TOO_LONG


def test_a_service_that_needs_a_room_nobody_has_is_not_offered() -> None:
    roomless = replace(clinic(), resources=tuple(r for r in clinic().resources if r.kind != "room"))
    assert find(FindSlots(("surgery",)), business=roomless).reason is Reason.NOT_OFFERED


# --- other businesses ----------------------------------------------------------------------------


def restaurant() -> Business:
    """Tables of two sizes and a bar that many share."""
    return Business(
        id="bistro",
        name="Bistro",
        zone="Europe/Paris",
        services=(
            Service("dinner", "Dinner", 120, needs=("table",)),
            Service("bar", "Bar", 60, needs=("bar",)),
        ),
        resources=(
            Resource("t6", "Big table", kind="table", capacity=6),
            Resource("t2", "Small table", kind="table", capacity=2),
            Resource("bar", "Bar", kind="bar", capacity=5, pooled=True),
        ),
        hours=tuple(Hours(day, time(18), time(23, 30)) for day in range(7)),
    )


PARIS = ZoneInfo("Europe/Paris")


def evening(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=PARIS)


def table(people: int, *blocks: Block) -> Offered:
    wish = between(evening(19), evening(19, 1), "dinner", people=people)
    return find(wish, business=restaurant(), blocks=blocks)


def test_the_smallest_table_that_seats_all_is_given() -> None:
    assert [a.resource_id for a in table(2).slots[0].allocations] == ["t2"]
    assert [a.resource_id for a in table(4).slots[0].allocations] == ["t6"]
    taken = block("t2", evening(18), evening(20))
    assert [a.resource_id for a in table(2, taken).slots[0].allocations] == ["t6"]
    assert not table(7).slots


def test_a_bar_is_shared_up_to_its_places_whatever_the_start() -> None:
    here = tuple(
        block("bar", evening(18, 30), evening(19, 30), seat=n, share="*") for n in range(3)
    )
    wish = between(evening(19), evening(19, 1), "bar", people=2)
    assert find(wish, business=restaurant(), blocks=here).exact
    one_more = (*here, block("bar", evening(19), evening(20), seat=4, share="*"))
    assert not find(wish, business=restaurant(), blocks=one_more).exact


def test_visits_run_past_midnight() -> None:
    bar = replace(restaurant(), hours=(Hours(4, time(20), time(2)),))
    start = evening(23, 30)
    found = find(between(start, start + timedelta(minutes=1), "bar"), business=bar)
    assert found.slots[0].end == start + timedelta(hours=1)
    late = evening(0, 30) + timedelta(days=1)
    assert find(between(late, late + timedelta(minutes=1), "bar"), business=bar).exact
    too_late = evening(1, 30) + timedelta(days=1)
    assert not find(between(too_late, too_late + timedelta(minutes=1), "bar"), business=bar).exact


def test_round_the_clock_there_is_no_midnight() -> None:
    hours = tuple(Hours(day, time(0), time(0)) for day in range(7))
    start = evening(23, 30)
    always = replace(restaurant(), hours=hours)
    found = find(between(start, start + timedelta(minutes=1), "dinner"), business=always)
    assert found.slots[0].end == start + timedelta(hours=2)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"])
def test_two_hours_are_two_hours_on_the_night_of_a_clock_change(zone: str) -> None:
    hours = tuple(Hours(day, time(0), time(6)) for day in range(7))
    night = replace(restaurant(), zone=zone, hours=hours)
    for day in (date(2026, 10, 4), date(2026, 11, 1), date(2027, 3, 14), date(2027, 4, 4)):
        midnight = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
        wish = between(midnight, midnight + timedelta(hours=8), "dinner", limit=9)
        found = find(wish, business=night, now=midnight - timedelta(days=3))
        assert found.exact
        for slot in found.slots:
            assert slot.end - slot.start == timedelta(hours=2)
        last = max(slot.end for slot in found.slots).astimezone(ZoneInfo(zone))
        assert last.time() <= time(6)


def test_a_business_may_close_between_offer_and_booking() -> None:
    slot = find(between(at(17, 9), at(17, 9, 1))).slots[0]
    closed = replace(clinic(), days=(DayRule(date(2026, 11, 17)),))
    again = find(between(at(17, 9), at(17, 9, 1)), business=closed)
    assert slot.start not in [s.start for s in again.slots]


# --- tokens --------------------------------------------------------------------------------------


def test_a_token_carries_its_slot() -> None:
    slot = find(between(at(17, 9), at(17, 9, 1), "surgery")).slots[0]
    ticket = Signer(KEY).read("vets", slot.token)
    assert ticket.slot == replace(slot, why=())
    assert ticket.issued == seconds(NOW)


@pytest.mark.parametrize("business_id", ["others", ""])
def test_a_token_is_for_one_business(business_id: str) -> None:
    slot: Slot = find(FindSlots(("exam",))).slots[0]
    with pytest.raises(UnknownToken):
        Signer(KEY).read(business_id, slot.token)


def test_a_token_of_another_key_is_unknown() -> None:
    slot = find(FindSlots(("exam",))).slots[0]
    with pytest.raises(UnknownToken):
        Signer(b"another key of sixteen bytes").read("vets", slot.token)
    with pytest.raises(ValueError, match="16 bytes"):
        Signer(b"short")
