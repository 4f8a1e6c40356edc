"""Taking in what was said: answers are kept whether they were asked for or not.

`take_in` only remembers; what is done about it is for the tasks. It returns the names of what was
new, so that an utterance that told nothing can be told from one that did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from voicebot.booking.model import Slot
from voicebot.dialog import phrases, wishes
from voicebot.dialog.model import Wish
from voicebot.dialog.spoken import WEEKDAYS as DAY_NAMES
from voicebot.dialog.turn import Turn
from voicebot.dialog.whose_name import another_person, is_callers
from voicebot.understanding.model import SlotValue, Understanding, When
from voicebot.understanding.normalize import ORDINALS, normalize
from voicebot.understanding.people.roster import log_family, log_given

GENERAL = ("name", "phone", "email", "reason")
ASIDES = ("checking", "message", "callback")
"""Tasks in which a time or a person is no wish for a visit."""
NAME_STEPS = (
    "name",
    "sure_name",
    "spell_name",
    "key_given",
    "key_family",
    "confirm",
    "change",
    "identify",
    "message_name",
)
_BY_PARTS = ("spell_name", "key_given", "key_family")
_NAME_ASKED = ("sure_name", *_BY_PARTS, "identify", "message_name")
_NO_TIMES = ("name", "phone", "sure_name", *_BY_PARTS, "message")
_ADDS = re.compile(r"\b(also|too|as well|and|plus|add)\b")
_INSISTS = re.compile(r"\b(only|has to be|must be|nobody else|no one else)\b")
_QUESTIONS = ("ask_hours", "ask_staff", "ask_other", "ask_address")
_AT_TIMES = ("when", "choice", "confirm", "confirm_move", "new_time")
"""Where a day is a wish, even in words that have the sound of a question of another matter."""
COMPARED = frozenset({"earlier", "later", "sooner"})
_ASKS = re.compile(
    r"(?:and |so |but |um |oh |wait )*(?:what|where|when|why|who|which|how|do|does|did|is there|"
    r"are|can|could|will|would|may|should|have you|tell me)\b"
)
FOR_ANOTHER = re.compile(
    r"\b(?:and |then )?(?:also |i need |i'?d like )*(?:another|one more|a second)\b.* for my\b.*|"
    r"\b(?:and )?(?:also )?(?:an?|one) (?:\w+ ){0,2}for my\b.*"
)
"""What is asked for beside a yes, for somebody else."""
_FIRST_FREE = re.compile(
    r"\b(?:soonest|earliest|asap|as soon as (?:possible|you can)|"
    r"(?:first|next) (?:available|free|opening|slot|time|appointment))\b"
)
""" "What's the soonest you have?", to which "I'll take it" takes the first."""
WEEKDAYS = [name.lower() for name in DAY_NAMES]
_UNLIKELY = 0.5
"""A value less certain than this counts only where it was asked for."""


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Lower-case words with one space between, as topic patterns read them.

    Kept a little while: a turn asks for the plain words of one utterance twenty times.
    """
    return normalize(text).text


def asks(text: str) -> bool:
    """Whether words have the form of a question."""
    return "?" in text or bool(_ASKS.match(plain(text)))


def take_in(turn: Turn, heard: Understanding) -> set[str]:
    """Remember what an utterance told; the names of what is new or changed."""
    new = {slot.name for slot in heard.slots if _take_slot(turn, slot, heard)}
    if _take_services(turn, heard):
        new.add("service")
    if _take_staff(turn, heard):
        new.add("staff")
    if _take_when(turn, heard):
        new.add("when")
    if turn.state.step != "choice" and turn.state.chosen is None:
        turn.note(first_free=bool(_FIRST_FREE.search(plain(heard.text))) or None)
    told = "name" in new and not is_callers(heard)
    if heard.slot("for_other") and not told and _for_somebody_else(turn, heard):
        if not turn.noted("somebody_else"):
            new.add("somebody")
        another_person(turn)
        new.discard("name")
        turn.note(somebody_else=True)
    return new


def _for_somebody_else(turn: Turn, heard: Understanding) -> bool:
    """Whether this visit is another person's; "yes, and one for my wife too" is about the next."""
    if (
        turn.state.step == "confirm"
        and heard.has("affirm")
        and FOR_ANOTHER.search(plain(heard.text))
    ):
        return False
    return turn.state.task in ("", "booking")


def changed(turn: Turn) -> bool:
    """Whether the utterance made anything of a booking another than it was."""
    before, now = turn.before, turn.state
    if before is None:
        return False

    def known(slots: Mapping[str, SlotValue], name: str) -> object:
        value = slots.get(name)
        return value.value if value else turn.context.caller if name == "phone" else ""

    names = {"name", "phone", *(step.slot for step in turn.dialog.steps)}
    told = any(known(before.slots, n) != known(now.slots, n) for n in names)
    return told or any(
        getattr(before, part) != getattr(now, part) for part in ("services", "chosen")
    )


def _take_slot(turn: Turn, value: SlotValue, heard: Understanding) -> bool:
    own = {step.slot for step in turn.dialog.steps} - {"service", "staff", "datetime"}
    if value.name not in own | set(GENERAL) or value.value == "":
        return False
    step = turn.state.step
    asked = step == value.name or (value.name == "name" and step in _NAME_ASKED)
    if value.certainty < _UNLIKELY and not asked:
        return False
    known = turn.known(value.name)
    if value.name == "name" and step in ("sure_name", "confirm", "change", *_BY_PARTS):
        value = _respelled(known, value, spelled=step in ("spell_name", "key_family"))
    if known == str(value.value):
        turn.keep(value)
        return turn.state.step in (value.name, *(NAME_STEPS if value.name == "name" else ()))
    if value.name == "name" and known and not _may_rename(turn, heard):
        return False
    turn.keep(value)
    if value.name in ("name", "phone") and turn.noted("verified"):
        turn.note(verified=None)
        turn.set(found=(), target="")
    return True


def _respelled(known: str, value: SlotValue, *, spelled: bool) -> SlotValue:
    """One word said for a name of two is the last, unless it is rather a given name."""
    given, _, family = known.rpartition(" ")
    word = str(value.value)
    if not given or not family or " " in word:
        return value
    first = not spelled and log_given(word) > log_family(word)
    return replace(value, value=f"{word} {family}" if first else f"{given} {word}")


def _may_rename(turn: Turn, heard: Understanding) -> bool:
    looks = turn.state.step == "identify_phone" or bool(turn.noted("unfound"))
    return looks or turn.state.step in NAME_STEPS or heard.has("correct", "book")


def _take_services(turn: Turn, heard: Understanding) -> bool:
    ids = tuple(dict.fromkeys(str(s.value) for s in heard.slots if s.name == "service"))
    dropped = {str(s.value) for s in heard.slots if s.name == "not_service"}
    ids = ids or tuple(s for s in turn.state.services if dropped and s not in dropped)
    if not ids or turn.state.task in ("moving", "cancelling", "checking", "message"):
        return False
    asked = turn.topic is not None or heard.has("ask_service", "ask_price")
    if asked and turn.state.services and not heard.has("book"):
        return False
    before = turn.state.services
    if before and turn.state.task == "booking" and not dropped and _ADDS.search(plain(heard.text)):
        ids = tuple(dict.fromkeys((*before, *ids)))
    if ids == before:
        return turn.state.step == "service"
    if heard.when is None or set(ids) < set(before):
        _stay_at_chosen(turn)
    turn.set(services=ids, offered=(), chosen=None, refused=())
    return True


def _stay_at_chosen(turn: Turn) -> None:
    """What is changed beside the time is looked for at the time agreed on, or on that day."""
    if turn.state.chosen is not None:
        start = turn.local(turn.state.chosen.start)
        service = phrases.kind(turn.dialog, turn.state.services)
        of_a_day = service is not None and service.daily_capacity
        at = wishes.whole_day(start) if of_a_day else wishes.instant(start)
        turn.set(wish=replace(turn.state.wish, times=(at,)))


def _take_staff(turn: Turn, heard: Understanding) -> bool:
    if turn.state.task in ASIDES:
        return False
    ruled_out = tuple(str(s.value) for s in heard.slots if s.name == "not_staff")
    value = heard.slot("staff")
    if value is None or heard.has("ask_staff") or picks_offered(turn, heard) is not None:
        return bool(ruled_out) and _rule_out(turn, ruled_out)
    staff = "" if value.value == "any" else str(value.value)
    if ruled_out and staff in ("", *ruled_out):
        return _rule_out(turn, ruled_out)
    required = bool(staff) and bool(_INSISTS.search(plain(heard.text)))
    wish = replace(turn.state.wish, not_staff=(*turn.state.wish.not_staff, *ruled_out))
    if (wish.staff, wish.staff_required) == (staff, required):
        return turn.state.step == "staff"
    turn.set(wish=_with_staff(wish, staff, required))
    if turn.state.chosen is None or turn.state.chosen.staff_id != staff:
        if heard.when is None and staff:
            _stay_at_chosen(turn)
        turn.set(chosen=None, offered=(), refused=())
    return True


def _with_staff(wish: Wish, staff: str, required: bool) -> Wish:
    """The wish with this person; nobody is ruled out any more who is asked for, or by "anyone"."""
    left = tuple(s for s in wish.not_staff if staff and s != staff)
    return replace(wish, staff=staff, staff_required=required, not_staff=left)


def _rule_out(turn: Turn, staff: tuple[str, ...]) -> bool:
    """ "Anyone but Doctor Patel": a time with that person is no longer wanted."""
    wish = turn.state.wish
    both = tuple(dict.fromkeys((*wish.not_staff, *staff)))
    if both == wish.not_staff:
        return False
    wanted = "" if wish.staff in both else wish.staff
    turn.set(wish=replace(wish, not_staff=both, staff=wanted), chosen=None, offered=(), refused=())
    return True


def _take_when(turn: Turn, heard: Understanding) -> bool:
    said: Sequence[When] = (heard.when, *heard.also) if heard.when else heard.also
    said = [as_offered(turn, w) for w in said]
    if "same day" in plain(heard.text):
        # Which day that is, the booking before it says (see `starting`).
        said = [replace(w, said=w.said - {"date"}) for w in said if "time" in w.said]
    if said and _asap(turn, said[0]):
        return _soonest(turn)
    if turn.state.step in _NO_TIMES:
        said = [w for w in said if w.certainty >= _UNLIKELY]
    if (not said and not heard.excluded) or turn.state.task in ASIDES:
        return False
    books = heard.has("book", "reschedule", "ask_availability") or heard.slot("service")
    if heard.has(*_QUESTIONS) and not books and not _elsewise(turn, heard):
        return False
    if picks_offered(turn, heard) is not None or _nothing_new(turn, said, heard):
        return False
    if not heard.excluded and _is_chosen(turn, said):
        return False
    state = turn.state
    if state.chosen is not None and said:
        said = wishes.corrected(said, turn.local(state.chosen.start))
    elif not state.offered and not any(wishes.has_date(w) for w in (*state.wish.times, *said)):
        said = wishes.coming(said, turn.now)
    anchor = turn.local(state.offered[0].start) if state.offered else None
    wish = wishes.on_offer(state.wish, said, anchor)
    wish = wishes.merge(wish, said, heard.excluded, anchor or turn.now)
    if state.step not in (*_AT_TIMES, "help") and _same_times(wish, state.wish):
        return False
    turn.set(wish=wish)
    turn.set(chosen=None, offered=(), refused=())
    return True


def _same_times(wish: Wish, known: Wish) -> bool:
    """Whether nothing was told that was not known: "Friday", and "Friday" once more."""
    return wishes.bare(wish.times) == wishes.bare(known.times) and wishes.bare(
        wish.excluded
    ) == wishes.bare(known.excluded)


def _elsewise(turn: Turn, heard: Understanding) -> bool:
    """ "Can I take Thursday after all?": a question that only asks for another time."""
    asked = {name for name in _QUESTIONS if heard.has(name)}
    return turn.topic is None and asked == {"ask_other"} and turn.state.step in _AT_TIMES


def _is_chosen(turn: Turn, said: Sequence[When]) -> bool:
    """The time that is agreed on already, said once more."""
    chosen = turn.state.chosen
    if chosen is None or turn.state.step not in ("confirm", "confirm_move") or not said:
        return False
    start = turn.local(chosen.start)
    return all(wishes.holds(w, start, time_only=not wishes.has_date(w)) for w in said)


def _asap(turn: Turn, when: When) -> bool:
    if when.open != "after" or when.daily is not None:
        return False
    return when.start is not None and when.start <= turn.now


def _soonest(turn: Turn) -> bool:
    """ "As soon as possible": no wish for a time. Nothing new where just that is on offer."""
    state = turn.state
    if state.offered and not state.wish.times and not turn.noted("another"):
        turn.note(soonest=True)
        return False
    turn.set(wish=replace(state.wish, times=()), chosen=None, offered=(), refused=())
    return True


def as_offered(turn: Turn, when: When) -> When:
    """A weekday by its name alone is the one on offer, not the next one from today; "later in
    the day" is that of what is on offer."""
    words = plain(when.text).split()
    if turn.state.offered and "day" in words and COMPARED & set(words):
        return _compared(turn, when, later="later" in words)
    named = [WEEKDAYS.index(w) for w in words if w in WEEKDAYS]
    plainly = not set(words) & {"next", "this", "following", "after"} and not any(
        w[0].isdigit() or w in ORDINALS for w in words
    )
    if len(named) != 1 or not plainly or when.start is None or when.end is None:
        return when
    for slot in turn.state.offered:
        days = (turn.local(slot.start).date() - when.start.date()).days
        if days % 7 == 0:
            return _shifted(when, days)
    return _within_wish(turn, when)


def _compared(turn: Turn, when: When, *, later: bool) -> When:
    """The rest of the day that is on offer, after or before what was offered."""
    first, last = (turn.local(turn.state.offered[i].start) for i in (0, -1))
    rest = (wishes.after if later else wishes.before)((), last if later else first)[0]
    midnight = first.replace(hour=0, minute=0)
    return replace(rest, start=rest.start or midnight, open=None, text=when.text)


def _within_wish(turn: Turn, when: When) -> When:
    """A weekday in the weeks that were wished for: "next week", then "Tuesday"."""
    assert when.start is not None
    for wide in turn.state.wish.times:
        if wide.start is None or wide.end is None or not wishes.has_date(wide):
            continue
        weeks = (wide.start.date() - when.start.date()).days + 6
        days = max(weeks // 7, 0) * 7
        moved = when.start + timedelta(days=days)
        if days and wide.start <= moved < wide.end:
            return _shifted(when, days)
    return wishes.outside(when, turn.state.wish.excluded)


def _shifted(when: When, days: int) -> When:
    shift = timedelta(days=days)
    start = None if when.start is None else when.start + shift
    end = None if when.end is None else when.end + shift
    return replace(when, start=start, end=end)


def _nothing_new(turn: Turn, said: Sequence[When], heard: Understanding) -> bool:
    """ "Monday works", where all that is on offer is on that Monday."""
    offered = turn.state.offered
    if not (offered and said and heard.has("affirm") and turn.state.chosen is None):
        return False
    return all(wishes.holds(said[0], turn.local(slot.start)) for slot in offered)


def _fits_choice(slot: Slot, start: datetime, heard: Understanding) -> bool:
    """Whether what is said beside "the first one" leaves it the first one."""
    staff, when = heard.slot("staff"), heard.when
    if staff is not None and staff.value not in ("any", slot.staff_id):
        return False
    if when is None or plain(when.text) in COMPARED:
        return True
    if COMPARED & set(plain(when.text).split()):
        return False
    if not wishes.has_date(when):
        return True
    return wishes.holds(when, start)


def picks_offered(turn: Turn, heard: Understanding) -> int | None:
    """Which of the offered times was meant: by order, time, day or person; None if none was."""
    offered = turn.state.offered
    if not offered or turn.state.step not in ("choice", "confirm", "confirm_move"):
        return None
    choice = heard.slot("choice")
    if choice is not None and 0 <= int(choice.value) < len(offered):
        start = turn.local(offered[int(choice.value)].start)
        if _fits_choice(offered[int(choice.value)], start, heard):
            return int(choice.value)
    fits = set(range(len(offered)))
    staff = heard.slot("staff")
    if staff is not None:
        fits &= {i for i in fits if offered[i].staff_id == staff.value}
    if heard.when is not None:
        when = as_offered(turn, heard.when)
        time_only = not wishes.has_date(when)
        locals_ = [turn.local(slot.start) for slot in offered]
        fits &= {i for i in fits if wishes.holds(when, locals_[i], time_only=time_only)}
    if heard.when is None and staff is None:
        return None
    return fits.pop() if len(fits) == 1 and not heard.has("deny", "request_alternatives") else None
