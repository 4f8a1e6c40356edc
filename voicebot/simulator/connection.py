"""A call as the carrier runs it: webhook, stream, what comes after the stream, the last report.

It owns the call's clock and both tracks. The phone in front of it only talks and listens.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from voicebot.audio.pcm import LINE_HZ
from voicebot.errors import CallFailed
from voicebot.simulator.carrier import Carrier
from voicebot.simulator.media import MediaLeg
from voicebot.simulator.microphone import Microphone
from voicebot.simulator.playout import AudibleSpans, Playout
from voicebot.simulator.speech import FRAME
from voicebot.simulator.timeline import Event, to_ms
from voicebot.simulator.twiml import Connect, Verb, connect_of

FRAME_S: Final = FRAME / LINE_HZ
MAX_STREAMS: Final = 5
"""Streams a call may be given one after the other before it counts as going in circles."""
VOICE, STATUS = "twilio/voice", "twilio/status"


class Connection:
    """One call from `place()` to the end of `run()`."""

    def __init__(
        self,
        carrier: Carrier,
        playout: Playout,
        microphone: Microphone,
        on_event: Callable[[Event], None],
    ) -> None:
        self.bot = AudibleSpans()
        self.keys: deque[tuple[int, str]] = deque()
        """Keys to press and the sample from which on."""
        self.coming: deque[tuple[int, str, str]] = deque()
        """Events of the caller's track that are still to be sent: sample, kind, text."""
        self.stalled_until = 0.0
        self.late_frames = 0
        self.ended_by = ""
        self._carrier = carrier
        self._playout = playout
        self._microphone = microphone
        self._on_event = on_event
        self._zero: float | None = None
        self._leg: MediaLeg | None = None
        self._hanging_up = self._dropped = False
        self._tick = asyncio.Event()

    @property
    def is_up(self) -> bool:
        return self._leg is not None and not self.ended_by

    def now(self) -> int:
        """Samples of the call so far, by the monotonic clock; 0 before its stream has started."""
        return 0 if self._zero is None else int((time.monotonic() - self._zero) * LINE_HZ)

    async def tick(self) -> None:
        """Wait for the next frame to be sent, or for the end of the call."""
        await self._tick.wait()

    def hang_up(self) -> None:
        self._hanging_up = True

    def drop(self) -> None:
        self._dropped = True
        if self._leg is not None:
            self._leg.drop()

    async def place(self) -> Connect | None:
        """Ask the service what to do with the call, and begin it.

        Raises:
            CallFailed: no answer, or the media stream was refused.
        """
        told = self._carrier.destination.told(VOICE)
        return await self._follow(await self._carrier.instructions(told, "ringing"))

    async def run(self, connect: Connect | None) -> None:
        """The rest of the call: talk, ask what comes after, until someone hangs up."""
        try:
            await self._talk_through(connect)
        except CallFailed as error:
            self._note("warning", str(error))
        finally:
            self._end()
        try:
            told = self._carrier.destination.told(STATUS)
            await self._carrier.report(told, round(to_ms(self.now()) / 1000))
        except CallFailed as error:
            self._note("warning", str(error))

    async def _talk_through(self, connect: Connect | None) -> None:
        for _ in range(MAX_STREAMS):
            if connect is None or self._leg is None:
                return
            await self._talk(self._leg)
            if self._hanging_up or not connect.action:
                return
            told = urljoin(self._carrier.destination.told(VOICE), connect.action)
            connect = await self._follow(await self._carrier.instructions(told, "in-progress"))

    async def _follow(self, verbs: tuple[Verb, ...]) -> Connect | None:
        """Carry out TwiML: open the stream that it holds, and tell of everything else."""
        for verb in verbs:
            if verb.name != "Connect":
                self._note("verb", str(verb))
        try:
            connect = connect_of(verbs)
        except ValueError as error:
            raise CallFailed(str(error)) from None
        if connect is not None:
            leg = await MediaLeg.open(self._carrier, connect, self._playout, self.now, self._note)
            self._zero = time.monotonic() if self._zero is None else self._zero
            self._microphone.skip_to(self.now())
            self._leg = leg
            self._note("connected")
        return connect

    async def _talk(self, leg: MediaLeg) -> None:
        """Send a frame every 20 ms until either side ends the stream."""
        while not leg.closed and not self._hanging_up:
            await self._next_frame_due()
            await leg.send_frame(self._microphone.next_frame())
            await leg.return_marks()
            await self._press_keys(leg)
            self._listen()
            self._wake()
        if self._hanging_up:
            await leg.hang_up()
        await leg.finish()
        self._listen()
        self._note_bot(self.bot.end())
        self._playout.clear(self.now())

    async def _next_frame_due(self) -> None:
        assert self._zero is not None
        spoken = self._zero + (len(self._microphone.track) + FRAME) / LINE_HZ
        wait = max(spoken, self.stalled_until) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        elif wait < -FRAME_S:
            self.late_frames += 1

    async def _press_keys(self, leg: MediaLeg) -> None:
        while self.keys and self.keys[0][0] <= self.now():
            _, digit = self.keys.popleft()
            self._note("key", digit)
            await leg.send_key(digit)

    def _listen(self) -> None:
        """Tell of what both sides have begun and ended to say by now."""
        while self.coming and self.coming[0][0] <= len(self._microphone.track):
            at, kind, words = self.coming.popleft()
            self._note(kind, words, at)
        at = self.bot.at
        self._note_bot(self.bot.feed(self._playout.frame(at, self.now() - at)))

    def _note_bot(self, found: list[tuple[str, int]]) -> None:
        for kind, at in found:
            self._note("bot_" + kind, at=at)

    def _end(self) -> None:
        self._note_bot(self.bot.end())
        lost = self._dropped or self._leg is None
        self.ended_by = "line" if lost else "caller" if self._hanging_up else "bot"
        self._note("closed", self.ended_by)
        self._wake()

    def _wake(self) -> None:
        self._tick.set()
        self._tick = asyncio.Event()

    def _note(self, kind: str, text: str = "", at: int | None = None) -> None:
        self._on_event(Event(to_ms(self.now() if at is None else at), kind, text))
