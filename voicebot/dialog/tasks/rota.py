"""Who works when: "is Dana in tomorrow?", "what days does Marcus work?", "who's in on Friday?"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from voicebot.booking.hours import working_spans
from voicebot.booking.instants import local
from voicebot.booking.model import Resource
from voicebot.dialog import opening, phrases, spoken
from voicebot.dialog.listening import plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding

_WORKS = re.compile(
    r"\b(?:in|there|here|around|on|work|works|working|present|on duty)\b(?! (?:my|a|an|with)\b)"
)
_FREE = re.compile(
    r"\b(?:free|available|open(?:ings?)?|availability|fit|squeeze|have|has|got|see)\b"
)
_ASKS = re.compile(
    r"(?:(?:and|so|but|oh|ok|okay|also|then|um|uh|sorry|hi|hello) )*"
    r"(?:is|does|will|are|do|when|what|which|what's|when's|who|who's|tell me|can you tell me|"
    r"do you know|could you tell me)\b"
)
_WHO = re.compile(r"\bwho(?:'s| is| works| will be| else is)?\b")
_DAYS = re.compile(r"\b(?:when|(?:what|which) (?:days?|times?|hours?))\b")
_OF_A_VISIT = ("book", "cancel", "reschedule", "check_appointment")
_WITHIN = 15
"""How many days ahead the next one is looked for."""


def asks_who_works(turn: Turn, heard: Understanding) -> bool:
    """Whether the words ask when somebody works, and for no visit."""
    text = plain(heard.text)
    if turn.state.task or heard.slot("service") or heard.has(*_OF_A_VISIT):
        return False
    if not _ASKS.match(text) or _FREE.search(text) or not _WORKS.search(text):
        return False
    staff = heard.slot("staff")
    if staff is None:
        return heard.when is not None and bool(heard.has("ask_staff") or _WHO.search(text))
    return staff.value != "any" and not heard.has("speak_to_human", "leave_message")


def tell(turn: Turn, person: Resource, heard: Understanding) -> bool:
    """Say whether somebody works on the day that was asked for, or on what days. False where the
    words ask for neither."""
    who = phrases.who(turn.dialog, person.id)
    if _DAYS.search(plain(heard.text)) and heard.when is None:
        hours = person.hours or turn.dialog.business.hours
        turn.say("staff_week", who=who, hours=opening.week(hours, turn.now.date()))
        return True
    day = day_of(turn, heard)
    if day is None and not asks_who_works(turn, heard):
        return False
    turn.note(asked_of=person.id)
    _on_a_day(turn, person, day or turn.now.date())
    return True


def _on_a_day(turn: Turn, person: Resource, day: date) -> None:
    who, at = phrases.who(turn.dialog, person.id), on_day(turn, day)
    hours = hours_of(turn, person, day)
    ahead = (day + timedelta(days=n) for n in range(1, _WITHIN))
    following = next((d for d in ahead if hours_of(turn, person, d)), None)
    if hours:
        turn.say("staff_works", who=who, day=at, hours=opening.spans(hours))
    elif following is not None:
        then = f"{on_day(turn, following)} {opening.spans(hours_of(turn, person, following))}"
        turn.say("staff_off", who=who, day=at, next=then)
    else:
        turn.say("staff_away", who=who, day=at)


def at_work(turn: Turn, day: date) -> list[str]:
    """Who of the staff works on a day, as they are called."""
    people = [r for r in turn.dialog.business.resources if r.kind == "staff"]
    return [phrases.who(turn.dialog, r.id) for r in people if hours_of(turn, r, day)]


def hours_of(turn: Turn, person: Resource, day: date) -> opening.Spans:
    """When somebody works on a day, in the business's own time."""
    business = turn.dialog.business
    place, zone = business.location(person.location_id), ZoneInfo(business.zone)
    found = working_spans(business, place, zone, person, day)
    return tuple((local(zone, a).time(), local(zone, b).time()) for a, b in found)


def day_of(turn: Turn, heard: Understanding) -> date | None:
    """The one day that was named."""
    when = heard.when
    if when is None or when.start is None or "date" not in when.said or when.grain == "week":
        return None
    return turn.local(when.start).date()


def on_day(turn: Turn, day: date) -> str:
    """ "on Saturday the twenty-eighth", but plain "today"."""
    said = spoken.day(day, turn.now.date(), day_first=turn.dialog.locale.day_first)
    return said if said in ("today", "tomorrow") else f"on {said}"
