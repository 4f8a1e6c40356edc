"""A scenario: who calls which business, when, with what in the diary, and what they want of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from voicebot.simulator.callers.moments import Moment

KINDS = (
    "book",
    "move",
    "cancel",
    "check",
    "ask",
    "message",
    "person",
    "emergency",
    "robot",
    "wrong_number",
    "stop_calling",
    "change_mind",
)
"""What a caller may want. `change_mind` begins to book and then does not."""
STYLES = ("plain", "terse", "chatty", "hesitant", "correcting", "impatient")
MORNING, AFTERNOON = (time(8), time(12)), (time(12), time(17))


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody would come: dates [first, last], a time of day or part of it, days ruled out.

    No `first` means as soon as possible. `at` is one clock time; `after` and `before` bound the
    start. `unless` are weekdays (0 is Monday).
    """

    first: date | None = None
    last: date | None = None
    at: time | None = None
    after: time | None = None
    before: time | None = None
    unless: tuple[int, ...] = ()
    part: str = ""
    """ "morning" or "afternoon", in place of `after` and `before`."""

    def __post_init__(self) -> None:
        if self.part:
            after, before = MORNING if self.part == "morning" else AFTERNOON
            object.__setattr__(self, "after", after)
            object.__setattr__(self, "before", before)

    def fits(self, moment: Moment) -> bool:
        """Whether this would do; what the moment leaves open is no objection."""
        if self.first is not None and moment.day is not None:
            if not self.first <= moment.day <= (self.last or self.first):
                return False
            if moment.day.weekday() in self.unless:
                return False
        if moment.at is None:
            return True
        if self.at is not None and moment.until is not None:
            return moment.at <= self.at <= moment.until
        if self.at is not None:
            return moment.at == self.at
        early = self.after is not None and moment.at < self.after
        late = self.before is not None and moment.at >= self.before
        return not (early or late)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a caller comes out with once, in place of the answer to a question.

    `at` is the question, as `voicebot.simulator.callers.ears` names it, or "done": right after the
    bot has told that the thing is done. What is given here is wanted from then on.
    """

    at: str
    says: tuple[str, ...]
    wish: Wish | None = None
    services: tuple[str, ...] = ()
    staff: str = ""
    for_name: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to get done. Which fields count depends on `kind`."""

    kind: str
    services: tuple[str, ...] = ()
    wish: Wish = Wish()
    becomes: Wish | None = None
    """At the read-back the caller has changed their mind to this."""
    settles: Wish | None = None
    """What will do where the wish cannot be had."""
    staff: str = ""
    for_name: str = ""
    """Who comes, when it is not the caller."""
    visit: str = ""
    """The diary's visit that a change or a question is about."""
    topic: str = ""
    text: str = ""
    """The words of a message."""
    hears: tuple[str, ...] = ()
    """Words one of which the answer must hold."""
    between: tuple[str, ...] = ()
    """Topics asked about in the middle of it."""
    later: int = 0
    """So many offers are turned down for something later."""
    says: tuple[str, ...] = ()
    """Openings in place of the usual ones; {name}, {phone} and details are filled in."""
    announced: bool = False
    """It was said along with the goal before."""
    changes: tuple[Change, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    """Answers to the business's own questions, where they are no more the person's first ones."""
    holds: tuple[str, ...] = ()
    """Words all of which the message must hold, {name} and {phone} too; "ten|10": one of these."""
    ends: tuple[str, ...] = ()
    """Outcomes that will do as well: a visit that is too late to change may become a call-back."""

    def after(self, change: Change) -> Goal:
        """What is wanted once the caller has said that."""
        changed = replace(
            self,
            kind=change.kind or self.kind,
            services=change.services or self.services,
            staff=change.staff or self.staff,
            for_name=change.for_name or self.for_name,
            details={**self.details, **change.details},
        )
        if change.wish is None:
            return changed
        return replace(changed, wish=change.wish, becomes=None, settles=None)

    @property
    def final(self) -> Goal:
        """What is wanted in the end."""
        goal = self
        for change in self.changes:
            goal = goal.after(change)
        return goal


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of the diary before the call; `at` is local."""

    id: str
    services: tuple[str, ...]
    at: datetime
    name: str
    phone: str
    staff: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all scenarios of a file share: the business, its words, the people who call it."""

    dialog: str
    now: datetime
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How callers name a service or a member of staff, by id."""
    numbers: tuple[str, ...] = ("+12125550142",)
    """Callers' numbers, with an x for each digit that is drawn."""
    names: tuple[str, ...] = ()
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Answers to the business's own questions, by the slot they fill."""
    day_first: bool = False
    diary: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call to be placed. `id` is unique in its suite."""

    id: str
    setting: Setting
    goals: tuple[Goal, ...]
    name: str = ""
    """The caller's; one is drawn when empty."""
    phone: str = ""
    """The number that calls; one is drawn when empty, "withheld" hides it."""
    gives: str = ""
    """Another number, where the caller wants to be reached at that."""
    style: str = ""
    diary: tuple[Visit, ...] = ()
    cut_off: int = 0
    """After so many turns the line goes dead, and the caller rings back (without sound only)."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All of the diary before the call."""
        return (*self.setting.diary, *self.diary)

    def visit(self, visit_id: str) -> Visit:
        """
        Raises:
            KeyError: the diary has no such visit.
        """
        return {visit.id: visit for visit in self.visits}[visit_id]


def days_from(day: date, days: int) -> date:
    return day + timedelta(days=days)


def with_wish(goal: Goal, wish: Wish) -> Goal:
    return replace(goal, wish=wish)
