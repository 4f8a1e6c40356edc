"""The driver with a real database and a carrier's wire made of two queues."""

import asyncio
import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_calls import SqlCalls
from voicebot.audio.pcm import mulaw_encode
from voicebot.call.history import finished, transcript
from voicebot.call.messages import AudioArrived, CancelWork, Tick
from voicebot.call.session import CallSession
from voicebot.dialog.loader import load
from voicebot.errors import SynthesisFailed
from voicebot.ports import CallFacts, Dtmf, Marked, Media, Stopped
from voicebot.runtime import driver as driver_module
from voicebot.runtime import journal
from voicebot.runtime.desk import Desk
from voicebot.runtime.driver import Driver, Parts, _Call
from voicebot.runtime.metrics import Metrics
from voicebot.runtime.workers import Workers
from voicebot.telephony.stream import MediaStream
from voicebot.understanding.model import Hypothesis, Intent, Understanding

FRAME = 160
SILENCE = mulaw_encode(np.zeros(FRAME, np.int16))
VOICE = mulaw_encode(np.full(FRAME, 6000, np.int16))
CLOCK = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("America/New_York"))


class Loudness:
    """A detector that takes anything loud for speech."""

    def probability(self, block):
        return 0.95 if abs(block).mean() > 1000 else 0.01


class Deaf:
    """A detector that breaks at the first sound."""

    def probability(self, block):
        if abs(block).mean() > 1000:
            raise ValueError("too loud")
        return 0.0


HUM = np.full(16 * 300, 500, np.int16)


class Parrot:
    """Hears one thing, and understands only goodbye."""

    def __init__(self, text: str) -> None:
        self.text = text

    def transcribe(self, pcm, hints):
        return (Hypothesis(self.text, -0.1),)

    def interpret(self, hypotheses, expectation, now):
        text = hypotheses[0].text
        names = ["goodbye"] if "bye" in text else ["out_of_scope"]
        return Understanding(text, tuple(Intent(name) for name in names))


class Hum:
    """A voice: 20 ms a letter."""

    def __init__(self) -> None:
        self.broken = False

    def synthesise(self, sentence, voice=""):
        if self.broken:
            raise SynthesisFailed("no voice")
        return np.full(16 * 20 * len(sentence), 500, np.int16)


class CarrierWire:
    """Plays what it gets at once and returns the marks; keeps what was sent."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue = asyncio.Queue()
        self.sent: list[dict] = []
        self.closed: int | None = None

    async def receive(self):
        return await self.inbox.get()

    async def send(self, text):
        message = json.loads(text)
        self.sent.append(message)
        if message["event"] == "mark":
            self.inbox.put_nowait(Marked(message["mark"]["name"]))

    async def close(self, code):
        self.closed = self.closed or code

    def audio_ms(self) -> float:
        sizes = [
            len(base64.b64decode(m["media"]["payload"])) for m in self.sent if m["event"] == "media"
        ]
        return sum(sizes) / 8


class House:
    def __init__(self, tmp_path, text: str) -> None:
        self.dialog = load("dental_clinic")
        self.engine = open_engine(f"sqlite:///{tmp_path / 'calls.db'}")
        upgrade(self.engine)
        calendar = SqlCalendar(self.engine, b"k" * 32)
        calendar.ensure_business(self.dialog.business)
        self.calls = SqlCalls(self.engine)
        self.parrot, self.hum, self.wire = Parrot(text), Hum(), CarrierWire()
        self.metrics = Metrics()
        self.new_detector = Loudness
        self.sessions: list[CallSession] = []
        self._calendar = calendar

    def new_session(self, call, entries):
        session = CallSession(self.dialog, self.parrot)
        self.sessions.append(session)
        return session

    def driver(self) -> Driver:
        workers = Workers(self.parrot, self.hum)
        parts = Parts(
            workers=workers,
            desk=Desk(self._calendar, lambda: CLOCK),
            calls=self.calls,
            metrics=self.metrics,
            clock=lambda: CLOCK,
            new_detector=self.new_detector,
            new_session=self.new_session,
            recording=True,
        )
        return Driver(parts)

    def facts(self) -> CallFacts:
        stream = MediaStream()
        stream.stream_sid = "MZ1"
        return CallFacts(
            "CA1", "MZ1", self.dialog.business.id, "+14155550132", "+12125550100", stream
        )

    def call(self, script) -> None:
        """Run one call; `script(house)` plays the carrier."""

        async def both() -> None:
            carrier = asyncio.create_task(script(self))
            await asyncio.wait_for(self.driver().run(self.wire, self.facts()), 20)
            carrier.cancel()

        asyncio.run(both())

    async def frames(self, payload: bytes, ms: int) -> None:
        """Twenty times real time: the call's clock is the audio's."""
        for _ in range(ms // 20):
            self.wire.inbox.put_nowait(Media(payload, 0, 0))
            await asyncio.sleep(0.001)

    def said(self) -> list[str]:
        return [line.text for line in transcript(self.calls.entries("CA1")) if line.who == "bot"]


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, "goodbye then")


def test_a_call_from_hello_to_goodbye(house):
    async def caller(house):
        await house.frames(SILENCE, 4000)
        await house.frames(VOICE, 900)
        await house.frames(SILENCE, 30_000)

    house.call(caller)
    entries = house.calls.entries("CA1")
    assert finished(entries)
    assert house.wire.closed == 1000
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    summary = house.calls.call("CA1")
    assert summary.outcome == "goodbye"
    assert summary.turns == 1
    assert summary.ended_at is not None
    assert house.calls.recording("CA1")[:4] == b"RIFF"
    assert house.wire.audio_ms() > 1000
    assert {"understanding"} <= {e.data["stage"] for e in entries if e.kind == "took"}


def test_a_caller_who_hangs_up_leaves_a_whole_record(house):
    async def caller(house):
        await house.frames(SILENCE, 1500)
        house.wire.inbox.put_nowait(Stopped())

    house.call(caller)
    entries = house.calls.entries("CA1")
    assert entries[-1].kind == "ended"
    assert entries[-1].data["reason"] == "stop"
    assert house.calls.call("CA1").outcome == "abandoned"
    assert not finished(entries)


def test_a_lost_socket_ends_the_call_too(house):
    async def caller(house):
        await house.frames(SILENCE, 500)
        house.wire.inbox.put_nowait(None)

    house.call(caller)
    assert house.calls.entries("CA1")[-1].data["reason"] == "disconnect"


def test_keys_reach_the_call(house):
    async def caller(house):
        await house.frames(SILENCE, 5000)
        for digit in "99#":
            house.wire.inbox.put_nowait(Dtmf(digit))
        await house.frames(SILENCE, 1000)
        house.wire.inbox.put_nowait(Stopped())

    house.call(caller)
    assert [e.data["digits"] for e in house.calls.entries("CA1") if e.kind == "keyed"] == ["99"]


def test_a_voice_that_fails_becomes_a_message_and_the_carrier_is_asked_to_go_on(house):
    house.hum.broken = True

    async def caller(house):
        await house.frames(SILENCE, 60_000)

    house.call(caller)
    entries = house.calls.entries("CA1")
    assert entries[-1].data["reason"] == "synthesis_failed"
    assert not finished(entries)
    assert house.wire.closed == 1011


def test_a_defect_in_the_session_closes_the_line_as_broken(house, monkeypatch):
    def broken(call, entries):
        session = CallSession(house.dialog, house.parrot)
        monkeypatch.setattr(session, "receive", lambda message: 1 / 0)
        return session

    house.new_session = broken

    async def caller(house):
        await house.frames(SILENCE, 1000)

    house.call(caller)
    assert house.wire.closed == 1011
    assert house.calls.call("CA1").ended_at is None
    assert house.metrics.calls._value.get() == 0


def test_times_in_the_record_are_aware(house):
    async def caller(house):
        house.wire.inbox.put_nowait(Stopped())

    house.call(caller)
    assert house.calls.call("CA1").started_at.astimezone(UTC) == CLOCK.astimezone(UTC)


def test_calls_do_not_cancel_each_others_work(house):
    """Utterances of all calls have the same names; only their own call may drop them."""

    async def both() -> None:
        driver = house.driver()
        cancelled: list[str] = []
        driver._parts.workers.cancel = cancelled.append
        for call_sid in ("CA1", "CA2"):
            call = _Call(
                driver._parts,
                house.wire,
                replace(house.facts(), call_sid=call_sid),
                house.new_session(None, []),
            )
            await call._do(CancelWork("u1.1"))
            await call._finish()
        assert len(set(cancelled)) == 2

    asyncio.run(both())


def test_a_line_that_breaks_in_the_middle_ends_the_call(house, caplog):
    async def caller(house):
        await house.frames(SILENCE, 500)
        await house.frames(VOICE, 500)

    house.new_detector = Deaf
    house.call(caller)
    assert house.calls.entries("CA1")[-1].data["reason"] == "disconnect"
    assert "broke" in caplog.text


def test_after_a_long_hole_the_calls_clock_goes_on_with_the_machines(house, monkeypatch):
    """A hole is filled with less silence than was lost: the clock must not fall back behind it."""
    monkeypatch.setattr(driver_module, "TICK_S", 0.1)
    told: list = []

    async def caller(house):
        await house.frames(SILENCE, 200)
        house.wire.inbox.put_nowait(Media(SILENCE, 11, 220))
        await asyncio.sleep(1.2)
        filled = Media(b"\xff" * 8 * 200, 71, 1440, filled=True)
        for event in (filled, Media(SILENCE, 71, 1440)):
            house.wire.inbox.put_nowait(event)
        await house.frames(SILENCE, 100)
        house.wire.inbox.put_nowait(Stopped())

    new_session = house.new_session

    def listening(call, entries):
        session = new_session(call, entries)
        receive = session.receive

        def noted(message):
            told.append(message)
            return receive(message)

        monkeypatch.setattr(session, "receive", noted)
        return session

    house.new_session = listening
    house.call(caller)
    last_tick = max(n for n, message in enumerate(told) if isinstance(message, Tick))
    after = [message.at_ms for message in told[last_tick:] if isinstance(message, AudioArrived)]
    assert told[last_tick].at_ms > 1000
    assert after[0] > told[last_tick].at_ms - 300, "what was filled in sounded before the tick"
    assert after[-1] > told[last_tick].at_ms
    assert len(house.calls.recording("CA1")) > 2 * 2 * 8 * 1300


def test_a_hole_that_was_filled_whole_adds_nothing(house, monkeypatch):
    async def caller(house):
        await house.frames(SILENCE, 200)
        house.wire.inbox.put_nowait(Media(SILENCE, 11, 220))
        house.wire.inbox.put_nowait(Media(SILENCE * 50, 61, 1240, filled=True))
        await house.frames(SILENCE, 100)
        house.wire.inbox.put_nowait(Stopped())

    house.call(caller)
    assert house.calls.entries("CA1")[-1].at_ms < 1500


def test_told_to_end_all_calls_it_gives_them_back_to_the_carrier(house):
    """No goodbye was said: the carrier asks what follows, and the record is whole."""
    driver = house.driver()
    house.driver = lambda: driver

    async def caller(house):
        await house.frames(SILENCE, 500)
        driver.end_calls()

    house.call(caller)
    assert house.wire.closed == 1011
    assert house.calls.entries("CA1")[-1].data["reason"] == "shutdown"
    assert house.calls.call("CA1").ended_at is not None
    driver.end_calls()


class FullDisk(SqlCalls):
    """Has no room for recordings, and once none for the end of a call."""

    refused = 0

    def save_recording(self, call_id, wav):
        raise OSError(28, "No space left on device")

    def close_call(self, call_id, **ending):
        self.refused += 1
        if self.refused == 1:
            raise OSError(28, "No space left on device")
        super().close_call(call_id, **ending)


def test_a_full_disk_costs_the_recording_but_not_the_calls_row(house, caplog, monkeypatch):
    monkeypatch.setattr(journal, "PAUSE_S", 0.01)

    async def caller(house):
        await house.frames(SILENCE, 500)
        house.wire.inbox.put_nowait(Stopped())

    house.calls = FullDisk(house.engine)
    house.call(caller)
    summary = house.calls.call("CA1")
    assert (summary.outcome, summary.ended_at is not None) == ("abandoned", True)
    assert house.calls.entries("CA1")[-1].kind == "ended"
    assert house.calls.recording("CA1") is None
    assert "the recording of call CA1 could not be written" in caplog.text


def test_a_long_sentence_is_made_part_by_part_and_heard_whole_and_in_order(house, monkeypatch):
    whole = (
        "Hello, this is a sentence of the kind that goes on, and on, until it ends at last. Yes."
    )
    spoken = {"greeting": (whole[:-5], whole[-4:])}
    monkeypatch.setattr(
        "voicebot.call.turn.render", lambda _, reply, *others: spoken.get(reply.key, ())
    )
    made = []
    monkeypatch.setattr(house.hum, "synthesise", lambda text, voice="": made.append(text) or HUM)

    async def script(house):
        await house.frames(SILENCE, 1500)
        house.wire.inbox.put_nowait(Stopped())

    house.call(script)
    assert made == [
        "Hello, this is a sentence of the kind that goes on,",
        "and on, until it ends at last.",
        "Yes.",
    ]
    assert house.said() == [whole[:-5], whole[-4:]]
    assert house.wire.audio_ms() == 3 * 300
