"""What stands out from the room."""

from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio.background import Background
from voicebot.audio.pcm import BLOCK

RNG = np.random.default_rng(3)


def block(level_dbfs: float) -> np.ndarray:
    noise = RNG.standard_normal(BLOCK) * 32768 * 10 ** (level_dbfs / 20)
    return np.clip(noise, -32768, 32767).astype(np.int16)


def after(*stretches: tuple[float, int]) -> Background:
    background = Background()
    for level_dbfs, blocks in stretches:
        for _ in range(blocks):
            background.stands_out(block(level_dbfs))
    return background


@pytest.mark.parametrize("room_dbfs", [-60, -45, -35])
def test_a_caller_stands_out_of_a_steady_room_which_does_not(room_dbfs):
    background = after((room_dbfs, 100))
    assert not background.stands_out(block(room_dbfs + 2))
    assert background.stands_out(block(room_dbfs + 12))


def test_at_first_everything_stands_out():
    assert after((-40, 30)).stands_out(block(-40))


def test_in_front_of_digital_silence_everything_stands_out():
    background = after((-20, 200), (-120, 100))
    assert background.stands_out(block(-60))


def test_a_long_sentence_with_gaps_between_its_words_stays_in_front():
    background = after((-60, 60))
    heard = [background.stands_out(block(-22 if n % 5 < 3 else -45)) for n in range(300)]
    words = [out for n, out in enumerate(heard) if n % 5 < 3]
    assert all(words)


def test_a_room_that_grows_loud_is_the_room_after_a_while():
    background = after((-60, 100), (-38, 320))
    assert not background.stands_out(block(-37))


def test_dense_speech_is_no_background_while_it_lasts():
    background = after((-60, 100))
    words = [
        background.stands_out(block(-22 if n % 10 else -45), held=True)
        for n in range(280)
        if n % 10
    ]
    assert all(words)


def test_what_goes_on_for_ever_becomes_the_background_all_the_same():
    background = after((-60, 100))
    for _ in range(700):
        background.stands_out(block(-30), held=True)
    assert not background.stands_out(block(-29), held=True)


def test_who_talks_as_the_line_opens_is_heard():
    assert after((-25, 40)).stands_out(block(-25))
