"""Run by the tests as a process of its own: syncs, and is killed at a named step.

`killed.py DATA_DIR LEASE_S STEP COUNT`: SIGKILL when STEP is reached for the COUNTth time; with
STEP "" it goes on until nothing is left to do, or a minute is over. Its clock is the real one.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicebot.adapters import outbox
from voicebot.bootstrap import Outside, Stores
from voicebot.config import Settings
from voicebot.runtime.exporting import KINDS


def main(folder: str, lease_s: float, step: str, count: int) -> None:
    outbox.LEASE = timedelta(seconds=lease_s)
    left = count

    def on_step(name: str) -> None:
        nonlocal left
        if name == step:
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    url = os.environ.get("VOICEBOT_DATABASE_URL", "")
    settings = Settings.read(
        data_dir=Path(folder), database_url=url, calendar_private_hosts=True, calendar_poll_s=10
    )
    outside = Outside(Stores(settings), lambda: datetime.now(UTC), on_step)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        outside.importer.run_due()
        outside.drainer.drain()
        if not step and not outside.outbox.waiting(KINDS) and not _leased(outside):
            return
        time.sleep(0.2)
    raise SystemExit(3)


def _leased(outside: Outside) -> bool:
    """Somebody who may be dead still has a calendar to read."""
    from sqlalchemy import select

    from voicebot.adapters.outside_schema import connection

    with outside.stores.engine.connect() as transaction:
        return bool(
            transaction.scalars(
                select(connection.c.id).where(connection.c.leased_until.is_not(None))
            ).all()
        )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
