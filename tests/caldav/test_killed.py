"""kill -9 at each step of reading and writing: another process finishes it, once, in a minute.

The other process shares nothing with the dead one but the database, SQLite or PostgreSQL.
`--seeds 5`, or VOICEBOT_CRASH_SEEDS=5, kills at more places.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from outside_house import OutsideHouse
from radicale_rig import Hand
from test_convergence import OURS, times_of

from voicebot.adapters import outbox
from voicebot.booking.model import Status

SCRIPT = Path(__file__).with_name("killed.py")
STEPS = (
    "leased",
    "fetched",
    "applied",
    "claimed",
    "looked",
    "put",
    "removed",
    "recorded",
    "settled",
)
DEAD = -9
HOURS = timedelta(hours=2)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest) -> OutsideHouse:
    kind = {"sqlite": "lite_house", "postgresql": "postgres_house"}[request.param]
    house: OutsideHouse = request.getfixturevalue(kind)
    return house


def run(house: OutsideHouse, lease_s: float, step: str = "", count: int = 1) -> int:
    settings = house.settings
    command = [sys.executable, str(SCRIPT), str(settings.data_dir), str(lease_s), step, str(count)]
    database = {"VOICEBOT_DATABASE_URL": settings.store_url}
    done = subprocess.run(command, check=False, timeout=90, env=os.environ | database)
    return done.returncode


@pytest.mark.parametrize("step", STEPS)
def test_work_survives_a_kill(step: str, house, hand: Hand, pytestconfig, subtests):
    for seed in range(1, pytestconfig.getoption("seeds") + 1):
        with subtests.test(seed=seed):
            survives(step, Random(f"{step}{seed}"), house, hand, lease_s=2)


@pytest.mark.parametrize("step", ["fetched", "put"])
def test_it_takes_less_than_a_minute_with_the_lease_as_it_is(step: str, house, hand: Hand):
    survives(step, Random(step), house, hand, lease_s=outbox.LEASE.total_seconds())


def survives(step: str, random: Random, house: OutsideHouse, hand: Hand, lease_s: float) -> None:
    house.now = datetime.now(UTC)
    edit(random, house, hand)
    count = 1 if step in ("leased", "fetched", "applied", "removed") else random.randint(1, 2)
    assert run(house, lease_s, step, count) == DEAD
    began = time.monotonic()
    assert run(house, lease_s) == 0
    assert time.monotonic() - began < 60
    check(house, hand)


def edit(random: Random, house: OutsideHouse, hand: Hand) -> None:
    """Some visits are new, one is moved, one is cancelled; the person has something new, too."""
    first = house.now + timedelta(days=random.randint(1, 60))
    starts: list[datetime] = []
    for day in range(60):
        slots = house.offer(first + timedelta(days=day), 24 * 60).slots
        far = [s.start for s in slots if all(abs(s.start - t) > HOURS for t in starts)]
        starts += [random.choice(far)] if far else []
        if len(starts) == 6:
            break
    old = [house.book(start, f"Guest {start:%d%H%M}") for start in starts[:3]]
    house.sync()
    house.book(starts[3], "Guest New")
    house.move(old[0], starts[4])
    house.cancel(old[1])
    start = starts[5]
    name = f"own{start:%d%H%M}{random.randint(0, 9999)}"
    hand.event(name, f"{start:%Y%m%dT%H%M%S}", f"{start + timedelta(minutes=15):%Y%m%dT%H%M%S}")
    house.outside.connections.hurry(house.now)


def check(house: OutsideHouse, hand: Hand) -> None:
    """Each booked visit is there exactly once at its time, and nothing else of ours."""
    texts = hand.texts().values()
    copies = sorted(times_of(text) for text in texts if OURS in text)
    own = sorted(times_of(text) for text in texts if OURS not in text)
    booked = sorted(
        (visit.start, visit.end)
        for visit in house.calendar.appointments("vets")
        if visit.status is Status.BOOKED
    )
    assert copies == booked
    assert house.busy() == own
    assert house.notes(all=True) == []
