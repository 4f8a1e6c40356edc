"""`voicebot bench booking`: does it ever book twice, and how fast is it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.simulator.bookings import Run

LIMIT_MS = 150
"""What 99 of 100 answers may take where many want one slot, on an otherwise idle machine."""
LOOK_LIMIT_MS = 50
"""What half of the long looks may take."""


def register(commands: Commands) -> None:
    parser = commands.add(
        "bench booking", run, help="Book from many sides at once, then check the record."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--attempts", type=int, default=10_000, help="on one slot (10000)")
    parser.add_argument("--operations", type=int, default=100_000, help="at random (100000)")
    parser.add_argument("--appointments", type=int, default=5_000, help="in the diary (5000)")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), help="only this one (all that are there)"
    )
    parser.add_argument(
        "--url", default="", help="a PostgreSQL server to use; otherwise one is started"
    )


def run(options: argparse.Namespace) -> int:
    """Exit 1 when anything was booked twice, failed, or fewer or more got a place than there are.

    An answer that took too long is only told: machines differ.
    """
    from voicebot.errors import SettingsError
    from voicebot.simulator.bookings import Sizes, available, bench

    databases = [options.database] if options.database else available()
    sizes = Sizes(options.attempts, options.operations, options.appointments)
    runs: list[Run] = []
    load_before = os.getloadavg()[0]
    try:
        for result in bench(databases, sizes, options.url):
            runs.append(result)
            if not options.json:
                _show(result)
    except FileNotFoundError as error:
        raise SettingsError(str(error)) from None
    if options.json:
        from dataclasses import asdict

        machine = {"cpus": os.cpu_count(), "load_before": round(load_before, 2)}
        report = {
            "limit_p99_ms": LIMIT_MS,
            "machine": machine,
            "runs": [asdict(result) for result in runs],
        }
        print(json.dumps(report, indent=1))
    elif "postgresql" not in databases:
        print("PostgreSQL was not measured: no server is installed")
    for result in runs:
        _judge(result)
    return 0 if all(result.sound for result in runs) else 1


def _judge(result: Run) -> None:
    """Say on stderr what is wrong with a run, or slow."""
    name = f"{result.database}, {result.case}"
    if not result.sound:
        print(f"wrong: {name}", file=sys.stderr)
    elif result.expected and result.p99_ms > LIMIT_MS:
        print(f"slow: {name}: p99 {result.p99_ms} ms, over {LIMIT_MS}", file=sys.stderr)
    elif result.case.startswith("60 days") and result.p50_ms > LOOK_LIMIT_MS:
        print(f"slow: {name}: p50 {result.p50_ms} ms, over {LOOK_LIMIT_MS}", file=sys.stderr)


def _show(result: Run) -> None:
    print(
        f"{result.database:10} {result.case:15} {result.attempts:7} attempts  "
        f"{result.booked:5} booked  {result.overlaps} overlaps  {result.orphans} orphans  "
        f"{result.errors} errors  p50 {result.p50_ms} p99 {result.p99_ms} max {result.max_ms} ms  "
        f"{result.wall_s} s"
    )
