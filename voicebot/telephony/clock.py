"""How much audio is missing before a frame, so that a call's time can be counted in samples."""

from __future__ import annotations

from typing import Final

SAMPLES_PER_MS: Final = 8
MAX_FILL_MS: Final = 2000
"""A longer hole is cut to this: silence that ends any turn, but not a flood."""
TOLERANCE_MS: Final = 100
"""Time stamps may jitter this far before they speak of lost audio."""


class FrameClock:
    """Compares the audio that came with the carrier's frame numbers and time stamps.

    Two witnesses, the larger hole wins: a jump in the frame numbers, filled with as many frames
    of the present length; and time stamps that ran ahead of the audio, as when a carrier sends
    nothing during silence. Both are taken from the first frame on.
    """

    def __init__(self) -> None:
        self._last_chunk = 0
        self._audio_ms = 0.0
        self._offset_ms: float | None = None

    def lost_before(self, samples: int, chunk: int, timestamp_ms: int) -> int | None:
        """Samples missing before this frame of so many; None for a repeated or late frame.

        `chunk` and `timestamp_ms` are 0 when the carrier sent none.
        """
        if chunk and chunk <= self._last_chunk:
            return None
        frame_ms = samples / SAMPLES_PER_MS
        by_chunk = frame_ms * (chunk - self._last_chunk - 1) if chunk and self._last_chunk else 0.0
        lost_ms = min(max(by_chunk, self._by_stamp(timestamp_ms)), MAX_FILL_MS)
        lost = round(lost_ms * SAMPLES_PER_MS)
        self._last_chunk = chunk or self._last_chunk
        self._audio_ms += lost / SAMPLES_PER_MS + frame_ms
        if timestamp_ms and (self._offset_ms is None or lost_ms >= MAX_FILL_MS):
            self._offset_ms = timestamp_ms - (self._audio_ms - frame_ms)
        return lost

    def _by_stamp(self, timestamp_ms: int) -> float:
        if not timestamp_ms or self._offset_ms is None:
            return 0.0
        ahead = timestamp_ms - self._offset_ms - self._audio_ms
        return ahead if ahead >= TOLERANCE_MS else 0.0
