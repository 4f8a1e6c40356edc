"""What the bot's last words make of an answer: the names that `only_when` of a rule may use.

Beside the slot that was asked for (`confirm`, `datetime`, ...):

`own slot`         what was asked is of the dialog's own making, perhaps a yes or no
`slot asked`       a value was asked for (not a yes or no, nor "anything else")
`said`             the bot said something before
`opening`          it asked what it can do
`unasked`          it said something that asked for no slot
`questioned`       that something was a question
`favour`           it offered to do something
`proposed`         it put something forward that can be taken or left
`booking proposed` it asked whether to book
`looking up`       it asked for a value in order to look something up
`read back`        it repeated what it understood, to be confirmed
`verified`         it named a value and asked for another, so a yes is about the first
`done`             it reported that something was done
`times told`       it named times that are free
`offered`          times or things are on offer
`service named`, `staff named`, `time named`   the utterance itself holds one
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import re2

from voicebot.understanding.model import Expectation
from voicebot.understanding.wording import fold

OPEN_QUESTIONS = frozenset({"confirm", "choice", "anything_else"})
_KNOWN = OPEN_QUESTIONS | frozenset(
    "service staff date time datetime name phone email reason people dob".split()
)

_BOOKING = re2.compile(
    r"\b(?:book|schedul\w*|reserv\w*|appointment|put (?:it|that|you)|add|make|set (?:it|that|you)|"
    r"set up|arrange|go ahead|events?|visit|create|place|proceed|block)\b"
)
_ASKS = re2.compile(
    r"(?:^|[.?] (?:\w+ ){0,3})(?:do|did|does|would|should|shall|will|can|could|may|are|is|want|"
    r"wanna|like|need|okay|right)\b|\?|\bright\b|\bcorrect\b"
)
_READ_BACK = re2.compile(
    r"^(?:okay |so |sure )?(?:booking|scheduling|an? (?:appointment|visit)|appointment)\b|"
    r"\b(?:confirm\w*|correct|right|verify|double check|make sure|ensure|check (?:that|the)|"
    r"so (?:you|it|that|i|an?|the)|you (?:would like|want|wish|need)|to recap|just to|"
    r"following|i have you|did i get|you said|got it|i will|i am (?:adding|booking|going))\b"
)
_LOOKING_UP = re2.compile(r"\b(?:check\w*|know|see|look\w*|search|find|free|availab\w+|events?)\b")
_FAVOUR = re2.compile(
    r"\b(?:want me to|like me to|need me to|shall i|should i|can i|may i|could i|"
    r"do you (?:want|need)|would you (?:like|care)|care to|interested in|you like to)\b"
)
_FREE = re2.compile(
    r"\b(?:available|free|empty|openings?|slots?|availability|(?:i|we) (?:have|can (?:do|offer)) "
    r"(?:on |at )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|\d))\b"
)
_CLOCK = re2.compile(
    r"\b(?:\d+|noon|midnight|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"morning|afternoon|evening)\b"
)
_OPENING = re2.compile(r"\b(?:how|what) (?:can|may|could|else can) (?:i|we) (?:help|do|assist)\b")
_VALUE = re2.compile(r"\d")
_DONE = re2.compile(
    r"\b(?:(?:is|has been|have been|was|been|got|are|i have|successfully) (?:\w+ ){0,4}(?:booked|"
    r"confirmed|scheduled|added|made|reserved|cancell?ed|moved|put|set|placed|saved|complete)|"
    r"all set|done|successful\w*)\b"
)


def situation(
    expectation: Expectation, *, filled: AbstractSet[str] = frozenset(), time_named: bool = False
) -> frozenset[str]:
    """The names that hold for an utterance in this place of the call.

    `filled` are the slots that its words fill; `time_named` says that they name a time.
    """
    asked = expectation.asked
    names = {asked} if asked else set()
    if asked and asked not in OPEN_QUESTIONS:
        names.add("slot asked")
    if asked and asked not in _KNOWN:
        names.add("own slot")
    if expectation.offered:
        names |= {"offered", "proposed", "times told"}
    names |= {f"{slot} named" for slot in ("service", "staff") if slot in filled}
    if time_named:
        names.add("time named")
    if expectation.said:
        names |= _spoken(fold(expectation.said).text, asked)
    return frozenset(names)


def _spoken(said: str, asked: str | None) -> set[str]:
    names = {"said"}
    if asked is None and _DONE.search(said):
        names.add("done")
    if asked not in (None, *OPEN_QUESTIONS) and _VALUE.search(said) and _ASKS.search(said):
        names.add("verified")
    if asked is None and _OPENING.search(said):
        return names | {"opening"}
    if asked is None:
        names.add("unasked")
        if said.endswith("?"):
            names.add("questioned")
    if asked == "confirm" and _FAVOUR.search(said):
        names.add("favour")
    if asked in (None, "confirm", "choice") and _FREE.search(said) and _CLOCK.search(said):
        names.add("times told")
    if asked not in (None, *OPEN_QUESTIONS) and _LOOKING_UP.search(said):
        names.add("looking up")
    if asked in (None, "confirm", "choice"):
        names.add("proposed")
    if asked == "confirm" and _BOOKING.search(said) and _ASKS.search(said):
        names.add("booking proposed")
    if asked == "confirm" and "favour" not in names and _READ_BACK.search(said):
        names.add("read back")
    return names
