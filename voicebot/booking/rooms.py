"""The rooms and devices that a visit needs, all at one location."""

from __future__ import annotations

from voicebot.booking.catalogue import Catalogue, near
from voicebot.booking.diary import Diary, free_seats
from voicebot.booking.instants import Span
from voicebot.booking.model import Resource, Service
from voicebot.booking.takings import POOL, Taking

Taken = tuple[tuple[Taking, ...], str]
"""What is taken, and the location it is at ("" when it is nowhere in particular)."""


class Rooms:
    """Finds rooms in one diary, for so many people."""

    def __init__(self, catalogue: Catalogue, diary: Diary, people: int) -> None:
        self._catalogue = catalogue
        self._diary = diary
        self._people = people
        self._by_size: dict[tuple[str, str], list[Resource]] = {}
        self._where: dict[str, list[str]] = {}
        self._free: dict[tuple[str, str, Span, str], tuple[Taking, ...] | None] = {}

    def take(self, service: Service, span: Span, share: str, place: str) -> Taken | None:
        """One resource of each kind that a service needs, at `place` or ("") where there are all.

        `share` is the group's, "" for a visit alone.
        """
        if not service.needs:
            return (), place
        for here in (place,) if place else self._places(service):
            rooms: list[Taking] = []
            for kind in service.needs:
                found = self._room(service, kind, span, share, here)
                if found is None:
                    break
                rooms += found
            else:
                return tuple(rooms), here
        return None

    def _places(self, service: Service) -> list[str]:
        known = self._where.get(service.id)
        if known is None:
            rooms = [r for kind in service.needs for r in self._sorted(kind, service)]
            places = dict.fromkeys(r.location_id for r in rooms if r.location_id)
            known = self._where[service.id] = list(places) or [""]
        return known

    def _room(
        self, service: Service, kind: str, span: Span, share: str, place: str
    ) -> tuple[Taking, ...] | None:
        """The best resource of a kind: where the group already is, else the smallest that does."""
        for room in self._sorted(kind, service) if share else ():
            there = self._diary.overlapping(room.id, *span)
            if near(room, place) and any(b.share == share for b in there):
                places = self._catalogue.places(room.id, service)
                seats = free_seats(there, share, self._people, places)
                if seats is not None:
                    return tuple(Taking(room.id, *span, seat, share) for seat in seats)
                if self._catalogue.staff_for(service):
                    return None  # nobody teaches in two rooms
        key = service.id, kind, span, place
        if key not in self._free:
            self._free[key] = self._smallest(service, kind, span, place)
        found = self._free[key]
        if found is None or not share:
            return found
        return tuple(t if t.share else Taking(t.resource_id, *span, t.seat, share) for t in found)

    def _smallest(
        self, service: Service, kind: str, span: Span, place: str
    ) -> tuple[Taking, ...] | None:
        """A room nobody is in, or one that all share: the same whoever wants it."""
        for room in self._sorted(kind, service):
            if not near(room, place) or not self._catalogue.works(room, *span):
                continue
            seats = self._seats(room, service, span)
            if seats is not None:
                share = POOL if room.pooled else ""
                return tuple(Taking(room.id, *span, seat, share) for seat in seats)
        return None

    def _seats(self, room: Resource, service: Service, span: Span) -> list[int] | None:
        places = self._catalogue.places(room.id, service)
        if room.pooled:
            there = self._diary.overlapping(room.id, *span)
            return free_seats(there, POOL, self._people, places)
        if not self._diary.free(room.id, *span):
            return None
        if service.capacity > 1:
            return list(range(self._people)) if self._people <= places else None
        return [0] if self._people <= max(room.capacity, 1) else None

    def _sorted(self, kind: str, service: Service) -> list[Resource]:
        key = kind, service.id
        known = self._by_size.get(key)
        if known is None:
            rooms = self._catalogue.of_kind(kind, service)
            known = self._by_size[key] = sorted(rooms, key=lambda r: r.capacity)
        return known
