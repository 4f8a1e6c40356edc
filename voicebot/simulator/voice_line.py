"""A simulated caller on a real phone: speaks aloud, hears the bot, over the wire in real time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voicebot.audio.pcm import Pcm
from voicebot.call.messages import LogEntry
from voicebot.errors import BotSilent, CallFailed, LineClosed
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.talk import Act
from voicebot.simulator.phone import Phone

QUIET_MS = 700
POLL_S = 0.25
CUTS_IN_MS = 1200
LOG_MS = 600
"""The log of a call is written at least this often."""
SILENT_S = 15.0
HANGS_UP_S = 12.0
"""How long a caller with nothing to say waits for the bot to go on, or to end the call."""


class Ears(Protocol):
    """Tells the bot's words to the caller."""

    async def sentences(self) -> list[str]:
        """All the bot has begun to say in this call so far."""
        ...


class LogEars:
    """Reads along in the call's log: exact, and costs nothing."""

    def __init__(self, entries: Callable[[], Sequence[LogEntry]]) -> None:
        self._entries = entries

    async def sentences(self) -> list[str]:
        entries = await asyncio.to_thread(self._entries)
        return [str(entry.data["text"]) for entry in entries if entry.kind == "said"]


class AudioEars:
    """Writes down what came out of the earpiece, as `recognise` takes it (16 kHz in)."""

    def __init__(self, phone: Phone, recognise: Callable[[Pcm], str]) -> None:
        self._phone, self._recognise = phone, recognise
        self._written: list[str] = []
        self._until_ms = 0.0

    async def sentences(self) -> list[str]:
        spans = [s for s in self._phone.bot_spans() if s.start_ms >= self._until_ms]
        for span in spans:
            heard = self._phone.heard_since(max(0.0, span.start_ms - 100), span.end_ms + 100)
            text = await asyncio.to_thread(self._recognise, heard)
            self._written += _split(text)
            self._until_ms = span.end_ms
        return list(self._written)


def _split(text: str) -> list[str]:
    """A recogniser's text as sentences; it puts full stops and question marks."""
    marked = text.replace("? ", "?\n").replace(". ", ".\n").replace("! ", "!\n")
    return [line.strip() for line in marked.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Answered:
    """One turn at the phone, in ms of the call; `meaning` is what the caller's words were for."""

    meaning: str
    stopped_ms: float
    """The end of the caller's last voiced sample."""
    began_ms: float
    """The bot's first audible sample after it."""

    @property
    def took_ms(self) -> float:
        return self.began_ms - self.stopped_ms


@dataclass
class Spoken:
    """How a spoken call went at the phone."""

    answers: list[Answered] = field(default_factory=list)
    said: int = 0
    """The caller's turns, answered or not."""
    silent: bool = False
    """The bot said nothing for too long."""


async def talk(
    phone: Phone, caller: Caller, ears: Ears, speak: Callable[[str], Pcm], *, cuts_in: bool = True
) -> Spoken:
    """Talk until one of the two ends the call. `speak` makes a line's audio (16 kHz)."""
    went = Spoken()
    known = 0
    try:
        while phone.is_up:
            sentences = await _listen(phone, caller, ears, known, cuts_in=cuts_in)
            known += len(sentences)
            act = caller.hear(sentences)
            if act.hangs_up:
                phone.hang_up()
                return went
            await _act(phone, act, speak, went)
    except LineClosed:
        pass
    except (BotSilent, CallFailed):
        went.silent = True
        phone.hang_up()
    return went


async def _listen(
    phone: Phone, caller: Caller, ears: Ears, known: int, *, cuts_in: bool
) -> list[str]:
    """What the bot says next: to its end, or to where the caller cuts in."""
    quiet = asyncio.create_task(phone.wait_until_bot_quiet(QUIET_MS, SILENT_S))
    try:
        while cuts_in and isinstance(ears, LogEars) and not quiet.done():
            await asyncio.wait([quiet], timeout=POLL_S)
            said = (await ears.sentences())[known:]
            if said and not quiet.done() and caller.interrupts(said):
                await phone.sleep(CUTS_IN_MS)
                return (await ears.sentences())[known:]
        await quiet
    finally:
        quiet.cancel()
    await phone.sleep(LOG_MS if isinstance(ears, LogEars) else 0)
    return (await ears.sentences())[known:]


async def _act(phone: Phone, act: Act, speak: Callable[[str], Pcm], went: Spoken) -> None:
    if act.keys:
        phone.press(act.keys)
    elif act.words:
        pcm = await asyncio.to_thread(speak, act.words)
        span = await phone.say(pcm, act.words)
        went.said += 1
        began_ms = await phone.wait_until_bot_speaks(SILENT_S)
        went.answers.append(Answered(act.meaning, span.end_ms, began_ms))
    else:
        await _keep_listening(phone)


async def _keep_listening(phone: Phone) -> None:
    """Say nothing until the bot goes on or ends the call; in the end put the phone down."""
    heard_ms = phone.bot_spans()[-1].end_ms if phone.bot_spans() else 0.0
    limit_ms = phone.now_ms + HANGS_UP_S * 1000
    while phone.now_ms < limit_ms:
        if await phone.wait_until_over(0.3) or phone.bot_spans()[-1].end_ms > heard_ms + 100:
            return
    phone.hang_up()
