"""Samples: mu-law, sample rates, blocks, levels and WAV. Pure: values in, values out.

Audio is int16 mono, shape (n,). A telephone line carries 8 kHz mu-law (ITU-T G.711); everything
inside works at 16 kHz.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]

LINE_HZ = 8_000
HZ = 16_000
BLOCK = 512
"""Samples of one detector block: 32 ms at 16 kHz."""

FULL_SCALE = 32_768.0
SILENCE_DBFS = -96.0
"""The level of nothing at all: below the last bit of 16."""

# --- mu-law (G.711) --------------------------------------------------------------------------

_BIAS = 0x84
_CLIP = 32_635


def _decode_table() -> Pcm:
    codes = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (codes >> 4) & 7, (codes & 15).astype(np.int32)
    magnitude = (((mantissa << 3) + _BIAS) << exponent) - _BIAS
    return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> NDArray[np.uint8]:
    """The code of every sample, indexed by the sample's bits read as uint16."""
    samples = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    sign = np.where(samples < 0, 0x80, 0)
    codes = ~(sign | (exponent << 4) | mantissa) & 0xFF
    return np.asarray(codes, dtype=np.uint8)


_DECODE = _decode_table()
_ENCODE = _encode_table()


def mulaw_decode(data: bytes) -> Pcm:
    """mu-law bytes to samples of the same rate."""
    return _DECODE[np.frombuffer(data, dtype=np.uint8)]


def mulaw_encode(pcm: Pcm) -> bytes:
    """Samples to mu-law bytes of the same rate."""
    return _ENCODE[np.ascontiguousarray(pcm, dtype=np.int16).view(np.uint16)].tobytes()


# --- sample rates ------------------------------------------------------------------------------

_HALF_WIDTH = 16
"""Zero crossings of the low-pass on each side, at the lower of the two rates."""
_ROLL_OFF = 0.94
_KAISER_BETA = 8.0


@lru_cache(maxsize=16)
def _polyphase(up: int, down: int) -> tuple[NDArray[np.float32], int]:
    """A Kaiser-windowed sinc low-pass as `up` rows of taps, oldest sample first, and its centre.

    The centre is the filter's delay in samples of the rate `up` times the input's.
    """
    rate = max(up, down)
    centre = _HALF_WIDTH * rate
    width = -(-(2 * centre + 1) // up)
    t = np.arange(width * up) - centre
    window = np.where(
        np.abs(t) <= centre,
        np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (t / centre) ** 2, 0, 1))) / np.i0(_KAISER_BETA),
        0.0,
    )
    taps = _ROLL_OFF / rate * np.sinc(_ROLL_OFF * t / rate) * window * up
    rows = taps.reshape(width, up).T[:, ::-1]
    rows /= rows.sum(axis=1, keepdims=True)  # each phase passes a constant level unchanged
    return np.ascontiguousarray(rows, dtype=np.float32), centre


class Resampler:
    """A stream from one rate to another: state goes over block joins, so none can be heard.

    It is late by half its filter: 2 ms between 8 and 16 kHz.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        divisor = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // divisor, from_hz // divisor
        self._taps, self._centre = _polyphase(self._up, self._down)
        self._history = np.zeros(self._taps.shape[1] - 1, dtype=np.float32)
        self._next = 0  # where the next sample out lies, in 1/up of samples in

    @property
    def delay(self) -> int:
        """Samples in that it takes until the first one is wholly out (rounded up)."""
        return -(-self._centre // self._up)

    def skip_delay(self) -> None:
        """Leave out the delay: the first sample out lies at the first sample in."""
        self._next = self._centre

    def push(self, pcm: Pcm) -> Pcm:
        """The next samples out; over time exactly to_hz for every from_hz that came in."""
        if self._up == self._down:
            return pcm
        line = np.concatenate([self._history, pcm.astype(np.float32)])
        places = np.arange(self._next, len(pcm) * self._up, self._down)
        self._next += len(places) * self._down - len(pcm) * self._up
        base, phase = np.divmod(places, self._up)
        width = self._taps.shape[1]
        self._history = line[len(line) - (width - 1) :]
        if not len(places):
            return np.zeros(0, dtype=np.int16)
        windows = np.lib.stride_tricks.sliding_window_view(line, width)[base]
        return to_int16(np.einsum("ij,ij->i", windows, self._taps[phase]))


def resample(pcm: Pcm, from_hz: int, to_hz: int) -> Pcm:
    """A whole recording at another rate, without delay, as long as it was (to the sample)."""
    if from_hz == to_hz or not len(pcm):
        return pcm
    resampler = Resampler(from_hz, to_hz)
    resampler.skip_delay()
    tail = np.zeros(resampler.delay + 1, dtype=np.int16)
    wanted = math.ceil(len(pcm) * to_hz / from_hz)
    return resampler.push(np.concatenate([pcm, tail]))[:wanted]


def through_line(pcm: Pcm, hz: int) -> Pcm:
    """What the far end hears at 16 kHz when this is said into a telephone (8 kHz mu-law)."""
    line = mulaw_decode(mulaw_encode(resample(pcm, hz, LINE_HZ)))
    return resample(line, LINE_HZ, HZ)


# --- blocks and levels -------------------------------------------------------------------------


class Blocks:
    """Cuts a stream into blocks of exactly `size` samples; the rest waits for the next push."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rest: Pcm = np.zeros(0, dtype=np.int16)

    def push(self, pcm: Pcm) -> list[Pcm]:
        line = np.concatenate([self._rest, pcm])
        whole = len(line) // self._size * self._size
        self._rest = line[whole:]
        return list(line[:whole].reshape(-1, self._size))


def to_int16(samples: NDArray[np.floating]) -> Pcm:
    """Samples at int16's scale, rounded and clipped."""
    return np.asarray(np.clip(np.rint(samples), -32_768, 32_767), dtype=np.int16)


def milliseconds(samples: int, hz: int = HZ) -> int:
    return samples * 1000 // hz


def silence(ms: int, hz: int = HZ) -> Pcm:
    return np.zeros(ms * hz // 1000, dtype=np.int16)


def level_dbfs(pcm: Pcm) -> float:
    """RMS level in dB below full scale; `SILENCE_DBFS` when there is nothing."""
    if not len(pcm):
        return SILENCE_DBFS
    mean_square = float(np.mean(np.square(pcm, dtype=np.float64)))
    return max(SILENCE_DBFS, 10 * math.log10(mean_square / FULL_SCALE**2 + 1e-12))


FRAME_MS = 5
"""The grain in which sound is told from silence."""


def audible(pcm: Pcm, below_peak_db: float = 40.0, hz: int = HZ) -> slice:
    """Where the first and the last audible sample lie: 5 ms frames near the loudest one's level.

    An empty slice when nothing is audible.
    """
    size = FRAME_MS * hz // 1000
    frames = pcm[: len(pcm) // size * size].reshape(-1, size).astype(np.float64)
    energy = np.mean(np.square(frames), axis=1)
    if not len(energy) or energy.max() < 1.0:
        return slice(0, 0)
    loud = np.flatnonzero(energy >= energy.max() * 10 ** (-below_peak_db / 10))
    return slice(int(loud[0]) * size, (int(loud[-1]) + 1) * size)


def levelled(pcm: Pcm, wanted_dbfs: float = -22.0, peak_dbfs: float = -1.0) -> Pcm:
    """The same at a given RMS level of its audible part, as far as its peaks allow."""
    part = pcm[audible(pcm)]
    if not len(part):
        return pcm
    gain_db = wanted_dbfs - level_dbfs(part)
    headroom_db = peak_dbfs - 20 * math.log10(np.abs(part.astype(np.int32)).max() / FULL_SCALE)
    return to_int16(pcm * 10 ** (min(gain_db, headroom_db) / 20))


def fade(pcm: Pcm, ms: int = 5, hz: int = HZ) -> Pcm:
    """The same with its first and last `ms` faded, so that it can be joined without a click."""
    count = min(ms * hz // 1000, len(pcm) // 2)
    if not count:
        return pcm
    gain = np.ones(len(pcm), dtype=np.float32)
    ramp = np.linspace(0.0, 1.0, count, endpoint=False, dtype=np.float32)
    gain[:count], gain[-count:] = ramp, ramp[::-1]
    return to_int16(pcm * gain)


# --- WAV ---------------------------------------------------------------------------------------


def read_wav(source: Path | str | bytes) -> tuple[Pcm, int]:
    """A WAV file, or its bytes, as (mono samples, sample rate). Channels are averaged.

    Reads PCM of 8 to 32 bits, 32-bit float, and mu-law.

    Raises:
        ValueError: not a WAV file, or of another encoding.
        OSError: the file cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    encoding, channels, hz, bits, frames = _riff(data)
    samples = _samples(encoding, bits, frames)
    whole = len(samples) // channels * channels
    return to_int16(samples[:whole].reshape(-1, channels).mean(axis=1)), hz


def _riff(data: bytes) -> tuple[int, int, int, int, bytes]:
    """Encoding, channels, rate, bits and sample bytes of a RIFF WAVE file."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    at, header = 12, b""
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]  # a streamed file states more than there is
        if name == b"fmt ":
            header = body
        elif name == b"data" and len(header) >= 16:
            encoding, channels, hz, _, _, bits = struct.unpack_from("<HHIIHH", header)
            if encoding == 0xFFFE and len(header) >= 26:  # extensible: the real one follows
                encoding = int.from_bytes(header[24:26], "little")
            if not channels or not hz:
                break
            return encoding, channels, hz, bits, body
        at += 8 + size + size % 2
    raise ValueError("a WAV file without format or samples")


def _samples(encoding: int, bits: int, frames: bytes) -> NDArray[np.float64]:
    frames = frames[: len(frames) // max(1, bits // 8) * max(1, bits // 8)]
    match encoding, bits:
        case 1, 8:
            return (np.frombuffer(frames, np.uint8).astype(np.float64) - 128) * 256
        case 1, 16:
            return np.frombuffer(frames, "<i2").astype(np.float64)
        case 1, 24:
            high = np.frombuffer(frames, np.uint8).reshape(-1, 3)[:, 1:]
            return np.ascontiguousarray(high).view("<i2").ravel().astype(np.float64)
        case 1, 32:
            return np.frombuffer(frames, "<i4") / 65_536.0
        case 3, 32:
            return np.frombuffer(frames, "<f4").astype(np.float64) * FULL_SCALE
        case 7, 8:
            return mulaw_decode(frames).astype(np.float64)
    raise ValueError(f"WAV encoding {encoding} with {bits} bits is not supported")


def write_wav(pcm: Pcm, hz: int, channels: int = 1) -> bytes:
    """A 16-bit WAV file; with several channels `pcm` holds them interleaved."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(hz)
        out.writeframes(np.ascontiguousarray(pcm, dtype="<i2").tobytes())
    return buffer.getvalue()
