"""`voicebot interpret --jsonl`: one line in, one line out, in order, and faults told as such."""

import json
from typing import Any

import pytest

from voicebot.cli.interpret import Lines
from voicebot.understanding import json_form

NOW = "2026-11-23T09:00:00-05:00"


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines(None, "dental_clinic")


def ask(lines: Lines, **fields: Any) -> dict[str, Any]:
    return lines.answer(json.dumps({"id": 7, "now": NOW, **fields}))


def test_the_whole_form(lines: Lines) -> None:
    answer = ask(lines, text="Can I book a cleaning on Tuesday at three?")
    assert answer["id"] == 7
    assert {"book", "provide_info"} == {intent["name"] for intent in answer["intents"]}
    assert all(0 < intent["score"] <= 1 for intent in answer["intents"])
    assert answer["slots"] == {"service": "cleaning"}
    assert answer["when"]["from"] == "2026-11-24T15:00:00-05:00"
    assert answer["when"]["to"] == "2026-11-24T15:01:00-05:00"
    assert answer["when"]["grain"] == "minute"
    assert answer["when"]["open"] is None
    assert answer["when"]["daily"] is None
    assert answer["when"]["said"] == ["date", "time"]
    assert answer["also"] == answer["not"] == []


def test_a_daily_window(lines: Lines) -> None:
    when = ask(lines, text="mornings next week", asked="datetime")["when"]
    assert when["daily"] == {"from": "08:00", "to": "12:00"}


def test_nbest_and_what_was_asked(lines: Lines) -> None:
    answer = ask(lines, nbest=["guess", "yes"], asked="confirm", said="Shall I book it?")
    assert [intent["name"] for intent in answer["intents"]] == ["affirm"]


def test_zone_and_day_first(lines: Lines) -> None:
    us = ask(lines, text="on 3/4", asked="date", zone="America/New_York")
    gb = ask(lines, text="on 3/4", asked="date", zone="Europe/London", day_first=True)
    assert us["when"]["from"] == "2027-03-04T00:00:00-05:00"
    assert gb["when"]["from"] == "2027-04-03T00:00:00+01:00"


def test_what_was_offered(lines: Lines) -> None:
    offered = [
        {"from": "2026-11-24T09:00:00-05:00", "to": "2026-11-24T09:30:00-05:00", "label": "nine"},
        {"from": "2026-11-24T14:30:00-05:00", "to": None, "label": "half past two"},
    ]
    answer = ask(lines, text="the second one", asked="choice", offered=offered)
    assert answer["slots"] == {"choice": 1}


def test_another_dialog(lines: Lines) -> None:
    answer = ask(lines, text="I need a haircut", dialog="hair_salon")
    assert "service" in answer["slots"]


@pytest.mark.parametrize(
    ("line", "name", "says"),
    [
        ("no json", None, "JSON"),
        ("[1]", None, "object"),
        ('{"id": "a"}', "a", "now"),
        (f'{{"id": "b", "now": "{NOW}"}}', "b", "text"),
        (f'{{"id": "c", "text": 5, "now": "{NOW}"}}', "c", "text"),
        (f'{{"id": "c", "nbest": "hi", "now": "{NOW}"}}', "c", "nbest"),
        ('{"id": "d", "text": "hi", "now": "2026-11-23T09:00:00"}', "d", "offset"),
        (f'{{"id": "e", "text": "hi", "now": "{NOW}", "zone": "Mars/Base"}}', "e", "zone"),
        (f'{{"id": "e", "text": "hi", "now": "{NOW}", "zone": "../etc"}}', "e", "zone"),
        (f'{{"id": "f", "text": "hi", "now": "{NOW}", "asked": 3}}', "f", "asked"),
        (f'{{"id": "g", "text": "hi", "now": "{NOW}", "offered": [3]}}', "g", "offered"),
        (f'{{"id": "h", "text": "hi", "now": "{NOW}", "offered": 3}}', "h", "offered"),
        (f'{{"id": "i", "text": "hi", "now": "{NOW}", "dialog": "nowhere"}}', "i", "nowhere"),
        (f'{{"id": "j", "text": "hi", "now": "{NOW}", "dialog": 3}}', "j", "dialog"),
    ],
)
def test_a_wrong_line_is_told_and_no_more(
    lines: Lines, line: str, name: str | None, says: str
) -> None:
    answer = lines.answer(line)
    assert answer["id"] == name
    assert says.lower() in answer["error"].lower()
    assert ask(lines, text="yes")["intents"]


def test_the_command_goes_on_after_a_wrong_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse
    import io

    from voicebot import bootstrap
    from voicebot.cli import interpret

    good = json.dumps({"id": 1, "text": "yes", "now": NOW})
    monkeypatch.setattr(bootstrap, "load_spacy", lambda name: None)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{good}\n\noops\n{good}\n"))
    assert interpret.run(argparse.Namespace(jsonl=True)) == 1
    ids = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    assert ids == [1, None, 1]


def test_no_time_is_null() -> None:
    assert json_form.when(None) is None
