"""What the caller is about: beginning a task, and leaving one for another."""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import known_visits, phrases, shifts, wishes
from voicebot.dialog.asking import ask
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.model import Wish
from voicebot.dialog.tasks import booking
from voicebot.dialog.turn import Turn
from voicebot.dialog.whose_name import another_person
from voicebot.dialog.wishes import has_date, whole_day
from voicebot.understanding.model import SlotValue, Understanding

_EXISTING = re.compile(
    r"\b(?:my|our|the|an|that|existing)\b.*\b(?:appointments?|visits?|bookings?)\b"
)
_BOOKS_ANEW = re.compile(r"\b(?:and|then) (?:book|make|schedule|get|have|need)\b")
_REBOOKS = re.compile(
    r"\b(?:and|then)(?: [\w']+){0,3}? (?:re ?book|re ?schedule|book|put|"
    r"get(?! back)|give|make|move)"
    r"(?: (?:me|us|it|that|mine|one|something|in|down|back))*"
    r"(?: (?:for|on|to|at|instead|the|next|this)\b| \w+day\b| tomorrow\b|$)"
)
""" "Cancel it and put me in on Friday": the same visit at another time."""
_INSTEAD = re.compile(
    r"\b(?:instead|rather|better|prefer|make (?:it|that)|(?:can|could|may|might) (?:we|i|you) "
    r"(?:\w+ )?(?:do|make|come|move|change|push|switch)|(?:how|what) about)\b"
)
_MORE = re.compile(r"\b(?:another|also|as well|too|second one|one more|both)\b")
_VISITS = re.compile(r"\b(?:appointments?|visits?|book|schedule)\b")
_GOES_ON = re.compile(
    r"\b(?:book (?:me|it|that|this)\b|(?:just|rather|can we|can you|let'?s|i'?ll|please|then|go) "
    r"(?:just )?(?:book|carry on|continue|go on|keep going|finish)\b|"
    r"(?:go on|carry on|continue) with|"
    r"(?:finish|do) (?:the|that|my) booking\b|(?:do|sort) it (?:here|with you|now)\b)"
)
""" "No, just book me"."""
_ADDS = re.compile(
    r"\b(?:put|tack|squeeze|throw)\b.*\b(?:on|in|with|as well|too)\b|\badd\b|"
    r"\b(?:have|get|do|book)\b.*\b(?:as well|too|at the same time|on top|also|while i'?m there|"
    r"after (?:it|that))\b"
)
_CALL_ME = re.compile(r"\b(?:call|ring|phone) ?(?:me|us|back)|callback|return my call")


def start(turn: Turn, said: Understanding) -> bool:
    """Begin another task if one was asked for. False when the talk stays with what it is about."""
    task = turn.state.task
    if said.has("cancel") and task != "cancelling":
        return _start_cancel(turn, said)
    if said.has("reschedule") and task not in ("moving", "cancelling"):
        return _start_move(turn, said)
    if task == "cancelling" and (said.has("reschedule") or _rebooks(said)):
        turn.set(task="moving")
        return True
    if said.has("check_appointment") and task != "checking":
        return _start_change(turn, said, "checking")
    if said.has("leave_message") and not turn.topic and task not in ("message", "callback"):
        staff = said.slot("staff")
        turn.note(message_for=phrases.who(turn.dialog, str(staff.value)) if staff else None)
        calls = _CALL_ME.search(plain(said.text))
        turn.note(callback_why=said.text if calls else None)
        _interrupt(turn, "callback" if calls else "message")
        return True
    if _corrects_at_once(turn, said) and _correct_booked(turn, said):
        return True
    if turn.topic and said.slot("service") is None and not (turn.state.services or _books(said)):
        return False
    if _goes_on_booking(turn, said):
        turn.set(task="booking")
        return True
    if _adds_to_visit(turn, said):
        return True
    if said.has("book", "ask_availability") and task in ("", "message", "checking"):
        return _start_booking(turn, said)
    return _another(turn, said) or _correct_booked(turn, said)


def _goes_on_booking(turn: Turn, said: Understanding) -> bool:
    """ "No, just book me", after a person was asked for in the middle of a booking."""
    if not turn.state.services or said.slot("service"):
        return False
    left = not turn.state.task or (turn.state.task == "booking" and turn.state.step == "person")
    return left and bool(_GOES_ON.search(plain(said.text)))


def _adds_to_visit(turn: Turn, said: Understanding) -> bool:
    """ "Can you add a blow-dry?", of a visit that was just told: booked right after it."""
    visits = [a for a in turn.state.found if a.start > turn.now]
    if turn.state.task or not turn.noted("verified") or not visits or said.when:
        return False
    if said.slot("service") is None or not _ADDS.search(plain(said.text)):
        return False
    visit = next((a for a in visits if a.id == turn.state.target), visits[0])
    end = wishes.instant(turn.local(visit.end))
    services = [str(s.value) for s in said.slots if s.name == "service"]
    turn.say("next_after", what=phrases.what(turn.dialog, services))
    turn.set(task="booking", target="", wish=Wish((end,), staff=visit.staff_id or ""))
    return True


def _books(said: Understanding) -> bool:
    """ "I need appointments for both my kids" is more than the question whether kids are seen."""
    return said.has("book") and not asks(said.text) and bool(_VISITS.search(plain(said.text)))


def _another(turn: Turn, said: Understanding) -> bool:
    """ "Another one for my wife the same day", after a booking: the same once more."""
    if turn.state.task or not turn.noted("just_booked"):
        return False
    text = plain(said.text)
    if not (said.slot("for_other") or re.search(r"\b(?:another|one more|a second)\b", text)):
        return False
    _same_day(turn, text)
    turn.set(task="booking", target="", services=tuple(turn.noted("last_services", ())))
    return True


def _start_booking(turn: Turn, said: Understanding) -> bool:
    if turn.state.step in ("message",):
        return False
    turn.set(task="booking", target="")
    text = plain(said.text)
    if turn.noted("named_other") and re.search(r"\bfor (?:me|myself)\b", text):
        another_person(turn)
        turn.note(named_other=None)
    _same_day(turn, text)
    return True


def _same_day(turn: Turn, text: str) -> None:
    """ "The same day": that of the booking just made."""
    row = next((a for a in turn.state.found if a.id == turn.noted("just_booked")), None)
    if "same day" in text and row is not None:
        day = whole_day(turn.local(row.start))
        turn.set(wish=replace(turn.state.wish, times=(day,)))


def _start_cancel(turn: Turn, said: Understanding) -> bool:
    """Within an unfinished booking "cancel that" gives up the booking, nothing that is booked."""
    if _rebooks(said):
        return _start_change(turn, said, "moving")
    if _books_another(turn, said):
        return False
    if turn.state.task == "booking" and not _EXISTING.search(plain(said.text)):
        booking.drop(turn)
        turn.note(given_up=True)
        return True
    started = _start_change(turn, said, "cancelling")
    text = plain(said.text)
    anew = _BOOKS_ANEW.search(text)
    if said.has("book") or anew:
        # "Cancel that one and book a cleaning on Friday": the booking comes after.
        wanted = tuple(
            str(s.value) for s in _services_in(said, text[anew.start() :] if anew else "")
        )
        turn.set(stack=("booking",), services=wanted)
    return started


def _start_move(turn: Turn, said: Understanding) -> bool:
    """A move; "and book a filling for my husband" comes after it."""
    anew = _BOOKS_ANEW.search(plain(said.text))
    wanted = [
        str(s.value) for s in _services_in(said, plain(said.text)[anew.start() :] if anew else "")
    ]
    started = _start_change(turn, said, "moving")
    if started and wanted and turn.state.task == "moving":
        left = [s for s in said.slots if s.name == "service" and s.value not in wanted]
        turn.set(stack=("booking",))
        turn.note(which_service=left[0].value if left else None, then_book=wanted)
        turn.note(then_other=said.slot("for_other") is not None or None)
    return started


def _books_another(turn: Turn, said: Understanding) -> bool:
    """ "Cancel that and book a whitening" (or "one for Friday"), before anything is booked."""
    anew = turn.state.task == "booking" and _BOOKS_ANEW.search(plain(said.text))
    return bool(anew) and (said.slot("service") is not None or said.when is not None)


def _rebooks(said: Understanding) -> bool:
    """Whether what is cancelled is wanted at another time, and nothing else is."""
    text = plain(said.text)
    found = _REBOOKS.search(text)
    if found is None:
        return False
    return not _services_in(said, text[found.start() :])


def _services_in(said: Understanding, text: str) -> list[SlotValue]:
    return [s for s in said.slots if s.name == "service" and plain(s.text) in text]


def _start_change(turn: Turn, said: Understanding, task: str) -> bool:
    state = turn.state
    if task == "moving" and state.task == "booking" and not _EXISTING.search(plain(said.text)):
        return False
    if task == "checking":
        _interrupt(turn, task)
        return True
    if state.task == "booking":
        booking.clear(turn)
    unsure = said.score < turn.dialog.policy.check_below and task != "checking"
    if unsure and not state.task:
        return _check(turn, task)
    service = said.slot("service")
    text = plain(said.text)
    whens = [w for w in (said.when, *said.also) if w is not None]
    to = [w.text for w in whens if re.search(rf"\bto (?:\w+ )?{re.escape(plain(w.text))}", text)]
    turn.set(task=task, chosen=None, offered=(), refused=())
    known_visits.point_out(turn, text)
    turn.note(which_service=None if service is None else service.value, to=to or None)
    by = shifts.from_a_visit(text) if task == "moving" else None
    turn.note(by_min=None if by is None else int(by.by.total_seconds() // 60))
    turn.note(no_day=[w.text for w in whens if not has_date(w)] or None)
    return True


def _interrupt(turn: Turn, task: str) -> None:
    """Another task for a moment: a booking that is under way is gone on with afterwards."""
    if turn.state.task == "booking":
        turn.set(stack=("booking",))
    turn.set(task=task)


def _check(turn: Turn, task: str) -> bool:
    """A change that may be misheard is asked outright."""
    turn.note(unsure_of="cancel" if task == "cancelling" else "reschedule", unsure_task=task)
    turn.note(dropped=True)
    ask(turn, "sure")
    return True


def _correct_booked(turn: Turn, said: Understanding) -> bool:
    """ "No wait, make it Wednesday", right after the booking: that booking is moved; so is the
    visit that the caller was just told of, by "could I come on Wednesday instead"."""
    if turn.state.task or said.when is None or said.has("ask_staff", "ask_hours"):
        return False
    visit = next((a for a in turn.state.found if a.id == turn.state.target), None)
    if visit is None or not turn.noted("verified"):
        return False
    if not (said.has("correct", "deny", "reschedule") or _INSTEAD.search(plain(said.text))):
        return False
    turn.set(task="moving")
    if not has_date(said.when):
        turn.set(wish=replace(turn.state.wish, times=(whole_day(turn.local(visit.start)),)))
    return True


def _corrects_at_once(turn: Turn, said: Understanding) -> bool:
    """ "Could we do ten?", as the first thing after a visit was booked or moved."""
    done = any(reply.key in ("booked", "moved") for reply in turn.state.said)
    service = said.slot("service")
    if not done or said.has("check_appointment", "cancel") or said.slot("for_other"):
        return False
    return service is None and not _MORE.search(plain(said.text))


def begin_if_idle(turn: Turn) -> None:
    """A service, a time or a person out of the blue is the beginning of a booking."""
    if not turn.state.task and turn.new & {"service", "when", "staff"}:
        turn.set(task="booking")
