"""Each question in the data is answered: every example, heard by the real interpreter."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from talking import Talk, dialog_of, interpreter_of

from voicebot.dialog.loader import names
from voicebot.dialog.model import Topic

CASES = [
    pytest.param(name, topic, example, id=f"{name}-{topic.id}-{example}")
    for name in names()
    for topic in dialog_of(name).topics
    for example in topic.examples
]
MOST = 20
"""Every business answers at least so many questions of its own."""


def answer_to(name: str, line: str) -> list[str]:
    dialog = dialog_of(name)
    now = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo(dialog.business.zone))
    talk = Talk(dialog, interpreter_of(name), now, "+12125550142")
    talk.open()
    talk.hear(line)
    return talk.keys


@pytest.mark.parametrize(("name", "topic", "example"), CASES)
def test_example_is_answered(name: str, topic: Topic, example: str) -> None:
    assert answer_to(name, example)[0] == topic.reply


@pytest.mark.parametrize("name", names())
def test_enough_questions(name: str) -> None:
    assert len(dialog_of(name).topics) >= MOST
