from __future__ import annotations

from voicebot.simulator.playout import LIMIT, AudibleSpans, Playout

LOUD, QUIET = b"\x9f", b"\xff"


def test_audio_starts_when_it_arrives_and_queues_behind_what_plays() -> None:
    playout = Playout()
    playout.append(LOUD * 100, now=50)
    playout.append(LOUD * 100, now=60)
    assert playout.frame(0, 300) == QUIET * 50 + LOUD * 200 + QUIET * 50
    assert playout.frame(-100, 200) == QUIET * 150 + LOUD * 50
    assert playout.frame(-100, 50) == QUIET * 50
    assert playout.pending(60) == 190
    assert playout.pending(1000) == 0


def test_a_mark_is_due_once_everything_before_it_has_been_played() -> None:
    playout = Playout()
    playout.mark("first")
    assert playout.due(0) == ["first"]
    playout.append(LOUD * 100, now=10)
    playout.mark("a")
    playout.append(LOUD * 100, now=10)
    playout.mark("b")
    assert playout.due(109) == []
    assert playout.due(110) == ["a"]
    assert playout.due(500) == ["b"]
    assert playout.due(501) == []


def test_clear_keeps_what_was_played_and_returns_the_marks_still_out() -> None:
    playout = Playout()
    playout.append(LOUD * 100, now=0)
    playout.mark("a")
    assert playout.clear(40) == ["a"]
    assert playout.due(1000) == []
    assert playout.frame(0, 100) == LOUD * 40 + QUIET * 60
    playout.append(LOUD * 10, now=50)
    assert playout.frame(0, 60) == LOUD * 40 + QUIET * 10 + LOUD * 10


def test_audible_until_counts_what_is_scheduled_but_not_its_silence() -> None:
    playout = Playout()
    playout.append(QUIET * 10 + LOUD * 10 + QUIET * 500, now=0)
    assert playout.audible_until == 20
    playout.append(LOUD * 100, now=0)
    assert playout.audible_until == 620
    playout.clear(600)
    assert playout.audible_until == 600


def test_above_ten_minutes_audio_is_thrown_away() -> None:
    playout = Playout()
    assert playout.append(QUIET * (LIMIT + 7), now=0) == 7
    assert playout.append(QUIET * 10, now=4) == 6


def test_spans_are_found_to_the_sample_however_the_track_is_cut() -> None:
    track = QUIET * 333 + LOUD * 500 + QUIET * 300 + LOUD * 100 + QUIET * 900 + LOUD * 50
    track += QUIET * 900
    for size in (1, 37, 160, 5000):
        spans = AudibleSpans(gap=400)
        found = [
            event
            for start in range(0, len(track), size)
            for event in spans.feed(track[start : start + size])
        ]
        assert spans.spans == [(333, 1233), (2133, 2183)]
        assert found == [
            ("started", 333),
            ("stopped", 1233),
            ("started", 2133),
            ("stopped", 2183),
        ]


def test_the_end_of_a_stream_ends_what_was_audible() -> None:
    spans = AudibleSpans(gap=400)
    spans.feed(LOUD * 100)
    assert spans.end() == [("stopped", 100)]
    assert spans.end() == []
    assert spans.feed(LOUD * 10) == [("started", 100)]
