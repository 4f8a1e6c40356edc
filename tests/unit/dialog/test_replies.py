from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from jinja2 import UndefinedError

from voicebot.dialog.loader import load
from voicebot.dialog.model import Context, Reply
from voicebot.dialog.replies import clauses, fixed_sentences, is_plain, render, sentences

DIALOG = load("dental_clinic")
CONTEXT = Context(datetime(2026, 11, 23, tzinfo=UTC))


def said(key: str, recent: tuple[str, ...] = (), **values: str) -> tuple[str, ...]:
    return render(DIALOG, Reply(key, values), CONTEXT, recent)


def test_values_and_facts_are_filled_in() -> None:
    assert said("greeting") == ("Hello, this is Riverside Dental.", "I'm the automated assistant.")
    assert said("goodbye")[0] == "Thank you for calling."


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        said("offer_two")


def test_never_the_same_wording_twice_running() -> None:
    recent: tuple[str, ...] = ()
    heard = []
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday"):
        texts = said("offer_two", recent, times=f"{day} at nine or at ten")
        heard.append(texts[0].split(day, maxsplit=1)[0])
        recent = (*recent, *texts)[-8:]
    assert all(one != other for one, other in itertools.pairwise(heard))


def test_the_choice_depends_on_nothing_but_what_was_said() -> None:
    assert said("anything_else") == said("anything_else")
    assert said("anything_else", said("anything_else")) != said("anything_else")


def test_sentences_are_cut_for_the_synthesiser() -> None:
    assert sentences("Okay. It's at nine. Fine?") == ("Okay.", "It's at nine.", "Fine?")
    assert said("staff_not_free", who="Dr. Patel") == ("Doctor Patel isn't free then.",)


def test_clauses_are_cut_where_a_speaker_breathes_and_are_no_crumbs() -> None:
    sentence = (
        "That's a cleaning on Tuesday, the first of December at two, for Ann, at 4 1 5, 5 5 5."
    )
    assert clauses(sentence) == (
        "That's a cleaning on Tuesday,",
        "the first of December at two,",
        "for Ann, at 4 1 5,",
        "5 5 5.",
    )
    assert clauses("Good, Tuesday is free.") == ("Good, Tuesday is free.",)
    assert clauses("I have two times: noon.") == ("I have two times: noon.",)
    assert " ".join(clauses(sentence)) == sentence


def test_the_part_that_is_the_same_in_all_calls_is_made_ahead() -> None:
    fixed = fixed_sentences(DIALOG)
    assert "I have two times:" in fixed
    assert "Which would you like?" in fixed


def test_a_value_at_the_start_gets_its_capital() -> None:
    texts = said("booked", what="a cleaning", when="Monday", person="", name="Ann", service="c")
    assert texts[1].startswith("A cleaning on Monday")


def test_what_a_caller_says_is_never_a_template() -> None:
    name = "{{ business }}"
    assert "{{ business }}" in " ".join(said("greeting_known", name=name))


def test_only_plain_names_are_plain() -> None:
    assert is_plain("Hello {{ name }}.")
    assert not is_plain("Hello {{ name | upper }}.")
    assert not is_plain("{% if name %}Hello{% endif %}")
    assert not is_plain("{{ name.__class__ }}")


def test_fixed_sentences_hold_no_values() -> None:
    fixed = fixed_sentences(DIALOG)
    assert "I'm the automated assistant." in fixed
    assert "How can I help you?" in fixed
    assert not any("{" in sentence for sentence in fixed)


def test_a_dialog_may_word_a_reply_in_its_own_way() -> None:
    own = replace(DIALOG, replies={**DIALOG.replies, "goodbye": ("Cheerio.",)})
    assert render(own, Reply("goodbye"), CONTEXT, ()) == ("Cheerio.",)
