"""The project's scenarios, and the errors of a user's own."""

from collections import Counter
from datetime import date, time

import pytest

from voicebot.errors import DialogError
from voicebot.simulator.callers.scenario import KINDS
from voicebot.simulator.callers.suites import builtin, load_file, load_folder

HEAD = 'dialog: dental_clinic\nnow: "2026-11-23T09:00:00-05:00"\nscenarios:\n'


def test_there_are_enough_of_all_kinds():
    scenarios = builtin()
    assert len(scenarios) >= 120
    assert len({s.id for s in scenarios}) == len(scenarios)
    kinds = Counter(goal.kind for s in scenarios for goal in s.goals)
    assert set(kinds) == set(KINDS)
    assert {s.setting.dialog for s in scenarios} == {
        "auto_repair",
        "dental_clinic",
        "hair_salon",
        "plumber",
    }


def written(tmp_path, scenarios: str, head: str = HEAD):
    path = tmp_path / "mine.yaml"
    path.write_text(head + scenarios)
    return path


def test_a_folder_of_ones_own(tmp_path):
    line = '  one: {book: cleaning, when: {day: "2026-11-24", at: "10:00", not: [friday]}}\n'
    written(tmp_path, line)
    (scenario,) = load_folder(tmp_path)
    assert scenario.id == "mine/one"
    goal = scenario.goals[0]
    assert (goal.wish.first, goal.wish.at, goal.wish.unless) == (date(2026, 11, 24), time(10), (4,))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("  one: {buy: cleaning}\n", "unknown key 'buy'"),
        ("  one: {book: cleaning, cancel: it}\n", "no visit|a goal is one of"),
        ("  one: {cancel: jane}\n", "no visit 'jane'"),
        ("  one: {ask: weather}\n", "no topic 'weather'"),
        ("  one: {book: cleaning, style: angry}\n", "no such style"),
        ("  one: {book: cleaning, when: {day: tomorrow}}\n", "a day like"),
        ('  one: {book: cleaning, when: {day: "2026-11-24", at: "10"}}\n', "a time like|"),
        ("  one: {book: cleaning, when: {part: night}}\n", "morning or afternoon"),
        ("  one: {book: cleaning, when: later}\n", "expected `soonest`"),
    ],
)
def test_errors_name_file_and_line(tmp_path, line, why):
    path = written(tmp_path, line)
    if why.endswith("|"):
        assert load_file(path)
        return
    with pytest.raises(DialogError, match=why) as raised:
        load_file(path)
    assert raised.value.line == 4


def test_an_instant_needs_its_offset(tmp_path):
    head = HEAD.replace("-05:00", "")
    with pytest.raises(DialogError, match="offset"):
        load_file(written(tmp_path, "  one: {robot: yes}\n", head))


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no \*\.yaml"):
        load_folder(tmp_path)
