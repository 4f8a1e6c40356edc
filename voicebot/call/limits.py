"""What a call is given when it begins: its bounds, and the talk it goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.dialog.model import DialogState


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a call, in milliseconds."""

    longest_ms: int = 15 * 60_000
    overtime_ms: int = 45_000
    """So long after `longest_ms` the call ends, whatever is being said."""
    stalled_ms: int = 20_000
    """So long without any audio from the carrier, the line is dead."""
    barge_in_ms: int = 192
    """Speech over the bot that lasts this long makes it pause."""
    short_sound_ms: int = 260
    """A wordless sound shorter than this is not worth a "sorry?"."""
    speculate: bool = True


@dataclass(frozen=True, slots=True)
class Restored:
    """A talk that broke off and goes on: what the log says it had come to."""

    state: DialogState
    entries: int = 0
    """Entries of this call's own log so far; numbering goes on from there."""
