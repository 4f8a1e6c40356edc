"""A time that cannot be kept, and another one beside it: "I can't make it by ten, could I come at
half past?".

The first tells which visit it is, the second where it is to go; read together they would be one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import wishes
from voicebot.dialog.times_read import times_in
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Expectation, Understanding, When

_CANNOT = re.compile(
    r"\b(?:can(?:no|')t|can not|cant|won['o]t|wont|will not|couldn't|could not|unable|not able|"
    r"not (?:be )?going to)\b",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"(?:[.?!,;]|\b(?:but|and|so|then)\b)[\s,]*(?:(?:but|and|so|then|maybe|please)\s+)*"
    r"(?=(?:can|could|may|might|would|will|do|have|is|are|what|how|anything|any|i can|i could)\b)",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(?:[.,;]|\b(?:but|and|not))\s*(?:(?:i'?ll|i will|please|just|i want to|we'?ll)\s+)*"
    r"(?:keep|leave|hold on to|not)\b.*$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?P<minutes>half|(?:a )?quarter|ten|twenty|five) past\W*(?:then\W*)?$")
_MINUTES = {"half": 30, "quarter": 15, "a quarter": 15, "ten": 10, "twenty": 20, "five": 5}


def other_time(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with the new time as its time, and the one that cannot be kept ruled out."""
    cannot = _CANNOT.search(said.text) if said.has("reschedule") and not turn.state.task else None
    anew = _ANEW.search(said.text, cannot.end()) if cannot else None
    if anew is None:
        return said
    kept, wanted = _read(turn, said.text[: anew.start()]), _read(turn, said.text[anew.end() :])
    if not kept:
        return said
    wanted = wanted or _past_the_hour(said.text, kept[0])
    clear = tuple(w for w in kept if _rules_out(w, wanted))
    return replace(said, when=wanted[0] if wanted else None, also=tuple(wanted[1:]), excluded=clear)


def without_kept(turn: Turn, said: Understanding) -> Understanding:
    """ "Cancel Wednesday but keep Friday": Friday is not what is to be cancelled."""
    kept = _KEPT.search(said.text) if said.has("cancel") else None
    if kept is None:
        return said
    times = _read(turn, said.text[: kept.start()])
    rest = [w.text for w in _read(turn, said.text[kept.start() :])]
    clear = tuple(w for w in said.excluded if w.text not in rest)
    return replace(said, when=times[0] if times else None, also=tuple(times[1:]), excluded=clear)


def _read(turn: Turn, words: str) -> list[When]:
    return times_in(turn, words, Expectation("new_time", ("datetime",)))


def _past_the_hour(text: str, kept: When) -> list[When]:
    """ "At half past": past the hour that was named before."""
    found = _PAST.search(text.lower())
    if found is None or "time" not in kept.said or kept.start is None:
        return []
    at = wishes.instant(kept.start.replace(minute=_MINUTES[found["minutes"]]))
    return [replace(at, said=kept.said)]


def _rules_out(kept: When, wanted: list[When]) -> bool:
    """A day that cannot be kept is ruled out, and so is a clock time; a part of one day is not,
    where only another hour is wished for: "not by ten" leaves half past ten."""
    return wishes.is_instant(kept) or (
        "time" not in kept.said and all(wishes.has_date(w) for w in wanted)
    )
