"""Who does which service of a slot that holds several."""

from __future__ import annotations

from datetime import timedelta

from voicebot.booking.model import Business, Slot


def people_of(slot: Slot, business: Business) -> tuple[str | None, ...]:
    """The person (resource id) for each of the slot's services, in order; None: nobody certain.

    A slot holds what each person is taken for. Its services follow one another without a gap, so
    the one who is there for the whole of a service gives it, if they do it at all.
    """
    if len(slot.services) < 2:
        return tuple(slot.staff_id for _ in slot.services)
    found: list[str | None] = []
    at = slot.start
    for service_id in slot.services:
        service = business.service(service_id)
        usual = service.duration_min if service else 0
        person, minutes = None, usual
        for taken in sorted(slot.allocations, key=lambda a: a.start):
            who = business.resource(taken.resource_id)
            if who is None or who.kind != "staff" or service_id not in who.services:
                continue
            length = who.durations.get(service_id, usual)
            if taken.start <= at and taken.end >= at + timedelta(minutes=length):
                person, minutes = who.id, length
        found.append(person)
        at += timedelta(minutes=minutes)
    return tuple(found)
