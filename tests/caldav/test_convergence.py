"""Many edits on both sides, with conflicts and lost tokens: in the end both tell the same story.

`pytest tests/caldav --edits 2000`, or VOICEBOT_CALDAV_EDITS=2000: two runs of 1,000 edits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import unquote

import pytest
from icalendar import Calendar
from outside_house import OutsideHouse
from radicale_rig import Hand, event_of
from vets import NOW

from voicebot.booking.model import Appointment, Status

OURS = "@vets.voicebot"
Times = tuple[datetime, datetime]


def times_of(text: str) -> Times:
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    return tuple(event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND"))


def moved(text: str, start: datetime) -> str:
    calendar = Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    length = event.decoded("DTEND") - event.decoded("DTSTART")
    for name, value in (("DTSTART", start), ("DTEND", start + length)):
        del event[name]
        event.add(name, value)
    return calendar.to_ical().decode()


@dataclass
class Play:
    """Both sides, edited at random; remembers what each hand did and has not been told of since."""

    house: OutsideHouse
    hand: Hand
    random: Random
    foreign: dict[str, Times] = field(default_factory=dict)
    by_hand: dict[str, Times | None] = field(default_factory=dict)
    """Our copies as a person left them, by appointment; None: deleted."""
    seen: set[str] = field(default_factory=set)
    """Of these, the ones that were read since."""
    count: int = 0

    def edit(self) -> None:
        kinds = {
            self.book: 4,
            self.move: 3,
            self.cancel: 1,
            self.add_event: 3,
            self.move_event: 2,
            self.delete_event: 1,
            self.move_copy: 2,
            self.delete_copy: 1,
            self.annotate_copy: 1,
        }
        self.random.choices(list(kinds), list(kinds.values()))[0]()

    def sync(self) -> None:
        if self.random.random() < 0.2:
            self.house.lose_token()
        self.house.sync()
        self.seen = set(self.by_hand)

    # --- the diary ---

    def book(self) -> None:
        slots = self.house.offer(self._day(), 24 * 60).slots
        if slots:
            self.count += 1
            self.house.book(self.random.choice(slots).start, f"Guest {self.count:04}")

    def move(self) -> None:
        visit = self._visit()
        slots = self.house.offer(self._day(), 24 * 60).slots
        if visit and slots:
            self.house.move(visit, self.random.choice(slots).start)
            self._decided(visit)

    def cancel(self) -> None:
        visit = self._visit()
        if visit:
            self.house.cancel(visit)
            self._decided(visit)

    def _decided(self, visit: Appointment) -> None:
        """The diary was changed knowing what was read: that may be written over a hand's edit."""
        if visit.id in self.seen:
            self.by_hand.pop(visit.id, None)
            self.seen.discard(visit.id)

    # --- the person ---

    def add_event(self) -> None:
        self.count += 1
        self._put_event(f"own{self.count}")

    def move_event(self) -> None:
        if self.foreign:
            self._put_event(self.random.choice(sorted(self.foreign)))

    def delete_event(self) -> None:
        if self.foreign:
            name = self.random.choice(sorted(self.foreign))
            self.hand.delete(f"{name}.ics")
            del self.foreign[name]

    def _put_event(self, name: str) -> None:
        start = self._day() + timedelta(hours=self.random.randint(0, 9))
        times = start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1)
        self.hand.write(f"{name}.ics", event_of(name, *(f"{t:%Y%m%dT%H%M%S}" for t in times)))
        self.foreign[name] = times

    def move_copy(self) -> None:
        for href, visit_id in self._copy():
            text = moved(
                self.hand.read(href), self._day() + timedelta(hours=self.random.randint(0, 9))
            )
            self.hand.write(href, text)
            self._touched(visit_id, times_of(text))

    def delete_copy(self) -> None:
        for href, visit_id in self._copy():
            self.hand.delete(href)
            self._touched(visit_id, None)

    def annotate_copy(self) -> None:
        for href, _ in self._copy():
            text = self.hand.read(href).replace("END:VEVENT", "COMMENT:bring x-ray\r\nEND:VEVENT")
            self.hand.write(href, text)

    def _touched(self, visit_id: str, times: Times | None) -> None:
        self.by_hand[visit_id] = times
        self.seen.discard(visit_id)

    def _copy(self) -> list[tuple[str, str]]:
        names = [(h, unquote(h).rsplit("/", 1)[1]) for h in sorted(self.hand.hrefs())]
        ours = [(href, name.partition("@")[0]) for href, name in names if OURS in name]
        return [self.random.choice(ours)] if ours else []

    def _visit(self) -> Appointment | None:
        booked = [v for v in self.house.calendar.appointments("vets") if v.status is Status.BOOKED]
        return self.random.choice(booked) if booked else None

    def _day(self) -> datetime:
        return NOW.replace(hour=8) + timedelta(days=self.random.randint(1, 60))

    # --- the end ---

    def check(self) -> None:
        texts = {
            unquote(href).rsplit("/", 1)[1].removesuffix(".ics"): text
            for href, text in self.hand.texts().items()
        }
        there = {name: times_of(text) for name, text in texts.items()}
        assert {n: t for n, t in there.items() if OURS not in n} == self.foreign
        copies = {n.partition("@")[0]: t for n, t in there.items() if OURS in n}
        visits = {v.id: v for v in self.house.calendar.appointments("vets")}
        notes = " ".join(self.house.notes())
        strays = dict(self.foreign)
        for visit_id, times in self.by_hand.items():
            assert copies.get(visit_id) == times, "a hand's edit was overwritten"
        for visit_id, visit in visits.items():
            booked = visit.status is Status.BOOKED
            same = copies.get(visit_id) == ((visit.start, visit.end) if booked else None)
            told = f"{visit.for_name}, " in notes
            assert same != told, (visit, copies.get(visit_id))
            if told and visit_id in copies:
                strays[visit_id] = copies[visit_id]
        assert sorted(self.house.busy()) == sorted(strays.values())
        assert set(copies) <= set(visits)


@pytest.mark.parametrize("seed", [1, 2])
def test_both_sides_converge(house, hand, seed: int, pytestconfig: pytest.Config):
    play = Play(house, hand, Random(seed))
    for _ in range(pytestconfig.getoption("edits") // 2):
        play.edit()
        if play.random.random() < 0.08:
            play.sync()
    play.sync()
    play.check()
    before = hand.hrefs(), house.notes(all=True)
    play.sync()
    assert (hand.hrefs(), house.notes(all=True)) == before
