"""The frame clock: audio received against the carrier's frame numbers and time stamps."""

import pytest

from voicebot.telephony.clock import MAX_FILL_MS, TOLERANCE_MS, FrameClock

FRAME = 160


def lost(frames):
    """Samples filled before each of the (chunk, timestamp) frames."""
    clock = FrameClock()
    return [clock.lost_before(FRAME, chunk, stamp) for chunk, stamp in frames]


def test_an_even_stream_loses_nothing():
    assert lost([(n, 20 * n) for n in range(1, 500)]) == [0] * 499


def test_the_first_frame_may_carry_any_number_and_stamp():
    assert lost([(40, 1234), (41, 1254)]) == [0, 0]


def test_missing_frame_numbers_are_filled():
    assert lost([(1, 20), (2, 40), (5, 100)]) == [0, 0, 2 * FRAME]


def test_frame_numbers_alone_are_enough():
    assert lost([(1, 0), (3, 0)]) == [0, FRAME]


def test_a_hole_in_the_stamps_is_filled_once():
    assert lost([(1, 20), (2, 540), (3, 560)]) == [0, 500 * 8, 0]


def test_jitter_of_the_stamps_is_not_a_hole():
    jitter = [0, 30, -10, 45, 5, 60, 20, -15]
    assert lost([(n, 20 * n + late) for n, late in enumerate(jitter, 1)]) == [0] * len(jitter)


def test_a_stamp_just_at_the_tolerance():
    clock = FrameClock()
    clock.lost_before(FRAME, 1, 20)
    assert clock.lost_before(FRAME, 2, 40 + TOLERANCE_MS) == TOLERANCE_MS * 8


@pytest.mark.parametrize("frames", [[(1, 20), (2, 60_000)], [(1, 20), (3000, 60_000)]])
def test_a_long_hole_is_cut_and_the_clock_set_anew(frames):
    chunk, stamp = frames[-1]
    after = [(chunk + 1, stamp + 20), (chunk + 2, stamp + 40)]
    assert lost(frames + after) == [0, MAX_FILL_MS * 8, 0, 0]


def test_repeated_and_late_frames_are_refused_and_change_nothing():
    assert lost([(1, 20), (2, 40), (2, 40), (1, 20), (3, 60)]) == [0, 0, None, None, 0]
