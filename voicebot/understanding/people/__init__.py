"""Who is calling and whom, what and which one they mean: names, numbers, addresses, choices.

`read_people` reads one text; `read_nbest` decides from all recognitions of an utterance what one
alone cannot tell (a name, spoken or spelled, a date of birth, a number, an e-mail address).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale, SlotValue
from voicebot.understanding.people.phone import read_phone
from voicebot.understanding.people.words import cut

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """The slots that were filled, and in plain words what each was read from."""

    slots: tuple[SlotValue, ...] = ()
    why: tuple[str, ...] = ()


def read_people(
    text: str,
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    nlp: Language | None = None,
    taken: Sequence[tuple[int, int]] = (),
) -> PeopleReading:
    """The slots of one text. `taken` are the spans that belong to dates and times."""
    words = cut(text)
    slots = read_phone(words, locale.region, expectation.asked == "phone")
    return PeopleReading(tuple(slots), tuple(f"{s.name}: {s.text!r}" for s in slots))


def read_nbest(
    hypotheses: Sequence[Hypothesis],
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    nlp: Language | None = None,
    now: datetime | None = None,
) -> PeopleReading:
    """The slots that the whole list of recognitions decides: name, dob, phone, email."""
    if not hypotheses:
        return PeopleReading()
    return read_people(hypotheses[0].text, expectation, lexicon, locale, nlp)
