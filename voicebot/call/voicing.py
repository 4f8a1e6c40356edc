"""The bot's sentences as they go out: they take the floor, and are logged and timed."""

from __future__ import annotations

from voicebot.call import patience
from voicebot.call.judge import Judge
from voicebot.call.keeper import TurnKeeper
from voicebot.call.line import Line
from voicebot.call.playback import Sentence
from voicebot.call.turns import Floor, Move
from voicebot.dialog.model import Heard, Keyed


class Voicing:
    """One call's."""

    def __init__(self, line: Line, keeper: TurnKeeper, judge: Judge) -> None:
        self._line, self._keeper, self._judge = line, keeper, judge
        self._asked_ms = 0
        """When the bot's last reply began to go out: of several, the question."""

    def take_floor(self) -> None:
        """Audio of the present turn goes out."""
        turn = self._keeper.turn
        last = turn.ending is not None and not turn.working
        if last or self._line.on(Floor.THINKING, Floor.LISTENING):
            self._line.move(Move.LAST_VOICE if last else Move.VOICE)

    def begin(self, sentence: Sentence) -> None:
        """Note a sentence as its first audio goes out; the rest of it is nothing new."""
        if sentence.begun:
            return
        sentence.begun = True
        self._judge.bot_said(sentence.text)
        if sentence.index == 0:
            self._asked_ms = self._line.clock_ms
        self._line.log("said", text=sentence.text, reply=sentence.key)
        if not self._keeper.turn.voiced and not sentence.filler:
            self._answer(sentence)

    def _answer(self, sentence: Sentence) -> None:
        """It is the first of the present turn."""
        turn, timing = self._keeper.turn, self._keeper.timing
        turn.voiced = True
        timing.ready_ms, timing.sent_ms = sentence.ready_ms, self._line.clock_ms
        if isinstance(turn.event, Heard | Keyed):
            self._line.log("latency", **timing.split())

    def too_early(self, started_ms: int) -> bool:
        """Whether speech that began then cannot be a reaction to the bot's last reply."""
        return started_ms < self._asked_ms + patience.REACTION_MS
