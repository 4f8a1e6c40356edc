from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio.pcm import HZ, Pcm, level_dbfs, to_int16
from voicebot.simulator.channel import (
    BAND_HZ,
    KINDS,
    add_noise,
    background,
    drop_frames,
    echo,
    through_phone,
)
from voicebot.simulator.sounds import babble, band, cough, hum, music, street, white
from voicebot.simulator.speech import voiced_spans


def tone(hz: float, ms: int = 1000, amplitude: int = 8000) -> Pcm:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(ms * HZ // 1000) / HZ)).astype(np.int16)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(("hz", "lost_db"), [(1000, 0), (3000, 0), (150, 40), (5000, 40)])
def test_only_the_telephone_band_comes_through(hz: float, lost_db: float) -> None:
    out = through_phone(tone(hz))
    assert len(out) == HZ
    lost = level_dbfs(tone(hz)) - level_dbfs(out)
    assert lost == pytest.approx(0, abs=0.5) if not lost_db else lost > lost_db


def test_an_empty_recording_stays_empty() -> None:
    assert len(through_phone(np.zeros(0, dtype=np.int16))) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("snr_db", [0, 15])
def test_noise_has_the_level_asked_for_whatever_the_pauses(kind: str, snr_db: float) -> None:
    speech = np.concatenate([tone(500), np.zeros(3 * HZ, dtype=np.int16)])
    noise = add_noise(speech, kind, snr_db, rng()).astype(int) - speech
    heard = band(noise.astype(float), *BAND_HZ)
    assert level_dbfs(tone(500)) - level_dbfs(to_int16(heard)) == pytest.approx(snr_db, abs=0.3)


def test_the_same_seed_gives_the_same_noise_and_another_does_not() -> None:
    same = [background("babble", HZ, -30, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert np.array_equal(same[0], same[1])
    assert not np.array_equal(same[0], same[2])


def test_an_unknown_noise_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no noise 'rain'; there are babble"):
        add_noise(tone(500), "rain", 10, rng())


def test_lost_frames_are_whole_and_as_many_as_asked_for() -> None:
    pcm = np.full(HZ * 20 + 100, 1000, dtype=np.int16)
    frames = drop_frames(pcm, 0.1, rng())[: HZ * 20].reshape(-1, 320)
    assert set(map(int, frames.sum(axis=1))) == {0, 320_000}
    assert np.mean(frames[:, 0] == 0) == pytest.approx(0.1, abs=0.03)
    assert np.array_equal(drop_frames(pcm, 0, rng()), pcm)


def test_echo_is_later_and_quieter() -> None:
    caller = np.zeros(HZ, dtype=np.int16)
    heard = echo(caller, tone(500), level_db=-20, delay_ms=100)
    assert not heard[:1600].any()
    assert level_dbfs(heard[1600:]) == pytest.approx(level_dbfs(tone(500)) - 20, abs=0.2)
    assert np.array_equal(echo(caller, tone(500), -20, delay_ms=2000), caller)


@pytest.mark.parametrize("sound", [white, street, babble, music])
def test_backgrounds_are_of_unit_level_and_go_on(sound: object) -> None:
    made = sound(3 * HZ, rng())  # type: ignore[operator]
    assert made.shape == (3 * HZ,)
    assert np.sqrt(np.mean(made**2)) == pytest.approx(1)
    assert all(second.std() > 0.1 for second in made.reshape(3, HZ))


def test_street_is_low_and_white_is_not() -> None:
    def share_below_500(sound: np.ndarray) -> float:
        return float(np.mean(band(sound, 0, 500) ** 2) / np.mean(sound**2))

    assert share_below_500(street(HZ, rng())) > 0.5
    assert share_below_500(white(HZ, rng())) < 0.1


def test_a_cough_is_two_bursts_and_a_hum_one_sound() -> None:
    def pcm(sound: np.ndarray) -> Pcm:
        return (sound / np.abs(sound).max() * 20_000).astype(np.int16)

    made = pcm(cough(rng()))
    assert 500 < len(made) / HZ * 1000 < 1200
    assert 1 <= len(voiced_spans(made, gap_ms=60)) <= 3
    ((start, end),) = voiced_spans(pcm(hum(rng())))
    assert end - start > 250
