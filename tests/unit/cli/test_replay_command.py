"""`voicebot replay` over a call in the database, understood by the real interpreter."""

from __future__ import annotations

import pytest
from callrig import START, Rig

from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.bootstrap import build
from voicebot.call.limits import Restored
from voicebot.cli import main
from voicebot.config import Settings
from voicebot.dialog.state import load_state
from voicebot.ports import CallSummary


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VOICEBOT_DATABASE_URL", "")
    service = build(Settings.read())
    service.stores.upgrade()
    service.stores.calendar.ensure_business(service.dialog.business)
    yield service
    service.close()


def call(service, restored: Restored | None = None) -> Rig:
    calendar: SqlCalendar = service.stores.calendar
    business_id = service.dialog.business.id

    def answer(request, request_id):
        return calendar.answer(business_id, request, key=request_id, call_id="CA1", now=START)

    interpreter = service.interpreter(service.dialog)
    rig = Rig(service.dialog, interpreter, answer, restored=restored)
    rig.wait_for_bot()
    return rig


def keep(service, rig: Rig) -> None:
    business = service.dialog.business.id
    row = CallSummary("CA1", business, rig.caller, "+15555550100", START, None, "", 0)
    service.stores.calls.open_call(row)
    service.stores.calls.append(rig.log)


def replay(capsys, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["replay", *words])
    printed = capsys.readouterr()
    return int(stopped.value.code or 0), printed.out, printed.err


def test_a_stored_call_is_decided_again_from_its_log_alone(service, capsys):
    rig = call(service)
    rig.turn("Hi, I'd like to book a cleaning next Tuesday at three in the afternoon")
    rig.turn("My name is Anna Miller")
    rig.turn("yes please")
    assert rig.session.outcome == "booked"
    keep(service, rig)
    status, out, _ = replay(capsys, "CA1")
    assert status == 0, out
    assert "My name is Anna Miller" in out
    assert "booked, anything_else" in out
    assert out.endswith("the same decisions\n")


def test_another_decision_is_shown_and_counted(service, capsys):
    rig = call(service)
    rig.log[[e.kind for e in rig.log].index("decided")].data["replies"].append("a_joke")
    keep(service, rig)
    status, out, _ = replay(capsys, "CA1")
    assert status == 1
    assert "a_joke" in out.split("then:")[1]
    assert "1 decisions differ" in out


def test_a_call_that_cannot_be_replayed_says_why(service, capsys):
    """It went on with the talk of a call that is not in the database."""
    first = call(service)
    first.turn("I'd like to book a cleaning next Tuesday at three in the afternoon")
    state = load_state(first.entries("state")[-1].data["state"])
    keep(service, call(service, Restored(state)))
    status, _, err = replay(capsys, "CA1")
    assert status == 2
    assert "not kept any more" in err


def test_no_such_call(service, capsys):
    assert replay(capsys, "CA404")[0] == 2
