"""`voicebot replay`: a stored call through today's understanding and today's dialog."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.call.messages import LogEntry


def register(commands: Commands) -> None:
    parser = commands.add(
        "replay", run, help="Decide a stored call again from its transcripts and compare."
    )
    parser.add_argument("call", help="the call's id, as `calls list` shows it")


def run(options: argparse.Namespace) -> int:
    """Print each turn; exit 1 when a reply differs from what was said then."""
    from voicebot.bootstrap import build
    from voicebot.config import Settings
    from voicebot.errors import SettingsError

    service = build(Settings.read())
    entries = list(service.stores.calls.entries(options.call))
    if not entries:
        raise SettingsError(f"there is no call {options.call}")
    replay = Replay(service, entries)
    different = sum(replay.turn(entry) for entry in entries)
    print("the same replies" if not different else f"{different} turns differ")
    return 1 if different else 0


class Replay:
    """Feeds the log's events to the dialog again; the calendar answers as it did then."""

    def __init__(self, service: Any, entries: list[LogEntry]) -> None:
        from datetime import datetime
        from zoneinfo import ZoneInfo

        from voicebot.dialog.manager import initial_state
        from voicebot.understanding.model import Expectation

        self.dialog = service.dialog
        self.interpreter = service.interpreter(self.dialog)
        self.state = initial_state(self.dialog)
        self.expects = Expectation()
        started = entries[0].data
        self.zone = ZoneInfo(self.dialog.business.zone)
        self.started_at = datetime.fromisoformat(started["at"])
        self.facts = started
        self.replies: list[str] = []
        self.ordinals: dict[str, int] = {}
        self.asked = 0

    def turn(self, entry: LogEntry) -> bool:
        """One entry of the log; whether it shows another reply than was decided then."""
        match entry.kind:
            case "started":
                self._decide(entry, self._opened())
            case "heard":
                print(f"\ncaller  {entry.data['text']}")
                self._decide(entry, self._heard(entry))
            case "keyed":
                self._decide(entry, self._keyed(entry))
            case "asked":
                self.ordinals[entry.data["id"]] = len(self.ordinals)
            case "calendar":
                self._decide(entry, self._answered(entry))
            case "decided":
                return self._compare(entry)
        return False

    def _decide(self, entry: LogEntry, event: Any) -> None:
        from datetime import timedelta

        from voicebot.dialog.manager import decide
        from voicebot.dialog.model import Context

        now = (self.started_at + timedelta(milliseconds=entry.at_ms)).astimezone(self.zone)
        context = Context(now, self.facts["caller"], self.facts["called"], entry.call_id)
        decision = decide(self.dialog, self.state, event, context)
        self.state = decision.state
        self.replies = [reply.key for reply in decision.replies]
        self.expects = next(
            (r.expects for r in reversed(decision.replies) if r.expects), self.expects
        )

    def _opened(self) -> Any:
        from voicebot.dialog.model import Opened

        return Opened()

    def _keyed(self, entry: LogEntry) -> Any:
        from voicebot.dialog.model import Keyed

        return Keyed(entry.data["digits"])

    def _heard(self, entry: LogEntry) -> Any:
        from datetime import timedelta

        from voicebot.dialog.model import Heard
        from voicebot.understanding.model import Hypothesis

        nbest = [
            Hypothesis(h.get("text", ""), h.get("score", 0.0), h.get("no_speech", 0.0))
            for h in entry.data["nbest"]
        ]
        now = (self.started_at + timedelta(milliseconds=entry.at_ms)).astimezone(self.zone)
        return Heard(self.interpreter.interpret(nbest, self.expects, now))

    def _answered(self, entry: LogEntry) -> Any:
        from pydantic import TypeAdapter

        from voicebot.booking import model
        from voicebot.dialog.model import Answered

        data = dict(entry.data["answer"])
        kind = getattr(model, data.pop("type"))
        return Answered(0, TypeAdapter(kind).validate_python(data))

    def _compare(self, entry: LogEntry) -> bool:
        then = list(entry.data["replies"])
        same = then == self.replies
        print(
            f"bot     {', '.join(self.replies)}" + ("" if same else f"   (then: {', '.join(then)})")
        )
        return not same
