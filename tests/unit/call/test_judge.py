import pytest

from voicebot.call.judge import is_backchannel, is_echo, is_farewell, is_for_us
from voicebot.understanding.model import Expectation, Intent, SlotValue, Understanding

QUESTION = Expectation(slots=("confirm",))
OPEN = Expectation(slots=("datetime",))


@pytest.mark.parametrize("text", ["Mm-hmm.", "uh-huh", "Mhm.", "Um", "Hmm. Mm."])
def test_a_vocal_sound_is_a_listeners_even_at_a_question(text):
    assert is_backchannel(text, QUESTION, 0)


def test_okay_answers_a_question_only_near_its_end():
    assert is_backchannel("Okay.", QUESTION, 3000)
    assert not is_backchannel("Okay.", QUESTION, 300)
    assert is_backchannel("Yeah, okay", OPEN, 300)


@pytest.mark.parametrize("text", ["No", "Stop", "Yes, Tuesday", "okay but Monday"])
def test_words_are_not_backchannel(text):
    assert not is_backchannel(text, QUESTION, 3000)


def test_the_bots_own_words_are_an_echo():
    bot = "I have half past three on Tuesday or nine on Wednesday."
    assert is_echo("half past three on Tuesday", bot)
    assert not is_echo("no the other day please", bot)
    assert not is_echo("Tuesday", bot)


def test_a_television_is_not_for_us():
    tv = Understanding("and now the weather", intents=(Intent("out_of_scope"),))
    assert not is_for_us(tv, OPEN, "", 3000)


def test_words_with_content_are_for_us():
    stop = Understanding("I want to cancel", intents=(Intent("cancel"),))
    name = Understanding("Miller", slots=(SlotValue("name", "Miller"),))
    assert is_for_us(stop, OPEN, "", 3000)
    assert is_for_us(name, OPEN, "", 3000)
    assert not is_for_us(Understanding(""), OPEN, "", 3000)


def test_a_farewell_has_nothing_in_it():
    assert is_farewell(Understanding("bye", intents=(Intent("goodbye"), Intent("thank"))))
    assert not is_farewell(Understanding("wait, cancel it", intents=(Intent("cancel"),)))
    assert not is_farewell(Understanding(""))
