from prometheus_client import generate_latest

from voicebot.call.messages import LogEntry
from voicebot.call.timing import Timing
from voicebot.runtime.metrics import Metrics


def entry(kind: str, **data) -> LogEntry:
    return LogEntry("CA1", 0, 0, kind, data)


def test_a_turns_stages_are_counted():
    metrics = Metrics()
    timing = Timing(1000, 1300, 1350, 1360, 1400, 1410)
    metrics.saw(entry("latency", **timing.split()))
    text = generate_latest(metrics.registry).decode()
    assert 'voicebot_turn_seconds_count{stage="total"} 1.0' in text
    assert 'voicebot_turn_seconds_sum{stage="total"} 0.41' in text


def test_no_words_and_no_numbers_become_labels():
    metrics = Metrics()
    metrics.saw(entry("heard", text="my number is 415 555 0132"))
    metrics.saw(entry("keyed", digits="4155550132"))
    metrics.saw(entry("ended", outcome="booked"))
    text = generate_latest(metrics.registry).decode()
    # Every counter also says when it was made, in seconds: any digits at all.
    kept = [line for line in text.splitlines() if "_created" not in line]
    assert "555" not in "\n".join(kept)
    assert 'outcome="booked"' in text
