"""Whether a visit fits at a time, and what it would take: people, rooms, places.

Used to list, to hold, to book and to move alike, so that what was offered is judged by the same
rules when it is booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.diary import Diary, free_seats
from voicebot.booking.instants import DAY_S, Span, day_span, local, moment, seconds
from voicebot.booking.model import Allocation, Appointment, Resource, Service

POOL = "*"
"""The share of everybody in a room that several visits use at once."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One resource taken by a visit; instants in seconds, buffers included."""

    resource_id: str
    start: int
    end: int
    seat: int = 0
    share: str = ""

    def allocation(self) -> Allocation:
        return Allocation(
            self.resource_id, moment(self.start), moment(self.end), self.seat, self.share
        )


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


class Fitter:
    """Tries visits of some services in a row, for so many people, in one diary.

    `length` (seconds) is that of a single service for this visit, whoever does it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        diary: Diary,
        services: Sequence[Service],
        choices: Sequence[Choice],
        people: int = 1,
        length: int | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.diary = diary
        self.services = services
        self.choices = choices
        self.people = people
        self._length = length
        self._rooms: dict[tuple[str, str], list[Resource]] = {}
        self._found: dict[tuple[str, str, Span, str], tuple[Taking, ...] | None] = {}
        self._no_room: dict[tuple[int, int], bool] = {}

    def length(self, service: Service, person: Resource | None) -> int:
        return self._length or self.catalogue.length(service, person)

    def fit(self, start: int, first: Resource | None = None) -> Fit | None:
        """The visit that starts at `start`; with `first`, that one of the choices begins."""
        service = self.services[0]
        if service.daily_capacity:
            return self._drop_off(service, start)
        if service.window_min:
            return self._arrival(service, start, first)
        if len(self.services) == 1:
            return self._single(start, first)
        return self._chain(start, first)

    def lacks_room(self, start: int, length: int) -> bool:
        """Whether nobody can begin then, for want of a room. Worked out once for all people."""
        service = self.services[0]
        if not service.needs:
            return False
        known = self._no_room.get((start, length))
        if known is None:
            span, share = _taken_by(service, start, start + length)
            rooms = (self._room_once(service, kind, span, share) for kind in service.needs)
            known = self._no_room[start, length] = any(room is None for room in rooms)
        return known

    def _single(self, start: int, first: Resource | None) -> Fit | None:
        """One service, by the first person who can."""
        service = self.services[0]
        for person in self._options(0, first, ()):
            end = start + self.length(service, person)
            taken = self._leg(service, person, start, end)
            if taken is not None:
                return Fit(start, end, joined(taken), (person.id,) if person else ())
        return None

    def _chain(self, start: int, first: Resource | None) -> Fit | None:
        """Depth first: each leg starts when the one before ends, by the same person if possible."""

        def follow(leg: int, at: int, done: tuple[Taking, ...], who: tuple[str, ...]) -> Fit | None:
            if leg == len(self.services):
                return Fit(start, at, joined(done), who)
            for person in self._options(leg, first, who):
                end = at + self.length(self.services[leg], person)
                taken = self._leg(self.services[leg], person, at, end)
                if taken is None or clash(done, taken):
                    continue
                names = (*who, person.id) if person else who
                found = follow(leg + 1, end, (*done, *taken), names)
                if found is not None:
                    return found
            return None

        return follow(0, start, (), ())

    def _options(self, leg: int, first: Resource | None, who: tuple[str, ...]) -> Choice:
        choice = self.choices[leg]
        if leg == 0 and first is not None:
            return [first]
        return sorted(choice, key=lambda r: r is None or r.id not in who) if who else choice

    def _leg(
        self, service: Service, person: Resource | None, start: int, end: int
    ) -> tuple[Taking, ...] | None:
        """What one service takes: the person, and one resource of each kind it needs."""
        span, share = _taken_by(service, start, end)
        rooms: list[Taking] = []
        for kind in service.needs:
            found = self._room_once(service, kind, span, share)
            if found is None:
                return None
            rooms += found
        if not self.catalogue.works(person, start, end):
            return None
        if person is None:
            return tuple(rooms)
        seats = self._seats(person.id, span, share, service.capacity)
        if seats is None:
            return None
        return *(Taking(person.id, *span, seat, share) for seat in seats), *rooms

    def _room_once(
        self, service: Service, kind: str, span: Span, share: str
    ) -> tuple[Taking, ...] | None:
        """As `_room`, which is the same whoever does the service: worked out once for all."""
        key = service.id, kind, span, share
        if key not in self._found:
            self._found[key] = self._room(service, kind, span, share)
        return self._found[key]

    def _room(
        self, service: Service, kind: str, span: Span, share: str
    ) -> tuple[Taking, ...] | None:
        """The best resource of a kind: where the group already is, else the smallest that does."""
        for room in self._by_size(service, kind, span, share):
            share_here = POOL if room.pooled else share
            places = self.catalogue.places(room.id, service)
            if not room.pooled and not share and self.people > 1 and room.capacity < self.people:
                continue
            if not self.catalogue.works(room, *span):
                continue
            seats = self._seats(room.id, span, share_here, places)
            if seats is not None:
                return tuple(Taking(room.id, *span, seat, share_here) for seat in seats)
        return None

    def _by_size(self, service: Service, kind: str, span: Span, share: str) -> list[Resource]:
        key = kind, service.id
        known = self._rooms.get(key)
        if known is None:
            rooms = self.catalogue.of_kind(kind, service)
            known = self._rooms[key] = sorted(rooms, key=lambda r: r.capacity)
        if not share:
            return known

        def joins(room: Resource) -> bool:
            return any(b.share == share for b in self.diary.overlapping(room.id, *span))

        return sorted(known, key=joins, reverse=True)

    def _seats(self, resource_id: str, span: Span, share: str, places: int) -> list[int] | None:
        """Free places on a resource; without a share it must be free altogether."""
        return free_seats(self.diary.overlapping(resource_id, *span), share, self.people, places)

    def _arrival(self, service: Service, start: int, first: Resource | None) -> Fit | None:
        """An arrival window: the work is put at the first free time that begins within it."""
        window = service.window_min * 60
        before, after = service.buffer_before_min * 60, service.buffer_after_min * 60
        for person in self._options(0, first, ()):
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
                taken = self._leg(service, person, at, at + length)
                if taken is not None:
                    who = (person.id,) if person else ()
                    return Fit(start, min(start + window, self._closes(person, start)), taken, who)
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
        seats = self._seats(resource_id, span, POOL, service.daily_capacity)
        if seats is None:
            return None
        taken = tuple(Taking(resource_id, *span, seat, POOL) for seat in seats)
        return Fit(opened[0][0], opened[-1][1], taken)


def _taken_by(service: Service, start: int, end: int) -> tuple[Span, str]:
    """What a service takes of a person or room, buffers included, and with whom it is shared."""
    span = start - service.buffer_before_min * 60, end + service.buffer_after_min * 60
    return span, f"{service.id}@{start}" if service.capacity > 1 else ""


def clash(done: Sequence[Taking], taken: Sequence[Taking]) -> bool:
    """Whether a leg's group places collide with another leg of the same visit."""
    return any(
        a.resource_id == b.resource_id and a.start < b.end and b.start < a.end
        for a in done
        for b in taken
        if (a.share or b.share) and not a.share == b.share == POOL
    )


def joined(takings: Sequence[Taking]) -> tuple[Taking, ...]:
    """Takings of one resource that touch or overlap become one: no buffers within a visit."""
    if len(takings) == 1:
        return tuple(takings)
    result: list[Taking] = []
    for taking in sorted(takings, key=lambda t: (t.resource_id, t.share, t.seat, t.start)):
        last = result[-1] if result else None
        if (
            last
            and (last.resource_id, last.share, last.seat)
            == (taking.resource_id, taking.share, taking.seat)
            and taking.start <= last.end
        ):
            result[-1] = Taking(
                last.resource_id, last.start, max(last.end, taking.end), last.seat, last.share
            )
        else:
            result.append(taking)
    return tuple(result)


LONGEST_TAKING_S = 2 * DAY_S
"""No resource is taken for longer in one go: the overlap checks in the database rely on it."""
