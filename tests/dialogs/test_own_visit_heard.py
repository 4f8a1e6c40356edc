"""What is to become of a visit, where the best recognition has another word for it."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of


@pytest.mark.parametrize(
    ("best", "other", "key"),
    [
        ("I want to prove my appointment", "I want to move my appointment", "moving"),
        ("I need to council my appointment", "I need to cancel my appointment", "cancelling"),
        ("I want to make my appointment", "I want to move my appointments", "booking"),
    ],
)
def test_a_word_that_is_none_of_booking_is_looked_for_in_the_others(
    best: str, other: str, key: str
) -> None:
    now = datetime.fromisoformat("2026-11-23T09:00:00-05:00")
    talk = Talk(dialog_of("dental_clinic"), interpreter_of("dental_clinic"), now, "+12125550142")
    talk.open()
    talk.hear(best, other)
    assert talk.state.task == key
