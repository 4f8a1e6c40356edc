"""What a phone tells of its call. Times are milliseconds of the call."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.audio.pcm import LINE_HZ


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the line.

    `kind`: connected, caller_started, caller_stopped, bot_started, bot_stopped, cleared, mark,
    key, warning, verb, closed. `text`: the caller's words (where they are known), the mark, the
    key, the warning with its number, the TwiML verb that is not a stream, or who hung up.
    """

    at_ms: float
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first voiced or audible sample to the end of the last one."""

    start_ms: float
    end_ms: float


def to_ms(samples: int) -> float:
    """Milliseconds of so many samples at 8 kHz."""
    return samples * 1000 / LINE_HZ


def to_samples(ms: float) -> int:
    return round(ms * LINE_HZ / 1000)
