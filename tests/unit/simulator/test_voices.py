"""Every voice that this machine has. eSpeak NG comes with the package's own dependencies."""

from __future__ import annotations

import pytest

from voicebot.audio.pcm import HZ
from voicebot.errors import ModelMissing, SynthesisFailed
from voicebot.simulator import voices
from voicebot.simulator.speech import speech_level_dbfs, voiced_spans
from voicebot.simulator.voices import ESPEAK, LEVEL_DBFS, Voice, installed

LINE = "Next Tuesday at three, please."


@pytest.mark.parametrize("name", installed())
def test_each_voice_speaks_at_the_common_level(name: str) -> None:
    pcm = Voice.named(name).speak(LINE)
    assert 1.2 < len(pcm) / HZ < 4
    assert speech_level_dbfs(pcm) == pytest.approx(LEVEL_DBFS, abs=1)
    assert voiced_spans(pcm)[0][0] == pytest.approx(voices.MARGIN_MS, abs=10)


@pytest.mark.parametrize("name", installed())
def test_speed_changes_the_length(name: str) -> None:
    slow, fast = (len(Voice.named(f"{name}@{speed}").speak(LINE)) for speed in (0.8, 1.25))
    assert 1.2 < slow / fast < 2


def test_pitch_leaves_the_length_about_as_it_was() -> None:
    name = installed()[0]
    low, high = (len(Voice.named(f"{name}@1,{pitch}").speak(LINE)) for pitch in (0.9, 1.1))
    assert low / high == pytest.approx(1, abs=0.15)


def test_espeak_is_there_by_the_package_alone_and_comes_last() -> None:
    assert installed()[-1] == ESPEAK
    assert [Voice(name).is_hard_to_hear for name in installed()][-1] is True
    assert not Voice.named().is_hard_to_hear or len(installed()) == 1


def test_an_unknown_voice_names_those_there_are() -> None:
    with pytest.raises(ModelMissing, match=r"no voice 'joe'; there are: .*espeak"):
        Voice.named("joe")


def test_with_no_voice_at_all_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "installed", tuple)
    with pytest.raises(ModelMissing, match="install flite"):
        Voice.named()


@pytest.mark.parametrize("text", ["espeak@9", "espeak@fast", "espeak@1,0"])
def test_impossible_manners_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"0\.5 and 2|could not convert"):
        Voice.named(text)


@pytest.mark.parametrize("text", ["", " ", "...", "?!"])
def test_there_must_be_something_to_say(text: str) -> None:
    with pytest.raises(SynthesisFailed, match="nothing to say"):
        Voice(ESPEAK).speak(text)
