"""Barge-in that can tell: forty sounds over the bot's voice, each with its outcome."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from audiorig import AudioRig

from voicebot.adapters.silero import SileroDetector
from voicebot.audio.pcm import HZ, read_wav, resample
from voicebot.booking.model import Held, Hold, Noted, NotFound, Offered
from voicebot.bootstrap import Engines
from voicebot.call.messages import ClearAudio
from voicebot.config import Settings
from voicebot.dialog.loader import load
from voicebot.simulator.fixtures import folder
from voicebot.understanding.interpret import Interpreter

pytestmark = pytest.mark.models

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())
STOP_MS = 300
QUESTION = "How can I help you?"


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    return Engines(Settings.read(data_dir=tmp_path_factory.mktemp("models")))


@pytest.fixture(scope="module")
def parts(engines):
    from zoneinfo import ZoneInfo

    dialog = load("dental_clinic")
    zone = ZoneInfo(dialog.business.zone)
    return dialog, Interpreter(engines.nlp, dialog.lexicon, zone, dialog.locale)


def nothing_free(request, request_id):
    match request:
        case Hold(tokens):
            return Held(tokens)
        case _ if type(request).__name__ == "FindSlots":
            return Offered(())
        case _ if type(request).__name__.startswith("Find"):
            return NotFound()
        case _:
            return Noted()


def sound(case):
    """The case's sound at 16 kHz and where its voice sets in, in ms; None when it has none."""
    name = case.get("sound") or case.get("line")
    if name is None:
        return None
    place = "sounds" if "sound" in case else "calls"
    pcm, hz = read_wav(folder() / place / f"{name}.wav")
    pcm = resample(pcm, hz, HZ).astype(np.float64) * 10 ** (case.get("level_db", 0) / 20)
    return np.clip(pcm, -32768, 32767).astype(np.int16)


def onset_ms(pcm) -> int:
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > np.abs(pcm).max() * 0.1)
    return int(loud[0]) * 1000 // HZ


def background(case):
    if "background" not in case:
        return None
    pcm, hz = read_wav(folder() / "sounds" / f"{case['background']}.wav")
    pcm = resample(pcm, hz, HZ).astype(np.float64)
    return pcm * (32768 * 10 ** (case["background_db"] / 20) / np.sqrt(np.mean(pcm**2)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_barge_in(case, parts, engines):
    dialog, interpreter = parts
    rig = AudioRig(
        dialog,
        interpreter,
        nothing_free,
        recogniser=engines.recogniser,
        synthesiser=engines.synthesiser,
        detector=SileroDetector(engines.silero),
        echo_db=case.get("echo_db"),
        echo_delay_ms=case.get("echo_delay_ms", 160),
        background=background(case),
    )
    rig.run_until(lambda: (case.get("during") == "greeting" and rig.bot()) or QUESTION in rig.bot())
    rig.run_until(lambda: rig.heard_until_ms - rig.now_ms <= 1100 or "during" in case)
    rig.run(case.get("at_ms", 0))
    pcm = sound(case)
    start = rig.play(pcm) + onset_ms(pcm) if pcm is not None else rig.now_ms
    rig.press(case.get("press", ""))
    rig.run_until(lambda: not rig.speaking)
    rig.run(4000)
    CHECKS[case["expect"]](rig, start)


def stops(rig, start):
    cleared = [at for at, request in rig.requests if isinstance(request, ClearAudio) and at > start]
    assert cleared, rig.transcript()
    assert cleared[0] - start <= STOP_MS
    assert rig.entries("heard"), rig.transcript()


def goes_on(rig, start):
    assert not rig.entries("heard"), rig.transcript()
    assert not rig.entries("cut"), rig.transcript()
    assert QUESTION in rig.bot()


def answers(rig, start):
    assert not rig.entries("cut"), rig.transcript()
    assert rig.entries("heard"), rig.transcript()


def keyed(rig, start):
    assert rig.entries("keyed"), rig.transcript()


CHECKS = {"stops": stops, "goes_on": goes_on, "answers": answers, "keyed": keyed}
