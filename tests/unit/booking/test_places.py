"""Groups, rooms, services in a row, and businesses at several places."""

from __future__ import annotations

import time as clocks
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from test_rules import block, find
from vets import ZONE, at, between

from voicebot.booking.business import Business, Hours, Location, Resource, Service
from voicebot.booking.instants import seconds
from voicebot.booking.model import FindSlots, Offered, Reason, Window
from voicebot.booking.snapshot import Block

HOURS = tuple(Hours(day, time(8), time(17)) for day in range(5))


def house(*resources: Resource, services: tuple[Service, ...], **more: object) -> Business:
    return Business("house", "House", str(ZONE), services, resources, HOURS, **more)  # type: ignore[arg-type]


def taken_by(found: Offered) -> tuple[Block, ...]:
    """What the first offer takes, as blocks of somebody else's visit."""
    return tuple(
        Block(a.resource_id, seconds(a.start), seconds(a.end), a.seat, a.share)
        for a in found.slots[0].allocations
    )


# --- groups and rooms ----------------------------------------------------------------------------


def test_a_class_without_a_teacher_takes_no_more_than_it_has_places() -> None:
    hall = house(
        Resource("hall", "Hall", kind="room", capacity=10),
        services=(Service("open", "Open hall", 60, capacity=2, step_min=60, needs=("room",)),),
    )
    wish, blocks = between(at(17, 9), at(17, 9, 1), "open"), ()
    for _ in range(2):
        found = find(wish, business=hall, blocks=blocks)
        assert found.exact
        blocks += taken_by(found)
    assert not find(wish, business=hall, blocks=blocks).exact


def test_people_are_counted_and_not_the_numbers_of_their_seats() -> None:
    """Two of three stayed, on the first and the last seat; now the class takes only two."""
    one = Resource("t", "Tia", services=("class",))
    share = f"class@{seconds(at(17, 9))}"
    there = tuple(block("t", at(17, 9), at(17, 10), seat=n, share=share) for n in (0, 2))
    for places, exact in ((2, False), (3, True)):
        yoga = house(one, services=(Service("class", "Class", 60, capacity=places, step_min=60),))
        wish = between(at(17, 9), at(17, 9, 1), "class")
        assert find(wish, business=yoga, blocks=there).exact is exact


def test_two_teachers_of_one_class_have_a_room_each() -> None:
    school = house(
        Resource("a", "Ada", services=("class",)),
        Resource("b", "Bo", services=("class",)),
        *(Resource(name, name, kind="room", capacity=8) for name in ("r1", "r2")),
        services=(Service("class", "Class", 60, capacity=3, step_min=60, needs=("room",)),),
    )

    def ask(who: str, *blocks: Block) -> Offered:
        wish = between(at(17, 9), at(17, 9, 1), "class", staff_id=who, staff_required=True)
        return find(wish, business=school, blocks=blocks)

    def room(found: Offered) -> str:
        return found.slots[0].allocations[1].resource_id

    ada = taken_by(ask("a"))
    assert (room(ask("a", *ada)), room(ask("b", *ada))) == ("r1", "r2")
    both = (*ada, *taken_by(ask("b", *ada)))
    assert (room(ask("a", *both)), room(ask("b", *both))) == ("r1", "r2")
    closed = block("r2", at(17, 8), at(17, 17), share="away:away")
    assert not ask("b", *ada, closed).exact


def test_a_shared_room_is_full_when_it_is_full_at_one_moment() -> None:
    bath = house(
        Resource("bath", "Bath", kind="bath", capacity=2, pooled=True),
        services=(Service("swim", "Swim", 120, needs=("bath",)),),
    )
    one_by_one = (
        block("bath", at(17, 9), at(17, 10), seat=0, share="*"),
        block("bath", at(17, 10), at(17, 11), seat=1, share="*"),
    )
    wish = between(at(17, 9), at(17, 9, 1), "swim")
    assert find(wish, business=bath, blocks=one_by_one).exact
    together = (*one_by_one, block("bath", at(17, 9, 30), at(17, 10, 30), seat=2, share="*"))
    assert not find(wish, business=bath, blocks=together).exact


# --- places --------------------------------------------------------------------------------------


def two_places() -> Business:
    return house(
        Resource("ann", "Ann", services=("cut", "dye"), location_id="up"),
        Resource("bob", "Bob", services=("cut", "dye"), location_id="down"),
        Resource("u1", "Chair", kind="chair", location_id="up"),
        Resource("d1", "Chair", kind="chair", location_id="down"),
        services=(Service("cut", "Cut", 30), Service("dye", "Dye", 60, needs=("chair",))),
        locations=(Location("up", "Uptown"), Location("down", "Downtown")),
    )


def names(found: Offered) -> list[set[str]]:
    return [{a.resource_id for a in slot.allocations} for slot in found.slots]


def test_a_person_has_a_room_where_he_or_she_works() -> None:
    wish = between(at(17, 9), at(17, 9, 1), "dye", staff_id="bob", staff_required=True)
    assert names(find(wish, business=two_places())) == [{"bob", "d1"}]
    full = block("d1", at(17, 8), at(17, 17))
    assert not find(wish, business=two_places(), blocks=(full,)).exact


def test_services_in_a_row_stay_at_one_place() -> None:
    only_dye = replace(two_places().resources[1], services=("dye",))
    only_cut = replace(two_places().resources[0], services=("cut",))
    apart = replace(two_places(), resources=(only_cut, only_dye, *two_places().resources[2:]))
    wish = between(at(17, 9), at(17, 9, 1), "cut", "dye")
    assert not find(wish, business=apart).slots
    busy = block("ann", at(17, 9, 30), at(17, 12))
    assert names(find(wish, business=two_places(), blocks=(busy,))) == [{"bob", "d1"}]


@pytest.mark.parametrize(("place", "who"), [("up", "ann"), ("down", "bob")])
def test_only_what_is_given_at_the_place(place: str, who: str) -> None:
    found = find(between(at(17, 9), at(17, 12), "cut", location=place), business=two_places())
    assert {slot.staff_id for slot in found.slots} == {who}


def test_what_a_place_does_not_have_is_not_offered_there() -> None:
    wish = FindSlots(("dye",), location="side")
    assert find(wish, business=two_places()).reason is Reason.NOT_OFFERED
    chairless = replace(two_places(), resources=two_places().resources[:3])
    wish = FindSlots(("dye",), location="down")
    assert find(wish, business=chairless).reason is Reason.NOT_OFFERED


def test_a_part_of_day_is_meant_by_the_clocks_of_the_place() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    far = replace(
        two_places(),
        locations=(Location("up", "Uptown"), Location("down", "Tokyo", zone=str(tokyo))),
    )
    morning = Window(at(17, 0), at(19, 0), (time(8), time(12)))
    wish = FindSlots(("cut",), (morning,), staff_id="bob", staff_required=True, limit=6)
    found = find(wish, business=far)
    assert found.exact
    for slot in found.slots:
        assert time(8) <= slot.start.astimezone(tokyo).time() < time(12)


# --- many services, many people ------------------------------------------------------------------


def test_a_search_for_services_in_a_row_ends_where_there_is_no_room() -> None:
    """Twenty people who could each begin at any time, and no room for the last service."""
    needs = ("room",)
    services = (
        Service("talk", "Talk", 30),
        Service("class", "Class", 60, capacity=8, step_min=60),
        Service("wash", "Wash", 30, buffer_after_min=15),
        Service("treat", "Treatment", 60, buffer_after_min=15, needs=needs),
    )
    all_of_them = tuple(s.id for s in services)
    people = (Resource(f"p{n}", f"P {n}", services=all_of_them) for n in range(20))
    rooms = [Resource(f"r{n}", f"R {n}", kind="room") for n in range(5)]
    large = house(*people, *rooms, services=services)
    full = tuple(block(r.id, at(16, 0), at(16, 0) + timedelta(days=400)) for r in rooms)
    began = clocks.process_time()
    found = find(FindSlots(all_of_them), business=large, blocks=full)
    assert not found.slots
    assert clocks.process_time() - began < 10
