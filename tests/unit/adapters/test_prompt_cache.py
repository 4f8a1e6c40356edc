from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot.adapters.prompt_cache import PromptCache
from voicebot.audio.pcm import Pcm


class Speaker:
    """Says each sentence as samples of the number of sentences so far."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        self.said.append((sentence, voice))
        return np.full(160, len(self.said), dtype=np.int16)


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


def test_a_prepared_prompt_is_made_once_and_survives_a_restart(
    speaker: Speaker, tmp_path: Path
) -> None:
    first = PromptCache(speaker, "joe", tmp_path)
    first.prepare(["Hello.", "Goodbye."])
    second = PromptCache(speaker, "joe", tmp_path)
    second.prepare(["Hello.", "Goodbye."])
    assert np.array_equal(second.synthesise("Goodbye."), first.synthesise("Goodbye."))
    assert speaker.said == [("Hello.", ""), ("Goodbye.", "")]


def test_another_voice_text_or_setting_is_another_prompt(speaker: Speaker, tmp_path: Path) -> None:
    PromptCache(speaker, "joe", tmp_path).prepare(["Hello."])
    PromptCache(speaker, "amy", tmp_path).prepare(["Hello."])
    PromptCache(speaker, "joe", tmp_path).prepare(["Hello."], voice="slow")
    PromptCache(speaker, "joe", tmp_path).prepare(["Hello!"])
    assert len(speaker.said) == 4


def test_what_is_not_prepared_never_reaches_the_disk(speaker: Speaker, tmp_path: Path) -> None:
    cache = PromptCache(speaker, "joe", tmp_path)
    cache.synthesise("Thank you, Jane Doe.")
    assert cache.ready("Thank you, Jane Doe.") is not None
    assert list(tmp_path.iterdir()) == []


def test_only_the_latest_is_remembered(speaker: Speaker) -> None:
    cache = PromptCache(speaker, "joe", remember=2)
    for sentence in ("one", "two", "one", "three"):
        cache.synthesise(sentence)
    assert [cache.ready(s) is not None for s in ("one", "two", "three")] == [True, False, True]


def test_a_damaged_file_is_made_again(speaker: Speaker, tmp_path: Path) -> None:
    PromptCache(speaker, "joe", tmp_path).prepare(["Hello."])
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"RIFF")
    PromptCache(speaker, "joe", tmp_path).prepare(["Hello."])
    assert len(speaker.said) == 2
    assert file.stat().st_size > 4
