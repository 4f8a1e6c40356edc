"""Our recogniser against stock faster-whisper on a folder of recordings.

The folder holds `manifest.jsonl`, one JSON object a line with at least `file` and `text`. Every
recording goes through the 8 kHz mu-law channel; the two sides take turns clip by clip, so that
whatever else the machine does hits both.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.audio.pcm import FULL_SCALE, HZ, Pcm, read_wav, through_line
from voicebot.audio.transcripts import canonical, digit_string, word_errors
from voicebot.call.messages import Hints
from voicebot.errors import SettingsError
from voicebot.ports import Recogniser

Listen = Callable[[Pcm], str]
"""16 kHz audio to text."""

LEAST_DIGITS = 4
"""A reference with this many digits in a row counts as a digit string."""
_WARM_UP_S = 2


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    file: str
    text: str
    pcm: Pcm


@dataclass(slots=True)
class Side:
    """What one recogniser made of the clips."""

    took_ms: list[float] = field(default_factory=list)
    errors: int = 0
    words: int = 0
    digits: int = 0
    digits_exact: int = 0

    def add(self, reference: str, heard: str, took_ms: float) -> None:
        self.took_ms.append(took_ms)
        words = canonical(reference)
        self.errors += word_errors(words, canonical(heard))
        self.words += len(words)
        if has_digit_string(reference):
            self.digits += 1
            self.digits_exact += digit_string(reference) == digit_string(heard)

    def figures(self) -> dict[str, Any]:
        """`wer` is errors over all words of the folder; `digits_exact` a share, or null."""
        return {
            "p50_ms": round(float(np.percentile(self.took_ms, 50)), 1),
            "p95_ms": round(float(np.percentile(self.took_ms, 95)), 1),
            "wer": round(self.errors / max(1, self.words), 4),
            "digits_exact": round(self.digits_exact / self.digits, 4) if self.digits else None,
        }


def has_digit_string(text: str) -> bool:
    """Whether at least `LEAST_DIGITS` digits are said in a row."""
    run = 0
    for word in canonical(text):
        run = run + 1 if word.isdigit() else 0
        if run >= LEAST_DIGITS:
            return True
    return False


def clips(folder: Path, limit: int | None = None) -> list[Clip]:
    """The folder's recordings as the far end of a line hears them; `limit` spreads over all.

    Raises:
        SettingsError: there is no manifest, or it names what cannot be read.
    """
    try:
        lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        if limit and limit < len(rows):
            rows = [rows[i * len(rows) // limit] for i in range(limit)]
        return [_clip(folder, row) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"{folder}: not a folder of recordings: {error!r}") from error


def _clip(folder: Path, row: dict[str, Any]) -> Clip:
    pcm, hz = read_wav(folder / row["file"])
    return Clip(row["file"], row["text"], through_line(pcm, hz))


def ours(recogniser: Recogniser) -> Listen:
    def listen(pcm: Pcm) -> str:
        nbest = recogniser.transcribe(pcm, Hints())
        return nbest[0].text if nbest else ""

    return listen


def stock(model_path: Path) -> Listen:
    """faster-whisper as it comes (beam 5, 30 s window, all threads), told that it is English."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(model_path), device="cpu", compute_type="int8", local_files_only=True)

    def listen(pcm: Pcm) -> str:
        audio = pcm.astype(np.float32) / FULL_SCALE
        segments, _ = model.transcribe(audio, language="en")
        return " ".join(segment.text.strip() for segment in segments)

    return listen


def compare(recordings: Sequence[Clip], sides: dict[str, Listen]) -> Iterator[dict[str, Side]]:
    """Run all clips through all sides, in turns. Yields the running figures after each clip."""
    figures = {name: Side() for name in sides}
    for listen in sides.values():
        listen(np.zeros(_WARM_UP_S * HZ, dtype=np.int16))
        listen(recordings[0].pcm)
    order = list(sides)
    for clip in recordings:
        order = order[1:] + order[:1]
        for name in order:
            start = time.perf_counter()
            heard = sides[name](clip.pcm)
            figures[name].add(clip.text, heard, (time.perf_counter() - start) * 1000)
        yield figures
