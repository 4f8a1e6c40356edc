"""The matcher: patterns, situations, vetoes, and which of several matches stand."""

import pytest

from voicebot.understanding.intents import IntentMatcher, Match, fits, settle
from voicebot.understanding.model import IntentRule
from voicebot.understanding.wording import fold


def names(rules: list[IntentRule], said: str, *situation: str) -> list[str]:
    matches = IntentMatcher(rules).matches(fold(said).text, frozenset(situation))
    return [match.intent for match in settle(matches)]


BOOK = IntentRule("book", ("book(?: \\w+){0,3} (?:slot|visit)",))
CANCEL = IntentRule("cancel", ("cancel",), unless=("do not cancel",), beats=("book",))
YES = IntentRule("affirm", ("{start}(?:yes|right)",), only_when=("confirm", "not offered"))
THANK = IntentRule("thank", ("thank you",))
NO_THANKS = IntentRule("deny", ("no thank you",))


def test_whole_words_only() -> None:
    assert names([CANCEL], "please cancel it") == ["cancel"]
    assert names([CANCEL], "the cancellation fee") == []


def test_unless_forbids_its_own_rule_only() -> None:
    assert names([CANCEL, BOOK], "do not cancel, book a visit") == ["book"]


def test_only_when_asked() -> None:
    assert names([YES], "yes", "confirm") == ["affirm"]
    assert names([YES], "yes") == []
    assert names([YES], "yes", "confirm", "offered") == []


def test_start_binds_to_a_sentence_and_skips_fillers() -> None:
    assert names([YES], "Oh okay so right, then", "confirm") == ["affirm"]
    assert names([YES], "I was told. Right!", "confirm") == ["affirm"]
    assert names([YES], "on the right side", "confirm") == []


def test_the_longer_match_takes_the_words() -> None:
    assert names([THANK, NO_THANKS], "no thank you") == ["deny"]
    assert names([THANK, NO_THANKS], "no. thank you") == ["thank"]


def test_words_may_be_shared_beside() -> None:
    both = IntentRule("deny", ("no thank you",), beside=("thank",))
    assert set(names([THANK, both], "no thank you")) == {"deny", "thank"}


def test_beaten_intents_are_set_aside_wherever_they_are() -> None:
    assert names([BOOK, CANCEL], "book a visit, no, cancel") == ["cancel"]


def test_what_was_set_aside_sets_nothing_aside() -> None:
    first = IntentRule("emergency", ("fire",), beats=("*",))
    second = IntentRule("cancel", ("cancel",), beats=("emergency",))
    assert names([second, first], "cancel, fire") == ["cancel"]
    assert names([first, second], "cancel, fire") == ["emergency"]


def test_matches_come_in_the_order_of_the_text() -> None:
    assert names([BOOK, THANK], "thank you, book a slot") == ["thank", "book"]


def test_a_bad_pattern_names_its_rule() -> None:
    with pytest.raises(ValueError, match="book"):
        IntentMatcher([IntentRule("book", ("(",))])


def test_no_rules_and_no_text() -> None:
    assert IntentMatcher([]).matches("hello") == []
    assert IntentMatcher([BOOK]).matches("") == []


@pytest.mark.parametrize(
    ("only_when", "situation", "holds"),
    [
        ((), (), True),
        (("confirm",), ("confirm",), True),
        (("confirm", "choice"), ("choice",), True),
        (("confirm",), ("name",), False),
        (("not confirm",), (), True),
        (("not confirm",), ("confirm",), False),
        (("name", "not said"), ("name", "said"), False),
    ],
)
def test_fits(only_when: tuple[str, ...], situation: tuple[str, ...], holds: bool) -> None:
    assert fits(only_when, frozenset(situation)) is holds


def test_equal_matches_do_not_cover_each_other() -> None:
    one, other = Match("book", (0, 4), "x"), Match("cancel", (0, 4), "y")
    assert not one.covers(other)
    assert not other.covers(one)
