"""What a caller puts right in a read-back, and what is right and left alone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.read_back import services_named
from voicebot.simulator.callers.scenario import Goal, Scenario, Setting, Visit, Wish

WORDS = {
    "haircut": ("a haircut", "a hair cut", "a trim"),
    "mens_cut": ("a men's cut", "a men's haircut"),
    "blow_dry": ("a blow-dry", "a blowout"),
    "oil_change": ("an oil change",),
    "tap": ("a tap repair", "a dripping tap"),
    "renee": ("Renee",),
}
DETAILS = {
    "car": ("It's a Ford Focus",),
    "plate": ("K L M 4 2 7",),
    "address": ("14 Orchard Road Greenwich",),
}
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
SETTING = Setting("any", NOW, words=WORDS, details=DETAILS)
WISH = Wish(date(2026, 11, 24), at=time(10))
THURSDAY = Visit("mine", ("haircut",), datetime(2026, 11, 26, 10), "Ada Moss", "+12125550142")
OTHER = Visit("other", ("blow_dry",), datetime(2026, 11, 27, 15), "Ada Moss", "+12125550142")
REACH = "and we reach you at the number you're calling from."


@pytest.fixture(autouse=True)
def _prompt(monkeypatch):
    """Nobody says "one moment" here."""
    monkeypatch.setattr("voicebot.simulator.callers.caller.PUTS_OFF", 0.0)


def calling(goal: Goal, *, written: bool = True) -> Caller:
    scenario = Scenario(
        "t/one", SETTING, (goal,), name="Ada Moss", style="plain", diary=(THURSDAY, OTHER)
    )
    found = Caller(scenario, 1, written=written)
    found.hear(["How can I help you?"])
    return found


def booking(*services: str, written: bool = True) -> Caller:
    return calling(Goal("book", services or ("haircut",), WISH), written=written)


def hears(talking: Caller, what: str, *, more: str = "", when: str = "ten o'clock"):
    told = f"That's {what} on Tuesday the twenty-fourth at {when}{more}, {REACH}"
    return talking.hear(["Thanks, Ada Moss.", told, "Shall I book it?"])


# --- services ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("That's a men's haircut with Renee on Friday.", ["mens_cut"]),
        ("A haircut and a blow-dry on Friday, for Ada Moss.", ["haircut", "blow_dry"]),
        ("Shall I book Friday at ten?", []),
    ],
)
def test_of_names_within_one_another_the_longest_counts(text, services):
    assert services_named(SETTING, text) == services


def test_another_service_is_put_right_twice_and_then_let_be():
    talking = booking("mens_cut")
    for _ in range(2):
        act = hears(talking, "a haircut")
        assert act.meaning == "wrong_service"
        assert "men's" in act.words
    assert hears(talking, "a haircut").meaning == "yes"


@pytest.mark.parametrize("what", ["a haircut", "a blow-dry", "a men's cut and a blow-dry"])
def test_a_service_missing_or_too_many_is_put_right(what):
    assert hears(booking("haircut", "blow_dry"), what).meaning == "wrong_service"


@pytest.mark.parametrize("what", ["a haircut", "a trim", "a hair cut", "the visit"])
def test_the_service_by_any_of_its_names_is_right(what):
    assert hears(booking(), what).meaning == "yes"


def test_the_service_is_said_in_other_words_to_who_asks():
    talking = booking("mens_cut")
    hears(talking, "a haircut")
    act = talking.hear(["What should I change: the time, the service, the name, or the number?"])
    assert act.meaning == "wrong_service"


# --- who -----------------------------------------------------------------------------------------


def test_who_hears_no_name_has_none_to_correct():
    talking = booking()
    asked = "Please say yes to book a haircut on Tuesday the twenty-fourth at ten o'clock."
    assert talking.hear([asked, "You can also press one for yes or two for no."]).meaning == "yes"


# --- the business's own questions ----------------------------------------------------------------

QUESTIONS = {
    "car": "What car is it? Make and model, please.",
    "plate": "And the license plate?",
    "address": "What's the address, please?",
}


def told(slot: str, *, written: bool = False) -> Caller:
    talking = booking("tap" if slot == "address" else "oil_change", written=written)
    talking.hear([QUESTIONS[slot]])
    return talking


def read(talking: Caller, more: str):
    what = talking.scenario.goals[0].services[0].replace("_", " ")
    return hears(talking, what, more=more)


@pytest.mark.parametrize(
    ("slot", "more"),
    [
        ("car", " for the Ford Focus"),
        ("car", " with our service team for the Ford Focus, plate K L M, four two seven"),
        ("plate", " for the Ford Focus, plate K L M, four two seven"),
        ("plate", ", plate KLM427"),
        ("address", " with Callum, at 14 Orchard Road Greenwich"),
        ("address", " with Callum at fourteen Orchard Road, Greenwich, for Ada Moss"),
        ("address", " with Callum, at 14 Orchid Road Greenwich"),
        ("address", ""),
        ("plate", ""),
    ],
)
def test_a_detail_that_is_right_is_left_alone(slot, more):
    assert read(told(slot), more).meaning == "yes"


@pytest.mark.parametrize(
    ("slot", "more", "right"),
    [
        ("car", " for the Toyota Corolla", "a Ford Focus"),
        ("plate", ", plate K L N, four two seven", "K L M 4 2 7"),
        ("plate", " for the Ford Focus, plate K L M, four two seven seven", "K L M 4 2 7"),
        ("address", " with Callum, at 14 or to remote granted", "14 Orchard Road Greenwich"),
        ("address", " with Callum at 40 Orchard Road Greenwich", "14 Orchard Road Greenwich"),
    ],
)
def test_a_detail_that_is_wrong_is_put_right_twice(slot, more, right):
    talking = told(slot)
    for _ in range(2):
        act = read(talking, more)
        assert act.meaning == f"wrong_{slot}"
        assert right in act.words
    asked = talking.hear(["What should I change: the time or the address?"])
    assert asked.meaning == f"wrong_{slot}"
    assert read(talking, more).meaning == "yes"


def test_in_writing_a_street_spelled_otherwise_is_wrong():
    talking = told("address", written=True)
    assert read(talking, ", at 14 Orchid Road Greenwich").meaning == "wrong_address"


# --- visits --------------------------------------------------------------------------------------


def test_another_visit_than_theirs_is_not_cancelled():
    talking = calling(Goal("cancel", visit="mine"))
    other = [
        "You have a blow-dry on Friday the twenty-seventh at three o'clock.",
        "Shall I cancel it?",
    ]
    for _ in range(2):
        act = talking.hear(other)
        assert act.meaning == "wrong_visit"
    assert talking.hear(other).hangs_up
    right = [
        "You have a haircut on Thursday the twenty-sixth at ten o'clock.",
        "Shall I cancel it?",
    ]
    assert calling(Goal("cancel", visit="mine")).hear(right).meaning == "yes"


def test_another_visit_than_theirs_is_not_moved():
    talking = calling(Goal("move", visit="mine", wish=WISH))
    to = "to Tuesday the twenty-fourth at ten o'clock."
    other = f"I can move your blow-dry from Friday the twenty-seventh at three o'clock, {to}"
    assert talking.hear([other, "Shall I?"]).meaning == "wrong_visit"
    mine = f"I can move your haircut from Thursday the twenty-sixth at ten o'clock, {to}"
    assert talking.hear([mine, "Shall I?"]).meaning == "yes"


def test_a_wrong_time_of_a_move_is_put_right():
    talking = calling(Goal("move", visit="mine", wish=WISH))
    mine = "I can move your haircut from Thursday the twenty-sixth at ten o'clock, to Tuesday the"
    assert (
        talking.hear([f"{mine} twenty-fourth at eleven o'clock.", "Shall I?"]).meaning
        == "wrong_time"
    )


def test_a_visit_that_was_moved_just_now_is_the_one():
    goals = (Goal("move", visit="mine", wish=WISH), Goal("cancel", visit="mine"))
    scenario = Scenario("t", SETTING, goals, name="Ada Moss", style="plain", diary=(THURSDAY,))
    talking = Caller(scenario, 1)
    talking.hear(["How can I help you?"])
    talking.hear(["Your haircut is now on Tuesday the twenty-fourth.", "Is there anything else?"])
    moved = "You have a haircut on Tuesday the twenty-fourth at ten o'clock."
    assert talking.hear([moved, "Shall I cancel it?"]).meaning == "yes"
