"""What callers say can be drawn again, and says what was meant."""

from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

import pytest

from voicebot.simulator.callers.scenario import Wish
from voicebot.simulator.callers.wording import Wording, digits, number, ordinal, phrases, spelled
from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("America/New_York")


def wording(seed: int, style: str = "plain", *, written: bool = True) -> Wording:
    return Wording(Random(seed), style, TODAY, written)


def test_the_same_seed_says_the_same():
    first, second = (wording(5).when(Wish(TODAY, at=time(15))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize(
    "wish",
    [
        Wish(date(2026, 11, 24), at=time(10)),
        Wish(date(2026, 12, 3), at=time(14, 30)),
        Wish(date(2026, 12, 15), at=time(9, 45)),
        Wish(date(2026, 11, 27), at=time(12)),
    ],
)
def test_a_day_and_time_are_read_as_they_were_meant(wish, written):
    interpreter = Interpreter(None, Lexicon(), ZONE, Locale())
    now = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    for seed in range(60):
        said = wording(seed, written=written).when(wish)
        heard = interpreter.interpret([Hypothesis(said)], Expectation("when", ("datetime",)), now)
        assert heard.when is not None, said
        assert heard.when.start is not None, said
        local = heard.when.start
        assert (local.date(), local.time()) == (wish.first, wish.at), said


def test_who_speaks_says_no_figures():
    for seed in range(50):
        chatty = wording(seed, "chatty", written=False)
        said = chatty.when(Wish(date(2026, 12, 3), at=time(14, 30))) + chatty.phone("+12125550142")
        assert not any(c.isdigit() for c in said), said


def test_who_corrects_names_another_day_first():
    found = [
        wording(seed, "correcting").when(Wish(date(2026, 12, 3), at=time(9))) for seed in range(40)
    ]
    assert any(said.lower().startswith("on friday, ") for said in found)


def test_numbers_in_words():
    assert [number(n) for n in (0, 20, 21, 45)] == ["zero", "twenty", "twenty-one", "forty-five"]
    assert [ordinal(n) for n in (1, 12, 21, 30, 31)] == [
        "first",
        "twelfth",
        "twenty-first",
        "thirtieth",
        "thirty-first",
    ]
    assert digits("+12125550142") == "2125550142"
    assert digits("+442079460155") == "02079460155"
    assert spelled("O'Neil") == "O, N, E, I, L"


def test_every_wording_can_be_filled():
    values = dict.fromkeys(
        (
            "service",
            "when",
            "staff",
            "who",
            "name",
            "phone",
            "spelled",
            "time",
            "value",
            "text",
            "other",
        ),
        "x",
    )
    for meaning, wordings in phrases().items():
        for known in wordings:
            assert known.format(**values), meaning
