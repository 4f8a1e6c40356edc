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

from voicebot.dialog import details, shifts, wishes
from voicebot.dialog.asking import own_step, question, target
from voicebot.dialog.implied_moves import as_move
from voicebot.dialog.item_wrong import item_wrong
from voicebot.dialog.kept_from import other_time, without_kept
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.name_put_right import name_put_right, other_part, without_turn
from voicebot.dialog.put_right import put_right
from voicebot.dialog.times_put_right import time_put_right
from voicebot.dialog.times_read import time_in
from voicebot.dialog.turn import READ_BACKS, Turn
from voicebot.dialog.visits_spoken_of import as_own_visit
from voicebot.understanding.model import Expectation, Intent, SlotValue, Understanding, When
from voicebot.understanding.people import read_people
from voicebot.understanding.people.roster import log_family, log_given
from voicebot.understanding.people.sounds import apart

_TOLD = (*READ_BACKS, "change")
_OF_A_VISIT = (*_TOLD, "confirm_cancel")
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_TIME = rf"{_HOUR}(?: (?:oclock|o'clock|thirty|fifteen|forty five|twenty|[0-5][05]))?"
_BARE_TIME = re.compile(
    r"(?P<turn>(?:(?:no|nope|yes|yeah|yep|ok|okay|sure|oh|actually|sorry|wait|um|uh|hm+|well|"
    r"but|rather|make (?:it|that)|"
    r"i (?:said|meant|asked for)|i want(?:ed)?|(?:that|it)(?:'?s| is)(?: wrong| not right)|wrong|"
    r"let'?s (?:say|do|make (?:it|that))|better|at|for|the|please|"
    r"on second thoughts?|i'?d (?:rather|prefer)|can it be|could it be|"
    r"(?:can|could|would) (?:we|i|you) (?:do|make (?:it|that)|say|have|take|come(?: in)?|"
    r"(?:change|move|switch) (?:it|that) to)|"
    r"(?:how|what) about) )*)"
    rf"(?P<time>{_TIME})(?: (?:and )?not (?:at )?(?P<old>{_TIME}))?"
    r"(?: (?:please|instead|then|rather|better|after all|actually|is better|"
    r"would be (?:better|best|good|great)|(?:suits|would suit) me better|"
    r"(?:works|would work) better(?: for me)?|"
    r"(?:is|would be|sounds|works) ?(?:good|fine|great|perfect|ok|okay)?(?: for me)?))*"
)
_CLAUSE = re.compile(r"[.,;!?]+|\band\b", re.IGNORECASE)
_MAKES_IT = re.compile(r"\b(?:make|say|do|said|meant|change|at)\b")
_INSTEAD = re.compile(
    r"\bmake (?:it|that)\b|\b(?:can|could|would) (?:we|i|you|it)\b|\b(?:change|move|switch) |"
    r"\b(?:rather|prefer|meant|thoughts?)\b|\b(?:how|what) about\b|\blet'?s\b|\bbut\b"
)
""" "Yes but make it eleven": another time than the one agreed on."""
_OTHERWISE = ("instead", "better", "rather", "after all", "better for me")
_THE_HOUR = re.compile(r"the (\d{1,2})")
_ASKED_AFTER = ("name", "sure_name", "phone")
_OF_TIMES = frozenset({"reschedule", "request_alternatives", "out_of_scope", "choose"})
_DROPS = re.compile(
    r"\b(?:forget|drop|skip|leave out|lose|scrap|cancel|minus|take off|remove|(?<=\w )no|not|"
    r"without|(?:don'?t|do not|won'?t|no longer) (?:need|want|do|bother with)|do without|"
    r"never ?mind)"
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
    r"\b(?:is there|do you have|have you got|got) (?:any|a|some)\w*\b.*\b(?:with|for) x\b|"
    r"^(?:(?:and|or|oh|but) )*(?:any|some)(?:thing|time|body)?\b.*\b(?:with|for) x\b"
)
_BOOKING = ("booking", "moving")
_PART = re.compile(r"\b(?:(?P<last>last name|surname|family name)|first name|given name)\b")
_A_THING = re.compile(
    r"(?:(?:no|the|my|your|it'?s|just|change|wrong|is) )*"
    r"(?:time|day|date|hour|name|number|phone|service|address|car|plate|registration|)(?: please)?"
)
""" "The day": what is to be changed, and no name."""
_IS_NAME = re.compile(
    r"(?:(?:no|sorry|oh|actually|wait) )*"
    r"(?:(?:it|that)(?:'?s| is)|(?:the|my|his|her) name(?:'?s| is)) (?:for )?"
    r"[a-z'-]+(?: [a-z'-]+){0,2}"
)
_IS_NAME_IN = re.compile(
    r"^\W*(?:(?:yes|no|oh|um|uh|hi|so)\W+)*"
    r"(?:it'?s|it is|my name(?:'?s| is)|i'?m|this is|name'?s)\b",
    re.IGNORECASE,
)
_SAME_SOUND, _SOUND_LEAD = 0.35, 0.25
"""How near (0 to 1) a word of a name must be to the part that it puts right, and the lead over
the other."""
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
    if _just_done(turn) or state.step in ("new_time", "confirm_cancel"):
        visit = target(turn)
        return turn.local(visit.start) if visit else None
    one = state.offered[0] if len(state.offered) == 1 and state.step == "choice" else None
    return turn.local(one.start) if one else None


def _with_time(said: Understanding, when: When) -> Understanding:
    gone = _OF_TIMES | {"affirm"}
    intents = tuple(i for i in said.intents if i.name not in gone)
    return replace(said, when=when, also=(), intents=intents)


def _bare_time(turn: Turn, said: Understanding) -> Understanding:
    """ "No, ten", where a time was read back."""
    at_choice = turn.state.step == "choice"
    at_hand = at_choice or (turn.state.step in _TOLD and _put(turn) is not None)
    other = _other_offered(turn, said)
    if other is not None:
        return _with_time(said, other)
    if _between_answers(turn):
        return _new_time(turn, said)
    if not (at_hand or _just_done(turn)):
        return said
    found = _BARE_TIME.fullmatch(plain(said.text)) or (_in_clause(said) if at_hand else None)
    if said.when or found is None or _may_be_else(found) or said.slot("choice"):
        return said
    if any(s.text == said.text for s in said.slots):
        return said  # read by `put_right`
    if said.has("affirm") and not at_choice and not _INSTEAD.search(found["turn"]):
        return said  # agreed to
    offered = question(turn, "choice").offered if at_choice else ()
    asked = Expectation(turn.state.step, ("time",), offered=offered)
    when = time_in(turn, _with_colon(found["time"]), asked)
    return said if when is None else _with_time(said, when)


def _between_answers(turn: Turn) -> bool:
    """Whether a time is agreed on and something else is asked for."""
    step = turn.state.step
    asks_more = step in _ASKED_AFTER or own_step(turn, step) is not None
    return asks_more and turn.state.task in _BOOKING and turn.state.chosen is not None


def _other_offered(turn: Turn, said: Understanding) -> When | None:
    """ "No, the 8", after one of two was taken: the other one, and not the eighth of a month."""
    state = turn.state
    found = _THE_HOUR.fullmatch(plain(said.when.text)) if said.when else None
    if found is None or not (_between_answers(turn) or state.step in _TOLD):
        return None
    starts = [turn.local(slot.start) for slot in state.offered if slot != state.chosen]
    fits = [start for start in starts if start.hour % 12 == int(found[1]) % 12]
    return wishes.instant(fits[0]) if len(fits) == 1 else None


def _new_time(turn: Turn, said: Understanding) -> Understanding:
    """ "Make it ten", where the name was asked for: said as a change, as a number alone is not."""
    clauses = (said.text, *_CLAUSE.split(said.text))
    found = next(filter(None, (_BARE_TIME.fullmatch(plain(c)) for c in clauses)), None)
    if said.when or found is None or _may_be_else(found):
        return said
    exact = found["turn"].endswith("the ") and " " in found["time"]
    if not (exact or _INSTEAD.search(found["turn"]) or found[0].endswith(_OTHERWISE)):
        return said
    asked = Expectation("confirm", ("time",))
    when = time_in(turn, _with_colon(found["time"]), asked)
    if when is None:
        return said
    beside = found[0] != plain(said.text)
    slots = tuple(s for s in said.slots if beside or s.name in ("service", "staff"))
    return replace(_with_time(said, replace(when, certainty=1.0)), slots=slots)


def _with_colon(time: str) -> str:
    """ "10 30" as it is written."""
    return re.sub(r"^(\d{1,2}) (\d\d)$", r"\1:\2", time)


def _in_clause(said: Understanding) -> re.Match[str] | None:
    """ "And make it eleven", beside something else that is put right."""
    found = [_BARE_TIME.fullmatch(plain(clause)) for clause in _CLAUSE.split(said.text)]
    return next((f for f in found if f and _MAKES_IT.search(f["turn"])), None)


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
    if at is None or turn.state.step not in (*_OF_A_VISIT, "choice", "new_time", "help"):
        return said
    read_back = turn.state.step in _OF_A_VISIT
    shift = shifts.from_a_visit(text) if read_back else shifts.shift(text)
    shift = shift or shifts.weekday_after(text, at.date())
    if shift is None:
        return said
    when = wishes.instant(at + shift.by)
    if turn.state.step == "confirm_cancel":  # not to be cancelled, but moved by that much
        return replace(said, when=when, also=(), intents=(Intent("reschedule", said.score),))
    return _with_time(said, when)


def _name(turn: Turn, said: Understanding) -> Understanding:
    """The right name after a read-back, and a last name to a first one."""
    known = turn.known("name")
    told = said.slot("name")
    if told is not None and " " in known and (part := _PART.search(plain(said.text))):
        return _with_part(said, told, known, last=part["last"] is not None)
    if turn.state.step not in ("confirm", "change") or not known or told is not None:
        return said
    if said.has("request_alternatives") or asks(said.text) or turn.topic:
        return said
    text = _name_clause(said) if said.slots or said.when else said.text
    other, whole_of = other_part(known, text)
    text = without_turn(other or text)
    if _A_THING.fullmatch(plain(text)):
        return said
    name = _read_name(turn, text)
    put = {w for s in said.slots if s.text == said.text for w in plain(str(s.value)).split()}
    if name is None or set(plain(str(name.value)).split()) <= put:
        return said
    whole = _renamed(known, str(name.value), plain(text))
    if whole_of and " " not in str(name.value):
        whole = whole_of.format(name.value)
    if not whole or (said.has("affirm") and not (other or _is_full(whole, plain(text)))):
        return said
    intents = tuple(i for i in said.intents if i.name != "out_of_scope")
    return replace(said, slots=(*said.slots, replace(name, value=whole)), intents=intents)


def _is_full(name: str, text: str) -> bool:
    """ "Anna Miller", and nothing else: beside a yes it is a correction all the same."""
    first, _, last = name.rpartition(" ")
    known = log_given(first) > 0 and log_family(last) > 0
    return known and re.fullmatch(rf"(?:(?:it|this)(?:'s| is) )?{plain(name)}", text) is not None


def _name_clause(said: Understanding) -> str:
    """ "It's Kay Moss", of words that put a time or a service right as well; or ""."""
    clauses = [clause for clause in _CLAUSE.split(said.text) if clause.strip()]
    return next((c for c in clauses if _IS_NAME.fullmatch(plain(c))), "")


def _with_part(said: Understanding, told: SlotValue, known: str, *, last: bool) -> Understanding:
    """ "My last name is Haddid": the first name stays."""
    if " " in str(told.value):
        return said
    first, _, family = known.rpartition(" ")
    whole = f"{first} {told.value}" if last else f"{told.value} {family}"
    slots = tuple(replace(s, value=whole) if s is told else s for s in said.slots)
    return replace(said, slots=slots)


def _beside_answer(turn: Turn, said: Understanding) -> Understanding:
    """ "Thursday morning. 9 Hill Street.": what stands beside the answer to a question of the
    business's own, read without it."""
    own = own_step(turn, turn.state.step)
    found = details.find(own.kind, said.text) if own is not None else None
    if own is None or found is None:
        return said
    start, end = found.span
    rest = f"{said.text[:start]} . {said.text[end:]}".replace(" . .", " .")
    when = time_in(turn, rest, Expectation())
    dated = when is not None and wishes.has_date(when)
    name = _read_name(turn, next(filter(_IS_NAME_IN.search, _CLAUSE.split(rest)), ""))
    if not dated and (name is None or " " not in str(name.value)):
        return said
    slots = [SlotValue(own.slot, found.value, said.text[start:end], found.span)]
    if name is not None and " " in str(name.value):
        at = max(said.text.find(name.text), 0)
        slots.append(replace(name, span=(at, at + len(name.text))))
    kept = tuple(s for s in said.slots if s.name not in ("name", own.slot))
    said = replace(said, slots=(*kept, *slots))
    return replace(said, when=when, also=()) if dated else said


def _read_name(turn: Turn, text: str) -> SlotValue | None:
    dialog, asked = turn.dialog, Expectation("name", ("name",))
    read = read_people(text, asked, dialog.lexicon, dialog.locale).slots
    return next((s for s in read if s.name == "name"), None)


def _renamed(known: str, name: str, text: str) -> str:
    """The whole name, where the words are sure enough to tell one."""
    given, _, family = name.rpartition(" ")
    named = bool(_NAME_WRONG.search(text))
    if given:
        return name if named or log_given(given.split()[0]) > 0 else ""
    if " " not in known:
        return f"{known} {family}" if log_family(family) > 0 or named else ""
    first, _, last = known.rpartition(" ")
    near = apart(family, first), apart(family, last)
    listed = log_family(family) > 0 or log_given(family) > 0
    if not (named or listed or min(near) <= _SAME_SOUND):
        return ""
    is_given = log_given(family) > log_family(family)
    if min(near) <= _SAME_SOUND and abs(near[0] - near[1]) > _SOUND_LEAD:
        is_given = near[0] < near[1]
    return f"{family} {last}" if is_given else f"{first} {family}"


def _dropped_service(turn: Turn, said: Understanding) -> Understanding:
    """ "Forget the blow-dry", of several; "not the haircut, just a blow-dry"."""
    agreed = turn.state.services
    if turn.state.task != "booking" or not agreed:
        return said
    named = {s.value for s in said.slots if s.name == "service"}
    dropped = {s.value for s in said.slots if s.name == "service" and _is_dropped(said, s)}
    dropped |= {s.value for s in said.slots if s.name == "not_service"}
    if not dropped & set(agreed) or dropped >= set(agreed) | named:
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
    put_right,
    _bare_time,
    time_put_right,
    _beside_answer,
    name_put_right,
    _name,
    item_wrong,
    as_own_visit,
    as_move,
    other_time,
    without_kept,
)
