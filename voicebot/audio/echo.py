"""Takes the bot's own voice out of the caller's track, where the line gives it back.

A partitioned frequency-domain adaptive filter (Soo and Pang, "Multidelay block frequency domain
adaptive filter", IEEE Trans. ASSP 38(2), 1990) learns the way from what is played to what comes
back, up to `REACH_MS` later. Two filters, after Ochiai et al., "Echo canceler with two echo path
models", IEEE Trans. Comm. 25(6), 1977: one learns all the time, also while the caller speaks and
leads it astray; the other cleans, and takes over what the first has learnt only once it is better.

The carrier plays a reply some milliseconds sooner or later than the one before. So the expected
echo is also looked for a little off its place: where it is found, the filters are moved there, and
what is heard is turned down meanwhile.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voicebot.audio.pcm import BLOCK, HZ, Pcm, to_int16

Spectrum = NDArray[np.complex128]
Samples = NDArray[np.float64]

PARTITIONS = 20
REACH_MS = PARTITIONS * 32
"""The line's delay and the room's reverberation together are expected to stay within this."""
STEP = 0.8
"""How far one block moves the learning filter, of what would explain that block alone."""
BETTER = 0.7
"""The learning filter takes over when it leaves less than this share of the energy."""
WORSE = 4.0
"""Led astray this far, it starts again from the filter that cleans."""
FORGET = 0.9
"""Of the smoothed energies, a block."""
RATIOS = 64
"""Blocks over which it is watched how much of the expected echo is left: two seconds of it."""
MARGIN = 4.0
"""What is left may be this much louder than usual and still be taken for echo."""
LEAST_GAIN = 0.1
"""What is nothing but the rest of an echo is turned down by 20 dB."""
ALIKE_BLOCKS = 5
"""Over so much, 160 ms, what is heard is compared with the expected echo."""
SHIFT = 100 * HZ // 1000
"""In samples: a reply is played at most 100 ms sooner or later than the one before."""
ALIKE = 0.5
"""What shares more than half of its energy with the expected echo is nothing else."""
LOUDER = 4.0
"""And is not much louder than that, as somebody is who speaks while the echo dies away."""
FAINT = 1e-6
"""Mean square of what nobody takes for speech, about -60 dB: it is not looked at any closer."""
QUIET = 1e-8
"""Mean square of what counts as silence, full scale being 1: about -80 dB."""


class Loudspeaker:
    """What the phone plays, sample by sample on the call's clock: one thing after another."""

    def __init__(self) -> None:
        self._queue = np.zeros(0, np.int16)

    def play(self, pcm: Pcm) -> None:
        """This was sent: it sounds now, or after what was sent before."""
        self._queue = np.concatenate([self._queue, pcm])

    def clear(self) -> None:
        """What has not sounded never will."""
        self._queue = self._queue[:0]

    def block(self) -> Pcm:
        """The next 32 ms of it, silence where there is nothing."""
        played, self._queue = self._queue[:BLOCK], self._queue[BLOCK:]
        return np.concatenate([played, np.zeros(BLOCK - len(played), np.int16)])


class EchoCanceller:
    """One call's. Both tracks are 16 kHz, in blocks of 512 samples, on the same clock."""

    def __init__(self) -> None:
        bins = BLOCK + 1
        self._far = np.zeros((PARTITIONS, bins), np.complex128)
        """Spectra of the last blocks that were played, the newest first."""
        self._last_far = np.zeros(BLOCK)
        self._learning = np.zeros((PARTITIONS, bins), np.complex128)
        self._cleaning = np.zeros((PARTITIONS, bins), np.complex128)
        self._power = np.full(bins, 1.0)
        self._left_learning = self._left_cleaning = 0.0
        self._silent_blocks = PARTITIONS
        self._turn = 0
        self._ratios: deque[float] = deque(maxlen=RATIOS)
        self._gain = 1.0
        self._heard = np.zeros(ALIKE_BLOCKS * BLOCK)
        self._expected = np.zeros(ALIKE_BLOCKS * BLOCK)
        """The last of what was heard and of the echo that was expected in it."""

    def push(self, near: Pcm, far: Pcm) -> Pcm:
        """The caller's block without the echo; `far` is what was played in the same 32 ms."""
        self._remember(far)
        if self._silent_blocks >= PARTITIONS:
            return near
        heard = near.astype(np.float64) / 32768
        error = heard - self._estimate(self._learning)
        expected = self._estimate(self._cleaning)
        cleaned = heard - expected
        self._learn(error)
        self._compare(float(error @ error), float(cleaned @ cleaned), float(heard @ heard))
        gain = self._rest_gain(float(cleaned @ cleaned), float(expected @ expected))
        if self._is_echo(heard, expected):
            gain = 0.0
        ramp = np.linspace(self._gain, gain, BLOCK)
        self._gain = gain
        return to_int16(cleaned * ramp * 32768)

    def _remember(self, far: Pcm) -> None:
        played = far.astype(np.float64) / 32768
        silent = float(played @ played) / BLOCK < QUIET
        self._silent_blocks = self._silent_blocks + 1 if silent else 0
        self._far = np.roll(self._far, 1, axis=0)
        self._far[0] = np.fft.rfft(np.concatenate([self._last_far, played]))
        self._last_far = played

    def _estimate(self, filters: Spectrum) -> Samples:
        """The echo that these filters expect in this block (overlap-save)."""
        spectrum = np.einsum("pb,pb->b", filters, self._far)
        return np.asarray(np.fft.irfft(spectrum)[BLOCK:])

    def _rest_gain(self, left: float, expected: float) -> float:
        """How far to turn down what the filter leaves: all the way when it is only echo."""
        if expected < QUIET * BLOCK or left <= 0.0:
            return 1.0
        self._ratios.append(left / expected)
        usual = sorted(self._ratios)[len(self._ratios) // 5]
        return max(LEAST_GAIN, 1.0 - MARGIN * usual * expected / left)

    def _is_echo(self, heard: Samples, expected: Samples) -> bool:
        """Whether this is the expected echo alone, perhaps off its place; then it is moved there.

        By the largest normalised cross-correlation of the last blocks: its square is the share of
        what is heard that the expected echo explains.
        """
        self._heard = np.concatenate([self._heard[BLOCK:], heard])
        self._expected = np.concatenate([self._expected[BLOCK:], expected])
        if heard @ heard < FAINT * BLOCK or expected @ expected < QUIET * BLOCK:
            return False
        size = 2 * len(self._heard)
        cross = np.fft.rfft(self._heard, size) * np.fft.rfft(self._expected, size).conj()
        around = np.roll(np.fft.irfft(cross), SHIFT)[: 2 * SHIFT + 1]
        lag = int(np.argmax(around)) - SHIFT
        best = max(around[lag + SHIFT], 0.0)
        played, came = self._expected @ self._expected, self._heard @ self._heard
        alike = best**2 >= ALIKE * played * came and best <= LOUDER * played
        if alike and lag:
            self._move(lag)
        return bool(alike)

    def _move(self, lag: int) -> None:
        """The echo comes `lag` samples later than the filters have it."""
        self._learning, self._cleaning = _later(self._learning, lag), _later(self._cleaning, lag)
        self._expected = _shifted(self._expected, lag)

    def _learn(self, error: Samples) -> None:
        power = np.einsum("pb,pb->b", self._far, self._far.conj()).real
        self._power = np.maximum(FORGET * self._power, power) if power.any() else self._power
        spectrum = np.fft.rfft(np.concatenate([np.zeros(BLOCK), error]))
        gain = STEP * spectrum / (self._power + QUIET * BLOCK)
        self._learning += self._far.conj() * gain
        self._keep_causal()

    def _keep_causal(self) -> None:
        """Cut one partition a block back to its 512 taps: the wrapped half is an artefact."""
        self._turn = (self._turn + 1) % PARTITIONS
        taps = np.fft.irfft(self._learning[self._turn])
        taps[BLOCK:] = 0.0
        self._learning[self._turn] = np.fft.rfft(taps)

    def _compare(self, learning: float, cleaning: float, heard: float) -> None:
        self._left_learning = FORGET * self._left_learning + learning
        self._left_cleaning = FORGET * self._left_cleaning + cleaning
        if self._left_learning < BETTER * self._left_cleaning and learning < heard:
            self._cleaning = self._learning.copy()
            self._left_cleaning = self._left_learning
        elif self._left_learning > WORSE * self._left_cleaning:
            self._learning = self._cleaning.copy()
            self._left_learning = self._left_cleaning


def _later(filters: Spectrum, lag: int) -> Spectrum:
    """The same way from what is played to what comes back, `lag` samples longer."""
    taps = np.fft.irfft(filters)[:, :BLOCK].reshape(-1)
    parts = _shifted(taps, lag).reshape(PARTITIONS, BLOCK)
    return np.asarray(np.fft.rfft(parts, 2 * BLOCK), np.complex128)


def _shifted(samples: Samples, lag: int) -> Samples:
    moved = np.roll(samples, lag)
    if lag > 0:
        moved[:lag] = 0.0
    else:
        moved[lag:] = 0.0
    return moved
