"""What the composition root decides by itself; no model is loaded for it."""

import os
import shutil
from dataclasses import replace
from datetime import time, timedelta

import pytest

from voicebot.bootstrap import build
from voicebot.call.messages import LogEntry
from voicebot.config import Settings
from voicebot.dialog import loader
from voicebot.dialog.manager import initial_state
from voicebot.dialog.model import Reply
from voicebot.dialog.state import dump_state
from voicebot.errors import CalendarFailed
from voicebot.ports import CallFacts, CallSummary
from voicebot.telephony.stream import MediaStream

NOW = "2026-11-23T09:30:00-05:00"


@pytest.fixture
def service(tmp_path):
    service = build(Settings.read(data_dir=tmp_path, now=NOW))
    service.stores.upgrade()
    yield service
    service.close()


def past_call(
    service,
    call_id: str,
    *,
    minutes_ago: int,
    outcome: str,
    task: str = "booking",
    reason: str = "hangup",
    said: str = "ask_name",
):
    business = service.dialog.business.id
    ended = service.clock() - timedelta(minutes=minutes_ago)
    summary = CallSummary(call_id, business, "+14155550132", "", ended, None, "", 0)
    service.stores.calls.open_call(summary)
    state = replace(initial_state(service.dialog), task=task, said=(Reply(said),))
    log = [("state", {"state": dump_state(state)}), ("ended", {"reason": reason})]
    service.stores.calls.append([LogEntry(call_id, n, 0, *entry) for n, entry in enumerate(log)])
    service.stores.calls.close_call(call_id, ended_at=ended, outcome=outcome, turns=2)


def ring_back(service, caller: str = "+14155550132") -> CallFacts:
    return CallFacts("CA9", "MZ9", service.dialog.business.id, caller, "", MediaStream())


def test_who_was_cut_off_and_rings_back_goes_on(service):
    past_call(service, "CA1", minutes_ago=5, outcome="abandoned")
    restored = service._broken_off(ring_back(service))
    assert restored is not None
    assert restored.state.task == "booking"
    assert restored.entries == 0


@pytest.mark.parametrize("outcome", ["informed", "booked", "message"])
def test_what_had_come_of_the_call_before_it_was_cut_off_does_not_matter(service, outcome):
    past_call(service, "CA1", minutes_ago=5, outcome=outcome)
    restored = service._broken_off(ring_back(service))
    assert restored is not None
    assert restored.state.task == "booking"


def test_a_call_in_which_nobody_was_heard_any_more_goes_on(service):
    past_call(service, "CA1", minutes_ago=5, outcome="informed", reason="done", said="silence_end")
    assert service._broken_off(ring_back(service)) is not None


def lost_call(service, *, seconds_ago: int, ended: bool = False, closed: str = "") -> None:
    """A call whose process died: its row is open, or was closed by the carrier's own word."""
    business, calls = service.dialog.business.id, service.stores.calls
    began = service.clock() - timedelta(seconds=seconds_ago + 60)
    calls.open_call(CallSummary("CA1", business, "+14155550132", "", began, None, "", 0))
    state = dump_state(replace(initial_state(service.dialog), task="booking"))
    log = [("started", {"at": began.isoformat()}), ("state", {"state": state})]
    log += [("ended", {"reason": "done"})] if ended else []
    calls.append([LogEntry("CA1", n, 60_000, *entry) for n, entry in enumerate(log)])
    if closed:
        now = service.clock() - timedelta(seconds=seconds_ago)
        calls.close_call("CA1", ended_at=now, outcome=closed, turns=2)


@pytest.mark.parametrize("closed", ["", "failed"])
def test_whose_call_died_with_its_process_goes_on_too(service, closed):
    lost_call(service, seconds_ago=40, closed=closed)
    restored = service._broken_off(ring_back(service))
    assert restored is not None
    assert restored.state.task == "booking"


@pytest.mark.parametrize(
    ("seconds_ago", "ended", "closed"),
    [
        (5, False, ""),  # it may still be going on: two people can share a number
        (15 * 60, False, ""),
        (40, True, "failed"),  # the bot itself said that it could do nothing
    ],
)
def test_a_call_that_may_live_or_that_the_bot_ended_is_left_alone(
    service, seconds_ago, ended, closed
):
    lost_call(service, seconds_ago=seconds_ago, ended=ended, closed=closed)
    assert service._broken_off(ring_back(service)) is None


@pytest.mark.parametrize(
    ("minutes_ago", "outcome", "task", "caller", "ended"),
    [
        (30, "abandoned", "booking", "+14155550132", "hangup"),
        (5, "booked", "booking", "+14155550132", "done"),
        (5, "transferred", "booking", "+14155550132", "transferred"),
        (5, "booked", "", "+14155550132", "hangup"),
        (5, "abandoned", "", "+14155550132", "hangup"),
        (5, "abandoned", "booking", "+14155550133", "hangup"),
        (5, "abandoned", "booking", "", "hangup"),
    ],
)
def test_everyone_else_begins_anew(service, minutes_ago, outcome, task, caller, ended):
    past_call(service, "CA1", minutes_ago=minutes_ago, outcome=outcome, task=task, reason=ended)
    assert service._broken_off(ring_back(service, caller)) is None


def test_keys_are_made_once_and_kept_for_the_owner_only(service, tmp_path):
    first = service.stores.secret("staff")
    assert service.stores.secret("staff") == first
    assert (tmp_path / "staff.key").stat().st_mode & 0o077 == 0


def test_the_clock_runs_on_from_the_instant_that_was_set(service):
    assert timedelta() <= service.clock() - Settings.read(now=NOW).now < timedelta(minutes=5)


def test_two_tokens_while_they_are_rotated(tmp_path):
    settings = Settings.read(
        data_dir=tmp_path, twilio_auth_token="old, new", public_url="https://line.example.org"
    )
    service = build(settings)
    service.stores.upgrade()
    assert service.web(local=False).auth_tokens == ("old", "new")
    service.close()


def test_a_business_that_answered_before_keeps_its_place_on_the_pages(tmp_path, service):
    """The line may change what it answers for: earlier calls and visits stay in their own time."""
    service.stores.calendar.ensure_business(service.dialog.business)
    other = build(Settings.read(data_dir=tmp_path, now=NOW, dialog="auto_repair"))
    zones = {id: b.zone for id, b in other.web(local=True).businesses.items()}
    assert zones == {"dental_clinic": "America/New_York", "auto_repair": "America/Denver"}
    assert other.web(local=True).business_for("+15555550100") == "auto_repair"
    other.close()


@pytest.mark.parametrize("kind", ["started", "state"])
def test_a_call_that_comes_back_never_numbers_its_entries_anew(service, kind):
    """Whether nothing was decided yet, or its state is of another version."""
    entries = [LogEntry("CA9", n, 0, kind, {"state": {"version": "unknown"}}) for n in range(7)]
    restored = service._restored(ring_back(service), entries)
    assert restored is not None
    assert restored.entries == 7


def test_a_new_call_restores_nothing(service):
    assert service._restored(ring_back(service), []) is None


# --- a dialog that is edited while the service runs ----------------------------------------------


@pytest.fixture
def edited(tmp_path, monkeypatch):
    """A service whose dialog can be edited by replacing text."""
    shutil.copytree(loader.root() / "dental_clinic", tmp_path / "clinic")
    path = tmp_path / "clinic" / "business.yaml"
    service = build(Settings.read(data_dir=tmp_path / "data", now=NOW, dialog=str(path.parent)))
    monkeypatch.setattr(service, "interpreter", lambda dialog: object())
    service.stores.upgrade()

    def edit(old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        stamp = path.stat().st_mtime_ns + 1_000_000
        os.utime(path, ns=(stamp, stamp))

    service.edit = edit
    yield service
    service.close()


def call(service) -> None:
    service.new_session(ring_back(service), [])


def booked_by(service) -> time:
    """When the calendar has the house close on Mondays."""
    (business,) = service.stores.calendar.businesses()
    return next(h.end for h in business.hours if h.weekday == 0)


def test_what_callers_are_told_after_an_edit_is_what_is_booked_by(edited):
    call(edited)
    assert booked_by(edited) == time(17)
    edited.edit('"08:00-17:00"', '"08:00-19:00"')
    assert booked_by(edited) == time(17)
    call(edited)
    assert booked_by(edited) == time(19)


def test_a_wrong_edit_changes_neither(edited):
    call(edited)
    edited.edit('"08:00-17:00"', '"08:00-25:00"')
    call(edited)
    assert booked_by(edited) == time(17)


def test_nothing_is_written_without_an_edit(edited, monkeypatch):
    call(edited)
    written = []
    monkeypatch.setattr(edited.stores.calendar, "ensure_business", written.append)
    call(edited)
    edited.edit("says: a check-up", "says: the check-up")
    call(edited)
    assert written == []
    edited.edit("name: check-up", "name: examination")
    call(edited)
    call(edited)
    assert [b.service("check_up").name for b in written] == ["examination"]


def test_a_calendar_that_is_down_is_told_at_the_next_call(edited, monkeypatch, caplog):
    call(edited)
    edited.edit('"08:00-17:00"', '"08:00-19:00"')

    def down(business):
        raise CalendarFailed("the database is away")

    with monkeypatch.context() as outage:
        outage.setattr(edited.stores.calendar, "ensure_business", down)
        call(edited)
    assert "does not have the edited dialog yet" in caplog.text
    call(edited)
    assert booked_by(edited) == time(19)
