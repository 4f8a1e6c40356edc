"""`voicebot transcribe`: what the bot would hear if these recordings came by telephone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicebot.audio.pcm import Pcm
    from voicebot.cli import Commands
    from voicebot.ports import Recogniser


def register(commands: Commands) -> None:
    parser = commands.add(
        "transcribe", run, help="Recognise recordings as if they came over a telephone line"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--asked", help="what was just asked: phone, date, name, ...")
    parser.add_argument("--words", default="", help="likely words, separated by commas")


def run(options: argparse.Namespace) -> int:
    """A line for each file; 1 when one of them could not be read."""
    from voicebot.bootstrap import Engines
    from voicebot.call.messages import Hints
    from voicebot.config import Settings

    words = tuple(word.strip() for word in options.words.split(",") if word.strip())
    hints = Hints(asked=options.asked, words=words)
    recogniser = Engines(Settings.read()).recogniser
    status = 0
    for file in options.files:
        try:
            pcm, hz = read_audio(file)
        except (ValueError, OSError) as error:
            print(f"voicebot transcribe: {file}: {error}", file=sys.stderr)
            status = 1
            continue
        row = {"file": str(file), **transcript(recogniser, pcm, hz, hints)}
        print(json.dumps(row) if options.json else f"{file}: {row['text']}", flush=True)
    return status


def transcript(recogniser: Recogniser, pcm: Pcm, hz: int, hints: Any) -> dict[str, Any]:
    """Text, n-best, confidence (0 to 1) and times of one recording, through the line first."""
    import math
    import time

    from voicebot.audio.pcm import milliseconds, through_line

    heard = through_line(pcm, hz)
    start = time.perf_counter()
    nbest = recogniser.transcribe(heard, hints)
    took_s = time.perf_counter() - start
    return {
        "text": nbest[0].text if nbest else "",
        "nbest": [hypothesis.text for hypothesis in nbest],
        "confidence": round(min(1.0, math.exp(nbest[0].score)), 3) if nbest else 0.0,
        "audio_ms": milliseconds(len(pcm), hz),
        "took_ms": round(took_s * 1000),
    }


def read_audio(file: Path) -> tuple[Pcm, int]:
    """A WAV file by our own reader, anything else by FFmpeg (PyAV, which faster-whisper brings).

    Raises:
        ValueError: the file holds no sound that can be decoded.
        OSError: it cannot be read.
    """
    from voicebot.audio.pcm import HZ, read_wav, to_int16

    if file.read_bytes()[:4] == b"RIFF":
        return read_wav(file)
    from faster_whisper.audio import decode_audio

    try:
        return to_int16(decode_audio(str(file), sampling_rate=HZ) * 32_768), HZ
    except Exception as error:  # PyAV has an error class for each of FFmpeg's codes
        raise ValueError(f"no sound that can be decoded ({type(error).__name__})") from error
