"""`voicebot calendars`, against a real server."""

from __future__ import annotations

import io
import json
import sqlite3

import pytest
from radicale_rig import PASSWORD, USER, Hand

from voicebot.cli import build_parser
from voicebot.errors import SettingsError


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VOICEBOT_NOW", "2026-11-23T09:30:00-05:00")
    monkeypatch.setenv("VOICEBOT_CALENDAR_PRIVATE_HOSTS", "true")

    def run(words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        options = build_parser().parse_args(["calendars", *words.split()])
        return options.run(options), capsys.readouterr().out

    return run


def test_add_status_sync_remove(run, hand: Hand, tmp_path):
    hand.event("a", "20261124T140000", "20261124T150000")
    add = f"add caldav --staff patel --url {hand.url} --user {USER} --password-stdin"
    status, out = run(add, f"{PASSWORD}\n")
    assert status == 0
    assert "patel" in out
    assert "reads and writes" in out
    [row] = json.loads(run("status --json")[1])
    assert row["staff"] == "patel"
    assert row["error"] is None
    assert "1 calendars read" in run("sync --all")[1]
    stored = sqlite3.connect(tmp_path / "voicebot.db").execute("SELECT * FROM calendar_connection")
    assert PASSWORD not in str(stored.fetchall())
    assert run(f"remove {row['id']}")[0] == 0
    assert run("status") == (0, "no calendars elsewhere\n")


def test_a_wrong_password_shows_at_once(run, hand: Hand):
    add = f"add caldav --staff patel --url {hand.url} --user {USER} --password-stdin"
    status, out = run(add, "wrong")
    assert status == 1
    assert "BROKEN reading: the calendar refused us (HTTP 401)" in out
    assert run("status")[0] == 1


def test_a_feed_link_can_be_revoked(run):
    status, out = run("feed lopez")
    assert status == 0
    assert out.startswith("http")
    assert out.strip().endswith(".ics")
    assert run("feed lopez --revoke")[1] == "1 links ended\n"


def test_nobody_of_that_name(run):
    with pytest.raises(SettingsError, match="no such person or room: 'smith'; there are"):
        run("feed smith")
