"""A caller's side of one call: what is to be done, how far it is, and how this caller puts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from random import Random

from voicebot.simulator.callers.moments import Moment
from voicebot.simulator.callers.person import cast
from voicebot.simulator.callers.scenario import Change, Goal, Scenario
from voicebot.simulator.callers.wording import Wording, phrases
from voicebot.simulator.values import plain

ALIKE = 0.6
"""How alike a name read back must be spelled for a listener to take it for the right one."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the caller does: says words, presses keys, hangs up; nothing of it: keeps silent.

    `meaning` names what the words are for, so that figures can be told apart by it.
    """

    words: str = ""
    meaning: str = ""
    keys: str = ""
    hangs_up: bool = False


_AFTERWARDS = {"book": "move", "change_mind": "cancel"}


@dataclass(frozen=True, slots=True)
class Account:
    """What a caller can tell of a call afterwards."""

    given: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """The last answers to the business's own questions, by the number of the goal and the slot."""
    unsaid: tuple[str, ...] = ()
    """What the caller was to come out with, but never was asked the question in front of it."""


class Talk:
    """What the caller has in mind. Drawn from the scenario and a seed."""

    def __init__(self, scenario: Scenario, seed: int, *, written: bool, line: str = "") -> None:
        self.scenario = scenario
        self.setting = scenario.setting
        self.person = cast(scenario, seed, line)
        self.chance = Random(f"{seed}/{scenario.id}/talk")
        self.wording = Wording(
            self.chance, self.person.style, self.setting.now.date(), written, self.setting.day_first
        )
        self.goals = list(scenario.goals)
        self.at = 0
        """The goal at hand, counted from 0."""
        self.opened = False
        """What the goal at hand is has been said."""
        self.said_when = self.named_staff = False
        self.asides = [topic for goal in scenario.goals for topic in goal.between]
        self.left_to_refuse = {n: goal.later for n, goal in enumerate(scenario.goals)}
        self.settled: set[int] = set()
        """Goals for which the second choice has to do."""
        self.detailed: list[str] = []
        """The business's own questions that were answered."""
        self.given: dict[tuple[int, str], str] = {}
        """What was said last, by the number of the goal and the slot."""
        self.to_change = {n: list(goal.changes) for n, goal in enumerate(scenario.goals)}
        self.again = 0
        """Times in a row that the talk got nowhere."""
        self.answers = 0
        self.openings: list[str] = []
        """The scenario's own that were said; who is not understood then says it plainly."""
        self.changed: Change | None = None
        """What the caller came out with last."""
        self.insisted = 0
        self.corrected: Counter[str] = Counter()
        """How often each thing that was read back was put right."""
        self.last = Act()
        self.gave_up = ""
        self.alike = 1.0 if written else ALIKE
        """How alike the names of things must be spelled for this caller to hear the right ones."""

    @property
    def goal(self) -> Goal | None:
        """What is to be done now; None when all is done."""
        return self.goals[self.at] if self.at < len(self.goals) else None

    @property
    def whose(self) -> str:
        """The name of who is to come."""
        goal = self.goal
        return goal.for_name if goal is not None and goal.for_name else self.person.name

    def next_goal(self) -> None:
        self.at += 1
        self.opened = self.goal is not None and self.goal.announced
        self.said_when = self.named_staff = False
        self.again = self.answers = 0
        self.openings, self.changed, self.insisted = [], None, 0
        self.corrected.clear()

    @property
    def account(self) -> Account:
        waiting = (change for changes in self.to_change.values() for change in changes)
        return Account(self.given, tuple(change.says[0] for change in waiting))

    def due(self, at: str) -> Change | None:
        """What the caller comes out with at this point, in place of an answer."""
        waiting = self.to_change.get(self.at, [])
        return next((change for change in waiting if change.at == at), None)

    def change(self, change: Change) -> Act:
        """Come out with it; what it changes is wanted from now on."""
        assert self.goal is not None
        self.to_change[self.at].remove(change)
        self.changed = change
        goal = self.goal.after(change)
        if change.at == "done":  # what is booked can only be moved or cancelled
            goal = replace(goal, kind=_AFTERWARDS.get(goal.kind, goal.kind))
        self.goals[self.at] = goal
        self.given |= {(self.at, slot): value for slot, value in change.details.items()}
        if change.wish is not None:
            self.settled.discard(self.at)
        return Act(self.filled(self.chance.choice(change.says)), "change")

    def insist(self) -> Act:
        """Come out once more with what changed, in the same words or others."""
        assert self.changed is not None
        self.insisted += 1
        return Act(self.filled(self.chance.choice(self.changed.says)), "change")

    def filled(self, template: str) -> str:
        """A line of the scenario's own, with this caller's name, number and details."""
        details = {**self.person.details, **(self.goal.details if self.goal is not None else {})}
        for slot, value in details.items():
            if f"{{{slot}}}" in template:
                self.given[self.at, slot] = value
        phone = self.wording.phone(self.person.reached_at)
        return template.format(name=self.person.name, phone=phone, **details)

    def fits(self, goal: Goal, moment: Moment) -> bool:
        """Whether a time will do: as wished, or as settled for."""
        if self.at in self.settled and goal.settles is not None:
            return goal.settles.fits(moment)
        return goal.wish.fits(moment)

    def corrects(self, thing: str, most: int) -> bool:
        """Whether the caller puts this right, and has not done so often enough already."""
        self.corrected[thing] += 1
        return self.corrected[thing] <= most

    def hears_name(self, text: str) -> bool:
        """Whether the last name is in what was read back; by ear, a name that sounds much alike."""
        name = plain(self.whose)
        words = [word for word in plain(text) if word != "name"]
        if self.alike == 1.0:
            return name[-1] in words
        spans = zip(*(words[at:] for at in range(len(name))), strict=False)
        return any(all(map(_alike, name, span)) for span in spans)

    def give_up(self, why: str) -> Act:
        self.gave_up = why
        return Act(hangs_up=True)

    # --- saying ----------------------------------------------------------------------------------

    def say(self, meaning: str, **values: str) -> Act:
        return Act(self.wording.say(meaning, **values), meaning)

    def named(self, thing: str) -> str:
        """A service or a person by one of the names that callers have for it."""
        return self.chance.choice(self.setting.words.get(thing, (thing.replace("_", " "),)))

    def service(self, goal: Goal) -> str:
        return " and ".join(self.named(service) for service in goal.services)

    def when(self, goal: Goal) -> str:
        self.said_when = True
        settles = goal.settles if self.at in self.settled else None
        return self.wording.when(settles or goal.wish)

    def ask(self, topic: str, meaning: str) -> Act:
        services = self.goal.services if self.goal is not None else ()
        service = self.named(services[0]) if services else "that"
        return Act(f"{self.wording.say(f'ask_{topic}', service=service)}?", meaning)

    # --- beginning with a thing ------------------------------------------------------------------

    def open(self) -> Act:
        """Say what the goal at hand is; without one, that it was all."""
        goal = self.goal
        if goal is None:
            return self.say("that_is_all")
        self.opened = True
        own = [said for said in goal.says if said not in self.openings]
        if own or (goal.says and goal.kind == "emergency"):
            self.openings.append(self.chance.choice(own or goal.says))
            return Act(self.filled(self.openings[-1]), goal.kind)
        match goal.kind:
            case "book" | "change_mind":
                return self._open_booking(goal)
            case "move" if goal.wish.first is not None and self.chance.random() < 0.5:
                return self.say("move_when", when=self.when(goal).removeprefix("on "))
            case "ask":
                return self.ask(goal.topic, "ask")
            case kind:
                return self.say(kind)

    def _open_booking(self, goal: Goal) -> Act:
        """As much in one breath as this caller is used to."""
        values = {"service": self.service(goal)}
        if self.at and goal.kind == "book":
            return self.say("book_again", **values)
        if goal.for_name:
            return self.say("book_for", who=self.chance.choice(phrases()["who"]), **values)
        breath = self.chance.random()
        if breath < 0.12 and self.person.style != "terse":
            return self.say("book_open")
        with_when = breath > 0.45 and goal.wish.first is not None
        if goal.staff:
            values["staff"] = self.named(goal.staff)
            self.named_staff = True
        if with_when:
            values["when"] = self.when(goal)
        staff = "_staff" if goal.staff else ""
        return self.say(f"book{'_when' if with_when else ''}{staff}", **values)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
