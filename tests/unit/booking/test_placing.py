"""What was offered can be had again, by the same rules; who is ruled out is not offered."""

from __future__ import annotations

from dataclasses import replace

from vets import KEY, NOW, at, between, clinic

from voicebot.booking.business import Business, Resource
from voicebot.booking.catalogue import Catalogue
from voicebot.booking.model import FindSlots, Offered, Reason, Slot
from voicebot.booking.placing import place, ticket_of
from voicebot.booking.rules import decide, settle
from voicebot.booking.snapshot import Need, Snapshot
from voicebot.booking.tokens import Signer


def snapshot_of(business: Business) -> Snapshot:
    return Snapshot(catalogue=Catalogue(business), signer=Signer(KEY), now=NOW)


def offered(request: FindSlots, business: Business) -> Offered:
    def load(snapshot: Snapshot, need: Need) -> Snapshot:
        return replace(snapshot, loaded=need)

    answer = settle(lambda s: decide(request, s), snapshot_of(business), load).answer
    assert isinstance(answer, Offered)
    return answer


def test_a_drop_off_that_somebody_does_can_be_booked_as_it_was_offered() -> None:
    business = clinic()
    keeper = Resource("keeper", "Mr. Moss", services=("boarding",))
    business = replace(business, resources=(*business.resources, keeper))
    slot = offered(between(at(17, 0), at(18, 0), "boarding"), business).slots[0]
    snapshot = snapshot_of(business)
    snapshot = replace(snapshot, loaded=Need())
    assert isinstance(place(ticket_of(slot.token, snapshot), snapshot), Slot)


def test_who_is_ruled_out_is_not_offered() -> None:
    wish = between(at(17, 8), at(17, 17), limit=6, staff_excluded=("okafor",))
    assert {slot.staff_id for slot in offered(wish, clinic()).slots} == {"lind"}


def test_nobody_is_left() -> None:
    wish = FindSlots(("exam",), staff_excluded=("okafor", "lind"))
    answer = offered(wish, clinic())
    assert answer.slots == ()
    assert answer.reason is Reason.STAFF_AWAY
