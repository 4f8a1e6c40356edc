"""A day on which the caller is elsewhere is ruled out, and only such a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from voicebot.dialog.elsewhere import ruling_out
from voicebot.understanding.model import Grain, Intent, Understanding, When

MONDAY = datetime(2026, 11, 23)


def day(name: str, *, said: str = "date", ahead: int = 3) -> When:
    start = MONDAY + timedelta(days=ahead)
    end = start + timedelta(days=1)
    return When(start, end, Grain.DAY, said=frozenset({said}), text=name)


@pytest.mark.parametrize(
    "text",
    [
        "I leave town Thursday", "I'm away on Thursday", "Thursday I'm working",
        "I'm out of town this Thursday", "we're flying out Thursday", "Thursday we have plans",
        "my wife's at work on Thursday", "I've got school on Thursday", "I work Thursday",
        "I won't be here Thursday", "Thursday because I'm at a wedding",
    ],
)  # fmt: skip
def test_away(text: str) -> None:
    heard = ruling_out(Understanding(text, when=day("Thursday")))
    assert heard.when is None
    assert [w.text for w in heard.excluded] == ["Thursday"]


@pytest.mark.parametrize(
    "text",
    [
        "Thursday", "can you do Thursday", "I'm free Thursday", "I leave the house early, Thursday",
        "I'm off work on Thursday", "Thursday would work", "I work nearby so Thursday is good",
    ],
)  # fmt: skip
def test_wished_for(text: str) -> None:
    heard = Understanding(text, when=day("Thursday"))
    assert ruling_out(heard) == heard


def test_all_that_are_listed() -> None:
    days = (day("Thursday"), day("Friday", ahead=4))
    heard = Understanding("I'm out of town Thursday and Friday", when=days[0], also=days[1:])
    assert ruling_out(heard).when is None
    assert ruling_out(heard).excluded == days


def test_the_other_day_is_the_wish() -> None:
    text = "I'm away Thursday, could you do Friday"
    heard = Understanding(text, when=day("Thursday"), also=(day("Friday", ahead=4),))
    left = ruling_out(heard)
    assert left.when is not None
    assert left.when.text == "Friday"
    assert [w.text for w in left.excluded] == ["Thursday"]


@pytest.mark.parametrize("text", ["I'm away until Thursday", "I leave at five"])
def test_bounds_and_clock_times_are_no_days(text: str) -> None:
    said = "date" if "until" in text else "time"
    words = "until Thursday" if "until" in text else "five"
    heard = Understanding(text, when=day(words, said=said))
    assert ruling_out(heard) == heard


def test_a_day_to_cancel_stays() -> None:
    heard = Understanding("Thursday I'm working", (Intent("cancel"),), when=day("Thursday"))
    assert ruling_out(heard) == heard
