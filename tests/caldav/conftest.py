"""A CalDAV server for the run, and a house that is connected to a calendar on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from outside_house import OutsideHouse
from radicale_rig import Hand, radicale


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--edits", type=int, default=120, help="edits in the convergence test")
    parser.addoption("--seeds", type=int, default=1, help="seeds of the kill -9 test")


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
def house(tmp_path: Path, hand: Hand) -> Iterator[OutsideHouse]:
    house = OutsideHouse(tmp_path / "data")
    house.connect(hand.url)
    yield house
    house.close()
