"""One Whisper model on CTranslate2, with a feature window as short as a telephone turn.

Whisper was trained on 30 s windows; stock decoders pad every utterance to that. One of 12 or 15 s
costs a fraction and recognises as well (docs/decisions/0020-short-feature-window.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicebot.adapters.whisper_text import plain
from voicebot.audio.pcm import FULL_SCALE, HZ, Pcm
from voicebot.errors import ModelMissing
from voicebot.understanding.model import Hypothesis

WIDE_S = 30.0
"""The window Whisper was trained with."""

WINDOWS_S = ((2.5, 12.0), (14.5, 15.0))
"""Utterances up to a length, and their window. Short answers are as good in the shorter one; any
window must leave some silence behind the speech, or the decoder does not find its end."""
_FRAMES_PER_S = 100
_TOKENS = 12
_TOKENS_PER_S = 8
"""Nobody says more: fast speech has 4 words a second, spelled digits less."""
_PROMPT_TOKENS = 120


@dataclass(frozen=True, slots=True)
class Encoded:
    """One utterance after the encoder. `seconds` is its length, `window_s` what was encoded."""

    output: Any
    seconds: float
    window_s: float


class WhisperDecoder:
    """A loaded model. Thread-safe; `workers` calls run at once, each on `threads` threads."""

    def __init__(
        self,
        model_path: Path | str,
        *,
        threads: int = 1,
        workers: int = 2,
        beam: int = 5,
    ) -> None:
        """Load a CTranslate2 folder.

        Raises:
            ModelMissing: the folder does not hold a Whisper model that can be loaded.
        """
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer

        try:
            self._whisper: Any = WhisperModel(
                str(model_path),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                num_workers=workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelMissing(f"{model_path} is not a Whisper model: {error}") from error
        self._tokenizer: Any = Tokenizer(
            self._whisper.hf_tokenizer,
            self._whisper.model.is_multilingual,
            task="transcribe",
            language="en",
        )
        self._beam = beam

    def encode(self, pcm: Pcm, window_s: float | None = None) -> Encoded:
        """Run the encoder over 16 kHz audio; only the first 30 s count."""
        pcm = pcm[: int(WIDE_S * HZ)]
        seconds = len(pcm) / HZ
        window_s = window_s or next((w for longest, w in WINDOWS_S if seconds <= longest), WIDE_S)
        features = self._features(pcm, round(window_s * _FRAMES_PER_S))
        return Encoded(self._whisper.encode(features), seconds, window_s)

    def _features(self, pcm: Pcm, frames: int) -> NDArray[np.float32]:
        """Log-mel frames of the audio alone, then zeros, as faster-whisper pads them."""
        features = self._whisper.feature_extractor(pcm.astype(np.float32) / FULL_SCALE)
        features = features[:, :frames]
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))

    def decode(self, encoded: Encoded, prompt: str = "", nbest: int = 3) -> tuple[Hypothesis, ...]:
        """Beam search, best first. `prompt` is text that is taken to have come before."""
        before = self._tokenizer.encode(f" {prompt}")[-_PROMPT_TOKENS:] if prompt else []
        tokens = self._whisper.get_prompt(self._tokenizer, before, without_timestamps=True)
        result = self._whisper.model.generate(
            encoded.output,
            [tokens],
            beam_size=self._beam,
            num_hypotheses=min(nbest, self._beam),
            max_length=len(tokens) + math.ceil(_TOKENS + _TOKENS_PER_S * encoded.seconds),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        return tuple(
            Hypothesis(plain(self._tokenizer.decode(ids)), score, result.no_speech_prob)
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        )
