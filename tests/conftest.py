"""Shared by all tests: the call rigs can be imported by name; a PostgreSQL server of the run's own.

Where no server is installed the tests that need one do not run, which is said at the end, and is a
failure where `CI` is set. Property tests have no deadline on the wall clock: another process on the
machine would decide whether they pass. What must be quick is measured in processor time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

from voicebot.adapters.postgres_server import scratch_database, server_binaries, temporary_server

sys.path.insert(0, str(Path(__file__).parent))

# Explaining a failure traces every line of it, which takes longer than a run may.
PHASES = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain]
hypothesis.settings.register_profile("any_load", deadline=None, phases=PHASES)
hypothesis.settings.load_profile("any_load")

NO_SERVER = "PostgreSQL tests did not run: no PostgreSQL server is installed"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_SERVER in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(NO_SERVER, yellow=True, bold=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server for this run."""
    if server_binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    with temporary_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty database."""
    with scratch_database(postgres_server, f"t{uuid4().hex}") as url:
        yield url
