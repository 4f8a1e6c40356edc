"""Answers in the caller's own words: at "what's wrong with it?" all that is said is the answer.

A day, a "when it starts" or a service in the words is part of the story there, and no new wish.
"""

from __future__ import annotations

import re

from voicebot.dialog.asking import own_step
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
_FEW = 4
"""An answer shorter than this may be a plain yes, no or goodbye."""
_ELSEWHERE = ("reschedule", "cancel", "check_appointment", "stop_calling", "leave_message")
_OTHER_TIME = ("correct", "request_alternatives", "ask_availability", "book")
_QUESTIONS = (
    "ask_hours", "ask_price", "ask_other", "ask_staff", "ask_service", "ask_address", "ask_phone",
)  # fmt: skip


def answers_freely(turn: Turn, said: Understanding) -> Step | None:
    """The dialog's own question that these words answer as they are, or None."""
    own = own_step(turn, turn.state.step)
    if own is None or own.slot in turn.dialog.lexicon.choices or own.slot in turn.state.slots:
        return None
    return None if _is_something_else(turn, said) else own


def take_words(turn: Turn, slot: str, said: Understanding) -> None:
    words = without_cards(said.text.strip().rstrip("."))
    turn.keep(SlotValue(slot, words, words))


def _is_something_else(turn: Turn, said: Understanding) -> bool:
    text = plain(said.text)
    few = len(text.split()) < _FEW
    if turn.topic is not None and turn.topic.then == "resume":
        return True
    if few and said.has("deny", "dont_know", "goodbye", "nothing_else", "affirm", "thank"):
        return True
    if said.has(*_ELSEWHERE) or said.has("goodbye") or text.startswith("skip"):
        return True
    if _asks(turn, said, text):
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


def _bare_time(said: Understanding, text: str) -> bool:
    """Nothing but another time: "Thursday at ten, please"."""
    assert said.when is not None
    rest = text.replace(plain(said.when.text), " ")
    return len([w for w in rest.split() if w not in ("please", "on", "at", "or", "the")]) < 1
