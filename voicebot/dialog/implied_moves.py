"""Moves that are not called so: "my haircut on Friday instead", "an hour later for my color".

Who speaks of a visit as theirs, beside another time for it, has that visit already: it is to be
moved, not booked anew.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import shifts
from voicebot.dialog.known_visits import of_the_other
from voicebot.dialog.listening import plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, SlotValue, Understanding, When

_MINE = re.compile(
    r"\b(?:my|our|his|her|their|(?:my|our|the) \w+'?s)"
    r"(?: (?!(?:an?|the|some|any|for|and|or|with|to|of|from|on|at|in|gets?|needs?|wants?)\b)[\w']+)"
    r"{0,2}$"
)
"""What stands before a service that somebody has: "my", "my six month", "my wife's"."""
_THE_ONE = re.compile(r"\bthe$")
_OF_WHAT = r"(?!(?: of| than)\b)"
_INSTEAD = re.compile(
    rf"\binstead\b{_OF_WHAT}|"
    r"\b(?:'d|would) (?:rather|sooner) (?:come|have|do|get)\b"
)
_SUITS_BETTER = re.compile(r"\b(?:is|be|are|works?|suits?)(?: me| us)? better\b")
"""Better than what, is another question: where a visit or another time was spoken of."""
_INSTEAD_OF = re.compile(r"\b(?:instead of|rather than)\b")
_OF_AN_HOUR = re.compile(
    r"\b(?:instead of|rather than|not) (?:at )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|noon)(?: thirty| o'?clock| fifteen| forty five)?$"
)
_A_LITTLE = re.compile(
    r"\ba (?:bit|little|touch|little bit) (?:later|earlier|sooner)\b"
    r"(?! (?:in|on|this|next|today)\b)"
)
_THAN_PLANNED = re.compile(
    r"\b(?:later|earlier|sooner) than (?:planned|arranged|agreed|booked|scheduled|i am|i'm|i was|"
    r"my (?:appointment|visit|booking)|the one i)\b"
)
_MAKES_IT = re.compile(
    r"\b(?:can|could|would|will) (?:we|you) (?:please )?make (?:my|our|the)\b(?!.* for\b)"
)
_COMES = re.compile(
    r"(?:\b(?:can|could|may|might|would|possible|like|want|need|rather|prefer)\b.*)"
    r"\b(?:come|coming|be there|be seen|make|do|have it)\b"
)
_SET_ASIDE = frozenset(
    "book ask_availability deny affirm request_alternatives check_appointment correct choose "
    "ask_other ask_service ask_staff out_of_scope thank".split()
)
"""What such words sound like beside the move that they ask for."""


def as_move(turn: Turn, said: Understanding) -> Understanding:
    """The utterance as the wish to move a visit, where it is one; a length in it is no time."""
    text = plain(said.text)
    if not said.has("reschedule"):
        if not _implied(turn, said, text):
            return said
        kept = tuple(i for i in said.intents if i.name not in _SET_ASIDE)
        said = replace(said, intents=(Intent("reschedule", said.score), *kept))
    by = shifts.from_a_visit(text) if not turn.state.task else None
    return said if by is None else _without(said, text, by.span)


def _implied(turn: Turn, said: Understanding, text: str) -> bool:
    """Whether a visit that is there is spoken of, and another time for it."""
    if turn.state.task or said.has("cancel", "emergency", "leave_message"):
        return False
    if _THAN_PLANNED.search(text) or (said.when and of_the_other(turn, text)):
        return True
    services = [s for s in said.slots if s.name == "service"]
    if said.slot("not_service") or len({s.value for s in services}) > 1:
        return False
    if services:
        return _is_had(turn, said, services[0]) and _elsewhen(turn, said, text)
    if not (_opens(turn) and _COMES.search(text)):
        return False
    return _other_time(said, text) or bool(said.when and _rather(turn, said, text))


def _is_had(turn: Turn, said: Understanding, service: SlotValue) -> bool:
    """Whether the service is named as somebody's, or as that of a visit already talked of."""
    before = plain(said.text[: service.span[0]])
    if _MINE.search(before):
        return True
    known = any(service.value in visit.services for visit in turn.state.found)
    return bool(_THE_ONE.search(before)) and (
        known or _INSTEAD.search(plain(said.text)) is not None
    )


def _elsewhen(turn: Turn, said: Understanding, text: str) -> bool:
    if _other_time(said, text) or _A_LITTLE.search(text):
        return True
    if said.when is None:
        return False
    if _MAKES_IT.search(text):
        return True
    return _rather(turn, said, text) and (_opens(turn) or bool(turn.state.target))


def _rather(turn: Turn, said: Understanding, text: str) -> bool:
    known = turn.state.found or said.excluded
    return bool(_INSTEAD.search(text) or (known and _SUITS_BETTER.search(text)))


def _other_time(said: Understanding, text: str) -> bool:
    """Whether the time is told by the one it takes the place of, or counted from it."""
    by = shifts.from_a_visit(text)
    if by is not None and (by.compares or _INSTEAD.search(text)):
        return True
    if said.when is None:
        return False
    return bool((said.excluded and _INSTEAD_OF.search(text)) or _OF_AN_HOUR.search(text))


def _opens(turn: Turn) -> bool:
    """Whether nothing has been told yet that "instead" may speak of: a day that is closed, say."""
    return not (turn.state.outcome or turn.noted("helped"))


def _without(said: Understanding, text: str, span: tuple[int, int]) -> Understanding:
    """The utterance without the times that were read out of a length."""
    times = [w for w in (said.when, *said.also) if w is not None and not _within(w, text, span)]
    return replace(said, when=times[0] if times else None, also=tuple(times[1:]))


def _within(when: When, text: str, span: tuple[int, int]) -> bool:
    words = plain(when.text)
    at = text.find(words) if words else -1
    return at >= 0 and at < span[1] and span[0] < at + len(words)
