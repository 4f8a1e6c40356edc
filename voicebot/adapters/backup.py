"""A whole database as one file, and back: a zip with the rows of each table as JSON lines.

The same file serves SQLite and PostgreSQL, so it also moves a house from one to the other. Types
are told by the database, not by the code: a file of an older schema is loaded into that schema,
which is brought up to date afterwards.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from voicebot.adapters.sql import migrations, open_engine
from voicebot.errors import SettingsError

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 500
_REVISION = "alembic_version"


def save(url: str, path: Path, now: datetime) -> dict[str, int]:
    """All rows as they stood at one moment, while the service goes on; their number by table.

    The file is readable by its owner only, and is there only when it is whole.

    Raises:
        SettingsError: the database has no schema yet.
    """
    engine = open_engine(url)
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive,
            _at_one_moment(engine) as connection,
        ):
            tables = _tables(connection)
            if _REVISION not in tables.tables:
                raise SettingsError("the database is empty: there is nothing to save")
            revision = connection.scalar(select(tables.tables[_REVISION].c.version_num))
            counts = {
                table.name: _save_table(connection, table, archive) for table in _ordered(tables)
            }
            manifest = {
                "format": FORMAT,
                "revision": revision,
                "made_at": now.isoformat(),
                "rows": counts,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        engine.dispose()
    return counts


def load(url: str, path: Path, *, force: bool = False) -> dict[str, int]:
    """Put back what `save` wrote, in one transaction: all of it or nothing.

    Raises:
        SettingsError: the database holds rows (and not `force`), or this is no such file.
    """
    from alembic import command

    engine = open_engine(url)
    try:
        with zipfile.ZipFile(path) as archive, engine.begin() as connection:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise SettingsError(f"{path}: written by a newer version")
            if not force and _holds_rows(connection):
                raise SettingsError("the database is not empty; --force replaces what is in it")
            if _REVISION in _tables(connection).tables:
                command.downgrade(migrations(connection), "base")
            command.upgrade(migrations(connection), manifest["revision"])
            tables = _tables(connection)
            for table in _ordered(tables):
                _load_table(connection, table, archive)
            command.upgrade(migrations(connection), "head")
            counts: dict[str, int] = manifest["rows"]
            return counts
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise SettingsError(f"{path}: not a backup ({type(error).__name__})") from None
    except SQLAlchemyError as error:
        raise SettingsError(f"{path}: cannot be loaded ({type(error).__name__})") from None
    finally:
        engine.dispose()


def _at_one_moment(engine: Engine) -> Any:
    """A connection that sees one moment and keeps nobody from writing."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    connection = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    connection.exec_driver_sql("BEGIN")
    return connection


def _tables(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def _ordered(tables: MetaData) -> list[Table]:
    """Those that others refer to first."""
    return [table for table in tables.sorted_tables if table.name != _REVISION]


def _holds_rows(connection: Connection) -> bool:
    tables = _ordered(_tables(connection))
    return any(connection.execute(select(table).limit(1)).first() for table in tables)


def _save_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    count = 0
    order = list(table.primary_key.columns)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for row in connection.execute(select(table).order_by(*order)).yield_per(CHUNK):
            values = {name: _plain(value) for name, value in row._mapping.items()}
            file.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _load_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    if f"{table.name}.jsonl" not in archive.namelist():
        return
    for rows in _chunks(archive, table):
        connection.execute(insert(table), rows)
    counted = [c for c in table.primary_key.columns if c.autoincrement is True or c.server_default]
    if connection.dialect.name == "postgresql" and counted:
        [column] = counted
        last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, last, text("false"))))


def _chunks(archive: zipfile.ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as file:
        for line in file:
            values = json.loads(line)
            rows.append({n: _typed(table, n, value) for n, value in values.items()})
            if len(rows) == CHUNK:
                yield rows
                rows = []
    if rows:
        yield rows


def _plain(value: Any) -> Any:
    """What JSON can say: bytes as base64, dates as ISO 8601."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
