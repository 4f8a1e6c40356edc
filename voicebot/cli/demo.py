"""`voicebot demo`: a caller books an appointment by voice, over the real wire."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.simulator.own_service import OwnService as Line

NOW = "2026-11-23T09:30:00-05:00"
"""The demo's clock starts here, a Monday, so that every run finds the same week."""


def register(commands: Commands) -> None:
    parser = commands.add("demo", run, help="The main job: a spoken call that books a visit.")
    parser.add_argument("--call", default="step_by_step", help="which call of the fixtures")
    parser.add_argument("--save", type=Path, metavar="FILE.wav", help="keep both sides of the call")


def run(options: argparse.Namespace) -> int:
    """Exit 0 when the call ended with the appointment that its caller wanted."""
    from voicebot.config import Settings
    from voicebot.simulator.fixtures import load_call

    call = load_call(options.call)
    data_dir = Settings.read().data_dir
    print(f"The call: {call.about} Starting the line ...", flush=True)
    with serving(data_dir) as line:
        os.environ.update(line.settings)
        asyncio.run(_place(line, call, options.save))
        return _show_result(line, call)


@contextmanager
def serving(data_dir: Path, **more: str) -> Iterator[Line]:
    """A service of the demo's own, with a new database and the demo's clock.

    Raises:
        ServiceFailed: it did not start; its last words are in the message.
    """
    from voicebot.simulator import own_service

    settings = {"VOICEBOT_NOW": NOW, "VOICEBOT_RECORDING": "true"} | more
    with own_service.serving(data_dir, "demo", settings, keep=True) as line:
        yield line


async def _place(line: Line, call: Any, save: Path | None) -> None:
    from voicebot.audio.pcm import LINE_HZ, write_wav
    from voicebot.errors import LineClosed
    from voicebot.simulator.phone import Phone

    async with Phone(line.url, caller="+14155550199") as phone:
        watching = asyncio.create_task(_watch(phone.call_id))
        try:
            await phone.wait_until_bot_quiet(1000)
            for said in call.lines:
                await said.say(phone)
                await phone.wait_until_bot_quiet(1000)
        except LineClosed:
            pass  # the bot said goodbye; what came of the call is looked at next
        await phone.wait_until_over(5)
    if save is not None:
        await asyncio.to_thread(save.write_bytes, write_wav(phone.tracks(), LINE_HZ, channels=2))
    await asyncio.sleep(0.5)
    watching.cancel()


async def _watch(call_id: str) -> None:
    """Print the call's transcript from its log, as it grows."""
    from voicebot.bootstrap import Stores
    from voicebot.call.history import transcript
    from voicebot.config import Settings

    calls = Stores(Settings.read()).calls
    shown = 0
    while True:
        entries = await asyncio.to_thread(calls.entries, call_id)
        for at_ms, who, text in _told(transcript(entries[shown:])):
            print(f"  {at_ms / 1000:6.1f} s  {who:7s} {text}", flush=True)
        shown = len(entries)
        await asyncio.sleep(0.3)


def _told(lines: list[Any]) -> list[tuple[int, str, str]]:
    return [(line.at_ms, line.who, line.text) for line in lines if line.who != "note"]


def _show_result(line: Line, call: Any) -> int:
    """Compare what is booked with what the caller wanted."""
    listed = subprocess.run(
        [sys.executable, "-m", "voicebot", "appointments", "list", "--json"],
        env=os.environ | line.settings,
        capture_output=True,
        text=True,
        check=True,
    )
    appointments = json.loads(listed.stdout)
    for booked in appointments:
        print("\nBooked by voice:", json.dumps(booked))
    database = line.settings["VOICEBOT_DATABASE_URL"]
    print(
        "\nTo see it in the staff pages, make an account and start the line on the same data:\n"
        f"  export VOICEBOT_DATABASE_URL={database} VOICEBOT_NOW={NOW}\n"
        "  .venv/bin/voicebot staff add anna && .venv/bin/voicebot serve --local\n"
        "then open http://127.0.0.1:8000/staff/calls"
    )
    wanted = call.matches(appointments)
    if not wanted:
        print("\nThis is not what the caller wanted:", json.dumps(call.expect), file=sys.stderr)
    return 0 if wanted else 1
