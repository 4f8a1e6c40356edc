"""Key presses to one entry: # ends it, * starts it again, a pause or the full length ends it."""

from __future__ import annotations

PAUSE_MS = 3000
"""So long after the last key an entry is complete."""
PAUSES_MS = {"name": 6000}
"""The same where each key has to be looked for, by what was asked."""
LENGTHS = {"phone": 10, "confirm": 1, "choice": 1, "anything_else": 1}
"""Keys that complete an entry at once, by what was asked."""


class Keypad:
    def __init__(self) -> None:
        self._digits = ""
        self._last_ms = 0

    @property
    def active(self) -> bool:
        return bool(self._digits)

    def press(self, digit: str, at_ms: int, asked: str | None) -> str | None:
        """The finished entry, or None while more may come."""
        self._last_ms = at_ms
        if digit == "*":
            self._digits = ""
            return None
        if digit == "#":
            return self._take()
        self._digits += digit
        full = LENGTHS.get(asked or "", 0)
        return self._take() if full and len(self._digits) >= full else None

    def waited(self, at_ms: int, asked: str | None) -> str | None:
        """The entry that a pause has completed, if any."""
        pause_ms = PAUSES_MS.get(asked or "", PAUSE_MS)
        done = self.active and at_ms - self._last_ms >= pause_ms
        return self._take() if done else None

    def _take(self) -> str | None:
        digits, self._digits = self._digits, ""
        return digits or None
