"""What words mean beside what is agreed on: read once more, in the light of it.

After a read-back "no, ten" is a time, "half an hour later" is counted from the time read back,
"it's Lucia Ruiz" is the right name, "forget the blow-dry" leaves one of two services, and "could
it be Dana?" wishes for a person more than it asks about one. A reading of words alone cannot know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from voicebot.dialog import shifts, wishes
from voicebot.dialog.asking import target
from voicebot.dialog.implied_moves import as_move
from voicebot.dialog.kept_from import other_time, without_kept
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.dates import read_dates
from voicebot.understanding.model import Expectation, SlotValue, Understanding, When
from voicebot.understanding.people import read_people
from voicebot.understanding.people.roster import log_family, log_given

_READ_BACK = ("confirm", "confirm_move", "change")
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_BARE_TIME = re.compile(
    r"(?P<turn>(?:(?:no|nope|oh|actually|sorry|wait|um|uh|hm+|well|but|rather|make (?:it|that)|"
    r"i said|i meant|i want(?:ed)?|let'?s (?:say|do|make (?:it|that))|better|at|for|please|"
    r"on second thoughts?|i'?d (?:rather|prefer)|can it be|could it be|"
    r"(?:can|could|would) (?:we|i|you) (?:do|make (?:it|that)|say|come(?: in)?|"
    r"(?:change|move|switch) (?:it|that) to)|"
    r"(?:how|what) about) )*)"
    rf"(?P<time>{_HOUR}(?: (?:oclock|o'clock|thirty|fifteen|forty five|twenty))?)"
    r"(?: (?:please|instead|then|rather|better|after all|actually|is better|"
    r"would be (?:better|best|good|great)|(?:suits|would suit) me better|"
    r"(?:works|would work) better(?: for me)?))*"
)
_OF_TIMES = frozenset({"reschedule", "request_alternatives", "out_of_scope", "choose"})
_DROPS = re.compile(
    r"\b(?:forget|drop|skip|leave out|lose|scrap|cancel|minus|take off|remove|no|not|without|"
    r"(?:don'?t|do not|won'?t|no longer) (?:need|want|do|bother with)|do without|never ?mind)"
    r"(?: about)?(?: the| my| that| a| any)* ?$"
)
_OF_DROPS = frozenset({"cancel", "book", "deny", "correct", "request_alternatives", "ask_service"})
_ASKS_FOR = re.compile(
    r"\b(?:can|could|may|might) (?:it|that|this) be (?:with )?x\b|"
    r"\b(?:can|could|may|might|would) (?:i|we|he|she|they|you|my \w+) (?:\w+ ){0,4}?(?:have|see|"
    r"get|go|do|book|come|take|switch|change|put|make|be|give)\b.*\bx\b|"
    r"\b(?:is|are|would|will|might) x (?:be )?(?:free|available|in|around|there|working|open|"
    r"able)\b|"
    r"\b(?:what|how) about (?:with )?x\b|"
    r"\b(?:can|could|would|will) x (?:do|take|see|fit|squeeze)\b|"
    r"\b(?:does|has) x (?:have|got) (?:any|time|room|space|a |an |something)|\bx instead\b|"
    r"\b(?:is there|do you have|have you got|got) (?:any|a|some)\w*\b.*\b(?:with|for) x\b"
)
_BOOKING = ("booking", "moving")
_PART = re.compile(r"\b(?:(?P<last>last name|surname|family name)|first name|given name)\b")
_NAME_WRONG = re.compile(r"\bnames?\b|\bcalled\b|\bspel(?:t|led)\b")


def read_again(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with what it means in this place of the talk."""
    for reader in _READERS:
        said = reader(turn, said)
    return said


def _put(turn: Turn) -> datetime | None:
    """The time that was read back, or the only one on offer, in the business's zone."""
    state = turn.state
    if state.chosen is not None:
        return turn.local(state.chosen.start)
    if _just_done(turn) or state.step == "new_time":
        visit = target(turn)
        return turn.local(visit.start) if visit else None
    one = state.offered[0] if len(state.offered) == 1 and state.step == "choice" else None
    return turn.local(one.start) if one else None


def _with_time(said: Understanding, when: When) -> Understanding:
    intents = tuple(i for i in said.intents if i.name not in _OF_TIMES)
    return replace(said, when=when, also=(), intents=intents)


def _bare_time(turn: Turn, said: Understanding) -> Understanding:
    """ "No, ten", where a time was read back."""
    at_hand = turn.state.step in _READ_BACK and _put(turn) is not None
    if not (at_hand or _just_done(turn)):
        return said
    found = _BARE_TIME.fullmatch(plain(said.text))
    if said.when or said.has("affirm") or found is None or _may_be_else(found):
        return said
    asked = Expectation(turn.state.step, ("time",))
    dialog = turn.dialog
    zone = ZoneInfo(dialog.business.zone)
    when = read_dates(found["time"], asked, turn.now, zone, dialog.locale).when
    return said if when is None else _with_time(said, when)


def _just_done(turn: Turn) -> bool:
    """Whether a visit was booked or moved just now, and nothing else is talked of yet."""
    done = any(reply.key in ("booked", "moved") for reply in turn.state.said)
    return done and not turn.state.task and bool(turn.state.target)


def _may_be_else(found: re.Match[str]) -> bool:
    """ "One" or "two" alone may be a key that is said, or a yes; a hundred is no hour."""
    first = found["time"].split()[0]
    large = first.isdigit() and not 1 <= int(first) <= 23
    return large or (found["time"] in ("one", "two", "1", "2") and not found["turn"])


def _relative(turn: Turn, said: Understanding) -> Understanding:
    """ "Half an hour later", "the same time the week after": counted from what was put."""
    at, text = _put(turn), plain(said.text)
    if at is None or turn.state.step not in (*_READ_BACK, "choice", "new_time", "help"):
        return said
    read_back = turn.state.step in _READ_BACK
    shift = shifts.from_a_visit(text) if read_back else shifts.shift(text)
    return said if shift is None else _with_time(said, wishes.instant(at + shift.by))


def _name(turn: Turn, said: Understanding) -> Understanding:
    """The right name after a read-back, and a last name to a first one."""
    known = turn.known("name")
    told = said.slot("name")
    if told is not None and " " in known and (part := _PART.search(plain(said.text))):
        return _with_part(said, told, known, last=part["last"] is not None)
    if turn.state.step not in ("confirm", "change") or not known or said.slots or said.when:
        return said
    if said.has("affirm", "request_alternatives") or asks(said.text) or turn.topic:
        return said
    dialog, asked = turn.dialog, Expectation("name", ("name",))
    read = read_people(said.text, asked, dialog.lexicon, dialog.locale).slots
    name = next((s for s in read if s.name == "name"), None)
    if name is None or not (whole := _renamed(known, str(name.value), plain(said.text))):
        return said
    intents = tuple(i for i in said.intents if i.name != "out_of_scope")
    return replace(said, slots=(replace(name, value=whole),), intents=intents)


def _with_part(said: Understanding, told: SlotValue, known: str, *, last: bool) -> Understanding:
    """ "My last name is Haddid": the first name stays."""
    if " " in str(told.value):
        return said
    first, _, family = known.rpartition(" ")
    whole = f"{first} {told.value}" if last else f"{told.value} {family}"
    slots = tuple(replace(s, value=whole) if s is told else s for s in said.slots)
    return replace(said, slots=slots)


def _renamed(known: str, name: str, text: str) -> str:
    """The whole name, where the words are sure enough to tell one."""
    given, _, family = name.rpartition(" ")
    named = bool(_NAME_WRONG.search(text))
    if given:
        return name if named or log_given(given.split()[0]) > 0 else ""
    if " " not in known:
        return f"{known} {family}" if log_family(family) > 0 or named else ""
    if not named and log_family(family) <= 0 and log_given(family) <= 0:
        return ""
    first, _, last = known.rpartition(" ")
    return f"{family} {last}" if log_given(family) > log_family(family) else f"{first} {family}"


def _dropped_service(turn: Turn, said: Understanding) -> Understanding:
    """ "Forget the blow-dry", where it is one of the services agreed on."""
    agreed = turn.state.services
    if turn.state.task != "booking" or len(agreed) < 2:
        return said
    dropped = {s.value for s in said.slots if s.name == "service" and _is_dropped(said, s)}
    dropped |= {s.value for s in said.slots if s.name == "not_service"}
    if not dropped & set(agreed) or dropped >= set(agreed):
        return said
    slots = tuple(
        replace(s, name="not_service") if s.name == "service" and s.value in dropped else s
        for s in said.slots
    )
    intents = tuple(i for i in said.intents if i.name not in _OF_DROPS)
    return replace(said, slots=slots, intents=intents)


def _is_dropped(said: Understanding, service: SlotValue) -> bool:
    return bool(_DROPS.search(plain(said.text[: service.span[0]])))


def _person(turn: Turn, said: Understanding) -> Understanding:
    """ "Could it be Dana?", "is Dana free then?": the wish to come to Dana."""
    if turn.state.task not in _BOOKING or said.slot("not_staff"):
        return said
    staff = said.slot("staff") or _staff_named(turn, said)
    if staff is None or staff.value == "any" or not staff.text:
        return said
    pattern = rf"\b{re.escape(plain(staff.text))}\b"
    if not _ASKS_FOR.search(re.sub(pattern, "x", plain(said.text), count=1)):
        return said
    other = said.slot("service")
    if other is not None and other.value not in turn.state.services:
        return said
    gone = ("ask_staff", "ask_availability", "ask_service", "request_alternatives")
    slots = tuple(s for s in said.slots if s.name not in ("name", "staff"))
    return replace(
        said,
        slots=(*slots, staff),
        intents=tuple(i for i in said.intents if i.name not in gone),
    )


def _staff_named(turn: Turn, said: Understanding) -> SlotValue | None:
    """Somebody of the staff, where a caller's name was asked for and taken for one."""
    if not said.slot("name") or not asks(said.text):
        return None
    dialog = turn.dialog
    read = read_people(said.text, Expectation(), dialog.lexicon, dialog.locale).slots
    return next((s for s in read if s.name == "staff"), None)


_READERS: tuple[Callable[[Turn, Understanding], Understanding], ...] = (
    _dropped_service,
    _person,
    _relative,
    _bare_time,
    _name,
    as_move,
    other_time,
    without_kept,
)
