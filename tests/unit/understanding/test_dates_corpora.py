"""The three corpora of times. A wrong reading becomes a test by adding a line to one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.understanding.dates import read_dates
from voicebot.understanding.dates.corpus import Case, cases, written
from voicebot.understanding.model import Expectation

CORPORA = Path(__file__).parents[2] / "corpora"


def corpus(name: str) -> list[Case]:
    lines = (CORPORA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return list(cases(lines, f"{name}.tsv"))


CERTAIN, NEVER, ASKED = corpus("certain"), corpus("never"), corpus("asked")
PERIODS, HEARD = corpus("periods"), corpus("heard")


def read(case: Case, asked: str | None) -> str:
    expectation = Expectation(slots=(asked,) if asked else ())
    return written(read_dates(case.text, expectation, case.now, case.zone, case.locale))


def named(case: Case) -> str:
    return f"{case.place} {case.text}"


@pytest.mark.parametrize("case", [*CERTAIN, *PERIODS, *HEARD], ids=named)
def test_certain(case: Case) -> None:
    assert read(case, case.asked) == case.expected


@pytest.mark.parametrize("case", NEVER, ids=named)
def test_never(case: Case) -> None:
    assert read(case, case.asked) == case.expected == "none"


@pytest.mark.parametrize("case", ASKED, ids=named)
def test_only_when_asked(case: Case) -> None:
    assert read(case, case.asked) == case.expected
    assert read(case, None) == "none"


def test_the_corpora_are_large_and_say_each_thing_once() -> None:
    assert len(CERTAIN) >= 600
    for corpus in (CERTAIN, NEVER, ASKED, PERIODS, HEARD):
        lines = [(case.text, case.asked, case.now) for case in corpus]
        assert len(set(lines)) == len(lines)


def test_a_line_that_is_no_case_is_named() -> None:
    lines = ["now 2026-11-23T10:00 America/New_York", "tomorrow 2026-11-24"]
    with pytest.raises(ValueError, match=r"broken\.tsv:2"):
        list(cases(lines, "broken.tsv"))
