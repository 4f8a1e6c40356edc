"""Promised work is done by whoever is there, and never by two at once while a lease lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from vets import KEY, NOW, clinic

from voicebot.adapters.outbox import KEPT, LEASE, SqlOutbox
from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_schema import outbox
from voicebot.errors import OutsideFailed
from voicebot.runtime.drain import Drainer, NotYet, back_off

KINDS = ("a",)


@pytest.fixture
def engine(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'c.db'}")
    upgrade(engine)
    SqlCalendar(engine, KEY).ensure_business(clinic())
    yield engine
    engine.dispose()


@pytest.fixture
def box(engine):
    return SqlOutbox(engine)


def promise(engine, name, kind="a", subject=None):
    row = {
        "business_id": "vets",
        "kind": kind,
        "dedupe": name,
        "payload": {"appointment_id": subject or name},
        "due_at": NOW,
        "created_at": NOW,
        "attempts": 0,
        "error": "",
    }
    with engine.begin() as connection:
        connection.execute(insert(outbox).values(row))


class Clock:
    now = NOW

    def __call__(self):
        return self.now


def test_what_is_due_is_done_once(engine, box):
    for name in "xyz":
        promise(engine, name)
    done = []
    drainer = Drainer(box, {"a": lambda job: done.append(job.payload["appointment_id"])}, Clock())
    assert drainer.drain() == 3
    assert done == ["x", "y", "z"]
    assert drainer.drain() == 0
    assert box.waiting(KINDS) == 0


def test_other_kinds_are_left_to_others(engine, box):
    promise(engine, "x", kind="b")
    assert Drainer(box, {"a": lambda job: None}, Clock()).drain() == 0
    assert box.waiting(("b",)) == 1


def test_a_lease_keeps_others_away_until_it_runs_out(engine, box):
    promise(engine, "x")
    first = box.claim(KINDS, NOW)
    assert first is not None
    assert box.claim(KINDS, NOW + LEASE - timedelta(seconds=1)) is None
    second = box.claim(KINDS, NOW + LEASE)
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    box.done(first, NOW)
    assert box.waiting(KINDS) == 1, "who lost the lease has no say any more"
    box.done(second, NOW)
    assert box.waiting(KINDS) == 0


def test_two_jobs_about_one_appointment_come_one_after_the_other(engine, box):
    promise(engine, "x", subject="same")
    promise(engine, "y", subject="same")
    promise(engine, "z")
    first = box.claim(KINDS, NOW)
    assert box.claim(KINDS, NOW).payload == {"appointment_id": "z"}
    assert box.claim(KINDS, NOW) is None
    box.done(first, NOW)
    assert box.claim(KINDS, NOW).payload == {"appointment_id": "same"}


def test_a_failure_is_tried_again_later(engine, box):
    promise(engine, "x")
    clock, tried = Clock(), []

    def work(job):
        tried.append(job.attempts)
        if len(tried) < 3:
            raise OutsideFailed("no answer")

    drainer = Drainer(box, {"a": work}, clock)
    assert drainer.drain() == 0
    assert drainer.drain() == 0, "not due yet"
    clock.now += timedelta(seconds=5)
    drainer.drain()
    clock.now += timedelta(seconds=10)
    assert drainer.drain() == 1
    assert tried == [1, 2, 3]


@pytest.mark.parametrize("error", [NotYet(NOW + timedelta(hours=1), "waits"), ValueError("x")])
def test_no_failure_stops_the_rest(engine, box, error):
    promise(engine, "x")
    promise(engine, "y")

    def work(job):
        if job.payload["appointment_id"] == "x":
            raise error

    assert Drainer(box, {"a": work}, Clock()).drain() == 1
    assert box.waiting(KINDS) == 1


def test_back_off_grows_and_is_bounded():
    assert [back_off(n).seconds for n in (1, 2, 3)] == [5, 10, 20]
    assert back_off(100) == timedelta(minutes=15)


def test_what_is_long_done_is_forgotten(engine, box):
    promise(engine, "x")
    promise(engine, "y")
    with engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.dedupe == "x").values(done_at=NOW))
    assert box.sweep(NOW + KEPT) == 1
    assert box.waiting(KINDS) == 1
