"""The bot's turns of one call: working them out, guessing ahead, saying them, taking them back.

At any time there is the present turn, and at most one guess: the turn that follows if the caller
is done. What the guess would say is synthesised already; what it would command waits.
"""

from __future__ import annotations

from voicebot.booking.model import TakeMessage
from voicebot.call.line import Line
from voicebot.call.listener import Hearing, Listener
from voicebot.call.messages import (
    CalendarAnswered,
    CancelWork,
    ClearAudio,
    Request,
    WorkFailed,
)
from voicebot.call.mouth import Mouth
from voicebot.call.plain import plain
from voicebot.call.playback import Sentence
from voicebot.call.timing import Timing
from voicebot.call.turn import Mind, Turn
from voicebot.call.turns import Floor, Move
from voicebot.dialog.model import (
    Answered,
    Dialog,
    DialogEvent,
    DialogState,
    Failed,
    Heard,
    Opened,
    Reply,
)
from voicebot.dialog.privacy import goes_on
from voicebot.dialog.state import dump_state
from voicebot.understanding.model import Understanding

AUDIBLE = (Floor.SPEAKING, Floor.OVERLAP, Floor.CLOSING)


class TurnKeeper:
    """Owner of the dialog's state and of the turns that change it."""

    def __init__(
        self,
        dialog: Dialog,
        state: DialogState,
        line: Line,
        mouth: Mouth,
        listener: Listener,
        first_turn: int = 0,
    ) -> None:
        self.turn = Turn("", Opened(), state)
        self.answering: Hearing | None = None
        """The caller's words that the present turn answers."""
        self.outcome = "abandoned"
        """What the call has achieved so far."""
        self.holds = False
        """Slots may be held for this call."""
        self.timing = Timing()
        self._mind = Mind(dialog, lambda: line.context(listener.snr_db))
        self._line, self._mouth, self._listener = line, mouth, listener
        self._state = state
        self._before = (state, listener.expects)
        self._guess: tuple[Understanding, Turn] | None = None
        self._numbers = first_turn
        self._asked_ms = 0

    @property
    def after_card(self) -> bool:
        """Whether a payment card was told just before, so that the rest of it may follow."""
        return goes_on(self._state)

    def rang_off(self) -> TakeMessage | None:
        """What the staff are told of a caller who rings off now."""
        return self._mind.rang_off(self._state)

    # --- working a turn out ----------------------------------------------------------------------

    def begin(self, event: DialogEvent, hearing: Hearing | None = None) -> None:
        """Answer an event, or the words of an utterance."""
        self.drop_guess()
        self._adopt(self._work_out(event), hearing)

    def guess(self, words: Understanding) -> None:
        """Work the turn out that follows if the caller is done with these words."""
        self.drop_guess()
        self._guess = (words, self._work_out(Heard(words), tentative=True))

    def answer(self, hearing: Hearing) -> None:
        """The caller is done: the guess becomes the present turn, if there is one for this."""
        assert hearing.words is not None
        guess, self._guess = self._guess, None
        guessed = guess is not None and guess[0] is hearing.words
        self.timing = Timing.of(hearing, speculated=guessed)
        if guess is not None and guessed:
            self._line.out += self._mind.commit(guess[1])
            self._adopt(guess[1], hearing)
        else:
            self._guess = guess
            self.begin(Heard(hearing.words), hearing)

    def _work_out(self, event: DialogEvent, *, tentative: bool = False) -> Turn:
        self._numbers += 1
        turn_id = f"{self._line.facts.call_id}:{self._numbers}"
        turn = Turn(turn_id, event, self._state, tentative=tentative)
        self._ask(turn, self._mind.work(turn, event))
        return turn

    def _ask(self, turn: Turn, requests: list[Request]) -> None:
        self._line.out += requests
        for sentence in turn.sentences:
            if sentence.pcm is None:
                self._mouth.make(sentence)

    def _adopt(self, turn: Turn, hearing: Hearing | None) -> None:
        self._before = (self._state, self._listener.expects)
        self.turn, self.answering = turn, hearing
        self._asked_ms = self._line.clock_ms
        self._line.move(Move.ANSWER)
        self._apply(turn)

    def _apply(self, turn: Turn) -> None:
        """What the turn has come to so far holds: say it, remember it, log it."""
        self._state = turn.state
        self.outcome = turn.outcome or self.outcome
        self.holds = self.holds or turn.holds
        for kind, data in turn.log:
            self._line.log(kind, **data)
        turn.log.clear()
        for sentence in turn.sentences:
            self._mouth.say(sentence)
        turn.sentences.clear()
        self._listener.expects = turn.expects or self._listener.expects
        self.timing.decided_ms = self._line.clock_ms
        self._line.log("state", state=dump_state(turn.state))

    # --- the calendar ----------------------------------------------------------------------------

    def calendar_answered(self, message: CalendarAnswered) -> None:
        """An answer nobody waits for any more is ignored: only look-ups are ever dropped."""
        turn = self._asker(message.request_id)
        if turn is not None:
            answer = plain(message.answer)
            data = {"id": message.request_id, "answer": answer, "took_ms": message.took_ms}
            turn.log.append(("calendar", data))
            self._continue(turn, Answered(turn.open.pop(message.request_id), message.answer))

    def calendar_failed(self, message: WorkFailed) -> bool:
        """Whether the work that failed was a request to the calendar."""
        turn = self._asker(message.work_id)
        if turn is None:
            return False
        turn.open.pop(message.work_id)
        self._continue(turn, Failed("calendar", message.code))
        return True

    def ask_patience(self, after_ms: int) -> None:
        """The calendar takes its time: say so, once a turn."""
        waits = self.turn.working and not self.turn.patient and self._mouth.idle
        if waits and self._line.clock_ms - self._asked_ms >= after_ms:
            self.turn.patient = True
            self._ask(self.turn, self._mind.say(self.turn, Reply("one_moment"), filler=True))
            self._apply(self.turn)

    def _asker(self, request_id: str) -> Turn | None:
        turns = [self.turn] + ([self._guess[1]] if self._guess else [])
        return next((turn for turn in turns if request_id in turn.open), None)

    def _continue(self, turn: Turn, event: DialogEvent) -> None:
        self._ask(turn, self._mind.work(turn, event))
        if turn is self.turn:
            self._apply(turn)

    # --- taking turns back -----------------------------------------------------------------------

    def drop_guess(self) -> None:
        """The caller was not done."""
        if self._guess is not None:
            self._forget(self._guess[1])
            self._guess = None

    def expect_words(self, hearing: Hearing) -> None:
        """The caller is done; words are on their way, and go with the state as it is now."""
        self.answering = hearing

    def take_back(self) -> Hearing | None:
        """The caller goes on before hearing an answer: undo the turn, if it changed nothing.

        The utterance it answered, of which the new one is the rest; None when it must stand.
        """
        hearing = self.answering
        if hearing is None:
            return None
        if hearing.recognised_ms is not None:  # the present turn is the answer to it
            if self.turn.voiced or self.turn.commanded:
                return None
            self._mouth.drop(self._line.clock_ms)
            self._forget(self.turn)
            self.turn.open.clear()
            self.turn.ending = None
            self._state, self._listener.expects = self._before
        self._line.log("taken_back", utterance=hearing.id)
        self.answering = None
        return hearing

    def guessed(self, sentences: list[Sentence]) -> bool:
        """Whether these would only be said if the guess turns out right."""
        return self._guess is not None and any(s in self._guess[1].sentences for s in sentences)

    def must_be_heard(self, sentences: list[Sentence]) -> bool:
        """Whether the caller is to agree to one of these: not before it was heard whole."""
        over = self.turn.working or self.turn.ending is not None
        ours = [s for s in sentences if s in self._mouth.unheard]
        return not over and any(not s.interruptible and not s.notice for s in ours)

    def drop_speech(self, cause: str) -> None:
        """Fall silent for good; the log keeps what the caller missed."""
        audible = self._line.on(*AUDIBLE)
        for sentence in self._mouth.drop(self._line.clock_ms):
            heard = sentence.heard / sentence.length if sentence.length else 0.0
            self._line.log("cut", text=sentence.text, heard=round(heard, 2), cause=cause)
        self._forget(self.turn)
        if audible:
            self._line.out.append(ClearAudio())

    def _forget(self, turn: Turn) -> None:
        self.holds = self.holds or turn.holds  # what a dropped guess holds is let go at the end
        replies = {f"{turn.id}.{n + 1}" for n in range(turn.replies)}
        self._line.out += [CancelWork(reply_id) for reply_id in self._mouth.forget(replies)]
