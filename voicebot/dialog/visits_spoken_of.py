"""A visit that the caller speaks of as theirs, as the first thing: "my cut on Friday, can we
make it Saturday?", "is my oil change on Wednesday?".

The day that stands with the visit is the one it is on; what follows says what is to become of it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import wishes
from voicebot.dialog.asking import target
from voicebot.dialog.listening import plain
from voicebot.dialog.times_read import times_in
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Expectation, Intent, Understanding, When

_MASK = "xx"
"""What stands for the words of a service."""
_TROUBLE = re.compile(
    r"\b(?:fell|broke|broken|is|has|isn'?t|won'?t|doesn'?t|stopped|hurts?|leaks?|came|lost|\w+ed|"
    r"not|no)\b"
)
""" "My crown fell out": told of, and no visit."""
_DAY = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|"
    r"the \w+(?:th|st|nd|rd|first|second|third))(?: (?:morning|afternoon|evening))?"
)
_ON = rf"(?:(?: (?:on|for|at|this|next|coming|booked|i have|i've|got))* {_DAY})"
_VISIT = r"(?:xx|appointment|visit|booking|slot|reservation)"
_ABOUT = (
    r"(?:(?:hi|hello|hey|yes|so|oh|um|uh|well|about|regarding|it'?s|for|there|sorry|and|listen|"
    r"calling|i'?m|i am|just) )*"
)
_MINE = re.compile(
    rf"(?P<own>{_ABOUT}(?:(?:my|our|his|her|their|(?:my|our|the) \w+'?s) "
    rf"(?:(?!can|could|for)\w+ ){{0,2}}?{_VISIT}|"
    rf"the {_VISIT} (?:that )?(?:i|we)(?:'ve| have)?(?: got| had| made)?(?: booked)?|"
    rf"(?:i|we)(?:'ve| have)? (?:got |have )?(?:an?|my) {_VISIT}(?: booked)?(?={_ON}))"
    rf"{_ON}?)(?P<rest> .*)?"
)
_ELSEWHEN = re.compile(
    r"\b(?:(?:can|could|may|might|would|will) (?:we|i|you|it|that|he|she) (?:please )?(?:\w+ )?"
    r"(?:make|do|be|have|come|move|change|switch|take|push)|instead|rather|prefer|better|"
    r"(?:need|want|like) (?:it|that|to)|(?:what|how) about|let'?s|should be)\b"
)
_NO_GOOD = re.compile(
    r"\b(?:does ?n'?t|does not|won'?t|will not|isn'?t going to|no longer|not going to) "
    r"(?:(?:really|actually) )?(?:works?|suits?|do|fits?|be possible)\b|"
    r"\b(?:is|are|it'?s) (?:no good|not good|too (?:early|late|soon))\b"
)
_NO_LONGER = re.compile(
    rf"{_ABOUT}(?:on )?{_DAY} (?:(?:does ?n'?t|does not|won'?t|will not|isn'?t going to) "
    r"(?:work|suit|do)(?: \w+){0,3} any ?more|no longer (?:works?|suits?)).*"
)
_SHIFTED = re.compile(
    rf"\bmake (?:my|our) (?:\w+ )?{_VISIT}(?: \w+){{0,4}}? (?:later|earlier|sooner)\b"
    r"(?! (?:today|on|in|this|next))"
)
_IS_IT = re.compile(
    rf"{_ABOUT}(?:is|was|isn't|wasn't) (?:my|our|his|her|their|(?:my|our) \w+'?s) (?:\w+ )?{_VISIT}"
    rf"{_ON}(?: (?:or|at|\w+day|\w+|still|correct|right))*"
)
_IT = r"(?:it|that|mine|my (?:appointment|visit|booking))"
_MOVED = re.compile(
    rf"(?:(?:no|ok|okay|oh|yes|but|and|then|so|actually|well|um|uh|please|just|instead|hi|hello) )*"
    r"(?:(?:can|could|may|might) (?:i|we|you) |i'?d (?:like|rather|prefer)(?: to)? |i want to |"
    r"i need to |let'?s |is it possible to |would it be possible to )?"
    r"(?:(?:please|just|maybe|rather|instead) )*"
    rf"(?:(?:move|reschedule|postpone|shift|push) {_IT}(?: (?:forward|back|up|out))?|"
    rf"(?:bring|pull) {_IT} (?:forward|up|back))(?: (?:instead|then|please|though|rather|"
    r"a (?:bit|little)|to (?:another|a different) (?:day|time)))*"
)
_SAME_TIME = re.compile(
    r"(?:(?:at|the|about|around|keep|please|yes|yeah|can it be|can we keep|could it be|just|but|"
    r"ok|okay|and|i want|i'?d like|is|make it|do you have|for|it'?s) )*same (?:time|hour)"
    r"(?: (?:please|then|as before|as now|if possible|that day|works?|free|available|thanks))*"
)
_DOES_TO_MINE = re.compile(
    r"(?:i want|i need|i'?d like|i would like|can i|could i|i have) "
    r"(?!(?:\w+ )*(?:book|make|have|get|schedule|arrange|set|see)\b)(?:to )?\w+(?: \w+)? my "
    r"(?:appointment|visit|booking)(?: please)?"
)
""" "I want to prove my appointment": a word that is none of booking, heard for another."""
_CHANGES = {
    r"\b(?:move|reschedule|postpone|change) my\b": "reschedule",
    r"\bcancel my\b": "cancel",
}
_GONE = frozenset(
    "book ask_availability out_of_scope ask_service ask_other request_alternatives choose deny "
    "correct affirm cancel ask_hours check_appointment".split()
)
_NOT = ("emergency", "leave_message", "speak_to_human", "reschedule", "cancel")


def as_own_visit(turn: Turn, said: Understanding) -> Understanding:
    """The utterance as the wish to move a visit, or the question after it, where it is one."""
    text = plain(said.text)
    visit = target(turn)
    dated = turn.state.offered or any(map(wishes.has_date, turn.state.wish.times))
    if visit and turn.state.task == "moving" and dated and _SAME_TIME.fullmatch(text):
        at = replace(wishes.instant(turn.local(visit.start)), said=frozenset({"time"}))
        kept = tuple(i for i in said.intents if i.name not in (*_GONE, "repeat"))
        return replace(said, when=replace(at, text="same time"), also=(), intents=kept)
    if turn.state.task or said.has(*_NOT):
        return said
    if said.has("book") and not said.slots and _DOES_TO_MINE.fullmatch(text):
        others = " ".join(plain(other) for other in said.recognitions)
        changes = next((i for words, i in _CHANGES.items() if re.search(words, others)), "")
        return _become(said, changes, []) if changes else said
    if _MOVED.fullmatch(text) and said.when is None:
        turn.topic = None
        return _become(said, "reschedule", [])
    for service in (plain(s.text) for s in said.slots if s.name == "service"):
        if not _TROUBLE.search(service):
            text = re.sub(rf"\b{re.escape(service)}\b", _MASK, text)
    if _IS_IT.fullmatch(text):
        return _become(said, "check_appointment", [])
    if _NO_LONGER.fullmatch(text) or _SHIFTED.search(text):
        return _become(said, "reschedule", [])
    mine = _MINE.fullmatch(text)
    if mine is None or (mine["own"].endswith(_MASK) and not re.search(_DAY, mine["own"])):
        return said
    rest = mine["rest"] or ""
    if _NO_GOOD.search(rest) and "instead" not in rest:
        return _become(said, "reschedule", [])
    wanted = _times(turn, rest) if _ELSEWHEN.search(rest) else []
    return _become(said, "reschedule", wanted) if wanted else said


def _times(turn: Turn, rest: str) -> list[When]:
    """The times wished for; an hour that another takes the place of is none."""
    rest = re.sub(r"\b(?:instead of|rather than|not) (?:at |on )?\w+(?: o'?clock)?", " ", rest)
    return times_in(turn, rest, Expectation("new_time", ("datetime",)))


def _become(said: Understanding, intent: str, times: list[When]) -> Understanding:
    kept = tuple(i for i in said.intents if i.name not in _GONE)
    return replace(
        said,
        intents=(Intent(intent, said.score), *kept),
        when=times[0] if times else None,
        also=tuple(times[1:]),
        excluded=(),
    )
