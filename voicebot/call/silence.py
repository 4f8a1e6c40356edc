"""How long the caller has been silent, and when the bot has to say something again."""

from __future__ import annotations

from voicebot.call.patience import no_input_ms
from voicebot.understanding.model import Expectation

LULL_MS = 1200
"""With noises on the line, quiet for so long is enough once the caller had twice the time."""


class Silence:
    """One call's. Time is the call's audio clock, in ms."""

    def __init__(self) -> None:
        self._times = 0
        self._open_ms = 0

    def open(self, at_ms: int) -> None:
        """The bot is done: the caller is expected to speak."""
        self._open_ms = at_ms

    def broken(self) -> None:
        """The caller said or keyed something."""
        self._times = 0

    def over(self, at_ms: int, quiet_since_ms: int, expects: Expectation) -> int | None:
        """How many times in a row the caller let the time pass; None while there is time.

        Sounds that are no words put the end off, but not for ever.
        """
        allowed_ms = no_input_ms(expects, self._times)
        quiet_ms = at_ms - quiet_since_ms
        long_enough = at_ms - self._open_ms >= 2 * allowed_ms and quiet_ms >= LULL_MS
        if quiet_ms < allowed_ms and not long_enough:
            return None
        self._times += 1
        return self._times
