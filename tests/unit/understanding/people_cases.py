"""The corpora of people: one case a line, columns separated by tabs, "#" begins a comment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from voicebot.understanding.model import (
    Expectation,
    Lexicon,
    Locale,
    Offered,
    SlotValue,
    Term,
)
from voicebot.understanding.people import read_people

CORPORA = Path(__file__).parents[2] / "corpora" / "people"
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
OFFERED = (
    Offered(
        datetime(2026, 11, 24, 10, 0, tzinfo=ZONE),
        None,
        "ten o'clock on Tuesday the 24th with Dr. Patel",
    ),
    Offered(
        datetime(2026, 11, 26, 15, 30, tzinfo=ZONE),
        None,
        "half past three on Thursday the 26th with Maria Lopez, the hygienist",
    ),
)
LEXICON = Lexicon(
    services=(
        Term("checkup", ("check-up", "exam", "routine visit")),
        Term("cleaning", ("cleaning", "teeth cleaning")),
        Term("filling", ("filling", "cavity")),
        Term("whitening", ("whitening", "teeth whitening")),
    ),
    staff=(
        Term("patel", ("Dr. Patel",)),
        Term("nguyen", ("Dr. Nguyen",)),
        Term("lopez", ("Maria Lopez", "the hygienist", "hygienist Maria")),
    ),
    choices={"insurance": (Term("delta", ("Delta Dental", "delta")), Term("self", ("self pay",)))},
    heard_as={"feeling": "filling"},
)


def cases(name: str) -> list[list[str]]:
    """The rows of a corpus file."""
    lines = (CORPORA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def read(
    text: str,
    asked: str | None = None,
    *,
    offered: tuple[Offered, ...] = (),
    region: str = "US",
    said: str | None = None,
) -> list[SlotValue]:
    expectation = Expectation(slots=(asked,) if asked else (), offered=offered, said=said)
    return list(read_people(text, expectation, LEXICON, Locale(region=region), now=NOW).slots)


def value(slots: list[SlotValue], name: str) -> str | int | None:
    return next((s.value for s in slots if s.name == name), None)
