"""Answers in the caller's own words: at "what's wrong with it?" all that is said is the answer.

A day, a "when it starts" or a service in the words is part of the story there, and no new wish.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import address_heard, address_meant, details
from voicebot.dialog.address_heard import doubted_before
from voicebot.dialog.asking import own_step
from voicebot.dialog.consent import withdraws
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.model import Step
from voicebot.dialog.privacy import without_cards
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding

_CLAUSE = re.compile(
    r"^(?:well |so |and |only )*(?:when|whenever|where|what) (?:i|it|we|my|the|you)\b"
)
_PROPOSES = re.compile(
    r"^(?:\w+ )?(?:what|how) about\b|\binstead\b|\b(?:can|could|may) (?:we|i|you) (?:\w+ )?"
    r"(?:make|do|come|have|take|move|change)\b|\bafter all\b|\b(?:i'?d|i would) rather\b"
)
_AROUND_A_TIME = frozenset(
    "please on at or the is are would be fine good great perfect ok okay works suits me "
    "for i can do that's it's any time anytime then best better yes um uh well so and "
    "sometime".split()
)
_LIKELY_NAME = 0.6
UNSURE = 0.4
"""The certainty of an answer that has not the look of one, and was given twice."""
_BY_SOUND = ("car", "plate")
"""Kinds of answers that can be known from all recognitions together."""
_FEW = 4
"""An answer shorter than this may be a plain yes, no or goodbye."""
_ELSEWHERE = ("reschedule", "cancel", "check_appointment", "stop_calling", "leave_message")
_OTHER_TIME = ("correct", "request_alternatives", "ask_availability", "book")
_QUESTIONS = (
    "ask_hours", "ask_price", "ask_other", "ask_staff", "ask_service", "ask_address", "ask_phone",
)  # fmt: skip


def in_any_recognition(turn: Turn, said: Understanding) -> Understanding:
    """The utterance as the answer that its recognitions come to, where one that makes sense as
    something else was preferred: "It's so good", of what was "It's the Ford Soda" at first."""
    own = own_step(turn, turn.state.step)
    first = said.recognitions[0]
    if own is None or own.kind not in _BY_SOUND or said.text == first or said.has(*_ELSEWHERE):
        return said
    if own.slot in turn.state.slots or details.find(own.kind, said.text) is not None:
        return said
    if not details.fits(own.kind, first) and not details.heard_as(own.kind, said.recognitions):
        return said
    turn.topic = None
    return replace(said, text=first, intents=(), slots=(), when=None, also=(), excluded=())


def answers_freely(turn: Turn, said: Understanding) -> Step | None:
    """The dialog's own question that these words answer as they are, or None."""
    own = own_step(turn, turn.state.step)
    if own is None or own.slot in turn.dialog.lexicon.choices or own.slot in turn.state.slots:
        return None
    if _is_something_else(turn, said) or said.slot(own.slot) is not None:
        return None
    if details.fits(own.kind, _whole(turn, own, said)):
        return own
    return own if _heard_as(turn, own, said) else None


def insists(turn: Turn, step: Step, said: Understanding) -> bool:
    """Whether what does not look like an answer is taken for one: asked again, the caller still
    says so. Nobody is asked for ever, and nobody is asked less than three times for what they
    only say that they do not have."""
    if turn.new or turn.aside or step.slot in turn.dialog.lexicon.choices:
        return False
    if _is_something_else(turn, said) or details.only_picks(said.text):
        return False
    return doubted_before(turn, step, said) >= (2 if details.excuse(said.text) else 1)


def take_words(turn: Turn, step: Step, said: Understanding) -> None:
    whole = _whole(turn, step, said)
    words = _heard_as(turn, step, said) or without_cards(details.value_of(step.kind, whole))
    likely = bool(_heard_as(turn, step, said)) or details.fits(step.kind, whole)
    if step.kind == "address":
        words, likely = address_heard.settled(turn, step, said, words)
    turn.keep(SlotValue(step.slot, words, words, certainty=1.0 if likely else UNSURE))
    doubted = {k: n for k, n in turn.noted("doubted", {}).items() if k != step.id}
    turn.note(street=None, doubted=doubted or None)


def _heard_as(turn: Turn, step: Step, said: Understanding) -> str:
    """What all recognitions together were likely meant for; "" where they are something else."""
    name = said.slot("name")
    if name is not None and name.certainty > _LIKELY_NAME:
        return ""
    texts = [_whole(turn, step, replace(said, text=text)) for text in said.recognitions]
    best = _whole(turn, step, said)
    return details.heard_as(step.kind, [best, *(text for text in texts if text != best)])


def note_street(turn: Turn, step: Step, said: Understanding) -> None:
    """ "Hill Street": half an address, to which the number is asked."""
    if step.kind == "address" and (street := details.street(said.text)):
        turn.note(street=street)


def _whole(turn: Turn, step: Step, said: Understanding) -> str:
    """What was said without what belongs to another question, and with the street told before."""
    text = said.text
    if step.kind == "address":
        text = address_meant.meant(text, turn.dialog.lexicon.area)
    if step.kind == "address" and (number := details.house_number(text)) and turn.noted("street"):
        return f"{number} {turn.noted('street')}"
    for kind in details.FOUND_IN_SPEECH:
        other = details.find(kind, text) if step.kind not in (kind, "text") else None
        if other is not None and other.span[0] > 0:
            text = f"{text[: other.span[0]]} {text[other.span[1] :]}".strip(" ,.")
    return text


def _is_something_else(turn: Turn, said: Understanding) -> bool:
    text = plain(said.text)
    own = own_step(turn, turn.state.step)
    few = len(text.split()) < _FEW
    if turn.topic is not None and turn.topic.then == "resume":
        return True
    if few and said.has("deny", "dont_know", "goodbye", "nothing_else", "affirm", "thank"):
        return True
    if len(text.split()) <= 2 * _FEW and withdraws(said):
        return True
    if said.has(*_ELSEWHERE) or said.has("goodbye") or text.startswith("skip"):
        return True
    if _asks(turn, said, text) or (own is not None and _asks_beside(own, said)):
        return True
    if said.when is None:
        return False
    return said.has(*_OTHER_TIME) or bool(_PROPOSES.search(text)) or _bare_time(said, text)


def _asks(turn: Turn, said: Understanding, text: str) -> bool:
    if "?" in said.text:
        return True
    return (
        asks(said.text)
        and not _CLAUSE.match(text)
        and (turn.topic is not None or said.has(*_QUESTIONS))
    )


def _asks_beside(own: Step, said: Understanding) -> bool:
    """ "Do I get one with that", where a car is asked for and none is named."""
    if own.kind not in details.FOUND_IN_SPEECH or details.find(own.kind, said.text) is not None:
        return False
    return asks(said.text) and not (own.kind == "car" and details.names_a_car(said.text))


def _bare_time(said: Understanding, text: str) -> bool:
    """Nothing but another time: "Thursday at ten, please"."""
    assert said.when is not None
    rest = text.replace(plain(said.when.text), " ")
    return not set(rest.split()) - _AROUND_A_TIME
