"""Echo cancelling on made-up voices: noise bursts, which have all frequencies of speech."""

import numpy as np
import pytest

from voicebot.audio.echo import PARTITIONS, EchoCanceller, Loudspeaker
from voicebot.audio.pcm import BLOCK, HZ


def voice(seconds: float, seed: int, level: float = 6000.0) -> np.ndarray:
    """Bursts of low-passed noise, four a second, like syllables."""
    rng = np.random.default_rng(seed)
    noise = np.convolve(rng.normal(size=int(seconds * HZ)), np.ones(6) / 6, "same")
    syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * np.arange(len(noise)) / HZ)
    return (noise * syllables * level).astype(np.int16)


def back(far: np.ndarray, delay_ms: int, db: float) -> np.ndarray:
    delay = delay_ms * HZ // 1000
    late = np.concatenate([np.zeros(delay), far[: len(far) - delay]])
    return late * 10 ** (db / 20)


def cleaned(near: np.ndarray, far: np.ndarray) -> np.ndarray:
    canceller = EchoCanceller()
    near = np.clip(near, -32768, 32767).astype(np.int16)
    blocks = range(0, len(near) - BLOCK + 1, BLOCK)
    return np.concatenate([canceller.push(near[n : n + BLOCK], far[n : n + BLOCK]) for n in blocks])


def db(pcm: np.ndarray) -> float:
    return 10 * np.log10(np.mean(pcm.astype(np.float64) ** 2) + 1e-9)


@pytest.mark.parametrize("delay_ms", [0, 40, 160, 320, 500])
@pytest.mark.parametrize("level_db", [-12, -20])
def test_after_three_seconds_the_echo_is_20_db_down(delay_ms, level_db):
    far = voice(6, seed=1)
    echo = back(far, delay_ms, level_db)
    left = cleaned(echo, far)
    late = slice(4 * HZ, 5 * HZ)
    assert db(left[late]) < db(echo[late]) - 20


def test_the_caller_comes_through_over_the_echo():
    far, near = voice(8, seed=1), np.zeros(8 * HZ)
    speaks = slice(5 * HZ, 7 * HZ)
    near[speaks] = voice(2, seed=2)
    left = cleaned(near + back(far, 160, -20), far)
    assert abs(db(left[speaks]) - db(near[speaks])) < 1.5
    assert db(left[7 * HZ + BLOCK :]) < db(near[speaks]) - 30


def test_a_caller_alone_is_not_touched():
    near = voice(3, seed=3)
    far = np.zeros(len(near), np.int16)
    left = cleaned(near, far)
    assert np.array_equal(left, near[: len(left)])


def test_a_line_without_echo_is_not_harmed_by_the_bots_voice():
    far, near = voice(6, seed=1), voice(6, seed=4)
    left = cleaned(near.astype(np.float64), far)
    assert abs(db(left) - db(near)) < 1.0


def test_two_voices_at_once_do_not_spoil_what_was_learnt():
    far = voice(12, seed=1)
    echo = back(far, 160, -20)
    near = echo.copy()
    near[4 * HZ : 8 * HZ] += voice(4, seed=5)
    left = cleaned(near, far)
    assert db(left[9 * HZ : 11 * HZ]) < db(echo[9 * HZ : 11 * HZ]) - 18


def test_the_loudspeaker_plays_one_thing_after_another_and_forgets_on_clear():
    speaker = Loudspeaker()
    speaker.play(np.full(BLOCK + 100, 1, np.int16))
    speaker.play(np.full(BLOCK, 2, np.int16))
    first, second = speaker.block(), speaker.block()
    assert set(first) == {1}
    assert list(np.unique(second[:100])) == [1]
    assert list(np.unique(second[100:])) == [2]
    speaker.clear()
    assert not speaker.block().any()


def test_when_nothing_was_played_for_long_it_costs_nothing():
    canceller = EchoCanceller()
    quiet = np.zeros(BLOCK, np.int16)
    near = voice(1, seed=6)[:BLOCK]
    for _ in range(PARTITIONS + 1):
        result = canceller.push(near, quiet)
    assert result is near


@pytest.mark.parametrize("later_ms", [-40, -3, 5, 23, 60])
def test_a_reply_played_sooner_or_later_than_the_one_before_is_still_known(later_ms):
    far, pause = voice(10, seed=1), slice(5 * HZ, 6 * HZ)
    far[pause] = 0
    echo = back(far, 160, -20)
    echo[pause.stop :] = back(far, 160 + later_ms, -20)[pause.stop :]
    left = cleaned(echo, far)
    begins = slice(pause.stop + 2 * HZ // 5, pause.stop + HZ)
    assert db(left[begins]) < db(echo[begins]) - 18
    assert db(left[8 * HZ : 9 * HZ]) < db(echo[8 * HZ : 9 * HZ]) - 20


def test_a_caller_who_speaks_as_a_late_reply_begins_is_heard():
    far, near = voice(10, seed=1), np.zeros(10 * HZ)
    far[5 * HZ : 6 * HZ] = 0
    near[6 * HZ : 8 * HZ] = voice(2, seed=2)
    echo = back(far, 160, -20)
    echo[6 * HZ :] = back(far, 190, -20)[6 * HZ :]
    left = cleaned(near + echo, far)
    assert abs(db(left[6 * HZ : 8 * HZ]) - db(near[6 * HZ : 8 * HZ])) < 1.5
