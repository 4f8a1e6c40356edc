from __future__ import annotations

from datetime import UTC, datetime, timedelta

from voicebot.booking.model import Allocation, Business, Resource, Service, Slot
from voicebot.booking.who import people_of

NINE = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
HOUSE = Business(
    "salon",
    "Salon",
    "UTC",
    (Service("cut", "cut", 45), Service("color", "color", 90, buffer_after_min=15)),
    (
        Resource("ann", "Ann", services=("cut", "color"), durations={"cut": 30}),
        Resource("bob", "Bob", services=("cut",)),
        Resource("chair", "Chair", kind="room"),
    ),
    (),
)


def slot(*taken: tuple[str, int, int], services: tuple[str, ...] = ("cut", "color")) -> Slot:
    spans = [(who, NINE + timedelta(minutes=a), NINE + timedelta(minutes=b)) for who, a, b in taken]
    allocations = tuple(Allocation(*span) for span in spans)
    return Slot("t", NINE, NINE + timedelta(minutes=135), allocations, services, taken[0][0])


def test_each_service_has_who_is_there_for_the_whole_of_it() -> None:
    both = slot(("bob", 0, 45), ("chair", 0, 150), ("ann", 45, 150))
    assert people_of(both, HOUSE) == ("bob", "ann")


def test_one_person_may_do_it_all() -> None:
    assert people_of(slot(("ann", 0, 135)), HOUSE) == ("ann", "ann")


def test_a_person_who_stays_to_clean_up_does_not_do_the_next() -> None:
    after = slot(("ann", 0, 105), ("bob", 90, 135), services=("color", "cut"))
    assert people_of(after, HOUSE) == ("ann", "bob")


def test_a_single_service_is_done_by_the_slots_own_person() -> None:
    assert people_of(slot(("bob", 0, 45), services=("cut",)), HOUSE) == ("bob",)


def test_nobody_is_named_who_cannot_be_told() -> None:
    assert people_of(slot(("bob", 0, 45)), HOUSE) == ("bob", None)
