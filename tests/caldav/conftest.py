"""A CalDAV server for the run, and a house that is connected to a calendar on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from outside_house import OutsideHouse
from radicale_rig import Hand, radicale

from voicebot.adapters.postgres_server import scratch_database, server_binaries, temporary_server

NO_SERVER = "PostgreSQL tests did not run: no PostgreSQL server is installed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--edits", type=int, default=120, help="edits in the convergence test")
    seeds = int(os.environ.get("VOICEBOT_CRASH_SEEDS", "1"))
    parser.addoption("--seeds", type=int, default=seeds, help="seeds of the kill -9 test")


@pytest.fixture(scope="session")
def caldav_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as home:
        yield home


@pytest.fixture
def hand(caldav_home: str) -> Iterator[Hand]:
    """A person with a new, empty calendar."""
    hand = Hand(caldav_home, f"work{uuid4().hex[:8]}")
    yield hand
    hand.close()


@pytest.fixture
def lite_house(tmp_path: Path, hand: Hand) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "lite")
    house.connect(hand.url)
    yield house
    house.close()


@pytest.fixture
def house(lite_house: OutsideHouse) -> OutsideHouse:
    return lite_house


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server for this run."""
    if server_binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    with temporary_server() as url:
        yield url


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """URL of an empty database there."""
    with scratch_database(server, f"t{uuid4().hex}") as url:
        yield url


@pytest.fixture
def postgres_house(tmp_path: Path, hand: Hand, database: str) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "data", database_url=database)
    house.connect(hand.url)
    yield house
    house.close()
