"""`voicebot bench dates` on a corpus of its own."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from voicebot.cli import main
from voicebot.cli.bench_dates import FILES, _agrees

NOW = "now 2026-11-23T10:00 America/New_York\n"
LINES = {
    "certain.tsv": "tomorrow\t-\t2026-11-24\nnot Friday\t-\tnone ! 2026-11-27\n",
    "never.tsv": "may I speak to someone\t-\tnone\n",
    "asked.tsv": "three\ttime\t2026-11-23T15:00\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text(NOW + LINES[name], encoding="utf-8")
    return tmp_path


def bench(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exited:
        main(["bench", "dates", *arguments])
    return int(exited.value.code or 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_figures_of_each_system(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench("--json", "--corpus", str(corpus)) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["cases"] == 4
    assert result["ours"]["accuracy"] == result["ours"]["exact"] == 1.0
    assert 0 < result["dateparser"]["accuracy"] < 1
    assert result["ours"]["us"] > 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_figures_for_people(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench("--corpus", str(corpus)) == 0
    assert "dateparser" in capsys.readouterr().out


def test_a_missing_corpus_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench("--corpus", str(tmp_path)) == 2
    assert "certain.tsv" in capsys.readouterr().err


def test_a_wrong_line_is_named(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "never.tsv").write_text("no clock\t-\tnone\n", encoding="utf-8")
    assert bench("--corpus", str(corpus)) == 2
    assert "never.tsv:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("expected", "start", "agrees"),
    [
        ("none", None, True),
        ("none", datetime(2026, 11, 24), False),
        ("2026-11-24", None, False),
        ("2026-11-24", datetime(2026, 11, 24, 15), True),
        ("2026-11-24", date(2026, 11, 24), True),
        ("2026-11-24T15:00", datetime(2026, 11, 24, 15), True),
        ("2026-11-24T15:00", datetime(2026, 11, 24), False),
        ("2026-11-30 week each 08:00-12:00", datetime(2026, 11, 30), True),
        ("2026-11-24T12:00..17:00", datetime(2026, 11, 24, 12), True),
        ("..2026-11-28", datetime(2026, 11, 28), True),
        ("2026-11-24 | 2026-11-26", datetime(2026, 11, 26), True),
        ("none ! 2026-11-27", None, True),
    ],
)
def test_agreement_to_the_grain(expected: str, start: datetime | None, agrees: bool) -> None:
    assert _agrees(expected, start) is agrees
