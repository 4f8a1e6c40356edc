"""What was heard at a question of the business's own that got no answer.

Several answers that were misheard differently may still come to one; what does not is told to the
staff in the words that were heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from voicebot.dialog import cars, details, plates
from voicebot.dialog.listening import plain
from voicebot.dialog.model import Step
from voicebot.dialog.privacy import without_cards
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding

_RECOGNITIONS = 5
"""How many of an utterance are kept."""
_SAME = 80.0
"""How like (0 to 100) two answers must be to be one that was repeated."""


def note(turn: Turn, step: Step, said: Understanding) -> None:
    """Keep all recognitions of an answer that has not the look of one."""
    texts = [without_cards(text) for text in said.recognitions[:_RECOGNITIONS]]
    turn.note(own_heard={**_all(turn), step.id: [*_all(turn).get(step.id, []), texts]})


def _all(turn: Turn) -> Mapping[str, Sequence[Sequence[str]]]:
    heard: Mapping[str, Sequence[Sequence[str]]] = turn.noted("own_heard", {})
    return heard


def best_guess(turn: Turn, step: Step) -> str:
    """What the answers to a question come to together; "" where they come to nothing."""
    heard = _all(turn).get(step.id, [])
    answers = [texts for texts in heard if texts and not details.excuse(texts[0])]
    match step.kind:
        case "car":
            return cars.of_several(answers)
        case "plate":
            return plates.agreed([details.plate_told(t) for texts in answers for t in texts])
        case "address":
            like = [t for texts in answers for t in texts if details.fits("address", t)]
            return details.value_of("address", like[0]) if like else ""
        case _:
            return ""


def says_again(turn: Turn, step: Step, said: Understanding) -> bool:
    """Whether the caller repeats the answer before, in the same words."""
    before = _all(turn).get(step.id, [])
    if not before or not before[-1]:
        return False
    texts = [plain(details.value_of(step.kind, text)) for text in (before[-1][0], said.text)]
    return fuzz.ratio(*texts) >= _SAME


def for_staff(turn: Turn, unsure: Sequence[str]) -> str:
    """What the staff should check: the `unsure` answers, and what was heard where a question was
    left open; "" where there is nothing to check."""
    heard = [
        f"{step.id}, {_as_heard(turn, step)}"
        for step in turn.dialog.steps
        if step.id in turn.noted("left_open", ()) and not turn.known(step.slot)
    ]
    return "; ".join([*([", ".join(unsure)] if unsure else []), *heard])


def _as_heard(turn: Turn, step: Step) -> str:
    texts = [texts[0] for texts in _all(turn).get(step.id, []) if texts]
    return f"heard as: {' / '.join(texts)}" if texts else "not heard"
