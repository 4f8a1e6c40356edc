"""The packaged models on recordings that travel with the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicebot.adapters.models import careful_folder, whisper_folder
from voicebot.adapters.whisper import WhisperRecogniser
from voicebot.adapters.whisper_decoder import WhisperDecoder
from voicebot.audio.pcm import HZ, Pcm, read_wav, through_line
from voicebot.audio.transcripts import canonical, word_errors
from voicebot.call.messages import Hints
from voicebot.errors import ModelMissing

pytestmark = pytest.mark.models

FIXTURES = Path(__file__).parents[3] / "audio_fixtures"


def recordings(limit: int) -> list[tuple[str, Pcm]]:
    """Words of callers and what the far end hears of them."""
    calls: list[dict[str, Any]] = json.loads((FIXTURES / "manifest.json").read_text())["calls"]
    lines = [line for call in calls for line in call["lines"]][:limit]
    return [(line["words"], through_line(*read_wav(FIXTURES / line["wav"]))) for line in lines]


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> WhisperRecogniser:
    data = tmp_path_factory.mktemp("data")
    careful = careful_folder("", data)
    return WhisperRecogniser(whisper_folder("", data), careful_path=careful, workers=1)


def test_callers_are_understood(recogniser: WhisperRecogniser) -> None:
    errors = words = 0
    for text, pcm in recordings(8):
        found = recogniser.transcribe(pcm, Hints())
        errors += word_errors(canonical(text), canonical(found[0].text if found else ""))
        words += len(canonical(text))
    assert errors / words < 0.25


def test_the_nbest_is_ordered_and_distinct(recogniser: WhisperRecogniser) -> None:
    (_, pcm), *_ = recordings(1)
    found = recogniser.transcribe(pcm, Hints())
    scores = [hypothesis.score for hypothesis in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score <= 0 for score in scores)
    assert len({hypothesis.text for hypothesis in found}) == len(found)


@pytest.mark.parametrize("level", [0, 50, 1000])
def test_noise_holds_no_words(recogniser: WhisperRecogniser, level: int) -> None:
    noise = np.random.default_rng(4).normal(0, level, 2 * HZ).astype(np.int16)
    assert recogniser.transcribe(noise, Hints()) == ()


def test_a_long_turn_is_heard_to_its_end(recogniser: WhisperRecogniser) -> None:
    lines = recordings(9)
    joined = np.concatenate([pcm for _, pcm in lines])
    assert len(joined) > 16 * HZ
    words = canonical(" ".join(text for text, _ in lines))
    found = recogniser.transcribe(joined, Hints())
    assert word_errors(words, canonical(found[0].text)) / len(words) < 0.35


def test_what_is_no_model_is_missing(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelMissing, match="is not a Whisper model"):
        WhisperDecoder(tmp_path)
