from __future__ import annotations

import pytest

from voicebot.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["dialogs", *arguments])
    return int(stopped.value.code or 0), capsys.readouterr().out


def test_list_names_every_business(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(capsys, "list")
    assert status == 0
    assert "dental_clinic    Riverside Dental (America/New_York): check-up, cleaning" in out
    assert len(out.splitlines()) == 4


def test_check_of_all_is_quiet_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(capsys, "check")
    assert (status, out.count("\n")) == (0, 1)
    assert "nothing wrong" in out


def test_try_says_what_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    now = "2026-11-23T09:00:00-05:00"
    status, out = run(capsys, "try", "I'd like a cleaning tomorrow at ten", "--now", now)
    assert status == 0
    assert "words      i would like a cleaning tomorrow at ten" in out
    assert "value      service = cleaning" in out
    assert "2026-11-24 10:00:00-05:00" in out
    assert "why        " in out
    assert "next best" in out


def test_try_names_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = run(capsys, "try", "Is there parking?")
    assert "question   parking: There's free parking" in out


def test_try_takes_what_was_asked_into_account(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = run(capsys, "try", "Ann Lee", "--asked", "name")
    assert "name = Ann Lee" in out
