"""Callers understand every question that the dialogs ask, from its words alone."""

import re
from datetime import datetime

import pytest

from voicebot.dialog.loader import load, names
from voicebot.dialog.replies import sentences
from voicebot.simulator.callers.ears import digits_in, listen, question

NOW = datetime(2026, 11, 23, 9, 0)
ASKED = {
    "how_can_i_help": "help",
    "anything_else": "more",
    "ask_service": "service",
    "ask_usual": "usual",
    "ask_usual_repair_1": "usual",
    "ask_usual_repair_2": "usual",
    "ask_when": "when",
    "ask_new_time": "when",
    "soonest_two": "offer",
    "offer_one": "offer",
    "offer_two": "offer",
    "ask_name": "name",
    "ask_name_other": "name_other",
    "ask_identify": "name",
    "ask_message_name": "name",
    "ask_sure_name": "sure_name",
    "ask_spelling": "spelling",
    "ask_key_given": "key_given",
    "ask_key_given_repair_1": "key_given",
    "ask_key_given_repair_2": "key_given",
    "ask_name_repair_2": "key_given",
    "ask_key_family": "key_family",
    "ask_key_family_repair_1": "key_family",
    "ask_key_family_repair_2": "key_family",
    "ask_phone": "phone",
    "ask_phone_rest": "phone",
    "ask_identify_phone": "phone",
    "ask_message_phone": "phone",
    "ask_message": "message",
    "read_back": "confirm",
    "read_back_again": "confirm",
    "confirm_move": "confirm",
    "confirm_cancel": "confirm",
    "ask_change": "change",
    "ask_same_day": "same_day",
    "ask_which": "which",
    "offer_person": "person",
    "silence_1": "there",
}
TOLD = {
    "booked": "booked",
    "moved": "moved",
    "cancelled": "cancelled",
    "not_booked": "not_booked",
    "transferring": "transfer",
    "callback_noted": "callback",
    "message_taken": "noted",
    "stop_calling_noted": "stopped",
    "bot_yes": "automated",
    "goodbye": "bye",
}
FILLED = {
    "times": "Tuesday the first at ten o'clock or at noon",
    "when": "Tuesday the first at noon",
    "was": "Monday the thirtieth at noon",
    "services": "check-up, cleaning, or filling",
    "service": "cleaning",
    "what": "a cleaning",
    "things": "the time, the service or the name",
    "name": "Ada Moss",
    "reach": "the number you're calling from",
    "person": " with Dana",
    "part": "two one two",
    "details": ", at 14 Orchard Road",
    "appointments": "a cleaning on Tuesday the first or a filling on Friday the fourth",
}


def said(wording: str) -> list[str]:
    filled = re.sub(r"\{\{ (\w+) \}\}", lambda hole: FILLED[hole[1]], wording)
    return list(sentences(filled))


@pytest.mark.parametrize("dialog", names())
def test_every_question_is_understood(dialog):
    replies = load(dialog).replies
    for key, kind in ASKED.items():
        for wording in replies[key]:
            assert listen(said(wording), NOW).asked == kind, wording


@pytest.mark.parametrize("dialog", names())
def test_everything_that_was_done_is_heard(dialog):
    replies = load(dialog).replies
    for key, kind in TOLD.items():
        for wording in replies[key]:
            assert kind in listen(said(wording), NOW).told, wording


@pytest.mark.parametrize("dialog", names())
def test_an_answer_is_no_question(dialog):
    loaded = load(dialog)
    for topic in loaded.topics:
        for wording in loaded.replies[topic.reply]:
            assert not question(wording), wording


def test_the_last_question_is_the_one_to_answer():
    heard = listen(["You're booked.", "Is there anything else?"], NOW)
    assert heard.asked == "more"
    assert "booked" in heard.told


def test_times_are_those_of_the_question():
    heard = listen(
        ["Good, Friday the twenty-seventh at noon is free.", "What's your name, please?"], NOW
    )
    assert heard.asked == "name"
    assert len(heard.all_times) == 1


def test_digits_are_heard_in_words_and_figures():
    assert digits_in("two one two, 555 zero one") == "21255501"
