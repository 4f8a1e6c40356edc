"""What the whole list of recognitions decides: a name, a date of birth, a number, an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale, SlotValue
from voicebot.understanding.people.reading import (
    Reading,
    asks_to_spell,
    is_british,
    read_all,
    read_birth,
    read_names,
    spelled_again,
)
from voicebot.understanding.people.spelled import is_spelled, read_spelled
from voicebot.understanding.people.trust import likelihood
from voicebot.understanding.people.vote import vote
from voicebot.understanding.people.words import cut
from voicebot.understanding.people.written import written

_MOST = 10


def decide(
    hypotheses: Sequence[Hypothesis],
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    now: datetime | None,
) -> list[SlotValue]:
    """The slots that depend on all recognitions, for what was asked."""
    hypotheses = hypotheses[:_MOST]
    texts = [h.text for h in hypotheses]
    asked = expectation.asked
    if asked == "dob" and now is not None:
        return read_birth(texts, locale, now)
    if asked == "name":
        return _name(hypotheses, expectation, lexicon, locale)
    if asked in ("phone", "email"):
        return _first_whole(texts, asked, expectation, lexicon, locale)
    return []


def _name(
    hypotheses: Sequence[Hypothesis], expectation: Expectation, lexicon: Lexicon, locale: Locale
) -> list[SlotValue]:
    british = is_british(locale)
    texts = [h.text for h in hypotheses]
    if is_spelled(cut(texts[0]), asks_to_spell(expectation)):
        both = spelled_again(Reading(texts[0], expectation, lexicon, locale, ()))
        if both is not None:
            return [both]
        spelled = read_spelled(texts, british)
        if spelled is None:
            return []
        certainty = round(max(0.2, 0.95 - 0.15 * spelled.cost), 2)
        return [_whole("name", written(spelled.parts), texts[0], certainty)]
    read = [read_names(Reading(text, expectation, lexicon, locale, ())) for text in texts]
    names = [next((s for s in slots if s.name == "name"), None) for slots in read]
    if names[0] is None and not any(names):
        return read[0] if any(s.name == "for_other" for s in read[0]) else []
    heard = [str(n.value) if n is not None else "" for n in names]
    ranked = [(i, tuple(n.split())) for i, n in enumerate(heard) if n]
    voted = vote(ranked, british)
    if voted is None:
        return []
    others = [s for s in read[0] if s.name in ("for_other", "caller_name")]
    first = names[0]
    certainty = first.certainty if first else 0.5
    if len(texts) > 1:
        certainty = likelihood(voted.parts, heard, hypotheses[0].score, british)
    span = first.span if first else (0, len(texts[0]))
    name = SlotValue("name", written(voted.parts), texts[0][slice(*span)], span, certainty)
    return [name, *others]


def _first_whole(
    texts: Sequence[str],
    asked: str,
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
) -> list[SlotValue]:
    """The surest whole value. The fewer recognitions agree, the less certain it is, and least where
    the best of them has another or none."""
    values: dict[str | int, tuple[SlotValue, int]] = {}
    parts: list[SlotValue] = []
    heard_first = False
    for rank, text in enumerate(texts):
        slots = read_all(Reading(text, expectation, lexicon, locale, ()))
        for slot in slots:
            if slot.name == asked:
                kept, votes = values.get(slot.value, (slot, 0))
                surer = slot if slot.certainty > kept.certainty else kept
                values[slot.value] = (surer, votes + 1)
                heard_first = heard_first or rank == 0
            elif slot.name == f"{asked}_part":
                parts.append(slot)
    if not values:
        return parts[:1]
    slot, votes = max(values.values(), key=lambda value: value[0].certainty)
    share = votes / (len(parts) + sum(v for _, v in values.values()))
    first = slot.value == next(iter(values)) and heard_first
    certainty = round(slot.certainty * (0.5 + 0.5 * share if first else share), 2)
    return [SlotValue(slot.name, slot.value, slot.text, slot.span, certainty)]


def _whole(name: str, value: str, text: str, certainty: float) -> SlotValue:
    return SlotValue(name, value, text, (0, len(text)), certainty)
