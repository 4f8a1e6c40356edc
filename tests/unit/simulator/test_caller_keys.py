"""Who was not understood presses the key that was named for it, if one was and a hand is free."""

from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from voicebot.dialog.loader import load
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.ears import listen
from voicebot.simulator.callers.person import cast
from voicebot.simulator.callers.scenario import Goal, Scenario, Setting, Visit, Wish
from voicebot.simulator.callers.suites import builtin

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
SETTING = Setting(
    "hair_salon",
    NOW,
    words={
        "haircut": ("a haircut", "a trim"),
        "mens_cut": ("a men's cut",),
        "color": ("my roots done",),
        "dana": ("Dana",),
    },
    diary=(
        Visit("vera", ("haircut",), datetime(2026, 11, 25, 10), "Vera Nolan", "+12125550142"),
        Visit("late", ("color",), datetime(2026, 11, 27, 15), "Vera Nolan", "+12125550142"),
    ),
)
WISH = Wish(date(2026, 11, 24), at=time(10))
BOOK = Goal("book", ("haircut",), WISH)


@pytest.fixture(autouse=True)
def _prompt(monkeypatch):
    """Nobody says "one moment" here, and everybody has a hand free."""
    monkeypatch.setattr("voicebot.simulator.callers.caller.PUTS_OFF", 0.0)
    monkeypatch.setattr("voicebot.simulator.callers.person.PRESSES", 1.0)


def caller(goal: Goal = BOOK, *more: Goal, seed: int = 1, **fields: str) -> Caller:
    fields = {"name": "Ada Moss", "style": "plain"} | fields
    return Caller(Scenario("t/one", SETTING, (goal, *more), **fields), seed)


def pressed(talking: Caller, *questions: list[str]) -> str:
    """The keys after the last of these questions; the ones before get their answers."""
    for question in questions:
        act = talking.hear(question)
    return act.keys


HELP = ["How can I help you?"]
MENU = [
    "Sorry, I didn't get that.",
    "How can I help you?",
    "Press one to book a visit, two to move one, three to cancel one, or zero to have someone call "
    "you.",
]
MIXED = ["Sorry, what can I do for you?", "Press 1 to move a visit or 2 for a person."]


@pytest.mark.parametrize(
    ("goal", "key"),
    [
        (BOOK, "1"),
        (Goal("change_mind", ("haircut",), WISH), "1"),
        (Goal("book", ("haircut",), WISH, says=("My hair is a mess",)), "1"),
        (Goal("move", visit="vera", wish=WISH), "2"),
        (Goal("cancel", visit="vera"), "3"),
        (Goal("person"), "0"),
        (Goal("message", text="I am late"), ""),
        (Goal("ask", topic="parking"), ""),
        (Goal("emergency", says=("There is a fire",)), ""),
    ],
)
def test_what_the_call_is_about(goal, key):
    assert pressed(caller(goal), HELP, MENU) == key


def test_what_no_key_is_for_is_said():
    talking = caller()
    talking.hear(HELP)
    act = talking.hear(MIXED)
    assert not act.keys
    assert act.words


def test_the_first_time_it_is_said():
    assert pressed(caller(), [*HELP, MENU[-1]]) == ""


def test_on_a_line_that_is_hard_to_hear_the_first_time_as_well():
    for told in ("It's very noisy.", "You're hard to hear.", "The line is not clear."):
        assert pressed(caller(), [told, *HELP, MENU[-1]]) == "1"


def test_who_is_asked_the_same_again_was_not_understood():
    service = [
        "Just say one of these, please, or press its key: one for haircut, or two for color."
    ]
    asked = ["Which would it be: haircut, men's cut, or color?"]
    assert pressed(caller(), HELP, asked, service) == "1"


def test_nobody_without_a_free_hand_presses(monkeypatch):
    monkeypatch.setattr("voicebot.simulator.callers.person.PRESSES", 0.0)
    confirm = ["Sorry, was that a yes?", "You can also press one for yes or two for no."]
    for seed in range(20):
        talking = caller(seed=seed)
        acts = [talking.hear(q) for q in (HELP, MENU, MENU, confirm, confirm)]
        assert not any(act.keys for act in acts)
        assert any(act.words for act in acts[1:])


def test_most_people_have_a_hand_free(monkeypatch):
    monkeypatch.undo()
    people = [cast(scenario, seed) for scenario in builtin() for seed in range(3)]
    assert 0.7 < sum(person.presses for person in people) / len(people) < 0.8
    one = builtin()[0]
    assert {cast(one, 1, line).presses for line in ("", "clean", "street_5")} == {
        cast(one, 1).presses
    }


def test_two_things_in_one_breath_are_said():
    both = (BOOK, Goal("book", ("color",), WISH, announced=True))
    assert pressed(caller(*both), HELP, MENU) == ""


def test_a_key_told_neither_day_nor_person():
    goal = Goal("book", ("haircut",), WISH, staff="dana")
    for seed in range(12):
        talking = caller(goal, seed=seed)
        talking.hear(["It's noisy.", *HELP, MENU[-1]])
        words = talking.hear(["When would you like to come in?"]).words
        assert "Dana" in words
        assert len(words.split()) > 3


def test_a_key_is_tried_before_giving_up(monkeypatch):
    done = ["Is there anything else?"]
    last = ["If there is something else, tell me. Or press one to book, or four if that is all."]
    assert pressed(caller(), HELP, done, last) == "1"
    monkeypatch.setattr("voicebot.simulator.callers.person.PRESSES", 0.0)
    driving = caller()
    assert [driving.hear(q).hangs_up for q in (HELP, done, last)] == [False, False, True]


def test_who_cuts_in_has_not_heard_the_keys():
    more = ["If there is something else, tell me.", "Press one to book, or four if that is all."]
    for seed in range(9):
        talking = caller(seed=seed, style="impatient")
        pressed(talking, HELP, ["Is there anything else?"])
        assert not talking.interrupts(more)
        cuts_in = talking.interrupts(more[:1])
        assert talking.hear(more).keys == ("" if cuts_in else "1")


# --- services ------------------------------------------------------------------------------------

ASKED = ["Which would it be: haircut, men's cut, or color?"]
SERVICES = ["Sorry, I didn't get it.", "Press one for haircut, two for men's cut, three for color."]


@pytest.mark.parametrize(
    ("services", "key"),
    [(("haircut",), "1"), (("mens_cut",), "2"), (("color",), "3"), (("haircut", "color"), "")],
)
def test_the_key_of_the_service(services, key):
    assert pressed(caller(Goal("book", services, WISH)), HELP, ASKED, SERVICES) == key


def test_a_service_by_the_word_that_it_shares_with_no_other():
    goal = Goal("book", ("mens_cut",), WISH)
    named = ["Sorry.", "Press one for highlights, two for the gentlemen (mens), three for color."]
    assert pressed(caller(goal), HELP, ASKED, named) == "2"


# --- times ---------------------------------------------------------------------------------------

TIMES = "The times are tomorrow at nine o'clock or at ten o'clock."
OFFER = [f"There are two times: {TIMES}", "Which would you like?"]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ("Press one or two, or three for other times.", "2"),
        ("Press one for the first, two for the second, or three for other times.", "2"),
        ("Press 4 for tomorrow at ten o'clock, or 5 for another day.", "4"),
        ("Press one for another day.", ""),
    ],
)
def test_the_time_that_suits(keys, key):
    assert pressed(caller(), HELP, OFFER, ["Sorry, I didn't get which.", TIMES, keys]) == key


def test_the_only_time():
    one = "I have tomorrow at ten o'clock."
    again = ["Sorry.", one, "Press one to take it, or two for other times."]
    assert pressed(caller(), HELP, [one, "Does that suit you?"], again) == "1"


def test_others_once_and_then_the_wish_in_words():
    none = ["The times are today at two o'clock or at three o'clock."]
    menu = [*none, "Press one for the first, two for the second, or three for other times."]
    talking = caller(Goal("book", ("haircut",), WISH))
    keys = [talking.hear(q).keys for q in (HELP, ["When would you like it?"], none, menu, menu)]
    assert keys == ["", "", "", "3", ""]


def test_later_ones():
    goal = Goal("book", ("haircut",), Wish(date(2026, 11, 24)), later=2)
    menu = ["Sorry.", TIMES, "Press one or two, or three for other times."]
    assert pressed(caller(goal), HELP, OFFER, menu) == "3"


def test_any_time_is_the_first_one():
    menu = ["You can say a day, like next Monday, or press one for the first time we have."]
    asked = ["What day would suit you?"]
    assert pressed(caller(Goal("book", ("haircut",))), HELP, asked, menu) == "1"
    assert pressed(caller(), HELP, asked, menu) == ""


@pytest.mark.parametrize(("visit", "key"), [("vera", "1"), ("late", "2")])
def test_which_of_the_visits(visit, key):
    named = "a haircut on Wednesday the twenty-fifth at ten o'clock or a color on Friday the "
    named += "twenty-seventh at three o'clock"
    which = [f"I see {named}.", "Which one is it?"]
    again = ["Say the first or the second, or press one or two.", f"I see {named}."]
    assert pressed(caller(Goal("cancel", visit=visit)), HELP, which, again) == key


# --- what was read back --------------------------------------------------------------------------

REACH = "we reach you at the number you're calling from"
READ = f"That's a haircut on Tuesday the twenty-fourth at {{at}}, for Ada Moss, and {REACH}."
CONFIRM = ["Press one to book it, or two if something is wrong."]


@pytest.mark.parametrize(
    "keys",
    [
        ["Press one to book it, or two if something is wrong."],
        ["Shall I book it?", "Press one for yes or two for no."],
        ["Shall I book it?", "It's noisy here.", "Press 1 if that is right, or 2 if not."],
        ["If that's right, press one; if not, press two."],
    ],
)
def test_yes_and_no_to_what_is_read_back(keys):
    for at, key in (("ten o'clock", "1"), ("eleven o'clock", "2")):
        read = READ.format(at=at)
        assert pressed(caller(), HELP, [read, "Shall I book it?"], ["Sorry.", read, *keys]) == key


def test_what_is_wrong_by_key_and_then_in_words():
    talking = caller()
    read = READ.format(at="eleven o'clock")
    things = "Press one for the time, two for the service, three for the name, four for the number."
    assert pressed(talking, HELP, ["It's noisy.", read, *CONFIRM]) == "2"
    assert pressed(talking, ["It's noisy.", "What should I change?", things]) == "1"
    assert talking.hear(["When would you like to come in?"]).meaning == "when"


@pytest.mark.parametrize(
    ("read", "key"),
    [
        ("That's a color on Tuesday the twenty-fourth at ten o'clock, Ada Moss.", "2"),
        ("Thanks, Ida Ross. A haircut on Tuesday the twenty-fourth at ten o'clock.", "3"),
        (
            "That's a haircut on Tuesday the twenty-fourth at ten o'clock, and we reach you at two "
            "one two, five five five, zero one nine nine.",
            "4",
        ),
    ],
)
def test_the_thing_that_is_wrong(read, key):
    talking = caller(phone="+12125550188")
    things = "Press one for the time, two for the service, three for the name, four for the number."
    if key == "4":
        read = f"Thanks, Ada Moss. {read}"
    assert pressed(talking, HELP, ["It's noisy.", read, *CONFIRM]) == "2"
    assert pressed(talking, ["It's noisy.", "What should I change?", things]) == key


def test_a_name_that_is_not_theirs():
    menu = "Press one if that is right, or two if not."
    for name, key in (("Ada Moss", "1"), ("Ida Ross", "2")):
        asked = ["Let me check: it's noisy.", f"Is the name {name}?", menu]
        assert pressed(caller(), HELP, asked) == key


def test_a_visit_is_cancelled_or_kept():
    read = "You have a haircut on Wednesday the twenty-fifth at ten o'clock."
    asked = ["It's noisy.", read, "Press one to cancel it, or two to keep it."]
    assert pressed(caller(Goal("cancel", visit="vera")), HELP, asked) == "1"
    assert pressed(caller(Goal("move", visit="vera", wish=WISH)), HELP, asked) == "2"


def test_that_was_all():
    talking = caller()
    more = "Press one to book, two to move a visit, three to cancel one, or four if that is all."
    done = ["You're booked.", "It's noisy.", "Is there anything else?", more]
    assert pressed(talking, HELP, done) == "4"


# --- the dialogs' own ----------------------------------------------------------------------------

FILLED = {
    "service": "haircut",
    "person": "",
    "what": "a haircut",
    "times": "tomorrow at nine o'clock or at ten o'clock",
    "when": "tomorrow at ten o'clock",
    "press": "one for the first, two for the second, or three for other times",
    "menu": "one for haircut, or two for color",
}
NAMED_BY = {
    "how_can_i_help_repair_2": ("help", "How can I help you?", "1"),
    "ask_service_repair_2": ("service", "Which would it be: haircut or color?", "1"),
    "choice_repair_2": ("offer", "Which would you like?", "2"),
    "confirm_repair_2": ("confirm", "Shall I book it?", "1"),
    "ask_same_day_repair_2": ("same_day", "Shall I book this one as well?", "1"),
    "ask_usual_repair_2": ("usual", "Your usual haircut again?", "1"),
}


@pytest.mark.parametrize("key", NAMED_BY)
def test_the_keys_that_the_dialogs_name(key):
    kind, before, digit = NAMED_BY[key]
    for wording in load("hair_salon").replies[key]:
        text = wording
        for name, value in FILLED.items():
            text = text.replace("{{ " + name + " }}", value)
        ends = [0, *(n + 2 for n in range(len(text)) if text[n : n + 2] in (". ", "? ")), None]
        said = [text[a:b].strip() for a, b in pairwise(ends)]
        assert listen(said, NOW).asked == kind
        assert pressed(caller(), HELP, [before], said) == digit
