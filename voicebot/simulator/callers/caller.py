"""A caller with things to get done: hears the bot's words, says the next thing.

Like a person, it answers what it was asked, says a thing again in other words when it was not
understood, or presses a key that is named for it, corrects what it hears read back wrongly, and
gives up when its patience is at an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicebot.simulator.callers.answers import ANSWERS
from voicebot.simulator.callers.ears import NOTHING, Heard, listen
from voicebot.simulator.callers.keys import key_for
from voicebot.simulator.callers.person import Person
from voicebot.simulator.callers.scenario import Change, Goal, Scenario
from voicebot.simulator.callers.talk import Account, Act, Talk

LONGEST_TURNS = 30
"""Nobody stays on the line for longer than this."""
DONE: dict[str, frozenset[str]] = {
    "book": frozenset({"booked"}),
    "move": frozenset({"moved", "booked"}),
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
"""What the bot has to say for a caller to take a thing for done. A question is done when it was
answered; who wanted to move and hears of a booking has no reason to doubt."""
DICTATED = ("phone", "spelling", "name", "detail", "message_text", "emergency", "change")
"""What is said without manners around it."""
PUTS_OFF = 0.08
"""How often a caller does not answer at once."""
MAY_WAIT = ("offer", "name", "when", "confirm")
"""Questions in front of which a caller asks something else first."""


class Caller:
    """One call's. The same scenario, seed and hearing lead to the same words.

    `written`: the words go to the bot as a recogniser may write them; otherwise they are meant to
    be spoken, and what is read back is judged by ear. After `longest` turns the caller hangs up.
    `line` is what the call comes over, where the scenario is played over several.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        *,
        written: bool = True,
        longest: int = LONGEST_TURNS,
        line: str = "",
    ) -> None:
        self.scenario = scenario
        self.turns = 0
        self._longest = longest
        self._talk = Talk(scenario, seed, written=written, line=line)
        self._last_asked = ""
        self._regret: Change | None = None
        """What the caller comes out with now that the thing is done."""
        self._put_off: Heard | None = None
        """The question that was not answered at once; callers do that once in a call."""
        self._cuts_in = False

    @property
    def person(self) -> Person:
        return self._talk.person

    @property
    def account(self) -> Account:
        """What the caller said last, and what was left unsaid."""
        return self._talk.account

    @property
    def gave_up(self) -> str:
        """Why the caller hung up early; "" when not."""
        return self._talk.gave_up

    def hear(self, sentences: Sequence[str]) -> Act:
        """What the caller does about what the bot said since the last time; none: a silence."""
        heard = listen(sentences, self.scenario.setting.now)
        if self._cuts_in:
            heard = replace(heard, menu=())  # who speaks over the keys has not heard them
        self._cuts_in = False
        self._take(heard)
        act = self._answer(heard)
        if act.words or act.keys:
            self.turns += 1
            if act.words and act.meaning not in DICTATED:
                act = replace(act, words=self._talk.wording.dressed(act.words))
        self._talk.last, self._last_asked = act, heard.asked
        return act

    def interrupts(self, sentences: Sequence[str]) -> bool:
        """Whether the caller speaks now, into the bot's words, since the question is plain."""
        if self.person.style != "impatient" or not sentences:
            return False
        heard = listen(sentences, self.scenario.setting.now)
        plain = heard.asked in ("name", "more", "when") and not heard.menu
        self._cuts_in = plain and self._talk.chance.random() < 0.5
        return self._cuts_in

    def _take(self, heard: Heard) -> None:
        """What the bot told: whether the thing at hand is done."""
        talk, goal = self._talk, self._talk.goal
        if goal is None or not talk.opened:
            return
        done = DONE.get("book" if goal.kind == "emergency" and goal.services else goal.kind)
        if done & heard.told if done is not None else self._answered(goal, heard):
            self._regret = talk.due("done")
            if self._regret is None:
                talk.next_goal()

    def _answered(self, goal: Goal, heard: Heard) -> bool:
        """A question: who is told something else than they asked for asks once more."""
        if heard.nothing or "again" in heard.told:
            return False
        self._talk.answers += 1
        said = heard.text.lower()
        found = not goal.hears or any(word.lower() in said for word in goal.hears)
        return found or self._talk.answers > 1

    def _answer(self, heard: Heard) -> Act:
        talk = self._talk
        if heard.nothing:
            return self._after_silence()
        if self.turns >= self._longest:
            return talk.give_up("the call goes on for too long")
        regret, self._regret = self._regret, None
        if regret is not None:
            return talk.change(regret)
        if not heard.asked:
            return self._when_nothing_is_asked(heard)
        if heard.asked != self._last_asked:
            talk.again = 0
        elif "again" in heard.told:
            talk.again += 1
            if talk.again >= self.person.patience:
                return talk.give_up(f"not understood at {heard.asked!r}")
        if change := talk.due(heard.asked):
            return talk.change(change)
        if heard.asked in MAY_WAIT and talk.opened and (aside := self._aside(heard)):
            return aside
        return self._reply(heard)

    def _reply(self, heard: Heard) -> Act:
        """The answer in words, or by a key where words did not get through."""
        talk = self._talk
        once_more = heard.asked == self._last_asked and bool(talk.last.words)
        unheard = once_more or talk.again >= 1 or "noisy" in heard.told
        said = talk.said_when, talk.named_staff
        act = ANSWERS[heard.asked](talk, heard)
        key = key_for(talk, heard, act) if unheard and self.person.presses else ""
        if not key:
            return act
        talk.said_when, talk.named_staff = said  # a key tells no more than what it is for
        return Act(keys=key, meaning=act.meaning)

    def _aside(self, heard: Heard) -> Act | None:
        """Something else before the answer: a question, "sorry?", or "one moment"."""
        talk = self._talk
        if talk.asides:
            return talk.ask(talk.asides.pop(0), "aside")
        if self._put_off or talk.chance.random() >= PUTS_OFF:
            return None
        if talk.chance.random() < 0.5:
            self._put_off = heard
            return talk.say("hold_on")
        self._put_off = NOTHING
        return talk.say("repeat")

    def _after_silence(self) -> Act:
        talk = self._talk
        if (talk.last.words or talk.last.keys) and talk.again < self.person.patience:
            talk.again += 1
            return talk.last
        return talk.give_up("the bot says nothing")

    def _when_nothing_is_asked(self, heard: Heard) -> Act:
        talk = self._talk
        if "bye" in heard.told or "transfer" in heard.told:
            return Act()
        if self._put_off and self._put_off.asked and talk.last.meaning == "hold_on":
            return ANSWERS[self._put_off.asked](talk, self._put_off)
        if talk.goal is None:
            return talk.say("goodbye")
        return Act() if talk.opened else talk.open()
