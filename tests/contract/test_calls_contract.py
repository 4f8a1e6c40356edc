"""What every record of calls must do, and the one-time tickets and accounts beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from voicebot.adapters.sql_calls import TICKET_LIFETIME, SqlStaff, SqlTickets
from voicebot.adapters.sql_schema import ticket
from voicebot.call.messages import LogEntry
from voicebot.errors import BadTicket
from voicebot.ports import CallStore, CallSummary

START = datetime(2026, 11, 16, 15, 0, 0, 123456, tzinfo=UTC)


def summary(call_id: str, minutes: int = 0, business_id: str = "vets") -> CallSummary:
    return CallSummary(
        id=call_id,
        business_id=business_id,
        caller="+12125550141",
        called="+12125550100",
        started_at=START + timedelta(minutes=minutes),
        ended_at=None,
        outcome="",
        turns=0,
    )


def test_a_call_is_kept_from_its_start_to_its_end(calls: CallStore) -> None:
    calls.open_call(summary("CA1"))
    assert calls.call("CA1") == summary("CA1")
    ended = START + timedelta(minutes=2)
    calls.close_call("CA1", ended_at=ended, outcome="booked", turns=7)
    closed = replace(summary("CA1"), ended_at=ended, outcome="booked", turns=7)
    assert calls.call("CA1") == closed
    calls.open_call(summary("CA1"))  # the carrier asks twice
    assert calls.call("CA1") == closed
    assert calls.call("CA2") is None
    calls.close_call("CA2", ended_at=ended, outcome="booked", turns=7)
    assert calls.call("CA2") is None


def test_calls_are_listed_oldest_first_the_newest_so_many(calls: CallStore) -> None:
    for number in (3, 1, 2):
        calls.open_call(summary(f"CA{number}", number))
    calls.open_call(summary("CB", 4, "others"))
    assert [c.id for c in calls.calls()] == ["CA1", "CA2", "CA3", "CB"]
    assert [c.id for c in calls.calls("vets")] == ["CA1", "CA2", "CA3"]
    assert [c.id for c in calls.calls(limit=2)] == ["CA3", "CB"]
    before = START + timedelta(minutes=3)
    assert [c.id for c in calls.calls(before=before)] == ["CA1", "CA2"]


def test_entries_come_back_in_order_and_are_never_overwritten(calls: CallStore) -> None:
    entries = [
        LogEntry("CA1", seq, seq * 100, "said", {"text": f"né {seq}", "list": [1, {"a": None}]})
        for seq in range(3)
    ]
    calls.append([entries[2], entries[0]])
    calls.append([])
    calls.append([entries[1], replace(entries[0], kind="other")])
    assert calls.entries("CA1") == tuple(entries)
    assert calls.entries("CA2") == ()


def test_a_recording_is_kept_once(calls: CallStore) -> None:
    assert calls.recording("CA1") is None
    calls.save_recording("CA1", b"RIFF old")
    calls.save_recording("CA1", b"RIFF new")
    assert calls.recording("CA1") == b"RIFF new"


# --- tickets -------------------------------------------------------------------------------------


def test_a_ticket_is_good_once_and_for_its_call(engine: Engine) -> None:
    tickets = SqlTickets(engine)
    value = tickets.issue("CA1", {"caller": "+1"}, now=START)
    assert tickets.redeem(value, "CA1", now=START) == {"caller": "+1"}
    with pytest.raises(BadTicket):
        tickets.redeem(value, "CA1", now=START)
    with pytest.raises(BadTicket):
        tickets.redeem("made up", "CA1", now=START)


def test_a_refused_ticket_is_spent(engine: Engine) -> None:
    tickets = SqlTickets(engine)
    stolen = tickets.issue("CA1", {}, now=START)
    for call_id in ("CA2", "CA1"):
        with pytest.raises(BadTicket):
            tickets.redeem(stolen, call_id, now=START)
    late = tickets.issue("CA1", {}, now=START)
    with pytest.raises(BadTicket):
        tickets.redeem(late, "CA1", now=START + TICKET_LIFETIME)


def test_only_a_hash_of_a_ticket_is_kept_and_old_ones_go(engine: Engine) -> None:
    tickets = SqlTickets(engine)
    value = tickets.issue("CA1", {}, now=START)
    with engine.connect() as connection:
        (row,) = connection.execute(select(ticket)).all()
    assert value not in str(row)
    tickets.issue("CA2", {}, now=START + timedelta(hours=1))
    with engine.connect() as connection:
        assert connection.scalars(select(ticket.c.call_id)).all() == ["CA2"]


# --- accounts ------------------------------------------------------------------------------------


def test_an_account_is_found_by_name_and_may_be_renewed(engine: Engine) -> None:
    accounts = SqlStaff(engine)
    assert accounts.staff("kim") is None
    kim = accounts.add_staff("kim", "hash", "owner")
    assert accounts.staff("kim") == kim
    again = accounts.add_staff("kim", "other", "staff")
    assert (again.id, again.role, again.password_hash) == (kim.id, "staff", "other")
    assert accounts.staff("kim") == again
