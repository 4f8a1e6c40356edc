"""Key presses to one entry: # ends it, * starts it again, a pause or the full length ends it."""

from __future__ import annotations

PAUSE_MS = 3000
"""So long after the last key an entry is complete."""
PAUSES_MS = {"name": 6000}
"""The same where each key has to be looked for, by what was asked."""
LENGTHS = {"confirm": 1, "choice": 1, "anything_else": 1, "service": 1}
"""Keys that complete an entry at once, by what was asked."""
NUMBER_KEYS = {"US": 10, "CA": 10, "GB": 11, "IE": 10, "AU": 10}
"""The most digits of a telephone number as it is dialled within a region. Of any other region a
pause or # ends it."""
TRUNK = {"US": "1", "CA": "1"}
"""What may be dialled before a number, and does not count."""
ABROAD = ("00", "011")
"""What begins a number of any other country: it may be of any length."""


class Keypad:
    """The keys of a call; `region` (ISO 3166) is the one whose telephone numbers are typed."""

    def __init__(self, region: str = "US") -> None:
        self._region = region
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
        full = self._full(asked or "")
        return self._take() if full and len(self._digits) >= full else None

    def waited(self, at_ms: int, asked: str | None) -> str | None:
        """The entry that a pause has completed, if any."""
        pause_ms = PAUSES_MS.get(asked or "", PAUSE_MS)
        done = self.active and at_ms - self._last_ms >= pause_ms
        return self._take() if done else None

    def _full(self, asked: str) -> int:
        """How many keys complete the entry; 0: only a pause or # does."""
        if asked != "phone":
            return LENGTHS.get(asked, 0)
        length = NUMBER_KEYS.get(self._region, 0)
        if not length or self._digits.startswith(ABROAD):
            return 0
        trunk = TRUNK.get(self._region, "")
        return length + (len(trunk) if trunk and self._digits.startswith(trunk) else 0)

    def _take(self) -> str | None:
        digits, self._digits = self._digits, ""
        return digits or None
