"""A yes beside something else is never a yes: every wording of one table, over the real parts.

Each caller has agreed on a time, heard it read back, and answers with a word of agreement, a
correction and another value. Whatever becomes of the words, the old booking must not be made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import product

import pytest
from talking import Talk, dialog_of, interpreter_of

from voicebot.booking.model import Book, Cancel, FindAppointment, Found, Move
from voicebot.dialog.manager import decide
from voicebot.dialog.model import Answered, Context, DialogEvent, DialogState, Heard
from voicebot.understanding.model import Hypothesis

NOW = datetime.fromisoformat("2026-11-23T09:00:00-05:00")
CALLER = "+12125550142"
AGREES = (
    "yes", "yeah", "okay", "alright", "sure", "great", "perfect", "sounds good", "that's right",
    "thanks", "okay great", "yes please", "",
)  # fmt: skip
TURNS = (
    "but", "but make it", "only", "sorry, can I take", "no wait,", "actually", "but can we do",
    "except I need", "could I have", "wait, I meant", "how about", "I'd rather have", "just",
)  # fmt: skip
OTHERS = (
    "Thursday the third", "Friday morning", "eleven o'clock", "half past two", "ten thirty",
    "the afternoon", "a filling", "Doctor Patel", "the second of December", "next week",
    "anyone but Maria", "a later time", "another day", "the number 212 555 0177",
)  # fmt: skip
NAMES = (
    "only my name is Anna not Jane", "but it's Anna Doe", "but for Peter Lawson",
    "but the name is Janet Dole", "except the name is wrong", "but spell it with a y",
)  # fmt: skip
REFUSALS = (
    "you know what, forget it", "don't book it, I'll think about it", "never mind", "I can't then",
    "I have to ask my wife first", "that doesn't work after all", "not that one", "let's leave it",
    "I'd rather not", "I changed my mind", "cancel that", "but not with her",
)  # fmt: skip


@cache
def read_back() -> Talk:
    """A call in which a cleaning on Tuesday at eight was just read back."""
    talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), NOW, CALLER)
    talk.open()
    for line in ("I'd like a cleaning tomorrow", "the first one", "Jane Doe"):
        talk.hear(line)
    assert talk.keys == ["read_back"]
    return talk


@cache
def about_to(what: str) -> Talk:
    """A call in which a visit on Wednesday at nine is to be moved to Friday at eight, or ended."""
    talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), NOW, CALLER)
    visit = {"service": "cleaning", "at": "2026-11-25T09:00", "name": "Jane Doe", "phone": CALLER}
    talk.booked_before(visit)
    talk.open()
    talk.hear(f"I need to {what}")
    talk.hear("Jane Doe")
    return talk


def again(talk: Talk, line: str) -> Talk:
    """The same call, gone on with by these words."""
    going = replace(talk)
    going.calendar = talk.calendar
    going.hear(line)
    return going


def books(line: str, talk: Talk) -> list[Book | Move | Cancel]:
    """What is asked of the calendar to be changed on these words, once it was looked up."""
    heard = talk.interpreter.interpret([Hypothesis(line)], talk.expects, NOW)
    return _changes(talk, talk.state, Heard(heard))


def _changes(talk: Talk, state: DialogState, event: DialogEvent) -> list[Book | Move | Cancel]:
    context = Context(NOW, CALLER, talk.dialog.facts["phone"], "CA1")
    decision = decide(talk.dialog, state, event, context)
    found = [request for request in decision.requests if isinstance(request, Book | Move | Cancel)]
    for ordinal, request in enumerate(decision.requests):
        if isinstance(request, FindAppointment):
            known = Answered(ordinal, Found(state.found))
            found += _changes(talk, decision.state, known)
    return found


def wordings() -> list[str]:
    corrected = [f"{a}, {t} {o}" for a, t, o in product(AGREES, TURNS, OTHERS)]
    renamed = [f"{a}, {n}" for a, n in product(AGREES, NAMES)]
    refused = [f"{a}, {r}" for a, r in product(AGREES, REFUSALS)]
    return [line.removeprefix(", ") for line in (*corrected, *renamed, *refused)]


@pytest.mark.parametrize("part", range(8))
def test_another_value_is_never_a_yes(part: int) -> None:
    booked = [line for line in wordings()[part::8] if books(line, read_back())]
    assert booked == []


@pytest.mark.parametrize(
    "line",
    [
        "yes", "yes please", "yes, Tuesday at eight is fine", "sure, go ahead", "sounds good",
        "yes that's right, thank you", "perfect, thanks", "okay",
        "that's correct, Jane Doe", "yes, with Maria", "eight o'clock is great, yes",
        "yeah, tomorrow at eight", "yes, a cleaning", "alright, thank you, bye",
        "yes, and is there parking?", "absolutely", "why not", "go for it",
        "no, go ahead", "No problem, book it", "nope, that's right", "no, that's perfect",
        "no changes, go ahead and book it", "nah, we're good, book it please",
        "no, it's fine, please go ahead", "no no, all correct, thanks", "no, looks good",
    ],
)  # fmt: skip
def test_a_yes_with_the_same_value_is_a_yes(line: str) -> None:
    booked = books(line, read_back())
    token = read_back().state.chosen.token
    assert [(b.token, b.for_name) for b in booked if isinstance(b, Book)] == [(token, "Jane Doe")]


SAME = [("Friday morning", "confirm_move")]
"""What names the very thing that is put to the caller."""


@pytest.mark.parametrize(
    ("what", "step"),
    [
        ("move my appointment to Friday at eight", "confirm_move"),
        ("cancel my appointment", "confirm_cancel"),
    ],
)
def test_nothing_is_changed_on_another_value(what: str, step: str) -> None:
    talk = about_to(what)
    assert talk.state.step == step
    others = [o for o in OTHERS if "number" not in o and (o, step) not in SAME]
    lines = [f"{a}, {t} {o}" for a, t, o in product(AGREES[:-1], TURNS, others)]
    assert [line for line in lines[::5] if books(line, talk)] == []
    assert [line for line in ("yes", "yes please", "go ahead") if not books(line, talk)] == []


@pytest.mark.parametrize(
    "farewell", ["thanks", "great", "lovely", "perfect, thank you", "okay bye"]
)
@pytest.mark.parametrize("other", ["see you on Friday", "Wednesday", "see you Thursday then"])
def test_taking_leave_until_another_day_is_no_yes(farewell: str, other: str) -> None:
    assert books(f"yes, {farewell}, {other}", read_back()) == []


@pytest.mark.parametrize("line", ["yes, thanks, see you tomorrow", "yes, bye, see you Tuesday"])
def test_taking_leave_until_that_day_is(line: str) -> None:
    assert books(line, read_back())


def test_a_wish_with_thanks_keeps_its_day() -> None:
    talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), NOW, CALLER)
    talk.open()
    talk.hear("Can I have an appointment for a cleaning on Friday, thanks")
    assert "Friday" in " ".join(talk.texts), talk.texts


UNCLEAR = (
    "no, that's fine",
    "nope, all good",
    "no thanks, that's great",
    "no, I'm good",
    "no, that's all right",
    "no. all right",
)
"""A no that has nothing to change, or wants nothing."""


@pytest.mark.parametrize("line", UNCLEAR)
def test_a_no_that_may_be_a_yes_is_asked_about(line: str) -> None:
    talk = again(read_back(), line)
    assert talk.changes == []
    assert talk.keys == ["confirm_repair_1"]


BARE = ("no, go ahead", "no problem, book it", "nope, that's right", "no, that's perfect")


@pytest.mark.parametrize("no", BARE)
def test_a_no_to_go_ahead_holds_only_alone(no: str) -> None:
    others = (*OTHERS, *NAMES, *REFUSALS)
    corrected = [f"{no} {turn} {other}" for turn, other in product(TURNS, OTHERS)]
    assert [x for x in (*corrected, *(f"{no}, {o}" for o in others)) if books(x, read_back())] == []


@pytest.mark.parametrize("line", ["please don't", "don't", "no, please don't do that", "not yet"])
def test_dont_is_a_no(line: str) -> None:
    assert again(read_back(), line).keys == ["not_booked", "anything_else"]
    for what in ("move my appointment to Friday at eight", "cancel my appointment"):
        talk = again(about_to(what), line)
        assert talk.keys == ["kept", "anything_else"]
        assert talk.changes == []


def test_thanks_that_was_hardly_heard_is_no_yes() -> None:
    def answered(score: float) -> bool:
        talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), NOW, CALLER)
        talk.open()
        talk.hear("a cleaning tomorrow at nine")
        talk.hear("Jane Doe")
        assert talk.keys[-1] == "read_back"
        talk.hear("Thank you.", score=score)
        return "booked" in talk.keys

    assert answered(-0.2)
    assert not answered(-0.8)
