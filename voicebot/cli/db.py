"""`voicebot db upgrade`: bring the schema up to date."""

from __future__ import annotations

import argparse

from voicebot.cli import Commands


def register(commands: Commands) -> None:
    commands.add("db upgrade", upgrade, help="Bring the database's schema up to date.")


def upgrade(_options: argparse.Namespace) -> int:
    """Print the revision before and after."""
    from voicebot.adapters import sql
    from voicebot.config import Settings

    engine = sql.open_engine(Settings.read().store_url)
    before = sql.revision(engine)
    sql.upgrade(engine)
    print(f"schema {before or 'empty'} -> {sql.revision(engine)}")
    return 0
