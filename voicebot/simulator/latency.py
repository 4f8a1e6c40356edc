"""How long callers wait for an answer: spoken calls over the wire, measured at the phone.

A turn's time runs from the last voiced sample of the caller to the first audible sample of the
answer itself; a "one moment, please" is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from voicebot.audio.pcm import HZ, Pcm, read_wav, resample
from voicebot.call.history import latencies
from voicebot.call.messages import LogEntry
from voicebot.dialog.loader import load
from voicebot.errors import BotSilent, LineClosed
from voicebot.simulator import fixtures
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.scenario import Scenario
from voicebot.simulator.callers.suites import builtin
from voicebot.simulator.diary import Diary
from voicebot.simulator.figures import percentile, spread
from voicebot.simulator.own_service import OwnService
from voicebot.simulator.phone import Phone
from voicebot.simulator.spoken import Records, complete_log, spoken
from voicebot.simulator.voice_line import Answered, LogEars, Spoken, talk

DIALOG = "dental_clinic"
STYLES = ("plain", "terse", "chatty")
"""Nobody cuts in, and nobody stops in the middle: those turns have no end to measure from."""
DICTATES = frozenset({"name", "phone", "spelling", "email", "wrong_name", "wrong_phone"})
KINDS = frozenset({"book", "move", "cancel", "check", "ask", "message"})
LONGEST_CALL = 12
"""Turns: no single call, and no single voice, is to outweigh the others."""
FILLER = "one_moment"
FILLERS = frozenset({"okay", "alright", "sure", "of course", "good", "right", "let me see"})
"""Sentences that answer nothing: what the caller waits for comes after them."""
SPARE_MS = 150
"""By so much the call's clock and the phone's may differ."""
STAGES = ("endpointing_ms", "recognition_ms", "calendar_ms", "synthesis_ms", "sending_ms")


@dataclass(frozen=True, slots=True)
class Turn:
    voice: str
    meaning: str
    took_ms: float

    @property
    def dictates(self) -> bool:
        return self.meaning in DICTATES


@dataclass
class Measured:
    """All turns of a run. `said` counts those that got no answer too."""

    said: int = 0
    turns: list[Turn] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    """Of each turn as the service logged it."""

    def add(self, voice: str, went: Spoken, entries: Sequence[LogEntry]) -> None:
        self.said += went.said
        self.turns += [Turn(voice, a.meaning, answer_ms(a, entries)) for a in went.answers]
        self.stages += [dict(found.split) for found in latencies(entries)]


def answer_ms(turn: Answered, entries: Sequence[LogEntry]) -> float:
    """What the caller waited for the answer; a filler before it ("sure.") is waiting too."""
    said = [e for e in entries if e.kind == "said" and e.at_ms >= turn.stopped_ms - SPARE_MS]
    if not said or not _is_filler(said[0]):
        return turn.took_ms
    answers = [entry.at_ms for entry in said if not _is_filler(entry)]
    return answers[0] - turn.stopped_ms if answers else turn.took_ms


def _is_filler(said: LogEntry) -> bool:
    words = said.data["text"].lower().rstrip(".!")
    return said.data["reply"] == FILLER or words in FILLERS


def report(measured: Measured) -> dict[str, Any]:
    """The figures as `bench latency --json` prints them; dictation has a line of its own."""
    plain = [turn for turn in measured.turns if not turn.dictates]
    voices = dict.fromkeys(turn.voice for turn in measured.turns)
    return {
        "turns": measured.said,
        "answered": len(measured.turns),
        "p50_ms": percentile([t.took_ms for t in plain], 0.5),
        "p95_ms": percentile([t.took_ms for t in plain], 0.95),
        "by_voice": {v: spread([t.took_ms for t in plain if t.voice == v]) for v in voices},
        "split": split(measured.stages),
        "dictation": spread([t.took_ms for t in measured.turns if t.dictates]),
        "all": spread([t.took_ms for t in measured.turns]),
    }


def split(stages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Each stage's p50 and p95, and the share of turns that were worked out ahead."""
    found: dict[str, Any] = {
        stage: {
            "p50_ms": percentile([s[stage] for s in stages], 0.5),
            "p95_ms": percentile([s[stage] for s in stages], 0.95),
        }
        for stage in (*STAGES, "recogniser_took_ms", "total_ms")
    }
    ahead = sum(bool(s["speculated"]) for s in stages)
    return found | {"speculated": round(ahead / len(stages), 3) if stages else None}


# --- the calls -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bench:
    """`turns` to be answered, `voices` to take in turn; without any, the recorded calls."""

    turns: int
    voices: tuple[str, ...]
    seed: int
    show: Callable[[str], None] = lambda line: None


async def measure(bench: Bench, service: OwnService, records: Records) -> Measured:
    """Place one call after the other until enough turns were said."""
    measured = Measured()
    calls = _recorded_calls(service, records)
    if bench.voices:
        calls = _spoken_calls(bench, service, records)
    for made, (voice, call) in enumerate(calls, 1):
        call_id, went = await call
        entries = await complete_log(records.calls, call_id)
        measured.add(voice, went, entries)
        bench.show(f"{voice}: {len(went.answers)} of {went.said} turns answered")
        if measured.said >= bench.turns and made >= len(bench.voices):
            break
    return measured


Call = Coroutine[Any, Any, tuple[str, Spoken]]


def scenarios(seed: int) -> Iterator[Scenario]:
    """Calls of every kind, for ever; every other booking also dictates a number."""
    chance = Random(seed)
    known = [s for s in builtin() if s.setting.dialog == DIALOG and _measurable(s)]
    for n in count():
        if n % len(known) == 0:
            chance.shuffle(known)
        scenario = replace(known[n % len(known)], style=chance.choice(STYLES))
        withheld = scenario.goals[0].kind == "book" and n % 2 == 0
        yield replace(scenario, phone="withheld") if withheld else scenario


def _measurable(scenario: Scenario) -> bool:
    return all(goal.kind in KINDS for goal in scenario.goals)


def _spoken_calls(
    bench: Bench, service: OwnService, records: Records
) -> Iterator[tuple[str, Call]]:
    for n, scenario in enumerate(scenarios(bench.seed)):
        voice = bench.voices[n % len(bench.voices)]
        yield voice, _spoken_call(service, records, scenario, bench.seed + n, voice)


async def _spoken_call(
    service: OwnService, records: Records, scenario: Scenario, seed: int, voice: str
) -> tuple[str, Spoken]:
    diary = Diary(records.calendar, load(DIALOG).business, scenario.setting.now)
    diary.clear()
    diary.fill(scenario.visits)
    caller = Caller(scenario, seed, written=False, longest=LONGEST_CALL)
    async with Phone(service.url, caller=caller.person.calls_from or "anonymous") as phone:
        ears = LogEars(lambda: records.calls.entries(phone.call_id))
        went = await talk(phone, caller, ears, lambda w: spoken(voice, w), cuts_in=False)
    return phone.call_id, went


# --- where no voice is installed -----------------------------------------------------------------


def _recorded_calls(service: OwnService, records: Records) -> Iterator[tuple[str, Call]]:
    place = fixtures.folder()
    known = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["calls"]
    calls = [call for call in known if all("wav" in line for line in call["lines"])]
    for n in count():
        call = calls[n % len(calls)]
        lines = [(line["answers"], _sound(place / line["wav"])) for line in call["lines"]]
        yield call["voice"], _recorded_call(service, records, lines)


def _sound(path: Path) -> Pcm:
    pcm, hz = read_wav(path)
    return resample(pcm, hz, HZ)


async def _recorded_call(
    service: OwnService, records: Records, lines: Sequence[tuple[str, Pcm]]
) -> tuple[str, Spoken]:
    went = Spoken()
    business = load(DIALOG).business
    Diary(records.calendar, business, datetime.now(UTC)).clear()
    async with Phone(service.url) as phone:
        try:
            await phone.wait_until_bot_quiet()
            for meaning, pcm in lines:
                went.said += 1
                span = await phone.say(pcm)
                began_ms = await phone.wait_until_bot_speaks()
                went.answers.append(Answered(meaning, span.end_ms, began_ms))
                await phone.wait_until_bot_quiet()
        except LineClosed:
            pass
        except BotSilent:
            went.silent = True
    return phone.call_id, went
