"""Days on which the caller is elsewhere: "I'm away on Thursday" is no wish for Thursday.

As a time the words name Thursday, and so the reading of times keeps it. What that day means for a
visit is for the dialog: it is ruled out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.listening import plain
from voicebot.understanding.model import Understanding, When

_I = r"\b(?:i|we|he|she|my \w+)"
_AM = rf"{_I}(?:'?(?:m|re|s|ll be)| am| are| is| will be|'?ll be)(?: all| still| also)*"
_HAVE = rf"{_I}(?:'?ve(?: got)?| have(?: got)?| has(?: got)?)(?: to)?(?: a| an| some| my)?"
_ELSEWHERE = (
    rf"(?:{_AM} (?:away|out(?: of (?:town|the (?:city|country|office)))?|gone|abroad|busy|tied up|"
    r"travell?ing|unavailable|not (?:here|around|home|in town)|at (?:work|school|an? \w+)|"
    r"on (?:vacation|holiday|a trip|the road)|working|in (?:school|class|court|surgery|meetings)|"
    r"leaving(?: town| the country)?|flying(?: out| home)?|booked(?: up| solid)?)|"
    rf"{_I} (?:leave|leaves)(?: town| the country)?|{_I} fly(?: out| home)?|"
    rf"{_I} (?:work|works|teach|teaches)|{_I} won'?t be (?:here|around|home|in town)|"
    rf"{_HAVE} (?:work|school|class|plans|meetings?|wedding|funeral|flight|exam|surgery|court))"
)
_BUSY = re.compile(
    rf"{_HAVE} (?:\w+ )?(?:work|school|class|plans|meeting|call|lunch|lesson|flight|exam|"
    r"appointment) (?:at|from) $"
)
_BETWEEN = r"(?: (?:on|this|next|the|coming|all|day|every|and|or|both))*"
_BEFORE = re.compile(rf"{_ELSEWHERE}{_BETWEEN} $")
_AFTER = re.compile(rf"^ ?(?:because |since |as )?{_ELSEWHERE}(?: all day| then| that day)?(?=$| )")
_ALONE = re.compile(r"(?:oh|no|but|ah|um|uh|sorry|actually|wait|well|on|hm+|hang|hold| )*")
_NOTHING = re.compile(
    r"(?:(?:oh|so|but|and|um|uh|hm+|sorry|no|wait|really|well) )*"
    r"(?:is there|isn'?t there|there'?s|have you(?: got)?|do you have|you have|you'?ve got|you got)"
    r"(?: really)? (?:nothing|"
    r"(?:no|not (?:an?|any))(?: \w+)? (?:times?|slots?|appointments?|space|room|openings?))"
    r"(?: (?:at all|free|left|open|available|else))* (?:on|for|at|in|this|next|tomorrow|today)\b"
)
""" "Is there nothing on Wednesday?" asks for Wednesday; it does not rule it out."""
_BOUNDS = frozenset("until till til from since after before by up starting through".split())
_KEEPS_IT = ("check_appointment", "cancel", "leave_message")
"""What a day is told for, wherever the caller is on it."""


def ruling_out(said: Understanding) -> Understanding:
    """The utterance with the days on which the caller is elsewhere among the excluded."""
    if said.has(*_KEEPS_IT):
        return said
    text = plain(said.text)
    if said.when is None and said.excluded and _NOTHING.match(text):
        return replace(said, when=said.excluded[0], also=said.excluded[1:], excluded=())
    if said.when is None:
        return said
    times = [said.when, *said.also]
    away = [when for when in times if _is_away(when, text, times)]
    busy = [when for when in times if len(times) > 1 and _is_busy(when, text)]
    if not away and not busy:
        return said
    left = [when for when in times if when not in (*away, *busy)]
    return replace(
        said,
        when=left[0] if left else None,
        also=tuple(left[1:]),
        excluded=(*said.excluded, *away),
    )


def _is_busy(when: When, text: str) -> bool:
    """ "I've a meeting at eleven", beside another time: the hour is none to come at."""
    hour = plain(when.text)
    if "date" in when.said or not hour or hour not in text:
        return False
    return bool(_BUSY.search(text.partition(hour)[0]))


def _is_away(when: When, text: str, times: list[When]) -> bool:
    """Whether what stands around a day says that the caller is elsewhere on it."""
    day = plain(when.text)
    if "date" not in when.said or when.open is not None or not day or day not in text:
        return False
    if _BOUNDS & set(day.split()):
        return False
    before, _, after = text.partition(day)
    for other in times:
        if other is not when and plain(other.text):
            before = before.replace(plain(other.text), "and")
    return bool(_BEFORE.search(before) or (_ALONE.fullmatch(before) and _AFTER.search(after)))
