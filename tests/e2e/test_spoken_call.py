"""Spoken calls over a real socket with the real models, and the row in the database."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import httpx
import pytest

from voicebot.cli.demo import serving
from voicebot.errors import LineClosed
from voicebot.simulator.fixtures import load_call
from voicebot.simulator.own_service import OwnService as Line
from voicebot.simulator.phone import Phone

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("line")) as line:
        yield line


@pytest.fixture
def empty_line(tmp_path):
    """With a calendar of its own: the time that is asked for is free."""
    with serving(tmp_path) as line:
        yield line


def command(line: Line, *words: str) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-m", "voicebot", *words, "--json"],
        env=os.environ | line.settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


async def place(url: str, call_id: str, caller: str) -> str:
    async with Phone(url, caller=caller) as phone:
        try:
            await phone.wait_until_bot_quiet(1000)
            for said in load_call(call_id).lines:
                await said.say(phone)
                await phone.wait_until_bot_quiet(1000)
        except LineClosed:
            pass
        await phone.wait_until_over(8)
        assert not phone.warnings
        return phone.call_id


def test_a_spoken_call_books_the_appointment_it_asked_for(line):
    call_id = asyncio.run(place(line.url, "one_breath", "+14155550177"))
    booked = command(line, "appointments", "list")
    assert load_call("one_breath").matches(booked), booked
    assert booked[0]["call_id"] == call_id
    calls = {call["id"]: call for call in command(line, "calls", "list")}
    assert calls[call_id]["outcome"] == "booked"
    assert calls[call_id]["turns"] >= 3
    assert calls[call_id]["ended_at"]


def test_the_staff_page_needs_a_login(line):
    answer = httpx.get(f"{line.url}/staff/calls", trust_env=False)
    assert answer.status_code in (303, 401)


def test_strangers_do_not_disturb_the_line(line):
    refused = httpx.post(
        f"{line.url}/twilio/voice",
        data={"CallSid": "CA1"},
        headers={"X-Forwarded-For": "203.0.113.9"},
        trust_env=False,
    )
    assert refused.status_code == 403
    assert httpx.get(f"{line.url}/healthz", trust_env=False).status_code == 200


async def lose_the_line(url: str) -> tuple[str, list[str]]:
    """Name a service and a time, lose the socket, go on with the name when the bot is back."""
    lines = load_call("one_breath").lines
    async with Phone(url, caller="+14155550188") as phone:
        await phone.wait_until_bot_quiet(1000)
        await lines[0].say(phone)
        await phone.wait_until_bot_quiet(1000)
        phone.drop()
        await asyncio.sleep(3)
        await phone.wait_until_bot_quiet(1000)
        await lines[1].say(phone)
        await phone.wait_until_bot_quiet(1000)
        return phone.call_id, [event.text for event in phone.events if event.kind == "verb"]


def test_a_lost_socket_is_joined_up_again_and_the_talk_goes_on(empty_line):
    line = empty_line
    call_id, _ = asyncio.run(lose_the_line(line.url))
    shown = subprocess.run(
        [sys.executable, "-m", "voicebot", "calls", "show", call_id, "--json"],
        env=os.environ | line.settings,
        capture_output=True,
        text=True,
        check=True,
    )
    log = json.loads(shown.stdout)
    assert [entry["kind"] for entry in log].count("started") == 2
    replies = [entry["data"]["reply"] for entry in log if entry["kind"] == "said"]
    assert "resumed" in replies
    assert "read_back" in replies[replies.index("resumed") :]
