"""What a customer usually has, from the last visits, and who does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from voicebot.booking.business import Business
from voicebot.booking.model import Appointment, Usual

LAST = 4
"""So many visits are looked at."""
_TWICE = 2
"""Once is no habit."""


def usual(visits: Sequence[Appointment], business: Business) -> Usual | None:
    """The habit in visits that are over, the newest first; None where there is none.

    It is what the last two were, else what more than half of the last `LAST` were. Visits that hold
    something discreet, or what the business does no more, tell nothing. Who did the newest two of
    the kind is the usual person, as long as they are still there and do all of it.
    """
    known = [v for v in visits[:LAST] if _may_be_told(v, business)]
    services = _habit([v.services for v in known])
    if services is None:
        return None
    people = [v.staff_id for v in known if v.services == services][:_TWICE]
    return Usual(services, _same(people, services, business))


def _may_be_told(visit: Appointment, business: Business) -> bool:
    services = [business.service(s) for s in visit.services]
    return bool(services) and all(s is not None and not s.discreet for s in services)


def _habit(had: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    if len(had) < _TWICE:
        return None
    if had[0] == had[1]:
        return had[0]
    services, times = Counter(had).most_common(1)[0]
    return services if times >= _TWICE and times * 2 > len(had) else None


def _same(people: Sequence[str | None], services: Sequence[str], business: Business) -> str | None:
    """The one person, if it was one and they can be booked for it today."""
    person = business.resource(people[0] or "") if len(set(people)) == 1 else None
    able = person is not None and person.kind == "staff" and set(services) <= set(person.services)
    return person.id if person is not None and able else None
