"""The service is stopped, or killed, in the middle of a spoken call."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime, timedelta

import httpx
import pytest

from voicebot.adapters.sql import open_engine
from voicebot.adapters.sql_calls import SqlCalls
from voicebot.cli.demo import NOW, serving
from voicebot.errors import LineClosed
from voicebot.simulator.fixtures import load_call
from voicebot.simulator.own_service import OwnService as Line
from voicebot.simulator.phone import Phone

pytestmark = pytest.mark.models

CALLER = "+14155550190"
LINES = load_call("one_breath").lines


def records(line: Line) -> SqlCalls:
    return SqlCalls(open_engine(line.settings["VOICEBOT_DATABASE_URL"]))


async def speak(phone: Phone, lines) -> None:
    for said in lines:
        await said.say(phone)
        await phone.wait_until_bot_quiet(1000)


async def ring_up(line: Line) -> str:
    """What the carrier is told to do with one more call."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            f"{line.url}/twilio/voice",
            data={"CallSid": "CAlate", "From": "+14155550191", "To": "+15555550100"},
        )
    return answer.text


async def call_through_a_stop(line: Line) -> tuple[str, str]:
    """SIGTERM after the first words; the call's id, and what the next caller gets."""
    async with Phone(line.url, caller=CALLER) as phone:
        try:
            await phone.wait_until_bot_quiet(1000)
            await speak(phone, LINES[:1])
            os.kill(line.pid, signal.SIGTERM)
            await asyncio.sleep(0.5)
            late = await ring_up(line)
            await speak(phone, LINES[1:])
        except LineClosed:
            pass
        await phone.wait_until_over(8)
        return phone.call_id, late


def test_sigterm_lets_a_call_finish_and_takes_no_other(tmp_path):
    with serving(tmp_path, VOICEBOT_DRAIN_S="90") as line:
        call_id, late = asyncio.run(call_through_a_stop(line))
        assert line.process.wait(20) == 0
    assert "<Connect" not in late
    assert "<Dial" in late or "<Record" in late
    summary = records(line).call(call_id)
    assert (summary.outcome, summary.ended_at is not None) == ("booked", True)
    entries = records(line).entries(call_id)
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    assert entries[-1].data["reason"] == "done"
    assert records(line).recording(call_id)[:4] == b"RIFF"
    assert records(line).call("CAlate") is None


async def call_over_the_limit(line: Line) -> tuple[str, list[str]]:
    async with Phone(line.url, caller=CALLER) as phone:
        await phone.wait_until_bot_quiet(1000)
        os.kill(line.pid, signal.SIGTERM)
        await phone.wait_until_over(15)
        return phone.call_id, [event.text for event in phone.events if event.kind == "verb"]


def test_a_call_that_outlasts_the_limit_gets_a_way_out(tmp_path):
    with serving(tmp_path, VOICEBOT_DRAIN_S="1") as line:
        call_id, verbs = asyncio.run(call_over_the_limit(line))
        assert line.process.wait(20) == 0
    assert any("Dial" in verb or "Record" in verb for verb in verbs), verbs
    assert records(line).entries(call_id)[-1].data["reason"] == "shutdown"
    assert records(line).call(call_id).ended_at is not None


async def begin(line: Line) -> str:
    """Say what it is about; the service dies while the caller waits for the next question."""
    async with Phone(line.url, caller=CALLER) as phone:
        await phone.wait_until_bot_quiet(1000)
        await speak(phone, LINES[:1])
        await asyncio.sleep(1)
        os.kill(line.pid, signal.SIGKILL)
        line.process.wait()
        return phone.call_id


async def ring_back(line: Line) -> str:
    async with Phone(line.url, caller=CALLER) as phone:
        try:
            await phone.wait_until_bot_quiet(1000)
            await speak(phone, LINES[1:])
        except LineClosed:
            pass
        await phone.wait_until_over(8)
        return phone.call_id


def test_after_sigkill_the_log_is_there_and_who_rings_back_goes_on(tmp_path):
    with serving(tmp_path) as line:
        lost = asyncio.run(begin(line))
    entries = records(line).entries(lost)
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    kinds = [entry.kind for entry in entries]
    assert kinds.index("heard") < kinds.index("state", kinds.index("heard"))
    assert "said" in kinds[kinds.index("heard") :], "up to the bot's last sentence"
    assert "ended" not in kinds

    later = datetime.fromisoformat(NOW) + timedelta(minutes=3)
    same = {
        "VOICEBOT_DATABASE_URL": line.settings["VOICEBOT_DATABASE_URL"],
        "VOICEBOT_NOW": later.isoformat(),
    }
    with serving(tmp_path, **same) as line:
        call_id = asyncio.run(ring_back(line))
    said = [e.data["reply"] for e in records(line).entries(call_id) if e.kind == "said"]
    assert "resumed" in said
    assert records(line).call(call_id).outcome == "booked"
