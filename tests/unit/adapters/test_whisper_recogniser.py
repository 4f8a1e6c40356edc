"""The steps of recognition, with decoders that answer from a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from voicebot.adapters import whisper
from voicebot.adapters.whisper import WhisperRecogniser
from voicebot.adapters.whisper_decoder import Encoded
from voicebot.audio.pcm import HZ, Pcm
from voicebot.call.messages import Hints
from voicebot.errors import RecognitionFailed
from voicebot.understanding.model import Hypothesis

NOISE = np.random.default_rng(1).integers(-3000, 3000, 2 * HZ).astype(np.int16)
DIGITS = "digits"


@dataclass
class FakeDecoder:
    """`answers` by what came before: "" nothing, "digits" an example of digits, "wide", "words"."""

    answers: dict[str, list[Hypothesis]]
    asked: list[str] = field(default_factory=list)

    def encode(self, pcm: Pcm, window_s: float | None = None) -> Encoded:
        return Encoded(None, len(pcm) / HZ, window_s or 15.0)

    def decode(self, encoded: Encoded, prompt: str = "") -> tuple[Hypothesis, ...]:
        kind = DIGITS if "number" in prompt else "words" if prompt else ""
        kind = "wide" if encoded.window_s == 30.0 else kind
        self.asked.append(kind)
        return tuple(self.answers[kind])


Make = Callable[..., WhisperRecogniser]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Make:
    def build(quick: FakeDecoder, careful: FakeDecoder | None = None) -> WhisperRecogniser:
        loaded = iter([quick, careful])
        monkeypatch.setattr(whisper, "WhisperDecoder", lambda *_, **__: next(loaded))
        return WhisperRecogniser("quick", careful_path="careful" if careful else None)

    return build


def h(text: str, score: float = -0.1, no_speech: float = 0.0) -> Hypothesis:
    return Hypothesis(text, score, no_speech)


def texts(found: tuple[Hypothesis, ...]) -> list[str]:
    return [hypothesis.text for hypothesis in found]


def test_a_sure_answer_needs_one_pass(make: Make) -> None:
    quick, careful = FakeDecoder({"": [h("Yes please."), h("Yes, please", -0.4)]}), FakeDecoder({})
    assert texts(make(quick, careful).transcribe(NOISE, Hints())) == ["Yes please.", "Yes, please"]
    assert (quick.asked, careful.asked) == ([""], [])


def test_an_unsure_answer_is_compared_with_the_careful_model(make: Make) -> None:
    quick = FakeDecoder({"": [h("to stay", -0.9)]})
    careful = FakeDecoder({"": [h("Tuesday", -0.3)]})
    assert texts(make(quick, careful).transcribe(NOISE, Hints())) == ["Tuesday", "to stay"]


def test_what_is_enough_for_whoever_asks_needs_no_second_opinion(make: Make) -> None:
    quick = FakeDecoder({"": [h("to stay", -0.9)]})
    careful = FakeDecoder({"": [h("Tuesday", -0.3)]})
    found = make(quick, careful).transcribe(NOISE, Hints(enough=lambda heard: len(heard) == 1))
    assert texts(found) == ["to stay"]
    assert careful.asked == []


def test_a_close_rival_with_other_words_makes_it_unsure(make: Make) -> None:
    quick = FakeDecoder({"": [h("fifteen", -0.28), h("fifty", -0.29)]})
    careful = FakeDecoder({"": [h("fifty", -0.2)]})
    assert texts(make(quick, careful).transcribe(NOISE, Hints()))[0] == "fifty"


def test_likely_words_go_to_the_careful_model_only_and_have_their_price(make: Make) -> None:
    quick = FakeDecoder({"": [h("the bell", -0.8)]})
    careful = FakeDecoder({"": [h("the tell", -0.9)], "words": [h("Patel", -0.75)]})
    found = make(quick, careful).transcribe(NOISE, Hints(words=("Patel", "Lopez")))
    assert texts(found) == ["the bell", "Patel", "the tell"]
    assert found[1].score == pytest.approx(-0.85)
    assert (quick.asked, careful.asked) == ([""], ["", "words"])


@pytest.mark.parametrize("asked", [None, "service", "staff"])
def test_words_of_the_business_are_shown_where_they_are_asked_for(
    make: Make, asked: str | None
) -> None:
    careful = FakeDecoder({"": [h("low", -0.5)], "words": [h("Lopez", -0.2)]})
    make(FakeDecoder({"": [h("low", -0.9)]}), careful).transcribe(NOISE, Hints(asked, ("Lopez",)))
    assert careful.asked == ["", "words"]


def test_a_prompt_that_is_written_on_is_not_what_was_said(make: Make) -> None:
    careful = FakeDecoder({"": [h("um no", -0.9)], "words": [h("Dr. Patel, Dr. Patel.", -0.1)]})
    found = make(FakeDecoder({"": [h("mm no", -0.95)]}), careful).transcribe(
        NOISE, Hints("staff", ("Dr. Patel", "Maria Lopez"))
    )
    assert texts(found) == ["um no", "mm no"]


@pytest.mark.parametrize(
    "asked", ["name", "phone", "email", "dob", "confirm", "choice", "anything_else", "datetime"]
)
def test_answers_in_words_of_ones_own_are_not_bent(make: Make, asked: str) -> None:
    careful = FakeDecoder({"": [h("Lowe", -0.5)]})
    make(FakeDecoder({"": [h("low", -0.9)]}), careful).transcribe(NOISE, Hints(asked, ("Lopez",)))
    assert careful.asked == [""]


def test_the_words_of_an_answer_are_shown_at_its_own_question(make: Make) -> None:
    careful = FakeDecoder({"": [h("22 granite", -0.9)], "words": [h("22 Greenwich", -0.4)]})
    hints = Hints("address", ("Lopez",), answers=("Greenwich", "Lewisham"))
    found = make(FakeDecoder({"": [h("22 granted", -0.95)]}), careful).transcribe(NOISE, hints)
    assert careful.asked == ["", "words"]
    assert texts(found)[0] == "22 Greenwich"


def test_the_careful_model_is_not_asked_while_callers_wait(make: Make) -> None:
    careful = FakeDecoder({"": [h("Tuesday", -0.1)]})
    recogniser = make(FakeDecoder({"": [h("to stay", -0.9)]}), careful)
    recogniser.may_ask = lambda: False
    assert texts(recogniser.transcribe(NOISE, Hints())) == ["to stay"]
    assert careful.asked == []


def test_digits_are_read_again_after_an_example(make: Make) -> None:
    quick = FakeDecoder({"": [h("212 555 047", -0.5)], DIGITS: [h("2 1 2 5 5 5 0 1 4 7", -0.2)]})
    found = make(quick).transcribe(NOISE, Hints())
    assert texts(found) == ["2 1 2 5 5 5 0 1 4 7", "212 555 047"]


def test_words_are_not_read_as_digits_even_when_a_number_was_asked(make: Make) -> None:
    quick = FakeDecoder({"": [h("I don't have one", -0.2)]})
    assert texts(make(quick).transcribe(NOISE, Hints(asked="phone"))) == ["I don't have one"]
    assert quick.asked == [""]


def test_silence_in_the_models_eyes_is_no_words(make: Make) -> None:
    quick = FakeDecoder({"": [h("Thank you.", -1.3, no_speech=0.95)]})
    assert make(quick, FakeDecoder({})).transcribe(NOISE, Hints()) == ()


def test_invented_captions_are_dropped(make: Make) -> None:
    quick = FakeDecoder({"": [h("Thanks for watching!", -0.1), h("", -0.2), h("Hello.", -0.3)]})
    assert texts(make(quick).transcribe(NOISE, Hints())) == ["Hello."]


def test_circles_are_tried_again_in_the_wide_window(make: Make) -> None:
    circle = "I want to book. " * 12
    quick = FakeDecoder({"": [h(circle)], "wide": [h("I want to book.", -0.4)]})
    assert texts(make(quick).transcribe(NOISE, Hints())) == ["I want to book."]


def test_the_same_words_come_once(make: Make) -> None:
    quick = FakeDecoder({"": [h("Yes.", -0.1), h("yes", -0.2), h("Yes!", -0.3), h("Yet", -0.4)]})
    assert texts(make(quick).transcribe(NOISE, Hints())) == ["Yes.", "Yet"]


@pytest.mark.parametrize("pcm", [NOISE[:800], np.zeros(HZ, dtype=np.int16)])
def test_nothing_to_hear_is_not_even_tried(make: Make, pcm: Pcm) -> None:
    quick = FakeDecoder({})
    assert make(quick).transcribe(pcm, Hints()) == ()
    assert quick.asked == []


def test_a_broken_engine_is_a_work_error_without_the_words(make: Make) -> None:
    class Broken(FakeDecoder):
        def encode(self, pcm: Pcm, window_s: float | None = None) -> Encoded:
            raise RuntimeError("of no concern to the caller")

    with pytest.raises(RecognitionFailed, match=r"^the recogniser broke: RuntimeError$"):
        make(Broken({})).transcribe(NOISE, Hints())
