"""A phone and the carrier behind it: a call over Twilio's side of the wire, in real time.

    async with Phone("http://127.0.0.1:8000") as phone:
        await phone.wait_until_bot_quiet()
        said = await phone.say(pcm)
        reply = await phone.wait_until_bot_quiet()
        print(reply.start_ms - said.end_ms)

All times are milliseconds of the call, from the moment the media stream started, by the machine's
monotonic clock. The caller's track and the bot's are aligned to the sample: a frame is sent when
its last sample has been spoken, and what the bot sends is heard from the moment it arrives.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

import httpx
import numpy as np
from numpy.typing import NDArray

from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, mulaw_decode, resample
from voicebot.errors import BotSilent, LineClosed
from voicebot.simulator.carrier import Carrier, Destination
from voicebot.simulator.connection import Connection
from voicebot.simulator.microphone import Echo, Microphone
from voicebot.simulator.playout import Playout
from voicebot.simulator.speech import Speech
from voicebot.simulator.timeline import Event, Span, to_ms, to_samples

LOCAL_URL: Final = "http://127.0.0.1:8000"
KEY_EVERY_MS: Final = 200
SPEAKS_ON_MS: Final = 1000
"""A bot that was speaking already has answered once it has gone on for so long."""


class Phone:
    """One call. Entering places it, leaving hangs up; the methods are for what goes between.

    `token` and `public_url` are for a service that checks signatures (see `Destination`).
    `background` (16 kHz) is the noise around the caller, looped; `echo` lets the bot's voice come
    back. `http` may be shared by many phones. `on_event` is called for each event as it happens,
    from the event loop, so it must be quick.
    """

    def __init__(
        self,
        url: str = LOCAL_URL,
        *,
        token: str = "",
        public_url: str = "",
        caller: str = "+14155550132",
        called: str = "+12125550100",
        background: Pcm | None = None,
        echo: Echo | None = None,
        on_event: Callable[[Event], None] | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._own_http = http is None
        # No certificates are loaded for a plain address: that takes longer than a call's start.
        self._http = http or httpx.AsyncClient(
            verify=url.startswith("https"), trust_env=False, timeout=15.0
        )
        carrier = Carrier(Destination(url, token, public_url), self._http, caller, called)
        self._playout = Playout()
        self._microphone = Microphone(self._playout, background, echo)
        self._connection = Connection(carrier, self._playout, self._microphone, self._note)
        self._on_event = on_event
        self._task: asyncio.Task[None] | None = None
        self._last_words = 0
        self.call_id = carrier.call_sid
        self.events: list[Event] = []

    # --- the call -----------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        """Place the call.

        Raises:
            CallFailed: no answer from the service, or its media stream refuses the call.
        """
        try:
            connect = await self._connection.place()
        except BaseException:
            await self._close_http()
            raise
        self._task = asyncio.create_task(self._connection.run(connect))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()
        if self._task is not None:
            await self._task
        await self._close_http()

    def hang_up(self) -> None:
        """Put the phone down; nothing happens if the call is over."""
        self._connection.hang_up()

    def drop(self) -> None:
        """Lose the connection with no stop, as a network does."""
        self._connection.drop()

    def stall(self, ms: int) -> None:
        """Send nothing for so long, then all of it at once, as a congested network does."""
        self._connection.stalled_until = time.monotonic() + ms / 1000

    async def wait_until_over(self, timeout_s: float = 20.0) -> bool:
        """Whether the call ended within `timeout_s`, the carrier's last webhooks included."""
        assert self._task is not None
        done, _ = await asyncio.wait([self._task], timeout=timeout_s)
        return bool(done)

    # --- speaking -----------------------------------------------------------------------------

    def start_saying(self, speech: Pcm | Speech, words: str = "") -> Span:
        """Begin to speak (16 kHz; after what is being said already): when the voice will sound.

        Raises:
            LineClosed: the call is over.
        """
        self._need_line()
        ready = speech if isinstance(speech, Speech) else Speech.of(speech)
        first, end = self._microphone.say(ready)
        self._connection.coming.append((first, "caller_started", words))
        self._connection.coming.append((end, "caller_stopped", words))
        self._last_words = end
        return Span(to_ms(first), to_ms(end))

    async def say(self, speech: Pcm | Speech, words: str = "") -> Span:
        """Speak to the last voiced sample, or until the call is over: when the voice sounded.

        Raises:
            LineClosed: the call is over already.
        """
        span = self.start_saying(speech, words)
        end = to_samples(span.end_ms)
        await self._until(lambda: len(self._microphone.track) >= end)
        return span

    def press(self, digits: str) -> None:
        """Press keys (0-9, * and #), one every 200 ms from now.

        Raises:
            LineClosed: the call is over.
        """
        self._need_line()
        keys = self._connection.keys
        for digit in digits:
            at = keys[-1][0] + to_samples(KEY_EVERY_MS) if keys else self._connection.now()
            keys.append((at, digit))
            self._last_words = max(self._last_words, at)

    # --- listening ----------------------------------------------------------------------------

    async def sleep(self, ms: float) -> None:
        """Wait on the call's clock, or until the call is over."""
        end = self._connection.now() + to_samples(ms)
        await self._until(lambda: self._connection.now() >= end)

    async def wait_until_bot_speaks(self, timeout_s: float = 20.0) -> float:
        """When the bot began to answer the caller's last words.

        A bot that was speaking then counts as answering only when it begins anew or has gone on
        for a second: being interrupted takes it a moment.

        Raises:
            BotSilent: it said nothing for `timeout_s`.
            LineClosed: the call ended before that.
        """
        now = self._connection.now
        limit = max(now(), self._last_words) + to_samples(timeout_s * 1000)
        await self._until(lambda: self._answer() is not None or now() >= limit)
        answer = self._answer()
        if answer is not None:
            return answer.start_ms
        self._need_line()
        raise BotSilent(f"the bot said nothing for {timeout_s:g} s")

    async def wait_until_bot_quiet(
        self, quiet_ms: int = 500, timeout_s: float = 20.0, longest_s: float = 120.0
    ) -> Span:
        """The bot's answer to the caller's last words, once it was quiet for `quiet_ms`.

        An answer in several sentences is one span; when the bot hangs up, that ends it too.

        Raises:
            BotSilent: it said nothing for `timeout_s`, or did not stop for `longest_s`.
            LineClosed: the call ended before it said anything.
        """
        now = self._connection.now
        start_ms = await self.wait_until_bot_speaks(timeout_s)
        limit, quiet = now() + to_samples(longest_s * 1000), to_samples(quiet_ms)
        await self._until(lambda: now() - self._playout.audible_until >= quiet or now() >= limit)
        if now() >= limit:
            raise BotSilent(f"the bot did not stop speaking for {longest_s:g} s")
        return Span(start_ms, self.bot_spans()[-1].end_ms)

    def heard_since(self, since_ms: float, until_ms: float | None = None) -> Pcm:
        """What came out of the earpiece, 16 kHz; until now unless told otherwise."""
        start, end = to_samples(since_ms), self._connection.now()
        if until_ms is not None:
            end = min(end, to_samples(until_ms))
        heard = self._playout.frame(start, max(0, end - start))
        return resample(mulaw_decode(heard), LINE_HZ, HZ)

    # --- what there is to know ----------------------------------------------------------------

    @property
    def now_ms(self) -> float:
        return to_ms(self._connection.now())

    @property
    def is_up(self) -> bool:
        """Whether the call has a media stream and is not over."""
        return self._connection.is_up

    @property
    def ended_by(self) -> str:
        """ "caller", "bot" or "line" (lost, or never a stream) once the call is over, else ""."""
        return self._connection.ended_by

    @property
    def late_frames(self) -> int:
        """Frames this phone itself sent over 20 ms late: with more than a few, doubt the rest."""
        return self._connection.late_frames

    @property
    def warnings(self) -> list[str]:
        """What the carrier would have warned of, each with its number."""
        return [event.text for event in self.events if event.kind == "warning"]

    def bot_spans(self) -> list[Span]:
        """Where the bot was heard so far; pauses under 400 ms do not end a span."""
        return [Span(to_ms(start), to_ms(end)) for start, end in self._connection.bot.spans]

    def bot_gaps(self) -> list[Span]:
        """Where there was nothing of the bot's to play: between its words, or in their midst."""
        return [Span(to_ms(start), to_ms(end)) for start, end in self._playout.gaps]

    def tracks(self) -> NDArray[np.int16]:
        """Both sides so far at 8 kHz, shape (n, 2): the caller left, the bot right."""
        caller = bytes(self._microphone.track)
        bot = self._playout.frame(0, len(caller))
        return np.stack([mulaw_decode(caller), mulaw_decode(bot)], axis=1)

    # --- inside -------------------------------------------------------------------------------

    def _note(self, event: Event) -> None:
        self.events.append(event)
        if self._on_event is not None:
            self._on_event(event)

    def _need_line(self) -> None:
        if not self.is_up:
            verbs = ", ".join(event.text for event in self.events if event.kind == "verb")
            told = f"; the carrier was told: {verbs}" if verbs else ""
            raise LineClosed(f"the call is over, ended by the {self.ended_by or 'line'}{told}")

    def _answer(self) -> Span | None:
        """The bot's first span that answers the caller's last words."""
        for start, end in self._connection.bot.spans:
            if start >= self._last_words or end - self._last_words >= to_samples(SPEAKS_ON_MS):
                return Span(to_ms(start), to_ms(end))
        return None

    async def _until(self, done: Callable[[], bool]) -> None:
        while self.is_up and not done():
            await self._connection.tick()

    async def _close_http(self) -> None:
        if self._own_http:
            await self._http.aclose()
