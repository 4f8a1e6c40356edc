from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from voicebot.adapters.silero import SileroDetector, load_silero
from voicebot.audio.pcm import BLOCK, HZ, Pcm, read_wav, through_line
from voicebot.errors import ModelMissing

ROOT = Path(__file__).parents[3]
SECOND = HZ // BLOCK
"""Blocks in about a second."""


def probabilities(pcm: Pcm) -> list[float]:
    detector = SileroDetector(load_silero())
    return [detector.probability(block) for block in pcm.reshape(-1, BLOCK)]


def voice() -> Pcm:
    """A caller's turn from the recordings that travel with the project, in whole blocks."""
    pcm, hz = read_wav(sorted((ROOT / "audio_fixtures" / "calls").rglob("*.wav"))[0])
    heard = through_line(pcm, hz)
    return heard[: len(heard) // BLOCK * BLOCK]


def test_silence_and_noise_are_not_speech() -> None:
    noise = np.random.default_rng(2).normal(0, 300, SECOND * 2 * BLOCK).astype(np.int16)
    assert max(probabilities(np.zeros(SECOND * BLOCK, dtype=np.int16))) < 0.3
    assert max(probabilities(noise)[3:]) < 0.5


def test_a_callers_turn_is_speech() -> None:
    assert np.mean(np.array(probabilities(voice())) > 0.5) > 0.4


def test_calls_do_not_share_what_they_heard() -> None:
    session = load_silero()
    quiet = np.zeros(BLOCK, dtype=np.int16)
    one, other, alone = (SileroDetector(session) for _ in range(3))
    for block in voice().reshape(-1, BLOCK):
        one.probability(block)
        assert other.probability(quiet) == alone.probability(quiet)


def test_missing_weights_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelMissing, match="pip install"):
        load_silero()
