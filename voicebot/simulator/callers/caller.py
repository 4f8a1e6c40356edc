"""A caller with things to get done: hears the bot's words, says the next thing.

Like a person, it answers what it was asked, says a thing again in other words when it was not
understood, corrects what it hears read back wrongly, and gives up when its patience is at an end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from voicebot.simulator.callers.ears import Heard, digits_in, listen
from voicebot.simulator.callers.moments import Moment
from voicebot.simulator.callers.person import cast
from voicebot.simulator.callers.scenario import Goal, Scenario, Wish
from voicebot.simulator.callers.wording import Wording, digits, phrases, spelled

LONGEST_TURNS = 30
"""Nobody stays on the line for longer than this."""
DONE: dict[str, frozenset[str]] = {
    "book": frozenset({"booked"}),
    "move": frozenset({"moved"}),
    "cancel": frozenset({"cancelled"}),
    "check": frozenset({"informed"}),
    "message": frozenset({"noted"}),
    "person": frozenset({"transfer", "callback"}),
    "emergency": frozenset({"urgent"}),
    "stop_calling": frozenset({"stopped"}),
    "wrong_number": frozenset({"bye"}),
    "robot": frozenset({"automated"}),
    "change_mind": frozenset({"not_booked"}),
}
"""What the bot has to say for a caller to take a thing for done. A question is done when anything
but a "sorry?" comes back."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the caller does: says words, presses keys, hangs up; nothing of it: keeps silent.

    `meaning` names what the words are for, so that figures can be told apart by it.
    """

    words: str = ""
    meaning: str = ""
    keys: str = ""
    hangs_up: bool = False


class Caller:
    """One call's. Drawn from the scenario and a seed; the same words for the same hearing."""

    def __init__(self, scenario: Scenario, seed: int, *, written: bool = True) -> None:
        self.scenario = scenario
        self.person = cast(scenario, seed)
        self.gave_up = ""
        """Why the caller hung up early; "" when not."""
        self.turns = 0
        self._setting = scenario.setting
        self._chance = Random(f"{seed}/{scenario.id}/talk")
        self._wording = Wording(
            self._chance,
            self.person.style,
            scenario.setting.now.date(),
            written,
            scenario.setting.day_first,
        )
        self._goals = list(scenario.goals)
        self._at = 0
        self._opened = False
        self._asides = [t for goal in scenario.goals for t in goal.between]
        self._left_to_refuse = {n: goal.later for n, goal in enumerate(scenario.goals)}
        self._again = 0
        self._last: Act = Act()
        self._last_asked = ""
        self._settled: set[int] = set()
        self._said_when = False
        self.heard: list[str] = []
        """All that the bot said."""

    @property
    def goal(self) -> Goal | None:
        """What is to be done now; None when all is done."""
        return self._goals[self._at] if self._at < len(self._goals) else None

    # --- hearing ---------------------------------------------------------------------------------

    def hear(self, sentences: Sequence[str]) -> Act:
        """What the caller does about what the bot said since the last time; none: a silence."""
        self.heard += sentences
        heard = listen(sentences, self._setting.now)
        self._take(heard)
        act = self._answer(heard)
        if act.words:
            self.turns += 1
            act = replace(act, words=self._dressed(act))
        self._last, self._last_asked = act, heard.asked
        return act

    def interrupts(self, sentences: Sequence[str]) -> bool:
        """Whether the caller speaks now, into the bot's words, since the question is plain."""
        if self.person.style != "impatient" or not sentences:
            return False
        heard = listen(sentences, self._setting.now)
        return heard.asked in ("name", "more", "confirm", "when") and self._chance.random() < 0.5

    def _dressed(self, act: Act) -> str:
        plain = ("phone", "spelling", "name", "detail")
        return act.words if act.meaning in plain else self._wording.dressed(act.words)

    def _take(self, heard: Heard) -> None:
        """What the bot told: which thing is done, and whether it is getting anywhere."""
        goal = self.goal
        if goal is None or not self._opened:
            return
        done = DONE.get(goal.kind)
        answered = not heard.nothing and "again" not in heard.told
        if done & heard.told if done is not None else answered:
            self._next_goal()

    def _next_goal(self) -> None:
        self._at += 1
        self._opened = self._said_when = False
        self._again = 0

    # --- answering -------------------------------------------------------------------------------

    def _answer(self, heard: Heard) -> Act:
        if heard.nothing:
            return self._after_silence()
        if self.turns >= LONGEST_TURNS:
            return self._give_up("the call goes on for too long")
        if not heard.asked:
            return self._when_nothing_is_asked(heard)
        if heard.asked == self._last_asked and "again" in heard.told:
            self._again += 1
            if self._again >= self.person.patience:
                return self._give_up(f"not understood at {heard.asked!r}")
        elif heard.asked != self._last_asked:
            self._again = 0
        if self._asides and self._opened and heard.asked in ("offer", "name", "when", "confirm"):
            return self._ask(self._asides.pop(0), "aside")
        return self._ANSWERS[heard.asked](self, heard)

    def _after_silence(self) -> Act:
        if self._last.words and self._again < self.person.patience:
            self._again += 1
            return self._last
        return self._give_up("the bot says nothing")

    def _when_nothing_is_asked(self, heard: Heard) -> Act:
        if "bye" in heard.told or "transfer" in heard.told:
            return Act()
        if self.goal is None:
            return self._say("goodbye")
        if not self._opened:
            return self._open(heard)
        return Act()

    def _give_up(self, why: str) -> Act:
        self.gave_up = why
        return Act(hangs_up=True)

    def _say(self, meaning: str, **values: str) -> Act:
        return Act(self._wording.say(meaning, **values), meaning)

    # --- opening a thing -------------------------------------------------------------------------

    def _open(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None:
            return self._say("that_is_all")
        self._opened = True
        if goal.says:
            return Act(self._chance.choice(goal.says), goal.kind)
        match goal.kind:
            case "book" | "change_mind":
                return self._open_booking(goal)
            case "move":
                wish = goal.wish
                if wish.first is not None and self._chance.random() < 0.5:
                    return self._say("move_when", when=self._when(goal).removeprefix("on "))
                return self._say("move")
            case "ask":
                return self._ask(goal.topic, "ask")
            case _:
                return self._say(goal.kind)

    def _open_booking(self, goal: Goal) -> Act:
        """As much in one breath as this caller is used to."""
        values = {"service": self._service(goal)}
        if self._at and goal.kind == "book":
            return self._say("book_again", **values)
        if goal.for_name:
            return self._say("book_for", who=self._chance.choice(phrases()["who"]), **values)
        breath = self._chance.random()
        if breath < 0.12 and self.person.style != "terse":
            return self._say("book_open")
        with_when = breath > 0.45 and goal.wish.first is not None
        if goal.staff:
            values["staff"] = self._named(goal.staff)
        meaning = f"book{'_when' if with_when else ''}{'_staff' if goal.staff else ''}"
        if with_when:
            values["when"] = self._when(goal)
        return self._say(meaning, **values)

    def _ask(self, topic: str, meaning: str) -> Act:
        goal = self.goal
        services = goal.services if goal is not None else ()
        service = self._named(services[0]) if services else "that"
        words = self._wording.say(f"ask_{topic}", service=service)
        return Act(f"{words}?", meaning)

    def _named(self, thing: str) -> str:
        """A service or a person by one of the names that callers have for it."""
        return self._chance.choice(self._setting.words.get(thing, (thing.replace("_", " "),)))

    def _service(self, goal: Goal) -> str:
        return " and ".join(self._named(service) for service in goal.services)

    def _when(self, goal: Goal) -> str:
        self._said_when = True
        wish = goal.settles if self._at in self._settled and goal.settles else goal.wish
        return self._wording.when(wish)

    # --- the questions ---------------------------------------------------------------------------

    def _at_help(self, heard: Heard) -> Act:
        if self._opened and self.goal is not None and self.goal.kind in ("ask", "robot"):
            self._next_goal()
        return self._open(heard)

    def _at_more(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is not None and self._opened and goal.kind not in ("ask", "robot"):
            self._again += 1
            if self._again >= 2:
                return self._give_up(f"the bot is done, but not with {goal.kind}")
        return self._open(heard)

    def _at_service(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None or not goal.services:
            return self._open(heard)
        self._opened = True
        return self._say("service", service=self._service(goal))

    def _at_when(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None or goal.kind not in ("book", "move", "change_mind"):
            return self._at_help(heard)
        if goal.settles and "unavailable" in heard.told:
            self._settled.add(self._at)
        return self._say("when", when=self._when(goal))

    def _at_offer(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None:
            return self._say("no")
        if goal.kind == "emergency":
            return self._say("first" if len(heard.times) > 1 else "only")
        if self._left_to_refuse.get(self._at, 0) > 0:
            self._left_to_refuse[self._at] -= 1
            return self._say("later")
        return self._pick(goal, heard)

    def _pick(self, goal: Goal, heard: Heard) -> Act:
        fits = [n for n, moment in enumerate(heard.times) if self._fits(goal, moment)]
        if fits and len(heard.times) == 1:
            return self._say("only")
        if fits:
            return self._pick_one(heard.times, fits[0])
        if goal.settles and self._at not in self._settled and self._said_when:
            self._settled.add(self._at)
            return self._pick(goal, heard)
        self._again += 1
        if self._again > self.person.patience:
            return self._give_up("no offer suits")
        return self._say("when_else" if self._said_when else "when", when=self._when(goal))

    def _fits(self, goal: Goal, moment: Moment) -> bool:
        if self._at in self._settled and goal.settles is not None:
            return goal.settles.fits(moment)
        return goal.wish.fits(moment)

    def _pick_one(self, times: Sequence[Moment], n: int) -> Act:
        at = times[n].at
        apart = len({m.at for m in times}) == len(times) and times[n].until is None
        if at is not None and apart and self._chance.random() < 0.4:
            return self._say("pick_time", time=self._wording.clock(at))
        return self._say("first" if n == 0 else "second")

    def _at_name(self, heard: Heard) -> Act:
        goal = self.goal
        name = goal.for_name if goal is not None and goal.for_name else self.person.name
        if "spell" in heard.text.lower():
            return Act(f"{name}. {spelled(name.split()[-1])}", "name")
        return self._say("name", name=name)

    def _at_spelling(self, heard: Heard) -> Act:
        goal = self.goal
        name = goal.for_name if goal is not None and goal.for_name else self.person.name
        return self._say("spelling", spelled=spelled(name.split()[-1]))

    def _at_phone(self, heard: Heard) -> Act:
        number = self._visit_phone() or self.person.reached_at
        if self._again >= 2 and "keypad" in heard.text.lower():
            return Act(keys=digits(number) + "#", meaning="phone")
        return self._say("phone", phone=self._wording.phone(number))

    def _visit_phone(self) -> str:
        goal = self.goal
        if goal is None or not goal.visit or goal.kind == "book":
            return ""
        return self.scenario.visit(goal.visit).phone

    def _at_detail(self, heard: Heard) -> Act:
        value = self.person.details.get(heard.asked, "")
        if not value:
            return self._say("skip")
        return Act(value, "detail")

    def _at_message(self, heard: Heard) -> Act:
        goal = self.goal
        text = goal.text if goal is not None else ""
        return Act(text or "Please call me back", "message_text")

    def _at_confirm(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None:
            return self._say("no")
        if goal.kind == "change_mind":
            return self._say("never_mind")
        if goal.kind in ("book", "move"):
            return self._wrong(goal, heard) or self._confirmed(goal)
        return self._say("yes")

    def _confirmed(self, goal: Goal) -> Act:
        if goal.becomes is None:
            return self._say("yes")
        self._goals[self._at] = replace(goal, wish=goal.becomes, becomes=None, settles=None)
        self._settled.discard(self._at)
        return self._say("changed_mind", when=self._wording.when(goal.becomes))

    def _wrong(self, goal: Goal, heard: Heard) -> Act | None:
        """A correction of what was read back, if it needs one."""
        at = heard.times[-1] if heard.times else None
        if at is not None and not self._fits(goal, at):
            return self._say("wrong_time", when=self._when(goal))
        if goal.kind != "book" or not heard.times:
            return None
        name = goal.for_name or self.person.name
        if " for " in heard.text and name.split()[-1].lower() not in heard.text.lower():
            return self._say("wrong_name", name=name)
        return self._wrong_number(heard)

    def _wrong_number(self, heard: Heard) -> Act | None:
        said = heard.text.lower()
        meant = digits(self.person.reached_at)
        if "calling from" in said:
            ok = self.person.reached_at == self.person.calls_from
        elif "reach you at" in said or ", at " in said:
            ok = digits_in(said.rpartition(" at ")[2].partition(".")[0]).endswith(meant)
        else:
            ok = True
        return None if ok else self._say("wrong_phone", phone=self._wording.phone(self._reached))

    @property
    def _reached(self) -> str:
        return self.person.reached_at

    def _at_change(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None or goal.kind == "change_mind":
            return self._say("never_mind")
        return self._say("when", when=self._when(goal))

    def _at_which(self, heard: Heard) -> Act:
        goal = self.goal
        if goal is None or not goal.visit:
            return self._say("first")
        at = self.scenario.visit(goal.visit).at
        wish = Wish(at.date(), at=at.time())
        for n, moment in enumerate(heard.times[:2]):
            if wish.fits(moment) and self._chance.random() < 0.5:
                return self._say("first" if n == 0 else "second")
        return self._say("which", when=self._wording.when(wish))

    def _at_person(self, heard: Heard) -> Act:
        goal = self.goal
        wants = goal is not None and (goal.kind == "person" or "callback" in goal.ends)
        return self._say("yes" if wants else "no")

    def _at_there(self, heard: Heard) -> Act:
        return self._last if self._last.words else self._say("here")

    def _at_same_day(self, heard: Heard) -> Act:
        return self._say("yes")

    _ANSWERS: dict[str, Callable[[Caller, Heard], Act]] = {
        "help": _at_help,
        "more": _at_more,
        "service": _at_service,
        "when": _at_when,
        "offer": _at_offer,
        "name": _at_name,
        "name_other": _at_name,
        "spelling": _at_spelling,
        "phone": _at_phone,
        "car": _at_detail,
        "plate": _at_detail,
        "address": _at_detail,
        "reason": _at_detail,
        "message": _at_message,
        "confirm": _at_confirm,
        "change": _at_change,
        "which": _at_which,
        "person": _at_person,
        "there": _at_there,
        "same_day": _at_same_day,
    }
