"""Places, rooms, seasons and nights in `business.yaml`, up to what the calendar makes of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from jsonschema import Draft202012Validator

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import Book, Booked, Business, FindSlots, Offered, Window
from voicebot.dialog.check import check
from voicebot.dialog.loader import load_folder, root

CLUB = """\
name: Court Club
zone: America/New_York
phone: "+12125550171"
address: 2 Court Street
hours:
  monday to thursday:
    - {hours: "08:00-20:00", to: "2027-05-31"}
    - {hours: ["06:00-11:00", "15:00-22:00"], from: "2027-06-01", to: "2027-08-31"}
    - {hours: "08:00-20:00", from: "2027-09-01"}
  friday to saturday: "16:00-02:00"
days:
  - {date: "2026-12-31", hours: "20:00-04:00", reason: a long night}
holidays: US
services:
  court: {name: court, says: a court, minutes: 60, every: 60, needs: [court], staff: no}
  sauna: {name: sauna, minutes: 60, every: 60, needs: [sauna], staff: no, discreet: yes}
  lesson: {name: lesson, says: a lesson, minutes: 60, every: 60, needs: [court]}
staff:
  kim: {name: Kim, location: west}
equipment:
  court_one:
    name: Court one
    kind: court
    location: west
    days:
      - {date: "2026-12-02", reason: new floor}
  court_two: {name: Court two, kind: court, hours: {monday to thursday: "18:00-20:00"}}
  hot_room: {name: Hot room, kind: sauna, places: 3, pooled: yes}
locations:
  west:
    name: West side
    zone: America/Denver
    address: 9 West Street
    hours: {monday: "09:00-12:00"}
    days: [{date: "2026-12-07"}]
"""
SEASON = '{hours: "08:00-20:00", to: "2027-05-31"}'
NIGHT = '"16:00-02:00"'
POOL = "places: 3, pooled: yes"
BROKEN = [
    # what is wrong, the text that is replaced and by what, the line, words of the message
    ("a day and more", NIGHT, '"16:00-09:00"', 10, "end is not after the start"),
    ("nothing at all", NIGHT, '"16:00-16:00"', 10, "end is not after the start"),
    ("no season", SEASON, '{hours: "08:00-20:00"}', 7, "`from` or `to`"),
    ("backwards", SEASON, SEASON.replace("to:", 'from: "2027-06-30", to:'), 7, "ends before it"),
    ("no hours", SEASON, '{to: "2027-05-31"}', 7, "'hours' is missing"),
    ("season's date", '"2027-05-31"', '"May 31"', 7, "expected a date"),
    ("date without quotes", '"2027-05-31"', "2027-05-31", 7, "write it in quotes"),
    ("all year besides", SEASON, '"08:00-20:00"', 6, "does not replace"),
    ("same hours twice", '"15:00-22:00"', '"10:30-22:00"', 6, "06:00 and from 10:30 overlap"),
    ("no such holidays", "holidays: US", "holidays: US-ZZ", 13, "no public holidays are known"),
    ("no one and nothing", "needs: [sauna], staff", "staff", 16, "neither staff nor"),
    ("somebody after all", "{name: Kim,", "{name: Kim, services: [court, lesson],", 15, "someone"),
    ("no such service", "kind: sauna,", "kind: sauna, services: [saunas],", 28, "no service 'sau"),
    (
        "nowhere",
        "{name: Kim, location: west",
        "{name: Kim, location: east",
        19,
        "no location 'east'",
    ),
    ("pool of unknown size", POOL, "pooled: yes", 28, "how many `places`"),
    ("no places", POOL, "places: 0", 28, "at least 1"),
    ("starts at no step", "every: 60, needs: [sauna]", "every: 0, needs: [sauna]", 16, "least 1"),
    ("a person for a room", "kind: sauna", "kind: staff", 28, "under `staff`"),
    ("an id twice", "  hot_room:", "  kim:", 28, "id of somebody in staff"),
    ("a room nobody needs", "needs: [sauna]", "needs: [court]", 28, "no service needs a 'sauna'"),
    ("an empty place", "  west:\n", "  east: {name: East side}\n  west:\n", 30, "`location: east`"),
    ("place's zone", "America/Denver", "America/Dember", 32, "no time zone"),
    ("place's hours", '"09:00-12:00"', '"09:00"', 34, "expected hours"),
    ("place's key", "    address:", "    adress:", 33, "unknown key 'adress'"),
]


def folder(tmp_path: Path, text: str = CLUB) -> Path:
    (tmp_path / "club").mkdir()
    (tmp_path / "club" / "business.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "club"


def test_the_club_is_right(tmp_path: Path) -> None:
    assert list(map(str, check(folder(tmp_path), root() / "_shared"))) == []


def test_the_club_fits_the_published_schema() -> None:
    text = (root() / "schema" / "business.schema.json").read_text(encoding="utf-8")
    found = Draft202012Validator(json.loads(text)).iter_errors(yaml.safe_load(CLUB))
    assert [error.message for error in found] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN]
)
def test_what_is_wrong_is_found(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in CLUB
    errors = check(folder(tmp_path, CLUB.replace(old, new, 1)), root() / "_shared")
    assert [(e.file, e.line) for e in errors if words in str(e)] == [("club/business.yaml", line)]


# --- what the calendar makes of it ---------------------------------------------------------------


@pytest.fixture
def club(tmp_path: Path) -> Business:
    return load_folder(folder(tmp_path), root() / "_shared").business


class Desk:
    """The club's calendar, asked in the club's wall time."""

    def __init__(self, club: Business, now: str) -> None:
        self._club, self._now, self._keys = club, self._at(now), count()
        self._calendar = MemoryCalendar(b"courts and rooms")
        self._calendar.ensure_business(club)

    @staticmethod
    def _at(local: str) -> datetime:
        return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/New_York"))

    def ask(self, request):
        key = str(next(self._keys))
        return self._calendar.answer(self._club.id, request, key=key, call_id=key, now=self._now)

    def find(self, service: str, local: str) -> Offered:
        at = self._at(local)
        return self.ask(FindSlots((service,), (Window(at, at + timedelta(minutes=1)),)))

    def taken(self, service: str, local: str) -> list[str] | None:
        """What a visit at that very time takes; None if it cannot be had."""
        found = self.find(service, local)
        return sorted(a.resource_id for a in found.slots[0].allocations) if found.exact else None


@pytest.fixture
def desk(club: Business) -> Desk:
    return Desk(club, "2026-11-23T09:00")


def test_a_court_takes_no_staff(desk: Desk) -> None:
    found = desk.find("court", "2026-11-30T10:00")
    assert found.exact
    assert found.slots[0].staff_id is None
    assert [a.resource_id for a in found.slots[0].allocations] == ["court_one"]


@pytest.mark.parametrize(
    ("local", "free"),
    [
        ("2026-11-28T01:00", True),  # Friday's night
        ("2026-11-28T02:00", False),
        ("2026-11-28T15:00", False),
        ("2026-11-29T01:00", True),
        ("2026-11-30T01:00", False),  # Sunday has none
        ("2027-01-01T03:00", True),  # New Year's Eve, though the day after is a holiday
        ("2027-01-01T04:00", False),
    ],
)
def test_a_night_belongs_to_the_day_it_begins_on(desk: Desk, local: str, *, free: bool) -> None:
    assert desk.find("court", local).exact is free


def test_only_what_says_so_is_discreet(club: Business) -> None:
    assert [s.id for s in club.services if s.discreet] == ["sauna"]


@pytest.mark.parametrize(
    ("local", "free"),
    [
        ("2027-05-27T12:00", True),
        ("2027-06-02T12:00", False),
        ("2027-06-02T06:00", True),
        ("2027-06-02T21:00", True),
        ("2027-05-27T21:00", False),
    ],
)
def test_hours_by_season(club: Business, local: str, *, free: bool) -> None:
    assert Desk(club, "2027-05-24T09:00").find("court", local).exact is free


def test_rooms_have_hours_and_days_of_their_own(desk: Desk) -> None:
    assert desk.taken("court", "2026-12-02T10:00") is None
    assert desk.taken("court", "2026-12-02T18:00") == ["court_two"]
    assert desk.taken("court", "2026-12-03T10:00") == ["court_one"]


def test_a_pooled_room_takes_so_many_at_once(desk: Desk) -> None:
    for n in range(3):
        found = desk.find("sauna", "2026-12-03T10:00")
        booked = desk.ask(Book(found.slots[0].token, f"Guest {n}", f"+1212555016{n}"))
        assert isinstance(booked, Booked)
    assert desk.taken("sauna", "2026-12-03T10:00") is None
    assert desk.taken("sauna", "2026-12-03T11:00") == ["hot_room"]


def test_a_place_has_a_zone_hours_and_days_of_its_own(desk: Desk, club: Business) -> None:
    assert club.locations[0].address == "9 West Street"
    assert desk.taken("lesson", "2026-11-30T11:00") == ["court_one", "kim"]
    assert desk.taken("lesson", "2026-11-30T13:00") == ["court_one", "kim"]
    assert desk.taken("lesson", "2026-11-30T10:00") is None
    assert desk.taken("lesson", "2026-11-30T14:00") is None
    assert desk.taken("lesson", "2026-12-07T11:00") is None
