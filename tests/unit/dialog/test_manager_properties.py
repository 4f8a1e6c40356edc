"""What holds of the manager whatever callers and calendars do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from acting import NOW, answers_to, events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicebot.booking.model import Booked, Cancelled, Moved, Taken
from voicebot.dialog import keys
from voicebot.dialog.loader import load
from voicebot.dialog.manager import OUTCOMES, decide, initial_state
from voicebot.dialog.model import (
    Answered,
    Context,
    Decision,
    Dialog,
    DialogEvent,
    Ending,
    Failed,
    Heard,
    NotHeard,
    Opened,
    Silent,
)
from voicebot.dialog.replies import render
from voicebot.dialog.state import dump_state, load_state
from voicebot.understanding.model import Hypothesis, Understanding

DIALOG = load("dental_clinic")
PLUMBER = load("plumber")
GREETS = replace(
    DIALOG,
    policy=replace(DIALOG.policy, greet_known=True, offer_usual=True, emergency_books="urgent"),
)
ONLY_AFTER = {
    "booked": Booked,
    "moved": Moved,
    "cancelled": Cancelled,
    "callback_noted": Taken,
    "message_taken": Taken,
    "passed_on": Taken,
    "emergency_alerted": Taken,
    "stop_calling_noted": Taken,
}
"""Claims, and the answer of the calendar without which none may be made."""
ALL = (load("auto_repair"), DIALOG, GREETS, load("hair_salon"), PLUMBER)
SAID_AGAIN = 60
"""How often one line may be said before the call must have ended."""
NEVER_STOPS = 12
"""Requests in a row that answer each other: more is a loop."""
calls = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Call:
    """A call under test: every decision is held against what must always be so."""

    def __init__(self, draw: Any, dialog: Dialog, caller: str) -> None:
        self.draw = draw
        self.dialog = dialog
        snr_db = draw(st.sampled_from((None, 30.0, 6.0)))
        self.context = Context(NOW, caller, "+12125550100", "CA1", snr_db=snr_db)
        self.state = initial_state(dialog)
        self.ending: Ending | None = None
        self.keys: list[str] = []
        self.event(Opened())

    def event(self, event: DialogEvent, depth: int = 0) -> None:
        assert depth < NEVER_STOPS
        if isinstance(event, Heard):
            event = self.recognised(event.understanding)
        decision = decide(self.dialog, self.state, event, self.context)
        self.check(event, decision)
        self.state = decision.state
        self.ending = decision.ending or self.ending
        for ordinal, request in enumerate(decision.requests):
            if self.draw(st.integers(0, 15)) == 0:
                self.event(Failed("calendar", "calendar_failed"), depth + 1)
            else:
                answer = self.answer(request)
                self.event(Answered(ordinal, answer), depth + 1)

    def recognised(self, said: Understanding) -> Heard:
        """The words as they may have been recognised over any line: well, or hardly."""
        score = self.draw(st.sampled_from((-0.2, -0.9)))
        return Heard(replace(said, heard=(Hypothesis(said.text, score),)))

    def answer(self, request: Any) -> Any:
        return answers_to(self.draw, request)

    def check(self, event: DialogEvent, decision: Decision) -> None:
        for reply in decision.replies:
            assert render(self.dialog, reply, self.context, ())
            if reply.key in keys.REPLIES:
                assert keys.values(reply.key) <= set(reply.values)
            proof = ONLY_AFTER.get(reply.key)
            if proof is not None and decision.replies != self.state.said:
                answered = isinstance(event, Answered) and isinstance(event.answer, proof)
                assert answered or reply in self.state.said, reply.key
            if reply.key.startswith("ask_usual"):
                assert self.dialog.policy.offer_usual
                assert decision.state.memory["greeted"] == "Jane Doe"
                assert decision.state.slots["name"].value == "Jane Doe"
            if reply.expects:
                assert len(reply.expects.offered) <= 2 or reply.key.startswith("ask_which")
        assert decision.outcome is None or decision.outcome in OUTCOMES
        assert load_state(json.loads(json.dumps(dump_state(decision.state)))) == decision.state
        if decision.ending is None and not decision.requests and not isinstance(event, Answered):
            silent = isinstance(event, Failed) and event.what in ("synthesis", "calendar")
            assert silent or decision.replies, "the caller would hear nothing"
        self.keys = [reply.key for reply in decision.replies]


@calls
@given(data=st.data())
def test_every_call_ends_in_an_outcome(data: st.DataObject) -> None:
    dialog = data.draw(st.sampled_from((DIALOG, GREETS, PLUMBER)))
    call = Call(data.draw, dialog, data.draw(st.sampled_from(("+12125550142", ""))))
    for event in data.draw(st.lists(events, max_size=12)):
        if call.ending is not None:
            break
        call.event(event)
    for times in (1, 2, 3):
        if call.ending is None:
            call.event(Silent(times))
    assert call.ending is not None
    assert call.ending.outcome in OUTCOMES


@calls
@given(data=st.data())
def test_no_question_more_than_three_times(data: st.DataObject) -> None:
    """Whatever was said before: what cannot be used leads on within three repetitions."""
    call = Call(data.draw, DIALOG, "+12125550142")
    for event in data.draw(st.lists(events, max_size=8)):
        if call.ending is None:
            call.event(event)
    useless = [NotHeard(), Heard(Understanding("fnord", score=0.2))]
    steps = []
    for _ in range(4):
        if call.ending is None:
            call.event(data.draw(st.sampled_from(useless)))
            steps.append(call.state.step)
    assert call.ending is not None or len(set(steps)) > 1 or "person" in steps or steps == []


class SteadyCall(Call):
    """A call in which the calendar answers the same to the same kind of request."""

    def __init__(self, draw: Any, dialog: Dialog, caller: str) -> None:
        self.answers: dict[str, Any] = {}
        super().__init__(draw, dialog, caller)

    def answer(self, request: Any) -> Any:
        kind = type(request).__name__
        if kind not in self.answers:
            self.answers[kind] = answers_to(self.draw, request)
        return self.answers[kind]


@calls
@given(data=st.data())
def test_the_same_line_again_and_again_comes_to_an_end(data: st.DataObject) -> None:
    """Whoever only says one thing, at any place of any dialog, is not kept in a circle."""
    call = SteadyCall(data.draw, data.draw(st.sampled_from(ALL)), "+12125550142")
    for event in data.draw(st.lists(events, max_size=4)):
        if call.ending is None:
            call.event(event)
    line = data.draw(events)
    for _ in range(SAID_AGAIN):
        if call.ending is None:
            call.event(line)
    assert call.ending is not None, line


@calls
@given(data=st.data())
def test_nobody_is_kept_for_ever(data: st.DataObject) -> None:
    """A caller who is never understood reaches a person, a message or the end."""
    call = Call(data.draw, DIALOG, data.draw(st.sampled_from(("+12125550142", ""))))
    for _ in range(12):
        if call.ending is None:
            call.event(NotHeard())
    assert call.ending is not None
