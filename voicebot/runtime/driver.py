"""The only async loop of a call: tells the session what happened and does what it asks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from voicebot.call.messages import (
    AskCalendar,
    CalendarAnswered,
    CallEnded,
    CallStarted,
    CancelWork,
    ClearAudio,
    HangUp,
    HurryWork,
    KeyPressed,
    LogEntry,
    MarkPlayed,
    Pcm,
    Record,
    Request,
    SendAudio,
    Speak,
    SpeechReady,
    StageTook,
    Tick,
    Told,
    Transcribe,
    Transcribed,
    TransferCall,
    WorkFailed,
)
from voicebot.call.session import CallSession
from voicebot.dialog.replies import clauses
from voicebot.errors import VoicebotError, blame
from voicebot.ports import (
    CallFacts,
    CallStore,
    CallSummary,
    Dtmf,
    Marked,
    Media,
    SpeechDetector,
    Stopped,
    Wire,
    WireEvent,
)
from voicebot.runtime.desk import Desk
from voicebot.runtime.journal import Journal, insist
from voicebot.runtime.metrics import Metrics
from voicebot.runtime.recorder import Recorder
from voicebot.runtime.sound import Sound
from voicebot.runtime.workers import Priority, Workers

log = logging.getLogger(__name__)

Work = Callable[[], Coroutine[Any, Any, Told]]
TICK_S = 0.5
"""Without any message for so long, the session is told by the machine's clock."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What calls are made of. One for the process."""

    workers: Workers
    desk: Desk
    calls: CallStore
    metrics: Metrics
    clock: Callable[[], datetime]
    new_detector: Callable[[], SpeechDetector]
    new_session: Callable[[CallFacts, list[LogEntry]], CallSession]
    """A session for this call; the entries are what was logged before its socket broke."""
    ready: Callable[[str], Pcm | None] = lambda sentence: None
    """A sentence that needs no synthesis now."""
    recording: bool = False
    notice: bool = True
    """Nothing is recorded before the bot has said that the call is."""


class Driver:
    """Runs calls: `voicebot.ports.CallRunner`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._live: set[_Call] = set()

    def end_calls(self) -> None:
        """End all calls now, as the carrier would; it then asks who takes the callers."""
        for call in self._live:
            call.end("shutdown")

    async def run(self, wire: Wire, call: CallFacts) -> None:
        """Hold one call until it is over."""
        entries: list[LogEntry] = []
        if call.reconnects:
            entries = list(await asyncio.to_thread(self._parts.calls.entries, call.call_sid))
        self._parts.metrics.calls.inc()
        try:
            session = await asyncio.to_thread(self._parts.new_session, call, entries)
            held = _Call(self._parts, wire, call, session)
            self._live.add(held)
            try:
                await held.run()
            finally:
                self._live.discard(held)
        finally:
            self._parts.metrics.calls.dec()


class _Call:
    """One call's loop, inbox and work in progress."""

    def __init__(self, parts: Parts, wire: Wire, call: CallFacts, session: CallSession) -> None:
        self._parts, self._wire, self._call, self._session = parts, wire, call, session
        self._inbox: asyncio.Queue[Told] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking: set[asyncio.Task[None]] = set()
        """Those that wait for the calendar."""
        self._recorder = Recorder(started=not parts.notice) if parts.recording else None
        self._sound = Sound(parts.new_detector(), self._recorder)
        self._notice_said = False
        self._journal = Journal(parts.calls)

    async def run(self) -> None:
        call, started_at = self._call, self._parts.clock()
        first = CallStarted(
            0, call.call_sid, call.business_id, call.caller, call.called, started_at
        )
        reader = asyncio.create_task(self._read())
        try:
            await asyncio.to_thread(self._parts.calls.open_call, self._summary(started_at))
            await self._tell(first)
            while not self._session.ended:
                await self._tell(await self._next())
        except Exception as error:
            # A defect. The carrier asks `/twilio/after`, which knows that nobody said goodbye.
            log.error("call %s broke: %s", call.call_sid, blame(error))
            await self._wire.close(1011)
        else:
            await self._wire.close(1000 if self._session.said_goodbye else 1011)
        finally:
            reader.cancel()
            await self._finish()

    def end(self, reason: str) -> None:
        self._inbox.put_nowait(CallEnded(self._sound.at_ms(), reason))

    async def _next(self) -> Told:
        try:
            async with asyncio.timeout(TICK_S):
                return await self._inbox.get()
        except TimeoutError:
            return Tick(self._sound.at_ms(), TICK_S)

    async def _tell(self, message: Told) -> None:
        began = time.perf_counter()
        requests = self._session.receive(message)
        if isinstance(message, Transcribed):
            took = round((time.perf_counter() - began) * 1000, 1)
            thinking = StageTook(self._sound.at_ms(), message.utterance_id, "understanding", took)
            requests = [*requests, *self._session.receive(thinking)]
        for request in requests:
            await self._do(request)

    # --- what happens ----------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            while (event := await self._wire.receive()) is not None:
                self._take(event)
                if isinstance(event, Stopped):
                    return
        except Exception as error:
            log.error("the line of call %s broke: %s", self._call.call_sid, blame(error))
        self.end("disconnect")

    def _take(self, event: WireEvent) -> None:
        match event:
            case Media():
                for block in self._sound.hear(event):
                    self._inbox.put_nowait(block)
            case Dtmf(digit):
                self._inbox.put_nowait(KeyPressed(self._sound.at_ms(), digit))
            case Marked(name):
                self._inbox.put_nowait(MarkPlayed(self._sound.at_ms(), name))
            case Stopped():
                self.end("stop")
            case _:
                pass

    # --- what is asked ---------------------------------------------------------------------------

    async def _do(self, request: Request) -> None:
        match request:
            case SendAudio(pcm, mark):
                await self._send(pcm, mark)
            case ClearAudio():
                await self._clear()
            case Transcribe():
                self._start(partial(self._transcribe, request), request.utterance.id)
            case Speak():
                self._speak(request)
            case AskCalendar():
                self._asking.add(self._start(partial(self._ask, request), request.request_id))
            case CancelWork(work_id):
                self._parts.workers.cancel(self._key(work_id))
            case HurryWork(work_id):
                self._parts.workers.promote(self._key(work_id))
            case Record(entry):
                self._parts.metrics.saw(entry)
                self._journal.add(entry)
                self._watch_notice(entry)
            case HangUp() | TransferCall():
                # The session has ended, so the loop closes the wire. The carrier then asks what
                # comes next, and the log's last entry says where the caller goes.
                pass

    def _key(self, work_id: str) -> str:
        """Names of work are one call's; the workers are shared by all."""
        return f"{self._call.call_sid}/{work_id}"

    def _watch_notice(self, entry: LogEntry) -> None:
        """Recording starts with the first sentence after the notice."""
        if self._recorder is None or entry.kind != "said":
            return
        if entry.data["reply"] == "notice":
            self._notice_said = True
        elif self._notice_said:
            self._recorder.start()

    async def _send(self, pcm: Pcm, mark: str) -> None:
        stream = self._call.stream
        await self._wire.send(stream.media(self._sound.say(pcm)))
        await self._wire.send(stream.mark(mark))

    async def _clear(self) -> None:
        self._sound.clear()
        await self._wire.send(self._call.stream.clear())

    def _start(self, work: Work, work_id: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self._report(work, work_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._asking.discard)
        return task

    async def _report(self, work: Work, work_id: str) -> None:
        """Failures come back as messages too: the session finds words for them."""
        try:
            self._inbox.put_nowait(await work())
        except VoicebotError as error:
            self._inbox.put_nowait(WorkFailed(self._sound.at_ms(), work_id, error.code))
        except Exception as error:
            log.error("work for call %s broke: %s", self._call.call_sid, blame(error))
            self._inbox.put_nowait(WorkFailed(self._sound.at_ms(), work_id, VoicebotError.code))

    async def _transcribe(self, request: Transcribe) -> Told:
        began = time.perf_counter()
        hypotheses = await self._parts.workers.transcribe(
            request.utterance,
            request.hints,
            priority=Priority.SPECULATIVE if request.speculative else Priority.NOW,
            key=self._key(request.utterance.id),
            owner=self._call.call_sid,
        )
        return Transcribed(self._sound.at_ms(), request.utterance.id, hypotheses, _ms_since(began))

    def _speak(self, request: Speak) -> None:
        missing = []
        for n, sentence in enumerate(request.sentences):
            pcm = self._parts.ready(sentence)
            if pcm is None:
                missing.append(n)
            else:
                self._inbox.put_nowait(self._speech(request, n, pcm))
        if missing:
            parts = [(n, part) for n in missing for part in clauses(request.sentences[n])]
            self._start(partial(self._synthesise, request, parts), request.reply_id)

    async def _synthesise(self, request: Speak, parts: Sequence[tuple[int, str]]) -> Told:
        """One part after the other: the caller hears the first while the next is made."""
        for at, (n, text) in enumerate(parts):
            began = time.perf_counter()
            pcm = self._parts.ready(text)
            if pcm is None:
                pcm = await self._parts.workers.synthesise(
                    text,
                    request.voice,
                    priority=Priority.SOON if at else Priority.NOW,
                    key=self._key(request.reply_id),
                    owner=self._call.call_sid,
                )
            more = at + 1 < len(parts)
            whole = not more or parts[at + 1][0] != n
            spoken = self._speech(request, n, pcm)
            spoken = replace(spoken, took_ms=_ms_since(began), whole=whole)
            if more:
                self._inbox.put_nowait(spoken)
        return spoken

    def _speech(self, request: Speak, n: int, pcm: Pcm) -> SpeechReady:
        last = n == len(request.sentences) - 1
        return SpeechReady(self._sound.at_ms(), request.reply_id, n, pcm, last)

    async def _ask(self, request: AskCalendar) -> Told:
        began = time.perf_counter()
        call = self._call
        answer = await self._parts.desk.answer(call.business_id, call.call_sid, request)
        return CalendarAnswered(self._sound.at_ms(), request.request_id, answer, _ms_since(began))

    # --- the end ---------------------------------------------------------------------------------

    def _summary(self, started_at: datetime) -> CallSummary:
        call = self._call
        return CallSummary(
            call.call_sid, call.business_id, call.caller, call.called, started_at, None, "", 0
        )

    async def _finish(self) -> None:
        """Let commands that are under way come to their end; write everything down."""
        for task in self._tasks - self._asking:
            task.cancel()  # speech that nobody hears
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=10)
            for task in late:
                task.cancel()
        await self._journal.close()
        calls, call_id = self._parts.calls, self._call.call_sid
        if self._session.ended:
            close = partial(
                calls.close_call,
                call_id,
                ended_at=self._parts.clock(),
                outcome=self._session.outcome,
                turns=self._session.turns,
            )
            await insist(close, f"the end of call {call_id}")
        # Last: of all that is kept it takes the most room.
        if self._recorder is not None:
            save = partial(self._save_recording, self._recorder)
            await insist(save, f"the recording of call {call_id}")

    def _save_recording(self, recorder: Recorder) -> None:
        self._parts.calls.save_recording(self._call.call_sid, recorder.wav())


def _ms_since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
