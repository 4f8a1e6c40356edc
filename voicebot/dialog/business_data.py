"""`business.yaml` to a `Business`: services, staff, rooms and devices, places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.booking.hours import check_region
from voicebot.booking.model import Business, Location, Resource, Service
from voicebot.dialog.hours_data import days, hours
from voicebot.dialog.nodes import Node
from voicebot.understanding.model import Term

_ID = re.compile(r"[a-z][a-z0-9_]*")

MINUTES = {
    "minutes": "duration_min",
    "before": "buffer_before_min",
    "after": "buffer_after_min",
    "every": "step_min",
    "notice": "min_notice_min",
    "cancel_until": "cancel_until_min",
    "move_until": "reschedule_until_min",
    "arrival_window": "window_min",
    "days_ahead": "max_ahead_days",
    "places": "capacity",
    "drop_offs_a_day": "daily_capacity",
}
"""The numbers of a service, as the data names them, and as `booking.model.Service` does."""
AT_LEAST_ONE = ("every", "days_ahead", "places")
NAMING = ("name", "says", "also")


SERVICE = (*NAMING, *MINUTES, "price", "needs", "staff", "discreet")
PERSON = (*NAMING, "services", "hours", "days", "minutes", "location")
DEVICE = ("name", "kind", "services", "places", "pooled", "hours", "days", "location")
LOCATION = ("name", "zone", "address", "hours", "days")


@dataclass(frozen=True, slots=True)
class _Known:
    """What staff and equipment may refer to."""

    services: frozenset[str]
    by_people: frozenset[str]
    """Those that somebody does: not what is dropped off, nor what needs a room alone."""
    locations: frozenset[str]


def read_business(fields: dict[str, Node], business_id: str) -> Business:
    zone = _zone(fields["zone"])
    services = tuple(_service(name, key, node) for name, key, node in fields["services"].items())
    alone = _without_staff(fields["services"])
    locations = _locations(fields["locations"]) if "locations" in fields else ()
    known = _Known(
        frozenset(s.id for s in services),
        frozenset(s.id for s in services if not s.daily_capacity) - alone,
        frozenset(place.id for place in locations),
    )
    resources = [_person(n, k, v, known) for n, k, v in fields["staff"].items()]
    if "equipment" in fields:
        people = {r.id for r in resources}
        resources += [_device(n, k, v, known, people) for n, k, v in fields["equipment"].items()]
    _each_is_served(fields["services"], services, resources, alone)
    return Business(
        business_id,
        fields["name"].text(),
        zone,
        services,
        tuple(resources),
        holidays=_holidays(fields["holidays"]) if "holidays" in fields else None,
        open_holidays=fields["open_holidays"].texts() if "open_holidays" in fields else (),
        locations=locations,
        **_times(fields),
    )


def _zone(node: Node) -> str:
    zone = node.text()
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise node.wrong(f"there is no time zone {zone!r}") from None
    return zone


def _holidays(node: Node) -> str:
    try:
        check_region(node.text())
    except ValueError:
        raise node.wrong(f"no public holidays are known for {node.text()!r}") from None
    return node.text()


def _locations(node: Node) -> tuple[Location, ...]:
    return tuple(_location(name, key, value) for name, key, value in node.items())


def _location(location_id: str, key: Node, node: Node) -> Location:
    _identifier(location_id, key)
    fields = node.fields(*LOCATION, required=("name",))
    return Location(
        location_id,
        fields["name"].text(),
        _zone(fields["zone"]) if "zone" in fields else "",
        fields["address"].text() if "address" in fields else "",
        **_times(fields),
    )


def _times(fields: dict[str, Node]) -> dict[str, Any]:
    """Own hours and days; empty where none are given."""
    return {
        "hours": hours(fields["hours"]) if "hours" in fields else (),
        "days": days(fields["days"]) if "days" in fields else (),
    }


def _service(service_id: str, key: Node, node: Node) -> Service:
    _identifier(service_id, key)
    fields = node.fields(*SERVICE, required=("name", "minutes"))
    numbers = {MINUTES[n]: fields[n].number(int(n in AT_LEAST_ONE)) for n in MINUTES if n in fields}
    if numbers["duration_min"] == 0:
        raise fields["minutes"].wrong("a service takes at least a minute")
    return Service(
        id=service_id,
        name=fields["name"].text(),
        needs=fields["needs"].texts() if "needs" in fields else (),
        price=fields["price"].text() if "price" in fields else "",
        discreet="discreet" in fields and fields["discreet"].flag(),
        **numbers,
    )


def _without_staff(node: Node) -> frozenset[str]:
    """The services that say `staff: no`: a room or a device is all they take."""
    found = set()
    for name, _, service in node.items():
        fields = {field: value for field, _, value in service.items()}
        if "staff" in fields and not fields["staff"].flag():
            if "needs" not in fields:
                raise fields["staff"].wrong(f"{name!r} takes neither staff nor anything it `needs`")
            found.add(name)
    return frozenset(found)


def _person(person_id: str, key: Node, node: Node, known: _Known) -> Resource:
    _identifier(person_id, key)
    fields = node.fields(*PERSON, required=("name",))
    durations = {}
    if "minutes" in fields:
        for name, name_node, value in fields["minutes"].items():
            _known_service(name, name_node, known)
            durations[name] = value.number(1)
    if "services" not in fields:
        services = tuple(sorted(known.by_people))
    else:
        services = _services(fields["services"], known)
    return Resource(
        person_id,
        fields["name"].text(),
        services=services,
        durations=durations,
        location_id=_at(fields, known),
        **_times(fields),
    )


def _device(device_id: str, key: Node, node: Node, known: _Known, people: set[str]) -> Resource:
    _identifier(device_id, key)
    if device_id in people:
        raise key.wrong(f"{device_id!r} is the id of somebody in staff")
    fields = node.fields(*DEVICE, required=("name", "kind"))
    if fields["kind"].text() == "staff":
        raise fields["kind"].wrong("people are listed under `staff`")
    pooled = "pooled" in fields and fields["pooled"].flag()
    if pooled and "places" not in fields:
        raise fields["pooled"].wrong("what several visits share says how many `places` it has")
    return Resource(
        device_id,
        fields["name"].text(),
        fields["kind"].text(),
        _services(fields["services"], known) if "services" in fields else (),
        capacity=fields["places"].number(1) if "places" in fields else 1,
        pooled=pooled,
        location_id=_at(fields, known),
        **_times(fields),
    )


def _services(node: Node, known: _Known) -> tuple[str, ...]:
    for item in node.list():
        _known_service(item.text(), item, known)
    return node.texts()


def _known_service(service: str, node: Node, known: _Known) -> None:
    if service not in known.services:
        raise node.wrong(f"there is no service {service!r}")


def _at(fields: dict[str, Node], known: _Known) -> str:
    if "location" not in fields:
        return ""
    place = fields["location"].text()
    if place not in known.locations:
        raise fields["location"].wrong(f"there is no location {place!r}")
    return place


def _identifier(name: str, key: Node) -> None:
    if not _ID.fullmatch(name):
        raise key.wrong(f"{name!r}: an id is small letters, digits and _ only")


def _each_is_served(
    node: Node, services: tuple[Service, ...], resources: list[Resource], alone: frozenset[str]
) -> None:
    kinds = {r.kind for r in resources}
    done = {s for r in resources if r.kind == "staff" for s in r.services}
    places = {name: key for name, key, _ in node.items()}
    for service in services:
        if service.id in alone:
            if service.id in done:
                raise places[service.id].wrong(f"{service.id!r} says `staff: no`, but someone does")
        elif not service.daily_capacity and service.id not in done:
            raise places[service.id].wrong(
                f"nobody does {service.id!r}: add it to someone in staff"
            )
        for need in service.needs:
            if need not in kinds:
                raise places[service.id].wrong(f"{service.id!r} needs a {need!r}; there is none")


def terms(node: Node) -> tuple[Term, ...]:
    """The ways in which services or staff are called, the name first."""
    found = []
    for item, _, value in node.items():
        fields = {name: inner for name, _, inner in value.items()}
        also = fields["also"].texts() if "also" in fields else ()
        found.append(Term(item, tuple(dict.fromkeys((fields["name"].text(), *also)))))
    return tuple(found)


def phrases(node: Node) -> dict[str, str]:
    """How each is named in a sentence: `says`, else the name."""
    found = {}
    for item, _, value in node.items():
        fields = {name: inner for name, _, inner in value.items()}
        found[item] = fields.get("says", fields["name"]).text()
    return found
