"""What the whole list of recognitions decides: a name, a date of birth, a number, an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from voicebot.understanding.model import Expectation, Hypothesis, Lexicon, Locale, SlotValue
from voicebot.understanding.people.likeliest import Likeliest, cost_of, likeliest
from voicebot.understanding.people.names import is_only_words
from voicebot.understanding.people.reading import (
    Reading,
    asks_to_spell,
    is_british,
    read_all,
    read_birth,
    read_names,
    spelled_again,
)
from voicebot.understanding.people.roster import log_family, log_given, plain
from voicebot.understanding.people.spelled import is_spelled, read_spelled
from voicebot.understanding.people.trust import likelihood
from voicebot.understanding.people.vote import vote
from voicebot.understanding.people.words import cut
from voicebot.understanding.people.written import written

_MOST = 10
_BESIDE = 7
"""Words beside a name that may all be said around it: "you can put it under ..."."""
_CLEAR, _SURE = 0.4, 0.9
"""What a name may cost a phone, and its share, that was said beyond doubt."""
_DIFFERS = 0.7
"""So much dearer a phone, and another name was said."""
_ELSEWHERE = 2.2
"""What costs more a phone was hardly said in an utterance."""
_WELL = -0.35
"""The mean log-probability a token of words that were heard well."""
_ANNOUNCED = 0.8
"""How sure the reading of a name is that words announce: "my last name is ..."."""
_LIKELY, _MENDED = 0.6, 0.5
"""How likely a name is, and what it costs a phone at most, that stands for another written."""
_NEAR, _LEADS = 1.25, 0.3
"""What a name may cost a phone, and its share, where no recognition reads as one."""


def decide(
    hypotheses: Sequence[Hypothesis],
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    now: datetime | None,
    unread: bool = False,
) -> list[SlotValue]:
    """The slots that depend on all recognitions, for what was asked.

    `unread`: nothing was understood in the best recognition, so that it may be a name misheard.
    """
    hypotheses = hypotheses[:_MOST]
    texts = [h.text for h in hypotheses]
    asked = expectation.asked
    if asked == "dob" and now is not None:
        return read_birth(texts, locale, now)
    if asked == "name":
        return _name(hypotheses, expectation, lexicon, locale, unread)
    if asked in ("phone", "email"):
        return _first_whole(texts, asked, expectation, lexicon, locale)
    return []


def _name(
    hypotheses: Sequence[Hypothesis],
    expectation: Expectation,
    lexicon: Lexicon,
    locale: Locale,
    unread: bool,
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
    if not any(s.name == "name" for slots in read for s in slots):
        relations = [s for s in read[0] if s.name == "for_other"]
        return relations or (_unread(hypotheses, british) if unread else [])
    names = [next((s for s in slots if s.name == "name"), None) for slots in read]
    first = names[0]
    others = [s for s in read[0] if s.name in ("for_other", "caller_name")]
    if len(texts) == 1 and not hypotheses[0].score:
        return read[0]
    whole = {tuple(str(name.value).split()) for name in names if name is not None}
    hearing = _stretches(texts, read)
    refused = expectation.name_refused
    best = likeliest([hearing], whole, british, refused)
    if best is not None and expectation.name and not _repeats(best, expectation.name):
        refused = (*refused, expectation.name)
        best = likeliest([hearing], whole, british, refused)
    if best is None:
        return read[0]
    heard_well = _as_written(hypotheses, names, best, british)
    if heard_well is not None:
        return [heard_well, *others]
    before = _before(expectation, lexicon, locale)
    joint = _together(hearing, before, whole, british, refused)
    if joint is not None and _fits(joint, hearing, best):
        best = joint
    else:
        best = _of_those_heard(best, names, british)
    span = first.span if first else (0, len(texts[0]))
    said = [str(name.value) if name is not None else "" for name in names]
    certainty = likelihood(best, said, hypotheses[0].score, british)
    name = SlotValue("name", written(best.parts), texts[0][slice(*span)], span, certainty)
    return [name, *others]


def _as_written(
    hypotheses: Sequence[Hypothesis],
    names: Sequence[SlotValue | None],
    best: Likeliest,
    british: bool,
) -> SlotValue | None:
    """The name as it was written, where it was heard well and all recognitions have it: but for one
    that is the likelier by far, nothing is made of it that was not said."""
    first = names[0]
    if first is None or hypotheses[0].score < _WELL:
        return None
    values = {plain(str(name.value)) if name is not None else "" for name in names}
    if len(values) > 1:
        return None
    parts = tuple(str(first.value).split())
    announced = first.certainty >= _ANNOUNCED
    likely = likelihood(best, [str(n.value) for n in names if n], hypotheses[0].score, british)
    same = [plain(part) for part in best.parts] == [plain(part) for part in parts]
    mends = len(best.parts) == len(parts) and best.cost <= _MENDED and likely >= _LIKELY
    if same and likely >= _LIKELY:
        return replace(first, certainty=likely)
    if mends and not announced and "-" not in str(first.value):
        return None
    listed = [_is_listed(part, british) for part in parts]
    if not (announced or any(listed)) or (announced and is_only_words(parts)):
        return None
    whole = announced or len(parts) > 1
    certainty = (0.7 if all(listed) else 0.6) if whole else 0.4
    return replace(first, certainty=certainty)


def _is_listed(part: str, british: bool) -> bool:
    pieces = plain(part).replace("-", " ").split()
    return any(max(log_given(one, british), log_family(one, british)) > 0 for one in pieces)


def _stretches(texts: Sequence[str], read: Sequence[Sequence[SlotValue]]) -> list[str]:
    heard = [stretch(text, slots) for text, slots in zip(texts, read, strict=True)]
    return [text for text in heard if text]


def _before(expectation: Expectation, lexicon: Lexicon, locale: Locale) -> list[list[str]]:
    """Where the name stands in what was heard before, the last utterance first."""
    plain_question = Expectation(slots=("name",))
    found = []
    for texts in reversed(expectation.name_heard):
        read = [read_names(Reading(t, plain_question, lexicon, locale, ())) for t in texts]
        found.append(_stretches(texts, read))
    return [texts for texts in found if texts]


def _together(
    hearing: list[str],
    before: list[list[str]],
    whole: set[tuple[str, ...]],
    british: bool,
    refused: Sequence[str],
) -> Likeliest | None:
    """What all utterances tell; one in which it cannot have been said was about something else."""
    joint = likeliest([hearing, *before], whole, british, refused) if before else None
    if joint is None:
        return None
    name = " ".join(joint.parts)
    about = [texts for texts in before if cost_of(name, [texts]) <= _ELSEWHERE]
    if not about or about == before:
        return joint if about else None
    return likeliest([hearing, *about], whole, british, refused)


def _fits(joint: Likeliest, hearing: Sequence[str], alone: Likeliest) -> bool:
    """Whether what all utterances tell may have been said in the last one as well; else one of
    those before was about something else."""
    costs = (cost_of(" ".join(name.parts), [hearing]) for name in (joint, alone))
    return next(costs) < next(costs) + _DIFFERS


def _repeats(best: Likeliest, put: str) -> bool:
    """Whether just the name that was put was clearly said: what is denied is something else."""
    same = [plain(part) for part in best.parts] == [plain(part) for part in put.split()]
    return same and best.cost < _CLEAR and best.share > _SURE


def _of_those_heard(best: Likeliest, names: Sequence[SlotValue | None], british: bool) -> Likeliest:
    """Where all words of the likeliest name stand in recognitions, the vote among those decides."""
    ranked = [(i, tuple(str(n.value).split())) for i, n in enumerate(names) if n is not None]
    words = {plain(word) for _, parts in ranked for word in parts}
    voted = vote(ranked, british) if words.issuperset(map(plain, best.parts)) else None
    return replace(best, parts=voted.parts) if voted is not None else best


def _unread(hypotheses: Sequence[Hypothesis], british: bool) -> list[SlotValue]:
    """The name in words that are none and mean nothing else: "9 faster" for Nina Foster."""
    texts = [h.text for h in hypotheses]
    best = likeliest([texts], (), british)
    if best is None or best.cost > _NEAR or best.share < _LEADS:
        return []
    certainty = likelihood(best, [""] * len(texts), hypotheses[0].score, british)
    return [_whole("name", written(best.parts), texts[0], certainty)]


def stretch(text: str, slots: Sequence[SlotValue]) -> str:
    """The part of a recognition in which a name is looked for: all of it where it is short, or the
    sentence."""
    name = next((s for s in slots if s.name == "name"), None)
    if name is None:
        return text if len(cut(text)) <= _BESIDE + 3 else ""
    alone = all(s.name in ("name", "staff", "staff_unknown") for s in slots)
    for start, end in ((0, len(text)), _sentence(text, *name.span)):
        beside = len(cut(text[start:end])) - len(cut(text[slice(*name.span)]))
        if alone and beside <= _BESIDE:
            return text[start:end]
    return text[slice(*name.span)]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence in which [start, end) stands."""
    before = max((text.rfind(mark, 0, start) for mark in ".?!"), default=-1) + 1
    after = min((at for mark in ".?!" if (at := text.find(mark, end)) >= 0), default=len(text))
    return before, after


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
