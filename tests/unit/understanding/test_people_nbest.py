"""Values that several recognitions decide together, and the sureness they leave."""

from __future__ import annotations

import pytest
from people_cases import LEXICON, NOW

from voicebot.understanding.model import Expectation, Hypothesis, Locale, SlotValue
from voicebot.understanding.people import read_nbest, read_people
from voicebot.understanding.people.vote import vote


def decide(
    texts: list[str], asked: str | None, *, said: str | None = None, day_first: bool = False
) -> dict[str, SlotValue]:
    expectation = Expectation(slots=(asked,) if asked else (), said=said)
    reading = read_nbest(
        [Hypothesis(t) for t in texts], expectation, LEXICON, Locale(day_first), None, NOW
    )
    return {slot.name: slot for slot in reading.slots}


def test_no_recognition_gives_nothing() -> None:
    assert decide([], "name") == {}


def test_a_whole_number_behind_a_broken_one() -> None:
    slots = decide(["415 555 018", "415 555 0182"], "phone")
    assert slots["phone"].value == "+14155550182"


def test_only_part_of_a_number() -> None:
    assert decide(["415 555", "415 5"], "phone")["phone_part"].value == "415555"


def test_disagreement_makes_a_number_less_certain() -> None:
    sure = decide(["415 555 0182", "4 1 5 5 5 5 0 1 8 2"], "phone")["phone"]
    unsure = decide(["415 555 0182", "415 555 0192"], "phone")["phone"]
    assert sure.value == unsure.value == "+14155550182"
    assert unsure.certainty < sure.certainty


def test_an_address_behind_a_broken_one() -> None:
    slots = decide(["jane at g mail", "jane at gmail calm", "jane at example"], "email")
    assert slots["email"].value == "jane@gmail.com"


def test_a_date_of_birth() -> None:
    slots = decide(["4th of April 1982", "forced of April 1982"], "dob", day_first=True)
    assert slots["dob"].value == "1982-04-04"
    assert decide(["what", "hello"], "dob") == {}


def test_a_date_of_birth_needs_to_know_the_day() -> None:
    expectation = Expectation(slots=("dob",))
    hypotheses = [Hypothesis("April 4th 1982")]
    assert read_nbest(hypotheses, expectation, LEXICON, Locale()).slots == ()
    assert read_people("April 4th 1982", expectation, LEXICON, Locale()).slots == ()


def test_a_date_of_birth_in_passing() -> None:
    text = "my date of birth is April 4th 1982"
    reading = read_people(text, Expectation(), LEXICON, Locale(), now=NOW)
    assert [s.value for s in reading.slots if s.name == "dob"] == ["1982-04-04"]


def test_a_spelling_that_was_asked_for() -> None:
    slots = decide(["be ee en", "b e n"], "name", said="Could you spell that?")
    assert slots["name"].value == "Ben"


def test_for_whom_is_kept_beside_the_name() -> None:
    slots = decide(["it's for my son Thomas Reed", "it's for my son Thomas read"], "name")
    assert slots["name"].value == "Thomas Reed"
    assert slots["for_other"].value == "son"


def test_what_was_not_asked_for_is_left_to_the_single_reading() -> None:
    assert decide(["tomorrow at three"], "date") == {}
    assert decide(["hi this is Ana"], None) == {}


def test_a_clear_winner_is_surer_than_a_near_tie() -> None:
    clear = vote([(0, ("Mary", "Johnson")), (1, ("merry", "jonsen"))], british=False)
    tie = vote([(0, ("Jon", "Clark")), (1, ("John", "Clarke"))], british=False)
    assert clear is not None
    assert tie is not None
    assert clear.parts == ("Mary", "Johnson")
    assert tie.certainty < clear.certainty


def test_vote_without_names() -> None:
    assert vote([], british=False) is None
    assert vote([(0, ()), (1, ())], british=False) is None


@pytest.mark.parametrize("heard", [[(0, ("Ann",))], [(0, ("Ann", "Lee")), (1, ("Ann",))]])
def test_single_words_yield_to_full_names(heard: list[tuple[int, tuple[str, ...]]]) -> None:
    voted = vote(heard, british=False)
    assert voted is not None
    assert voted.parts == heard[0][1]


def test_a_number_that_only_a_late_recognition_has_is_doubted() -> None:
    heard = [Hypothesis(t) for t in ("8 1 8 5 5", "8 1 8 5 5 0 1", "8 1 8 5", "8185500150")]
    (slot,) = read_nbest(heard, Expectation(slots=("phone",)), LEXICON, Locale()).slots
    assert slot.value == "+18185500150"
    assert slot.certainty < 0.5


def test_what_only_one_recognition_takes_into_a_name_is_no_part_of_it() -> None:
    heard = [(0, ("Ron", "Hicks", "Andrew", "Palmer")), (1, ("Andrew", "Palmer"))]
    voted = vote(heard, False)
    assert voted is not None
    assert voted.parts == ("Andrew", "Palmer")
    alone = vote(heard[:1], False)
    assert alone is not None
    assert len(alone.parts) == 4


def test_the_number_heard_whole_goes_before_one_with_a_digit_too_many() -> None:
    heard = ["8 4 1 5 5 5 5 0 1 8 2", "415 550182", "It'd be 415 555 0182"]
    assert decide(heard, "phone")["phone"].value == "+14155550182"


def test_two_hearings_of_a_name_tell_more_than_one() -> None:
    now = [Hypothesis("It's so infused.", -0.4)]
    before = (("Go and fuse is the name.", "Go infuses the name."), ("Go and use.",))
    first = Expectation(slots=("name",))
    again = Expectation(slots=("name",), name_heard=before)
    alone = read_nbest(now, first, LEXICON, Locale(), unread=True).slots
    assert [slot.value for slot in alone if slot.name == "name"] != ["Owen Hughes"]
    (slot,) = read_nbest(now, again, LEXICON, Locale(), unread=True).slots
    assert slot.value == "Owen Hughes"


def test_a_name_that_was_refused_is_not_heard_again() -> None:
    heard = [Hypothesis("No, it's Santa Miller", -0.6), Hypothesis("No, it's an a miller", -0.7)]
    put = Expectation(slots=("name",), name="Santa Miller")
    slots = read_nbest(heard, put, LEXICON, Locale()).slots
    assert slots[0].value != "Santa Miller"
    assert slots[0].value.endswith("Miller")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bo Adeyemi", "Bo Adeyemi"),
        ("for me and it's Helen", "Helen"),
        ("Lane comma Helen", "Helen Lane"),
        ("Mrs Lane", "Lane"),
        ("it's Wisniewski", "Wisniewski"),
        ("Anna-Lena Moreau", "Anna-Lena Moreau"),
        ("my last name is Quimby", "Quimby"),
        ("the name is Flora", "Flora"),
    ],
)
def test_nothing_is_made_of_a_name_that_was_heard_well(text: str, name: str) -> None:
    asked = Expectation(slots=("name",))
    (slot,) = read_nbest([Hypothesis(text, -0.25)], asked, LEXICON, Locale()).slots
    assert slot.value == name
