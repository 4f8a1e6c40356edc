"""Questions of a business's own that no recognition has in its words."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of

from voicebot.dialog.topics_heard import topic_by_sound


def calling(dialog: str) -> Talk:
    now = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
    talk = Talk(dialog_of(dialog), interpreter_of(dialog), now, "+442079460123")
    talk.open()
    return talk


def test_a_question_by_its_sound_is_answered() -> None:
    talk = calling("plumber")
    talk.hear("Do you give free clothes?", "Do you get free clothes?")
    assert talk.keys[0] == "answer_quote"
    assert talk.expects.step == "help"


@pytest.mark.parametrize(
    ("dialog", "recognitions", "topic"),
    [
        ("plumber", ["Do you give free coats", "Do you give three coats"], "quote"),
        ("auto_repair", ["Do you have loner cards?"], "loaner"),
        ("dental_clinic", ["Where can I bark?"], "parking"),
        ("dental_clinic", ["Could you ring me back"], ""),
        ("dental_clinic", ["I like to book a cleaning"], ""),
        ("hair_salon", ["It was nice to talk to you"], ""),
        ("plumber", ["my neighbour is out until three"], ""),
    ],
)
def test_a_topic_by_the_sound_of_its_examples(
    dialog: str, recognitions: list[str], topic: str
) -> None:
    found = topic_by_sound(dialog_of(dialog), recognitions)
    assert (found.id if found else "") == topic


def test_what_ends_the_call_is_not_guessed() -> None:
    talk = calling("dental_clinic")
    talk.hear("I have the long number", "I've the wrong numbest")
    assert talk.ending is None
