"""One call as one plain object: `receive(message) -> list[Request]`.

It never awaits, reads no clock and opens no file: the caller's audio is its clock. The driver
tells it what happened (`Told`) and does what it asks (`Request`).

    AudioArrived ─► Listener ─► words ─► TurnKeeper ─► dialog.manager.decide
                                              └─► Speak, AskCalendar ─► Mouth ─► SendAudio
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from voicebot.booking.model import CalendarRequest, Release
from voicebot.call import patience, record
from voicebot.call.judge import Judge, is_bare_yes
from voicebot.call.keeper import TurnKeeper
from voicebot.call.keypad import Keypad
from voicebot.call.limits import Limits, Restored
from voicebot.call.line import Line
from voicebot.call.listener import (
    Began,
    FellSilent,
    Finished,
    Guessed,
    Hearing,
    Interprets,
    Listener,
    Noticed,
    WentOn,
)
from voicebot.call.messages import (
    AskCalendar,
    AudioArrived,
    CalendarAnswered,
    CallEnded,
    CallStarted,
    ClearAudio,
    HangUp,
    KeyPressed,
    MarkPlayed,
    Request,
    SpeechReady,
    StageTook,
    Tick,
    Told,
    Transcribed,
    TransferCall,
    WorkFailed,
)
from voicebot.call.mouth import Mouth
from voicebot.call.plain import plain
from voicebot.call.silence import Silence
from voicebot.call.timing import Timing
from voicebot.call.turn import answers, vocabulary
from voicebot.call.turns import Floor, Move
from voicebot.call.voicing import Voicing
from voicebot.dialog.manager import initial_state
from voicebot.dialog.model import (
    Dialog,
    Ending,
    Failed,
    Keyed,
    NotHeard,
    Opened,
    Silent,
)
from voicebot.dialog.privacy import without_cards
from voicebot.errors import SynthesisFailed

MUTE_AFTER = 3
"""So many replies in a row that could not be synthesised, and the call goes to a person."""


class CallSession:
    """The sole owner of a call's state."""

    def __init__(
        self,
        dialog: Dialog,
        interpreter: Interprets,
        *,
        limits: Limits | None = None,
        restored: Restored | None = None,
        recorded: bool = False,
    ) -> None:
        """A call that has not begun. `recorded`: both sides are kept, and the caller is told."""
        self._limits = limits or Limits()
        self._dialog = dialog
        self._entries = entries = restored.entries if restored else 0
        self._line = Line(ZoneInfo(dialog.business.zone), entries, recorded=recorded)
        self._listener = Listener(
            interpreter,
            self._line.now,
            vocabulary(dialog),
            answers(dialog),
            speculate=self._limits.speculate,
        )
        self._mouth = Mouth()
        state = restored.state if restored else initial_state(dialog)
        self._keeper = TurnKeeper(
            dialog, state, self._line, self._mouth, self._listener, first_turn=entries
        )
        self._keypad = Keypad(dialog.locale.region)
        self._kept: list[Hearing | str] = []
        """Words and key entries for us that came when they could not be acted on."""
        self._judge = Judge()
        self._voicing = Voicing(self._line, self._keeper, self._judge)
        self._stalled_ms = 0.0
        self._silence = Silence()
        self._mute = 0
        self.turns = 0
        """The caller's turns so far."""
        self.said_goodbye = False
        """The bot ended the call as it meant to; otherwise the caller still needs a way out."""

    @property
    def ended(self) -> bool:
        return self._line.floor is Floor.ENDED

    @property
    def outcome(self) -> str:
        """What the call has achieved so far, one of `voicebot.call.history.OUTCOMES`."""
        return self._keeper.outcome

    def receive(self, message: Told) -> list[Request]:
        """Take in what happened; what is to be done now, in order.

        Raises:
            TransitionError: a defect in the floor's table.
        """
        if self.ended:
            return []
        out = self._line.out = []
        self._line.clock_ms = max(self._line.clock_ms, message.at_ms)
        self._dispatch(message)
        if not self.ended:
            self._pump()
        out += self._listener.take_requests()
        return out

    def _dispatch(self, message: Told) -> None:
        match message:
            case AudioArrived():
                self._stalled_ms = 0.0
                self._notice(self._listener.push(message))
                self._watch_barge_in()
            case MarkPlayed():
                self._mouth.playback.played(message.name)
            case SpeechReady():
                self._mute = 0 if message.took_ms else self._mute  # what was kept proves nothing
                self._mouth.ready(message)
            case Transcribed():
                self._notice(self._listener.transcribed(message))
            case CalendarAnswered():
                self._keeper.calendar_answered(message)
            case WorkFailed():
                self._work_failed(message)
            case KeyPressed():
                self._key(message)
            case Tick():
                self._tick(message)
            case StageTook(_, work_id, stage, took_ms):
                self._line.log("took", work=work_id, stage=stage, ms=took_ms)
            case CallStarted():
                self._start(message)
            case CallEnded():
                if message.reason == "stop" and self._keeper.turn.ending is None:
                    self._ask_at_end("left", self._keeper.rang_off())
                self._end(message.reason)

    # --- the call begins and ends ----------------------------------------------------------------

    def _start(self, message: CallStarted) -> None:
        self._line.facts = message
        self._line.log("started", **record.started(message, self._dialog))
        self._keeper.begin(Opened())

    def _tick(self, message: Tick) -> None:
        self._stalled_ms += message.elapsed_s * 1000
        if self._stalled_ms >= self._limits.stalled_ms:
            self._hang_up("stalled")

    def _hang_up(self, reason: str) -> None:
        self._end(reason)
        self._line.out.append(HangUp(reason))

    def _end(self, reason: str, transfer_to: str = "") -> None:
        self._ask_at_end("end", Release() if self._keeper.holds else None)
        self._line.move(Move.END)
        ending = {"reason": reason, "outcome": self.outcome, "transfer_to": transfer_to}
        self._line.log("ended", turns=self.turns, **ending)

    def _ask_at_end(self, what: str, request: CalendarRequest | None) -> None:
        if request is not None:
            request_id = f"{self._line.facts.call_id}:{what}{self._entries or ''}"
            self._line.log("asked", id=request_id, request=plain(request))
            self._line.out.append(AskCalendar(request_id, request))

    def _close(self, ending: Ending) -> None:
        self._keeper.outcome = ending.outcome
        self.said_goodbye = True
        self._end("transferred" if ending.transfer_to else "done", ending.transfer_to)
        last = TransferCall(ending.transfer_to) if ending.transfer_to else HangUp("done")
        self._line.out.append(last)

    def _work_failed(self, message: WorkFailed) -> None:
        self._line.log("failed", work=message.work_id, code=message.code)
        if self._keeper.calendar_failed(message):
            return
        short = self._mouth.failed(message.work_id)
        if not short:
            self._notice(self._listener.transcribed(message))
            return
        if self._keeper.guessed(short):
            self._keeper.drop_guess()  # it is tried again when it is wanted
            return
        self._mute += 1
        if self._mute >= MUTE_AFTER:
            self._hang_up(SynthesisFailed.code)
        elif self._keeper.must_be_heard(short):
            self._keeper.drop_speech("failed")
            self._keeper.begin(Failed("synthesis", message.code))

    # --- the caller speaks -----------------------------------------------------------------------

    def _notice(self, noticed: list[Noticed]) -> None:
        for notice in noticed:
            match notice:
                case Began():
                    self._began()
                case Guessed(hearing):
                    self._guessed(hearing)
                case WentOn():
                    self._keeper.drop_guess()
                case FellSilent(hearing):
                    self._fell_silent(hearing)
                case Finished(hearing):
                    self._finished(hearing)

    def _began(self) -> None:
        if self._line.floor is Floor.THINKING and (hearing := self._keeper.take_back()):
            self._listener.reopen(hearing)
        if self._line.on(Floor.THINKING, Floor.LISTENING, Floor.SPEAKING):
            self._line.move(Move.SPEECH)

    def _guessed(self, hearing: Hearing) -> None:
        if self._line.floor is Floor.PAUSED and not self._is_for_us(hearing):
            self._listener.reset()
            self._ignore(hearing)
        elif hearing.words is not None and self._may_guess():
            self._keeper.guess(hearing.words)

    def _may_guess(self) -> bool:
        return self._line.on(Floor.HEARING, Floor.PAUSED) and not self._busy()

    def _busy(self) -> bool:
        """The calendar is at work for the present turn, or words wait their turn."""
        return self._keeper.turn.working or bool(self._kept)

    def _fell_silent(self, hearing: Hearing) -> None:
        if self._line.floor is Floor.HEARING and not self._busy():
            self._keeper.expect_words(hearing)
            self._line.move(Move.ANSWER)

    def _finished(self, hearing: Hearing) -> None:
        over_bot = self._line.on(Floor.SPEAKING, Floor.OVERLAP, Floor.PAUSED, Floor.CLOSING)
        if over_bot and not self._is_for_us(hearing):
            self._ignore(hearing)
        elif self._busy() or (over_bot and not self._may_interrupt()):
            self._keep(hearing)
        elif hearing.words is None:
            self._no_words(hearing)
        else:
            self._heard(hearing)

    def _is_for_us(self, hearing: Hearing) -> bool:
        closing = self._line.floor is Floor.CLOSING
        expects, unheard_ms = self._listener.expects, self._mouth.unheard_ms
        return self._judge.is_for_us(hearing, expects, unheard_ms, closing=closing)

    def _may_interrupt(self) -> bool:
        return not self._busy() and all(s.interruptible for s in self._mouth.unheard[:1])

    def _ignore(self, hearing: Hearing) -> None:
        """A listener's sound, an echo, a television: speak on, or go on from where it stopped."""
        text = without_cards(hearing.text, after=self._keeper.after_card)
        self._line.log("ignored", text=text, voiced_ms=hearing.voiced_ms)
        self._speak_on()

    def _keep(self, hearing: Hearing) -> None:
        """Words for us, to be used as soon as the bot has said what must be heard."""
        if hearing.words is not None:
            self._kept.append(hearing)
        self._speak_on()

    def _speak_on(self) -> None:
        """Nothing comes of the sounds now: the floor is as it was before them."""
        if self._line.floor is Floor.PAUSED:
            self._mouth.go_on()
        if self._line.on(Floor.PAUSED, Floor.OVERLAP, Floor.HEARING):
            self._line.move(Move.NOISE)
        elif self._line.floor is Floor.THINKING:
            self._line.move(Move.QUIET)

    def _no_words(self, hearing: Hearing) -> None:
        self._line.log("no_words", voiced_ms=hearing.voiced_ms, failed=hearing.failed)
        if hearing.voiced_ms < self._limits.short_sound_ms and not hearing.failed:
            self._speak_on()
        else:
            self._keeper.begin(NotHeard(), hearing)

    def _heard(self, hearing: Hearing) -> None:
        """The caller's turn is whole: act on it."""
        self._keeper.drop_speech("barge_in")
        self.turns += 1
        self._silence.broken()
        self._line.log("heard", **record.heard(hearing, after_card=self._keeper.after_card))
        self._keeper.answer(hearing)

    def _watch_barge_in(self) -> None:
        lasts = self._listener.voiced_ms >= self._limits.barge_in_ms
        if self._line.floor is Floor.OVERLAP and lasts and self._may_interrupt():
            self._mouth.silence(self._line.clock_ms)
            self._line.out.append(ClearAudio())
            self._line.move(Move.PAUSE)
            self._line.log("paused")

    # --- keys ------------------------------------------------------------------------------------

    def _key(self, message: KeyPressed) -> None:
        notice = any(sentence.notice for sentence in self._mouth.unheard[:1])
        speaking = self._line.on(Floor.SPEAKING, Floor.OVERLAP, Floor.PAUSED)
        if speaking and not notice and not self._keeper.turn.working:
            self._keeper.drop_speech("key")
            self._line.move(Move.INTERRUPT)
        if self._line.floor is Floor.HEARING:
            self._listener.reset()
            self._keeper.drop_guess()
            self._line.move(Move.NOISE)
        entry = self._keypad.press(message.digit, message.at_ms, self._listener.expects.asked)
        if entry is not None:
            self._kept.append(entry)

    def _keyed(self, digits: str) -> None:
        self.turns += 1
        self._silence.broken()
        self._line.log("keyed", digits=without_cards(digits))
        self._keeper.timing = Timing(self._line.clock_ms, self._line.clock_ms)
        self._keeper.begin(Keyed(digits))

    # --- after every message: sound out, silence, time -------------------------------------------

    def _pump(self) -> None:
        if self._line.floor is Floor.THINKING and self._listener.hearing:
            self._line.move(Move.SPEECH)  # words came late: who speaks now is heard out
        if not self._line.on(Floor.HEARING, Floor.PAUSED):
            for sentence, audio in self._mouth.advance(self._line.clock_ms):
                self._voicing.take_floor()
                self._voicing.begin(sentence)
                self._line.out.append(audio)
        if self._mouth.idle:
            self._all_heard()
        if self._line.floor is Floor.LISTENING:
            self._attend()
        if not self.ended:
            self._watch_time()

    def _all_heard(self) -> None:
        """Nothing is left to say: the caller's turn, or the end."""
        turn, busy = self._keeper.turn, self._listener.busy or bool(self._kept)
        if turn.ending is not None and not turn.working and not busy:
            if self._line.on(Floor.CLOSING, Floor.THINKING, Floor.SPEAKING):
                self._close(turn.ending)
        elif self._line.on(Floor.SPEAKING, Floor.OVERLAP) or (
            self._line.floor is Floor.THINKING and not turn.working and not self._listener.busy
        ):
            self._line.move(Move.QUIET)
            self._silence.open(self._line.clock_ms)
        elif self._line.floor is Floor.CLOSING and self._kept:
            self._line.move(Move.INTERRUPT)

    def _attend(self) -> None:
        """While the caller has the floor: kept words, finished key entries, silence."""
        if self._keeper.turn.working or self._listener.busy:
            self._line.floor_since_ms = self._line.clock_ms
        elif self._kept:
            self._use(self._kept.pop(0))
        elif (
            entry := self._keypad.waited(self._line.clock_ms, self._listener.expects.asked)
        ) is not None:
            self._keyed(entry)
        elif not self._keypad.active:
            self._watch_silence()

    def _use(self, kept: Hearing | str) -> None:
        if isinstance(kept, str):
            self._keyed(kept)
            return
        kept.words = self._listener.read(kept.nbest)
        if kept.words is None:
            return
        if self._voicing.too_early(kept.started_ms) and is_bare_yes(kept.words):
            self._ignore(kept)  # it was meant for what came before
        else:
            self._heard(kept)

    def _watch_silence(self) -> None:
        line = self._line
        times = self._silence.over(line.clock_ms, line.floor_since_ms, self._listener.expects)
        if times is not None:
            line.log("silence", times=times)
            self._keeper.begin(Silent(times))

    def _watch_time(self) -> None:
        self._keeper.ask_patience(patience.ONE_MOMENT_MS)
        over_ms = self._line.clock_ms - self._limits.longest_ms
        if over_ms >= self._limits.overtime_ms:
            self._hang_up("time")
        elif over_ms >= 0 and self._keeper.turn.ending is None:
            self._keeper.drop_speech("time")
            self._listener.reset()
            self._keeper.begin(Failed("time", "timed_out"))
            self._keeper.turn.ending = self._keeper.turn.ending or Ending(self.outcome)
