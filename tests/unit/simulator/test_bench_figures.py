"""What the benches make of what they met."""

import os

import pytest

from voicebot.call.messages import LogEntry
from voicebot.simulator.capacity import Carried, Load, late_frames
from voicebot.simulator.capacity import report as capacity_report
from voicebot.simulator.conditions import CONDITIONS
from voicebot.simulator.figures import percentile, spread
from voicebot.simulator.latency import Measured, answer_ms, scenarios
from voicebot.simulator.latency import report as latency_report
from voicebot.simulator.playout import Playout
from voicebot.simulator.process import Usage
from voicebot.simulator.spoken import BATCH, batches
from voicebot.simulator.timeline import Span
from voicebot.simulator.voice_line import Answered, Spoken


def said(at_ms: int, reply: str = "hours", text: str = "We're open.") -> LogEntry:
    return LogEntry("CA1", at_ms, at_ms, "said", {"reply": reply, "text": text})


def test_percentiles_are_values_that_occurred():
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.95) == 95
    assert percentile([7.0], 0.95) == 7
    assert percentile([], 0.5) is None
    assert spread([3.0, 1.0, 2.0]) == {"turns": 3, "p50_ms": 2.0, "p95_ms": 3.0}


def test_an_answer_counts_from_the_answer_itself():
    turn = Answered("when", 5000, 5900)
    assert answer_ms(turn, [said(5900)]) == 900
    assert answer_ms(turn, [said(5900, "one_moment"), said(8000)]) == 3000
    assert answer_ms(turn, [said(5900, text="Of course."), said(7000)]) == 2000


def test_dictation_has_a_line_of_its_own():
    measured = Measured()
    stages = dict.fromkeys(
        ("endpointing_ms", "recognition_ms", "calendar_ms", "synthesis_ms", "sending_ms",
         "recogniser_took_ms", "total_ms"),
        100,
    )  # fmt: skip
    latency = LogEntry("CA1", 9, 9000, "latency", stages | {"speculated": True})
    went = Spoken([Answered("when", 0, 500), Answered("name", 0, 1500)], said=3)
    measured.add("flite-slt", went, [latency])
    found = latency_report(measured)
    assert (found["turns"], found["answered"]) == (3, 2)
    assert found["p50_ms"] == 500
    assert found["dictation"] == {"turns": 1, "p50_ms": 1500.0, "p95_ms": 1500.0}
    assert found["all"]["turns"] == 2
    assert found["by_voice"]["flite-slt"]["p95_ms"] == 500
    assert found["split"]["recognition_ms"]["p50_ms"] == 100
    assert found["split"]["speculated"] == 1


def test_the_benchs_calls_are_drawn_and_can_be_drawn_again():
    def first(seed: int) -> list[tuple[str, str, str]]:
        drawn = scenarios(seed)
        return [(s.id, s.style, s.phone) for s, _ in zip(drawn, range(20), strict=False)]

    assert first(1) == first(1)
    assert first(1) != first(2)
    assert any(phone == "withheld" for _, _, phone in first(1))


# --- holes in the bot's speech -------------------------------------------------------------------


def test_a_playout_tells_where_it_ran_dry():
    playout = Playout()
    playout.append(bytes(1600), 0)
    playout.append(bytes(1600), 1600)
    playout.append(bytes(1600), 4800)
    assert playout.gaps == [(3200, 4800)]


def test_what_was_cleared_leaves_no_hole():
    playout = Playout()
    playout.append(bytes(1600), 0)
    playout.clear(800)
    playout.append(bytes(1600), 4000)
    assert playout.gaps == []


class _Records:
    calendar = None

    class calls:  # noqa: N801
        @staticmethod
        def entries(call_id):
            return [said(10_000)]


def test_only_a_hole_inside_a_sentence_counts():
    gaps = [
        ("CA1", Span(9000, 10_050)),  # before a sentence
        ("CA1", Span(11_000, 11_300)),  # inside it
        ("CA1", Span(12_000, 12_050)),  # too short to be heard
        ("CA1", Span(20_000, 29_000)),  # the caller's turn
    ]
    assert late_frames(Carried(gaps=gaps), _Records()) == 1


def test_the_figures_of_a_load():
    carried = Carried(answer_ms=[800.0, 900.0], unanswered=1, spoken_s=20, on_line_s=50)
    carried.usage = [Usage(0, 0, 500.0), Usage(10, 5, 520.0), Usage(20, 10, 510.0)]
    found = capacity_report(Load(2, 20, ("v",), 1), carried, late=3)
    assert (found["turns"], found["answered"], found["late_frames"]) == (3, 2, 3)
    assert found["speaking"] == 0.4
    assert (found["rss_mb"], found["rss_max_mb"]) == (510.0, 520.0)
    assert found["cpu"] == pytest.approx(50 / (os.cpu_count() or 1))


def test_a_process_tells_what_it_takes():
    before = Usage.of(os.getpid())
    assert before is not None
    assert before.rss_mb > 10
    assert Usage.of(2**22 + 1) is None


# --- spoken calls --------------------------------------------------------------------------------


def test_a_service_takes_calls_of_one_day_and_not_too_many():
    from voicebot.simulator.callers.suites import builtin

    conditions = [CONDITIONS["clean"], CONDITIONS["loss_3"]]
    groups = list(batches(builtin(), conditions))
    assert sum(map(len, groups)) == 2 * len(builtin())
    for group in groups:
        assert len(group) <= BATCH
        assert len({(s.setting.dialog, s.setting.now) for s, _ in group}) == 1
    small = list(batches(builtin(), conditions, 3))
    assert max(map(len, small)) == 3
    assert sum(map(len, small)) == 2 * len(builtin())
