"""What a call's log tells: the transcript, the latency of each turn, where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voicebot.call.messages import LogEntry

OUTCOMES = (
    "booked",
    "moved",
    "cancelled",
    "informed",
    "message",
    "callback",
    "transferred",
    "emergency",
    "goodbye",
    "abandoned",
    "failed",
)
"""What a call can have achieved, as lists, metrics and the API name it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `who` is caller, bot or note; `at_ms` is the call's time.

    `details` are for those who want to know why: what was understood, decided, answered.
    """

    at_ms: int
    who: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)


_NOTES = {
    "no_words": "a sound without words",
    "silence": "the caller is silent",
    "taken_back": "the caller goes on",
    "paused": "the bot stops: the caller speaks",
    "crashed": "the line broke",
}
INNER = {
    "decided": "decided",
    "asked": "asked the calendar",
    "calendar": "the calendar answered",
}
"""Notes on what went on inside, by kind of entry: for those who want to know why."""
STAGES = ("endpointing", "recognition", "calendar", "synthesis", "sending")
"""Where the time of a turn goes, one after the other."""


def transcript(entries: Iterable[LogEntry]) -> list[Line]:
    """Who said what, and when in the call. Entries come in the order of the log."""
    lines: list[Line] = []
    for entry in entries:
        line = _line(entry)
        if line is not None:
            lines.append(line)
    return lines


def _line(entry: LogEntry) -> Line | None:
    data = entry.data
    match entry.kind:
        case "said":
            return Line(entry.at_ms, "bot", data["text"], {"reply": data["reply"]})
        case "heard":
            details = {"understood": data["understood"], "n-best": data["nbest"]}
            return Line(data["from_ms"], "caller", data["text"], details)
        case "keyed":
            return Line(entry.at_ms, "caller", f"keys {data['digits']}")
        case "cut":
            share = round(data["heard"] * 100)
            return Line(entry.at_ms, "note", f"cut after {share} %: {data['text']}", data)
        case "ignored":
            return Line(entry.at_ms, "note", f"not for the bot: {data['text'] or 'a sound'}", data)
        case "failed":
            return Line(entry.at_ms, "note", f"failed: {data['code']}", data)
        case "ended":
            return Line(entry.at_ms, "note", f"ended ({data['reason']}): {data['outcome']}", data)
        case kind if kind in _NOTES:
            return Line(entry.at_ms, "note", _NOTES[kind], data)
        case kind if kind in INNER:
            return Line(entry.at_ms, "note", INNER[kind], data)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """One turn's, in ms: `split` holds the stages and their total."""

    at_ms: int
    split: Mapping[str, Any]


def latencies(entries: Iterable[LogEntry]) -> list[TurnLatency]:
    """From the caller's last sound to the bot's first, turn by turn."""
    return [TurnLatency(e.at_ms, e.data) for e in entries if e.kind == "latency"]


def last_state(entries: Sequence[LogEntry]) -> Mapping[str, Any] | None:
    """The dialog's state as it was last known, dumped; None when the call never came so far."""
    states = (entry.data["state"] for entry in reversed(entries) if entry.kind == "state")
    return next(states, None)


def finished(entries: Sequence[LogEntry]) -> bool:
    """Whether the bot ended the call as it meant to."""
    return any(e.kind == "ended" and e.data["reason"] in ("done", "transferred") for e in entries)


def transfer_to(entries: Sequence[LogEntry]) -> str:
    """Where the ended call goes next; "" when it simply ended."""
    ends = (str(e.data.get("transfer_to", "")) for e in reversed(entries) if e.kind == "ended")
    return next(ends, "")
