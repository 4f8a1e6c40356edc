"""A line on which the caller can hardly be heard: sooner to the keys and to a person.

More questions do not help where the answers drown in noise. Keys get through it, and the staff can
call back from a quieter place. What was misheard three times over is not booked on a guess.
"""

from __future__ import annotations

from voicebot.dialog.turn import Turn

LOUD_DB = 10.0
"""A caller who stands out no further from what is behind them is often misheard: at 15 dB most
answers are understood, at 5 dB few."""
OFTEN = 4
"""Failures in a call after which any line is taken for a hard one."""
MOST_READ_BACKS = 3
"""Of one booking, on a loud line: who had to put it right so often is not heard."""


def is_loud(turn: Turn) -> bool:
    """Whether the caller is known to be hardly louder than what is behind them."""
    snr_db = turn.context.snr_db
    return snr_db is not None and snr_db < LOUD_DB


def is_hard(turn: Turn) -> bool:
    """Whether the next repair should be the one that helps most."""
    failures = turn.noted("failures", 0)
    return bool(failures >= OFTEN or (failures and is_loud(turn)))


def doubts_farewell(turn: Turn) -> bool:
    """Whether a goodbye may have been made out of noise: nothing was done yet on a loud line.

    A caller who says it again is believed.
    """
    doubted = is_loud(turn) and not turn.state.outcome and not turn.noted("farewell")
    if doubted:
        turn.note(farewell=True)
    return doubted


def too_often_read_back(turn: Turn) -> bool:
    """Counts one more read-back of the booking at hand; whether it is one too many."""
    times = turn.noted("read_backs", 0) + 1
    turn.note(read_backs=times)
    return is_loud(turn) and times > MOST_READ_BACKS
