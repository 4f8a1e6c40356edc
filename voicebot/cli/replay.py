"""`voicebot replay`: a stored call through today's understanding and today's dialog."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.bootstrap import Service
    from voicebot.call.messages import LogEntry
    from voicebot.dialog.model import Dialog, DialogState
    from voicebot.runtime.replaying import Replayed


def register(commands: Commands) -> None:
    parser = commands.add(
        "replay", run, help="Decide a stored call again from its log and compare."
    )
    parser.add_argument("call", help="the call's id, as `calls list` shows it")


def run(options: argparse.Namespace) -> int:
    """Print each decision; exit 1 when one differs from what was decided then."""
    from voicebot.bootstrap import build
    from voicebot.config import Settings
    from voicebot.errors import SettingsError
    from voicebot.runtime.replaying import Replay

    service = build(Settings.read())
    try:
        entries = list(service.stores.calls.entries(options.call))
        if not entries:
            raise SettingsError(f"there is no call {options.call}")
        dialog = _dialog(service, entries)
        replay = Replay(dialog, service.interpreter(dialog), _talk(service, dialog, entries))
        different = sum([_show(replayed) for replayed in replay.run(entries)])
    finally:
        service.close()
    print("\nthe same decisions" if not different else f"\n{different} decisions differ")
    return 1 if different else 0


def _show(replayed: Replayed) -> bool:
    """Print one decision; whether it is another than then."""
    if replayed.event:
        print(f"\n{replayed.at_ms / 1000:7.1f} s  {replayed.event}")
    print(f"{'':11}{', '.join(replayed.now)}")
    if not replayed.same:
        print(f"{'then:':>10} {', '.join(replayed.then)}")
    return not replayed.same


def _dialog(service: Service, entries: list[LogEntry]) -> Dialog:
    """The dialog that answered then, as it is today."""
    name = str(entries[0].data.get("dialog", ""))
    return service.dialog if service.dialog.id == name else service.dialogs.get(name)


def _talk(service: Service, dialog: Dialog, entries: list[LogEntry]) -> DialogState | None:
    """What the call went on with when it began, from the log of the call before.

    Raises:
        CannotReplay: that is not kept any more.
    """
    from datetime import datetime, timedelta

    from voicebot.errors import CannotReplay
    from voicebot.runtime.replaying import resumed
    from voicebot.runtime.resuming import broken_off

    if not resumed(entries):
        return None
    facts, now = entries[0].data, datetime.fromisoformat(entries[0].data["at"])
    talk = broken_off(
        service.stores.calls,
        call_id=entries[0].call_id,
        business_id=facts["business"],
        caller=facts["caller"],
        now=now,
        within=timedelta(minutes=dialog.policy.resume_min),
    )
    if talk is None:
        raise CannotReplay("the call went on with a talk whose log is not kept any more")
    return talk.state
