"""What the bot's last words make of an answer."""

import pytest

from voicebot.understanding.model import Expectation, Offered
from voicebot.understanding.situation import situation


def place(asked: str | None, said: str | None) -> frozenset[str]:
    return situation(Expectation(slots=(asked,) if asked else (), said=said))


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        ("datetime", "When would you like to come in?", "slot asked"),
        ("insurance", "Do you have insurance?", "own slot"),
        (None, "How can I help you?", "opening"),
        (None, "We close at five.", "unasked"),
        (None, "Your visit has been booked.", "done"),
        ("confirm", "Shall I book it?", "booking proposed"),
        ("confirm", "Shall I book it?", "favour"),
        ("confirm", "So that is Tuesday at three, correct?", "read back"),
        ("confirm", "I have Tuesday at three free.", "times told"),
        ("name", "Was that four one five? And your name?", "said"),
        ("datetime", "Is that at 48 Mill Street? And when?", "verified"),
        ("date", "Which day shall I check?", "looking up"),
    ],
)
def test_holds(asked: str | None, said: str, name: str) -> None:
    assert name in place(asked, said)


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        ("confirm", "Shall I book it?", "slot asked"),
        ("confirm", "Shall I book it?", "read back"),
        ("datetime", "When would you like to come in?", "verified"),
        ("datetime", "When would you like to come in?", "own slot"),
        (None, "How can I help you?", "proposed"),
        (None, None, "said"),
    ],
)
def test_does_not_hold(asked: str | None, said: str | None, name: str) -> None:
    assert name not in place(asked, said)


def test_offers_and_what_the_words_hold() -> None:
    offered = Expectation(slots=("choice",), offered=(Offered(None, None, "three"),))
    names = situation(offered, filled={"service", "name"}, time_named=True)
    assert names >= {"choice", "offered", "times told", "service named", "time named"}
