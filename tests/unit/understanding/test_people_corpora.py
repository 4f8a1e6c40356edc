"""Every line of the people corpora is understood as it says."""

from __future__ import annotations

import pytest
from people_cases import LEXICON, OFFERED, cases, read, value

from voicebot.understanding.model import Expectation, Hypothesis, Locale
from voicebot.understanding.people import read_nbest

TERM_SLOTS = {"service", "not_service", "staff", "not_staff", "staff_unknown", "insurance"}


def stated(expected: str) -> str | None:
    return None if expected == "-" else expected


@pytest.mark.parametrize("case", cases("names"), ids=lambda c: c[0])
def test_names_in_context(case: list[str]) -> None:
    text, name, *more = case
    slots = read(text)
    assert value(slots, "name") == name
    extra = dict(m.split("=") for m in more)
    assert value(slots, "caller_name") == extra.get("caller")
    assert value(slots, "for_other") == extra.get("for")


@pytest.mark.parametrize("case", cases("names"), ids=lambda c: c[0])
def test_names_in_lower_case(case: list[str]) -> None:
    text, name, *_ = case
    got = value(read(text.lower()), "name")
    assert str(got).lower() == name.lower()


@pytest.mark.parametrize("case", cases("no_names"), ids=lambda c: c[0])
def test_no_name_where_there_is_none(case: list[str]) -> None:
    assert value(read(case[0]), "name") is None


@pytest.mark.parametrize("case", cases("answers_name"), ids=lambda c: c[0])
def test_names_that_were_asked_for(case: list[str]) -> None:
    text, name = case
    assert value(read(text, "name"), "name") == stated(name)


@pytest.mark.parametrize("case", cases("phones"), ids=lambda c: c[0])
def test_phones(case: list[str]) -> None:
    text, number, *region = case
    slots = read(text, "phone", region=region[0] if region else "US")
    if number.startswith("part:"):
        assert value(slots, "phone_part") == number.removeprefix("part:")
        assert value(slots, "phone") is None
    else:
        assert value(slots, "phone") == stated(number)


@pytest.mark.parametrize("case", cases("emails"), ids=lambda c: c[0])
def test_emails(case: list[str]) -> None:
    text, address = case
    assert value(read(text, "email"), "email") == stated(address)


@pytest.mark.parametrize("case", cases("counts"), ids=lambda c: c[0])
def test_counts(case: list[str]) -> None:
    text, number = case
    assert value(read(text, "people"), "people") == (None if number == "-" else int(number))


@pytest.mark.parametrize("case", cases("choices"), ids=lambda c: c[0])
def test_choices(case: list[str]) -> None:
    text, index = case
    got = value(read(text, "choice", offered=OFFERED), "choice")
    assert got == (None if index == "-" else int(index))


@pytest.mark.parametrize("case", cases("terms"), ids=lambda c: c[0])
def test_terms(case: list[str]) -> None:
    text, asked, *expected = case
    slots = read(text, stated(asked))
    assert [f"{s.name}={s.value}" for s in slots if s.name in TERM_SLOTS] == expected


@pytest.mark.parametrize("case", cases("recognitions"), ids=lambda c: c[0])
def test_names_from_several_recognitions(case: list[str]) -> None:
    heard, name, *region = case
    hypotheses = [Hypothesis(text.strip()) for text in heard.split(";")]
    locale = Locale(region=region[0] if region else "US")
    reading = read_nbest(hypotheses, Expectation(slots=("name",)), LEXICON, locale)
    assert [s.value for s in reading.slots if s.name == "name"] == [name]
