"""`business.yaml` to a `Business`: hours, days, services, staff, rooms and devices."""

from __future__ import annotations

import re
from datetime import date, time
from zoneinfo import ZoneInfo

from voicebot.booking.model import Business, DayRule, Hours, Resource, Service
from voicebot.dialog.nodes import Node
from voicebot.dialog.spoken import WEEKDAYS
from voicebot.understanding.model import Term

_SPAN = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)")
_DAYS = [name.lower() for name in WEEKDAYS]
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
NAMING = ("name", "says", "also")


def read_business(fields: dict[str, Node], business_id: str) -> Business:
    zone = fields["zone"].text()
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise fields["zone"].wrong(f"there is no time zone {zone!r}") from None
    services = tuple(_service(name, key, node) for name, key, node in fields["services"].items())
    known = {s.id for s in services}
    by_people = {s.id for s in services if not s.daily_capacity}
    resources = [_person(n, k, v, known, by_people) for n, k, v in fields["staff"].items()]
    if "equipment" in fields:
        resources += [_device(n, k, v, known) for n, k, v in fields["equipment"].items()]
    _each_is_served(fields["services"], services, resources)
    return Business(
        business_id,
        fields["name"].text(),
        zone,
        services,
        tuple(resources),
        hours(fields["hours"]),
        tuple(_day(n) for n in fields["days"].list()) if "days" in fields else (),
        fields["holidays"].text() if "holidays" in fields else None,
        fields["open_holidays"].texts() if "open_holidays" in fields else (),
    )


def hours(node: Node) -> tuple[Hours, ...]:
    """ "monday to friday": "08:00-17:00"; several spans in a day are a list."""
    found: list[Hours] = []
    for days, key, value in node.items():
        spans = [span(item) for item in (value.list() if value.is_list else [value])]
        for weekday in _weekdays(days, key):
            if any(h.weekday == weekday for h in found):
                raise key.wrong(f"the hours of {WEEKDAYS[weekday]} are given twice")
            found += [Hours(weekday, start, end) for start, end in spans]
    return tuple(found)


def _weekdays(text: str, key: Node) -> range:
    first, _, last = text.lower().partition(" to ")
    if first not in _DAYS or (last and last not in _DAYS):
        raise key.wrong(f"{text!r} is not a day like `monday` or a range like `monday to friday`")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    if end < start:
        raise key.wrong(f"{text!r} runs backwards")
    return range(start, end + 1)


def span(node: Node) -> tuple[time, time]:
    match = _SPAN.fullmatch(node.text())
    if match is None:
        raise node.wrong(f'expected hours like "08:00-17:00", not {node.text()!r}')
    try:
        start, end = (time(int(h), int(m)) for h, m in (match.groups()[:2], match.groups()[2:]))
    except ValueError:
        raise node.wrong(f"there is no such time of day: {node.text()!r}") from None
    if end <= start:
        raise node.wrong(f"the end is not after the start: {node.text()!r}")
    return start, end


def _day(node: Node) -> DayRule:
    fields = node.fields("hours", "reason", required=("date",))
    try:
        on = date.fromisoformat(fields["date"].text())
    except ValueError:
        raise fields["date"].wrong('expected a date like "2026-12-24"') from None
    spans: tuple[tuple[time, time], ...] = ()
    if "hours" in fields:
        value = fields["hours"]
        spans = tuple(span(item) for item in (value.list() if value.is_list else [value]))
    return DayRule(on, spans, fields["reason"].text() if "reason" in fields else "")


def _service(service_id: str, key: Node, node: Node) -> Service:
    _identifier(service_id, key)
    fields = node.fields(*NAMING, *MINUTES, "price", "needs", required=("name", "minutes"))
    numbers = {MINUTES[n]: fields[n].number() for n in MINUTES if n in fields}
    if numbers["duration_min"] == 0:
        raise fields["minutes"].wrong("a service takes at least a minute")
    return Service(
        id=service_id,
        name=fields["name"].text(),
        needs=fields["needs"].texts() if "needs" in fields else (),
        price=fields["price"].text() if "price" in fields else "",
        **numbers,
    )


def _person(
    person_id: str, key: Node, node: Node, services: set[str], by_people: set[str]
) -> Resource:
    _identifier(person_id, key)
    fields = node.fields(*NAMING, "services", "hours", "days", "minutes", required=("name",))
    durations = {}
    if "minutes" in fields:
        for name, name_node, value in fields["minutes"].items():
            _known(name, name_node, services)
            durations[name] = value.number(1)
    return Resource(
        person_id,
        fields["name"].text(),
        services=_served(fields, services, by_people),
        durations=durations,
        hours=hours(fields["hours"]) if "hours" in fields else (),
        days=tuple(_day(n) for n in fields["days"].list()) if "days" in fields else (),
    )


def _device(device_id: str, key: Node, node: Node, services: set[str]) -> Resource:
    _identifier(device_id, key)
    fields = node.fields("services", "places", required=("name", "kind"))
    return Resource(
        device_id,
        fields["name"].text(),
        fields["kind"].text(),
        _served(fields, services, set()),
        capacity=fields["places"].number(1) if "places" in fields else 1,
    )


def _served(fields: dict[str, Node], services: set[str], unnamed: set[str]) -> tuple[str, ...]:
    """The services named; those of `unnamed` where none are."""
    if "services" not in fields:
        return tuple(sorted(unnamed))
    for node in fields["services"].list():
        _known(node.text(), node, services)
    return fields["services"].texts()


def _known(service: str, node: Node, services: set[str]) -> None:
    if service not in services:
        raise node.wrong(f"there is no service {service!r}")


def _identifier(name: str, key: Node) -> None:
    if not _ID.fullmatch(name):
        raise key.wrong(f"{name!r}: an id is small letters, digits and _ only")


def _each_is_served(node: Node, services: tuple[Service, ...], resources: list[Resource]) -> None:
    kinds = {r.kind for r in resources}
    places = {name: key for name, key, _ in node.items()}
    for service in services:
        if not service.daily_capacity and not any(
            r.kind == "staff" and service.id in r.services for r in resources
        ):
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
