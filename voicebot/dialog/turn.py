"""One turn being decided: what is known going in, and what is collected on the way out.

The handlers of `manager` and of the tasks get a `Turn`, change its state by `set` and collect
replies and requests; `decision()` is what comes out. It lives no longer than one `decide`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.booking.model import CalendarRequest
from voicebot.dialog.model import (
    Context,
    Decision,
    Dialog,
    DialogState,
    Ending,
    Reply,
    Topic,
)
from voicebot.understanding.model import Expectation, Grain, Offered, SlotValue

WEIGHT = {"goodbye": 1, "abandoned": 1, "informed": 2, "failed": 3}
"""How an outcome counts against what the call came to before; what was done in it counts 4."""
DONE = 4

FILLERS = ("waiting",)
"""Replies that leave what was said before as what is to be repeated."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: the reply's key and values, and what an answer may fill."""

    step: str
    key: str
    slots: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    offered: tuple[Offered, ...] = ()
    grain: Grain | None = None


PUT_RIGHT_AT = ("confirm", "change")
"""Steps at which a booking that was read back may be put right."""
READ_BACKS = ("confirm", "confirm_move")
"""Steps whose question says what is about to be done: the caller hears it to its end, and what is
said meanwhile counts afterwards."""


@dataclass(slots=True)
class Turn:
    dialog: Dialog
    state: DialogState
    context: Context
    replies: list[Reply] = field(default_factory=list)
    requests: list[CalendarRequest] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    ending: Ending | None = None
    outcome: str | None = None
    new: set[str] = field(default_factory=set)
    """What the utterance of this turn told that was not known before."""
    finished: bool = False
    """The task at hand is done: on with the one that it interrupted, or with what is next."""
    failed: bool = False
    """The answer could not be used."""
    topic: Topic | None = None
    """The business's own question that this turn's utterance asks."""
    before: DialogState | None = None
    """What was known before this turn's utterance."""
    repeated: bool = False
    """What was said before is only said again."""
    aside: bool = False
    """The utterance asked something else: the open question is only resumed."""

    # --- what is known ---------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time of the call, in the business's zone."""
        return self.context.now.astimezone(ZoneInfo(self.dialog.business.zone))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.dialog.business.zone))

    def known(self, slot: str) -> str:
        """The value of a slot as text, or ""."""
        value = self.state.slots.get(slot)
        return "" if value is None else str(value.value)

    def noted(self, name: str, default: Any = None) -> Any:
        """One of the manager's small notes."""
        return self.state.memory.get(name, default)

    @property
    def reachable_at(self) -> str:
        """The number to note for this caller: the one given, else the one that calls."""
        return self.known("phone") or self.context.caller

    # --- what changes ----------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def keep(self, value: SlotValue) -> None:
        self.set(slots={**self.state.slots, value.name: value})

    def forget(self, *slots: str) -> None:
        self.set(slots={n: v for n, v in self.state.slots.items() if n not in slots})

    def note(self, **notes: Any) -> None:
        """Keep small notes; None removes one."""
        memory = {**self.state.memory, **notes}
        self.set(memory={name: value for name, value in memory.items() if value is not None})

    # --- what comes out --------------------------------------------------------------------------

    def say(self, key: str, /, **values: Any) -> None:
        self.replies.append(Reply(key, values))

    def say_through(self, key: str, /, **values: Any) -> None:
        """Say what the caller's speech does not cut off."""
        self.replies.append(Reply(key, values, interruptible=False))

    def ask(self, question: Question, key: str = "") -> None:
        """Ask, by the question's own words or by another `key` with the same values."""
        expects = Expectation(
            question.step,
            question.slots,
            question.grain,
            question.offered,
            caller=self.context.caller,
            agreed=self._agreed(),
            name=self.known("name"),
            name_heard=tuple(map(tuple, self.noted("name_heard", ()))),
            name_refused=tuple(self.noted("not_names", ())),
        )
        whole = question.step in READ_BACKS and not key
        self.replies.append(
            Reply(key or question.key, question.values, interruptible=not whole, expects=expects)
        )
        if question.step != self.state.step:
            self.set(attempts=0)
        self.set(step=question.step)

    def _agreed(self) -> Offered | None:
        slot = self.state.chosen
        return Offered(self.local(slot.start), self.local(slot.end)) if slot else None

    def request(self, request: CalendarRequest, purpose: str) -> None:
        """Ask the calendar; `purpose` names who deals with the answer (see `manager`)."""
        self.requests.append(request)
        self.purposes.append(purpose)

    def achieve(self, outcome: str) -> None:
        """The call has come to this; a weaker outcome leaves what was done before."""
        before = WEIGHT.get(self.state.outcome, DONE) if self.state.outcome else 0
        weight = WEIGHT.get(outcome, DONE)
        if weight < before or weight == before == 1:
            return
        self.outcome = outcome
        self.set(outcome=outcome)

    def end(self, outcome: str, transfer_to: str = "") -> None:
        self.achieve(outcome)
        self.ending = Ending(self.state.outcome or outcome, transfer_to)

    def decision(self) -> Decision:
        if self.requests:
            self.set(pending=tuple(self.purposes))
        if any(reply.key not in FILLERS for reply in self.replies):
            self.set(said=tuple(self.replies))
        return Decision(
            self.state, tuple(self.replies), tuple(self.requests), self.ending, self.outcome
        )
