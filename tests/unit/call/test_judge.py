import pytest

from voicebot.call.judge import Judge, is_backchannel, is_echo, is_farewell
from voicebot.call.listener import Hearing
from voicebot.understanding.model import (
    Expectation,
    Hypothesis,
    Intent,
    SlotValue,
    Understanding,
)

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


def over_the_bot(words, *, expects=OPEN, bot="", ms=900, level=-20.0, score=-0.3, **how):
    judge = Judge()
    judge.bot_said(bot)
    nbest = (Hypothesis(words.text, score),)
    hearing = Hearing(1, 1000, 1000 + ms, level_dbfs=level, nbest=nbest, words=words)
    return judge.is_for_us(hearing, expects, 3000, **how)


CANCEL = Understanding("I want to cancel", intents=(Intent("cancel"),))


def test_a_television_is_not_for_us():
    assert not over_the_bot(Understanding("now the weather", intents=(Intent("out_of_scope"),)))


def test_words_with_content_are_for_us():
    assert over_the_bot(CANCEL)
    assert over_the_bot(Understanding("Miller", slots=(SlotValue("name", "Miller"),)))
    assert not over_the_bot(Understanding(""))


def test_what_is_faint_badly_heard_or_too_fast_for_words_is_not_for_us():
    assert not over_the_bot(CANCEL, level=-45.0)
    assert not over_the_bot(CANCEL, score=-0.7)
    assert not over_the_bot(CANCEL, ms=400)
    yes = Understanding("Yes.", intents=(Intent("affirm"),))
    assert over_the_bot(yes, ms=128, score=-0.9, expects=Expectation(slots=("name",)))


def test_the_rest_of_a_yes_does_not_cut_what_came_of_it():
    """ "Yes." "Done, your visit is ..." "Go ahead." """
    go_ahead = Understanding("go ahead", intents=(Intent("affirm"),))
    assert not over_the_bot(go_ahead, expects=Expectation(slots=("anything_else",)))
    assert over_the_bot(go_ahead, expects=QUESTION)
    assert over_the_bot(CANCEL, expects=Expectation(slots=("anything_else",)))


def test_the_bots_words_come_back_are_not_for_us():
    back = Understanding("want to cancel it", intents=(Intent("cancel"),))
    assert not over_the_bot(back, bot="Do you want me to cancel it?")


def test_a_piece_of_the_bots_sentence_that_is_low_is_its_echo():
    first = Understanding("The first.", slots=(SlotValue("choice", 0),))
    bot = "The first free times are: tomorrow at ten."
    assert not over_the_bot(first, bot=bot, level=-36.0)
    assert over_the_bot(first, bot=bot, level=-24.0)
    assert over_the_bot(first, bot="Which one suits you?", level=-36.0)


def test_badly_heard_words_with_a_thing_that_is_known_in_them_are_for_us():
    cleaning = Understanding("look at cleaning please", slots=(SlotValue("service", "cleaning"),))
    assert over_the_bot(cleaning, score=-0.7)
    assert not over_the_bot(cleaning, score=-0.9)


def test_thanks_over_the_last_words_are_no_reason_to_go_on():
    thanks = Understanding("Thanks, bye.", intents=(Intent("thank"), Intent("goodbye")))
    assert over_the_bot(thanks)
    assert not over_the_bot(thanks, closing=True)


def test_a_farewell_has_nothing_in_it():
    assert is_farewell(Understanding("bye", intents=(Intent("goodbye"), Intent("thank"))))
    assert not is_farewell(Understanding("wait, cancel it", intents=(Intent("cancel"),)))
    assert not is_farewell(Understanding(""))
