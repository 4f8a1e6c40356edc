"""Whisper (through CTranslate2) as `voicebot.ports.Recogniser`, for turns of a telephone call."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicebot.audio.pcm import FULL_SCALE, HZ, Pcm
from voicebot.call.messages import Hints
from voicebot.errors import ModelMissing, RecognitionFailed
from voicebot.understanding.model import Hypothesis

log = logging.getLogger(__name__)

_FRAMES_PER_S = 100
_SHORTEST_S = 0.1


class WhisperRecogniser:
    """One loaded model. Thread-safe: up to `workers` utterances run at once, others wait."""

    def __init__(
        self,
        model_path: Path | str,
        *,
        threads: int = 1,
        workers: int = 2,
        window_s: float = 15.0,
        beam: int = 5,
        nbest: int = 3,
    ) -> None:
        """Load a CTranslate2 folder (see `voicebot.adapters.models.whisper_folder`).

        Raises:
            ModelMissing: the folder does not hold a Whisper model that this can load.
        """
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer

        try:
            self._whisper = WhisperModel(
                str(model_path),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                num_workers=workers,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelMissing(f"{model_path} is not a Whisper model: {error}") from error
        multilingual = self._whisper.model.is_multilingual
        self._tokenizer: Any = Tokenizer(
            self._whisper.hf_tokenizer, multilingual, task="transcribe", language="en"
        )
        self._window_s, self._beam, self._nbest = window_s, beam, nbest

    def transcribe(self, pcm: Pcm, hints: Hints) -> tuple[Hypothesis, ...]:
        """See `voicebot.ports.Recogniser`."""
        seconds = len(pcm) / HZ
        if seconds < _SHORTEST_S:
            return ()
        window_s = self._window_s if seconds <= self._window_s - 0.5 else 30.0
        try:
            result = self._generate(self._features(pcm, window_s), seconds)
        except (RuntimeError, ValueError) as error:
            raise RecognitionFailed(f"the recogniser broke: {type(error).__name__}") from error
        return tuple(
            Hypothesis(self._tokenizer.decode(tokens).strip(), score, result.no_speech_prob)
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        )

    def _features(self, pcm: Pcm, window_s: float) -> NDArray[np.float32]:
        frames = round(window_s * _FRAMES_PER_S)
        features = self._whisper.feature_extractor(pcm.astype(np.float32) / FULL_SCALE)
        features = features[:, :frames]
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))

    def _generate(self, features: NDArray[np.float32], seconds: float) -> Any:
        encoded = self._whisper.encode(features)
        prompt = self._whisper.get_prompt(self._tokenizer, [], without_timestamps=True)
        return self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam,
            num_hypotheses=self._nbest,
            max_length=len(prompt) + math.ceil(12 + 8 * seconds),
            no_repeat_ngram_size=0,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
