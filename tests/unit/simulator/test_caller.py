"""A caller answers what it is asked, corrects what is wrong, and gives up in the end."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.scenario import Change, Goal, Scenario, Setting, Wish

SETTING = Setting(
    "dental_clinic",
    datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York")),
    words={"cleaning": ("a cleaning",)},
    details={"car": ("a Honda", "a Ford")},
)
WISH = Wish(date(2026, 11, 24), at=time(10))


def caller(goal: Goal | None = None, seed: int = 1, **fields: str) -> Caller:
    fields = {"name": "Ada Moss", "style": "plain"} | fields
    wanted = goal or Goal("book", ("cleaning",), WISH)
    return Caller(Scenario("t/one", SETTING, (wanted,), **fields), seed)


def opened(goal: Goal | None = None, seed: int = 1, **fields: str) -> Caller:
    found = caller(goal, seed, **fields)
    found.hear(["How can I help you?"])
    return found


@pytest.fixture(autouse=True)
def _prompt(monkeypatch):
    """Nobody says "one moment" here."""
    monkeypatch.setattr("voicebot.simulator.callers.caller.PUTS_OFF", 0.0)


def test_it_says_what_it_wants():
    said = caller().hear(["Hello, this is Riverside Dental.", "How can I help you?"]).words
    assert "cleaning" in said or "appointment" in said or "come in" in said or "see" in said


def test_it_takes_the_offer_that_suits():
    found = opened().hear(
        ["I have tomorrow at nine o'clock or at ten o'clock.", "Which would you like?"]
    )
    assert found.meaning in ("second", "pick_time")


def test_it_does_not_take_what_does_not_suit():
    found = opened().hear(["I have today at nine o'clock.", "Does that suit you?"])
    assert found.meaning in ("when", "when_else")


def test_it_turns_down_the_first_offer_when_told_to():
    goal = Goal("book", ("cleaning",), Wish(date(2026, 11, 24)), later=1)
    offer = ["I have tomorrow at nine o'clock or at ten o'clock.", "Which would you like?"]
    talking = opened(goal)
    assert talking.hear(offer).meaning == "later"
    assert talking.hear(offer).meaning in ("first", "pick_time")


READ_BACK = "That's a cleaning on Tuesday the twenty-fourth at {at}, and we reach you at {reach}."


def read_back(at="ten o'clock", reach="the number you're calling from", name="Ada Moss"):
    return [f"Thanks, {name}.", READ_BACK.format(at=at, reach=reach), "Shall I book it?"]


def test_it_says_yes_to_what_is_right():
    assert opened().hear(read_back()).meaning == "yes"


def test_it_corrects_a_wrong_time():
    assert opened().hear(read_back(at="eleven o'clock")).meaning == "wrong_time"


def test_it_corrects_a_wrong_name():
    found = opened().hear(read_back(name="Ida Ross"))
    assert found.meaning == "wrong_name"
    assert "Ada Moss" in found.words


def test_by_ear_a_name_that_sounds_alike_is_right():
    talking = Caller(
        Scenario("t", SETTING, (Goal("book", ("cleaning",), WISH),), name="Ada Moss"),
        1,
        written=False,
    )
    talking.hear(["How can I help you?"])
    assert talking.hear(read_back(name="Ada Mosse")).meaning == "yes"


def test_it_gives_its_other_number():
    talking = opened(phone="+12125550142", gives="+12125550188")
    assert talking.hear(read_back()).meaning == "wrong_phone"
    right = read_back(reach="two one two, five five five, zero one eight eight")
    assert talking.hear(right).meaning == "yes"


def test_it_changes_its_mind_once():
    talking = opened(Goal("book", ("cleaning",), WISH, becomes=replace(WISH, at=time(15))))
    assert talking.hear(read_back()).meaning == "changed_mind"
    assert talking.hear(read_back(at="three o'clock")).meaning == "yes"


def test_it_names_itself_and_spells_when_asked():
    talking = opened()
    assert "Ada Moss" in talking.hear(["What's your name, please?"]).words
    spelled = talking.hear(["Could you spell the last name for me?"]).words
    assert "M, O, S, S" in spelled


def test_its_own_questions_come_first():
    talking = caller(Goal("book", ("cleaning",), WISH, between=("parking",)))
    talking.hear(["How can I help you?"])
    assert talking.hear(["What's your name, please?"]).meaning == "aside"
    answered = ["There's free parking behind the building.", "What's your name, please?"]
    assert talking.hear(answered).meaning == "name"


def test_another_answer_where_the_first_was_not_understood():
    talking = opened()
    asked = ["What car is it? Make and model, please."]
    assert {talking.hear(asked).words, talking.hear(asked).words} == {"a Honda", "a Ford"}


def test_done_is_what_the_bot_says_is_done():
    talking = opened()
    assert talking.hear(["You're booked.", "Is there anything else?"]).meaning == "that_is_all"


def test_what_is_not_done_is_asked_for_again_and_then_given_up():
    talking = opened()
    assert talking.hear(["Is there anything else?"]).words
    assert talking.hear(["Is there anything else?"]).hangs_up
    assert "not with book" in talking.gave_up


def test_patience_ends():
    talking = opened(style="terse")
    for _ in range(10):
        act = talking.hear(["Sorry, I didn't catch the name."])
        if act.hangs_up:
            break
    assert act.hangs_up
    assert "not understood" in talking.gave_up


def test_keys_where_the_number_is_not_understood():
    talking = opened(phone="withheld", gives="+12125550188")
    acts = [
        talking.hear(["Sorry, the number again please.", "You can type it on your keypad."])
        for _ in range(4)
    ]
    assert any(act.keys == "2125550188#" for act in acts)


def test_silence_is_answered_with_the_same_again():
    talking = opened()
    last = talking.hear(["What's your name, please?"])
    assert talking.hear([]) == last


def test_one_moment_is_followed_by_the_answer(monkeypatch):
    monkeypatch.setattr("voicebot.simulator.callers.caller.PUTS_OFF", 1.0)
    for seed in range(8):
        talking = caller(seed=seed)
        talking.hear(["How can I help you?"])
        if talking.hear(["What's your name, please?"]).meaning == "hold_on":
            assert talking.hear(["Take your time."]).meaning == "name"
            return
    pytest.fail("nobody asked for a moment")


# --- things said once of their own accord -------------------------------------------------------


def changing(at: str, **fields) -> Caller:
    goal = Goal("book", ("cleaning",), WISH, changes=(Change(at, ("Oh, one thing",), **fields),))
    return opened(goal)


def test_it_comes_out_with_a_change_once():
    talking = changing("name", wish=replace(WISH, at=time(15)))
    assert talking.hear(["What's your name, please?"]).words == "Oh, one thing"
    assert "Ada Moss" in talking.hear(["And what name is it for?"]).words
    assert talking.hear(read_back()).meaning == "wrong_time"
    assert talking.hear(read_back(at="three o'clock")).meaning == "yes"


def test_after_the_act_it_wants_another_time():
    talking = changing("done", wish=replace(WISH, at=time(11)))
    done = ["You're booked.", "Is there anything else?"]
    assert talking.hear(done).words == "Oh, one thing"
    moving = ["I can move your cleaning to Tuesday the twenty-fourth at eleven.", "Shall I?"]
    assert talking.hear(moving).meaning == "yes"
    done = ["Your cleaning is now on Tuesday.", "Anything else I can do?"]
    assert talking.hear(done).meaning == "that_is_all"


def test_what_is_asked_back_about_a_change_is_answered_with_it():
    talking = changing("confirm", details={"car": "a Mazda"})
    assert talking.hear(read_back()).meaning == "change"
    assert talking.hear(["What should I change: the time, the name?"]).words == "Oh, one thing"
    assert talking.hear(["What car is it?"]).words == "a Mazda"
    assert talking.account.given == {(0, "car"): "a Mazda"}


def test_its_own_openings_come_once_and_then_plainer_ones():
    goal = Goal("message", text="I am late", says=("{name} here, I am late",))
    talking = caller(goal)
    assert talking.hear(["How can I help you?"]).words == "Ada Moss here, I am late"
    plain = talking.hear(["Sorry, what can I do for you?"]).words
    assert "message" in plain or "leave word" in plain or "pass something" in plain
    assert talking.hear(["What would you like me to pass on?"]).words == "I am late"


def test_who_leaves_a_message_takes_no_time_and_books_nothing():
    talking = opened(Goal("message", text="I am late"))
    offer = ["I have tomorrow at nine o'clock or at ten o'clock.", "Which would you like?"]
    assert talking.hear(offer).meaning == "no"
    assert talking.hear(offer).meaning == "message"
    assert talking.hear(read_back()).meaning == "no"


def test_a_name_is_typed_and_counts_as_a_turn():
    talking = opened()
    turns = talking.turns
    act = talking.hear(["Please type the first name on your keypad, then press the hash key."])
    assert act.keys.rstrip("#") == "232"
    assert talking.turns == turns + 1
    assert talking.hear([]) == act


def test_what_was_said_along_with_another_thing_is_not_said_again():
    goals = (Goal("book", ("cleaning",), WISH), Goal("book", ("cleaning",), WISH, announced=True))
    talking = Caller(Scenario("t", SETTING, goals, name="Ada Moss", style="plain"), 1)
    talking.hear(["How can I help you?"])
    assert talking.hear(["You're booked.", "Now for the next one.", "When would you like it?"])
    assert talking.hear(["You're booked.", "Is there anything else?"]).meaning == "that_is_all"


def test_what_never_came_to_be_said_is_told():
    talking = changing("plate")
    assert talking.hear(read_back()).meaning == "yes"
    assert talking.account.unsaid == ("Oh, one thing",)


def test_what_was_given_up_and_is_read_back_again_is_insisted_on():
    both = Goal("book", ("cleaning", "filling"), WISH, changes=(Change("name", ("No filling",)),))
    setting = replace(SETTING, words={"cleaning": ("a cleaning",), "filling": ("a filling",)})
    dropped = replace(both, changes=(replace(both.changes[0], services=("cleaning",)),))
    talking = Caller(Scenario("t", setting, (dropped,), name="Ada Moss", style="plain"), 1)
    talking.hear(["How can I help you?"])
    assert talking.hear(["What's your name, please?"]).words == "No filling"
    wrong = [line.replace("a cleaning", "a cleaning and a filling") for line in read_back()]
    assert talking.hear(wrong).words == "No filling"
    assert talking.hear(read_back()).meaning == "yes"
