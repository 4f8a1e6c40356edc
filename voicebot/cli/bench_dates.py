"""`voicebot bench dates`: our reading of times beside dateparser's and timefhuman's."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicebot.errors import SettingsError

if TYPE_CHECKING:
    from voicebot.cli import Commands
    from voicebot.understanding.dates.corpus import Case

FILES = ("certain.tsv", "never.tsv", "asked.tsv")
Reader = Callable[["Case"], "datetime | date | None"]
"""The start of the time that a system finds in a case's words, local; None for no time."""


def register(commands: Commands) -> None:
    parser = commands.add("bench dates", run, help="accuracy and speed of reading times")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the corpora (tests/corpora)")


def run(options: argparse.Namespace) -> int:
    cases = read_corpora(options.corpus or Path(__file__).parents[2] / "tests" / "corpora")
    result: dict[str, Any] = {"cases": len(cases), "ours": _measure(cases, _ours())}
    result["ours"]["exact"] = _exact(cases)
    result["dateparser"] = _measure(cases, _dateparser())
    human = _timefhuman()
    result["timefhuman"] = _measure(cases, human) if human is not None else None
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    return 0


def read_corpora(folder: Path) -> list[Case]:
    """The cases of the three corpora. Raises SettingsError when one is missing or wrong."""
    from voicebot.understanding.dates.corpus import cases

    found: list[Case] = []
    for name in FILES:
        path = folder / name
        try:
            found += cases(path.read_text(encoding="utf-8").splitlines(), name)
        except OSError as error:
            raise SettingsError(f"no corpus at {path}; give its folder with --corpus") from error
        except ValueError as error:
            raise SettingsError(str(error)) from error
    return found


def _measure(cases: Sequence[Case], reader: Reader) -> dict[str, Any]:
    """How often the start (or that there is none) is right, and microseconds an utterance."""
    reader(cases[0])  # what is loaded at first use is not what a reading takes
    started = time.perf_counter()
    found = [reader(case) for case in cases]
    took = time.perf_counter() - started
    right = [_agrees(case.expected, start) for case, start in zip(cases, found, strict=True)]
    by_corpus = {}
    for name in FILES:
        hits = [hit for case, hit in zip(cases, right, strict=True) if case.place.startswith(name)]
        by_corpus[name.removesuffix(".tsv")] = round(sum(hits) / max(1, len(hits)), 4)
    return {
        "accuracy": round(sum(right) / len(cases), 4),
        "us": round(took / len(cases) * 1e6, 1),
        "by_corpus": by_corpus,
    }


def _agrees(expected: str, start: datetime | date | None) -> bool:
    """Whether the start is that of one of the candidates, to the grain that was said."""
    wanted, _, _ = expected.partition(" ! ")
    if wanted == "none":
        return start is None
    if start is None:
        return wanted.startswith("..")
    return any(_starts(one, start) for one in wanted.split(" | "))


def _starts(one: str, start: datetime | date) -> bool:
    said, _, _ = one.removeprefix("..").partition("..")
    return start.isoformat().startswith(said.partition(" each ")[0].removesuffix(" week"))


def _exact(cases: Sequence[Case]) -> float:
    """How often every candidate, every end and every exclusion of ours is right."""
    from voicebot.understanding.dates.corpus import written

    exact = sum(written(_read(case)) == case.expected for case in cases)
    return round(exact / len(cases), 4)


def _read(case: Case) -> Any:
    from voicebot.understanding.dates import read_dates
    from voicebot.understanding.model import Expectation

    expected = Expectation(slots=(case.asked,) if case.asked else ())
    return read_dates(case.text, expected, case.now, case.zone, case.locale)


def _ours() -> Reader:
    def read(case: Case) -> datetime | None:
        when = _read(case).when
        start = (when.start or when.end) if when is not None else None
        return start.replace(tzinfo=None) if start is not None else None

    return read


def _dateparser() -> Reader:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from dateparser.search import search_dates

    def read(case: Case) -> datetime | None:
        settings = {
            "RELATIVE_BASE": case.now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY" if case.locale.day_first else "MDY",
        }
        found = search_dates(case.text, languages=["en"], settings=settings)
        return found[0][1].replace(tzinfo=None) if found else None

    return read


def _timefhuman() -> Reader | None:
    """Only where it is installed (the extra `bench`)."""
    try:
        from timefhuman import tfhConfig, timefhuman
    except ImportError:
        return None

    def read(case: Case) -> datetime | date | None:
        try:
            found = timefhuman(case.text, config=tfhConfig(now=case.now.replace(tzinfo=None)))
        except Exception:  # its own failures count as finding nothing
            return None
        while isinstance(found, list | tuple):
            found = found[0] if found else None
        return found if isinstance(found, date) else None

    return read


def _print(result: dict[str, Any]) -> None:
    print(f"{result['cases']} cases: the start, or that there is none, is right; time a case")
    for name in ("ours", "dateparser", "timefhuman"):
        row = result[name]
        if row is None:
            print(f"{name:>11}  not installed")
        else:
            parts = ", ".join(f"{part} {hit:.1%}" for part, hit in row["by_corpus"].items())
            print(f"{name:>11}  {row['accuracy']:7.1%}  {row['us']:9.0f} us  ({parts})")
    print(f"all of it right, ends and candidates too: ours {result['ours']['exact']:.1%}")
