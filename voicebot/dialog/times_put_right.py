"""A time that was put to the caller and is not the right one: "it should be eleven, not ten".

What is said of it holds the right hour, or only that another time is wanted: later, the one after.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.details_told import own_steps
from voicebot.dialog.listening import plain
from voicebot.dialog.times_read import time_in
from voicebot.dialog.turn import READ_BACKS, Turn
from voicebot.understanding.model import Expectation, Intent, Understanding, When
from voicebot.understanding.normalize import CARDINALS

_AT = (*READ_BACKS, "change")
_NUMBER = rf"(?:{'|'.join(CARDINALS)}|\d{{1,4}})"
_RUN = re.compile(rf"\b{_NUMBER}(?: {_NUMBER})*\b")
_MINUTES = {"thirty": 30, "30": 30, "fifteen": 15, "15": 15, "45": 45, "forty five": 45}
_RULED_OUT = re.compile(r"\b(?:not|than|instead of)(?: (?:at|for|the))* $")
_OF_TIMES = re.compile(r"\b(?:time|o'?clock|hours?|come|slot)\b")
_SHOULD = re.compile(
    r"\b(?:should|meant|supposed|said|say|want(?:ed)?|asked|make|rather|prefer|change|wrong|need)\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:number|phone|minutes?|people|kids|names?|plate|registration|house|street|digits?)\b"
)
_NUMBERED = ("address", "plate")
"""Kinds of questions whose answers hold numbers of their own."""
_TURNED = frozenset({"affirm", "wait", "repeat", "out_of_scope", "choose", "request_alternatives"})
_LATER = re.compile(
    r"\b(?:can|could|may|might|would|is|any|anything|something|a (?:bit|little|touch)|rather|"
    r"prefer|make|need|want|too|much|slightly|maybe|do you have|have you)\b.*"
    r"\b(?:later|earlier|sooner)\b|"
    r"\b(?:one|slot|time|window|appointment) (?:right |just )?(?:after|before)(?: that| it)?$|"
    r"\bthe next (?:one|slot|time|window)\b"
)
""" "A bit later", "the one after": another time, without saying which."""
_LEAVES = re.compile(r"\b(?:see|call|ring|talk|speak|try|phone|pay|tell|decide|text|message)\b")


def time_put_right(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with the hour that should have been put, or with the wish for another time."""
    chosen, step = turn.state.chosen, turn.state.step
    if chosen is None or step not in _AT:
        return said
    if said.when is not None:
        kept = tuple(i for i in said.intents if i.name != "wait")
        return replace(said, intents=kept)
    text = plain(said.text)
    when = _hour(turn, said, text)
    if when is not None:
        intents = tuple(i for i in said.intents if i.name not in _TURNED)
        slots = tuple(s for s in said.slots if s.name != "choice")
        return replace(said, when=when, also=(), intents=intents, slots=slots)
    if _LATER.search(text) and not _LEAVES.search(text) and not _tells_more(said):
        kept = tuple(i for i in said.intents if i.name not in _TURNED)
        return replace(said, intents=(Intent("request_alternatives", said.score), *kept))
    return said


def _tells_more(said: Understanding) -> bool:
    return bool(said.slots or said.excluded or said.has("affirm", "goodbye", "leave_message"))


def _hour(turn: Turn, said: Understanding, text: str) -> When | None:
    """The one hour in the words that is not the one put, where they are about the time."""
    if any(s.name in ("phone", "phone_part") for s in said.slots) or _OF_OTHERS.search(text):
        return None
    told = _hours(text)
    if told is None:
        return None
    put = _put(turn)
    other = [words for words, clock, out in told if clock not in put and not out]
    if len(set(other)) != 1 or len({clock for _, clock, _ in told}) > 2:
        return None
    about_time = any(clock in put for _, clock, _ in told) or _OF_TIMES.search(text)
    numbered = any(step.kind in _NUMBERED for step in own_steps(turn))
    if not about_time and (numbered or not _SHOULD.search(text)):
        return None
    if said.has("affirm") and not _SHOULD.search(text):
        return None
    return time_in(turn, other[0], Expectation(turn.state.step, ("time",)))


def _put(turn: Turn) -> set[tuple[int, int]]:
    """The clock times that were put, of twelve hours: hour and minute; of a window both ends."""
    assert turn.state.chosen is not None
    chosen = turn.state.chosen
    window = any(step.kind == "address" for step in own_steps(turn))
    times = [chosen.start, chosen.end] if window else [chosen.start]
    return {(at.hour % 12, at.minute) for at in map(turn.local, times)}


def _hours(text: str) -> list[tuple[str, tuple[int, int], bool]] | None:
    """Each clock time in the words, as (words, (hour of twelve, minute), whether it is ruled out);
    None where a number is none."""
    found = []
    for run in _RUN.finditer(text):
        words, out = run[0].split(), bool(_RULED_OUT.search(text[: run.start()]))
        pairs = [words]
        if out and len(words) > 1 and " ".join(words[1:]) not in _MINUTES:
            pairs = [words[:1], words[1:]]  # "not ten eleven"
        for pair in pairs:
            clock = _clock(pair)
            if clock is None:
                return None
            written = pair[0] if len(pair) == 1 else f"{clock[0] or 12}:{clock[1]:02d}"
            found.append((written, clock, out and pair is pairs[0]))
    return found


def _clock(words: list[str]) -> tuple[int, int] | None:
    hour = CARDINALS.get(words[0], int(words[0]) if words[0].isdigit() else 0)
    minute = _MINUTES.get(" ".join(words[1:])) if words[1:] else 0
    if not 1 <= hour <= 12 or minute is None:
        return None
    return hour % 12, minute


def later_than_put(turn: Turn) -> None:
    """Leave only the time put on offer: what is asked for is later, or earlier, than that."""
    if turn.state.chosen is not None:
        turn.set(offered=(turn.state.chosen,), chosen=None)
