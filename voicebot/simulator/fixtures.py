"""The recorded calls of `audio_fixtures/`: what is said when, and what should come of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from voicebot.audio.pcm import HZ, read_wav, resample
from voicebot.errors import SettingsError
from voicebot.simulator.phone import Phone


def folder() -> Path:
    """Where the fixtures are: in the package when it was installed, else in the checkout.

    Raises:
        SettingsError: they are in neither.
    """
    packaged = Path(str(files("voicebot"))) / "_fixtures"
    checkout = Path(__file__).parents[2] / "audio_fixtures"
    for place in (checkout, packaged):
        if (place / "manifest.json").is_file():
            return place
    raise SettingsError("the recorded calls are not installed with this package")


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """One thing the caller does: speaks a recording, presses keys, or waits (ms)."""

    words: str = ""
    wav: Path | None = None
    press: str = ""
    wait_ms: int = 0
    interrupt_after_ms: int = 0

    async def say(self, phone: Phone) -> None:
        if self.wait_ms:
            await phone.sleep(self.wait_ms)
        if self.press:
            phone.press(self.press)
        if self.wav is not None:
            pcm, hz = read_wav(self.wav)
            await phone.say(resample(pcm, hz, HZ), self.words)


@dataclass(frozen=True, slots=True)
class RecordedCall:
    id: str
    about: str
    lines: tuple[RecordedLine, ...]
    expect: Mapping[str, str]

    def matches(self, appointments: Sequence[Mapping[str, Any]]) -> bool:
        """Whether only the expected appointment stands, among those that the command lists."""
        standing = [a for a in appointments if a["status"] == "booked"]
        if self.expect["outcome"] != "booked":
            return not standing
        return len(standing) == 1 and self._is_it(standing[0])

    def _is_it(self, appointment: Mapping[str, Any]) -> bool:
        start = datetime.fromisoformat(appointment["start"])
        found = {
            "service": appointment["service"],
            "weekday": start.strftime("%A").lower(),
            "time": start.strftime("%H:%M"),
            "name": appointment["name"],
            "phone": appointment["phone"],
        }
        return all(found[key] == value for key, value in self.expect.items() if key in found)


def load_call(call_id: str) -> RecordedCall:
    """
    Raises:
        SettingsError: there is no such recorded call; the message names those there are.
    """
    place = folder()
    calls = json.loads((place / "manifest.json").read_text())["calls"]
    for call in calls:
        if call["id"] == call_id:
            lines = tuple(_line(line, place) for line in call["lines"])
            return RecordedCall(call_id, call["about"], lines, call["expect"])
    raise SettingsError(f"no recorded call {call_id!r}: {', '.join(c['id'] for c in calls)}")


def _line(data: Mapping[str, Any], place: Path) -> RecordedLine:
    return RecordedLine(
        data.get("words", ""),
        place / data["wav"] if "wav" in data else None,
        data.get("press", ""),
        data.get("wait_ms", 0),
        data.get("interrupt_after_ms", 0),
    )
