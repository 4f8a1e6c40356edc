"""Every check of `voicebot doctor` ends in a line, whatever breaks."""

from __future__ import annotations

import pytest

from voicebot.cli import doctor, main
from voicebot.errors import ModelMissing


def diagnose(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    with pytest.raises(SystemExit) as stopped:
        main(["doctor"])
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    return int(stopped.value.code or 0), dict(lines)


def raising(error: Exception):
    def check() -> str:
        raise error

    return check


def test_a_database_that_cannot_be_opened_fails_checks_and_nothing_else(
    capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VOICEBOT_DATABASE_URL", "nonsense://nowhere")
    status, said = diagnose(capsys)
    assert status == 1
    assert said["data"].endswith("can be written")
    assert "auth token" in said["twilio"]
    assert said["database"].startswith("FAILED: ")
    assert list(said)[-1] == "language"


def test_any_error_is_a_failed_check_in_one_line(capsys, monkeypatch):
    checks = [
        ("one", raising(RuntimeError("broken\nin many words"))),
        ("two", raising(ModelMissing("no voice: install one"))),
        ("three", raising(KeyError())),
        ("four", lambda: "fine"),
    ]
    monkeypatch.setattr(doctor, "_checks", lambda: checks)
    assert diagnose(capsys) == (
        1,
        {
            "one": "FAILED: RuntimeError: broken",
            "two": "FAILED: no voice: install one",
            "three": "FAILED: KeyError",
            "four": "fine",
        },
    )


def test_all_well_is_exit_0(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_checks", lambda: [("one", lambda: "fine")])
    assert diagnose(capsys) == (0, {"one": "fine"})
