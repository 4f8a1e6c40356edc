"""`voicebot bench stt`: our recognition against stock faster-whisper, on recordings of yours."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicebot.cli import Commands

_COLUMNS = "p50_ms", "p95_ms", "wer", "digits_exact"


def register(commands: Commands) -> None:
    parser = commands.add(
        "bench stt", run, help="Words, digits and time of recognition against stock faster-whisper"
    )
    parser.add_argument(
        "--folder", type=Path, required=True, help="recordings with a manifest.jsonl (file, text)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--limit", type=int, help="only so many clips, spread over the folder")
    parser.add_argument("--stock", default="base", help="the stock side's Whisper model (base)")


def run(options: argparse.Namespace) -> int:
    from voicebot.adapters.models import whisper_folder
    from voicebot.bootstrap import Engines
    from voicebot.config import Settings
    from voicebot.errors import SettingsError
    from voicebot.simulator.recognition import clips, compare, ours, stock

    settings = Settings.read()
    recordings = clips(options.folder, options.limit)
    if not recordings:
        raise SettingsError(f"{options.folder}: the manifest names no recordings")
    sides = {
        "ours": ours(Engines(settings).recogniser),
        "stock": stock(whisper_folder(options.stock, settings.data_dir)),
    }
    *_, figures = compare(recordings, sides)
    result: dict[str, Any] = {"clips": len(recordings)}
    result |= {name: side.figures() for name, side in figures.items()}
    print(json.dumps(result) if options.json else _table(result))
    return 0


def _table(result: dict[str, Any]) -> str:
    lines = [f"{result['clips']} clips  " + "  ".join(f"{name:>12}" for name in _COLUMNS)]
    for side in ("ours", "stock"):
        cells = "  ".join(f"{result[side][name]!s:>12}" for name in _COLUMNS)
        lines.append(f"{side:<{len(lines[0]) - 14 * len(_COLUMNS)}}  {cells}")
    return "\n".join(lines)
