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


def pytest_addoption(parser: pytest.Parser) -> None:
    edits = int(os.environ.get("VOICEBOT_CALDAV_EDITS", "120"))
    parser.addoption("--edits", type=int, default=edits, help="edits in the convergence test")
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


@pytest.fixture
def postgres_house(tmp_path: Path, hand: Hand, postgres_url: str) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "data", database_url=postgres_url)
    house.connect(hand.url)
    yield house
    house.close()
