"""`voicebot bench capacity`: how many calls at once this machine answers well."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from voicebot.cli import Commands

NOW = "2026-11-23T09:00:00-05:00"


def register(commands: Commands) -> None:
    parser = commands.add("bench capacity", run, help="Many calls at once, in real time.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--calls", type=int, default=16, help="at once (16)")
    parser.add_argument("--minutes", type=float, default=3.0, help="for so long (3)")
    parser.add_argument("--seed", type=int, default=1, help="draws what is said when")
    parser.add_argument("--voices", metavar="NAME[,NAME]", help="callers' voices (all installed)")


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a call was lost or a turn had no answer."""
    from voicebot.bootstrap import Stores
    from voicebot.config import Settings
    from voicebot.simulator.capacity import Load, bank, carry, late_frames, report
    from voicebot.simulator.own_service import serving
    from voicebot.simulator.voices import ESPEAK, Voice, installed

    names = options.voices.split(",") if options.voices else installed()
    clear = tuple(name for name in names if name != ESPEAK)
    load = Load(options.calls, options.minutes * 60, clear or (Voice.named().name,), options.seed)
    lines = bank(load)
    settings = Settings.read()
    environment = {"VOICEBOT_NOW": NOW, "VOICEBOT_MAX_CALLS": str(load.calls)}
    with serving(settings.data_dir, "bench-capacity", environment) as service:
        carried = asyncio.run(carry(load, service, lines))
        url = service.settings["VOICEBOT_DATABASE_URL"]
        late = late_frames(carried, Stores(settings.model_copy(update={"database_url": url})))
    found = report(load, carried, late)
    print(json.dumps(found, indent=1) if options.json else "\n".join(_lines(found)))
    return 1 if found["dropped"] or found["answered"] < found["turns"] else 0


def _lines(found: dict[str, Any]) -> list[str]:
    return [
        f"{found['calls']} calls for {found['seconds']:.0f} s, speaking {found['speaking']:.0%}",
        f"answers: {found['answered']} of {found['turns']}, "
        f"p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms",
        f"holes in the bot's sentences over 100 ms: {found['late_frames']}",
        f"the service took {found['cpu']} % of the machine and {found['rss_start_mb']} MB at the "
        f"start, {found['rss_mb']} MB at the end, {found['rss_max_mb']} MB at most",
        f"one call too many was told: {', '.join(found['overflow'].get('twiml', []))}",
        f"calls lost: {found['dropped']}, ended by the bot and placed again: {found['redialled']}, "
        f"frames the phones sent late: {found['phone_late_frames']}",
    ]
