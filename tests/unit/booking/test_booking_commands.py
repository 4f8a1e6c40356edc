"""`voicebot db upgrade`, `appointments list`, `calls list` and `calls show`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from vets import NOW, at, between, clinic

from voicebot.bootstrap import Stores
from voicebot.call.messages import LogEntry
from voicebot.cli import main
from voicebot.config import Settings
from voicebot.ports import CallSummary


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("VOICEBOT_DATABASE_URL", raising=False)
    return Stores(Settings.read())


def test_nothing_is_listed_before_anything_was_kept(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(run(capsys, "appointments", "list", "--json")) == []
    assert json.loads(run(capsys, "calls", "list", "--json")) == []
    assert "no appointments" in run(capsys, "appointments", "list")
    assert "empty -> 0" in run(capsys, "db", "upgrade")
    assert "no calls" in run(capsys, "calls", "list")


def test_appointments_are_listed_in_local_time(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    from voicebot.booking.model import Book

    stores.upgrade()
    stores.calendar.ensure_business(clinic())
    wish = between(at(17, 9), at(17, 9, 1), staff_id="okafor")
    found = stores.calendar.answer("vets", wish, key="", call_id="", now=NOW)
    book = Book(found.slots[0].token, "Ann Reyes", "+12125550141")  # type: ignore[union-attr]
    booked = stores.calendar.answer("vets", book, key="k", call_id="CA1", now=NOW)
    assert json.loads(run(capsys, "appointments", "list", "--json")) == [
        {
            "id": booked.appointment.id,  # type: ignore[union-attr]
            "status": "booked",
            "service": "exam",
            "staff": "okafor",
            "start": "2026-11-17T09:00:00-05:00",
            "end": "2026-11-17T09:30:00-05:00",
            "name": "Ann Reyes",
            "phone": "+12125550141",
            "call_id": "CA1",
        }
    ]
    assert json.loads(run(capsys, "appointments", "list", "--json", "--business", "x")) == []
    assert "Ann Reyes" in run(capsys, "appointments", "list")


def test_calls_are_listed_and_shown(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    stores.upgrade()
    stores.calendar.ensure_business(clinic())
    stores.calls.open_call(CallSummary("CA1", "vets", "+1212", "+1213", NOW, None, "", 0))
    stores.calls.append([LogEntry("CA1", 0, 120, "said", {"text": "hello", "reply": "greeting"})])
    ended = NOW + timedelta(minutes=1)
    stores.calls.close_call("CA1", ended_at=ended, outcome="booked", turns=4)
    (row,) = json.loads(run(capsys, "calls", "list", "--json"))
    assert row == {
        "id": "CA1",
        "started_at": "2026-11-16T10:00:00-05:00",
        "ended_at": "2026-11-16T10:01:00-05:00",
        "caller": "+1212",
        "outcome": "booked",
        "turns": 4,
    }
    assert "CA1" in run(capsys, "calls", "list")
    assert "hello" in run(capsys, "calls", "show", "CA1")
    (entry,) = json.loads(run(capsys, "calls", "show", "CA1", "--json"))
    assert entry["data"]["text"] == "hello"


def test_a_call_that_is_not_there_is_an_error(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.upgrade()
    with pytest.raises(SystemExit) as ended:
        main(["calls", "show", "CA404"])
    assert ended.value.code == 2
    assert "CA404" in capsys.readouterr().err
