"""The recorded calls as they are in the repository: whole, small, of telephone quality."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voicebot.audio.pcm import LINE_HZ, read_wav
from voicebot.errors import SettingsError
from voicebot.simulator.fixtures import folder, load_call
from voicebot.simulator.speech import Speech, speech_level_dbfs

FOLDER = Path(__file__).parents[3] / "audio_fixtures"
MANIFEST: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "manifest.json").read_text())
LINES = [line for call in MANIFEST["calls"] for line in call["lines"]]
RECORDED = [entry for entry in [*LINES, *MANIFEST["sounds"]] if "wav" in entry]
CALLS = [call["id"] for call in MANIFEST["calls"]]


def test_every_recording_is_in_the_manifest_and_every_entry_is_a_recording() -> None:
    paths = sorted(FOLDER.rglob("*.wav"))
    assert paths == sorted(FOLDER / entry["wav"] for entry in RECORDED)
    assert sum(path.stat().st_size for path in paths) < 8_000_000
    assert folder() == FOLDER


@pytest.mark.parametrize("entry", RECORDED, ids=lambda entry: entry["wav"])
def test_recordings_are_clear_sound_on_a_faint_hiss(entry: dict[str, Any]) -> None:
    pcm, hz = read_wav(FOLDER / entry["wav"])
    assert hz == LINE_HZ
    assert entry["ms"] == len(pcm) * 1000 // LINE_HZ
    assert -26 < speech_level_dbfs(pcm, hz) < -18
    assert abs(pcm.astype(int)).max() < 32_767
    assert pcm[:160].any(), "digital silence"
    speech = Speech.of(pcm, hz)
    assert entry["spans_ms"][0][0] == speech.first * 1000 // LINE_HZ
    assert entry["spans_ms"][-1][1] == speech.end * 1000 // LINE_HZ


def test_every_line_does_one_thing_and_says_which_question_it_answers() -> None:
    for line in LINES:
        assert len(line.keys() & {"wav", "press", "wait_ms"}) == 1
        assert "wait_ms" in line or line["answers"]
        assert "wav" not in line or line["words"]


@pytest.mark.parametrize("call_id", CALLS)
def test_each_call_says_what_must_come_of_it(call_id: str) -> None:
    call = load_call(call_id)
    assert call.about
    assert call.lines
    if call.expect["outcome"] == "booked":
        assert call.expect.keys() >= {"service", "weekday", "time", "name", "phone"}


def test_a_call_matches_the_appointment_that_its_caller_wanted_and_no_other() -> None:
    call = load_call("step_by_step")
    booked = {
        "status": "booked",
        "service": "cleaning",
        "start": "2026-11-24T15:00:00-05:00",
        "name": "Anna Miller",
        "phone": "+14155550132",
    }
    assert call.matches([booked])
    assert call.matches([booked, booked | {"status": "cancelled"}])
    assert not call.matches([booked, booked])
    assert not call.matches([])
    wrong = {"service": "filling", "start": "2026-11-24T15:30:00-05:00", "name": "Anna Muller"}
    assert not any(call.matches([booked | {key: value}]) for key, value in wrong.items())
    assert load_call("a_person").matches([])


def test_an_unknown_call_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="no recorded call 'x': step_by_step, "):
        load_call("x")


def test_no_caller_has_the_bots_own_voice() -> None:
    assert {call["voice"].split("-")[0] for call in MANIFEST["calls"]} == {"festival", "flite"}
