"""Letters: how they are said, what runs of them are found, and how misheard names are repaired."""

from __future__ import annotations

import pytest

from voicebot.understanding.people.confusion import edits
from voicebot.understanding.people.repair import repair
from voicebot.understanding.people.spelled import (
    is_spelled,
    read_spelled,
    repeated,
    said_and_spelled,
    with_spelling,
)
from voicebot.understanding.people.spelling import parse, spelled_runs
from voicebot.understanding.people.words import cut


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("s m i t h", "smith"),
        ("S. M. I. T. H.", "smith"),
        ("S-M-I-T-H", "smith"),
        ("es em eye tee aitch", "smith"),
        ("double l", "ll"),
        ("b as in boy o b", "bob"),
        ("d for dog a n", "dan"),
        ("tango oscar mike", "tom"),
        ("romeo alpha yankee mother", "raym"),
        ("capital d a n", "dan"),
        ("o apostrophe h a r a", "o'hara"),
        ("uh j o", "jo"),
        ("zed oh e", "zoe"),
        ("m 8 x", "max"),
        ("H8 RT", "hart"),
    ],
)
def test_letters_as_they_are_said(said: str, letters: str) -> None:
    assert parse(cut(said)).text == letters


def test_a_word_break_is_kept() -> None:
    letters = parse(cut("j o space d o e"))
    assert (letters.text, letters.breaks) == ("jodoe", [2])
    assert parse(cut("J-O D-O-E")).breaks == [2]
    assert parse(cut("a n n last name l e e")).breaks == [3]


def test_letters_named_by_a_word_are_sure() -> None:
    assert parse(cut("n as in nora a")).sure == [True, False]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("my name is doe d o e thanks", [(4, 7)]),
        ("d o e", [(0, 3)]),
        ("i am a b", []),
        ("see you at three", []),
        ("are you there", []),
        ("what is the price for a cleaning", []),
        ("l double e", [(0, 3)]),
    ],
)
def test_runs_of_letters(text: str, runs: list[tuple[int, int]]) -> None:
    assert spelled_runs(cut(text)) == runs


def test_whether_an_answer_is_a_spelling() -> None:
    assert is_spelled(cut("s m i t h"), asked_to_spell=False)
    assert is_spelled(cut("golf romeo alpha yankee"), asked_to_spell=False)
    assert not is_spelled(cut("john smith"), asked_to_spell=False)
    assert not is_spelled(cut("uh"), asked_to_spell=True)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("n i c h a e l space b r o w n", "michael brown"),
        ("d e t e r p a r k e r", "peter parker"),
        ("s u s a n m o r d a n", "susan morgan"),
        ("k o w a l c h e k", "kowalchek"),
        ("r o b ER t", "robert"),
    ],
)
def test_misheard_letters_are_repaired_by_names(heard: str, name: str) -> None:
    read = repair(parse(cut(heard)), british=False)
    assert read is not None
    assert " ".join(read.parts) == name


def test_too_little_to_repair() -> None:
    assert repair(parse(cut("a")), british=False) is None
    assert repair(parse(cut("")), british=False) is None
    assert repair(parse(cut("hyphen hyphen")), british=False) is None


def test_several_recognitions_of_a_spelling() -> None:
    read = read_spelled(["b e a n", "d e a n", "t e e n"], british=False)
    assert read is not None
    assert read.parts == ("dean",)
    assert read_spelled([""], british=False) is None


def test_letters_replace_the_part_they_spell() -> None:
    assert with_spelling(("Jon", "Smith"), "smyth") == ("Jon", "smyth")
    assert with_spelling(("John", "Smith"), "jon") == ("jon", "Smith")
    assert with_spelling(("John", "Smith"), "jonsmyth") == ("jon", "smyth")
    assert with_spelling(("Maria",), "lopez") == ("Maria", "lopez")
    assert with_spelling((), "lopez") == ("lopez",)


def test_rhyming_letters_cost_less_than_others() -> None:
    assert edits("tean", "dean") < edits("oean", "dean")
    assert edits("hary", "harry") < edits("haro", "harry")
    assert edits("dean", "dean") == 0.0
    assert edits("bean", "dean", [True, False, False, False]) > edits("bean", "dean")


@pytest.mark.parametrize(
    ("parts", "letters", "name"),
    [
        (("Jane", "Wilson"), "wilson", ("Jane", "Wilson")),
        (("Smyth",), "smythe", ("smythe",)),
        (("Jane", "Wilson"), "wilsom", ("Jane", "Wilson")),
        (("Jane", "Wilson"), "janewilson", ("jane", "wilson")),
        (("Jane",), "kowalczyk", None),
        ((), "wilson", None),
    ],
)
def test_letters_confirm_or_correct_what_was_said(
    parts: tuple[str, ...], letters: str, name: tuple[str, ...] | None
) -> None:
    assert said_and_spelled(parts, letters) == name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Wilson", "WILSON"), ("Wilson",)),
        (("Jane", "Wilson", "wilson"), ("Jane", "Wilson")),
        (("Jane", "Smyth", "SMYTHE"), ("Jane", "smythe")),
        (("Jane", "WILSON"), ("Jane", "WILSON")),
        (("JANE", "WILSON"), ("JANE", "WILSON")),
        (("Wilson",), ("Wilson",)),
    ],
)
def test_a_word_that_is_written_again(parts: tuple[str, ...], name: tuple[str, ...]) -> None:
    assert repeated(parts) == name


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("it's Moss, M O 8 S", "moas"),
        ("my name is Tarte, H8 RT", "hart"),
        ("book me in on a 8 b", ""),
    ],
)
def test_a_digit_among_capitals_is_a_letter(text: str, run: str) -> None:
    words = cut(text)
    assert [parse(words[a:b]).text for a, b in spelled_runs(words)] == ([run] if run else [])
