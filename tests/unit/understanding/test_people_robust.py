"""Whatever is heard, reading it neither fails nor takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_cases import LEXICON, NOW, OFFERED, cases, read

from voicebot.understanding.model import Expectation, Hypothesis, Locale
from voicebot.understanding.people import read_nbest

ASKED = (
    None, "name", "phone", "email", "dob", "people", "choice", "service", "staff", "datetime",
    "confirm", "anything_else", "reason", "insurance",
)  # fmt: skip
WORDS = (
    "my name is under for smith with a y double triple o oh five 5 55 @ at dot . , - ' com no wait "
    "dr doctor patel the first later one to too for son and hyphen space s as in sam zed capital "
    "last first two too l's hundred thousand twenty + # ? é ñ 李 🙂 \u0000 \u200b"
).split(" ")

texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=25).map("".join),
)


@settings(max_examples=500, deadline=None)
@given(texts, st.sampled_from(ASKED))
def test_no_text_makes_it_fail(text: str, asked: str | None) -> None:
    for slot in read(text, asked, offered=OFFERED if asked == "choice" else ()):
        assert 0 <= slot.span[0] <= slot.span[1] <= len(text)
        assert 0.0 <= slot.certainty <= 1.0
        assert slot.value != ""


@settings(max_examples=200, deadline=None)
@given(st.lists(texts, max_size=4), st.sampled_from(("name", "phone", "email", "dob")))
def test_no_list_makes_it_fail(heard: list[str], asked: str) -> None:
    hypotheses = [Hypothesis(text) for text in heard]
    for said in (None, "Please spell your name."):
        expectation = Expectation(slots=(asked,), said=said)
        read_nbest(hypotheses, expectation, LEXICON, Locale(), None, NOW)


def cpu_seconds(text: str, asked: str | None) -> float:
    began = time.process_time()
    read(text, asked, offered=OFFERED)
    return time.process_time() - began


@pytest.mark.parametrize("asked", [None, "name", "phone", "email"])
@pytest.mark.parametrize(
    "piece",
    [
        "my name is john ", "five ", "twenty ", "to ", "at ", "dot ", "s ", "double ", "for my ",
        "jane at example dot com ", "no wait ", "a", "-", "dr patel ", "s as in ", "under ", "...",
        "one two three ", "first ", "the ", "maria lopez ",
    ],
)  # fmt: skip
def test_time_grows_with_the_length(piece: str, asked: str | None) -> None:
    read(piece * 10, asked, offered=OFFERED)
    bound = 20 * cpu_seconds(piece * 200, asked) + 0.2
    assert any(cpu_seconds(piece * 2000, asked) < bound for _ in range(2))


def test_ten_thousand_words() -> None:
    text = " ".join(f"my name is john and the number is {n} five" for n in range(1250))
    assert any(cpu_seconds(text, None) < 2.0 for _ in range(2))


@pytest.mark.parametrize("asked", [None, "name"])
def test_ordinary_sentences_are_quick(asked: str | None) -> None:
    sentences = [row[0] for row in cases("names") + cases("no_names")]
    for text in sentences:
        read(text, asked)
    began = time.process_time()
    for text in sentences:
        read(text, asked)
    per_sentence = (time.process_time() - began) / len(sentences)
    assert per_sentence < 0.005


@pytest.mark.parametrize("text", ["double ten", "five double twenty", "triple", "double double"])
def test_what_cannot_be_doubled_ends(text: str) -> None:
    assert not [slot for slot in read(text, "phone") if slot.name == "phone"]
