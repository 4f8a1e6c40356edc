"""`voicebot bench latency`: how long callers wait for an answer, measured at the phone."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import TYPE_CHECKING, Any

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.config import Settings
    from voicebot.simulator.latency import Bench, Measured


def register(commands: Commands) -> None:
    parser = commands.add("bench latency", run, help="From the caller's last sound to the answer.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--turns", type=int, default=60, help="at least so many (60)")
    parser.add_argument("--seed", type=int, default=1, help="draws sentences, people and calls")
    parser.add_argument("--voices", metavar="NAME[,NAME]", help="callers' voices (all installed)")
    parser.add_argument(
        "--no-comparison", action="store_true", help="not again without answering ahead"
    )


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a turn was not answered."""
    from voicebot.config import Settings
    from voicebot.simulator.latency import Bench, report
    from voicebot.simulator.voices import ESPEAK, installed

    names = options.voices.split(",") if options.voices else installed()
    voices = tuple(name for name in names if name != ESPEAK)
    show = (lambda line: None) if options.json else (lambda line: print(line, flush=True))
    bench = Bench(options.turns, voices, options.seed, show)
    settings = Settings.read()
    found = report(_measure(bench, settings, speculate=True))
    if not options.no_comparison:
        found["without_speculation"] = report(_measure(bench, settings, speculate=False))
    print(json.dumps(found, indent=1) if options.json else "\n".join(_lines(found)))
    return 0 if found["answered"] == found["turns"] else 1


def _measure(bench: Bench, settings: Settings, *, speculate: bool) -> Measured:
    from voicebot.bootstrap import Stores
    from voicebot.simulator.latency import DIALOG, measure, scenarios
    from voicebot.simulator.own_service import serving

    now = next(scenarios(bench.seed)).setting.now.isoformat()
    environment = {
        "VOICEBOT_DIALOG": DIALOG,
        "VOICEBOT_NOW": now,
        "VOICEBOT_SPECULATE": str(speculate).lower(),
    }
    with serving(settings.data_dir, "bench-latency", environment) as service:
        records = Stores(
            settings.model_copy(update={"database_url": service.settings["VOICEBOT_DATABASE_URL"]})
        )
        return asyncio.run(measure(bench, service, records))


def _lines(found: dict[str, Any]) -> list[str]:
    told = [_line("all but dictation", found, found["answered"])]
    told.append(_line("dictation", found["dictation"], found["dictation"]["turns"]))
    told += [_line(voice, f, f["turns"]) for voice, f in found["by_voice"].items()]
    for stage, figures in found["split"].items():
        if isinstance(figures, dict):
            told.append(f"  {stage:20} p50 {figures['p50_ms']} p95 {figures['p95_ms']}")
    if "without_speculation" in found:
        without = found["without_speculation"]
        told.append(_line("without speculation", without, without["answered"]))
    return told


def _line(name: str, figures: dict[str, Any], turns: int) -> str:
    return f"{name:20} {turns:4} turns  p50 {figures['p50_ms']} ms  p95 {figures['p95_ms']} ms"
