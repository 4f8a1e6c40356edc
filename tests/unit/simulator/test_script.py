from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from fake_service import FakeService, Socket, call_to
from websockets.exceptions import ConnectionClosed

from voicebot.audio.pcm import HZ, Pcm, write_wav
from voicebot.errors import DialogError
from voicebot.simulator.script import Step, follow, load_script, prepared
from voicebot.simulator.transcript import Transcript, Turn
from voicebot.simulator.voices import Voice
from voicebot.understanding.model import Hypothesis


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "script.yaml"
    path.write_text(text)
    return path


def test_every_kind_of_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "name.wav").write_bytes(write_wav(np.zeros(160, np.int16), HZ))
    script = """
        - Hello there.
        - say: Next Tuesday at three.
          wait_ms: 500
        - say: "No, Wednesday!"
          interrupt_after_ms: 0
        - {wav: name.wav, words: Anna Miller}
        - press: "012#"
        - wait_ms: 8000
        - hang_up: true
    """
    assert load_script(written(tmp_path, script)) == (
        Step(say="Hello there."),
        Step(say="Next Tuesday at three.", wait_ms=500),
        Step(say="No, Wednesday!", interrupt_after_ms=0),
        Step(say="Anna Miller", wav=tmp_path / "name.wav"),
        Step(press="012#"),
        Step(wait_ms=8000),
        Step(hang_up=True),
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("- hello\n- press: 012\n", 2, 'in quotes: press: "012"'),
        ("- say: 3\n", 1, 'in quotes: say: "3"'),
        ("- yes\n", 1, 'in quotes: say: "yes"'),
        ("- say: ''\n", 1, "in quotes"),
        ("- say: [a]\n", 1, "in quotes"),
        ("\n- press: 'A'\n", 2, "keys are"),
        ("- say: a\n- say: b\n  shout: yes\n", 3, "no such key 'shout'"),
        ("- say: a\n  press: '1'\n", 1, "say and press are two lines"),
        ("- {interrupt_after_ms: 5}\n", 1, "nothing to do"),
        ("- wait_ms: 1.5\n", 1, "whole number"),
        ("- say: a\n  wait_ms: 010\n", 2, "whole number"),
        ("- hang_up: no\n", 1, "can only be true"),
        ("- wav: nothing.wav\n", 1, "there is no file"),
        ("- [a, b]\n", 1, "neither words nor a mapping"),
        ("say: hello\n", 1, "a list of lines"),
        ("", 1, "a list of lines"),
        ("- say: [\n", 2, "expected the node content"),
    ],
)
def test_faults_are_told_with_file_and_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DialogError) as caught:
        load_script(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert why in str(caught.value)


def test_audio_is_made_before_the_call_and_only_where_it_is_missing(tmp_path: Path) -> None:
    def no_voice() -> Voice:
        raise AssertionError("no voice is needed")

    wav = tmp_path / "a.wav"
    wav.write_bytes(write_wav(np.full(800, 5000, np.int16), 8000))
    steps = prepared([Step(wav=wav), Step(press="1"), Step(wait_ms=5)], no_voice)
    assert [step.speech is not None for step in steps] == [True, False, False]
    assert prepared(steps, no_voice) == steps
    with pytest.raises(AssertionError):
        prepared([Step(say="hello")], no_voice)


# --- a script and its transcript, over a real socket -------------------------------------------


def tone(ms: int) -> Pcm:
    return (8000 * np.sin(2 * np.pi * 440 * np.arange(ms * HZ // 1000) / HZ)).astype(np.int16)


class Parrot:
    """A recogniser that tells how loud what it hears is."""

    def transcribe(self, pcm: Pcm, hints: object) -> tuple[Hypothesis, ...]:
        return (Hypothesis("loud" if np.abs(pcm.astype(int)).max() > 1000 else "quiet"),)


async def answering(socket: Socket) -> None:
    """Greet, and answer every second key."""
    await socket.play(400)
    try:
        while True:
            await socket.until("dtmf")
            await socket.until("dtmf")
            await socket.play(300)
    except ConnectionClosed:
        pass


def run(steps: list[Step], recogniser: Parrot | None = None) -> tuple[list[Turn], FakeService]:
    async def main() -> tuple[list[Turn], FakeService]:
        service = FakeService(answering)
        transcript = Transcript(recogniser)
        async with call_to(service, on_event=transcript.on_event) as phone:
            writing = asyncio.create_task(transcript.write(phone))
            await follow(phone, prepared(steps, Voice.named))
        await writing
        assert service.failure is None
        return transcript.turns, service

    return asyncio.run(main())


def test_keys_wait_for_the_bot_and_its_answer_is_heard() -> None:
    turns, service = run([Step(press="42")], Parrot())
    assert [(turn.who, turn.text) for turn in turns] == [
        ("bot", "loud"),
        ("caller", "(presses 42)"),
        ("bot", "loud"),
    ]
    greeting, keys, answer = turns
    assert keys.start_ms >= greeting.end_ms + 480
    assert answer.answered_after_ms is not None
    assert 0 <= answer.answered_after_ms < 400
    assert [m for m in service.sockets[0].received if m["event"] == "dtmf"]


def test_without_a_recogniser_the_length_is_told_and_a_hang_up_ends_it() -> None:
    turns, service = run([Step(hang_up=True)])
    assert [(turn.who, turn.text) for turn in turns] == [("bot", "(speaks for 0.4 s)")]
    assert service.paths()[-1] == "/twilio/status"


def test_an_interruption_comes_while_the_bot_speaks(tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    wav.write_bytes(write_wav(tone(100), HZ))
    turns, _ = run([Step(wav=wav, say="No!", interrupt_after_ms=100), Step(wait_ms=100)], Parrot())
    caller = next(turn for turn in turns if turn.who == "caller")
    bot = next(turn for turn in turns if turn.who == "bot")
    assert bot.start_ms < caller.start_ms < bot.end_ms
    assert caller.text == "No!"
    assert caller.start_ms - bot.start_ms < 250
