"""Whether a visit fits at a time, and what it would take: people, rooms, places.

Used to list, to hold, to book and to move alike, so that what was offered is judged by the same
rules when it is booked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from voicebot.booking.catalogue import Catalogue, near
from voicebot.booking.diary import Diary, free_seats
from voicebot.booking.instants import DAY_S, day_span, local, seconds
from voicebot.booking.model import Appointment, Resource, Service
from voicebot.booking.rooms import Rooms
from voicebot.booking.takings import POOL, Taking, clash, joined, taken_by


@dataclass(frozen=True, slots=True)
class Fit:
    """A visit that fits: what the caller is told (start, end) and what it takes."""

    start: int
    end: int
    takings: tuple[Taking, ...]
    staff_ids: tuple[str, ...] = ()

    @property
    def staff_id(self) -> str | None:
        return self.staff_ids[0] if self.staff_ids else None


def own_length(
    visit: Appointment | None, services: Sequence[Service], catalogue: Catalogue
) -> int | None:
    """How long a visit takes that does not take what its service takes, in seconds.

    It was made so elsewhere, or before the service changed, and stays so when it is moved.
    """
    if visit is None or len(services) != 1 or visit.services != (services[0].id,):
        return None
    service = services[0]
    if service.window_min or service.daily_capacity or service.capacity > 1:
        return None
    length = seconds(visit.end) - seconds(visit.start)
    usual = catalogue.length(service, catalogue.resources.get(visit.staff_id or ""))
    return None if length == usual else length


Choice = Sequence[Resource | None]
"""Who may do a service, the preferred first. None stands for nobody in particular."""


class Leg(NamedTuple):
    """One service of a visit: what it takes, and the location that the visit is bound to then."""

    takings: tuple[Taking, ...]
    place: str


class Answers(dict[int, bool]):
    """What a question was answered for an instant; it is put once."""

    def __init__(self, question: Callable[[int], bool]) -> None:
        self._question = question

    def __missing__(self, at: int) -> bool:
        found = self[at] = self._question(at)
        return found


class Fitter:
    """Tries visits of some services in a row, for so many people, in one diary.

    `length` (seconds) is that of a single service for this visit, whoever does it; `place` the
    location it is bound to. A visit stays at one location.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        diary: Diary,
        services: Sequence[Service],
        choices: Sequence[Choice],
        people: int = 1,
        length: int | None = None,
        place: str = "",
    ) -> None:
        self.catalogue = catalogue
        self.diary = diary
        self.services = services
        self.choices = choices
        self.people = people
        self._length = length
        self._place = place
        self._rooms = Rooms(catalogue, diary, people)
        self._with_room: dict[tuple[int, str], Answers] = {}
        self._legs: dict[tuple[int, str, int, str], Leg | None] = {}
        self._no_way = Answers(self._hopeless)
        self._roomy = [Answers(partial(self._has_room, leg)) for leg in range(len(services))]
        self._could = [Answers(partial(self._possible, leg)) for leg in range(len(services))]
        self._dead: set[tuple[int, int, str, tuple[Taking, ...]]] = set()

    def length(self, service: Service, person: Resource | None) -> int:
        return self._length or self.catalogue.length(service, person)

    def fit(self, start: int, first: Resource | None = None) -> Fit | None:
        """The visit that starts at `start`; with `first`, that one of the choices begins."""
        service = self.services[0]
        if service.daily_capacity:
            return self._drop_off(service, start)
        if service.window_min:
            return self._arrival(service, start, first)
        if len(self.services) > 1 and self._no_way[start]:
            return None
        return self._chain(0, start, self._place, (), (), first)

    def _hopeless(self, start: int) -> bool:
        """Whether some service of several can be given at none of the times it may come to.

        Rooms are asked for first: they are the same for everybody.
        """
        return any(
            not any(answers[leg][start + after] for after in offsets)
            for answers in (self._roomy, self._could)
            for leg, offsets in enumerate(self._offsets)
        )

    def _has_room(self, leg: int, at: int) -> bool:
        """Whether there is a room for a service then, whoever gives it; of a group, not known."""
        service = self.services[leg]
        if not service.needs or service.capacity > 1:
            return True
        lengths = {self.length(service, person) for person in self.choices[leg]}
        spans = (taken_by(service, at, at + length)[0] for length in lengths)
        return any(self._rooms.take(service, span, "", self._place) for span in spans)

    def _possible(self, leg: int, at: int) -> bool:
        """Whether somebody could give a service then, whatever comes before or after."""
        people = self._options(leg, None, (), self._place)
        return any(self._leg_once(leg, person, at, self._place) for person in people)

    @cached_property
    def _offsets(self) -> list[set[int]]:
        """How long after the visit's start each service may begin, in seconds."""
        offsets = [{0}]
        for service, choice in zip(self.services[:-1], self.choices[:-1], strict=True):
            lengths = {self.length(service, person) for person in choice}
            offsets.append({before + length for before in offsets[-1] for length in lengths})
        return offsets

    def with_room(self, length: int, person: Resource | None) -> Mapping[int, bool]:
        """Whether there is a room for a new visit of a single service, by its start.

        Worked out when it is asked for, once for all people at a place.
        """
        service = self.services[0]
        place = (person.location_id if person else "") or self._place

        def roomy(start: int) -> bool:
            span, _ = taken_by(service, start, start + length)
            return self._rooms.take(service, span, "", place) is not None

        return self._with_room.setdefault((length, place), Answers(roomy))

    def _chain(
        self,
        leg: int,
        at: int,
        place: str,
        done: tuple[Taking, ...],
        who: tuple[str, ...],
        first: Resource | None = None,
    ) -> Fit | None:
        """Depth first: each leg starts when the one before ends, by the same person if possible.

        Where the rest of a visit found no way once, it finds none again, whoever came before.
        """
        if leg == len(self.services):
            return Fit(at, at, joined(done), who)
        key = leg, at, place, self._in_the_way(leg, at, done)
        if key in self._dead:
            return None
        for person in self._options(leg, first, who, place):
            taken = self._leg_once(leg, person, at, place)
            if taken is None or (done and clash(done, taken.takings)):
                continue
            end = at + self.length(self.services[leg], person)
            names = (*who, person.id) if person else who
            found = self._chain(leg + 1, end, taken.place, (*done, *taken.takings), names)
            if found is not None:
                return Fit(at, found.end, found.takings, found.staff_ids)
        if first is None:
            self._dead.add(key)
        return None

    def _in_the_way(self, leg: int, at: int, done: tuple[Taking, ...]) -> tuple[Taking, ...]:
        """What earlier legs took that a later one may clash with."""
        lead = max(s.buffer_before_min for s in self.services[leg:]) * 60
        return tuple(t for t in done if t.end > at - lead)

    def _options(
        self, leg: int, first: Resource | None, who: tuple[str, ...], place: str
    ) -> Choice:
        if leg == 0 and first is not None:
            return [first]
        choice = self.choices[leg]
        if place:
            choice = [r for r in choice if r is None or near(r, place)]
        return sorted(choice, key=lambda r: r is None or r.id not in who) if who else choice

    def _leg_once(self, leg: int, person: Resource | None, start: int, place: str) -> Leg | None:
        """As `_leg`, which is the same whatever came before: worked out once."""
        if len(self.services) == 1:
            return self._leg(leg, person, start, place)
        key = leg, person.id if person else "", start, place
        if key not in self._legs:
            self._legs[key] = self._leg(leg, person, start, place)
        return self._legs[key]

    def _leg(self, leg: int, person: Resource | None, start: int, place: str) -> Leg | None:
        """What one service takes: the person, and one resource of each kind it needs."""
        service = self.services[leg]
        end = start + self.length(service, person)
        span, share = taken_by(service, start, end)
        if person is None:
            rooms = self._rooms.take(service, span, share, place)
            return Leg(*rooms) if rooms and self.catalogue.works(None, start, end) else None
        if not self.catalogue.works(person, start, end):
            return None
        seats = self._seats(person, service, span, share)
        if seats is None:
            return None
        own = tuple(Taking(person.id, *span, seat, share) for seat in seats)
        # Two people may give the same class at once: each has a room of their own for it.
        with_whom = f"{share}/{person.id}" if share else ""
        rooms = self._rooms.take(service, span, with_whom, person.location_id or place)
        return Leg((*own, *rooms[0]), rooms[1]) if rooms else None

    def _seats(
        self, person: Resource, service: Service, span: tuple[int, int], share: str
    ) -> list[int] | None:
        if not share:
            return [0] if self.diary.free(person.id, *span) else None
        there = self.diary.overlapping(person.id, *span)
        return free_seats(there, share, self.people, service.capacity)

    def _arrival(self, service: Service, start: int, first: Resource | None) -> Fit | None:
        """An arrival window: the work is put at the first free time that begins within it."""
        window = service.window_min * 60
        before, after = service.buffer_before_min * 60, service.buffer_after_min * 60
        for person in self._options(0, first, (), self._place):
            length = self.length(service, person)
            begins = [start + n for n in range(0, window, service.step_min * 60)]
            if person is not None:
                begins = self.diary.free_starts(
                    person.id,
                    start,
                    start + window - 1,
                    service.step_min * 60,
                    before,
                    length + after,
                )
            for at in begins:
                leg = self._leg(0, person, at, self._place)
                if leg is not None:
                    who = (person.id,) if person else ()
                    ends = min(start + window, self._closes(person, start))
                    return Fit(start, ends, leg.takings, who)
        return None

    def _closes(self, person: Resource | None, start: int) -> int:
        """The end of the shift that `start` lies in."""
        day = local(self.catalogue.zone_of(person), start).date()
        return max(
            (b for a, b in self.catalogue.shifts(person, day) if a <= start < b),
            default=start + DAY_S,
        )

    def _drop_off(self, service: Service, start: int) -> Fit | None:
        """A day of a service that takes so many a day: a place on that day, no person."""
        zone = self.catalogue.zone
        day = local(zone, start).date()
        opened = self.catalogue.shifts(None, day)
        if not opened:
            return None
        span = day_span(zone, day)
        resource_id = f"day:{service.id}"
        there = self.diary.overlapping(resource_id, *span)
        seats = free_seats(there, POOL, self.people, service.daily_capacity)
        if seats is None:
            return None
        taken = tuple(Taking(resource_id, *span, seat, POOL) for seat in seats)
        return Fit(opened[0][0], opened[-1][1], taken)
