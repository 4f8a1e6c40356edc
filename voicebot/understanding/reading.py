"""One recognition read: its intents, values and times, and how much of it they account for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from voicebot.understanding.answers import intents_of
from voicebot.understanding.dates import DateReading, read_dates
from voicebot.understanding.intents import IntentMatcher, Match, settle
from voicebot.understanding.model import Expectation, IntentRule, Lexicon, Locale, SlotValue
from voicebot.understanding.people import PeopleReading, read_people
from voicebot.understanding.situation import situation
from voicebot.understanding.wording import Folded, Span, fold

if TYPE_CHECKING:
    from spacy.language import Language

TIMES = frozenset({"date", "time", "datetime"})
_FREE_TEXT = frozenset({"reason"})
_AMOUNTING = 0.8
"""How sure a value is that follows from a rule, and was not named."""
_EMPTY_WORDS = frozenset(
    "a an the and or but so to of for in on at by with is are am be was were it this that i you we "
    "he she they me my your our us him her them do does did can could would will shall may just "
    "please well oh okay then now like um uh if as from about have has had not . ? there here what "
    "when how who where which some any one thing get got let go up out "
    "free put yet".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, and how many of its `telling` words are `unexplained` by that."""

    text: str
    intents: AbstractSet[str]
    matches: Sequence[Match]
    aside: Sequence[str]
    slots: tuple[SlotValue, ...]
    dates: DateReading
    telling: int
    unexplained: int
    answered: bool
    why: tuple[str, ...]

    @property
    def explained(self) -> float:
        """The share of its telling words that it accounts for."""
        return 1 - self.unexplained / self.telling if self.telling else 1.0

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found in the words."""
        return not (self.matches or self.slots or self.dates.when or self.dates.excluded)

    def meaning(self) -> tuple[object, ...]:
        """What counts when two readings are compared."""
        values = frozenset((slot.name, slot.value) for slot in self.slots)
        when = self.dates.when
        return (frozenset(self.intents), values, when and (when.start, when.end, when.daily))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads single texts for one business. Immutable; safe to use from several threads."""

    nlp: Language | None
    lexicon: Lexicon
    zone: tzinfo
    locale: Locale

    def read(self, text: str, expectation: Expectation, now: datetime) -> Reading:
        folded = fold(text)
        dates = read_dates(text, expectation, now, self.zone, self.locale)
        people = read_people(
            text, expectation, self.lexicon, self.locale, self.nlp, dates.spans, now
        )
        return self._joined(text, folded, expectation, dates, people)

    def _joined(
        self,
        text: str,
        folded: Folded,
        expectation: Expectation,
        dates: DateReading,
        people: PeopleReading,
    ) -> Reading:
        filled = {slot.name for slot in people.slots}
        place = situation(
            expectation,
            filled=filled,
            time_named=dates.when is not None,
        )
        found = matcher_of(self.lexicon.intents).matches(folded.text, place)
        kept = settle(found)
        informative = bool(filled or dates.when or dates.excluded)
        intents = intents_of(kept, place, folded.text, informative=informative)
        intents |= _informing(filled, dates, expectation, intents)
        telling = found if "emergency" in intents else kept
        slots = _with_amounts(text, folded, telling, people.slots)
        spans = [folded.source(match.span) for match in kept]
        spans += [slot.span for slot in people.slots] + list(dates.spans)
        return Reading(
            text,
            intents,
            kept,
            sorted({match.intent for match in found} - {match.intent for match in kept}),
            slots,
            dates,
            *_accounted(folded, spans),
            _answered(expectation.asked, intents, {slot.name for slot in slots}, dates),
            (*_reasons(kept, folded), *dates.why, *people.why),
        )


@lru_cache(maxsize=64)
def matcher_of(rules: tuple[IntentRule, ...]) -> IntentMatcher:
    """The compiled rules; equal rules are compiled once."""
    return IntentMatcher(rules)


def _with_amounts(
    text: str, folded: Folded, matches: Sequence[Match], named: tuple[SlotValue, ...]
) -> tuple[SlotValue, ...]:
    """The values named, and those that rules give to their words, the first for each slot.

    A service named within such words ("a filling fell out") is not what they amount to, and no
    name is ("root canal").
    """
    slots = list(named)
    for match in matches:
        start, end = folded.source(match.span) if match.slots else (0, 0)
        for name, value in match.slots:
            within = [s for s in slots if s.name in (name, "name") and _inside(s, start, end)]
            if all((s.name, s.value) != (name, value) for s in within):
                slots = [s for s in slots if s not in within]
                if all(s.name != name for s in slots) or any(s.name == name for s in within):
                    slots.append(SlotValue(name, value, text[start:end], (start, end), _AMOUNTING))
    return tuple(slots)


def _inside(slot: SlotValue, start: int, end: int) -> bool:
    return start <= slot.span[0] and slot.span[1] <= end


def _informing(
    filled: AbstractSet[str],
    dates: DateReading,
    expectation: Expectation,
    intents: AbstractSet[str],
) -> frozenset[str]:
    """`provide_info` where something was told, `choose` where something was picked."""
    names = set()
    if "choice" in filled:
        names.add("choose")
    if filled - {"choice"} or dates.when or dates.excluded:
        names.add("provide_info")
    if not names and not intents and expectation.asked in _FREE_TEXT:
        names.add("provide_info")
    return frozenset(names)


def _answered(
    asked: str | None, intents: AbstractSet[str], filled: AbstractSet[str], dates: DateReading
) -> bool:
    """Whether the words give what was asked for."""
    if asked is None:
        return bool(intents - {"out_of_scope"})
    if asked in TIMES:
        return dates.when is not None
    if asked == "confirm":
        return bool(intents & {"affirm", "deny", "repeat"})
    if asked in ("anything_else", *_FREE_TEXT):
        return bool(intents)
    return asked in filled or (asked == "choice" and dates.when is not None)


def _accounted(folded: Folded, spans: Iterable[Span]) -> tuple[int, int]:
    """How many telling words there are, and how many of them lie in no span."""
    telling = [
        span
        for start, end, span in zip(folded.starts, folded.ends, folded.spans, strict=True)
        if not _EMPTY_WORDS.issuperset(folded.text[start:end].split())
    ]
    covered = sorted(spans)
    count = sum(any(s <= a and b <= e for s, e in covered) for a, b in telling)
    return len(telling), len(telling) - count


def _reasons(matches: Sequence[Match], folded: Folded) -> Iterable[str]:
    for match in matches:
        yield f"{match.intent}: {folded.text[slice(*match.span)]!r}"
