"""Which pieces of an utterance are ruled out, and which are turned round."""

from __future__ import annotations

import pytest

from voicebot.understanding.dates.offsets import Elapsed
from voicebot.understanding.dates.pieces import Piece, find_pieces
from voicebot.understanding.dates.ranges import Open
from voicebot.understanding.dates.ruled_out import occupied, other_side, ruled_out
from voicebot.understanding.dates.times import Between, Clock
from voicebot.understanding.model import Expectation
from voicebot.understanding.normalize import normalize

ASKED = Expectation(slots=("datetime",))


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("Monday and Tuesday don't work", [True, True]),
        ("Monday, Tuesday and Friday are out", [True, True, True]),
        ("Monday works and Friday doesn't work", [False, True]),
        ("Monday, Friday is out", [False, True]),
        ("Monday or Tuesday won't work", [True, True]),
        ("any day next week but Wednesday", [False, True]),
        ("any day next week but Wednesday is best", [False, False]),
        ("next week apart from Wednesday", [False, True]),
        ("I'm away Tuesday, how about Wednesday", [True, False]),
        ("I'm away Tuesday", [False]),
        ("Friday instead of Thursday", [False, True]),
        ("next week instead of this week", [False, True]),
        ("why not Tuesday", [False]),
        ("Tuesday's out", [True]),
    ],
)
def test_what_is_ruled_out(text: str, out: list[bool]) -> None:
    normal = normalize(text)
    assert ruled_out(find_pieces(normal, ASKED), normal.tokens) == out


@pytest.mark.parametrize(
    ("lead", "opening", "busy"),
    [
        ("i work", "until", True),
        ("i don't finish", "till", True),
        ("i'm free", "until", False),
        ("i need to be out", "by", False),
        ("open", "until", False),
    ],
)
def test_who_is_busy_until_a_time_is_free_after_it(lead: str, opening: str, busy: bool) -> None:
    piece = Piece(0, 2, hours=Between(None, Clock(5), framed=True))
    assert occupied(piece, lead.split(), opening) is busy


def test_the_other_side_of_a_range() -> None:
    before = Between(None, Clock(15, written=True), exclusive=True, framed=True)
    turned = other_side(Piece(0, 2, hours=before))
    assert turned is not None
    assert isinstance(turned.hours, Between)
    assert (turned.hours.first, turned.hours.last) == (before.last, None)
    until = other_side(Piece(0, 2, days=Open("until", Elapsed(0))))
    assert until is not None
    assert until.days == Open("after", Elapsed(0))
    assert other_side(Piece(0, 1, hours=Clock(15))) is None
