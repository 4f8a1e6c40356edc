"""The over-match check finds examples that their own intent does not get, or not alone."""

from pathlib import Path

from voicebot.dialog.intent_data import read_intents
from voicebot.understanding.model import IntentRule
from voicebot.understanding.overmatch import Stolen, stolen

SHARED = Path(__file__).parents[3] / "dialogs" / "_shared" / "intents.yaml"


def test_no_shared_intent_steals_another_ones_sentence() -> None:
    rules = read_intents(SHARED.read_text(encoding="utf-8"), SHARED.name)
    assert stolen(rules) == []


def test_every_shared_intent_has_examples() -> None:
    rules = read_intents(SHARED.read_text(encoding="utf-8"), SHARED.name)
    without = {rule.name for rule in rules} - {rule.name for rule in rules if rule.examples}
    assert without <= {"correct", "nothing_else"}


def test_a_sentence_taken_by_another() -> None:
    rules = [
        IntentRule("ask_hours", ("open",), examples=("are you open", "when do you close")),
        IntentRule("ask_address", ("are you",), examples=("where are you",)),
    ]
    assert stolen(rules) == [
        Stolen("ask_hours", "are you open", ("ask_address", "ask_hours")),
        Stolen("ask_hours", "when do you close", ("out_of_scope",)),
    ]


def test_what_may_hold_beside_is_no_theft() -> None:
    rules = [
        IntentRule("deny", ("no",), examples=("no that is all",), beside=("nothing_else",)),
        IntentRule("nothing_else", ("that is all",)),
    ]
    assert stolen(rules) == []
