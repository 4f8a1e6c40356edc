from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.endpointing import (
    BLOCK_MS,
    Endpointer,
    Event,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Tuning,
)


def listen(endpointer: Endpointer, line: Iterable[tuple[float, int]]) -> list[Event]:
    """Events of a line of (probability, ms) stretches."""
    return [event for event in _events(endpointer, line) if event]


def _events(endpointer: Endpointer, line: Iterable[tuple[float, int]]) -> Iterator[Event | None]:
    at_ms = 0
    for probability, ms in line:
        for _ in range(ms // BLOCK_MS):
            at_ms += BLOCK_MS
            yield endpointer.push(probability, at_ms)


def test_a_plain_utterance() -> None:
    events = listen(Endpointer(patience_ms=640), [(0.0, 320), (0.9, 960), (0.0, 1280)])
    assert events == [
        SpeechStarted(at_ms=416, started_ms=320),
        SpeechPaused(at_ms=1472, started_ms=320, last_voiced_ms=1280, voiced_ms=960),
        SpeechEnded(at_ms=1920, started_ms=320, last_voiced_ms=1280, voiced_ms=960),
    ]


def test_a_click_is_not_speech_and_does_not_add_up() -> None:
    clicks = [(0.9, 64), (0.0, 320)] * 5
    assert listen(Endpointer(), clicks) == []


def test_a_pause_within_speech_is_taken_back() -> None:
    line = [(0.9, 320), (0.0, 320), (0.9, 320), (0.0, 960)]
    kinds = [type(event) for event in listen(Endpointer(patience_ms=640), line)]
    assert kinds == [SpeechStarted, SpeechPaused, SpeechResumed, SpeechPaused, SpeechEnded]


def test_a_short_gap_between_words_is_no_event() -> None:
    line = [(0.9, 320), (0.0, 160), (0.9, 320)]
    assert [type(event) for event in listen(Endpointer(), line)] == [SpeechStarted]


def test_weak_speech_keeps_going_but_does_not_start() -> None:
    tuning = Tuning(start=0.5, stay=0.35)
    assert listen(Endpointer(tuning=tuning), [(0.4, 3200)]) == []
    events = listen(Endpointer(640, tuning), [(0.9, 320), (0.4, 640), (0.0, 1280)])
    assert isinstance(events[-1], SpeechEnded)
    assert events[-1].last_voiced_ms == 960


def test_after_a_silence_weak_speech_does_not_resume() -> None:
    tuning = Tuning(start=0.5, stay=0.35)
    events = listen(Endpointer(640, tuning), [(0.9, 320), (0.0, 256), (0.4, 640)])
    assert [type(event) for event in events] == [SpeechStarted, SpeechPaused, SpeechEnded]


@pytest.mark.parametrize("patience_ms", [256, 640, 2000])
def test_patience_is_how_long_the_silence_lasts(patience_ms: int) -> None:
    events = listen(Endpointer(patience_ms=patience_ms), [(0.9, 320), (0.0, 4000)])
    end = events[-1]
    assert isinstance(end, SpeechEnded)
    assert 0 <= end.at_ms - end.last_voiced_ms - patience_ms < BLOCK_MS


def test_patience_may_change_while_the_caller_is_silent() -> None:
    endpointer = Endpointer(patience_ms=5_000)
    assert not any(isinstance(e, SpeechEnded) for e in listen(endpointer, [(0.9, 320), (0.0, 960)]))
    endpointer.patience_ms = 640
    assert isinstance(endpointer.push(0.0, 1312), SpeechEnded)
    assert not endpointer.speaking


def test_endless_speech_is_cut() -> None:
    events = listen(Endpointer(tuning=Tuning(longest_ms=3_200)), [(0.9, 4_000)])
    assert events[1] == SpeechEnded(
        at_ms=3_200, started_ms=0, last_voiced_ms=3_200, voiced_ms=3_200, cut=True
    )


def test_reset_forgets_what_was_under_way() -> None:
    endpointer = Endpointer()
    listen(endpointer, [(0.9, 640)])
    endpointer.reset()
    assert not endpointer.speaking
    assert endpointer.push(0.0, 672) is None


@given(
    st.lists(st.floats(0, 1), max_size=400),
    st.integers(100, 3000),
)
def test_events_come_in_order_and_spans_make_sense(line: list[float], patience_ms: int) -> None:
    endpointer, speaking, paused = Endpointer(patience_ms=patience_ms), False, False
    for index, probability in enumerate(line, 1):
        event = endpointer.push(probability, index * BLOCK_MS)
        match event:
            case SpeechStarted():
                assert not speaking
                speaking = True
            case SpeechPaused():
                assert speaking
                assert not paused
                paused = True
            case SpeechResumed():
                assert speaking
                assert paused
                paused = False
            case SpeechEnded():
                assert speaking
                speaking = paused = False
                assert event.started_ms < event.last_voiced_ms <= event.at_ms
                assert 0 < event.voiced_ms <= event.last_voiced_ms - event.started_ms
        assert endpointer.speaking is speaking
