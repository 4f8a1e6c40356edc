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
    r"^(?:what|who|why|how|where|which|when|do|does|did|is|are|am)\b"
    r"|^tell me\b|\?"
)
_TURNS = re2.compile(r"\b(?:no|oh|sorry|actually) wait\b")
_EXCUSE = re2.compile(
    r"^(?:oh |no |ah )?(?:i am )?(?:sorry|pardon me|excuse me|pardon)(?: [.?])? "
    r"(?:(?:how|what) about |maybe |make (?:it|that) |at |on |the |a |is |do you have |"
    r"could (?:i|we) |can (?:i|we) |i (?:meant|said|mean) )*(?:\d|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|noon|half|quarter|mon|tues|wednes|thurs|fri|satur|sun|today|tomorrow|next|this)"
)
_ASKS = re2.compile(r"^(?:what|who|why|how|where|which|when|do|does|did|is|are|should)\b")
_OURS = frozenset({"service named", "staff named", "offered"})
_CHANGES = frozenset(
    {"book", "reschedule", "request_alternatives", "ask_availability", "ask_service", "cancel"}
)
_REWORDED = _CHANGES - {"cancel"}
_YES = re2.compile(r"^(?:yes|yeah|yep|yup|yea|sure|okay|correct|right|absolutely|please do)\b")
_WISHES = re2.compile(
    r"\b(?:(?:can|could|may|might) (?:i|we|my \w+|somebody|someone|anybody|anyone)|see (?:me|us)|"
    r"would (?:\w+ ){1,9}(?:work|do|suit|be possible|be (?:all right|alright|okay|fine)))\b"
)
_MINE = re2.compile(r"\bmy (?:\w+ ){0,2}(?:appointment|booking|reservation|visit)\b")
_QUESTIONS = frozenset(
    {"ask_address", "ask_hours", "ask_other", "ask_phone", "ask_price", "ask_service", "ask_staff"}
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
        return names - {"cancel"}
    corrected = "read back" in place and said.informative and "affirm" not in names
    if "book" not in names or corrected:
        return names
    return names - {"book"} | {"affirm"}


def _correction(said: Said) -> frozenset[str]:
    """Another value where a yes or no was asked says that what was put is not right."""
    names, place = said.names, said.situation
    if "confirm" not in place or names & {"repeat", "emergency"}:
        return names
    if "deny" in names:
        return names - _REWORDED if "read back" in place else names
    if "affirm" in names and (_YES.search(said.text) or "correct" not in names):
        return names
    if "correct" in names and said.informative:
        return names - _CHANGES - {"affirm"} | {"deny"}
    if "read back" not in place or _QUESTION.search(said.text):
        return names
    if names & _CHANGES or "correct" in names or (said.informative and not names - COURTESIES):
        return names - _CHANGES | {"deny", "correct"}
    return names


def _excused(said: Said) -> frozenset[str]:
    """ "Sorry. Nine thirty?" says a time, and asks for nothing again."""
    if "repeat" not in said.names or not said.informative or "time named" not in said.situation:
        return said.names
    return said.names - {"repeat"} if _EXCUSE.match(said.text) else said.names


def _change_of_an_answer(said: Said) -> frozenset[str]:
    """ "Change the time to five", while a booking is being made, is about this booking."""
    names = said.names
    if "slot asked" not in said.situation or _MINE.search(said.text):
        return names
    if "service" in said.situation:
        return names  # nothing is being booked yet that "move my cleaning" could be about
    if "reschedule" in names:
        names = names - {"reschedule"} | {"correct"}
    if said.situation & {"date", "time", "datetime"} and "time named" in said.situation:
        names = names - {"deny"}
    return names


def _other_times(said: Said) -> frozenset[str]:
    """Asking what else is free, after free times were told, asks for other ones."""
    if "times told" not in said.situation or "ask_availability" not in said.names:
        return said.names
    return said.names - {"ask_availability", "affirm"} | {"request_alternatives"}


def _thanks_for_an_answer(said: Said) -> frozenset[str]:
    """Thanks, without a no, take what was put to the caller."""
    if "confirm" not in said.situation or "thank" not in said.names:
        return said.names
    if said.names - _QUESTIONS - {"thank"}:
        return said.names
    return said.names - {"thank"} | {"affirm"}


def _courtesy(said: Said) -> frozenset[str]:
    """A greeting counts alone, thanks beside no question; a yes to "anything else?" only announces
    what follows it; and "no wait, Wednesday" corrects and holds nothing up."""
    names = said.names
    if said.informative and _TURNS.search(said.text):
        names = names - {"wait"}
    if names - {"greet"}:
        names = names - {"greet"}
    if names & (_QUESTIONS | {"request_alternatives", "ask_availability", "check_appointment"}):
        names = names - {"thank"}
    if said.situation & {"anything_else", "opening"} and names & (TASKS | _QUESTIONS):
        names = names - {"affirm", "nothing_else", "deny"}
    return names


def _leave_taking(said: Said) -> frozenset[str]:
    """Taking leave is thanks, whether or not the word is said: "no, that's all"."""
    names, place = said.names, said.situation
    if names & (TASKS | _QUESTIONS | {"request_alternatives", "speak_to_human", "repeat"}):
        return names
    done = "anything_else" in place and "deny" in names
    if "goodbye" in names and "said" not in place:
        return names - {"thank"}
    leaves = "unasked" in place and "goodbye" in names
    return names | {"thank"} if done or leaves else names


def _one_answer(said: Said) -> frozenset[str]:
    """Yes and no at once is a no, as asking again costs less than booking what was not wanted;
    a no that goes on to ask for something else is that request."""
    if "deny" not in said.names:
        return said.names
    if "request_alternatives" not in said.names:
        return said.names - {"affirm"}
    dropped = "request_alternatives" if "read back" in said.situation else "deny"
    return said.names - {"affirm", dropped}


def _bare_name(said: Said) -> frozenset[str]:
    """A service and nothing else, where nothing was asked, is the wish for it; in a question a
    service or a member of staff is what the question is about, unless it asks to have it."""
    place = said.situation
    if said.names or "slot asked" in place or not place & {"service named", "staff named"}:
        return said.names
    if _WISHES.search(said.text) and not _ASKS.search(said.text):
        return frozenset({"book"})
    if _QUESTION.search(said.text):
        return frozenset({"ask_staff" if "staff named" in place else "ask_service"})
    return frozenset({"book"} if "service named" in place else ())


def _nothing_known(said: Said) -> frozenset[str]:
    """Words that say nothing known are another matter, unless they may answer what was asked. A
    time in a question of another matter ("will it rain on Sunday") does not make it ours."""
    place = said.situation
    if said.names or not said.text:
        return said.names
    asks = bool(_QUESTION.search(said.text))
    if said.informative:
        elsewhere = _ASKS.search(said.text) and not place & {"said", *_OURS, "slot asked"}
        return frozenset({"out_of_scope"}) if elsewhere else said.names
    if place & {"slot asked", "questioned"} and not asks:
        return said.names
    return frozenset({"out_of_scope"})


_POLICIES = (
    _excused,
    _echo,
    _correction,
    _change_of_an_answer,
    _other_times,
    _thanks_for_an_answer,
    _courtesy,
    _leave_taking,
    _one_answer,
    _bare_name,
    _nothing_known,
)
