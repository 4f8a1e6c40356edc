"""`voicebot simulate`: callers who want something, and whether they got it."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import shlex
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.config import Settings
    from voicebot.simulator.callers.scenario import Scenario
    from voicebot.simulator.conditions import Condition
    from voicebot.simulator.spoken import Plan
    from voicebot.simulator.trial import Trial

SAMPLE = 12
"""Spoken calls are placed in real time: without a word about it, this many."""


def register(commands: Commands) -> None:
    parser = commands.add("simulate", run, help="Calls by simulated callers, judged by what came.")
    parser.add_argument(
        "--suite",
        default="voice",
        metavar="text|voice|DIR",
        help="the project's scenarios without sound or spoken, or a folder of your own (voice)",
    )
    parser.add_argument("--text", action="store_true", help="without sound, in virtual time")
    parser.add_argument(
        "--condition",
        default="clean",
        metavar="NAME[,NAME]",
        help="lines to call over: clean, babble_15, babble_5, street_15, street_5, loss_3, echo",
    )
    parser.add_argument("--only", metavar="ID", help="the scenarios whose id begins with this")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of them, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="draws wordings, people and voices")
    parser.add_argument("--jobs", type=int, default=1, help="services at once, by voice (1)")
    parser.add_argument("--ears", choices=("log", "audio"), default="log")
    parser.add_argument("--voices", metavar="NAME[,NAME]", help="callers' voices (all installed)")
    parser.add_argument("--save", type=Path, metavar="DIR", help="keep the sound of spoken calls")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Exit 0 when every caller got what they wanted and nothing false was confirmed."""
    from voicebot.errors import SettingsError
    from voicebot.simulator.report import lines, page, summary

    try:
        scenarios = _scenarios(options)
    except FileNotFoundError as error:
        raise SettingsError(str(error)) from None
    if not scenarios:
        raise SettingsError(f"no scenario begins with {options.only!r}")
    trials = list(_play(options, scenarios))
    found = summary(trials, lambda trial: _replay(options, trial))
    if options.html:
        options.html.write_text(page(found), encoding="utf-8")
    print(json.dumps(found, indent=1) if options.json else "\n".join(["", *lines(found)]))
    return 0 if found["success"] == 1 and not found["false_confirmations"] else 1


def _in_text(options: argparse.Namespace) -> bool:
    return bool(options.text) or options.suite == "text"


def _scenarios(options: argparse.Namespace) -> list[Scenario]:
    from voicebot.simulator.callers.suites import builtin, load_folder

    own = options.suite not in ("text", "voice")
    found = load_folder(Path(options.suite)) if own else builtin()
    if options.only:
        exact = [s for s in found if s.id == options.only]
        found = exact or [s for s in found if s.id.startswith(options.only)]
    bounded = options.suite == "voice" and not options.only and not _in_text(options)
    count = options.sample or (SAMPLE if bounded else 0)
    if 0 < count < len(found):
        chosen = set(Random(options.seed).sample(range(len(found)), count))
        found = [s for n, s in enumerate(found) if n in chosen]
    return found


def _show(options: argparse.Namespace, trial: Trial) -> None:
    mark = "ok  " if trial.verdict.success else "FAIL"
    told = [
        f"{mark} {trial.scenario.id} ({trial.condition}, {trial.style}): "
        f"{trial.verdict.outcome}, {trial.verdict.turns} turns, {trial.verdict.seconds:.0f} s"
    ]
    if options.json and not trial.verdict.success:  # its own text comes minutes later, at the end
        told += [f"  {why}" for why in (*trial.verdict.why, *trial.verdict.false)]
        told += [f"  {at:7.1f} {who:7s} {words}" for at, who, words in trial.transcript]
    print("\n".join(told), file=sys.stderr if options.json else sys.stdout, flush=True)


def _replay(options: argparse.Namespace, trial: Trial) -> str:
    words = ["voicebot", "simulate", "--suite", options.suite]
    words += ["--text"] if options.text else []
    words += ["--only", trial.scenario.id, "--seed", str(trial.seed)]
    words += [] if trial.condition == "text" else ["--condition", trial.condition]
    words += ["--voices", options.voices] if options.voices else []
    return shlex.join(words)


def _play(options: argparse.Namespace, scenarios: list[Scenario]) -> Iterator[Trial]:
    if not _in_text(options):
        yield from _spoken(options, scenarios)
        return
    from zoneinfo import ZoneInfo

    from voicebot.bootstrap import load_spacy
    from voicebot.config import Settings
    from voicebot.simulator.trial import Texts
    from voicebot.understanding.interpret import Interpreter

    nlp = load_spacy(Settings.read().spacy_model)
    texts = Texts(
        lambda dialog: Interpreter(
            nlp, dialog.lexicon, ZoneInfo(dialog.business.zone), dialog.locale
        )
    )
    for trial in texts.play_all(scenarios, options.seed):
        _show(options, trial)
        yield trial


# --- by voice ------------------------------------------------------------------------------------


def _spoken(options: argparse.Namespace, scenarios: list[Scenario]) -> Iterator[Trial]:
    plan = _plan(options)
    conditions = _conditions(options.condition)
    yield from asyncio.run(_all(plan, scenarios, conditions, options.jobs))


async def _all(
    plan: Plan, scenarios: list[Scenario], conditions: list[Condition], jobs: int
) -> list[Trial]:
    from voicebot.simulator.spoken import batches, play_batch

    free = asyncio.Semaphore(jobs)

    async def one(calls: list[tuple[Scenario, Condition]]) -> list[Trial]:
        async with free:
            return await play_batch(plan, calls)

    share = math.ceil(len(scenarios) * len(conditions) / jobs)
    played = await asyncio.gather(*map(one, batches(scenarios, conditions, share, plan.seed)))
    return [trial for trials in played for trial in trials]


def _conditions(names: str) -> list[Condition]:
    from voicebot.errors import SettingsError
    from voicebot.simulator.conditions import CONDITIONS

    for name in names.split(","):
        if name not in CONDITIONS:
            raise SettingsError(f"no condition {name!r}; there are {', '.join(CONDITIONS)}")
    return [CONDITIONS[name] for name in names.split(",")]


def _plan(options: argparse.Namespace) -> Plan:
    from voicebot.bootstrap import Engines, Stores
    from voicebot.call.messages import Hints, Pcm
    from voicebot.config import Settings
    from voicebot.simulator.spoken import Plan
    from voicebot.simulator.voices import ESPEAK, Voice, installed

    settings = Settings.read()
    recognise = None
    if options.ears == "audio":
        recogniser = Engines(settings, threads=1).recogniser

        def recognise(pcm: Pcm) -> str:
            found = recogniser.transcribe(pcm, Hints())
            return found[0].text if found else ""

    names = tuple(options.voices.split(",")) if options.voices else installed()
    clear = tuple(name for name in names if name != ESPEAK)
    for name in clear or (Voice.named().name,):
        Voice.named(name)
    if not clear:
        print("voicebot simulate: eSpeak NG is the only voice here", file=sys.stderr)
    if options.save:
        options.save.mkdir(parents=True, exist_ok=True)
    return Plan(
        settings.data_dir,
        lambda service: Stores(_settings(service.settings)),
        clear or (ESPEAK,),
        options.seed,
        recognise,
        options.save,
        show=partial(_show, options),
    )


def _settings(environment: dict[str, str]) -> Settings:
    """The settings of a service of our own, to open its data by."""
    from voicebot.config import Settings

    return Settings.read(
        data_dir=environment["VOICEBOT_DATA_DIR"],
        database_url=environment["VOICEBOT_DATABASE_URL"],
    )
