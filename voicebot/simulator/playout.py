"""What a carrier does with the audio it is sent: queue it, play it, give marks back. No clock.

Times are samples of 8 kHz since the call's first, given by whoever owns the clock. The queue is
kept as the track itself: what lies before `now` has been played, what lies after it waits.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from voicebot.audio.pcm import LINE_HZ, mulaw_decode

SILENCE: Final = 0xFF
LIMIT: Final = 600 * LINE_HZ
"""Unplayed audio above ten minutes is thrown away (warning 31931)."""
AUDIBLE: Final = 256
"""Amplitude from which a sample counts as audible: 42 dB below full scale."""

_LOUD: Final = bytes(
    int(abs(int(mulaw_decode(bytes([code]))[0])) >= AUDIBLE) for code in range(256)
)
_SLICE: Final = 160


class Playout:
    """One call's play-out buffer and everything the caller has heard so far."""

    def __init__(self) -> None:
        self.track = bytearray()
        """mu-law from the call's first sample to the last one scheduled."""
        self.audible_until = 0
        """Sample after the last audible one, played or scheduled."""
        self.gaps: list[tuple[int, int]] = []
        """(first sample, sample after the last) of each silence for want of audio to play."""
        self._marks: deque[tuple[int, str]] = deque()
        self._cleared = False

    def append(self, mulaw: bytes, now: int) -> int:
        """Play this after what is queued; the number of bytes for which there was no room."""
        if self.track and not self._cleared and len(self.track) < now:
            self.gaps.append((len(self.track), now))
        self._cleared = False
        self._fill(now)
        kept = mulaw[: max(0, LIMIT - self.pending(now))]
        last = kept.translate(_LOUD).rfind(1)
        if last >= 0:
            self.audible_until = len(self.track) + last + 1
        self.track += kept
        return len(mulaw) - len(kept)

    def mark(self, name: str) -> None:
        """Give this name back when all that was queued before it has been played."""
        self._marks.append((len(self.track), name))

    def due(self, now: int) -> list[str]:
        """The marks whose audio has been played by now, each told once."""
        names = []
        while self._marks and self._marks[0][0] <= now:
            names.append(self._marks.popleft()[1])
        return names

    def clear(self, now: int) -> list[str]:
        """Forget the unplayed audio; all marks that were still out."""
        del self.track[now:]
        self._cleared = True
        self.audible_until = min(self.audible_until, now)
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def pending(self, now: int) -> int:
        """Samples queued and not yet played."""
        return max(0, len(self.track) - now)

    def frame(self, start: int, count: int) -> bytes:
        """`count` samples from `start`, silence where nothing was played."""
        quiet = bytes([SILENCE])
        before = quiet * min(count, max(0, -start))
        played = bytes(self.track[max(0, start) : max(0, start + count)])
        return (before + played).ljust(count, quiet)

    def _fill(self, now: int) -> None:
        if len(self.track) < now:
            self.track += bytes([SILENCE]) * (now - len(self.track))


class AudibleSpans:
    """Finds where a mu-law track can be heard. Spans closer than `gap` samples are one."""

    def __init__(self, gap: int = 400 * LINE_HZ // 1000) -> None:
        self.spans: list[tuple[int, int]] = []
        """(first audible sample, sample after the last), the newest last."""
        self.open = False
        """Whether the last span may still grow."""
        self._gap = gap
        self._at = 0

    @property
    def at(self) -> int:
        """Samples looked at so far."""
        return self._at

    def feed(self, mulaw: bytes) -> list[tuple[str, int]]:
        """The next piece of the track: what began ("started") or ended ("stopped"), and where."""
        found: list[tuple[str, int]] = []
        for start in range(0, len(mulaw), _SLICE):
            found += self._slice(mulaw[start : start + _SLICE])
        return found

    def end(self) -> list[tuple[str, int]]:
        """Nothing follows for now: whatever was audible is over."""
        was_open, self.open = self.open, False
        return [("stopped", self.spans[-1][1])] if was_open else []

    def _slice(self, mulaw: bytes) -> list[tuple[str, int]]:
        loud = mulaw.translate(_LOUD)
        first, here = loud.find(1), self._at
        self._at += len(mulaw)
        found = self._close(here + first if first >= 0 else self._at)
        if first < 0:
            return found
        last = here + loud.rfind(1) + 1
        if self.open:
            self.spans[-1] = (self.spans[-1][0], last)
            return found
        self.open = True
        self.spans.append((here + first, last))
        return [*found, ("started", here + first)]

    def _close(self, until: int) -> list[tuple[str, int]]:
        """End the open span if nothing was audible for the gap up to `until`."""
        if not self.open or until - self.spans[-1][1] < self._gap:
            return []
        self.open = False
        return [("stopped", self.spans[-1][1])]
