"""The plain values of understanding: what was expected, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Grain(StrEnum):
    """The unit a time was said in: "March" is a month, "the fifth" a day, "at three" a minute."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Daily:
    """A window within each day, local wall time, half open. An end of 00:00 means midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class When:
    """A time or range a caller meant, half open [start, end), aware, in the business's zone.

    An instant ends one grain after it starts. `open` is "after" (no end), "before" (no start) or
    None. `daily` narrows each day of the range. `said` holds which parts were spoken, of "date",
    "time" and "half" (morning or afternoon spoken with the clock time). `certainty` is 0 to 1.
    `text` is the span of the utterance it was read from. `edge` is "first" or "last" where the
    first or last time there is was meant ("first thing", "last thing").
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    open: str | None = None
    daily: Daily | None = None
    said: frozenset[str] = frozenset()
    certainty: float = 1.0
    text: str = ""
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One recognition of an utterance. `score` is the mean log-probability a token (<= 0)."""

    text: str
    score: float = 0.0
    no_speech: float = 0.0


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that was offered: a time span and the words it was offered with."""

    start: datetime | None
    end: datetime | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was just asked and offered.

    `slots` are the names that an answer may fill, the likeliest first: service, staff, date, time,
    datetime, name, phone, email, confirm, choice, anything_else, reason, people, dob or a name
    of the dialog's own. `said` is the bot's last words; `caller` the number that calls (E.164),
    where it is known; `agreed` the time that the talk has settled on. Of names: `name` is the one
    that was put to the caller, `name_heard` the recognitions of each utterance that told it before,
    `name_refused` what it is not.
    """

    step: str = ""
    slots: tuple[str, ...] = ()
    grain: Grain | None = None
    offered: tuple[Offered, ...] = ()
    said: str | None = None
    caller: str = ""
    agreed: Offered | None = None
    name: str = ""
    name_heard: tuple[tuple[str, ...], ...] = ()
    name_refused: tuple[str, ...] = ()

    @property
    def asked(self) -> str | None:
        """The slot an unadorned answer is for."""
        return self.slots[0] if self.slots else None


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A value for a named slot. `span` is its (start, end) in the text; `certainty` is 0 to 1.

    Values: phone E.164, name "First Last", email lower case, dob ISO date, people a number,
    service and staff the dialog's ids, choice the index (from 0) of what was offered.
    """

    name: str
    value: str | int
    text: str = ""
    span: tuple[int, int] = (0, 0)
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing the caller wants. `score` is 0 to 1."""

    name: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything one utterance told us.

    `when` is the time meant; `also` further candidates, `excluded` ranges ruled out. `score` says
    how sure the whole reading is (0 to 1), calibrated; `runner_up` is the next best reading's.
    """

    text: str
    intents: tuple[Intent, ...] = ()
    slots: tuple[SlotValue, ...] = ()
    when: When | None = None
    also: tuple[When, ...] = ()
    excluded: tuple[When, ...] = ()
    score: float = 1.0
    runner_up: float = 0.0
    why: tuple[str, ...] = ()
    heard: tuple[Hypothesis, ...] = field(default=(), repr=False, compare=False)
    """All recognitions of the utterance, the best first."""

    @property
    def recognitions(self) -> tuple[str, ...]:
        """The text in all recognitions, the best first; of words that were cut, only these."""
        texts = tuple(h.text for h in self.heard)
        return texts if self.text in texts else (self.text,)

    def has(self, *names: str) -> bool:
        """Whether any of the named intents holds."""
        return any(intent.name in names for intent in self.intents)

    def slot(self, name: str) -> SlotValue | None:
        """The value for a slot, if the utterance gave one."""
        return next((s for s in self.slots if s.name == name), None)


@dataclass(frozen=True, slots=True)
class Locale:
    """How the callers of a business write and speak: day before month, and the phone region."""

    day_first: bool = False
    region: str = "US"
    parts: Mapping[str, Daily] = field(default_factory=dict)
    """Overrides of the parts of day, by name: morning, afternoon, evening, lunchtime, ..."""
    holidays: Mapping[str, Sequence[date]] = field(default_factory=dict)
    """Extra named days of the business, beside the region's public holidays."""
    hours: Mapping[int, Daily] = field(default_factory=dict)
    """From the first opening to the last closing, by weekday (Monday is 0); none where unknown."""


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with an id that callers name in several ways (a service, a member of staff)."""

    id: str
    names: tuple[str, ...]
    """Spoken forms, the best first: "check-up", "checkup", "exam"."""


@dataclass(frozen=True, slots=True)
class IntentRule:
    """How one intent is recognised, as the dialog data says it.

    `patterns` are regular expressions (RE2) over folded text; `examples` whole sentences, for the
    over-match check; `only_when` limits a rule to what was asked (names of slots, or a situation
    of `voicebot.understanding.situation`; with a leading "not " it must not hold); `unless` are
    patterns that forbid the rule; `beats` are intents set aside where this one holds ("*": all);
    `beside` are intents that the same words may express as well.
    """

    name: str
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    only_when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    """Values that the words amount to where they name none: a swollen jaw is an urgent visit."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a dialog teaches the interpreter."""

    services: tuple[Term, ...] = ()
    staff: tuple[Term, ...] = ()
    choices: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    """Closed sets of the dialog's own slots, by slot name."""
    intents: tuple[IntentRule, ...] = ()
    heard_as: Mapping[str, str] = field(default_factory=dict)
    """What the recogniser writes for a word of this business, and the word it stands for."""
    addresses: tuple[str, ...] = ()
    """The dialog's own slots that are filled with an address of the caller's."""
    area: tuple[str, ...] = ()
    """The towns and districts that the business comes to."""
