"""The booking bench: many want one slot, a class fills up, everything at random, one long look."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryDirectory
from uuid import uuid4

from voicebot.adapters.postgres_server import scratch_database, server_binaries, temporary_server
from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.booking.model import FindSlots, Offered, Window
from voicebot.booking.staffing import ListFree
from voicebot.simulator.booking_checker import Findings, check
from voicebot.simulator.booking_load import (
    BUSINESS,
    KEY,
    NOW,
    Load,
    Outcome,
    anything,
    as_served,
    business,
    fill,
    least,
    one_token,
    run,
)

LOOKS = 20
KINDS = {"plain": "talk", "room": "treat", "class": "group"}
"""What 60 days are looked through for: a person, a person and a room, a place in a class."""
VISITS = 1_000
"""Visits in the diary of random changes: about half of what fits into it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One line of the report. `errors` counts answers that are neither booked nor taken."""

    database: str
    case: str
    attempts: int
    booked: int
    overlaps: int
    errors: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    wall_s: float
    orphans: int = 0
    expected: int | None = None
    """How many must have got what they wanted; None where that is left to chance."""
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether the calendar did what it is for. How fast it was depends on the machine."""
        wrong = self.overlaps or self.orphans or self.errors
        return not wrong and self.expected in (None, self.booked)


@dataclass(frozen=True, slots=True)
class Sizes:
    attempts: int = 10_000
    operations: int = 100_000
    appointments: int = 5_000


def available() -> list[str]:
    """The databases that can be had here."""
    return ["sqlite", "postgresql"] if server_binaries() else ["sqlite"]


def bench(databases: list[str], sizes: Sizes, url: str = "") -> Iterator[Run]:
    """All cases on each database, each case in a database of its own.

    "one row read" is no case of booking: it shows what part of the times is the clients' own, who
    share the machine's processors with the calendar.

    `url` is that of a PostgreSQL server on which databases may be made; empty: one is started.

    Raises:
        FileNotFoundError: PostgreSQL is asked for, and no server is installed.
    """
    for database in databases:
        with _server(database, url) as server:
            with _fresh(server) as (load, _):
                outcome = run(load, sizes.attempts, least)
                yield _report(load, database, "one row read", sizes.attempts, outcome)
            for case, service, places in (("one slot", "talk", 1), ("class of eight", "group", 8)):
                with _fresh(server, people=1) as (load, calendar):
                    token = _offer(calendar, service)
                    outcome = run(load, sizes.attempts, one_token, token)
                    expected = min(places, sizes.attempts)
                    yield _report(load, database, case, sizes.attempts, outcome, expected)
            with _fresh(server) as (load, _):
                visits = VISITS // (load.processes * load.threads)
                outcome = run(load, sizes.operations, anything, 1, visits)
                yield _report(load, database, "random", sizes.operations, outcome)
            with _fresh(server) as (load, calendar):
                yield from _looking(load, calendar, database, sizes.appointments)


@contextmanager
def _server(database: str, url: str) -> Iterator[str]:
    """Where databases can be made: a folder for SQLite, a server for PostgreSQL."""
    if database == "sqlite":
        with TemporaryDirectory(prefix="voicebot-bench-") as folder:
            yield folder
    elif url:
        yield url
    else:
        with temporary_server(durable=True) as started:
            yield started


@contextmanager
def _fresh(server: str, people: int = 20) -> Iterator[tuple[Load, SqlCalendar]]:
    """A new calendar with the bench's business, gone afterwards.

    SQLite is loaded by eight processes, PostgreSQL by a hundred connections from four.
    """
    name = f"bench_{uuid4().hex}"
    if "://" in server:
        with scratch_database(server, name) as url:
            yield from _filled(Load(url, processes=4, threads=25), people)
    else:
        yield from _filled(Load(f"sqlite:///{server}/{name}.db", processes=8, threads=1), people)


def _filled(load: Load, people: int) -> Iterator[tuple[Load, SqlCalendar]]:
    engine = open_engine(load.url)
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(business(people))
    yield load, calendar
    engine.dispose()


def _offer(calendar: SqlCalendar, service: str) -> str:
    """The token that everybody will want."""
    start = NOW + timedelta(days=1, hours=2)
    wish = FindSlots((service,), (Window(start, start + timedelta(minutes=1)),))
    found = calendar.answer(BUSINESS, wish, key="", call_id="", now=NOW)
    assert isinstance(found, Offered)
    return found.slots[0].token


def _report(
    load: Load,
    database: str,
    case: str,
    attempts: int,
    outcome: Outcome,
    expected: int | None = None,
) -> Run:
    engine = open_engine(load.url)
    findings = check(engine)
    engine.dispose()
    return _run(database, case, attempts, findings, outcome, expected)


def _run(
    database: str,
    case: str,
    attempts: int,
    found: Findings,
    outcome: Outcome,
    expected: int | None = None,
) -> Run:
    took = sorted(outcome.took_ms) or [0.0]
    return Run(
        database=database,
        case=case,
        attempts=attempts,
        booked=found.booked,
        overlaps=found.overlaps,
        errors=outcome.errors.total(),
        p50_ms=round(took[len(took) // 2], 1),
        p99_ms=round(took[min(len(took) - 1, len(took) * 99 // 100)], 1),
        max_ms=round(took[-1], 1),
        wall_s=round(outcome.wall_s, 1),
        orphans=found.orphans + found.broken_versions + found.uncovered,
        expected=expected,
        answers=dict(outcome.answers + outcome.errors),
    )


def _looking(load: Load, calendar: SqlCalendar, database: str, appointments: int) -> Iterator[Run]:
    """Every free start of one service, twenty people, sixty days ahead, in a full diary."""
    engine = open_engine(load.url)
    fill(engine, appointments)
    found = Findings(0, 0, 0, booked=appointments, changes=0)  # looking changes nothing
    as_served()
    for kind, service in KINDS.items():
        asked = ListFree(service, NOW, NOW + timedelta(days=60))
        outcome = Outcome()
        for _ in range(LOOKS):
            began = time.perf_counter()
            answer = calendar.act(BUSINESS, asked, key="", staff="", now=NOW)
            outcome.took_ms.append((time.perf_counter() - began) * 1000)
            outcome.answers[type(answer).__name__] += 1
        outcome.wall_s = sum(outcome.took_ms) / 1000
        yield _run(database, f"60 days, {kind}", LOOKS, found, outcome)
    engine.dispose()
