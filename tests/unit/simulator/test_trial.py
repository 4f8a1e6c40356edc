"""Calls in virtual time through the real session, dialog and calendar, and the report on them."""

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voicebot.cli import main
from voicebot.simulator.callers.scenario import Change, Goal, Scenario, Setting, Visit, Wish
from voicebot.simulator.callers.suites import builtin
from voicebot.simulator.report import lines, page, summary
from voicebot.simulator.trial import Texts
from voicebot.understanding.interpret import Interpreter

ZONE = ZoneInfo("America/New_York")
SETTING = Setting(
    "dental_clinic",
    datetime(2026, 11, 23, 9, tzinfo=ZONE),
    words={"cleaning": ("a cleaning",)},
    diary=(
        Visit("jane", ("cleaning",), datetime(2026, 11, 25, 9), "Jane Collins", "+12125550142"),
    ),
)
BOOK = Goal("book", ("cleaning",), Wish(date(2026, 11, 24), at=time(10)))


@pytest.fixture(scope="module")
def texts() -> Texts:
    def interpreter(dialog):
        return Interpreter(None, dialog.lexicon, ZONE, dialog.locale)

    return Texts(interpreter)


def scenario(*goals: Goal, **fields) -> Scenario:
    return Scenario("t/one", SETTING, goals, **({"name": "Ada Moss", "style": "plain"} | fields))


def test_a_booking_from_the_first_ring_to_goodbye(texts):
    trial = texts.play(scenario(BOOK), seed=3)
    assert trial.verdict.success, trial.transcript
    assert trial.verdict.outcome == "booked"
    assert trial.verdict.turns_to_booking
    assert trial.transcript[0][1] == "bot"


def test_the_same_seed_is_the_same_call(texts):
    calls = [texts.play(scenario(BOOK), seed=5).transcript for _ in range(2)]
    assert calls[0] == calls[1]


def test_an_appointment_is_cancelled_by_its_owner(texts):
    goal = Goal("cancel", visit="jane")
    trial = texts.play(scenario(goal, name="Jane Collins", phone="+12125550142"), seed=1)
    assert trial.verdict.success, trial.transcript
    assert trial.verdict.outcome == "cancelled"


def test_a_wish_that_cannot_be_had_is_a_failure_with_a_transcript(texts):
    never = Goal("book", ("cleaning",), Wish(date(2026, 11, 26), at=time(10)))
    trial = texts.play(scenario(never), seed=1)
    assert not trial.verdict.success
    assert trial.verdict.outcome == "callback"  # the bot does not go round in circles
    found = summary([trial], lambda trial: f"again {trial.scenario.id}")
    assert found["success"] == 0
    assert found["failures"][0]["replay"] == "again t/one"
    assert any("holiday" in line for line in found["failures"][0]["transcript"])
    assert "not booked" in page(found)
    assert any("again t/one" in line for line in lines(found))


def test_an_interrupting_caller_gets_there_too(texts):
    trial = texts.play(scenario(BOOK, style="impatient"), seed=2)
    assert trial.verdict.success, trial.transcript


def test_figures_of_several_calls(texts):
    trials = [texts.play(scenario(BOOK), seed) for seed in (1, 2, 3)]
    found = summary(trials, lambda trial: "")
    assert found["scenarios"] == 3
    assert found["success"] == 1
    assert found["false_confirmations"] == 0
    assert found["median_turns"] <= 8
    assert found["by_goal"] == {"book": {"calls": 3, "success": 3}}
    assert json.dumps(found)


def test_a_page_shows_no_markup_of_callers():
    found = summary([], lambda trial: "")
    found["failures"] = [
        {"id": "<i>", "condition": "text", "why": "<u>", "transcript": ["<em>"], "replay": "<s>"}
    ]
    shown = page(found)
    assert not any(f"<{tag}>" in shown for tag in ("i", "u", "em", "s"))
    assert "&lt;em&gt;" in shown


def test_every_diary_of_the_suites_can_be_filled(texts):
    """One call of each file: its diary fits the business's hours."""
    for dialog in ("auto_repair", "dental_clinic", "hair_salon", "plumber"):
        first = next(s for s in builtin() if s.setting.dialog == dialog and s.visits)
        assert texts.play(first, seed=1).verdict.turns


def test_the_command_plays_a_folder_of_ones_own(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text(
        'dialog: dental_clinic\nnow: "2026-11-23T09:00:00-05:00"\nscenarios:\n'
        "  parking: {ask: parking, hears: [behind the building]}\n"
        "  robot: {robot: yes}\n"
    )
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "--text", "--suite", str(tmp_path), "--json", "--seed", "2"])
    assert ended.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert found["scenarios"] == 2
    assert {"success", "false_confirmations", "median_turns", "failures"} <= set(found)


def test_no_such_scenario_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "--suite", "text", "--only", "nothing like this"])
    assert ended.value.code == 2
    assert "no scenario begins with" in capsys.readouterr().err


def test_who_is_cut_off_rings_back_and_goes_on(texts):
    trial = texts.play(scenario(BOOK, cut_off=2), seed=4)
    assert trial.verdict.success, trial.transcript
    assert sum(words.startswith("ended") for _, _, words in trial.transcript) == 2
    assert any("Welcome back" in words for _, _, words in trial.transcript)


@pytest.mark.parametrize("seed", range(4))
def test_a_typed_name_is_waited_for(texts, seed):
    """With the hash key and without."""
    mumbles = tuple(Change("name", ("You know me",)) for _ in range(2))
    goal = Goal("book", ("cleaning",), BOOK.wish, changes=mumbles)
    trial = texts.play(scenario(goal, name="Martin Cole"), seed)
    assert trial.verdict.success, trial.transcript
    assert any("Now type the last name" in words for _, _, words in trial.transcript)


def test_a_long_breath_is_heard_to_its_end(texts):
    words = " ".join(["please tell the dentist that the tooth is much better"] * 5)
    goal = Goal("message", text=words)
    trial = texts.play(scenario(goal), seed=1)
    assert trial.verdict.success, trial.transcript
    assert not any("still there" in line for _, _, line in trial.transcript)
