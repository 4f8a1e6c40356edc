from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, write_wav
from voicebot.cli import transcribe
from voicebot.errors import SettingsError
from voicebot.simulator.recognition import Clip, Side, clips, compare, has_digit_string, ours
from voicebot.understanding.model import Hypothesis

HUM = (np.sin(np.arange(LINE_HZ) / 4) * 5000).astype(np.int16)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [{"file": f"{n}.wav", "text": f"line {n}", "tags": []} for n in range(6)]
    for row in rows:
        (tmp_path / str(row["file"])).write_bytes(write_wav(HUM, LINE_HZ))
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    return tmp_path


def test_recordings_come_as_the_far_end_hears_them(folder: Path) -> None:
    found = clips(folder)
    assert [clip.text for clip in found] == [f"line {n}" for n in range(6)]
    assert all(len(clip.pcm) == HZ for clip in found)


def test_a_limit_spreads_over_the_folder(folder: Path) -> None:
    assert [clip.file for clip in clips(folder, limit=3)] == ["0.wav", "2.wav", "4.wav"]


@pytest.mark.parametrize(
    "manifest", [None, "{", '{"text": "no file"}', '{"file": "x", "text": ""}']
)
def test_what_is_no_folder_of_recordings_says_so(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.jsonl").write_text(manifest)
    with pytest.raises(SettingsError, match="not a folder of recordings"):
        clips(tmp_path)


def test_figures() -> None:
    side = Side()
    side.add("call two one two five", "call 2125.", 100.0)
    side.add("one two three four five", "one two three four", 300.0)
    side.add("see you tomorrow", "see you, tomorrow!", 200.0)
    assert side.figures() == {"p50_ms": 200.0, "p95_ms": 290.0, "wer": 0.0769, "digits_exact": 0.5}


def test_without_digit_strings_there_is_no_share_of_them() -> None:
    side = Side()
    side.add("hello", "hello", 1.0)
    assert side.figures()["digits_exact"] is None


def test_digit_strings_are_digits_in_a_row() -> None:
    assert has_digit_string("it is four one five five")
    assert not has_digit_string("at three thirty or at five")


def test_both_sides_hear_every_clip_and_take_turns() -> None:
    heard: list[tuple[str, int]] = []
    recordings = [Clip(f"{n}.wav", "yes", np.full(10, n, dtype=np.int16)) for n in range(1, 4)]

    def side(name: str, answer: str) -> object:
        return lambda pcm: heard.append((name, int(pcm[0]))) or answer

    sides = {"ours": side("ours", "yes"), "stock": side("stock", "no")}
    *_, figures = compare(recordings, sides)  # type: ignore[arg-type]
    assert figures["ours"].figures()["wer"] == 0.0
    assert figures["stock"].figures()["wer"] == 1.0
    assert sorted(heard[4:]) == sorted((s, n) for s in ("ours", "stock") for n in (1, 2, 3))
    assert [name for name, _ in heard[4:]] == ["stock", "ours", "ours", "stock", "stock", "ours"]


class Parrot:
    """Recognises everything as the same, and remembers how much it heard."""

    def __init__(self, *hypotheses: Hypothesis) -> None:
        self._hypotheses = hypotheses
        self.samples = 0

    def transcribe(self, pcm: Pcm, hints: object) -> tuple[Hypothesis, ...]:
        self.samples = len(pcm)
        return self._hypotheses


def test_silence_is_an_empty_text() -> None:
    assert ours(Parrot())(HUM) == ""


def test_a_transcript_has_all_its_fields() -> None:
    parrot = Parrot(Hypothesis("yes", -0.1), Hypothesis("yet", -0.5))
    row = transcribe.transcript(parrot, HUM, LINE_HZ, None)
    assert row.pop("took_ms") >= 0
    assert row == {"text": "yes", "nbest": ["yes", "yet"], "confidence": 0.905, "audio_ms": 1000}
    assert parrot.samples == HZ
    silent = transcribe.transcript(Parrot(), HUM, LINE_HZ, None)
    assert (silent["text"], silent["nbest"], silent["confidence"]) == ("", [], 0.0)


def test_audio_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a sound")
    with pytest.raises(ValueError, match="no sound"):
        transcribe.read_audio(file)


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.wav"
    good.write_bytes(write_wav(HUM, LINE_HZ))

    class Engines:
        def __init__(self, settings: object) -> None:
            self.recogniser = Parrot(Hypothesis("hello", -0.2))

    monkeypatch.setattr("voicebot.bootstrap.Engines", Engines)
    files = [tmp_path / "none.wav", good]
    options = argparse.Namespace(files=files, json=True, asked=None, words="")
    assert transcribe.run(options) == 1
    out = capsys.readouterr()
    assert json.loads(out.out)["file"] == str(good)
    assert "none.wav" in out.err
