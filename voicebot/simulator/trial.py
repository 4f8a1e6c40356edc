"""Scenarios played as calls without sound, one after the other, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from voicebot.adapters.memory import MemoryCalendar
from voicebot.booking.model import CalendarAnswer, CalendarRequest
from voicebot.call.history import transcript
from voicebot.call.limits import Restored
from voicebot.call.listener import Interprets
from voicebot.call.messages import LogEntry
from voicebot.dialog.loader import DialogStore
from voicebot.dialog.model import Dialog
from voicebot.dialog.state import worth_resuming
from voicebot.runtime.resuming import stood
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.scenario import Scenario
from voicebot.simulator.callers.talk import Act
from voicebot.simulator.diary import Diary
from voicebot.simulator.judge import Evidence, Verdict, judge, local_now
from voicebot.simulator.text_line import Place, TextLine

QUIET_MS = 700
"""A caller takes a pause this long for the end of what the bot has to say."""
REACTION_MS = 350
SILENCE_MS = 12_000
"""A caller who hears nothing for so long says it again."""
STEP_MS = 160
CUTS_IN_MS = 1200
"""So long after a question began an impatient caller answers it."""
LONGEST_MS = 8 * 60_000
KEY = b"slots of simulated calls"


@dataclass(frozen=True, slots=True)
class Trial:
    """One call that was played."""

    scenario: Scenario
    seed: int
    verdict: Verdict
    transcript: tuple[tuple[float, str, str], ...]
    """Seconds, who, words."""
    style: str
    condition: str = "text"
    gave_up: str = ""
    voice: str = ""
    took_s: float = 0.0
    answer_ms: tuple[tuple[str, float], ...] = field(default=())
    """By voice: what the caller's words were for, and how long the answer took."""


class Texts:
    """Plays scenarios in text; dialogs and interpreters are made once."""

    def __init__(self, interpreter_for: Callable[[Dialog], Interprets]) -> None:
        self._dialogs = DialogStore()
        self._interpreter_for = interpreter_for
        self._interpreters: dict[str, Interprets] = {}

    def play_all(self, scenarios: Sequence[Scenario], seed: int) -> Iterator[Trial]:
        for scenario in scenarios:
            yield self.play(scenario, seed)

    def play(self, scenario: Scenario, seed: int) -> Trial:
        """One call, from its first ring to the judgement.

        Raises:
            DialogError: there is no such dialog, or it is wrong.
            SettingsError: the diary cannot be filled as the scenario says.
        """
        began = time.perf_counter()
        dialog = self._dialogs.get(scenario.setting.dialog)
        calendar = MemoryCalendar(KEY)
        calendar.ensure_business(dialog.business)
        diary = Diary(calendar, dialog.business, scenario.setting.now)
        diary.fill(scenario.visits)
        before = diary.rows()
        caller = Caller(scenario, seed)
        place = self._place(dialog, calendar, scenario)
        log = _placed(place, caller)
        evidence = Evidence("CA1", before, diary.rows(), calendar.messages(), log)
        return Trial(
            scenario,
            seed,
            judge(scenario, caller.person, dialog, evidence, account=caller.account),
            told(log),
            caller.person.style,
            gave_up=caller.gave_up,
            took_s=round(time.perf_counter() - began, 2),
        )

    def _place(self, dialog: Dialog, calendar: MemoryCalendar, scenario: Scenario) -> Place:
        if dialog.id not in self._interpreters:
            self._interpreters[dialog.id] = self._interpreter_for(dialog)

        now = local_now(scenario, dialog)

        def answer(request: CalendarRequest, key: str, call_id: str) -> CalendarAnswer:
            return calendar.answer(dialog.business.id, request, key=key, call_id=call_id, now=now)

        return Place(dialog, self._interpreters[dialog.id], answer, now)


def _placed(place: Place, caller: Caller) -> list[LogEntry]:
    """The log of the call; of two, where the caller is cut off and rings back."""
    number, cut_off = caller.person.calls_from, caller.scenario.cut_off
    line = TextLine(place, number)
    converse(line, caller, cut_off or None)
    if not cut_off:
        return line.log
    again = TextLine(replace(place, restored=_restored(line.log)), number, "CA2")
    converse(again, caller)
    return [*line.log, *again.log]


def _restored(log: Sequence[LogEntry]) -> Restored | None:
    """As the service has it for who rings back at once."""
    broken = stood(log)
    return Restored(broken.state) if broken and worth_resuming(broken.state) else None


def converse(line: TextLine, caller: Caller, turns: int | None = None) -> None:
    """Talk until one of the two ends the call, or the line goes dead after so many turns."""
    known = 0
    while not _is_over(line) and line.now_ms < LONGEST_MS and caller.turns != turns:
        sentences = _listen(line, caller, known)
        known += len(sentences)
        if _is_over(line):
            return
        _act(line, caller.hear(sentences))
    line.hang_up()


def _listen(line: TextLine, caller: Caller, known: int) -> list[str]:
    """What the bot says next: to its end, or to where the caller cuts in."""
    began, quiet, heard = line.now_ms, 0, known
    while not _is_over(line):
        line.run(STEP_MS)
        said = line.sentences()
        if len(said) > heard:
            heard, quiet = len(said), 0
            if caller.interrupts(said[known:]):
                line.run(CUTS_IN_MS)
                return line.sentences()[known:]
        quiet = quiet + STEP_MS if line.bot_is_quiet else 0
        silent_for = line.now_ms - began
        if quiet >= QUIET_MS and (heard > known or silent_for > SILENCE_MS):
            break
    return line.sentences()[known:]


def _is_over(line: TextLine) -> bool:
    return line.over


def _act(line: TextLine, act: Act) -> None:
    line.run(REACTION_MS)
    if act.hangs_up:
        line.hang_up()
    elif act.keys:
        line.press(act.keys)
    elif act.words:
        line.say(act.words)


def told(entries: Sequence[LogEntry]) -> tuple[tuple[float, str, str], ...]:
    """The transcript with the replies' keys, for people who look for the cause of a failure."""
    lines = []
    for line in transcript(entries):
        key = f" [{line.details['reply']}]" if line.who == "bot" else ""
        if line.who != "note" or line.text.startswith(("ended", "cut", "failed", "not for")):
            lines.append((round(line.at_ms / 1000, 1), line.who, line.text + key))
    return tuple(lines)
