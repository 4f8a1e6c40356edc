"""`voicebot dialogs`: check the data, list the businesses, try one sentence."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicebot.cli import Commands
    from voicebot.dialog.model import Dialog
    from voicebot.understanding.model import Understanding

WHICH = "a packaged dialog's name, or the path of a folder"


def register(commands: Commands) -> None:
    commands.add("dialogs list", list_, help="the packaged businesses")
    checked = commands.add("dialogs check", check, help="find what is wrong in dialog data")
    checked.add_argument("names", nargs="*", metavar="DIALOG", help=f"{WHICH}; default: all")
    tried = commands.add("dialogs try", try_, help="what one sentence is understood as, and why")
    tried.add_argument("text", metavar="TEXT", help="what a caller says")
    tried.add_argument("--dialog", default="dental_clinic", help=WHICH)
    tried.add_argument("--asked", metavar="SLOT", help="what was asked: name, phone, confirm, ...")
    tried.add_argument("--now", type=datetime.fromisoformat, help="local ISO 8601; default: now")


def list_(options: argparse.Namespace) -> int:
    """One line for each packaged dialog."""
    from voicebot.dialog.loader import load, names

    for name in names():
        dialog = load(name)
        services = ", ".join(s.name for s in dialog.business.services)
        print(f"{name:16} {dialog.business.name} ({dialog.business.zone}): {services}")
    return 0


def check(options: argparse.Namespace) -> int:
    """Everything that is wrong, as `file:line: what`; 1 if there was anything."""
    from voicebot.dialog.check import check as check_folder
    from voicebot.dialog.loader import folder, names, root

    chosen = options.names or names()
    found = [e for name in chosen for e in check_folder(folder(name), root() / "_shared")]
    for line in dict.fromkeys(map(str, found)):
        print(line)
    if not found:
        print(f"{len(chosen)} dialogs, nothing wrong: {', '.join(map(str, chosen))}")
    return 1 if found else 0


def try_(options: argparse.Namespace) -> int:
    """Tokens, what matched and why, values, and the next best reading."""
    from zoneinfo import ZoneInfo

    from voicebot.bootstrap import load_spacy
    from voicebot.dialog.loader import load
    from voicebot.dialog.tasks.questions import topic_of
    from voicebot.understanding.interpret import Interpreter
    from voicebot.understanding.model import Expectation, Hypothesis
    from voicebot.understanding.wording import fold

    dialog = load(options.dialog)
    zone = ZoneInfo(dialog.business.zone)
    now = (options.now or datetime.now(zone)).astimezone(zone)
    interpreter = Interpreter(load_spacy(""), dialog.lexicon, zone, dialog.locale)
    expectation = Expectation(slots=(options.asked,) if options.asked else ())
    heard = interpreter.interpret([Hypothesis(options.text)], expectation, now)
    print(f"words      {fold(options.text).text}")
    _print_reading(heard)
    topic = topic_of(dialog, options.text)
    print(f"question   {_question(dialog, topic.id) if topic else 'none of its own'}")
    return 0


def _print_reading(heard: Understanding) -> None:
    intents = ", ".join(f"{i.name} {i.score:.2f}" for i in heard.intents) or "none"
    print(f"intents    {intents}")
    for slot in heard.slots:
        print(f"value      {slot.name} = {slot.value}   (from {slot.text!r}, {slot.certainty:.2f})")
    for name, times in (("time", (heard.when,)), ("or", heard.also), ("not", heard.excluded)):
        for when in times:
            if when is not None:
                print(f"{name:10} {when.start} to {when.end}   (from {when.text!r})")
    for reason in heard.why:
        print(f"why        {reason}")
    print(f"sure       {heard.score:.2f}, next best {heard.runner_up:.2f}")


def _question(dialog: Dialog, topic: str) -> str:
    return f"{topic}: {dialog.replies[dialog.faq[topic]][0]}"
