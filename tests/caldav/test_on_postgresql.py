"""The same on PostgreSQL, and with several workers at once on either database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from outside_house import OutsideHouse
from radicale_rig import Hand
from test_convergence import OURS, times_of
from test_two_sides import TestBusyTimes, TestConflicts, TestCopies
from vets import at

from voicebot.adapters.postgres_server import scratch_database, server_binaries, temporary_server
from voicebot.bootstrap import Outside

__all__ = ["TestBusyTimes", "TestConflicts", "TestCopies"]
NO_SERVER = "PostgreSQL tests did not run: no PostgreSQL server is installed"
WORKERS = 3


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if server_binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    with temporary_server() as url:
        yield url


@pytest.fixture(params=[pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    with scratch_database(request.getfixturevalue("server"), f"t{uuid4().hex}") as url:
        yield url


@pytest.fixture
def house(tmp_path: Path, hand: Hand, database: str) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "data", database_url=database)
    house.connect(hand.url)
    yield house
    house.close()


@pytest.fixture
def lite_house(tmp_path: Path, hand: Hand) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "lite")
    house.connect(hand.url)
    yield house
    house.close()


def test_several_workers_on_postgresql(house: OutsideHouse, hand: Hand):
    each_visit_is_written_once(house, hand)


def test_several_workers_on_sqlite(lite_house: OutsideHouse, hand: Hand):
    each_visit_is_written_once(lite_house, hand)


def each_visit_is_written_once(house: OutsideHouse, hand: Hand) -> None:
    """Booked, moved and cancelled in quick succession while three workers write."""
    others = [Outside(house.stores, house.clock) for _ in range(WORKERS)]
    stop: list[bool] = []

    def work(outside: Outside) -> None:
        while not stop:
            outside.importer.run_due()
            outside.drainer.drain(5)

    threads = [Thread(target=work, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for n in range(12):
        visit = house.book(at(23 + 1, 8) + timedelta(minutes=30 * n), f"Guest {n}")
        if n % 2:
            visit = house.move(visit, at(25, 8) + timedelta(minutes=30 * n))
        if n % 3 == 0:
            house.cancel(visit)
        house.outside.connections.hurry(house.now)
    stop.append(True)
    for thread in threads:
        thread.join(30)
    house.sync()
    for one in others:
        one.calendars.close()
    copies = sorted(times_of(text) for text in hand.texts().values() if OURS in text)
    booked = [v for v in house.calendar.appointments("vets") if v.status == "booked"]
    assert copies == sorted((v.start, v.end) for v in booked)
    assert house.busy() == []
    assert house.notes(all=True) == []
