"""Speaks the calls of `calls.yaml` into WAV files and writes `manifest.json`.

    python audio_fixtures/make.py            make everything anew
    python audio_fixtures/make.py --check    and write down what the recognisers hear in it

Needs festival with festvox-us-slt-hts, and flite. The voices are deterministic, so the files only
change when the texts or the voices do.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from voicebot.audio.pcm import FULL_SCALE, HZ, LINE_HZ, Pcm, fade, resample, to_int16, write_wav
from voicebot.simulator import sounds
from voicebot.simulator.speech import comfort_noise, voiced_spans
from voicebot.simulator.voices import LEVEL_DBFS, Voice

HERE = Path(__file__).parent
FLOOR_DBFS = -62.0
"""A faint hiss under every line, as a real one has it; digital silence is too easy."""
PAUSE_MS = 100
"""On top of the margins that every piece has."""
BACKGROUND_S = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="say what the recognisers hear")
    check = parser.parse_args().check
    plan = yaml.safe_load((HERE / "calls.yaml").read_text(encoding="utf-8"))
    for folder in ("calls", "sounds"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    manifest = {
        "hz": LINE_HZ,
        "calls": [_call(call) for call in plan["calls"]],
        "sounds": [_sound(sound) for sound in plan["sounds"]],
    }
    text = re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", json.dumps(manifest, indent=1))
    (HERE / "manifest.json").write_text(text + "\n", encoding="utf-8")
    if check:
        _check(manifest)


def _call(call: dict[str, Any]) -> dict[str, Any]:
    lines = [_line(call, *numbered) for numbered in enumerate(call["lines"], 1)]
    return call | {"lines": lines}


def _line(call: dict[str, Any], number: int, line: dict[str, Any]) -> dict[str, Any]:
    if "say" not in line:
        return line
    name = f"calls/{call['id']}/{number}_{line['answers']}.wav"
    written = _written(name, _spoken(line["say"], call["voice"]), number)
    words = line["say"].replace(" |", ",")
    return {key: line[key] for key in line if key != "say"} | {"words": words} | written


def _sound(sound: dict[str, Any]) -> dict[str, Any]:
    if "say" in sound:
        pcm = _spoken(sound["say"], sound["voice"])
    else:
        pcm = _levelled(_made(sound["make"], np.random.default_rng(sound["seed"])))
    return sound | _written(f"sounds/{sound['id']}.wav", pcm, len(sound["id"]))


@cache
def _spoken(text: str, voice: str) -> Pcm:
    """The text with a short silence for each "|", as people leave between groups of digits."""
    speaker = Voice.named(voice)
    pieces = [speaker.speak(part) for part in text.split("|")]
    gap = np.zeros(PAUSE_MS * HZ // 1000, dtype=np.int16)
    return np.concatenate([part for piece in pieces for part in (piece, gap)][:-1])


def _made(kind: str, rng: sounds.Rng) -> sounds.Sound:
    if kind == "cough":
        return sounds.cough(rng)
    if kind == "mm_hm":
        return np.concatenate([sounds.hum(rng, 180), np.zeros(HZ // 20), sounds.hum(rng, 260)])
    return sounds.BACKGROUNDS[kind](BACKGROUND_S * HZ, rng)


def _levelled(sound: sounds.Sound) -> Pcm:
    return fade(to_int16(sound * FULL_SCALE * 10 ** (LEVEL_DBFS / 20)), ms=10)


def _written(name: str, pcm: Pcm, seed: int) -> dict[str, Any]:
    """Write 8 kHz audio on a noise floor; the file's entry for the manifest."""
    line = resample(pcm, HZ, LINE_HZ)
    floor = comfort_noise(FLOOR_DBFS, seconds=len(line) // LINE_HZ + 1, seed=seed)
    line = to_int16(line.astype(np.float64) + floor[: len(line)])
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_wav(line, LINE_HZ))
    spans = voiced_spans(line, LINE_HZ)
    return {"wav": name, "ms": len(line) * 1000 // LINE_HZ, "spans_ms": spans}


def _check(manifest: dict[str, Any]) -> None:
    """Print each line as the packaged recognisers hear it over a telephone."""
    from voicebot.adapters.models import whisper_folder
    from voicebot.adapters.whisper import WhisperRecogniser
    from voicebot.audio.pcm import read_wav, through_line
    from voicebot.call.messages import Hints

    models = {
        name: WhisperRecogniser(whisper_folder(name, Path(".data")), workers=1)
        for name in ("tiny.en", "base")
    }
    for call in manifest["calls"]:
        for line in filter(lambda line: "wav" in line, call["lines"]):
            print(f"\n{line['wav']}\n  {'said':8} {line['words']}")
            pcm = through_line(*read_wav(HERE / line["wav"]))
            for name, model in models.items():
                heard = model.transcribe(pcm, Hints())
                print(f"  {name:8} {heard[0].text if heard else ''}")


if __name__ == "__main__":
    main()
