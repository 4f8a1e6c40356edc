"""How far a caller stands out, on made-up speech at known levels above made-up noise."""

from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio.pcm import BLOCK, HZ, Pcm, through_line, to_int16
from voicebot.audio.snr import FIRST_BEHIND_BLOCKS, SignalToNoise, band_power
from voicebot.call.ear import Ear
from voicebot.call.messages import AudioArrived

SPEECH_DBFS = -22.0
SYLLABLE = 6
"""Blocks of voice; then two of a gap."""


def noise(blocks: int, level_dbfs: float, seed: int = 1) -> np.ndarray:
    """White within the telephone band, at a level there."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(blocks * BLOCK))
    hz = np.fft.rfftfreq(blocks * BLOCK, 1 / HZ)
    spectrum[(hz < 300) | (hz > 3400)] = 0
    sound = np.fft.irfft(spectrum)
    return sound / np.sqrt(np.mean(sound**2)) * 32768 * 10 ** (level_dbfs / 20)


def voiced(blocks: int) -> np.ndarray:
    """Per block: whether there is voice in it."""
    return np.arange(blocks) % (SYLLABLE + 2) < SYLLABLE


def speech(blocks: int) -> np.ndarray:
    """Bursts of a buzz with a moving pitch, louder and softer, at SPEECH_DBFS over its voice."""
    t = np.arange(blocks * BLOCK) / HZ
    pitch = 2 * np.pi * np.cumsum(140 + 20 * np.sin(2 * np.pi * 0.7 * t)) / HZ
    buzz = sum(np.sin(n * pitch + n) for n in range(3, 22))
    loudness = 10 ** (4 * np.sin(2 * np.pi * 1.3 * t) / 20)
    gate = np.repeat(voiced(blocks), BLOCK)
    sound = buzz * loudness * gate
    return sound / np.sqrt(np.mean(sound[gate] ** 2)) * 32768 * 10 ** (SPEECH_DBFS / 20)


def call(behind: np.ndarray, *, turns: int = 3, crowd: bool = False) -> Ear:
    """Three seconds of listening and three of speech by turns, over what is behind them.

    `crowd`: the detector takes what is behind for voices, too.
    """
    ear, quiet, words = Ear(), 94, 94
    blocks = turns * (quiet + words)
    said = np.zeros(blocks * BLOCK)
    is_voice = np.zeros(blocks, dtype=bool)
    for turn in range(turns):
        start = turn * (quiet + words) + quiet
        said[start * BLOCK : (start + words) * BLOCK] = speech(words)
        is_voice[start : start + words] = voiced(words)
    heard = through_line(to_int16(said + np.resize(behind, len(said))), HZ)
    for n, block in enumerate(heard[: blocks * BLOCK].reshape(-1, BLOCK)):
        probability = 0.95 if is_voice[n] else 0.8 if crowd else 0.05
        ear.push(AudioArrived(32 * (n + 1), block, probability))
    return ear


@pytest.mark.parametrize("crowd", [False, True], ids=["hiss", "crowd"])
@pytest.mark.parametrize(("snr_db", "within"), [(20, 1.5), (15, 1.5), (10, 1.5), (5, 2.5)])
def test_the_ratio_is_told_as_it_is(snr_db, within, crowd):
    """At 5 dB the soft half of the words does not stand out and is not counted."""
    ear = call(noise(200, SPEECH_DBFS - snr_db), crowd=crowd)
    assert ear.snr_db == pytest.approx(snr_db, abs=within)


def test_a_line_with_digital_silence_is_a_clean_one():
    assert call(np.zeros(BLOCK)).snr_db > 35


def test_a_line_with_comfort_noise_is_a_clean_one():
    assert call(noise(100, -66)).snr_db > 35


def test_a_hum_below_the_telephone_band_hides_nobody():
    t = np.arange(HZ) / HZ
    hum = np.sin(2 * np.pi * 62.5 * t) * 32768 * 10 ** (-30 / 20)
    assert call(hum).snr_db > 30


def test_a_missed_word_and_a_cough_are_not_what_is_behind():
    behind = noise(1000, SPEECH_DBFS - 20)
    behind[20 * BLOCK : 40 * BLOCK] += speech(20)
    assert call(behind).snr_db == pytest.approx(20, abs=1.5)


def block(level_dbfs: float) -> Pcm:
    return to_int16(noise(1, level_dbfs))


def test_nothing_is_known_before_enough_of_both_was_heard():
    snr = SignalToNoise()
    for _ in range(200):
        snr.push(block(-50), voiced=False, speaking=False)
    assert snr.db is None
    for _ in range(10):  # a short yes
        snr.push(block(-22), voiced=True, speaking=True)
    assert snr.db is None
    for _ in range(10):
        snr.push(block(-22), voiced=True, speaking=True)
    assert snr.db == pytest.approx(28, abs=0.3)


def test_who_talks_as_the_line_opens_has_nothing_behind_them_yet():
    snr = SignalToNoise()
    for _ in range(100):
        snr.push(block(-22), voiced=True, speaking=True)
    assert snr.db is None


def test_gaps_and_sounds_of_which_nothing_came_belong_to_neither_side():
    snr = SignalToNoise()
    for _ in range(60):
        snr.push(block(-22), voiced=True, speaking=True)
        snr.push(block(-50), voiced=False, speaking=False)
        snr.push(block(-10), voiced=True, speaking=False)
        snr.push(block(-30), voiced=False, speaking=True)
    assert snr.db == pytest.approx(28, abs=0.3)


def test_a_window_that_is_closed_is_noticed():
    """The caller walks out of the noise: what was behind is forgotten after 20 s."""
    snr = SignalToNoise()
    for level_dbfs, blocks in ((-30, 400), (-60, 400)):
        for _ in range(blocks):
            snr.push(block(-22), voiced=True, speaking=True)
            snr.push(block(level_dbfs), voiced=False, speaking=False)
    assert snr.db == pytest.approx(38, abs=0.5)


def test_who_does_not_stand_out_at_all_has_a_low_ratio_and_not_an_endless_one():
    snr = SignalToNoise()
    for _ in range(FIRST_BEHIND_BLOCKS):
        snr.push(block(-40), voiced=True, speaking=True)
        snr.push(block(-30), voiced=False, speaking=False)
    assert snr.db == -10.0


@pytest.mark.parametrize(("hz", "within"), [(100, 0.0), (1000, 0.5), (3300, 0.5), (5000, 0.0)])
def test_power_is_counted_within_the_telephone_band(hz, within):
    tone = np.sin(2 * np.pi * hz * np.arange(BLOCK) / HZ) * 16384
    assert band_power(to_int16(tone)) == pytest.approx(within / 4, abs=0.01)
