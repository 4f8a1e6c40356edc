"""Questions of the business's own that no way of asking got an answer to.

Nobody loses a visit over the make of a car: the question is left open, the caller is told so, and
the staff find what was heard with the visit. What can be guessed from all answers together is
taken, read back, and noted as not certain.
"""

from __future__ import annotations

from voicebot.dialog import details, own_heard, phrases
from voicebot.dialog.free_text import UNSURE
from voicebot.dialog.listening import plain
from voicebot.dialog.model import Step
from voicebot.dialog.tasks import booking
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.sounds import apart

_NEAR_SKIP = 0.4
"""How far a lone word may be from "skip", 0 to 1, to be taken for it."""


def in_words(turn: Turn, step: Step, said: Understanding) -> bool:
    """Whether an answer that has not the look of one is kept as it was heard: in the caller's own
    words where any will do, else where it was said twice, or is a part of an address."""
    if step.kind == "text" or not step.left_open or own_heard.says_again(turn, step, said):
        return True
    part = details.street(said.text) or details.leading_number(said.text)
    return step.kind == "address" and bool(part)


def sounds_like_skip(step: Step, said: Understanding) -> bool:
    """ "Step.", "script", where a question that may be skipped was asked for letters and digits."""
    if step.kind != "plate" or step.required:
        return False
    spoken = [set(plain(text).split()) for text in (said.text, *said.recognitions[:2])]
    alone = [word for words in spoken if len(words) == 1 for word in words]
    return any(apart(word, "skip") <= _NEAR_SKIP for word in alone)


def unanswered(turn: Turn, step: Step | None, said: Understanding | None = None) -> bool:
    """Whether an answer that could not be used was the last try: then the booking goes on.

    `said` is kept, None where nothing was heard.
    """
    if step is None or not step.left_open or turn.new or turn.aside:
        return False
    if said is not None:
        own_heard.note(turn, step, said)
    if turn.state.attempts < len(step.repairs):
        return False
    _leave_open(turn, step)
    return True


def _leave_open(turn: Turn, step: Step) -> None:
    value = own_heard.best_guess(turn, step)
    turn.keep(SlotValue(step.slot, value, value, certainty=UNSURE))
    if not value:
        turn.note(left_open=[*turn.noted("left_open", ()), step.id])
        turn.say(step.left_open, service=phrases.bare(turn.dialog, turn.state.services))
    booking.advance(turn)
