"""Who speaks: every transition of a call's floor, in one table.

Rule of this file: whatever changes the floor is a row of `TRANSITIONS`; a pair that is not there
raises. `diagram()` draws the table for the documentation.
"""

from __future__ import annotations

from enum import StrEnum

from voicebot.errors import TransitionError


class Floor(StrEnum):
    """Who has the floor."""

    NEW = "new"
    THINKING = "thinking"
    """Nobody is heard: an answer is being worked out."""
    SPEAKING = "speaking"
    LISTENING = "listening"
    """Nobody is heard: the caller is expected to speak."""
    HEARING = "hearing"
    OVERLAP = "overlap"
    """The caller makes sounds while the bot speaks; not yet judged."""
    PAUSED = "paused"
    """The bot fell silent for such sounds; not yet judged."""
    CLOSING = "closing"
    """The bot says its last words."""
    ENDED = "ended"


class Move(StrEnum):
    """What can happen to the floor."""

    ANSWER = "answer"
    """Something is to be answered: the call began, a turn ended, a key entry is complete."""
    VOICE = "voice"
    """The first audio of an answer goes out."""
    LAST_VOICE = "last voice"
    """The same, and the call ends after it."""
    QUIET = "quiet"
    """The phone has played everything."""
    SPEECH = "speech"
    """The caller starts to make speech-like sounds."""
    NOISE = "noise"
    """Those sounds were no words, or only a listener's "mm-hm"."""
    PAUSE = "pause"
    """They last: the bot falls silent until they are judged."""
    INTERRUPT = "interrupt"
    """They are words for the bot: what it was saying is dropped."""
    END = "end"


F, M = Floor, Move

TRANSITIONS: dict[tuple[Floor, Move], Floor] = {
    (F.NEW, M.ANSWER): F.THINKING,
    # The bot's turn.
    (F.THINKING, M.VOICE): F.SPEAKING,
    (F.THINKING, M.LAST_VOICE): F.CLOSING,
    (F.THINKING, M.SPEECH): F.HEARING,
    (F.THINKING, M.QUIET): F.LISTENING,
    (F.THINKING, M.ANSWER): F.THINKING,
    (F.SPEAKING, M.VOICE): F.SPEAKING,
    (F.SPEAKING, M.LAST_VOICE): F.CLOSING,
    (F.SPEAKING, M.QUIET): F.LISTENING,
    (F.SPEAKING, M.SPEECH): F.OVERLAP,
    (F.SPEAKING, M.INTERRUPT): F.LISTENING,
    (F.SPEAKING, M.ANSWER): F.THINKING,
    # Both at once.
    (F.OVERLAP, M.VOICE): F.OVERLAP,
    (F.OVERLAP, M.LAST_VOICE): F.CLOSING,
    (F.OVERLAP, M.NOISE): F.SPEAKING,
    (F.OVERLAP, M.PAUSE): F.PAUSED,
    (F.OVERLAP, M.QUIET): F.HEARING,
    (F.OVERLAP, M.INTERRUPT): F.HEARING,
    (F.OVERLAP, M.ANSWER): F.THINKING,
    (F.PAUSED, M.NOISE): F.SPEAKING,
    (F.PAUSED, M.INTERRUPT): F.HEARING,
    (F.PAUSED, M.ANSWER): F.THINKING,
    # The caller's turn.
    (F.LISTENING, M.SPEECH): F.HEARING,
    (F.LISTENING, M.ANSWER): F.THINKING,
    (F.LISTENING, M.VOICE): F.SPEAKING,
    (F.LISTENING, M.LAST_VOICE): F.CLOSING,
    (F.HEARING, M.NOISE): F.LISTENING,
    (F.HEARING, M.INTERRUPT): F.LISTENING,
    (F.HEARING, M.ANSWER): F.THINKING,
    # The end. Words over the goodbye are not lost: they open the call again.
    (F.CLOSING, M.VOICE): F.CLOSING,
    (F.CLOSING, M.LAST_VOICE): F.CLOSING,
    (F.CLOSING, M.QUIET): F.ENDED,
    (F.CLOSING, M.INTERRUPT): F.LISTENING,
    (F.CLOSING, M.ANSWER): F.THINKING,
} | {(floor, M.END): F.ENDED for floor in Floor}


def step(floor: Floor, move: Move) -> Floor:
    """The floor after a move.

    Raises:
        TransitionError: the table has no such pair.
    """
    try:
        return TRANSITIONS[floor, move]
    except KeyError:
        raise TransitionError(f"no move '{move}' while {floor}") from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> new"]
    for (floor, move), after in TRANSITIONS.items():
        if move is not Move.END:
            lines.append(f"    {floor} --> {after}: {move}")
    return "\n".join([*lines, "    ended --> [*]"])
