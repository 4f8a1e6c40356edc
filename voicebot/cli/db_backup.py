"""`voicebot db backup` and `db restore`: everything in one file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from voicebot.cli import Commands


def register(commands: Commands) -> None:
    parser = commands.add("db backup", backup, help="Write the whole database to a file.")
    parser.add_argument("file", type=Path)
    parser = commands.add("db restore", restore, help="Put a backup into an empty database.")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--force", action="store_true", help="replace what is in the database; stop `serve` first"
    )


def backup(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from voicebot.adapters.backup import save
    from voicebot.config import Settings

    counts = save(Settings.read().store_url, options.file, datetime.now(UTC))
    print(f"{sum(counts.values())} rows of {len(counts)} tables in {options.file}")
    print("keep the *.key files of the data directory with it: they open what is encrypted")
    return 0


def restore(options: argparse.Namespace) -> int:
    from voicebot.adapters.backup import load
    from voicebot.config import Settings

    counts = load(Settings.read().store_url, options.file, force=options.force)
    print(f"{sum(counts.values())} rows of {len(counts)} tables are back")
    return 0
