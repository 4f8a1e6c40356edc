"""The single entry of understanding: recognitions and what was asked in, one meaning out.

Each recognition is read on its own. The one is taken whose reading fits best: that answers what
was asked and accounts for its words, weighed against how well it was heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from voicebot.understanding.confidence import Graded, elsewhere, grade, settled
from voicebot.understanding.model import (
    Expectation,
    Hypothesis,
    Intent,
    Lexicon,
    Locale,
    SlotValue,
    Understanding,
)
from voicebot.understanding.people import addresses, read_nbest
from voicebot.understanding.people.put_right import puts_name_right
from voicebot.understanding.reading import Reader, Reading

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 2000
"""Characters that are read, some minutes of speech; what comes after them is left out."""
MOST = 5
"""Recognitions that are read; those behind them never win."""
_FROM_ALL = frozenset({"name", "phone", "email", "dob"})
"""Values that are decided from all recognitions together."""
_NAME_PUT = ("sure_name", "confirm", "change")
"""Steps at which a name was put to the caller."""
_TELLING = 3
"""Recognitions of which any may hold the words that put a name right."""


class Interpreter:
    """Understands callers of one business. Immutable; safe to use from several threads.

    `nlp` is a spaCy pipeline, used for names where words alone do not decide, or None.
    """

    def __init__(
        self, nlp: Language | None, lexicon: Lexicon, zone: tzinfo, locale: Locale
    ) -> None:
        self._reader = Reader(nlp, lexicon, zone, locale)

    def interpret(
        self, hypotheses: Sequence[Hypothesis], expectation: Expectation, now: datetime
    ) -> Understanding:
        """The meaning of an utterance. `now` is aware. Never fails, whatever the text.

        Takes time in proportion to the length of the text, up to `LONGEST` characters.
        """
        if not hypotheses:
            return Understanding("", score=0.0)
        hypotheses, doubt = self._address(hypotheses, expectation)
        graded: list[Graded] = []
        for rank, hypothesis in enumerate(_unlike(hypotheses)):
            reading = self._reader.read(hypothesis.text, expectation, now)
            words = graded[0].reading.telling if graded else 0
            graded.append(grade(reading, hypothesis, rank, words))
            if settled(graded[0]) or (expectation.asked == "name" and elsewhere(graded[0])):
                break
        graded.sort(key=lambda one: -one.fit)
        best = graded[0]
        several = () if elsewhere(best) else hypotheses
        slots = self._slots(best.reading, several, expectation, now)
        heard = tuple(replace(h, text=h.text[:LONGEST]) for h in hypotheses)
        return replace(_understanding(best, graded, (*slots, *doubt)), heard=heard)

    def _address(
        self, hypotheses: Sequence[Hypothesis], expectation: Expectation
    ) -> tuple[Sequence[Hypothesis], tuple[SlotValue, ...]]:
        """The recognitions with the address that they amount to, where callers tell one; and that
        it was heard badly, if it was."""
        lexicon, asked = self._reader.lexicon, expectation.asked
        if not lexicon.addresses or asked == "name":
            return hypotheses, ()
        expected = asked in lexicon.addresses
        whole = expected or (asked == "confirm" and not addresses.says_yes(hypotheses[0].text))
        hypotheses = _unlike(hypotheses)
        mended, sure = addresses.mended(hypotheses, lexicon.area, asked=whole)
        if sure or not expected or asked is None:
            return mended, ()
        return mended, (SlotValue(f"{asked}_part", mended[0].text, mended[0].text, certainty=0.3),)

    def _slots(
        self,
        reading: Reading,
        hypotheses: Sequence[Hypothesis],
        expectation: Expectation,
        now: datetime,
    ) -> tuple[SlotValue, ...]:
        spoken = any(hypothesis.score for hypothesis in hypotheses)
        unread = expectation.asked == "name" and spoken and _nothing(reading)
        told = any(slot.name == "name" for slot in reading.slots)
        if expectation.asked not in _FROM_ALL and told and spoken:
            expectation = replace(expectation, slots=("name",))
        alone = len(hypotheses) < 2 and not (spoken and (told or unread))
        if expectation.asked not in _FROM_ALL or alone:
            return reading.slots
        if not _denies(reading, hypotheses, expectation):
            expectation = replace(expectation, name="")  # what was put is not refused
        reader = self._reader
        joint = read_nbest(
            hypotheses, expectation, reader.lexicon, reader.locale, reader.nlp, now, unread
        ).slots
        decided = {slot.name for slot in joint}
        return (*joint, *(slot for slot in reading.slots if slot.name not in decided))


def _denies(reading: Reading, hypotheses: Sequence[Hypothesis], expectation: Expectation) -> bool:
    """Whether what was put to the caller is said to be wrong."""
    if {"deny", "correct"} & set(reading.intents):
        return True
    texts = (hypothesis.text for hypothesis in hypotheses[:_TELLING])
    return expectation.step in _NAME_PUT and puts_name_right(texts)


def _nothing(reading: Reading) -> bool:
    """Whether nothing at all was understood."""
    told = reading.slots or reading.dates.when or set(reading.intents) - {"out_of_scope"}
    return not told


def _unlike(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The first few recognitions that differ in more than case and marks."""
    seen: dict[str, Hypothesis] = {}
    for heard in hypotheses[: 2 * MOST]:
        hypothesis = replace(heard, text=heard.text[:LONGEST])
        key = "".join(char for char in hypothesis.text.lower() if char.isalnum())
        seen.setdefault(key, hypothesis)
    return list(seen.values())[:MOST]


def _understanding(
    best: Graded, graded: Sequence[Graded], slots: tuple[SlotValue, ...]
) -> Understanding:
    reading = best.reading
    other = next((g for g in graded if g.reading.meaning() != reading.meaning()), None)
    names = set(reading.intents)
    if slots and not reading.slots:
        names = names - {"out_of_scope"} | {"provide_info"}
    order = {match.intent: at for at, match in reversed(list(enumerate(reading.matches)))}
    intents = sorted(names, key=lambda name: (order.get(name, len(order) + 99), name))
    why = list(reading.why)
    why += [f"set aside {name}" for name in reading.aside]
    if other is not None:
        why.append(f"runner-up {other.reading.text!r}: {', '.join(sorted(other.reading.intents))}")
    return Understanding(
        reading.text,
        tuple(Intent(name, best.of(name)) for name in intents),
        slots,
        reading.dates.when,
        reading.dates.also,
        reading.dates.excluded,
        round(best.score, 3),
        round(other.score, 3) if other else 0.0,
        tuple(why),
    )
