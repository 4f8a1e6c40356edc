"""Checks a calendar's database from its own records, without the calendar's code.

The record of changes is replayed: what each change took, in the order they were made. At no point
may two visits have taken the same place, and at the end the replay and the tables must agree.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

Taken = tuple[str, int, int, int, str]
"""Resource, start and end (microseconds since 1970), seat, share."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found wrong; all zero in a sound calendar."""

    overlaps: int
    """Moments at which two visits had the same place, now or at any time before."""
    orphans: int
    """Allocations without a booked visit, or visits without what they take."""
    broken_versions: int
    """Changes that do not follow the one before."""
    booked: int
    changes: int
    uncovered: int = 0
    """Visits that last longer than their person's time was taken, or that share it."""


def check(engine: Engine) -> Findings:
    """Read a whole database and judge it."""
    with engine.connect() as connection:
        history = _Replay(connection)
        booked = connection.scalar(text("SELECT count(*) FROM appointment WHERE status = 'booked'"))
        return Findings(
            overlaps=history.overlaps + _standing_overlaps(connection),
            orphans=len(_standing(connection) ^ history.taken_now()) + _without_any(connection),
            broken_versions=history.broken,
            booked=booked or 0,
            changes=history.changes,
            uncovered=_uncovered(connection),
        )


class _Replay:
    def __init__(self, connection: Connection) -> None:
        self.overlaps = self.broken = self.changes = 0
        self._by_visit: dict[str, list[Taken]] = {}
        self._versions: dict[str, int] = {}
        self._diary: defaultdict[str, set[tuple[Taken, str]]] = defaultdict(set)
        rows = connection.execute(
            text("SELECT appointment_id, version, action, became FROM change ORDER BY id")
        )
        for visit, version, action, became in rows:
            self.changes += 1
            self.broken += version != self._versions.get(visit, 0) + 1
            self._versions[visit] = version
            self._replace(visit, _takings(became), squeezed=action == "overbooked")

    def _replace(self, visit: str, taken: list[Taken], *, squeezed: bool) -> None:
        for old in self._by_visit.pop(visit, ()):
            self._diary[old[0]].discard((old, visit))
        for new in taken:
            there = self._diary[new[0]]
            self.overlaps += not squeezed and any(_collide(new, old) for old, _ in there)
            there.add((new, visit))
        self._by_visit[visit] = taken

    def taken_now(self) -> set[tuple[str, Taken]]:
        return {(visit, taken) for visit, found in self._by_visit.items() for taken in found}


def _collide(one: Taken, other: Taken) -> bool:
    meet = one[1] < other[2] and other[1] < one[2]
    return meet and (one[4] != other[4] or one[3] == other[3])


def _takings(became: Any) -> list[Taken]:
    record = json.loads(became) if isinstance(became, str) else became
    return [
        (a["resource_id"], _micros(a["start"]), _micros(a["end"]), a["seat"], a["share"])
        for a in record["allocations"]
    ]


def _micros(moment: str) -> int:
    parsed = datetime.fromisoformat(moment)
    return int(parsed.timestamp()) * 1_000_000 + parsed.microsecond


def _standing(connection: Connection) -> set[tuple[str, Taken]]:
    rows = connection.execute(
        text(
            "SELECT appointment_id, resource_id, start_at, end_at, seat, share FROM allocation "
            "WHERE appointment_id IS NOT NULL"
        )
    )
    return {(row[0], (row[1], row[2], row[3], row[4], row[5])) for row in rows}


def _standing_overlaps(connection: Connection) -> int:
    """Rows that overlap in the table itself, holds as well."""
    found = connection.scalar(
        text(
            "SELECT count(*) FROM allocation AS a JOIN allocation AS b ON a.id < b.id "
            "AND a.business_id = b.business_id AND a.resource_id = b.resource_id "
            "AND a.start_at < b.end_at AND b.start_at < a.end_at "
            "AND (a.share <> b.share OR a.seat = b.seat) "
            "AND NOT a.overbooked AND NOT b.overbooked"
        )
    )
    return found or 0


def _without_any(connection: Connection) -> int:
    """Booked visits that take nothing, cancelled ones that still do."""
    found = connection.scalar(
        text(
            "SELECT count(*) FROM appointment AS p WHERE (p.status = 'booked') <> "
            "EXISTS (SELECT 1 FROM allocation AS a WHERE a.appointment_id = p.id)"
        )
    )
    return found or 0


def _uncovered(connection: Connection) -> int:
    """Visits of one person by their own times: those not within what is taken, and those that meet.

    Left out is what has no such times: services in a row, arrival windows.
    """
    windows = _windows(connection)
    rows = connection.execute(
        text(
            "SELECT p.business_id, p.staff_id, p.start_at, p.end_at, p.services, "
            "a.start_at, a.end_at, a.share, a.overbooked FROM appointment AS p "
            "JOIN allocation AS a ON a.appointment_id = p.id AND a.resource_id = p.staff_id "
            "WHERE p.status = 'booked' ORDER BY p.business_id, p.staff_id, p.start_at"
        )
    )
    found, until, latest = 0, 0, ("", "", "")
    for business, staff, start, end, services, taken, free, share, overbooked in rows:
        known = json.loads(services) if isinstance(services, str) else services
        if overbooked or len(known) > 1 or (business, known[0]) in windows:
            continue
        found += not taken <= start < end <= free
        same = latest[:2] == (business, staff)
        found += same and start < until and not (share and share == latest[2])
        until, latest = max(until, end) if same else end, (business, staff, share)
    return found


def _windows(connection: Connection) -> set[tuple[str, str]]:
    """Services whose visits are promised within a window, with their business."""
    rows = connection.execute(text("SELECT id, catalogue FROM business"))
    return {
        (business, service["id"])
        for business, catalogue in rows
        for service in json.loads(catalogue)["services"]
        if service.get("window_min")
    }
