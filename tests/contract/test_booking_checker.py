"""The checker finds what it is for, and random work leaves nothing for it to find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update
from vets import KEY, NOW, at, between, clinic

from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_schema import allocation, appointment, change
from voicebot.booking.model import Book, Booked
from voicebot.simulator import booking_load
from voicebot.simulator.booking_checker import Findings, check


@pytest.fixture
def sound(tmp_path: Path) -> Engine:
    """A calendar with three visits of one person."""
    engine = open_engine(f"sqlite:///{tmp_path / 'c.db'}")
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    for hour in (9, 10, 11):
        wish = between(at(17, hour), at(17, hour, 1), staff_id="okafor")
        found = calendar.answer("vets", wish, key="", call_id="", now=NOW)
        book = Book(found.slots[0].token, f"C {hour}", "")  # type: ignore[union-attr]
        answer = calendar.answer("vets", book, key=str(hour), call_id="", now=NOW)
        assert isinstance(answer, Booked)
    return engine


SOUND = Findings(overlaps=0, orphans=0, broken_versions=0, booked=3, changes=3)


def test_a_sound_calendar_has_nothing_wrong(sound: Engine) -> None:
    assert check(sound) == SOUND


def test_a_missing_allocation_is_found(sound: Engine) -> None:
    with sound.begin() as connection:
        connection.execute(delete(allocation).where(allocation.c.id == 1))
    assert check(sound).orphans == 2  # what the record says is missing, and a visit takes nothing


def test_an_overlap_in_the_table_is_found(sound: Engine) -> None:
    with sound.begin() as connection:
        for event in ("insert", "update"):
            connection.execute(text(f"DROP TRIGGER allocation_no_overlap_{event}"))
        connection.execute(
            update(allocation).where(allocation.c.id == 2).values(start_at=at(17, 9, 15))
        )
    assert check(sound).overlaps == 1


def test_an_overlap_that_is_over_is_found_in_the_record(sound: Engine) -> None:
    with sound.begin() as connection:
        first = connection.execute(change.select().where(change.c.id == 1)).one()
        connection.execute(update(change).where(change.c.id == 2).values(became=first.became))
    assert check(sound).overlaps == 1


def test_a_visit_that_lasts_longer_than_what_it_takes_is_found(sound: Engine) -> None:
    """The tables agree with the record, and yet two visits meet."""
    with sound.begin() as connection:
        visit = select(allocation.c.appointment_id).where(allocation.c.id == 1)
        connection.execute(
            update(appointment)
            .where(appointment.c.id == visit.scalar_subquery())
            .values(end_at=at(17, 10, 30))
        )
    assert check(sound) == replace(SOUND, uncovered=2)


def test_a_gap_in_the_versions_is_found(sound: Engine) -> None:
    with sound.begin() as connection:
        connection.execute(update(change).where(change.c.id == 3).values(version=2))
    assert check(sound) == replace(SOUND, broken_versions=1)


def test_random_work_leaves_nothing_to_find(engine: Engine) -> None:
    """Holds run out as it goes: a second passes with each request."""
    calendar = SqlCalendar(engine, booking_load.KEY)
    calendar.ensure_business(booking_load.business(people=2, rooms=1))
    outcome = booking_load.Outcome()
    booking_load.anything(3)(calendar, range(0, 120_000, 1000), outcome)
    assert not outcome.errors
    assert {"Booked", "Moved", "Cancelled", "Held", "Noted"} <= set(outcome.answers)
    findings = check(engine)
    assert (findings.overlaps, findings.orphans, findings.broken_versions) == (0, 0, 0)
    assert findings.uncovered == 0
    assert findings.changes > 50
