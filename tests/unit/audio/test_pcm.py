from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voicebot.audio import pcm


def tone(hz: float, ms: int, rate: int = pcm.HZ, amplitude: float = 8000.0) -> pcm.Pcm:
    t = np.arange(ms * rate // 1000) / rate
    return pcm.to_int16(np.sin(2 * np.pi * hz * t) * amplitude)


def snr_db(wanted: pcm.Pcm, got: pcm.Pcm) -> float:
    noise = wanted.astype(float) - got.astype(float)
    return float(10 * np.log10(np.mean(wanted.astype(float) ** 2) / max(np.mean(noise**2), 1e-9)))


@pytest.mark.parametrize(
    ("code", "sample"),
    [(0x00, -32124), (0x80, 32124), (0xFF, 0), (0x7F, 0), (0xF0, 120), (0x70, -120), (0xCF, 924)],
)
def test_mulaw_values_of_the_standard(code: int, sample: int) -> None:
    assert pcm.mulaw_decode(bytes([code])).tolist() == [sample]


def test_every_mulaw_code_survives_the_round_trip() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7F is the other zero
    assert pcm.mulaw_encode(pcm.mulaw_decode(codes)) == codes


def test_mulaw_chooses_the_nearest_level() -> None:
    levels = np.sort(pcm.mulaw_decode(bytes(range(256)))).astype(int)
    samples = np.arange(-32_768, 32_768, 7).astype(np.int16)
    got = pcm.mulaw_decode(pcm.mulaw_encode(samples)).astype(int)
    nearest = np.abs(levels[None, :] - samples[:, None].astype(int)).min(axis=1)
    step = np.maximum(4, np.abs(samples.astype(int)) // 16)
    assert np.all(np.abs(got - samples) - nearest <= step)


def test_mulaw_silence_is_0xff() -> None:
    assert pcm.mulaw_encode(pcm.silence(10, pcm.LINE_HZ)) == b"\xff" * 80


@pytest.mark.parametrize(("from_hz", "to_hz"), [(8_000, 16_000), (16_000, 8_000), (22_050, 16_000)])
@pytest.mark.parametrize("hz", [200, 1_000, 3_000])
def test_resampling_keeps_a_tone(from_hz: int, to_hz: int, hz: int) -> None:
    got = pcm.resample(tone(hz, 500, from_hz), from_hz, to_hz)
    wanted = tone(hz, 500, to_hz)
    assert len(got) == len(wanted)
    middle = slice(400, -400)
    assert snr_db(wanted[middle], got[middle]) > 45


def test_going_down_removes_what_the_lower_rate_cannot_carry() -> None:
    alias = pcm.resample(tone(5_500, 500), pcm.HZ, pcm.LINE_HZ)
    assert pcm.level_dbfs(alias[200:-200]) < pcm.level_dbfs(tone(5_500, 500)) - 60


@given(st.lists(st.integers(0, 700), min_size=1, max_size=12), st.sampled_from([8_000, 22_050]))
def test_a_stream_is_the_same_however_it_is_cut(cuts: list[int], from_hz: int) -> None:
    whole = tone(440, 1000 * sum(cuts) // from_hz + 1, from_hz)[: sum(cuts)]
    in_one = pcm.Resampler(from_hz, pcm.HZ).push(whole)
    stream, at, parts = pcm.Resampler(from_hz, pcm.HZ), 0, []
    for cut in cuts:
        parts.append(stream.push(whole[at : at + cut]))
        at += cut
    assert np.array_equal(np.concatenate(parts), in_one)


def test_a_long_stream_neither_gains_nor_loses_samples() -> None:
    stream = pcm.Resampler(22_050, pcm.HZ)
    out = sum(len(stream.push(np.zeros(441, dtype=np.int16))) for _ in range(500))
    assert out == 500 * 320


def test_no_click_at_block_joins() -> None:
    stream = pcm.Resampler(8_000, 16_000)
    line = tone(300, 1000, 8_000)
    out = np.concatenate([stream.push(line[i : i + 160]) for i in range(0, len(line), 160)])
    step = np.abs(np.diff(out[200:].astype(int)))
    assert step.max() <= 2 * np.pi * 300 / 16_000 * 8000 * 1.05


def test_resampling_nothing_and_resampling_to_the_same_rate() -> None:
    nothing = np.zeros(0, dtype=np.int16)
    assert len(pcm.resample(nothing, 8_000, 16_000)) == 0
    assert len(pcm.Resampler(8_000, 16_000).push(nothing)) == 0
    line = tone(440, 20)
    assert np.array_equal(pcm.resample(line, 16_000, 16_000), line)


def test_loud_audio_clips_and_does_not_wrap() -> None:
    square = np.where(np.arange(8000) // 40 % 2, 32_767, -32_768).astype(np.int16)
    out = pcm.resample(square, 8_000, 16_000)
    assert np.all(np.sign(out[10:70].astype(int)) == -1)


def test_the_line_keeps_speech_band_and_length() -> None:
    said = tone(1_000, 400, 44_100)
    heard = pcm.through_line(said, 44_100)
    assert len(heard) == 6_400
    assert snr_db(tone(1_000, 400)[800:-800], heard[800:-800]) > 30


@given(st.lists(st.integers(0, 1300), max_size=10))
def test_blocks_lose_nothing(sizes: list[int]) -> None:
    line = np.arange(sum(sizes)).astype(np.int16)
    blocks, at, out = pcm.Blocks(512), 0, []
    for size in sizes:
        out += blocks.push(line[at : at + size])
        at += size
    assert all(len(block) == 512 for block in out)
    assert len(out) == len(line) // 512
    joined = np.concatenate([*out, np.zeros(0, dtype=np.int16)])
    assert np.array_equal(joined, line[: len(joined)])


def test_levels() -> None:
    assert pcm.level_dbfs(np.zeros(100, dtype=np.int16)) == pcm.SILENCE_DBFS
    assert pcm.level_dbfs(np.zeros(0, dtype=np.int16)) == pcm.SILENCE_DBFS
    full = np.full(100, -32_768, dtype=np.int16)
    assert pcm.level_dbfs(full) == pytest.approx(0.0, abs=0.01)
    assert pcm.level_dbfs(tone(500, 100, amplitude=3276.8)) == pytest.approx(-23.0, abs=0.1)


def test_fading_ends_in_silence_and_leaves_the_middle() -> None:
    line = np.full(1600, 10_000, dtype=np.int16)
    faded = pcm.fade(line, ms=5)
    assert (faded[0], faded[-1]) == (0, 0)
    assert np.array_equal(faded[80:-80], line[80:-80])
    assert len(pcm.fade(line[:1])) == 1


@given(arrays(np.int16, st.integers(0, 200)))
def test_wav_round_trip(samples: pcm.Pcm) -> None:
    got, hz = pcm.read_wav(pcm.write_wav(samples, 8_000))
    assert hz == 8_000
    assert np.array_equal(got, samples)


def wav(encoding: int, bits: int, data: bytes, channels: int = 1, extra: bytes = b"") -> bytes:
    head = struct.pack(
        "<HHIIHH",
        encoding,
        channels,
        8_000,
        8_000 * channels * bits // 8,
        channels * bits // 8,
        bits,
    )
    chunks = b"fmt " + struct.pack("<I", len(head + extra)) + head + extra
    chunks += b"LIST" + struct.pack("<I", 3) + b"abc\0"
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


@pytest.mark.parametrize(
    ("encoding", "bits", "data", "samples"),
    [
        (1, 8, bytes([128, 255, 0]), [0, 32_512, -32_768]),
        (1, 16, struct.pack("<3h", 0, 5, -5), [0, 5, -5]),
        (1, 24, b"\x00\x05\x00\xff\xfa\xff", [5, -6]),
        (1, 32, struct.pack("<2i", 5 << 16, -(5 << 16)), [5, -5]),
        (3, 32, struct.pack("<2f", 0.5, -0.5), [16_384, -16_384]),
        (7, 8, b"\xff\x80", [0, 32_124]),
    ],
)
def test_wav_encodings(encoding: int, bits: int, data: bytes, samples: list[int]) -> None:
    assert pcm.read_wav(wav(encoding, bits, data))[0].tolist() == samples


def test_wav_channels_are_averaged_and_extensible_is_read() -> None:
    stereo = wav(1, 16, struct.pack("<4h", 10, 20, -10, -30), channels=2)
    assert pcm.read_wav(stereo)[0].tolist() == [15, -20]
    extension = struct.pack("<HHIH", 22, 16, 0, 1) + bytes(14)
    assert pcm.read_wav(wav(0xFFFE, 16, struct.pack("<h", 7), extra=extension))[0].tolist() == [7]


def test_a_wav_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = pcm.write_wav(np.arange(100).astype(np.int16), 8_000)
    assert len(pcm.read_wav(whole[:-51])[0]) == 74


@pytest.mark.parametrize("data", [b"", b"RIFF", b"OggS" + bytes(40), wav(2, 4, b"abc")])
def test_what_is_no_wav_says_so(data: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        pcm.read_wav(data)
