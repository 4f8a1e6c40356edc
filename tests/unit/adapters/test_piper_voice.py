from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot.adapters.models import voice_path
from voicebot.adapters.piper import LEVEL_DBFS, TRAIL_MS, PiperSynthesiser, finished, spell_titles
from voicebot.audio.pcm import HZ, Pcm, audible, level_dbfs, silence
from voicebot.errors import ModelMissing, SynthesisFailed


def hum(ms: int, amplitude: float) -> Pcm:
    t = np.arange(HZ * ms // 1000) / HZ
    return (np.sin(2 * np.pi * 200 * t) * amplitude).astype(np.int16)


@pytest.mark.parametrize("amplitude", [300, 3000, 30_000])
@pytest.mark.parametrize(("before_ms", "after_ms"), [(0, 0), (5, 40), (300, 900)])
def test_speech_is_levelled_and_framed_the_same(
    amplitude: float, before_ms: int, after_ms: int
) -> None:
    raw = np.concatenate([silence(before_ms), hum(500, amplitude), silence(after_ms)])
    out = finished(raw)
    part = audible(out)
    assert level_dbfs(out[part]) == pytest.approx(LEVEL_DBFS, abs=0.5)
    assert part.start <= HZ * 15 // 1000
    assert len(out) - part.stop == pytest.approx(HZ * TRAIL_MS // 1000, abs=HZ * 10 // 1000)
    assert (out[0], out[-1]) == (0, 0)


def test_peaks_win_over_the_level() -> None:
    clicks = silence(500)
    clicks[::400] = 20_000
    assert np.abs(finished(clicks).astype(int)).max() <= 29_300


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Dr. Lee can see you.", "Doctor Lee can see you."),
        ("Ask Mrs. Kim or Mr. Bo.", "Ask Missus Kim or Mister Bo."),
        ("See you at the Dr.", "See you at the Dr."),
    ],
)
def test_titles(written: str, spoken: str) -> None:
    assert spell_titles(written) == spoken


def test_what_is_no_voice_is_a_missing_model(tmp_path: Path) -> None:
    voice = tmp_path / "x.onnx"
    voice.write_bytes(b"nothing")
    (tmp_path / "x.onnx.json").write_text("{}")
    with pytest.raises(ModelMissing, match=r"x\.onnx is not a Piper voice"):
        PiperSynthesiser(voice)


@pytest.fixture(scope="module")
def piper(tmp_path_factory: pytest.TempPathFactory) -> PiperSynthesiser:
    return PiperSynthesiser(voice_path("", tmp_path_factory.mktemp("data")))


@pytest.mark.models
def test_a_sentence_is_speech_at_our_level(piper: PiperSynthesiser) -> None:
    pcm = piper.synthesise("We open at nine in the morning.")
    assert 1.0 < len(pcm) / HZ < 4.0
    assert level_dbfs(pcm[audible(pcm)]) == pytest.approx(LEVEL_DBFS, abs=2.0)


@pytest.mark.models
def test_a_longer_sentence_is_longer(piper: PiperSynthesiser) -> None:
    short, long = (piper.synthesise(text) for text in ("Hello.", "Hello, how can I help you?"))
    assert len(short) < len(long)


@pytest.mark.models
@pytest.mark.parametrize("sentence", ["", "...", " "])
def test_nothing_to_say_is_refused(piper: PiperSynthesiser, sentence: str) -> None:
    with pytest.raises(SynthesisFailed):
        piper.synthesise(sentence)
