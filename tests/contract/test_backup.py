"""Everything comes back as it was, on each database and from one to the other."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import create_engine, insert, select
from vets import KEY, NOW, at, between, clinic

from voicebot.adapters import sql_schema as schema
from voicebot.adapters.backup import load, save
from voicebot.adapters.outside_schema import connection as outside
from voicebot.adapters.sql import downgrade, open_engine, revision, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_connections import SqlConnections
from voicebot.adapters.vault import Vault
from voicebot.booking.business import DayRule
from voicebot.booking.model import Book, Booked, Cancel
from voicebot.booking.staffing import SetDay
from voicebot.errors import SettingsError


def fill(url):
    """A house with something in most tables: JSON, bytes, dates, instants, letters of all kinds."""
    engine = open_engine(url)
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    for n, hour in enumerate((9, 11, 14)):
        offered = calendar.answer(
            "vets", between(at(24, hour), at(24, hour, 1)), key=f"f{n}", call_id="c", now=NOW
        )
        book = Book(offered.slots[0].token, "Zoë Ünal 李", "+12125550101", allow_same_day=True)
        booked = calendar.answer("vets", book, key=f"b{n}", call_id="c", now=NOW)
        assert isinstance(booked, Booked)
    calendar.act("vets", Cancel(booked.appointment.id), key="x", staff="a", now=NOW)
    rule = DayRule(date(2026, 12, 24), ((time(8), time(12)),), "half a day")
    calendar.act("vets", SetDay(rule), key="y", staff="a", now=NOW)
    SqlConnections(engine, Vault(KEY)).add("vets", "lind", "ics", "https://x/", NOW, options={})
    with engine.begin() as connection:
        connection.execute(insert(schema.recording).values(call_id="c", wav=bytes(range(256))))
    return engine


def rows(engine):
    with engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in schema.metadata.sorted_tables
        }


def test_it_comes_back_as_it_was(database_url, tmp_path):
    engine = fill(database_url)
    before = rows(engine)
    assert outside.name in before
    counts = save(database_url, tmp_path / "b.zip", datetime.now(UTC))
    assert counts["appointment"] == 3
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    with pytest.raises(SettingsError, match="not empty"):
        load(database_url, tmp_path / "b.zip")
    with engine.begin() as connection:
        connection.execute(schema.recording.delete())
    load(database_url, tmp_path / "b.zip", force=True)
    assert rows(engine) == before
    downgrade(engine, "base")
    load(database_url, tmp_path / "b.zip")
    assert rows(engine) == before
    engine.dispose()


def test_life_goes_on_after_a_restore(database_url, tmp_path):
    """Ids that the database counts go on where they were; overlap is refused as before."""
    engine = fill(database_url)
    save(database_url, tmp_path / "b.zip", datetime.now(UTC))
    load(database_url, tmp_path / "b.zip", force=True)
    calendar = SqlCalendar(engine, KEY)
    offered = calendar.answer(
        "vets", between(at(25, 9), at(25, 10)), key="n1", call_id="d", now=NOW
    )
    book = Book(offered.slots[0].token, "Ann Example", "+12125550102")
    assert isinstance(calendar.answer("vets", book, key="n2", call_id="d", now=NOW), Booked)
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["to PostgreSQL", "to SQLite"])
def test_a_house_moves(way, postgres_url, tmp_path):
    urls = [f"sqlite:///{tmp_path / 'a.db'}", postgres_url]
    old, new = urls if way == "to PostgreSQL" else reversed(urls)
    engine = fill(old)
    save(old, tmp_path / "b.zip", datetime.now(UTC))
    load(new, tmp_path / "b.zip")
    there = open_engine(new)
    assert rows(there) == rows(engine)
    there.dispose()
    engine.dispose()


def test_a_file_of_an_older_schema_is_brought_up_to_date(database_url, tmp_path):
    engine = open_engine(database_url)
    upgrade(engine)
    newest = revision(engine)
    SqlCalendar(engine, KEY).ensure_business(clinic())
    downgrade(engine, "0001")
    save(database_url, tmp_path / "b.zip", datetime.now(UTC))
    load(database_url, tmp_path / "b.zip", force=True)
    assert revision(engine) == newest
    assert len(SqlCalendar(engine, KEY).businesses()) == 1
    engine.dispose()


def test_what_is_no_backup_changes_nothing(database_url, tmp_path):
    engine = fill(database_url)
    before = rows(engine)
    (tmp_path / "no.zip").write_text("hello")
    with zipfile.ZipFile(tmp_path / "half.zip", "w") as half:
        half.writestr("manifest.json", '{"format": 1, "revision": "0001", "rows": {}}')
        half.writestr("customer.jsonl", '{"id": "1"}\n')
    for name in ("no.zip", "half.zip", "missing.zip"):
        with pytest.raises(SettingsError):
            load(database_url, tmp_path / name, force=True)
    assert rows(engine) == before
    engine.dispose()


def test_an_empty_database_has_nothing_to_save(tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    create_engine(url).dispose()
    with pytest.raises(SettingsError, match="empty"):
        save(url, tmp_path / "b.zip", datetime.now(UTC))
    assert list(tmp_path.glob("*.part")) == []
