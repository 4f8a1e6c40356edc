"""Stored businesses: the catalogue as one document, with the days that were changed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time
from threading import Lock
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from voicebot.adapters import codec
from voicebot.adapters.sql_schema import business, day_rule
from voicebot.booking.business import Business, DayRule
from voicebot.booking.catalogue import Catalogue
from voicebot.errors import CalendarFailed

_REVISION = select(business.c.revision).where(business.c.id == bindparam("business_id"))


class Catalogues:
    """Reads each catalogue once a revision. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, tuple[int, Catalogue]] = {}

    def of(self, connection: Connection, business_id: str) -> Catalogue:
        """The catalogue as it is now.

        Raises:
            CalendarFailed: no such business.
        """
        revision = connection.scalar(_REVISION, {"business_id": business_id})
        return self.at(connection, business_id, revision)

    def at(self, connection: Connection, business_id: str, revision: int | None) -> Catalogue:
        """The catalogue at the revision that was just read.

        Raises:
            CalendarFailed: there is none.
        """
        if revision is None:
            raise CalendarFailed(f"no business {business_id!r} in the calendar")
        with self._lock:
            known = self._known.get(business_id)
            if known is None or known[0] != revision:
                known = revision, Catalogue(read_business(connection, business_id))
                self._known[business_id] = known
            return known[1]


def read_business(connection: Connection, business_id: str) -> Business:
    """The business with its hand-made day rules worked in."""
    text = connection.scalar(select(business.c.catalogue).where(business.c.id == business_id))
    found = codec.load(Business, json.loads(text or ""))
    rules: dict[str, list[DayRule]] = {}
    for row in connection.execute(select(day_rule).where(day_rule.c.business_id == business_id)):
        rules.setdefault(row.resource_id, []).append(
            DayRule(row.day, tuple(map(_clock, row.hours)), row.reason)
        )
    return replace(
        found,
        days=(*found.days, *rules.get("", ())),
        resources=tuple(
            replace(r, days=(*r.days, *rules[r.id])) if r.id in rules else r
            for r in found.resources
        ),
    )


def read_businesses(connection: Connection) -> tuple[Business, ...]:
    ids = connection.scalars(select(business.c.id).order_by(business.c.id)).all()
    return tuple(read_business(connection, business_id) for business_id in ids)


def _clock(pair: list[str]) -> tuple[time, time]:
    return time.fromisoformat(pair[0]), time.fromisoformat(pair[1])


def write_business(connection: Connection, value: Business) -> None:
    """Store a catalogue; the same one again changes nothing."""
    text = json.dumps(codec.dump(value), sort_keys=True)
    row = connection.execute(select(business).where(business.c.id == value.id)).first()
    if row is None:
        connection.execute(insert(business).values(id=value.id, catalogue=text, revision=1))
    elif row.catalogue != text:
        _write(connection, value.id, {"catalogue": text})


def write_day(connection: Connection, business_id: str, resource_id: str, rule: DayRule) -> None:
    """Let other hours hold on one day, for a resource or ("") the whole business."""
    hours = [[a.isoformat(), b.isoformat()] for a, b in rule.hours]
    connection.execute(
        day_rule.delete().where(
            day_rule.c.business_id == business_id,
            day_rule.c.resource_id == resource_id,
            day_rule.c.day == rule.day,
        )
    )
    connection.execute(
        insert(day_rule).values(
            business_id=business_id,
            resource_id=resource_id,
            day=rule.day,
            hours=hours,
            reason=rule.reason,
        )
    )
    _write(connection, business_id, {})


def _write(connection: Connection, business_id: str, values: dict[str, Any]) -> None:
    connection.execute(
        update(business)
        .where(business.c.id == business_id)
        .values(revision=business.c.revision + 1, **values)
    )
