"""The message box after a call: whether it holds what was wanted, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from voicebot.ports import KeptMessage
from voicebot.simulator.callers.person import Person
from voicebot.simulator.callers.scenario import Goal
from voicebot.simulator.values import lacking, same_name, same_words

KEPT_AS = {"person": "callback"}
"""Goals that leave a message of another kind."""
ASKED_FOR_WORDS = ("message", "person")
"""Goals of callers who answer when they are asked what to pass on."""


class MessageBox:
    """The messages of one call. Below 1, `alike` lets names be spelled as they sound."""

    def __init__(self, messages: Sequence[KeptMessage], person: Person, alike: float) -> None:
        self._messages, self._person, self._alike = messages, person, alike
        self.kinds = frozenset(message.kind for message in messages)

    def shortcomings(self, goal: Goal) -> list[str]:
        """What is not as it was wanted of the goal's message."""
        kind = KEPT_AS.get(goal.kind, goal.kind)
        for message in self._messages:
            if message.kind == kind and (not goal.text or same_words(goal.text, message.text)):
                return self._wrong(goal, message)
        return [f"no {kind} in the message box"]

    def _wrong(self, goal: Goal, message: KeptMessage) -> list[str]:
        """What a message lacks, or whom it names in place of the caller."""
        kept = f"{message.text} {message.name} {message.phone}"
        person = {"name": self._person.name, "phone": self._person.reached_at}
        heard = same_name(message.name, self._person.name, self._alike)
        wanted = [words for words in goal.holds if words != "{name}" or not heard]
        holds = [words.format(**person) for words in wanted]
        why = [f"the {message.kind} lacks {words!r}" for words in lacking(holds, kept)]
        if message.name and not same_name(message.name, self._person.name, self._alike):
            why.append(f"the {message.kind} is from {message.name!r}")
        if message.phone and message.phone != self._person.reached_at:
            why.append(f"the {message.kind} names the number {message.phone}")
        return why

    def alarmed(self) -> bool:
        return any(m.kind == "emergency" and m.urgent for m in self._messages)

    def unwanted(self, goals: Sequence[Goal]) -> list[str]:
        """Kinds of messages that stand there without anybody having asked for them."""
        kinds = {kind for goal in goals for kind in (goal.kind, *goal.ends)}
        wanted = kinds | {KEPT_AS[kind] for kind in kinds if kind in KEPT_AS}
        wanted |= {"message" for kind in kinds if kind in ASKED_FOR_WORDS}
        return sorted(self.kinds - wanted)
