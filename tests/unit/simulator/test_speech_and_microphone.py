from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio.pcm import HZ, LINE_HZ, Pcm, level_dbfs, mulaw_decode
from voicebot.simulator.microphone import Echo, Microphone
from voicebot.simulator.playout import Playout
from voicebot.simulator.speech import Speech, comfort_noise, speech_level_dbfs, voiced_spans


def tone(ms: int, amplitude: int = 8000, hz: int = HZ) -> Pcm:
    return (amplitude * np.sin(2 * np.pi * 440 * np.arange(ms * hz // 1000) / hz)).astype(np.int16)


def quiet(ms: int, hz: int = HZ) -> Pcm:
    return np.zeros(ms * hz // 1000, dtype=np.int16)


def test_voiced_spans_skip_silence_and_bridge_short_pauses() -> None:
    pcm = np.concatenate([quiet(200), tone(300), quiet(200), tone(100), quiet(400), tone(50)])
    assert voiced_spans(pcm) == [(200, 800), (1200, 1250)]
    assert voiced_spans(quiet(500)) == []
    assert voiced_spans(quiet(5)) == []


def test_a_noise_floor_is_not_voice() -> None:
    hiss = comfort_noise()
    speech = np.concatenate([hiss[:4000], tone(300, hz=LINE_HZ), hiss[:4000]])
    assert voiced_spans(speech, LINE_HZ) == [(500, 800)]
    assert level_dbfs(hiss) == pytest.approx(-66, abs=0.5)


def test_speech_level_leaves_pauses_out() -> None:
    assert speech_level_dbfs(np.concatenate([tone(200), quiet(2000)])) == pytest.approx(
        level_dbfs(tone(200)), abs=0.1
    )


def test_speech_is_whole_frames_with_its_voice_marked() -> None:
    speech = Speech.of(np.concatenate([quiet(150), tone(305), quiet(100)]))
    assert len(speech.pcm) % 160 == 0
    assert speech.first == pytest.approx(1200, abs=80)
    assert speech.end == pytest.approx(3640, abs=80)
    silent = Speech.of(quiet(100))
    assert silent.first == silent.end == 800


def test_the_line_hisses_when_nobody_speaks_and_says_what_it_is_told() -> None:
    microphone = Microphone(Playout())
    idle = b"".join(microphone.next_frame() for _ in range(50))
    assert -75 < level_dbfs(mulaw_decode(idle)) < -60
    first, end = microphone.say(Speech.of(np.concatenate([quiet(40), tone(60)])))
    assert (first, end) == (8000 + 320, 8000 + 800)
    frames = [mulaw_decode(microphone.next_frame()) for _ in range(6)]
    assert [bool(np.abs(f.astype(int)).max() > 4000) for f in frames] == [False] * 2 + [
        True
    ] * 3 + [False]
    assert len(microphone.track) == 56 * 160


def test_two_things_said_at_once_come_one_after_the_other() -> None:
    microphone = Microphone(Playout())
    speech = Speech.of(tone(100))
    assert microphone.say(speech) == (0, 800)
    assert microphone.say(speech) == (800, 1600)


def test_background_goes_on_under_the_words() -> None:
    noise = np.random.default_rng(1).normal(0, 2000, HZ).astype(np.int16)
    microphone = Microphone(Playout(), background=noise)
    microphone.say(Speech.of(quiet(100)))
    frames = [mulaw_decode(microphone.next_frame()) for _ in range(10)]
    levels = [level_dbfs(frame) for frame in frames]
    assert max(levels) - min(levels) < 4
    assert min(levels) > -40


def test_echo_is_what_the_bot_said_later_and_quieter() -> None:
    playout = Playout()
    playout.append(b"\x9f" * 160, now=0)
    microphone = Microphone(playout, echo=Echo(level_db=-20, delay_ms=40))
    frames = [mulaw_decode(microphone.next_frame()) for _ in range(4)]
    said = level_dbfs(mulaw_decode(b"\x9f" * 160))
    assert level_dbfs(frames[2]) == pytest.approx(said - 20, abs=1)
    assert max(level_dbfs(frames[i]) for i in (0, 1, 3)) < -55


def test_the_track_goes_on_where_the_next_stream_begins() -> None:
    microphone = Microphone(Playout())
    microphone.next_frame()
    microphone.skip_to(1000)
    assert len(microphone.track) == 960
    microphone.skip_to(0)
    assert len(microphone.track) == 960
