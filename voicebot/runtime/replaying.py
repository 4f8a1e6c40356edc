"""A stored call decided again: today's understanding and dialog against what its log says.

The log names every event that something was decided on, with its words, keys or answer, so no
audio and no calendar is needed. What follows each event is worked out anew and compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from voicebot.booking import model as booking
from voicebot.booking.model import CalendarAnswer
from voicebot.call import history
from voicebot.call.listener import Interprets
from voicebot.call.messages import LogEntry
from voicebot.call.plain import plain
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import (
    Answered,
    Context,
    Decision,
    Dialog,
    DialogEvent,
    DialogState,
    Failed,
    Heard,
    Keyed,
    NotHeard,
    Opened,
    Silent,
)
from voicebot.dialog.replies import render
from voicebot.dialog.state import load_state
from voicebot.errors import CannotReplay
from voicebot.understanding.model import Expectation, Hypothesis

_REQUEST = re.compile(r":\d+:(\d+)$")
"""The ids of calendar requests end in the turn and the request's number within it."""
_FILLER = "one_moment"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision. `event` says in words what it was about, "" in the middle of a turn."""

    at_ms: int
    event: str
    now: tuple[str, ...]
    then: tuple[str, ...]
    """Replies, then "at" the step and, where the call ended, how."""

    @property
    def same(self) -> bool:
        return self.now == self.then


@dataclass(slots=True)
class _Turn:
    """One turn of the log, and what would undo it."""

    before: tuple[DialogState, Expectation]
    utterance: str = ""
    not_heard: bool = False
    voiced: bool = False
    requests: int = 0
    ordinals: dict[int, int] = field(default_factory=dict)
    """By a request's number in the turn: its place in the decision that made it."""
    asked: set[str] = field(default_factory=set)


class Replay:
    """One call's. `talk` is what it went on with when it began, see `resumed`."""

    def __init__(
        self, dialog: Dialog, interpreter: Interprets, talk: DialogState | None = None
    ) -> None:
        self._dialog, self._interpreter = dialog, interpreter
        self._zone = ZoneInfo(dialog.business.zone)
        self._state = talk or initial_state(dialog)
        self._expects = Expectation()
        self._turn = _Turn((self._state, self._expects))
        self._last: dict[str, LogEntry] = {}
        """The last entry of each kind."""
        self._failed: set[str] = set()
        self._strayed = False
        self._said: tuple[str, ...] = ()
        self._facts: dict[str, Any] = {}
        self._recorded = False

    def run(self, entries: Sequence[LogEntry]) -> Iterator[Replayed]:
        """Decide on all of a call's log, in its order.

        Raises:
            CannotReplay: the log is not whole, or its states are of another version.
        """
        if not entries or entries[0].kind != "started":
            raise CannotReplay("the log has no beginning")
        self._recorded = any("notice" in e.data["replies"] for e in entries if e.kind == "decided")
        for number, entry in enumerate(entries):
            self._last[entry.kind] = entry
            match entry.kind:
                case "started":
                    self._started(entry, entries[:number])
                case "asked":
                    self._turn.asked.add(entry.data["id"])
                case "failed":
                    self._failed.add(entry.data["work"])
                case "said":
                    self._turn.voiced |= entry.data["reply"] != _FILLER
                case "taken_back":
                    self._taken_back(entry)
                case "state":
                    self._logged_state(entry)
                case "decided":
                    yield self._decided(entry)

    # --- where the talk stands -------------------------------------------------------------------

    def _started(self, entry: LogEntry, before: Sequence[LogEntry]) -> None:
        """A line that was joined up again goes on with what was stored, as the call itself did."""
        self._facts = dict(entry.data)
        stored = history.last_state(before)
        if before:
            self._state = _state(stored) if stored else initial_state(self._dialog)
            self._expects, self._said = Expectation(), ()

    def _logged_state(self, entry: LogEntry) -> None:
        """After another decision than then, go on from where the call stood."""
        if self._strayed:
            self._state = _state(entry.data["state"])
            self._strayed = False

    def _taken_back(self, entry: LogEntry) -> None:
        """The caller went on before hearing an answer. Words that were still out undo nothing."""
        turn = self._turn
        answered = turn.utterance == entry.data["utterance"] or turn.not_heard
        if answered and not turn.voiced:
            self._state, self._expects = turn.before

    # --- deciding again --------------------------------------------------------------------------

    def _decided(self, entry: LogEntry) -> Replayed:
        name = entry.data["on"]
        if name != "Answered" and not (name == "Failed" and self._calendar_failed()):
            self._turn = _Turn((self._state, self._expects))
        event, words = self._event(name, entry)
        context = self._context(entry)
        decision = decide(self._dialog, self._state, event, context)
        self._take(decision, context)
        then = _shown(entry.data["replies"], entry.data["step"], entry.data.get("ending"))
        replayed = Replayed(entry.at_ms, words, _now(decision), then)
        self._strayed = self._strayed or not replayed.same
        return replayed

    def _event(self, name: str, entry: LogEntry) -> tuple[DialogEvent, str]:
        match name:
            case "Opened":
                return Opened(), "the call begins"
            case "Heard":
                return self._heard()
            case "NotHeard":
                self._turn.not_heard = True
                return NotHeard(), "no words"
            case "Keyed":
                digits = self._of("keyed")["digits"]
                return Keyed(digits), f"keys {digits}"
            case "Silent":
                times = self._of("silence")["times"]
                return Silent(times), f"silence, {times} in a row"
            case "Answered":
                return self._answered(), ""
            case "Failed" if self._calendar_failed():
                code = self._of("failed")["code"]
                self._failed -= self._turn.asked
                return Failed("calendar", code), f"the calendar failed: {code}"
            case "Failed" if "failed" in self._last and self._last["failed"].at_ms == entry.at_ms:
                code = self._of("failed")["code"]
                return Failed("synthesis", code), f"the read-back could not be spoken: {code}"
            case "Failed":
                return Failed("time", "timed_out"), "the call's time is up"
        raise CannotReplay(f"entry {entry.seq} is about {name}, which is not known today")

    def _heard(self) -> tuple[DialogEvent, str]:
        data, entry = self._of("heard"), self._last["heard"]
        self._turn.utterance = data["utterance"]
        nbest = [Hypothesis(**{k: v for k, v in h.items() if k != "type"}) for h in data["nbest"]]
        now = self._context(entry).now
        return Heard(self._interpreter.interpret(nbest, self._expects, now)), data["text"]

    def _answered(self) -> DialogEvent:
        data = self._of("calendar")
        found = _REQUEST.search(data["id"])
        number = int(found[1]) if found else 0
        if number not in self._turn.ordinals:
            # Today's dialog asks for less. The answer is for nobody; the difference was told.
            return Answered(len(self._state.pending), read_answer(data["answer"]))
        return Answered(self._turn.ordinals.pop(number), read_answer(data["answer"]))

    def _take(self, decision: Decision, context: Context) -> None:
        turn = self._turn
        self._state = decision.state
        for ordinal, _ in enumerate(decision.requests):
            turn.requests += 1
            turn.ordinals[turn.requests] = ordinal
        for reply in decision.replies:
            texts = render(self._dialog, reply, context, self._said)
            self._said = (*self._said, *texts)[-8:]
            if reply.expects is not None:
                self._expects = replace(reply.expects, said=" ".join(texts))

    def _calendar_failed(self) -> bool:
        return bool(self._failed & self._turn.asked)

    def _context(self, entry: LogEntry) -> Context:
        facts = self._facts
        at = datetime.fromisoformat(facts["at"]) + timedelta(milliseconds=entry.at_ms)
        return Context(
            at.astimezone(self._zone),
            facts["caller"],
            facts["called"],
            entry.call_id,
            self._recorded,
            entry.data.get("snr_db"),
        )

    def _of(self, kind: str) -> dict[str, Any]:
        if kind not in self._last:
            raise CannotReplay(f"the log lacks an entry {kind!r}")
        return dict(self._last[kind].data)


def resumed(entries: Sequence[LogEntry]) -> bool:
    """Whether a call went on, when it began, with the talk of another."""
    first = next((e for e in entries if e.kind == "decided"), None)
    return first is not None and "resumed" in first.data["replies"]


def read_answer(data: Any) -> CalendarAnswer:
    """What `voicebot.call.plain` made of a calendar's answer, as it was.

    Raises:
        CannotReplay: it is of a kind that is not known today.
    """
    kind: Any = getattr(booking, data["type"], None)
    if not is_dataclass(kind):
        raise CannotReplay(f"the calendar's answer {data['type']!r} is not known today")
    try:
        answer: CalendarAnswer = TypeAdapter(kind).validate_python(_whole(data))
    except ValueError as error:
        raise CannotReplay(f"an answer of the calendar, {data['type']}: {error}") from None
    return answer


def _whole(value: Any) -> Any:
    """With the empty parts that the log leaves out, where a class has no default for them."""
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if not isinstance(value, dict):
        return value
    parts = {name: _whole(item) for name, item in value.items()}
    kind = getattr(booking, str(value.get("type")), None)
    if not is_dataclass(kind):
        return parts
    lacking = [f for f in fields(kind) if f.default is f.default_factory is MISSING]
    return {f.name: "" if f.type == "str" else () for f in lacking} | parts


def _state(data: Any) -> DialogState:
    try:
        return load_state(data)
    except ValueError as error:
        raise CannotReplay(f"a stored state is of another version: {error}") from None


def _now(decision: Decision) -> tuple[str, ...]:
    return _shown(
        [reply.key for reply in decision.replies], decision.state.step, plain(decision.ending)
    )


def _shown(replies: Sequence[str], step: str, ending: Any) -> tuple[str, ...]:
    end = (f"ends: {ending['outcome']} {ending.get('transfer_to', '')}".strip(),) if ending else ()
    return (*replies, f"at {step}", *end)
