"""Who is calling and whom, what and which one they mean: names, numbers, addresses, choices.

`read_people` reads one text; `read_nbest` decides from all recognitions of an utterance what one
alone cannot tell (a name, spoken or spelled, a date of birth, a number, an e-mail address).

Slots beside those of `SlotValue`: `caller_name` where the caller is not the one to book for,
`for_other` the relation ("son") they are to the caller, `phone_part` digits that are no whole
number yet, `not_service` and `not_staff` what was ruled out, `staff_unknown` a doctor who is not
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale, SlotValue
from voicebot.understanding.people.nbest import decide
from voicebot.understanding.people.phone import to_e164
from voicebot.understanding.people.reading import Reading, read_all

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["PeopleReading", "read_nbest", "read_people", "to_e164"]


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
    now: datetime | None = None,
) -> PeopleReading:
    """The slots of one text. `taken` are the spans that belong to dates and times.

    Without `now` (aware) no date of birth is read.
    """
    return _reading(read_all(Reading(text, expectation, lexicon, locale, taken, now)))


def read_nbest(
    hypotheses: Sequence[Hypothesis],
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    nlp: Language | None = None,
    now: datetime | None = None,
    unread: bool = False,
) -> PeopleReading:
    """The slots that all recognitions together decide, for what was asked: name, dob, phone, email.

    They replace those of the same name that the first recognition alone gave. `unread`: nothing was
    understood in it, so that it may be a name misheard.
    """
    if not hypotheses:
        return PeopleReading()
    return _reading(decide(hypotheses, expectation, lexicon, locale, now, unread))


def _reading(slots: Sequence[SlotValue]) -> PeopleReading:
    return PeopleReading(tuple(slots), tuple(f"{s.name} from {s.text!r}" for s in slots))
