"""Whisper as `voicebot.ports.Recogniser`: a quick model first, a second opinion where it is unsure.

The steps of one utterance, each only if the one before left a reason for it:

1. the quick model, no prompt;
2. when those were digits: the same encoding decoded once more after an example of digits;
3. when the text repeats itself: the wide window;
4. when the best score is low or another wording is close behind, unless the hints say that what
   was heard is enough all the same: the careful model, without a prompt and, where the business's
   own words are asked for, after those. (The quick model follows such a prompt too readily: it
   turns "yeah" into one of them.)

All hypotheses go into one list, by score. The figures behind it are in
docs/decisions/0021-two-recognisers.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voicebot.adapters.whisper_decoder import WIDE_S, WhisperDecoder
from voicebot.adapters.whisper_text import (
    is_digits,
    is_invented,
    repeats_itself,
    repeats_prompt,
)
from voicebot.audio.pcm import HZ, Pcm, level_dbfs
from voicebot.audio.transcripts import canonical
from voicebot.call.messages import Hints
from voicebot.errors import RecognitionFailed
from voicebot.understanding.model import Hypothesis

_DIGITS_PROMPT = "My phone number is 4 1 5, 2 9 8, 0 3 6 7."
"""An example of single digits: Whisper goes on in the style of what came before."""
_DIGIT_SLOTS = {"phone"}
_OUR_WORDS = {None, "", "service", "staff", "reason"}
"""Questions (or none) that are answered in the business's words. Any other answer, a name or a
"yes", a prompt would bend towards those. The answers that a question has of its own are no such
words: of 60 addresses that nothing was fitted to, 52 towns instead of 45 were right after a prompt
of the towns that are served."""
_FEW_DIGITS = 3
_LEAD = 0.5
"""A lead that is as good as any longer one."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a step is taken. Scores are mean log-probabilities a token."""

    unsure: float = -0.25
    """The careful model is asked when score and lead over the next wording come to less."""
    prompt_cost: float = 0.1
    """What a prompted hypothesis must be better by: a prompt makes its own words likelier."""
    no_speech: float = 0.85
    """From here on nobody spoke, whatever the text says."""
    quiet_dbfs: float = -65.0
    """Below this level there is nothing to hear."""
    shortest_s: float = 0.1


class WhisperRecogniser:
    """`voicebot.ports.Recogniser`, safe to call from `workers` threads at once."""

    def __init__(
        self,
        model_path: Path | str,
        *,
        careful_path: Path | str | None = None,
        threads: int = 1,
        workers: int = 2,
        nbest: int = 5,
        thresholds: Thresholds | None = None,
        may_ask: Callable[[], bool] = lambda: True,
    ) -> None:
        """Load the models (`voicebot.adapters.models.whisper_folder` finds them).

        `may_ask` is consulted before the careful model: say no while callers wait in line.

        Raises:
            ModelMissing: a folder does not hold a Whisper model that can be loaded.
        """
        self._quick = WhisperDecoder(model_path, threads=threads, workers=workers)
        self._careful = (
            WhisperDecoder(careful_path, threads=threads, workers=workers) if careful_path else None
        )
        self._nbest = nbest
        self._limits = thresholds or Thresholds()
        self.may_ask = may_ask

    def transcribe(self, pcm: Pcm, hints: Hints) -> tuple[Hypothesis, ...]:
        """See `voicebot.ports.Recogniser`."""
        if len(pcm) < self._limits.shortest_s * HZ or level_dbfs(pcm) < self._limits.quiet_dbfs:
            return ()
        try:
            return self._listen(pcm, hints)[: self._nbest]
        except (RuntimeError, ValueError) as error:
            raise RecognitionFailed(f"the recogniser broke: {type(error).__name__}") from error

    def _listen(self, pcm: Pcm, hints: Hints) -> tuple[Hypothesis, ...]:
        encoded = self._quick.encode(pcm)
        heard = self._quick.decode(encoded)
        if heard[0].no_speech >= self._limits.no_speech:
            return ()
        digits = is_digits(heard[0].text, 1 if hints.asked in _DIGIT_SLOTS else _FEW_DIGITS)
        if digits:
            heard += self._quick.decode(encoded, _DIGITS_PROMPT)
        if _circles(heard) and encoded.window_s < WIDE_S:
            heard += self._quick.decode(self._quick.encode(pcm, WIDE_S))
        heard = _ranked(heard)
        if self._careful and self._is_unsure(heard, hints):
            heard = _ranked(heard + self._second_opinion(self._careful, pcm, hints, digits=digits))
        return heard

    def _is_unsure(self, heard: tuple[Hypothesis, ...], hints: Hints) -> bool:
        unsure = _certainty(heard) < self._limits.unsure
        return unsure and self.may_ask() and not hints.enough(heard)

    def _second_opinion(
        self, careful: WhisperDecoder, pcm: Pcm, hints: Hints, *, digits: bool
    ) -> tuple[Hypothesis, ...]:
        encoded = careful.encode(pcm)
        if digits:
            return careful.decode(encoded, _DIGITS_PROMPT)
        heard = careful.decode(encoded)
        words = hints.answers or (hints.words if hints.asked in _OUR_WORDS else ())
        if words:
            prompted = careful.decode(encoded, f"{', '.join(words)}.")
            cost = self._limits.prompt_cost
            heard += tuple(
                replace(found, score=found.score - cost)
                for found in prompted
                if not repeats_prompt(found.text, words)
            )
        return heard


def _circles(heard: tuple[Hypothesis, ...]) -> bool:
    return all(repeats_itself(hypothesis.text) for hypothesis in heard)


def _certainty(heard: tuple[Hypothesis, ...]) -> float:
    """The best score plus its lead over the next hypothesis with other words."""
    if not heard:
        return -math.inf
    best = heard[0]
    words = canonical(best.text)
    lead = next((best.score - h.score for h in heard[1:] if canonical(h.text) != words), _LEAD)
    return best.score + min(lead, _LEAD)


def _ranked(heard: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """By score, each text once, without what nobody said."""
    best: dict[str, Hypothesis] = {}
    for hypothesis in sorted(heard, key=lambda h: -h.score):
        text = hypothesis.text
        if text and not is_invented(text) and not repeats_itself(text):
            best.setdefault(text.casefold().strip(" .,!?"), hypothesis)
    return tuple(best.values())
