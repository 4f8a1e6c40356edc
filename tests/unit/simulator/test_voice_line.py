"""A caller on the phone: listens to the end, speaks, keys, waits, hangs up."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from voicebot.call.messages import LogEntry
from voicebot.errors import BotSilent, LineClosed
from voicebot.simulator.callers.caller import Caller
from voicebot.simulator.callers.scenario import Goal, Scenario, Setting, Wish
from voicebot.simulator.conditions import CONDITIONS
from voicebot.simulator.timeline import Span
from voicebot.simulator.voice_line import AudioEars, LogEars, talk

SETTING = Setting(
    "dental_clinic",
    datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York")),
    words={"cleaning": ("a cleaning",)},
)
BOOK = Goal("book", ("cleaning",), Wish(date(2026, 11, 24), at=time(10)))


class FakePhone:
    """Plays the bot's lines in turn; a second passes with each thing that is done."""

    def __init__(self, lines: list[list[str]], answer_ms: float = 800.0) -> None:
        self._lines, self._answer_ms = lines, answer_ms
        self.log: list[LogEntry] = []
        self.said: list[str] = []
        self.keys = ""
        self.now_ms = 0.0
        self.hung_up = self._waited = False

    @property
    def is_up(self) -> bool:
        return not self.hung_up

    def entries(self) -> list[LogEntry]:
        return self.log

    def bot_spans(self) -> list[Span]:
        goes_on = [Span(self.now_ms, self.now_ms)] if self._waited and self._lines else []
        return [Span(e.at_ms, e.at_ms + 500) for e in self.log] + goes_on

    async def sleep(self, ms: float) -> None:
        self.now_ms += ms

    async def wait_until_bot_quiet(self, quiet_ms: int, timeout_s: float) -> Span:
        if not self._lines:
            raise LineClosed("the bot hung up")
        for text in self._lines.pop(0):
            data = {"text": text, "reply": "x"}
            self.log.append(LogEntry("CA1", len(self.log), int(self.now_ms), "said", data))
        return Span(self.now_ms, self.now_ms)

    async def wait_until_bot_speaks(self, timeout_s: float) -> float:
        return self.now_ms + self._answer_ms

    async def say(self, pcm: object, words: str) -> Span:
        self.said.append(words)
        self.now_ms += 1000
        return Span(self.now_ms - 1000, self.now_ms)

    def press(self, digits: str) -> None:
        self.keys += digits

    def hang_up(self) -> None:
        self.hung_up = True

    async def wait_until_over(self, timeout_s: float) -> bool:
        self.now_ms += timeout_s * 1000
        self._waited = True
        return not self._lines


def caller(**fields: str) -> Caller:
    fields = {"name": "Ada Moss", "style": "plain"} | fields
    return Caller(Scenario("t", SETTING, (BOOK,), **fields), 1, written=False)


def speak(words: str) -> np.ndarray:
    return np.zeros(160, np.int16)


@pytest.fixture(autouse=True)
def _prompt(monkeypatch):
    monkeypatch.setattr("voicebot.simulator.callers.caller.PUTS_OFF", 0.0)


@pytest.mark.asyncio
async def test_a_talk_to_its_end():
    phone = FakePhone(
        [
            ["How can I help you?"],
            ["Good, tomorrow at ten o'clock is free.", "What's your name, please?"],
            ["You're booked.", "Is there anything else?"],
        ]
    )
    went = await talk(phone, caller(), LogEars(phone.entries), speak)
    assert went.said == 3
    assert "Ada Moss" in phone.said[1]
    assert [turn.took_ms for turn in went.answers] == [800.0] * 3
    assert went.answers[1].meaning == "name"


@pytest.mark.asyncio
async def test_a_sentence_that_asks_nothing_is_waited_out():
    phone = FakePhone([["Okay."], ["What's your name, please?"]])
    talking = caller()
    talking.hear(["How can I help you?"])
    await talk(phone, talking, LogEars(phone.entries), speak)
    assert len(phone.said) == 1
    assert not phone.hung_up


@pytest.mark.asyncio
async def test_keys_are_pressed():
    repair = ["Sorry, the number again please.", "You can type it on your keypad."]
    phone = FakePhone([repair] * 4)
    talking = caller(phone="withheld", gives="+12125550188")
    talking.hear(["How can I help you?"])
    await talk(phone, talking, LogEars(phone.entries), speak)
    assert phone.keys.startswith("2125550188#")


@pytest.mark.asyncio
async def test_a_silent_bot_is_hung_up_on(monkeypatch):
    phone = FakePhone([["How can I help you?"]])

    async def silent(timeout_s):
        raise BotSilent("nothing")

    monkeypatch.setattr(phone, "wait_until_bot_speaks", silent)
    went = await talk(phone, caller(), LogEars(phone.entries), speak)
    assert went.silent
    assert phone.hung_up
    assert (went.said, len(went.answers)) == (1, 0)


@pytest.mark.asyncio
async def test_ears_by_audio_write_each_stretch_once():
    phone = FakePhone([])
    phone.heard_since = lambda start, end: (start, end)
    phone.log = [LogEntry("CA1", 0, 1000, "said", {})]
    ears = AudioEars(phone, lambda pcm: "Okay. What's your name, please? Thanks.")
    first = await ears.sentences()
    assert first == ["Okay.", "What's your name, please?", "Thanks."]
    assert await ears.sentences() == first


def test_conditions_change_the_sound():
    pcm = np.full(16_000, 1000, np.int16)
    assert (CONDITIONS["loss_3"].spoken(pcm, 1) == 0).any()
    assert (CONDITIONS["clean"].spoken(pcm, 1) == pcm).all()
    loud, soft = (CONDITIONS[name].background(1, -25.0) for name in ("babble_5", "babble_15"))
    assert loud is not None
    assert soft is not None
    gap_db = 20 * np.log10(loud.astype(float).std() / soft.astype(float).std())
    assert gap_db == pytest.approx(10, abs=0.5)
    assert CONDITIONS["clean"].background(1, -25.0) is None
    assert CONDITIONS["echo"].echo is not None
