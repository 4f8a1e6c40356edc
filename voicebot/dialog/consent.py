"""When words are a yes: only if nothing in them disagrees with what was put to the caller.

Whatever is said around it, "yes" beside another day, time, name, number, service or person is a
correction, and beside a "but" it is a doubt. Nothing is booked, moved or cancelled on either.
"""

from __future__ import annotations

import re
from datetime import datetime

from voicebot.booking.model import Appointment, Slot
from voicebot.dialog import phrases, spoken, wishes
from voicebot.dialog.hard_line import is_noisy
from voicebot.dialog.listening import FOR_ANOTHER, as_offered, changed, plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding, When
from voicebot.understanding.people.put_right import tells_a_name

_HARMLESS = re.compile(
    r"\b(?:no|not an?|any) (?:problems?|worries|issues?|objections?)\b|\bwhy not\b|"
    r"\b(?:see|talk to|call) (?:you|ya) (?:then|later|soon)\b|\bcan'?t wait\b|\bnot at all\b|"
    r"\bdo(?:n'?t| not) (?:mind|see why not)\b|\bmake (?:it|that) (?:so|happen)\b|"
    r"\bnothing (?:else|more)\b|\bsooner the better\b|"
    r"\bno (?:it|that)(?:'?s| is) (?:all )?(?:fine|good|great|right|okay|ok|correct|perfect)\b"
)
_WITHDRAWS = re.compile(
    r"\bnever ?mind\b|(?<!don't )(?<!not )\bforget (?:it|that|about)\b|\bhold off\b|"
    r"\bchanged my mind\b|\bthink (?:about it|it over|on it)\b|\bsleep on it\b|"
    r"\b(?:don'?t|do not|not) (?:actually )?(?:book|reserve|bother|want (?:it|to book))\b|"
    r"\bnot (?:now|today|anymore|any more) after all\b|"
    r"\b(?:call|ring|try) (?:you )?(?:again|back)? ?(?:some )?(?:other|another) (?:time|day)\b"
)
_FED_UP = re.compile(
    r"\btak(?:ing|es|en) (?:too|so|way too|forever|ages)\b|\bwaste of (?:my )?time\b|"
    r"\btoo (?:complicated|difficult|much (?:trouble|hassle))\b|\b(?:had enough|fed up|give up)\b|"
    r"\bsomewhere else\b|\bi'?ll (?:just )?(?:call|try|go to) (?:some|another)\w*"
)
""" "Forget it, this is taking too long": no wish for other times."""
_LEAVES_IT = re.compile(
    r"\b(?:leave|drop|skip|scrap) (?:it|that|this)(?: (?:for (?:now|today)|at that|be|then|"
    r"please|thanks|thank you|after all|actually|sorry|today|altogether))*"
    r"(?= (?:i|we|it|bye|goodbye|no|never|because|my|something|maybe)\b|$)"
)
""" "Let's leave it", but not "leave it with the keys in", "drop it off", "leave it overnight"."""
_ASKS_TO_LEAVE = re.compile(
    r"(?:and |so |but |um |oh |okay |ok )*(?:what|when|where|which|how|do|does|did|should|shall|is|"
    r"may|(?:can|could) i|if)\b"
)
_NO_OTHER = re.compile(
    r"\b(?:never ?mind|forget|skip|leave|drop)(?: about)? the (?:other|second|next)(?: one)?$|"
    r"\bjust the (?:first )?one$"
)
""" "Never mind the other one", where several were wanted."""
_CONTRAST = re.compile(
    r"\b(?:but|only|except|instead|rather|however|though|after all|different|another|wrong|"
    r"change|switch|swap|correction|earlier|later|sooner|not|isn'?t|wasn'?t|don'?t|can'?t|won'?t|"
    r"make (?:it|that) \w+|i (?:said|meant)|no|nope|nah|never|forget|leave it|drop it|skip|cancel|"
    r"stop|hold off|wait|think (?:about|it over)|sleep on)\b"
)
_CANCEL = re.compile(r"\bcancel\b")
""" "Yes, cancel it" holds no other wish, where that was the question."""
_PLAIN_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|correct|go ahead|book (?:it|that|me)|do it|please do|"
    r"(?:that|it)(?:'?s| is| sounds) (?:right|fine|good|great|perfect))\b"
)
_NUMBERS = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|"
    r"half past|quarter)\b"
)
_SMALL = r"(?:(?:oh|ok|okay|um|uh|well|yes|yeah|then|just|please|you can|and) )*"
_NO_OBJECTION = (
    r"(?:(?:no|nope|nah)(?: (?:no|nope))*|not a problem|nothing(?: to change)?|"
    r"no (?:problems?|worries|issues?|changes?|objections?|corrections?)(?: at all)?)"
)
_MANNERS = (
    r"(?:(?:that|it)(?:'?s| is) (?:all )?(?:fine|good|okay|ok|all right)|all good|all set|"
    r"(?:we|i)(?:'?re|'?m| are| am) (?:all )?good)"
)
_ASSENT = (
    r"(?:go (?:right )?ahead|book (?:it|that|me(?: in)?)|do (?:it|that)|let'?s do (?:it|that)|"
    r"please do|(?:that|it|this)(?: all)? works|(?:sounds|looks) (?:good|great|right)|"
    r"(?:that|it|this|everything|all)(?:'?s| is| all)* (?:all |just |absolutely )*"
    r"(?:right|correct|perfect|great|good to go))"
)
_THEN = r"(?: (?:then|please|thanks|thank you|for me|now))*"
_FINE = re.compile(
    rf"{_SMALL}{_NO_OBJECTION}(?: (?:thanks|thank you))?(?: (?:{_MANNERS}|{_ASSENT}))+{_THEN}"
)
""" "No, that's fine": nothing to change, or nothing to book."""
_NO_BUT_YES = re.compile(rf"{_SMALL}{_NO_OBJECTION}(?: {_MANNERS})*(?: {_SMALL}{_ASSENT})+{_THEN}")
""" "No, go ahead", "no problem, book it": the no is to what might have to be changed. Nothing else
may be in it, so the whole has to match."""
_DONT = re.compile(
    r"(?:(?:oh|no|nope|wait|actually|sorry|please|okay|ok|um|uh|well|just) )*"
    r"(?:(?:don'?t|do not)(?: (?:do|move|change|cancel|touch) (?:it|that|anything))?|not yet|"
    r"not (?:just )?now|stop)(?: (?:please|yet|just yet|now|for now|then|thanks|thank you))*"
)
""" "Please don't", and nothing else."""
_THANKS = re.compile(r"(?:thanks|thank you)(?: (?:very much|so much|a lot))?")
_HEARD = -0.4
"""Mean log-probability a token of a thanks that was said."""
_TELLING = 3
"""Recognitions of which any may name another name."""
_YES_KEY = "1"
_ELSEWHERE = (
    "request_alternatives", "reschedule", "leave_message", "check_appointment", "speak_to_human",
)  # fmt: skip
_ASKS = (
    "ask_hours", "ask_price", "ask_other", "ask_staff", "ask_service", "ask_address", "ask_phone",
    "ask_availability",
)  # fmt: skip


def agrees(turn: Turn, said: Understanding) -> bool:
    """Whether the words are a yes to what was read back, and to nothing else."""
    if no_objection(turn, said):
        return True
    if not said.has("affirm") or said.has("deny", "correct", *_ELSEWHERE[_more(said) :]):
        return False
    if not wholehearted(turn, said) or hardly_thanks(said) or _other_name(turn, said):
        return False
    if _thanks_alone(turn, said):
        return False
    return not (changed(turn) or disagrees(turn, said) or _odd_number(turn, said))


def _other_name(turn: Turn, said: Understanding) -> bool:
    """ "Alright, the name is ...": who says what a name is puts it right, unless it is the same."""
    name, known = said.slot("name"), turn.known("name")
    if turn.state.step != "confirm" or (name and known.startswith(str(name.value))):
        return False
    return tells_a_name(said.recognitions[:_TELLING])


def _thanks_alone(turn: Turn, said: Understanding) -> bool:
    """A "thank you" and nothing else over a noisy line: recognisers make that of any sound."""
    return is_noisy(turn) and bool(_THANKS.fullmatch(plain(said.text)))


def hardly_thanks(said: Understanding) -> bool:
    """A "thank you" and nothing else, heard badly: recognisers write that for mere noise."""
    best = said.heard[0].score if said.heard else 0.0
    return best < _HEARD and bool(_THANKS.fullmatch(plain(said.text)))


def no_objection(turn: Turn, said: Understanding) -> bool:
    """Whether a no only says that nothing is wrong: "no, go ahead", "nope, that's right"."""
    books = turn.state.step in ("confirm", "confirm_move")
    return books and no_but_yes(said) and not changed(turn)


def no_but_yes(said: Understanding) -> bool:
    """Whether the words begin with a no, and tell to go ahead. "No, that's all right" does not."""
    text = plain(said.text)
    return bool(_NO_BUT_YES.fullmatch(text)) and "all right" not in text


def fine(said: Understanding) -> bool:
    """Whether a no may as well be a yes: "no, that's fine"."""
    return bool(_FINE.fullmatch(plain(said.text)))


def forbids(said: Understanding) -> bool:
    """Whether the caller only says not to do it: "please don't"."""
    return bool(_DONT.fullmatch(plain(said.text)))


def _more(said: Understanding) -> int:
    """1 where another visit is asked for beside: that asks for no other time for this one."""
    return int(bool(FOR_ANOTHER.search(plain(said.text))))


def wholehearted(turn: Turn, said: Understanding) -> bool:
    """Whether the words hold no "but", and ask nothing instead of agreeing."""
    text = FOR_ANOTHER.sub(" ", _HARMLESS.sub(" ", plain(said.text)))
    if turn.state.step == "confirm_cancel":
        text = _CANCEL.sub(" ", text)
    return not (_CONTRAST.search(text) or _only_asks(turn, said, text))


def wants_no_other(said: Understanding) -> bool:
    """Whether the caller gives up the visits after this one: "never mind the other one"."""
    return bool(_NO_OTHER.search(plain(said.text)))


def withdraws(said: Understanding) -> bool:
    """Whether the caller gives up what is being arranged: "forget it", "I'll think about it"."""
    text = plain(said.text)
    gives_up = _WITHDRAWS.search(text) or (
        _LEAVES_IT.search(text) and not _ASKS_TO_LEAVE.match(text)
    )
    fed_up = gives_up and said.when is None and _FED_UP.search(text)
    return bool(fed_up) or (
        bool(gives_up)
        and not said.has("request_alternatives", "reschedule", "wait")
        and said.slot("not_service") is None
    )


def disagrees(turn: Turn, said: Understanding) -> bool:
    """Whether a value in the words is another than the one that was put to the caller."""
    put = _put(turn)
    if put is not None and _other_time(turn, said, turn.local(put.start)):
        return True
    person = put.staff_id if put else None
    services = set((put.services if put else ()) or turn.state.services)
    for value in said.slots:
        match value.name:
            case "staff" if value.value != "any" and person and value.value != person:
                return True
            case "not_staff" if value.value == person:
                return True
            case "staff_unknown" | "phone_part" | "not_service":
                return True
            case "service" if services and value.value not in services:
                return True
    return False


def _put(turn: Turn) -> Slot | Appointment | None:
    """What was put to the caller: the chosen time, or the visit to be cancelled."""
    state = turn.state
    if state.step == "confirm_cancel":
        return next((a for a in state.found if a.id == state.target), None)
    return state.chosen


def _other_time(turn: Turn, said: Understanding, at: datetime) -> bool:
    """Whether a time is said that the one put to the caller does not lie in."""
    times = [as_offered(turn, w) for w in (said.when, *said.also) if w is not None]
    if times and not any(_holds(turn, w, at) for w in times):
        return True
    return any(_holds(turn, w, at) for w in said.excluded)


def _holds(turn: Turn, when: When, at: datetime) -> bool:
    """Whether a time is the one put to the caller: its day, where visits have no clock time."""
    service = phrases.kind(turn.dialog, turn.state.services)
    if service and service.daily_capacity:
        return wishes.holds(wishes.days_of(when), at)
    if service and service.window_min:
        when = wishes.arriving(when, service.window_min)
    return wishes.holds(when, at, time_only=not wishes.has_date(when))


def _only_asks(turn: Turn, said: Understanding, text: str) -> bool:
    """ "Okay, and what does it cost?" asks; "yes, and is there parking?" says yes as well."""
    asking = turn.topic is not None or said.has(*_ASKS) or "?" in said.text
    return asking and not _PLAIN_YES.search(text)


def _odd_number(turn: Turn, said: Understanding) -> bool:
    """A number that is part of nothing that was understood may be another time."""
    times = [w.text for w in (said.when, *said.also) if w is not None]
    known = " ".join(map(plain, [*times, *(s.text for s in said.slots)]))
    values = [plain(turn.known(s.slot)) for s in turn.dialog.steps]
    values += [" ".join(turn.known(s.slot)) for s in turn.dialog.steps if s.kind == "plate"]
    known += " " + " ".join(values)
    put = _put(turn)
    if put is not None:
        at = turn.local(put.start)
        clock = f"{at.hour} {at.hour % 12 or 12} {at.minute} {at.day}"
        known += f" {clock} {spoken.clock(at)} {spoken.ordinal(at.day)}"
    text = plain(said.text)
    found = [] if text == _YES_KEY else _NUMBERS.findall(text)
    return any(word not in known.split() for number in found for word in number.split())
