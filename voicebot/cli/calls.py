"""`voicebot calls list` and `calls show`: what calls came, and what was said in one."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.bootstrap import Stores


def register(commands: Commands) -> None:
    listing = commands.add("calls list", run_list, help="List calls, oldest first.")
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    listing.add_argument("--business", help="only this business")
    listing.add_argument("--limit", type=int, default=200, help="the newest so many (200)")
    show = commands.add("calls show", run_show, help="Show the transcript of one call.")
    show.add_argument("call", help="the call's id, as `calls list` shows it")
    show.add_argument("--json", action="store_true", help="print the whole log as JSON")
    show.add_argument("--all", action="store_true", help="with decisions and calendar requests")


def run_list(options: argparse.Namespace) -> int:
    rows = calls(_stores(), options.business, options.limit)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        print(
            f"{row['started_at']}  {row['outcome'] or 'running':11}  {row['turns']:3} turns  "
            f"{row['caller'] or 'withheld':16}  {row['id']}"
        )
    if not rows:
        print("no calls")
    return 0


def calls(stores: Stores, business_id: str | None, limit: int) -> list[dict[str, Any]]:
    """One row a call, times local to its business."""
    from zoneinfo import ZoneInfo

    from voicebot.adapters import sql

    if sql.revision(stores.engine) is None:
        return []
    zones = {b.id: ZoneInfo(b.zone) for b in stores.calendar.businesses()}
    utc = ZoneInfo("UTC")
    return [
        {
            "id": call.id,
            "started_at": call.started_at.astimezone(zones.get(call.business_id, utc)).isoformat(),
            "ended_at": call.ended_at
            and call.ended_at.astimezone(zones.get(call.business_id, utc)).isoformat(),
            "caller": call.caller,
            "outcome": call.outcome,
            "turns": call.turns,
        }
        for call in stores.calls.calls(business_id, limit)
    ]


def run_show(options: argparse.Namespace) -> int:
    from voicebot.call.history import INNER, STAGES, latencies, transcript
    from voicebot.errors import SettingsError

    entries = _stores().calls.entries(options.call)
    if not entries:
        raise SettingsError(f"there is no call {options.call}")
    if options.json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return 0
    for line in transcript(entries):
        if options.all or line.text not in INNER.values():
            print(f"{line.at_ms / 1000:7.1f} s  {line.who:7}  {line.text}")
    print("\nfrom the caller's last sound to the bot's first, in ms:")
    for turn in latencies(entries):
        parts = (f"{stage} {turn.split[f'{stage}_ms']}" for stage in STAGES)
        print(f"{turn.at_ms / 1000:7.1f} s  {turn.split['total_ms']:5}  = {', '.join(parts)}")
    return 0


def _stores() -> Stores:
    from voicebot.bootstrap import Stores
    from voicebot.config import Settings

    return Stores(Settings.read())
