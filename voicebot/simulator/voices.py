"""Voices for callers, from the synthesisers that are installed. Never the bot's own voice.

The clearest first: festival's HTS slt, flite's voices, and eSpeak NG, which speech recognisers
mishear about every third word of and which is there for want of another.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np

from voicebot.audio.pcm import HZ, Pcm, read_wav, resample, to_int16
from voicebot.errors import ModelMissing, SynthesisFailed
from voicebot.simulator import espeak
from voicebot.simulator.speech import speech_level_dbfs, voiced_spans

FESTIVAL_SLT: Final = "festival-slt"
ESPEAK: Final = "espeak"
LEVEL_DBFS: Final = -22.0
"""Every voice speaks at this level: what a telephone line carries of a normal voice."""
MARGIN_MS: Final = 80
"""Silence kept before the first and after the last voiced sample."""

_FLITE_WANTED: Final = ("slt", "rms", "awb", "kal")
_FESTIVAL_HTS: Final = Path("/usr/share/festival/voices/us/cmu_us_slt_arctic_hts")
_TIMEOUT_S: Final = 60


@cache
def installed() -> tuple[str, ...]:
    """The names of the voices there are on this machine, the clearest first."""
    names = [FESTIVAL_SLT] if shutil.which("text2wave") and _FESTIVAL_HTS.is_dir() else []
    if shutil.which("flite"):
        listed = subprocess.run(["flite", "-lv"], capture_output=True, text=True, check=False)
        names += [f"flite-{name}" for name in _FLITE_WANTED if name in listed.stdout.split()]
    if importlib.util.find_spec("espeakng_loader"):
        names.append(ESPEAK)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Voice:
    """A caller's voice. `speed` 1 is its own pace, `pitch` 1 its own height (and formants)."""

    name: str
    speed: float = 1.0
    pitch: float = 1.0

    @classmethod
    def named(cls, text: str = "") -> Self:
        """The voice "NAME", "NAME@SPEED" or "NAME@SPEED,PITCH"; the clearest one for "".

        Raises:
            ModelMissing: it is not installed, or none is.
            ValueError: speed and pitch are not numbers from 0.5 to 2.
        """
        name, _, manner = text.partition("@")
        there = installed()
        if not there:
            raise ModelMissing(
                "no voice for a caller: install flite, or festival with festvox-us-slt-hts, "
                "or the Python package espeakng-loader"
            )
        if name and name not in there:
            raise ModelMissing(f"no voice {name!r}; there are: {', '.join(there)}")
        speed, _, pitch = manner.partition(",")
        return cls(name or there[0], _factor(speed), _factor(pitch))

    @property
    def is_hard_to_hear(self) -> bool:
        return self.name == ESPEAK

    def speak(self, text: str) -> Pcm:
        """The text as 16 kHz audio, with a little silence around it.

        Raises:
            SynthesisFailed: the engine broke, or made nothing that can be heard.
        """
        if not any(letter.isalnum() for letter in text):
            raise SynthesisFailed("there is nothing to say in the text")
        pcm, hz = self._synthesise(_pronounceable(text), self.speed / self.pitch)
        return _trimmed(_levelled(resample(pcm, round(hz * self.pitch), HZ)))

    def _synthesise(self, text: str, speed: float) -> tuple[Pcm, int]:
        if self.name == ESPEAK:
            return espeak.speak(text, speed), espeak.HZ
        with tempfile.TemporaryDirectory() as folder:
            source, wav = Path(folder, "text"), Path(folder, "speech.wav")
            source.write_text(text, encoding="utf-8")
            _run(self._command(speed, source, wav))
            return read_wav(wav)

    def _command(self, speed: float, source: Path, wav: Path) -> list[str]:
        if self.name == FESTIVAL_SLT:
            rate = f'(list (list "-r" {speed:.3f}))'
            scheme = (
                "(begin (voice_cmu_us_slt_arctic_hts)"
                f" (set! hts_engine_params (append hts_engine_params {rate})))"
            )
            return ["text2wave", "-eval", scheme, "-o", str(wav), str(source)]
        stretch = f"duration_stretch={1 / speed:.3f}"
        voice = self.name.removeprefix("flite-")
        return ["flite", "-voice", voice, "--setf", stretch, "-f", str(source), "-o", str(wav)]


_SPELLED_OUT = (
    (re.compile(r"\bmm+[- ]?hm+\b", re.I), "uh-huh"),
    (re.compile(r"\bh+m+\b|\bm{2,}\b", re.I), "hum"),
    (re.compile(r"\bnguyen\b", re.I), "Win"),
)


def _pronounceable(text: str) -> str:
    """What synthesisers would read out letter by letter, as people say it: "hmm", "Nguyen"."""
    for spelled, word in _SPELLED_OUT:
        text = spelled.sub(word, text)
    return text


def _factor(text: str) -> float:
    value = float(text) if text else 1.0
    if not 0.5 <= value <= 2:
        raise ValueError(f"a voice's speed and pitch lie between 0.5 and 2, not at {value:g}")
    return round(value, 2)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SynthesisFailed(f"{command[0]}: {error}") from None
    if done.returncode:
        raise SynthesisFailed(f"{command[0]} ended with status {done.returncode}")


def _levelled(pcm: Pcm) -> Pcm:
    gain = 10 ** ((LEVEL_DBFS - speech_level_dbfs(pcm)) / 20)
    return to_int16(pcm.astype(np.float64) * gain)


def _trimmed(pcm: Pcm) -> Pcm:
    spans = voiced_spans(pcm)
    if not spans:
        raise SynthesisFailed("the voice made no sound")
    margin = MARGIN_MS * HZ // 1000
    start, end = spans[0][0] * HZ // 1000, spans[-1][1] * HZ // 1000
    return np.pad(pcm, margin)[start : end + 2 * margin]
