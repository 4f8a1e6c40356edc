"""The logs of whole calls, decided again: what was decided is decided, whatever happened."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from callrig import Delays, FailsSpeech
from test_session_stress import live

from voicebot.booking import model as booking
from voicebot.call import turn
from voicebot.call.limits import Limits, Restored
from voicebot.call.messages import AskCalendar, LogEntry, Transcribe
from voicebot.call.plain import plain
from voicebot.dialog.model import Answered, Decision
from voicebot.dialog.state import load_state
from voicebot.errors import CannotReplay
from voicebot.runtime import replaying
from voicebot.runtime.replaying import Replay, read_answer, resumed


class Again:
    """Decides a rig's log again, with the understanding that the rig had."""

    def __init__(self, rig, talk=None) -> None:
        self.decided = list(Replay(rig.dialog, rig.interpreter, talk).run(rig.log))

    @property
    def different(self):
        return [one for one in self.decided if not one.same]

    def events(self) -> set[str]:
        return {one.event for one in self.decided}


def test_a_booking(rig):
    rig.turn("I want to book a cleaning tuesday at three")
    for words in ("yes the first one", "Anna Miller", "yes", "yes", "goodbye"):
        if not rig.session.ended:
            rig.turn(words)
    again = Again(rig)
    assert rig.session.outcome == "booked"
    assert again.different == []
    assert len(again.decided) == len(rig.entries("decided"))
    assert {"Anna Miller", "the call begins", ""} <= again.events()


def test_silences_sounds_and_keys(rig):
    rig.run_until(lambda: len(rig.entries("silence")) == 2, 60_000)
    rig.wait_for_bot()
    rig.turn("")
    rig.press("0#")
    rig.wait_for_bot()
    again = Again(rig)
    assert again.different == []
    assert {"silence, 1 in a row", "silence, 2 in a row", "no words", "keys 0"} <= again.events()


@pytest.mark.parametrize("recognition", [120, 1500])
def test_a_turn_that_was_taken_back(new_rig, recognition):
    """Once after the answer was decided, once while the words were out: then nothing is undone."""
    rig = new_rig(delays=Delays(recognition=recognition, synthesis=2000))
    rig.wait_for_bot()
    rig.turn("weather")
    rig.run(300)
    rig.say("I want to book a cleaning", ms=1200)
    rig.run(2300)
    rig.say("tuesday at three", ms=900)
    rig.wait_for_bot()
    assert "taken_back" in rig.kinds()
    rig.turn("yes the first one")
    assert Again(rig).different == []


def test_words_that_were_out_when_the_caller_went_on_undo_nothing(new_rig):
    """The turn before was one without words, and was heard: it stands."""
    rig = new_rig()
    rig.wait_for_bot()
    rig.turn("")
    rig.run(1000)
    rig.delays.recognition = 1500
    rig.say("", ms=900)
    rig.run(2000)
    rig.say("", ms=900)
    rig.wait_for_bot()
    assert rig.kinds().count("taken_back") == 1
    rig.delays.recognition = 120
    rig.turn("")
    assert Again(rig).different == []


def test_answers_go_to_the_requests_they_answer(rig, monkeypatch):
    """Two requests of one decision, answered the second first."""
    events = []

    def decide(dialog, state, event, context):
        events.append(event)
        two = (booking.FindCustomer("+1"), booking.Release()) if len(events) == 1 else ()
        return Decision(state, requests=two)

    monkeypatch.setattr(replaying, "decide", decide)
    decided = {"replies": [], "step": "start", "outcome": None, "ending": None}
    noted = {"type": "Noted"}
    log = [
        rig.log[0],
        LogEntry("CA1", 1, 0, "decided", {"on": "Opened"} | decided),
        LogEntry("CA1", 2, 0, "asked", {"id": "CA1:1:1", "request": {}}),
        LogEntry("CA1", 3, 0, "asked", {"id": "CA1:1:2", "request": {}}),
        LogEntry("CA1", 4, 9, "calendar", {"id": "CA1:1:2", "answer": noted}),
        LogEntry("CA1", 5, 9, "decided", {"on": "Answered"} | decided),
        LogEntry("CA1", 6, 9, "calendar", {"id": "CA1:1:1", "answer": {"type": "NotFound"}}),
        LogEntry("CA1", 7, 9, "decided", {"on": "Answered"} | decided),
    ]
    list(Replay(rig.dialog, rig.interpreter).run(log))
    assert events[1:] == [Answered(1, booking.Noted()), Answered(0, booking.NotFound())]


def test_parts_that_fail(rig):
    rig.fail[Transcribe] = "recognition_failed"
    rig.turn("I want to book a cleaning")
    rig.fail.clear()
    rig.fail[AskCalendar] = "calendar_failed"
    rig.turn("I want to book a cleaning tuesday at three")
    again = Again(rig)
    assert again.different == []
    assert {"no words", "the calendar failed: calendar_failed"} <= again.events()


def test_the_time_is_up(new_rig):
    rig = new_rig(limits=Limits(longest_ms=20_000))
    rig.run_until(lambda: rig.session.ended, 60_000)
    again = Again(rig)
    assert again.different == []
    assert "the call's time is up" in again.events()


@pytest.mark.parametrize("seed", range(200, 225))
def test_whatever_happened(new_rig, seed):
    rig = new_rig(limits=Limits(longest_ms=120_000), delays=Delays())
    live(rig, random.Random(seed))
    assert Again(rig).different == [], rig.transcript()


@pytest.mark.parametrize("recorded", [False, True])
def test_the_notice_of_a_recorded_call(new_rig, recorded):
    rig = new_rig(recorded=recorded)
    rig.wait_for_bot()
    assert Again(rig).different == []


@pytest.fixture
def known(monkeypatch) -> dict[str, list[float | None]]:
    """How far the caller stood out, as each decision knew it: in the call, and again."""
    seen: dict[str, list[float | None]] = {"then": [], "again": []}

    def watch(module, when):
        decide = module.decide

        def watched(dialog, state, event, context):
            seen[when].append(context.snr_db)
            return decide(dialog, state, event, context)

        monkeypatch.setattr(module, "decide", watched)

    watch(turn, "then")
    watch(replaying, "again")
    return seen


def test_how_far_the_caller_stood_out_is_known_again(known, new_rig):
    rig = new_rig()
    rig.wait_for_bot()
    rig.turn("I want to book a cleaning tuesday at three")
    rig.press("0#")
    rig.wait_for_bot()
    assert Again(rig).different == []
    assert known["again"] == known["then"]
    assert known["then"][0] is None
    assert known["then"][-1] > 35


def test_logs_of_calls_that_did_not_measure_it_are_decided_without(known, rig):
    rig.turn("I want to book a cleaning tuesday at three")
    for number in range(len(rig.entries("decided"))):
        entry = rig.entries("decided")[number]
        data = {key: value for key, value in entry.data.items() if key != "snr_db"}
        rig.log[rig.log.index(entry)] = replace(entry, data=data)
    assert Again(rig).different == []
    assert set(known["again"]) == {None}


# --- calls that go on with a talk ----------------------------------------------------------------


def test_a_line_that_was_joined_up_again_goes_on_from_the_stored_state(new_rig, rig):
    rig.turn("I want to book a cleaning tuesday at three")
    state = load_state(rig.entries("state")[-1].data["state"])
    second = new_rig(restored=Restored(state, len(rig.log)))
    second.wait_for_bot()
    second.turn("yes the first one")
    second.log = rig.log + second.log
    again = Again(second)
    assert again.different == []
    assert [one.event for one in again.decided].count("the call begins") == 2


def test_who_rang_back_goes_on_with_the_talk_of_the_call_before(new_rig, rig):
    rig.turn("I want to book a cleaning tuesday at three")
    state = load_state(rig.entries("state")[-1].data["state"])
    second = new_rig(restored=Restored(state))
    second.wait_for_bot()
    second.turn("yes the first one")
    assert resumed(second.log)
    assert not resumed(rig.log)
    assert Again(second, talk=state).different == []
    assert Again(second).different != []


# --- what is not the same ------------------------------------------------------------------------


def changed(rig, number: int, **data) -> None:
    """As if the `number`th decision had been another one then."""
    entry = rig.entries("decided")[number]
    rig.log[rig.log.index(entry)] = replace(entry, data=dict(entry.data) | data)


@pytest.mark.parametrize(
    "data",
    [
        {"replies": ["something_else"]},
        {"step": "somewhere"},
        {"ending": {"type": "Ending", "outcome": "goodbye"}},
    ],
    ids=str,
)
def test_one_difference_is_one_difference(rig, data):
    rig.turn("I want to book a cleaning tuesday at three")
    rig.turn("yes the first one")
    changed(rig, 2, **data)
    assert len(Again(rig).different) == 1


def test_another_understanding_shows_where_it_is_another(rig):
    """What is decided then is decided from where the call stood, not from where it would be now."""
    rig.turn("I want to book a cleaning tuesday at three")
    for words in ("yes the first one", "Anna Miller"):
        rig.turn(words)
    understands = rig.interpreter.interpret

    class Hardly:
        def interpret(self, hypotheses, expectation, now):
            words = understands(hypotheses, expectation, now)
            if "cleaning" not in words.text:
                return words
            return replace(words, intents=(), slots=(), when=None)

    rig.interpreter = Hardly()
    again = Again(rig)
    second = next(n for n, one in enumerate(again.decided) if one.event == "yes the first one")
    assert again.different != []
    assert not {one.event for one in again.decided[second:]} & {o.event for o in again.different}


def test_a_log_without_its_beginning_cannot_be_replayed(rig):
    rig.log = rig.log[1:]
    with pytest.raises(CannotReplay, match="beginning"):
        Again(rig)


def test_an_event_of_another_version_is_named(rig):
    changed(rig, 0, on="Hummed")
    with pytest.raises(CannotReplay, match="Hummed"):
        Again(rig)


def test_a_state_of_another_version_is_named(rig):
    rig.log.append(LogEntry("CA1", len(rig.log), 0, "state", {"state": {"version": 0}}))
    rig.log.append(replace(rig.log[0], seq=len(rig.log)))
    with pytest.raises(CannotReplay, match="version"):
        Again(rig)


def test_answers_are_read_as_they_were_written(rig, diary):
    rig.turn("I want to book a cleaning tuesday at three")
    for entry in rig.entries("calendar"):
        assert plain(read_answer(entry.data["answer"])) == entry.data["answer"]
    nobody = booking.Found(customer=booking.Customer("c1", "b", "", "+1"))
    assert read_answer(plain(nobody)) == nobody
    assert read_answer(plain(booking.Offered(()))) == booking.Offered(())
    for unknown in ({"type": "Sung"}, {"type": "Refused", "reason": "no such reason"}):
        with pytest.raises(CannotReplay):
            read_answer(unknown)


def test_a_read_back_that_could_not_be_spoken_is_replayed(rig):
    rig.turn("I want to book a cleaning tuesday at three")
    rig.turn("yes the first one")
    rig.run(300)
    rig.fail = FailsSpeech(2)  # of the guess, and then of the turn
    rig.say("Anna Miller")
    rig.wait_for_bot()
    again = Again(rig)
    assert again.different == []
    assert any("could not be spoken" in one.event for one in again.decided), again.events()
