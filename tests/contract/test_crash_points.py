"""A process is killed at every step of a command, again and again; nothing is lost or doubled.

The steps are the SQL statements of the command and its commit, each before and after. The killed
process is a fork of this one; the hooks are SQLAlchemy's events, so the product has no part in it.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from vets import KEY, NOW, between, clinic

from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.booking.model import (
    Book,
    Booked,
    CalendarRequest,
    Cancel,
    Cancelled,
    Move,
    Moved,
    Status,
)
from voicebot.simulator.booking_checker import check

SEEDS = int(os.environ.get("VOICEBOT_CRASH_SEEDS", "2"))
"""Times each step is met. `.ci/run` has more than this, and ten are for a release."""
RECOVERY_S = 60.0


@dataclass
class Scene:
    """A diary with some visits, and the command that will be killed."""

    calendar: SqlCalendar
    request: CalendarRequest
    key: str
    visit: str

    def ask(self) -> Any:
        return self.calendar.answer(
            "vets", self.request, key=self.key, call_id=self.key, now=NOW + timedelta(seconds=5)
        )


def prepare(calendar: SqlCalendar, command: str, seed: int) -> Scene:
    """A different day, hour and service for each seed; for moves and cancels a visit to change."""
    chance = random.Random(f"{command}{seed}")
    key = f"{command}/{seed}/{chance.random()}"
    service = chance.choice(("exam", "surgery", "nails", "puppies", "boarding", "visit"))

    def offer(moving: str = "") -> str:
        day = NOW + timedelta(days=chance.randrange(1, 60))
        wish = between(day, day + timedelta(days=7), service, moving=moving or None)
        found = calendar.answer("vets", wish, key="", call_id=key, now=NOW)
        return found.slots[0].token  # type: ignore[union-attr]

    if command == "book":
        return Scene(calendar, Book(offer(), f"Caller {seed}", "+12125550100"), key, "")
    book = Book(offer(), f"Caller {seed}", "")
    booked = calendar.answer("vets", book, key=f"{key}/first", call_id="", now=NOW)
    assert isinstance(booked, Booked)
    visit = booked.appointment.id
    request = Cancel(visit) if command == "cancel" else Move(visit, offer(visit))
    return Scene(calendar, request, key, visit)


def steps(engine: Engine, act: Callable[[], object]) -> list[str]:
    """The names of the steps of a command, in order, as `die_at` counts them."""
    names: list[str] = []
    with watching(engine, names.append):
        act()
    return names


class watching:  # noqa: N801
    """Calls back with the name of each step while the block runs."""

    def __init__(self, engine: Engine, told: Callable[[str], object]) -> None:
        self._engine = engine
        self._told = told

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._before)
        event.listen(self._engine, "after_cursor_execute", self._after)
        event.listen(self._engine, "commit", self._commit)
        event.listen(self._engine.pool, "reset", self._done)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._before)
        event.remove(self._engine, "after_cursor_execute", self._after)
        event.remove(self._engine, "commit", self._commit)
        event.remove(self._engine.pool, "reset", self._done)

    def _before(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._told(f"before {_name(statement)}")

    def _after(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._told(f"after {_name(statement)}")

    def _commit(self, _c: Any) -> None:
        self._told("before commit")

    def _done(self, *_: Any) -> None:
        self._told("after the transaction")


def _name(statement: str) -> str:
    return " ".join(statement.replace('"', "").split()[:3]).lower()


def die_at(url: str, step: int, scene: Callable[[SqlCalendar], Scene]) -> None:
    """Run the command in a fork that kills itself at a step; returns when it is dead."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"step {step} was not reached"
        return
    try:
        engine = open_engine(url)
        doomed = scene(SqlCalendar(engine, KEY))
        countdown = iter(range(step, -1, -1))

        def tick(_name: str) -> None:
            if next(countdown, 0) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        with watching(engine, tick):
            doomed.ask()
    finally:
        os._exit(0)


@pytest.mark.parametrize("command", ["book", "move", "cancel"])
def test_killed_at_every_step_nothing_is_lost_or_doubled(
    database_url: str, command: str, tmp_path: Path
) -> None:
    engine = open_engine(database_url)
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    named = steps(engine, prepare(calendar, command, -1).ask)
    assert len(named) >= 20
    assert {"before commit", "after the transaction"} <= set(named)

    for seed in range(SEEDS):
        for step in range(len(named)):
            _kill_and_recover(engine, calendar, database_url, command, seed * 1000 + step, step)
    findings = check(engine)
    assert (findings.overlaps, findings.orphans, findings.broken_versions) == (0, 0, 0)
    engine.dispose()


def _kill_and_recover(
    engine: Engine, calendar: SqlCalendar, url: str, command: str, seed: int, step: int
) -> None:
    scene = prepare(calendar, command, seed)
    engine.dispose()
    die_at(url, step, lambda doomed: Scene(doomed, scene.request, scene.key, scene.visit))

    began = time.monotonic()
    first = scene.ask()
    assert time.monotonic() - began < RECOVERY_S
    assert scene.ask() == first, "the same key, another answer"
    assert isinstance(first, Booked | Moved | Cancelled), first
    rows = [a for a in calendar.appointments("vets") if a.id == first.appointment.id]
    assert rows == [first.appointment]
    expected = Status.CANCELLED if command == "cancel" else Status.BOOKED
    assert rows[0].status is expected
    if command == "book":
        mine = [a for a in calendar.appointments("vets") if a.call_id == scene.key]
        assert len(mine) == 1
    # Leave room for the next: the diary must not fill up.
    if expected is Status.BOOKED:
        gone = Cancel(first.appointment.id)
        calendar.answer("vets", gone, key=f"{scene.key}/gone", call_id="", now=NOW)
