"""What counts as somebody's usual visit, and what tells nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vets import at, clinic

from voicebot.booking.model import Appointment, Usual
from voicebot.booking.usual import LAST, usual

VETS = clinic()


def visits(*had: str) -> list[Appointment]:
    """Past visits, the newest first, each as "service+service by person"."""
    found = []
    for n, words in enumerate(had):
        services, _, staff = words.partition(" by ")
        start = at(20 - n, 9, month=10)
        row = Appointment(
            f"a{n}", "vets", tuple(services.split("+")), start, start, "c", "Ann Reyes", "+1"
        )
        found.append(replace(row, staff_id=staff or None))
    return found


@pytest.mark.parametrize(
    ("had", "habit"),
    [
        ([], None),
        (["exam by lind"], None),
        (["exam by lind", "exam by lind"], Usual(("exam",), "lind")),
        (["exam by lind", "nails by nurse"], None),
        (["exam", "nails", "exam"], Usual(("exam",))),
        (["surgery", "nails", "nails", "nails"], Usual(("nails",))),
        (["exam", "nails", "exam", "nails"], None),
        (["nails", "nails", "exam", "exam"], Usual(("nails",))),
        (["exam+nails", "exam+nails"], Usual(("exam", "nails"))),
        (["exam+nails", "exam", "exam"], Usual(("exam",))),
        (["surgery", "nails", "exam", "visit", "exam", "exam"], None),
    ],
    ids=["new", "once", "twice", "two things", "two of three", "three of four", "half", "last two",
         "two in one", "one of them is another", "long ago"],
)  # fmt: skip
def test_the_last_two_or_most_of_the_last_four(had: list[str], habit: Usual | None) -> None:
    assert usual(visits(*had), VETS) == habit
    assert LAST == 4


@pytest.mark.parametrize(
    ("had", "person"),
    [
        (["exam by lind", "exam by okafor"], None),
        (["exam by lind", "nails by nurse", "exam by lind"], "lind"),
        (["exam by lind", "exam by lind", "exam by okafor"], "lind"),
        (["exam", "exam"], None),
        (["nails by lind", "nails by lind"], None),
        (["exam by brown", "exam by brown"], None),
        (["exam by room1", "exam by room1"], None),
        (["exam+nails by lind", "exam+nails by lind"], None),
    ],
    ids=["two people", "not in a row", "changed", "nobody", "does it no more", "left", "a room",
         "does half of it"],
)  # fmt: skip
def test_the_same_person_if_they_still_do_it(had: list[str], person: str | None) -> None:
    habit = usual(visits(*had), VETS)
    assert habit is not None
    assert habit.staff_id == person


def test_what_is_discreet_or_given_up_tells_nothing() -> None:
    kept_quiet = tuple(replace(s, discreet=s.id == "surgery") for s in VETS.services)
    business = replace(VETS, services=kept_quiet)
    assert usual(visits("surgery", "surgery"), VETS) == Usual(("surgery",))
    assert usual(visits("surgery", "surgery"), business) is None
    assert usual(visits("exam+surgery", "exam+surgery"), business) is None
    assert usual(visits("exam", "surgery", "exam"), business) == Usual(("exam",))
    assert usual(visits("grooming", "grooming"), business) is None
