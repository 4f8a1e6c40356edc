"""How long the bot waits, in one table: for the end of a turn, and for a turn to begin.

The silence that ends a turn depends on the question and on the words so far. `answered` holds when
the words already answer what was asked, `unfinished` when they plainly stop in the middle ("my
name is", "on the"), `open` otherwise and until the words are known. All in milliseconds since the
caller's last voiced sound.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.understanding.model import Expectation, Understanding


@dataclass(frozen=True, slots=True)
class Patience:
    answered: int
    open: int
    unfinished: int


PATIENCE: dict[str | None, Patience] = {
    "confirm": Patience(280, 550, 800),
    "choice": Patience(320, 600, 1000),
    "anything_else": Patience(400, 600, 800),
    "service": Patience(320, 600, 1400),
    "staff": Patience(320, 600, 1400),
    "date": Patience(350, 650, 1500),
    "time": Patience(350, 650, 1500),
    "datetime": Patience(350, 650, 1500),
    "people": Patience(320, 600, 1300),
    "name": Patience(450, 1000, 1800),
    "dob": Patience(450, 1200, 1800),
    "phone": Patience(400, 1500, 2000),
    "email": Patience(700, 1350, 1900),
    "reason": Patience(700, 850, 1700),
    None: Patience(450, 650, 1500),
}
"""By the slot that was asked; None is an open question ("how can I help?")."""

NEARLY_WHOLE, NEARLY_WHOLE_MS = 9, 1000
"""From so many digits of a phone number on, one was rather misheard than is still to come."""

HEARD_WELL = 0.5
"""Words with a lower score do not tell whether the sentence is whole."""

SPECULATE_MS = 96
"""A pause this long starts recognition, in case the turn is over."""

REACTION_MS = 1200
"""What a caller says this soon after the bot has begun is no answer to it."""

NO_INPUT_MS = (7000, 6000, 5000)
"""Silence before the bot speaks again: the first time, the second, from then on."""
NO_INPUT_LONG = {"phone": 3000, "email": 4000, "name": 1000, "choice": 2000, "datetime": 2000}
"""More of it where the caller may have to look something up."""

ONE_MOMENT_MS = 1000
"""The calendar may take this long before the caller is told to wait a moment."""

_DANGLING = frozenset(
    "a an and any at about around because but by for from if in is it's i'm i'd like maybe my need "
    "of on or our than the this to um uh er erm until want with would name's "
    "number's next between".split()
)
"""A turn that stops on one of these words is not over."""
_STRANDED = frozenset("about at for from in of on to until with would".split())
"""Such words may end a question or what hangs on one: "what time are you open until"."""
_CLAUSE = 6
"""Words of a question that end on one at most; behind more of them another clause has begun."""
_HALF_ENDINGS = {("name", "is"), ("number", "is"), ("it", "is"), ("and", "then")}
_ASKS_ABOUT = frozenset("what when where which who what's when's where's who's whom how".split())
_WHOLE_ENDINGS = {("hold", "on"), ("hang", "on"), ("go", "on"), ("come", "on"), ("moving", "on")}


def unfinished(text: str) -> bool:
    """Whether the words plainly stop in the middle of something."""
    stripped = text.lower().rstrip(" .!?")
    if not stripped:
        return False
    if text.rstrip().endswith(("...", "\u2026", ",", "-")):
        return True
    words = stripped.replace(",", " ").split()
    ending = tuple(words[-2:])
    if ending in _WHOLE_ENDINGS or _stranded(words):
        return False
    return ending in _HALF_ENDINGS or words[-1] in _DANGLING


def _stranded(words: list[str]) -> bool:
    """Whether the last word belongs to a question before it ("when I'm booked in")."""
    asking = [at for at, word in enumerate(words) if word in _ASKS_ABOUT]
    if not asking or words[-1] not in _STRANDED:
        return False
    clause = words[asking[-1] + 1 : -1]
    return 2 <= len(clause) <= _CLAUSE and clause[0] != "about"


_LEADS_ON = frozenset(
    "great good okay ok alright perfect fine lovely wonderful well right so".split()
)
"""Before a booking is made, these alone are waited after a little longer."""
_YES_NO = ("confirm", "anything_else")
_TIMES = ("date", "time", "datetime", "choice")
_SAYS_LITTLE = ("greet", "affirm", "provide_info", "out_of_scope", "thank", "wait")
"""After these to an open question, the wish itself is still to come."""
_WHATEVER_WAS_ASKED = frozenset(
    "emergency speak_to_human stop_calling change_language are_you_a_bot slower louder repeat wait "
    "ask_hours ask_address ask_phone ask_price ask_service ask_staff nothing_else goodbye".split()
)
"""What callers say in place of an answer; nothing has to follow it."""


def answered(expectation: Expectation, understanding: Understanding) -> bool:
    """Whether the words give what was asked, whole, or something else that is whole."""
    asked = expectation.asked
    if asked is not None and understanding.has(*_WHATEVER_WAS_ASKED):
        return True
    if asked in _YES_NO and understanding.intents:
        return not understanding.has("out_of_scope")
    if "confirm" in expectation.slots and understanding.has("affirm"):
        return True
    if asked == "name":
        name = understanding.slot("name")
        return name is not None and len(str(name.value).split()) > 1
    if understanding.when is not None and any(slot in _TIMES for slot in expectation.slots):
        return True
    if asked is None:
        return any(intent.name not in _SAYS_LITTLE for intent in understanding.intents)
    return any(understanding.slot(slot) is not None for slot in expectation.slots)


def end_of_turn_ms(expectation: Expectation, understanding: Understanding | None) -> int:
    """The silence that ends the turn; `understanding` is of the words so far, when known."""
    row = PATIENCE.get(expectation.asked, PATIENCE[None])
    if understanding is None:
        return row.open
    part = understanding.slot("phone_part")
    if part is not None:  # a number is being dictated, whatever was asked
        nearly_whole = len(str(part.value)) >= NEARLY_WHOLE
        return NEARLY_WHOLE_MS if nearly_whole else PATIENCE["phone"].open
    if unfinished(understanding.text) and understanding.score >= HEARD_WELL:
        return row.unfinished
    if _may_lead_on(expectation, understanding.text):
        return row.open
    return row.answered if answered(expectation, understanding) else row.open


def _may_lead_on(expectation: Expectation, text: str) -> bool:
    """Whether what sounds like a yes may lead up to something else: "Great. It should be ..."."""
    words = text.lower().replace(",", " ").rstrip(" .!?").split()
    return expectation.asked == "confirm" and set(words) <= _LEADS_ON


def no_input_ms(expectation: Expectation, times: int) -> int:
    """How long the caller may stay silent, after `times` silences in a row."""
    extra = NO_INPUT_LONG.get(expectation.asked or "", 0) if times == 0 else 0
    return NO_INPUT_MS[min(times, len(NO_INPUT_MS) - 1)] + extra
