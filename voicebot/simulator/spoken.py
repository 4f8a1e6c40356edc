"""Scenarios played by voice against services of their own, one call after the other in each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Protocol

from voicebot.audio.pcm import LINE_HZ, Pcm, write_wav
from voicebot.call.messages import LogEntry
from voicebot.dialog.loader import DialogStore
from voicebot.errors import CallFailed
from voicebot.ports import Calendar, CallStore
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.person import cast
from voicebot.simulator.callers.scenario import Scenario
from voicebot.simulator.channel import line_level_dbfs
from voicebot.simulator.conditions import Condition
from voicebot.simulator.diary import Diary
from voicebot.simulator.judge import Evidence, judge
from voicebot.simulator.own_service import OwnService, serving
from voicebot.simulator.phone import Phone
from voicebot.simulator.trial import Trial, told
from voicebot.simulator.voice_line import AudioEars, Ears, LogEars, Spoken, talk
from voicebot.simulator.voices import Voice

BATCH = 8
"""Calls after which a service begins anew: its clock runs on while scenarios stay on one day."""
SAMPLE = "Good morning, I am calling about an appointment."
"""What the level of a voice is measured on."""
CLOSED_S = 12.0
"""How long the record of an ended call may take to be complete."""


class Records(Protocol):
    """What is read of a service's data."""

    @property
    def calendar(self) -> Calendar: ...

    @property
    def calls(self) -> CallStore: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How calls are to be placed. `recognise` makes the caller hear by audio."""

    data_dir: Path
    open_records: Callable[[OwnService], Records]
    voices: tuple[str, ...]
    seed: int = 1
    recognise: Callable[[Pcm], str] | None = None
    save: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    cuts_in: bool = True
    show: Callable[[Trial], None] = lambda trial: None
    """Called with each call as soon as it is over."""


def batches(
    scenarios: Sequence[Scenario],
    conditions: Sequence[Condition],
    at_most: int = BATCH,
    seed: int = 1,
) -> Iterator[list[tuple[Scenario, Condition]]]:
    """Calls that one service can take: of one business, on one day, not too many, and no two of
    the same number. A service knows who called it before, and goes on with a talk that broke off.
    """
    size = min(BATCH, at_most)
    calls = [(s, c) for c in conditions for s in scenarios]
    groups: dict[tuple[str, object], list[tuple[Scenario, Condition]]] = {}
    for scenario, condition in calls:
        key = (scenario.setting.dialog, scenario.setting.now)
        groups.setdefault(key, []).append((scenario, condition))
    for group in groups.values():
        yield from _strangers(group, size, seed)


def _strangers(
    group: Sequence[tuple[Scenario, Condition]], size: int, seed: int
) -> list[list[tuple[Scenario, Condition]]]:
    """Each call in the first batch that has room, and knows nobody of its numbers."""
    found: list[list[tuple[Scenario, Condition]]] = []
    known: list[set[str]] = []
    for scenario, condition in group:
        numbers = {cast(scenario, seed, condition.name).calls_from} - {""}
        numbers |= {visit.phone for visit in scenario.diary}
        places = (n for n, batch in enumerate(found) if len(batch) < size)
        at = next((n for n in places if not numbers & known[n]), len(found))
        if at == len(found):
            found.append([])
            known.append(set())
        found[at].append((scenario, condition))
        known[at] |= numbers
    return found


async def play_batch(plan: Plan, calls: Sequence[tuple[Scenario, Condition]]) -> list[Trial]:
    """Start a service and place these calls, one after the other."""
    setting = calls[0][0].setting
    settings = {"VOICEBOT_DIALOG": setting.dialog, "VOICEBOT_NOW": setting.now.isoformat()}
    name = f"simulate-{id(calls):x}"
    line = serving(plan.data_dir, name, settings | plan.environment)
    service = await asyncio.to_thread(line.__enter__)
    try:
        records = plan.open_records(service)
        trials = []
        for call in calls:
            trials.append(await _play(plan, service, records, *call))
            plan.show(trials[-1])
        return trials
    finally:
        await asyncio.to_thread(line.__exit__, None, None, None)


async def _play(
    plan: Plan, service: OwnService, records: Records, scenario: Scenario, condition: Condition
) -> Trial:
    began = time.monotonic()
    dialog = _DIALOGS.get(scenario.setting.dialog)
    diary = Diary(records.calendar, dialog.business, scenario.setting.now)
    diary.clear()
    diary.fill(scenario.visits)
    before = diary.rows()
    caller = Caller(scenario, plan.seed, written=False, line=condition.name)
    voice = voice_of(plan, scenario)
    call_id, went, trouble = "", Spoken(), ""
    entries: Sequence[LogEntry] = ()
    try:
        call_id, went = await _call(plan, service, records, caller, condition, voice)
        entries = await complete_log(records.calls, call_id)
    except CallFailed as error:  # this caller was lost; the others still ring
        trouble = f"the call failed: {error}"
    messages = [m for m in records.calls.messages() if m.call_id == call_id]
    evidence = Evidence(call_id, before, diary.rows(), messages, entries)
    return Trial(
        scenario,
        plan.seed,
        judge(scenario, caller.person, dialog, evidence, by_ear=True, account=caller.account),
        told(entries),
        caller.person.style,
        condition.name,
        trouble or caller.gave_up or ("the bot was silent" if went.silent else ""),
        voice,
        round(time.monotonic() - began, 2),
        tuple((a.meaning, a.took_ms) for a in went.answers),
    )


_DIALOGS = DialogStore()


def voice_of(plan: Plan, scenario: Scenario) -> str:
    """A voice and a pace; the same for the same scenario and seed."""
    chance = Random(f"{plan.seed}/{scenario.id}/voice")
    return f"{chance.choice(plan.voices)}@{chance.choice((0.9, 0.95, 1.0, 1.05)):g}"


async def _call(
    plan: Plan,
    service: OwnService,
    records: Records,
    caller: Caller,
    condition: Condition,
    voice: str,
) -> tuple[str, Spoken]:
    level_dbfs = line_level_dbfs(await asyncio.to_thread(spoken, voice, SAMPLE))
    phone = Phone(
        service.url,
        caller=caller.person.calls_from or "anonymous",
        background=await asyncio.to_thread(condition.background, plan.seed, level_dbfs),
        echo=condition.echo,
    )

    def speak(words: str) -> Pcm:
        return condition.spoken(spoken(voice, words), plan.seed + len(words))

    async with phone:
        ears: Ears = LogEars(lambda: records.calls.entries(phone.call_id))
        if plan.recognise is not None:
            ears = AudioEars(phone, plan.recognise)
        went = await talk(phone, caller, ears, speak, cuts_in=plan.cuts_in)
    if plan.save is not None:
        name = f"{caller.scenario.id.replace('/', '-').replace(' ', '_')}-{condition.name}.wav"
        track = write_wav(phone.tracks().reshape(-1), LINE_HZ, channels=2)
        await asyncio.to_thread((plan.save / name).write_bytes, track)
    return phone.call_id, went


@lru_cache(maxsize=512)
def spoken(voice: str, words: str) -> Pcm:
    """A line in a voice, made once."""
    return Voice.named(voice).speak(words)


async def complete_log(calls: CallStore, call_id: str) -> Sequence[LogEntry]:
    """The log once the call is written down as ended.

    Raises:
        CallFailed: it never is.
    """
    end = time.monotonic() + CLOSED_S
    while time.monotonic() < end:
        entries = await asyncio.to_thread(calls.entries, call_id)
        if any(entry.kind == "ended" for entry in entries):
            return entries
        await asyncio.sleep(0.2)
    raise CallFailed(f"the record of call {call_id} is not complete after {CLOSED_S:g} s")
