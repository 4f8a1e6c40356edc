"""Moving, cancelling and asking after an appointment.

Nothing is told or changed before the caller is identified: the appointment's telephone number
(the one that calls, or one given) and the name it is under. A booking made in this very call
counts as identified.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from voicebot.booking.model import (
    Appointment,
    FindAppointment,
    Found,
    NotFound,
    Offered,
    Reason,
    Refused,
)
from voicebot.dialog import hard_line, phrases, spoken, wishes
from voicebot.dialog.asking import ask, target
from voicebot.dialog.consent import agrees, disagrees, no_but_yes
from voicebot.dialog.listening import picks_offered, plain
from voicebot.dialog.model import Wish
from voicebot.dialog.same_person import misheard, own_visits, several_people, typed_for
from voicebot.dialog.tasks import searching, settling
from voicebot.dialog.times_put_right import later_than_put
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding

_KEEPS = re.compile(r"\bkeep (?:it|the|my)\b|\b(?:leave|stays?|stay) (?:it )?(?:as|where) it is\b")
OTHER_VISIT = re.compile(r"\b(?:the|my|that) other (?:one|visit|appointment|booking)\b")
_POINTS = re.compile(
    r"\b(?:not that|the wrong) (?:one|visit|appointment|booking)\b|"
    r"\b(?:i mean|i meant|it'?s|not that one) (?:my|the) (?:one|visit|appointment)\b|"
    r"\b(?:i want|no) (?:my|the) one\b|\bmine(?:'?s| is| was)\b"
)
""" "No, I mean the one on Tuesday": which visit, not another time for this one."""
_OTHER_TIME = re.compile(r"\b(?:instead|to be|moved?|rather|better)\b")
_LETTERS = re.compile(r"\b(?:[a-z] ){2,}[a-z]\b")
""" "No, r u i z"."""
_CANCELS = re.compile(r"^no,? (?:just |please |only |go ahead and )+cancel\b(?!.*\b(?:not|keep)\b)")
""" "No, just cancel the check-up": the no is to something else."""


def advance(turn: Turn) -> None:
    """The next thing a change needs: who, which appointment, the new time, a yes."""
    state = turn.state
    if state.task == "moving" and state.target and state.chosen is None:
        _by_a_length(turn)
        state = turn.state
    if not (turn.noted("verified") and state.found):
        _identify(turn)
    elif target(turn) is None:
        _choose_target(turn)
    elif state.task == "checking":
        tell(turn)
    elif state.task == "cancelling":
        ask(turn, "confirm_cancel")
    elif state.chosen is not None:
        ask(turn, "confirm_move")
    elif state.offered:
        ask(turn, "choice")
    elif state.wish.times or turn.noted("any_time"):
        searching.find(turn)
    else:
        ask(turn, "new_time")


def _identify(turn: Turn) -> None:
    name = turn.state.slots.get("name")
    if name is None or not name.text:
        # A name that the calling number told us is no proof of who calls.
        ask(turn, "identify")
        return
    if turn.state.step == "identify_phone" and "name" in turn.new:
        turn.note(asked_phone=None)  # another name may have a visit under the calling number
    if not turn.known("phone") and (turn.noted("asked_phone") or not turn.context.caller):
        ask(turn, "identify_phone")
    else:
        turn.note(agreed=None)
        turn.request(FindAppointment(phone=turn.reachable_at), "appointments")


def appointments_answered(turn: Turn, answer: Found | NotFound | Refused) -> None:
    rows = answer.appointments if isinstance(answer, Found) else ()
    if turn.noted("agreed"):
        if settling.look_again(turn, rows):
            advance(turn)
        return
    name = turn.state.slots.get("name")
    unclear = several_people(rows, name) and not turn.noted("name_again")
    heard = turn.noted("name_heard", ())
    mine = own_visits(rows, name, heard) or typed_for(rows, str(turn.noted("typed_keys", "")))
    if mine:
        turn.set(found=mine, target="")
        turn.note(verified=True)
        advance(turn)
    elif unclear or (rows and _may_be_misheard(turn, name)):
        _name_again(turn)
    elif turn.known("phone") or turn.noted("asked_phone"):
        not_found(turn)
    else:
        turn.note(asked_phone=True)
        turn.say("not_found_here", name=turn.known("name"))
        ask(turn, "identify_phone")


def _may_be_misheard(turn: Turn, name: SlotValue | None) -> bool:
    """Whether the name is asked for again: it was hardly heard, or once over any noisy line."""
    if misheard(name):
        return not turn.noted("name_typed")
    return hard_line.is_noisy(turn) and not turn.noted("name_again")


def _name_again(turn: Turn) -> None:
    """The number has visits, and the name was hardly heard: once more, then by the keys."""
    if turn.noted("name_again"):
        turn.note(name_typed=True)
        ask(turn, "key_family", "ask_key_family_repair_1")
    else:
        turn.note(name_again=True)
        turn.forget("name")
        ask(turn, "identify", "ask_identify_repair_1")


def not_found(turn: Turn) -> None:
    turn.say("not_found", name=turn.known("name"))
    turn.note(asked_phone=None, about=turn.state.task, name_again=None, name_typed=None)
    turn.note(typed_keys=None)
    turn.note(unfound=turn.state.task)
    turn.forget("phone", *(["name"] if misheard(turn.state.slots.get("name")) else []))
    turn.set(task="", wish=turn.state.wish if turn.state.task == "moving" else Wish())
    ask(turn, "person")


def _choose_target(turn: Turn) -> None:
    """One appointment is the one; of several, what was said of it already may tell which."""
    found = [a for a in turn.state.found if a.id != turn.noted("other_than")]
    fits = [a for a in found if _spoken_of(turn, a)]
    dated = any(wishes.has_date(w) for w in turn.state.wish.times)
    if turn.state.task == "cancelling" and dated and not fits and not turn.state.stack:
        turn.say("none_then")
    if len(found) == 1:
        take(turn, found[0])
    elif turn.state.task == "checking":
        _tell_all(turn)
        return
    elif len(fits) == 1:
        take(turn, fits[0])
    else:
        ask(turn, "which")
        return
    advance(turn)


def _spoken_of(turn: Turn, appointment: Appointment) -> bool:
    start = turn.local(appointment.start)
    asked = turn.noted("which_service")
    if asked and asked not in appointment.services:
        return False
    said = (*turn.state.wish.times, *turn.state.wish.excluded)
    named = any(wishes.holds(w, start, time_only=not wishes.has_date(w)) for w in said)
    return named or bool(asked)


def take(turn: Turn, appointment: Appointment) -> None:
    """Take it; a time that only said which one it is, is not a wish for the new time."""
    start = turn.local(appointment.start)
    to, undated = turn.noted("to", ()), turn.noted("no_day", ())
    day = wishes.whole_day(start)
    times = [wishes.on_day(day, w) if w.text in undated else w for w in turn.state.wish.times]
    new = tuple(
        wishes.destination(w, start) or w
        for w in times
        if w.text in to or not wishes.holds(w, start) or wishes.destination(w, start)
    )
    turn.set(target=appointment.id)
    if turn.state.task == "moving":
        turn.set(services=appointment.services, wish=replace(turn.state.wish, times=new))


def which(turn: Turn, heard: Understanding) -> bool:
    """At "which of them?"."""
    found = turn.state.found
    choice = heard.slot("choice")
    if choice is not None and 0 <= int(choice.value) < len(found):
        fits = [found[int(choice.value)]]
    else:
        service = heard.slot("service")
        fits = [
            a
            for a in found
            if (service is None or service.value in a.services)
            and (heard.when is None or wishes.holds(heard.when, turn.local(a.start)))
        ]
    if len(fits) != 1 or (choice is None and heard.when is None and heard.slot("service") is None):
        return False
    turn.set(wish=replace(turn.state.wish, times=()))
    take(turn, fits[0])
    advance(turn)
    return True


def _by_a_length(turn: Turn) -> None:
    """ "An hour later" is counted from the visit that is to be moved, not from now."""
    visit, minutes = target(turn), turn.noted("by_min")
    if visit is None or minutes is None:
        return
    turn.note(by_min=None)
    when = wishes.instant(turn.local(visit.start) + timedelta(minutes=minutes))
    turn.set(wish=replace(turn.state.wish, times=(when,)))


def tell(turn: Turn) -> None:
    appointment = target(turn)
    assert appointment is not None
    turn.say("appointment_is", **phrases.appointment(turn, appointment))
    turn.achieve("informed")
    turn.finished = True


def _tell_all(turn: Turn) -> None:
    rows = [phrases.appointment(turn, a) for a in turn.state.found[:3]]
    listed = spoken.listing([f"{r['what']} on {r['when']}" for r in rows])
    turn.say("appointments_are", appointments=listed)
    turn.achieve("informed")
    turn.finished = True


def slots_answered(turn: Turn, answer: Offered | Refused) -> None:
    if isinstance(answer, Refused) and answer.reason is Reason.TOO_LATE_TO_CHANGE:
        settling.too_late(turn)
    elif searching.found(turn, answer):
        ask(turn, "confirm_move")


def chose(turn: Turn, heard: Understanding) -> bool:
    if searching.pick(turn, heard):
        ask(turn, "confirm_move")
        return True
    return False


def move_confirmed(turn: Turn, heard: Understanding) -> bool:
    chosen = turn.state.chosen
    if chosen is None:
        return False
    if agrees(turn, heard):
        settling.agree(turn, "move")
        return True
    picked = picks_offered(turn, heard)
    if picked is not None and turn.state.offered[picked] != chosen:
        turn.set(chosen=turn.state.offered[picked])
        ask(turn, "confirm_move")
        return True
    if gives_up(heard):
        settling.keep_as_is(turn)
        return True
    if heard.has("request_alternatives"):
        later_than_put(turn)
        return searching.other_times(turn, heard)
    if heard.has("deny"):
        searching.forget_time(turn)
        ask(turn, "new_time")
        return True
    return False


def new_time(turn: Turn, heard: Understanding) -> bool:
    """At "when would you like to come instead?": any time will do, or it stays as it is."""
    if gives_up(heard):
        settling.keep_as_is(turn)
        return True
    if heard.has("dont_know", "affirm", "choose") and not heard.when:
        searching.find(turn)
        return True
    return False


def gives_up(heard: Understanding) -> bool:
    return bool(_KEEPS.search(plain(heard.text)))


def _the_other(turn: Turn, heard: Understanding) -> bool:
    """ "No, the other one": of the visits that were found, another than the one put."""
    if len(turn.state.found) < 2 or not OTHER_VISIT.search(plain(heard.text)):
        return False
    turn.note(other_than=turn.state.target)
    turn.set(target="", chosen=None, offered=())
    advance(turn)
    return True


def points(heard: Understanding) -> bool:
    """Whether the words say which visit is meant, and not when it should be."""
    text = plain(heard.text)
    return bool(_POINTS.search(text)) and not _OTHER_TIME.search(text)


def cancel_confirmed(turn: Turn, heard: Understanding) -> bool:
    if _the_other(turn, heard):
        return True
    if agrees(turn, heard):
        settling.agree(turn, "cancel")
        return True
    other = disagrees(turn, heard)
    if other and len(turn.state.found) > 1 and which(turn, heard):
        return True
    if other and heard.when is not None and points(heard):
        turn.set(wish=replace(turn.state.wish, times=()))
        turn.say("none_then")
        ask(turn, "confirm_cancel")
        return True
    if "when" in turn.new and other and heard.has("request_alternatives", "correct", "deny"):
        visit = target(turn)
        assert visit is not None
        turn.set(task="moving", services=visit.services)
        advance(turn)
        return True
    if heard.has("deny") and _CANCELS.search(plain(heard.text)) and not other:
        settling.agree(turn, "cancel")
        return True
    if heard.has("deny") and _LETTERS.search(plain(heard.text)):
        return False  # the name spelled once more says nothing about the visit
    if heard.has("deny") and not no_but_yes(heard):
        settling.keep_as_is(turn)
        return True
    return False
