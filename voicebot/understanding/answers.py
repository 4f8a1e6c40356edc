"""From words to intents: what an utterance amounts to in its place of the call.

The patterns say what was said; the policies here, applied in order, say what that means as an
answer. "Can you make it four?" is a request of its own at the start of a call, and a correction
when the bot has just read back three o'clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import re2

from voicebot.understanding.intents import Match

TASKS = frozenset({"book", "reschedule", "cancel", "check_appointment", "ask_availability"})
COURTESIES = frozenset({"greet", "thank", "wait"})
_QUESTION = re2.compile(
    r"^(?:what|who|why|how|where|which|when|do|does|did|is|are|can|could|will|would|should)\b"
    r"|^tell me\b|\?"
)
_QUESTIONS = frozenset(
    {"ask_address", "ask_hours", "ask_other", "ask_phone", "ask_price", "ask_service", "ask_staff"}
)
_CHANGES = frozenset(
    {"book", "reschedule", "request_alternatives", "ask_availability", "ask_service", "cancel"}
)


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance as the policies see it. `informative`: it holds a time or another value."""

    names: frozenset[str]
    situation: AbstractSet[str]
    text: str
    informative: bool


def intents_of(
    matches: Sequence[Match], situation: AbstractSet[str], text: str, *, informative: bool
) -> frozenset[str]:
    """The intents of an utterance, `out_of_scope` where it asks for none of them.

    `text` is the folded text; `informative` says that it holds a time or another value.
    """
    names = frozenset(match.intent for match in matches)
    for policy in _POLICIES:
        names = policy(Said(names, situation, text, informative))
    return names


def _echo(said: Said) -> frozenset[str]:
    """ "Shall I book it?" "Book it, please": the wish repeats the question, so it is a yes."""
    names, place = said.names, said.situation
    if "booking proposed" not in place:
        return names
    if "deny" in names:
        return names - ({"book", "cancel"} if "read back" in place else {"cancel"})
    if "book" not in names or ("read back" in place and said.informative and "affirm" not in names):
        return names
    return names - {"book"} | {"affirm"}


def _correction(said: Said) -> frozenset[str]:
    """Another value after a read-back, without a yes, says that what was read is not right."""
    if "confirm" not in said.situation or said.names & {"deny", "repeat", "emergency"}:
        return said.names
    if "correct" in said.names and said.informative:
        return said.names - _CHANGES - {"affirm"} | {"deny"}
    if "affirm" in said.names:
        return said.names
    if "read back" not in said.situation:
        return said.names
    changed = said.names & _CHANGES or "correct" in said.names
    if changed or (said.informative and not said.names - COURTESIES):
        return said.names - _CHANGES | {"deny", "correct"}
    return said.names


def _thanks_for_an_answer(said: Said) -> frozenset[str]:
    """Thanks, without a no, take what was put to the caller."""
    if "confirm" not in said.situation or "thank" not in said.names:
        return said.names
    if said.names - _QUESTIONS - {"thank"}:
        return said.names
    return said.names - {"thank"} | {"affirm"}


def _courtesy(said: Said) -> frozenset[str]:
    """A greeting counts alone; a yes to "anything else?" only announces what follows it."""
    names = said.names
    if names - {"greet"}:
        names = names - {"greet"}
    if "anything_else" in said.situation and names & (TASKS | {"ask_other"}):
        names = names - {"affirm", "nothing_else", "deny"}
    return names


def _one_answer(said: Said) -> frozenset[str]:
    """Yes and no at once is a no, as asking again costs less than booking what was not wanted;
    a no that goes on to ask for something else is that request."""
    if "deny" not in said.names:
        return said.names
    if "request_alternatives" not in said.names:
        return said.names - {"affirm"}
    dropped = "request_alternatives" if "read back" in said.situation else "deny"
    return said.names - {"affirm", dropped}


def _nothing_known(said: Said) -> frozenset[str]:
    if said.names or said.informative:
        return said.names
    if "slot asked" in said.situation and not _QUESTION.search(said.text):
        return said.names
    return frozenset({"out_of_scope"})


_POLICIES = (_echo, _correction, _thanks_for_an_answer, _courtesy, _one_answer, _nothing_known)
