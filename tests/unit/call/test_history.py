from voicebot.call.history import finished, last_state, latencies, transcript, transfer_to
from voicebot.call.messages import LogEntry
from voicebot.call.timing import Timing


def log(*entries) -> list[LogEntry]:
    return [LogEntry("CA1", n, at_ms, kind, data) for n, (at_ms, kind, data) in enumerate(entries)]


CALL = log(
    (0, "started", {"at": "2026-11-23T10:00:00-05:00"}),
    (100, "said", {"text": "Hello.", "reply": "greeting"}),
    (5000, "heard", {"text": "A cleaning", "from_ms": 3000, "understood": {}, "nbest": []}),
    (5000, "decided", {"on": "Heard", "replies": ["ask_when"]}),
    (5100, "latency", Timing(4000, 4400, 4300, 4410, 4500, 4510).split()),
    (5100, "state", {"state": {"dialog": "d", "step": "when"}}),
    (6000, "cut", {"text": "When would you", "heard": 0.25}),
    (6500, "keyed", {"digits": "12"}),
    (7000, "ignored", {"text": ""}),
    (8000, "failed", {"code": "timed_out", "work": "u1"}),
    (9000, "ended", {"reason": "transferred", "outcome": "transferred", "transfer_to": "+1212"}),
)


def test_a_transcript_says_who_said_what_and_when():
    lines = [(line.at_ms, line.who, line.text) for line in transcript(CALL)]
    assert (100, "bot", "Hello.") in lines
    assert (3000, "caller", "A cleaning") in lines
    assert (6500, "caller", "keys 12") in lines
    assert (6000, "note", "cut after 25 %: When would you") in lines
    assert (7000, "note", "not for the bot: a sound") in lines
    assert (8000, "note", "failed: timed_out") in lines


def test_figures_and_states_are_no_lines():
    assert not any("latency" in line.text or "step" in line.text for line in transcript(CALL))


def test_the_stages_of_a_turn_add_up_and_none_is_negative():
    (turn,) = latencies(CALL)
    stages = [
        v
        for k, v in turn.split.items()
        if k.endswith("_ms") and k not in ("total_ms", "recogniser_took_ms")
    ]
    assert min(stages) >= 0
    assert sum(stages) == turn.split["total_ms"] == 510
    assert turn.split["recognition_ms"] == 0


def test_where_the_call_stood_and_where_it_goes():
    assert last_state(CALL) == {"dialog": "d", "step": "when"}
    assert last_state(CALL[:2]) is None
    assert transfer_to(CALL) == "+1212"
    assert transfer_to(CALL[:3]) == ""
    assert finished(CALL)
    assert not finished(CALL[:-1])
