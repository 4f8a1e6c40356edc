"""Pressing a key in place of words: which of the keys that were named is for what the caller means.

A key is looked for by the words that say what it is for, or by its place among what was offered.
What no key is for has to be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicebot.simulator.callers.ears import Heard
from voicebot.simulator.callers.menu import Entry
from voicebot.simulator.callers.moments import Moment, moments
from voicebot.simulator.callers.read_back import services_named
from voicebot.simulator.callers.scenario import Goal, Wish
from voicebot.simulator.callers.talk import Act, Talk
from voicebot.simulator.values import plain

NO = re.compile(
    r"\b(no|not|wrong|incorrect|mistake|neither|change|fix)\b|n.t\b|\b(keep|leave) (it|your|that)\b"
)
_PLAIN_NO = re.compile(r"\b(no|not)\b|n.t\b|\b(keep|leave) (it|your|that)\b|\bnever mind\b")
"""Does not promise to put anything right."""
_YES = re.compile(
    r"\b(yes|right|correct|confirm|agree|both|suits?|works?|like|want)\b|\bas well\b"
    r"|\b(book|move|cancel|do|take|have) (it|this|that|one|them)\b"
)
_TAKES = re.compile(r"\b(yes|suits?|works?|right|first)\b|\b(take|want|book|have) (it|this|that)\b")
_OTHER = re.compile(
    r"\b(others?|another|different|further|something else|none|neither|more)\b|\blater(?! one)\b"
)
_ALL = re.compile(r"\ball\b|\bnothing (else|more)\b|\bno\b|\bnot\b|\bgoodbye\b|\bdone\b|\bfinish")
_SOONEST = re.compile(r"\b(first|soonest|earliest|next)\b|\bsoon as\b")
_ERRANDS = {
    "book": re.compile(r"\bbook|\b(make|arrange|set up|new|schedule)\b"),
    "move": re.compile(r"\b(mov|chang|reschedul)|\b(another|other|different) (time|day)"),
    "cancel": re.compile(r"\bcancel"),
    "check": re.compile(r"\bcheck|\blook up\b|\bwhen (it|your)\b"),
    "message": re.compile(r"\bmessage\b"),
    "person": re.compile(r"\b(person|people|someone|somebody|team|human|operator|call (you|me))\b"),
}
_ERRANDS["change_mind"] = _ERRANDS["book"]
_THINGS = {
    "when": re.compile(r"\b(time|day|date|when)\b"),
    "wrong_service": re.compile(r"\b(service|treatment|job|work|what)\b"),
    "wrong_name": re.compile(r"\bname\b"),
    "wrong_phone": re.compile(r"\bphone\b|(?<!plate )\bnumber\b"),
    "wrong_staff": re.compile(r"\b(staff|person|who|whom|with)\b"),
    "wrong_car": re.compile(r"\bcar\b"),
    "wrong_plate": re.compile(r"\bplate\b"),
    "wrong_address": re.compile(r"\baddress\b"),
}
_THINGS["wrong_time"] = _THINGS["when"]
_ORDINALS = (re.compile(r"\b(first|earlier)\b"), re.compile(r"\b(second|later one|other one)\b"))
_DENIED = ("no", "usual_not", "not_cancel")
_OF_ALL_TRADES = frozenset("a an the for of visit service repair change job".split())


def key_for(talk: Talk, heard: Heard, act: Act) -> str:
    """The key that says what this act would say; "" where none was named for it."""
    if not act.words or not heard.menu:
        return ""
    return next((entry.key for entry in _fitting(talk, heard, act.meaning)), "")


def _fitting(talk: Talk, heard: Heard, meaning: str) -> Iterator[Entry]:
    """The entries that say it, the nearest first."""
    if meaning in ("yes", "only"):
        yield from _agreeing(heard, meaning)
    if meaning in ("first", "second", "only", "pick_time", "which"):
        yield from _nth(talk, heard, meaning)
    if meaning == "later" or (meaning == "when_else" and not talk.last.keys):
        yield from _labelled(heard, _OTHER)  # who heard the others and found none says it again
    if heard.asked == "change" and meaning in _THINGS:
        yield from _labelled(heard, _THINGS[meaning])
    elif meaning in _THINGS and meaning != "when":
        yield from _labelled(heard, NO)
    if meaning in _DENIED:
        yield from _labelled(heard, NO)
        yield from _labelled(heard, _OTHER)
    if meaning == "never_mind":
        yield from _labelled(heard, _PLAIN_NO)
    if meaning == "that_is_all":
        yield from _labelled(heard, _ALL)
    goal = talk.goal
    if goal is not None:
        yield from _of_goal(talk, goal, heard, meaning)


def _labelled(heard: Heard, pattern: re.Pattern[str]) -> Iterator[Entry]:
    return (entry for entry in heard.menu if pattern.search(entry.label))


def _agreeing(heard: Heard, meaning: str) -> Iterator[Entry]:
    pattern = _TAKES if meaning == "only" else _YES
    yield from (entry for entry in _labelled(heard, pattern) if not NO.search(entry.label))
    if heard.asked == "person":
        yield from _labelled(heard, _ERRANDS["person"])


# --- one of those that were named ----------------------------------------------------------------


def _nth(talk: Talk, heard: Heard, meaning: str) -> Iterator[Entry]:
    """By the time that is named, as the first or the second, or by its place."""
    n = _place(talk, heard, meaning)
    if n is None:
        return
    if n < len(heard.times):
        at = heard.times[n]
        yield from (e for e in heard.menu if at in moments(e.label, talk.setting.now))
    if n < len(_ORDINALS):
        yield from _labelled(heard, _ORDINALS[n])
    yield from (e for e in heard.menu if not e.label and e.key == str(n + 1))


def _place(talk: Talk, heard: Heard, meaning: str) -> int | None:
    """Which of them is meant, counted from 0."""
    goal = talk.goal
    if meaning in ("first", "only"):
        return 0
    if meaning == "second":
        return 1
    if goal is None:
        return None
    return next((n for n, at in enumerate(heard.times) if _meant(talk, goal, meaning, at)), None)


def _meant(talk: Talk, goal: Goal, meaning: str, at: Moment) -> bool:
    if meaning == "pick_time":
        return talk.fits(goal, at)
    if not goal.visit:
        return False
    visit = talk.scenario.visit(goal.visit)
    return Wish(visit.at.date(), at=visit.at.time()).fits(at)


# --- what the call is about ----------------------------------------------------------------------


def _of_goal(talk: Talk, goal: Goal, heard: Heard, meaning: str) -> Iterator[Entry]:
    if meaning == "when" and heard.asked == "when" and _any_time(talk, goal):
        yield from _labelled(heard, _SOONEST)
    if meaning == "service":
        yield from _of_service(talk, goal, heard)
    if heard.asked in ("help", "more") and meaning.startswith((goal.kind, "book")):
        if talk.at + 1 < len(talk.goals) and talk.goals[talk.at + 1].announced:
            return  # both things are said in one breath
        if goal.kind in _ERRANDS:
            yield from _labelled(heard, _ERRANDS[goal.kind])
        if goal.kind in ("book", "change_mind"):
            yield from _of_service(talk, goal, heard)


def _any_time(talk: Talk, goal: Goal) -> bool:
    settles = goal.settles if talk.at in talk.settled else None
    return (settles or goal.wish).first is None


def _of_service(talk: Talk, goal: Goal, heard: Heard) -> Iterator[Entry]:
    """The key of the very service, by its names or else by the words that are in no other's."""
    wanted = set(goal.services)
    for entry in heard.menu:
        if wanted and set(services_named(talk.setting, entry.label)) == wanted:
            yield entry
    if len(wanted) == 1:
        (service,) = wanted
        yield from _alike(talk, service, heard)


def _alike(talk: Talk, service: str, heard: Heard) -> Iterator[Entry]:
    names = (*talk.setting.words.get(service, ()), service.replace("_", " "))
    known = {word for name in names for word in plain(name)} - _OF_ALL_TRADES
    shared = {entry: len(known & set(plain(entry.label))) for entry in heard.menu}
    most = max(shared.values(), default=0)
    found = [entry for entry, words in shared.items() if words == most]
    if most and len(found) == 1:
        yield found[0]
