"""Barge-in that can tell: forty sounds over the bot's voice, each with its outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import onnxruntime
import pytest
import yaml
from audiorig import AudioRig

from voicebot.adapters.silero import SileroDetector
from voicebot.audio.pcm import HZ, read_wav, resample
from voicebot.booking.model import (
    FindAppointment,
    FindCustomer,
    FindSlots,
    Held,
    Hold,
    Noted,
    NotFound,
    Offered,
    Slot,
)
from voicebot.bootstrap import Engines
from voicebot.call.messages import ClearAudio
from voicebot.config import Settings
from voicebot.dialog.loader import load
from voicebot.simulator.fixtures import folder
from voicebot.understanding.interpret import Interpreter

pytestmark = pytest.mark.models

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())
STOP_MS = 300
VERBOSE = True
LONG = ("The next times I have are", "The first free times are")
"""The bot is about to speak for some seconds."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    onnxruntime.set_seed(1)  # the bot's voice draws the same noise in every run
    return Engines(Settings.read(data_dir=tmp_path_factory.mktemp("models")))


@pytest.fixture(scope="module")
def parts(engines):
    dialog = load("dental_clinic")
    zone = ZoneInfo(dialog.business.zone)
    return dialog, Interpreter(engines.nlp, dialog.lexicon, zone, dialog.locale)


def two_free(request, request_id):
    match request:
        case FindSlots():
            return Offered(tuple(slot(day) for day in (24, 25)))
        case Hold(tokens):
            return Held(tokens)
        case FindCustomer() | FindAppointment():
            return NotFound()
        case _:
            return Noted()


def slot(day: int) -> Slot:
    start = datetime(2026, 11, day, 15, 30, tzinfo=UTC)
    return Slot(f"t{day}", start, start + timedelta(minutes=30), (), ("cleaning",), "lopez")


def recorded(name: str, level_db: float = 0.0):
    """A recording at 16 kHz."""
    pcm, hz = read_wav(folder() / f"{name}.wav")
    louder = resample(pcm, hz, HZ).astype(np.float64) * 10 ** (level_db / 20)
    return np.clip(louder, -32768, 32767).astype(np.int16)


def sound(case):
    """The case's sound; None when it has none."""
    if "sound" in case:
        return recorded(f"sounds/{case['sound']}", case.get("level_db", 0))
    if "line" in case:
        return recorded(f"calls/{case['line']}", case.get("level_db", 0))
    return None


def onset_ms(pcm) -> int:
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > np.abs(pcm).max() * 0.1)
    return int(loud[0]) * 1000 // HZ


def background(case):
    if "background" not in case:
        return None
    pcm = recorded(f"sounds/{case['background']}").astype(np.float64)
    return pcm * (32768 * 10 ** (case["background_db"] / 20) / np.sqrt(np.mean(pcm**2)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_barge_in(case, parts, engines):
    dialog, interpreter = parts
    rig = AudioRig(
        dialog,
        interpreter,
        two_free,
        recogniser=engines.recogniser,
        synthesiser=engines.synthesiser,
        detector=SileroDetector(engines.silero),
        echo_db=case.get("echo_db"),
        echo_delay_ms=case.get("echo_delay_ms", 160),
        background=background(case),
    )
    rig.run_until(lambda: rig.bot() != [])
    if "during" not in case:
        rig.wait_for_bot()
        until_it_lists_times(rig)
    before = len(rig.log)
    rig.run(case.get("at_ms", 0))
    pcm = sound(case)
    start = rig.play(pcm) + onset_ms(pcm) if pcm is not None else rig.now_ms
    rig.press(case.get("press", ""))
    rig.run_until(lambda: not rig.speaking)
    rig.run(6000)
    said_all = rig.bot()[-1].endswith("?")
    rig.log = rig.log[before:]
    CHECKS[case["expect"]](rig, start, said_all)


def until_it_lists_times(rig):
    """The caller says what for, and says it again when it was misheard: streets are loud."""
    for _ in range(3):
        heard = len(rig.entries("heard"))
        rig.run(900)
        rig.play(recorded("calls/step_by_step/1_service"))
        rig.run_until(lambda n=heard: len(rig.entries("heard")) > n)
        rig.run_until(lambda: rig.bot()[-1].startswith(LONG) or rig.quiet())
        if rig.bot()[-1].startswith(LONG):
            return
    raise AssertionError(f"no times were listed; the log: {rig.transcript()}")


def stops(rig, start, said_all):
    cleared = [at for at, request in rig.requests if isinstance(request, ClearAudio) and at > start]
    assert cleared, rig.transcript()
    assert cleared[0] - start <= STOP_MS
    assert rig.entries("heard"), rig.transcript()


def goes_on(rig, start, said_all):
    assert not rig.entries("heard"), rig.transcript()
    assert not rig.entries("cut"), rig.transcript()
    assert said_all


def answers(rig, start, said_all):
    cut = {entry.data["text"] for entry in rig.entries("cut")}
    assert cut <= {"How can I help you?"}, rig.transcript()
    assert rig.entries("heard"), rig.transcript()


def keyed(rig, start, said_all):
    assert rig.entries("keyed"), rig.transcript()


CHECKS = {"stops": stops, "goes_on": goes_on, "answers": answers, "keyed": keyed}
