"""Many calls at once, in real time over the wire: what each caller waits, and what it takes.

Every phone asks one thing after the other for as long as the bench lasts, and speaks about
two fifths of the time. All they say is made before the first call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from voicebot.call.messages import LogEntry
from voicebot.errors import BotSilent, CallFailed, LineClosed
from voicebot.simulator.callers.wording import phrases
from voicebot.simulator.figures import percentile
from voicebot.simulator.own_service import OwnService
from voicebot.simulator.phone import Phone
from voicebot.simulator.process import Usage
from voicebot.simulator.speech import Speech
from voicebot.simulator.spoken import Records
from voicebot.simulator.timeline import Span
from voicebot.simulator.voices import Voice

SPEAKS = 0.4
"""The share of the time that a caller speaks."""
TOPICS = ("hours", "saturday", "address", "price", "parking", "insurance", "payment", "how_long")
SERVICES = ("a cleaning", "a check-up", "a filling", "a whitening")
BEFORE = (
    "Hi there, I have a quick question for you before I come in.",
    "A friend of mine told me about your place the other day, so I wanted to ask you something.",
    "Okay, thank you. There is one more thing that I would like to know.",
    "Alright, that is good to hear. Then let me ask you this as well.",
)
LATE_MS = 100
LONGEST_GAP_MS = 3000
"""A longer silence is a turn's, not a hole in a sentence."""
SPARE_MS = 250
RAMP_S = 0.4
"""Between the starts of two calls."""
WATCH_S = 5.0
WARM_S = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    calls: int
    seconds: float
    voices: tuple[str, ...]
    seed: int
    lines: int = 12
    """Different things that are said."""


@dataclass
class Carried:
    """What the phones met."""

    answer_ms: list[float] = field(default_factory=list)
    unanswered: int = 0
    redialled: int = 0
    """Calls that the bot ended as it should while the bench went on: another was placed."""
    dropped: int = 0
    """Calls that did not go through, or were lost."""
    gaps: list[tuple[str, Span]] = field(default_factory=list)
    """Call id, and a silence for want of audio."""
    spoken_s: float = 0.0
    on_line_s: float = 0.0
    phone_late: int = 0
    """Frames that the phones themselves sent late: with many of them, doubt the rest."""
    usage: list[Usage] = field(default_factory=list)
    overflow: dict[str, Any] = field(default_factory=dict)


def bank(load: Load) -> list[Speech]:
    """All that is said in the bench, as 8 kHz audio."""
    chance = Random(load.seed)
    made = []
    for n in range(load.lines):
        topic = TOPICS[n % len(TOPICS)]
        asked = chance.choice(phrases()[f"ask_{topic}"]).format(service=chance.choice(SERVICES))
        voice = Voice.named(load.voices[n % len(load.voices)])
        made.append(Speech.of(voice.speak(f"{chance.choice(BEFORE)} {asked}?")))
    return made


async def carry(load: Load, service: OwnService, lines: Sequence[Speech]) -> Carried:
    """Hold all calls for as long as the load says; one call too many comes in the middle."""
    carried = Carried()
    end = asyncio.get_running_loop().time() + load.seconds
    watching = asyncio.create_task(_watch(service.pid, carried))
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=15.0) as http:
        callers = [
            _Caller(load, service, lines, carried, http, n).run(end) for n in range(load.calls)
        ]
        await asyncio.gather(*callers, _one_too_many(load, service, carried, http))
    watching.cancel()
    return carried


async def _watch(pid: int, carried: Carried) -> None:
    while (usage := Usage.of(pid)) is not None:
        carried.usage.append(usage)
        await asyncio.sleep(WATCH_S)


async def _one_too_many(
    load: Load, service: OwnService, carried: Carried, http: httpx.AsyncClient
) -> None:
    """The call for which there is no place, half-way through."""
    await asyncio.sleep(max(load.seconds / 2, load.calls * RAMP_S + 3))
    try:
        async with Phone(service.url, caller="+14155550999", http=http) as phone:
            await phone.sleep(500)
            verbs = [event.text for event in phone.events if event.kind == "verb"]
            carried.overflow = {"media": phone.is_up, "twiml": verbs}
    except CallFailed as error:
        carried.overflow = {"media": False, "twiml": [], "failed": str(error)}


class _Caller:
    """One phone, which rings again when its call is over."""

    def __init__(
        self,
        load: Load,
        service: OwnService,
        lines: Sequence[Speech],
        carried: Carried,
        http: httpx.AsyncClient,
        number: int,
    ) -> None:
        self._service, self._lines, self._carried, self._http = service, lines, carried, http
        self._number = number
        self._chance = Random(f"{load.seed}/{number}")

    async def run(self, end: float) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self._number * RAMP_S)
        while clock() < end:
            try:
                await self._call(end)
            except CallFailed:
                self._carried.dropped += 1
                await asyncio.sleep(1)

    async def _call(self, end: float) -> None:
        clock = asyncio.get_running_loop().time
        caller = f"+1415555{1000 + self._number:04}"
        async with Phone(self._service.url, caller=caller, http=self._http) as phone:
            try:
                await phone.wait_until_bot_quiet()
                while clock() < end:
                    await self._turn(phone)
            except BotSilent:
                self._carried.unanswered += 1
            except LineClosed:
                lost = phone.ended_by != "bot" or not phone.bot_spans()
                self._carried.dropped += lost
                self._carried.redialled += not lost
        carried = self._carried
        carried.on_line_s += phone.now_ms / 1000
        carried.gaps += [(phone.call_id, gap) for gap in phone.bot_gaps()]
        carried.phone_late += phone.late_frames

    async def _turn(self, phone: Phone) -> None:
        span = await phone.say(self._chance.choice(list(self._lines)))
        length_ms = span.end_ms - span.start_ms
        self._carried.spoken_s += length_ms / 1000
        began_ms = await phone.wait_until_bot_speaks()
        self._carried.answer_ms.append(began_ms - span.end_ms)
        await phone.wait_until_bot_quiet()
        rest_ms = span.end_ms + length_ms * (1 - SPEAKS) / SPEAKS - phone.now_ms
        await phone.sleep(max(200.0, rest_ms))


# --- the figures ---------------------------------------------------------------------------------


def late_frames(carried: Carried, records: Records) -> int:
    """Holes in the bot's sentences of over 100 ms, as the callers heard them."""
    late = 0
    for call_id in {call_id for call_id, _ in carried.gaps}:
        entries = records.calls.entries(call_id)
        gaps = [gap for known, gap in carried.gaps if known == call_id]
        late += sum(_is_hole(gap, entries) for gap in gaps)
    return late


def _is_hole(gap: Span, entries: Sequence[LogEntry]) -> bool:
    """Whether the silence was not the one before a sentence that began at its end."""
    if not LATE_MS < gap.end_ms - gap.start_ms <= LONGEST_GAP_MS:
        return False
    return not any(e.kind == "said" and abs(e.at_ms - gap.end_ms) < SPARE_MS for e in entries)


def _settled(load: Load, usage: Sequence[Usage]) -> Sequence[Usage]:
    """From when all calls have been on for a while: the models have taken what they keep."""
    warm_s = load.calls * RAMP_S + min(WARM_S, load.seconds / 4)
    return [u for u in usage if u.at_s - usage[0].at_s >= warm_s] or usage


def report(load: Load, carried: Carried, late: int) -> dict[str, Any]:
    """The figures as `bench capacity --json` prints them."""
    usage = _settled(load, carried.usage)
    first = usage[0] if usage else None
    last = usage[-1] if usage else None
    known = first is not None and last is not None and last.at_s > first.at_s
    return {
        "calls": load.calls,
        "seconds": load.seconds,
        "turns": len(carried.answer_ms) + carried.unanswered,
        "answered": len(carried.answer_ms),
        "p50_ms": percentile(carried.answer_ms, 0.5),
        "p95_ms": percentile(carried.answer_ms, 0.95),
        "late_frames": late,
        "cpu": last.cpu_since(first) if known and first and last else None,
        "rss_mb": last.rss_mb if last else None,
        "rss_start_mb": first.rss_mb if first else None,
        "rss_max_mb": max((u.rss_mb for u in usage), default=None),
        "speaking": round(carried.spoken_s / carried.on_line_s, 3) if carried.on_line_s else None,
        "dropped": carried.dropped,
        "redialled": carried.redialled,
        "phone_late_frames": carried.phone_late,
        "overflow": carried.overflow,
    }
