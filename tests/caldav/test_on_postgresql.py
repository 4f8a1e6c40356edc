"""The same on PostgreSQL, and with several workers at once on either database."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from outside_house import OutsideHouse
from radicale_rig import Hand
from test_convergence import OURS, times_of
from test_two_sides import TestBusyTimes, TestConflicts, TestCopies
from vets import at

from voicebot.bootstrap import Outside

__all__ = ["TestBusyTimes", "TestConflicts", "TestCopies"]
WORKERS = 3


@pytest.fixture(params=[pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest) -> OutsideHouse:
    house: OutsideHouse = request.getfixturevalue("postgres_house")
    return house


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
