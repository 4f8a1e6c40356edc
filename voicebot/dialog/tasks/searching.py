"""Finding a time: asking the calendar, offering at most two, taking the caller's pick."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from voicebot.booking.model import (
    Appointment,
    FindSlots,
    Hold,
    Offered,
    Reason,
    Refused,
    Renew,
    Slot,
)
from voicebot.dialog import phrases, spoken, wishes
from voicebot.dialog.asking import ask, target
from voicebot.dialog.consent import wholehearted
from voicebot.dialog.listening import picks_offered, plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding, When

_EITHER = re.compile(
    r"\b(?:either|whichever|whatever|whenever|any of|do ?n.?t (?:mind|care)|does ?n.?t matter)\b"
)
_NEITHER = re.compile(
    r"\b(?:neither|none)\b|"
    r"\b(?:not|no|never|can'?t|cannot|won'?t|couldn'?t|doesn'?t|don'?t|isn'?t|aren'?t|wouldn'?t)"
    r" (?:[\w']+ ){0,4}(?:either|any of)\b|"
    r"\beither\b(?: [\w']+){0,4} (?:not|won'?t|doesn'?t|don'?t|can'?t|isn'?t|wouldn'?t)\b"
)
_NO_MATTER = re.compile(
    r"\b(?:mind|care|matters?|preference|prefer|bothered|fussy|picky|problem|difference|sure|know)\b"
)
_NO = re.compile(r"(?:(?:oh|um|uh|no|nope|nah|not really|sorry|thanks|thank you|neither|none) ?)+")
_GUESSES = 2
"""Offers that are made before a caller who only says no is asked for a day."""
_OF_A_DAY = (Reason.CLOSED, Reason.OUTSIDE_HOURS, Reason.IN_THE_PAST)
HOLD_S = 180
RENEW_AFTER_S = 60
"""Well under `HOLD_S`: a caller may be busy with one question for a while."""
AT_ONCE = 2
"""Never more than two options in one breath."""


def find(turn: Turn, *, other: bool = False) -> None:
    """Ask for free times that fit the wish; with `other` none of those already on offer."""
    state = turn.state
    refused = state.refused
    if other:
        refuse_offers(turn)
        refused = turn.state.refused
    moved = target(turn) if state.task == "moving" else None
    services = moved.services if moved else state.services
    if moved:
        _with_the_same(turn, moved)
    _only_those_who_can(turn, services)
    wish = turn.state.wish
    turn.set(refused=refused, offered=(), chosen=None)
    turn.note(another=True if other else None)
    turn.request(
        FindSlots(
            services,
            wishes.windows(_for_kind(turn, services, wish.times), turn.now),
            wishes.windows(wish.excluded, turn.now),
            staff_id=wish.staff or None,
            staff_required=wish.staff_required,
            limit=AT_ONCE,
            refused_tokens=refused,
            moving=moved.id if moved else None,
            staff_excluded=wish.not_staff,
        ),
        "slots",
    )


def _with_the_same(turn: Turn, moved: Appointment) -> None:
    """Who moves a visit means to come to the same person, unless another one was named."""
    wish, same = turn.state.wish, moved.staff_id or ""
    before, carried = turn.noted("same_staff") or ("", "")
    if before != moved.id:
        free = wish.staff or same in wish.not_staff or turn.noted("any_staff")
        carried = "" if free else same
        turn.note(same_staff=[moved.id, carried])
        turn.set(wish=replace(wish, staff=wish.staff or carried))
    anybody = turn.noted("any_staff") or not _gives(turn, carried, moved.services)
    if carried and carried == turn.state.wish.staff and anybody:
        # Anybody may do it by now; or it was booked otherwise, or changed.
        turn.set(wish=replace(turn.state.wish, staff=""))


def _gives(turn: Turn, staff: str, services: Sequence[str]) -> bool:
    person = turn.dialog.business.resource(staff)
    return person is not None and set(services) <= set(person.services)


def _for_kind(turn: Turn, services: Sequence[str], times: Sequence[When]) -> list[When]:
    """A clock time means the arrival window around it, or the day of a drop-off."""
    service = phrases.kind(turn.dialog, services)
    if service and service.daily_capacity:
        return [wishes.days_of(w) for w in times]
    if service and service.window_min:
        return [wishes.arriving(w, service.window_min) for w in times]
    return list(times)


def _only_those_who_can(turn: Turn, services: Sequence[str]) -> None:
    """A wish for somebody who does none of it is dropped, and said to be."""
    wish = turn.state.wish
    person = turn.dialog.business.resource(wish.staff)
    if person is not None and not set(services) & set(person.services):
        turn.say("why_not_offered", **why_values(turn))
        turn.set(wish=replace(wish, staff="", staff_required=False))
    _only_if_others_can(turn, services)


def _only_if_others_can(turn: Turn, services: Sequence[str]) -> None:
    """Who is ruled out but does it alone is said to, and is ruled in again."""
    wish = turn.state.wish
    for service in services if wish.not_staff else ():
        does = [
            r.id
            for r in turn.dialog.business.resources
            if r.kind == "staff" and service in r.services
        ]
        if does and set(does) <= set(wish.not_staff):
            people = spoken.listing([phrases.who(turn.dialog, r) for r in does], "or")
            turn.say("only_they_do", who=people)
            turn.set(wish=replace(turn.state.wish, not_staff=()))


def found(turn: Turn, answer: Offered | Refused, *, gone: bool = False) -> bool:
    """Take the calendar's offer. True when just the wished-for time was free and is now chosen.

    `gone`: a time that was agreed on has been taken by somebody else meanwhile.
    """
    if isinstance(answer, Refused):
        answer = Offered(answer.alternatives, exact=False, reason=answer.reason)
    not_staff = turn.state.wish.not_staff
    best = [s for s in answer.slots if s.staff_id not in not_staff][:AT_ONCE]
    slots = tuple(sorted(best, key=lambda slot: slot.start))
    if not slots:
        _none(turn, answer)
        return False
    turn.set(offered=slots)
    _note_held(turn)
    turn.request(Hold(tuple(s.token for s in slots), HOLD_S), "hold")
    if answer.exact and _meant(turn, best[0]) and _right_person(turn, best[0]):
        turn.set(chosen=best[0])
        return True
    if gone:
        turn.say("slot_gone")
    elif turn.noted("another"):
        pass
    elif not answer.exact:
        _say_why(turn, answer)
    elif not _right_person(turn, best[0]):
        turn.say("staff_not_free", who=phrases.who(turn.dialog, turn.state.wish.staff))
    ask(turn, "choice")
    return False


def keep_held(turn: Turn) -> None:
    """While the caller talks, what is agreed on stays held, else what is on offer.

    Nobody waits for the answer. A time that is gone is found out when it is booked.
    """
    slots = (turn.state.chosen,) if turn.state.chosen else turn.state.offered
    since = turn.now.timestamp() - turn.noted("held_at", 0)
    if not slots or since < RENEW_AFTER_S or turn.requests or turn.ending is not None:
        return
    _note_held(turn)
    turn.request(Renew(tuple(s.token for s in slots), HOLD_S), "hold")


def _note_held(turn: Turn) -> None:
    turn.note(held_at=int(turn.now.timestamp()))


def _none(turn: Turn, answer: Offered) -> None:
    services = turn.state.services
    if answer.reason is Reason.NOT_OFFERED and len(services) > 1:
        turn.set(services=services[:1])
        _keep_for_later(turn, services[1:])
        turn.say("one_at_a_time", what=phrases.what(turn.dialog, services[:1]))
        find(turn)
        return
    if turn.noted("another"):
        turn.say("no_more")
        turn.note(another=None)
    else:
        _say_why(turn, answer)
    turn.set(refused=(), wish=replace(turn.state.wish, times=()))
    times = turn.noted("nothing", 0) + 1
    turn.note(nothing=times)
    ask(turn, "person" if times > 2 else "when")


def _keep_for_later(turn: Turn, services: Sequence[str]) -> None:
    """What cannot be done in one visit is booked next, for the same person (see `several`)."""
    later = [{"who": "same", "services": [service], "order": ""} for service in services]
    turn.note(to_book=int(turn.noted("to_book", 0)) + len(later))
    turn.note(to_come=[*later, *(turn.noted("to_come") or [])])


def _say_why(turn: Turn, answer: Offered) -> None:
    reason = answer.reason or Reason.FULL
    if reason in _OF_A_DAY and any(map(_wide, turn.state.wish.times)):
        reason = Reason.FULL
    turn.say(f"why_{reason.value}", **why_values(turn, answer.note))


def _wide(when: When) -> bool:
    """Whether more than a day was meant: what is left of a week may well be closed."""
    if when.start is None or when.end is None:
        return True
    return when.end - when.start > timedelta(days=1, hours=1)


def why_values(turn: Turn, note: str = "") -> dict[str, str]:
    services = turn.state.services
    return {
        "service": phrases.bare(turn.dialog, services),
        "who": phrases.who(turn.dialog, turn.state.wish.staff) or "that person",
        "holiday": note or "a public holiday",
    }


def _meant(turn: Turn, best: Slot) -> bool:
    """Whether this slot is the one time that was wished for, and not one of several."""
    times = turn.state.wish.times
    if len(times) != 1 or times[0].start is None:
        return False
    service = phrases.kind(turn.dialog, best.services or turn.state.services)
    if service and service.daily_capacity:
        return wishes.is_day(times[0], turn.local(best.start))
    if not (wishes.is_instant(times[0]) and wishes.has_date(times[0])):
        return False
    if service and service.window_min:
        return len(turn.state.offered) == 1
    return times[0].start == best.start


def _right_person(turn: Turn, slot: Slot) -> bool:
    return not turn.state.wish.staff or slot.staff_id in (None, turn.state.wish.staff)


def pick(turn: Turn, heard: Understanding) -> bool:
    """Answer to an offer: a pick, a plain yes to a single time, or a wish for other times."""
    picked = picks_offered(turn, heard)
    offered = turn.state.offered
    agreed = heard.has("affirm") and not heard.has("deny") and heard.when is None
    agreed = agreed and wholehearted(turn, heard) and heard.slot("staff_unknown") is None
    plainly = len(offered) == 1 or heard.has("choose") or turn.state.attempts > 0
    either = bool(_EITHER.search(plain(heard.text))) and not _neither(heard)
    soonest = bool(turn.noted("soonest"))
    soonest = soonest or (agreed and bool(turn.noted("first_free")))
    turn.note(soonest=None)
    if picked is None and (either or soonest or (agreed and plainly)):
        picked = 0
    if picked is not None:
        turn.set(chosen=offered[picked])
        return True
    return False


def _neither(heard: Understanding) -> bool:
    """ "Not those either", "I can't do either": a no, and not "I don't mind either"."""
    text = plain(heard.text)
    return bool(_NEITHER.search(text)) and not _NO_MATTER.search(text)


def other_times(turn: Turn, heard: Understanding, *, asked: bool = False) -> bool:
    """ "The next one?", "anything later?", "no": look on, with what was offered left out."""
    asked = asked or heard.has("request_alternatives", "deny") or _neither(heard)
    if not turn.state.offered or not asked:
        return False
    _shift(turn, plain(heard.text).split())
    find(turn, other=True)
    return True


def turned_down(turn: Turn, heard: Understanding) -> bool:
    """Whether a second offer in a row is turned down by a mere no: there is no use in guessing."""
    times = turn.noted("turned_down", 0) + 1 if says_only_no(heard) else None
    turn.note(turned_down=times)
    return times is not None and times >= _GUESSES


def refuse_offers(turn: Turn) -> None:
    """What is on offer is not offered again."""
    tokens = (s.token for s in turn.state.offered if s.token not in turn.state.refused)
    turn.set(refused=(*turn.state.refused, *tokens), offered=())


def says_only_no(heard: Understanding) -> bool:
    """Whether a no tells nothing of what would be better: "no", "no thank you"."""
    return heard.has("deny") and bool(_NO.fullmatch(plain(heard.text)))


def forget_time(turn: Turn) -> None:
    """The time agreed on is wrong: the day stays, until another is named."""
    _forget(turn, wishes.whole_day)


def forget_day(turn: Turn) -> None:
    """The day agreed on is wrong: the time of day stays."""
    _forget(turn, wishes.any_day)


def _forget(turn: Turn, kept: Callable[[datetime], When]) -> None:
    chosen = turn.state.chosen
    times = () if chosen is None else (kept(turn.local(chosen.start)),)
    wish = replace(turn.state.wish, times=times, excluded=())
    turn.set(chosen=None, offered=(), refused=(), wish=wish)


def _shift(turn: Turn, words: Sequence[str]) -> None:
    """Later, earlier or another day than what was offered."""
    offered = turn.state.offered
    first, last = turn.local(offered[0].start), turn.local(offered[-1].start)
    times = turn.state.wish.times
    too = {after for word, after in pairwise(words) if word == "too"}
    if "earlier" in words or "sooner" in words or "late" in too or words[-1:] == ["before"]:
        turn.set(wish=replace(turn.state.wish, times=wishes.before(times, first)))
    elif "later" in words or "early" in too or words[-1:] == ["after"]:
        turn.set(wish=replace(turn.state.wish, times=wishes.after(times, last)))
    elif "day" in words:
        days = tuple(wishes.whole_day(turn.local(s.start)) for s in offered)
        wish = turn.state.wish
        turn.set(wish=replace(wish, times=(), excluded=(*wish.excluded, *days)))
