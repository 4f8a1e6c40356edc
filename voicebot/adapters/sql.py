"""Opening the database, SQLite or PostgreSQL, and bringing its schema up to date.

SQLite: write-ahead log, every commit on disk, foreign keys on. A transaction takes the write lock
when it begins, so that what it reads stays true until it commits.
PostgreSQL: READ COMMITTED; whoever writes takes advisory locks first (see `sql_loading`).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, Insert, create_engine, event, func, make_url
from sqlalchemy.sql.dml import ReturningInsert

from voicebot.errors import SettingsError

BUSY_S = 10.0
"""How long a writer waits for another before it gives up, in seconds."""


def open_engine(url: str, *, connections: int = 16) -> Engine:
    """An engine for a SQLAlchemy URL; nothing is connected yet.

    `postgresql://` means the psycopg driver. A SQLite file's folder is made if it is missing.

    Raises:
        SettingsError: neither SQLite (a file) nor PostgreSQL.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        # The connection used last has its statements prepared and its server process awake.
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=connections,
            max_overflow=0,
            pool_use_lifo=True,
        )
    if (
        parsed.get_backend_name() != "sqlite"
        or not parsed.database
        or parsed.database == ":memory:"
    ):
        raise SettingsError("VOICEBOT_DATABASE_URL: must be a SQLite file or PostgreSQL")
    Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=connections, max_overflow=0)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine, for statements that each stand alone and take no write lock."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def insert_relaxed(connection: Connection, statement: Insert, row: dict[str, Any]) -> None:
    """Insert a row that survives a killed process, but perhaps not a power cut.

    For what does no harm when it is forgotten: nobody waits for the disk then. The connection is
    one for `reading`: no transaction is open.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_not_waiting(statement), row)
        return
    database = connection.connection.driver_connection
    assert isinstance(database, SqliteConnection)
    with _queue(connection.engine):
        database.execute("PRAGMA synchronous=NORMAL")
        try:
            connection.execute(statement, row)
        finally:
            database.execute("PRAGMA synchronous=FULL")


@cache
def _not_waiting(statement: Insert) -> ReturningInsert[Any]:
    """PostgreSQL: the statement tells its own transaction not to wait for the disk."""
    return statement.returning(func.set_config("synchronous_commit", "off", True))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes."""
    with _queue(engine), engine.begin() as connection:
        yield connection


@contextmanager
def _queue(engine: Engine) -> Iterator[None]:
    """SQLite lets one writer in at a time and makes the others come back by chance.

    That starves some and keeps the rest waiting longer than they need to. So they queue for a lock
    on a file first, which the kernel gives up when a process dies.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with Path(f"{engine.url.database}-queue").open("wb") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision. Safe to run again, and by several at once."""
    from alembic import command

    with engine.begin() as connection:
        _alone(connection)
        command.upgrade(migrations(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision ("base": nothing is left)."""
    from alembic import command

    with engine.begin() as connection:
        _alone(connection)
        command.downgrade(migrations(connection), revision)


def revision(engine: Engine) -> str | None:
    """The schema's revision; None for an empty database."""
    from alembic.runtime.migration import MigrationContext

    with reading(engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrations(connection: Connection) -> Any:
    """Alembic's configuration for the packaged migrations, on an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "voicebot.adapters:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _alone(connection: Connection) -> None:
    """One migration at a time; SQLite's own transaction sees to that already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305516012)")


def _prepare(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={int(BUSY_S * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
