"""Who said what and when, written down while a call runs.

What the caller says is known. What the bot says is only sound on the wire: a recogniser can write
it down; without one its length is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from voicebot.call.messages import Hints
from voicebot.errors import RecognitionFailed
from voicebot.ports import Recogniser
from voicebot.simulator.phone import Phone
from voicebot.simulator.timeline import Event


@dataclass(frozen=True, slots=True)
class Turn:
    """`who` is caller, bot or carrier. `answered_after_ms`: the bot's, after the caller's last."""

    who: str
    start_ms: float
    end_ms: float
    text: str
    answered_after_ms: float | None = None


class Transcript:
    """Give `on_event` to a phone, and `write` as a task beside the call."""

    def __init__(
        self, recogniser: Recogniser | None = None, show: Callable[[Turn], None] | None = None
    ) -> None:
        """`show` is called with each turn as soon as it is over, in the order of the call."""
        self.turns: list[Turn] = []
        self._recogniser = recogniser
        self._show = show
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._began: dict[str, float] = {}
        self._unanswered: float | None = None
        self._keys: list[Event] = []

    def on_event(self, event: Event) -> None:
        self._events.put_nowait(event)

    async def write(self, phone: Phone) -> None:
        """Write turns until the call is over."""
        kind = ""
        while kind != "closed":
            event = await self._events.get()
            kind = event.kind
            await self._take(event, phone)

    async def _take(self, event: Event, phone: Phone) -> None:
        if event.kind == "mark":
            return
        if event.kind != "key":
            self._add_keys()
        match event.kind:
            case "key":
                self._keys.append(event)
            case "caller_started" | "bot_started":
                self._began[event.kind] = event.at_ms
            case "caller_stopped":
                start_ms = self._began.get("caller_started", event.at_ms)
                self._add(Turn("caller", start_ms, event.at_ms, event.text or "(a recording)"))
                self._unanswered = event.at_ms
            case "bot_stopped":
                await self._add_bot(self._began.get("bot_started", 0.0), event.at_ms, phone)
            case "verb":
                self._add(Turn("carrier", event.at_ms, event.at_ms, f"is told {event.text}"))
            case "warning":
                self._add(Turn("carrier", event.at_ms, event.at_ms, f"warns: {event.text}"))

    async def _add_bot(self, start_ms: float, end_ms: float, phone: Phone) -> None:
        after_ms = None
        if self._unanswered is not None and start_ms >= self._unanswered:
            after_ms, self._unanswered = start_ms - self._unanswered, None
        text = await asyncio.to_thread(self._words, phone, start_ms, end_ms)
        self._add(Turn("bot", start_ms, end_ms, text, after_ms))

    def _words(self, phone: Phone, start_ms: float, end_ms: float) -> str:
        length = f"(speaks for {(end_ms - start_ms) / 1000:.1f} s)"
        if self._recogniser is None:
            return length
        heard = phone.heard_since(max(0.0, start_ms - 100), end_ms + 100)
        try:
            hypotheses = self._recogniser.transcribe(heard, Hints())
        except RecognitionFailed:
            return length
        return hypotheses[0].text if hypotheses and hypotheses[0].text else length

    def _add_keys(self) -> None:
        if self._keys:
            first, last = self._keys[0].at_ms, self._keys[-1].at_ms
            digits = "".join(event.text for event in self._keys)
            self._keys = []
            self._unanswered = last
            self._add(Turn("caller", first, last, f"(presses {digits})"))

    def _add(self, turn: Turn) -> None:
        self.turns.append(turn)
        if self._show is not None:
            self._show(turn)
