"""A recorded wire session through the protocol and the session, without an `await`."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voicebot.adapters.memory import MemoryCalendar
from voicebot.adapters.silero import SileroDetector
from voicebot.audio.echo import EchoCanceller, Loudspeaker
from voicebot.audio.pcm import BLOCK, HZ, LINE_HZ, Blocks, Resampler, mulaw_decode
from voicebot.bootstrap import Engines
from voicebot.call.history import transcript
from voicebot.call.messages import (
    AskCalendar,
    AudioArrived,
    CalendarAnswered,
    CallEnded,
    CallStarted,
    ClearAudio,
    KeyPressed,
    LogEntry,
    MarkPlayed,
    Record,
    SendAudio,
    Speak,
    SpeechReady,
    Told,
    Transcribe,
    Transcribed,
)
from voicebot.call.session import CallSession
from voicebot.config import Settings
from voicebot.dialog.loader import load
from voicebot.ports import Dtmf, Marked, Media, Started, Stopped
from voicebot.telephony.stream import MediaStream
from voicebot.understanding.interpret import Interpreter

pytestmark = pytest.mark.models

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("America/New_York"))


class Replay:
    """The driver's work for one call, one line after the other; engines answer at once."""

    def __init__(self, engines: Engines) -> None:
        self.dialog = load("dental_clinic")
        self.calendar = MemoryCalendar(b"k" * 32)
        self.calendar.ensure_business(self.dialog.business)
        zone = ZoneInfo(self.dialog.business.zone)
        interpreter = Interpreter(engines.nlp, self.dialog.lexicon, zone, self.dialog.locale)
        self.session = CallSession(self.dialog, interpreter)
        self.engines = engines
        self.stream = MediaStream()
        self.detector = SileroDetector(engines.silero)
        self.loudspeaker, self.canceller = Loudspeaker(), EchoCanceller()
        self.up, self.blocks = Resampler(LINE_HZ, HZ), Blocks(BLOCK)
        self.samples = 0
        self.log: list[LogEntry] = []

    @property
    def at_ms(self) -> int:
        return self.samples * 1000 // HZ

    def feed(self, text: str) -> None:
        for event in self.stream.receive_text(text):
            match event:
                case Started(call_sid=call_sid):
                    business = self.dialog.business.id
                    self.tell(CallStarted(0, call_sid, business, "+14155550132", "", NOW))
                case Media(payload):
                    for block in self.blocks.push(self.up.push(mulaw_decode(payload))):
                        self.hear(block)
                case Marked(name):
                    self.tell(MarkPlayed(self.at_ms, name))
                case Dtmf(digit):
                    self.tell(KeyPressed(self.at_ms, digit))
                case Stopped():
                    self.tell(CallEnded(self.at_ms, "stop"))

    def hear(self, block) -> None:
        self.samples += len(block)
        clean = self.canceller.push(block, self.loudspeaker.block())
        self.tell(AudioArrived(self.at_ms, clean, self.detector.probability(clean)))

    def tell(self, message: Told) -> None:
        for request in self.session.receive(message):
            self.do(request)

    def do(self, request) -> None:
        match request:
            case Record(entry):
                self.log.append(entry)
            case SendAudio(pcm):
                self.loudspeaker.play(pcm)
            case ClearAudio():
                self.loudspeaker.clear()
            case Transcribe(utterance, hints):
                found = self.engines.recogniser.transcribe(utterance.pcm, hints)
                self.tell(Transcribed(self.at_ms, utterance.id, found))
            case Speak(reply_id, sentences):
                for n, sentence in enumerate(sentences):
                    pcm = self.engines.synthesiser.synthesise(sentence)
                    self.tell(SpeechReady(self.at_ms, reply_id, n, pcm, n == len(sentences) - 1))
            case AskCalendar(request_id, asked):
                answer = self.calendar.answer(
                    self.dialog.business.id, asked, key=request_id, call_id="CA", now=NOW
                )
                self.tell(CalendarAnswered(self.at_ms, request_id, answer))


def test_a_recorded_session_comes_to_the_same_end(tmp_path: Path):
    recorded = Path(__file__).parent / "a_person.jsonl.gz"
    texts = gzip.decompress(recorded.read_bytes()).decode().splitlines()
    replay = Replay(Engines(Settings.read(data_dir=tmp_path)))
    for text in texts:
        replay.feed(text)
    lines = transcript(replay.log)
    heard = [line.text.lower() for line in lines if line.who == "caller"]
    assert any("person" in text for text in heard), lines
    assert replay.session.outcome == "callback"
    assert replay.log[-1].kind == "ended"
    kept = replay.calendar.messages(replay.dialog.business.id)
    assert [message.kind for message in kept] == ["callback"]
