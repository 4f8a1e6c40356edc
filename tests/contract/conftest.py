"""One contract, three calendars: in memory, over SQLite, over PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from vets import KEY, clinic

from voicebot.adapters.memory import MemoryCalendar, MemoryCalls
from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_calls import SqlCalls
from voicebot.ports import CallStore, FrontDesk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'calendar.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database with the newest schema."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[FrontDesk, CallStore]]:
    """The calendar and the record of calls, on each kind of store, with the clinic in it."""
    if request.param == "memory":
        memory = MemoryCalendar(KEY)
        memory.ensure_business(clinic())
        yield memory, MemoryCalls(memory)
        return
    url = f"sqlite:///{tmp_path / 'calendar.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    yield calendar, SqlCalls(engine)
    engine.dispose()


@pytest.fixture
def calendar(desk: tuple[FrontDesk, CallStore]) -> FrontDesk:
    return desk[0]


@pytest.fixture
def calls(desk: tuple[FrontDesk, CallStore]) -> CallStore:
    return desk[1]
