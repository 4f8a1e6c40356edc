"""Visits of the caller that were looked up: which of several is meant, and looking once more.

A number or a name that comes after "I can't find it" is looked up with what was asked for before;
a name where a service was asked for belongs to a visit there is, unless the caller came to book.
"""

from __future__ import annotations

import re

from voicebot.booking.model import FindAppointment, Found, NotFound, Refused
from voicebot.dialog.asking import ask
from voicebot.dialog.flow import advance
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.model import Wish
from voicebot.dialog.same_person import own_visits
from voicebot.dialog.tasks import repair
from voicebot.dialog.tasks.changing import OTHER_VISIT
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Expectation, Understanding
from voicebot.understanding.people import read_people
from voicebot.understanding.people.roster import log_given

_NTH = re.compile(
    r"\bthe (?P<nth>first|second|third|last|1st|2nd|3rd|later|earlier) "
    r"(?:one|visit|appointment|booking)\b"
)
_PLACES = {
    "first": 0, "1st": 0, "earlier": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2,
    "last": -1, "later": -1,
}  # fmt: skip
_THAT_ONE = re.compile(
    r"\b(?:cancel|move|change|push|shift|switch|scrap|drop|forget|bring|make)(?: \w+)? "
    r"(?:it|that)\b"
)
_BOOKS = re.compile(
    r"\b(?:book|schedule|(?:make|set up|get|arrange|need|want|like|have) (?:an?|another|my next)) "
    r"(?:\w+ ){0,2}(?:appointment|visit|booking)\b|"
    r"\b(?:to|can i|could i|may i|i'?ll) (?:please )?(?:book|schedule)\b"
)
_HAS_ONE = re.compile(r"\b(?:i|we)(?:'ve)? (?:already |do )?(?:got|have|had|booked|made)\b")
_ANYBODY = re.compile(
    r"\b(?:can|could|would|will|with|by|if) (?:just )?any(?:one|body)\b|"
    r"\bany(?:one|body) (?:who )?(?:can|could|will do|is fine|is okay|works)\b"
)
""" "Can anybody do it on Saturday?", which names nobody and is no question of who there is."""
_FEW = 5
"""Words that a name is told in."""


def point_out(turn: Turn, text: str) -> None:
    """Which of several visits a wish to change one is about, where the words point at one."""
    found = turn.state.found
    turn.note(other_than=None)
    if len(found) < 2:
        return
    nth = _NTH.search(text)
    if nth and _PLACES[nth["nth"]] < len(found):
        turn.set(target=found[_PLACES[nth["nth"]]].id)
    elif OTHER_VISIT.search(text) and turn.state.target:
        turn.note(other_than=turn.state.target)
        turn.set(target="")
    elif not (_THAT_ONE.search(text) and _just_changed(turn)):
        turn.set(target="")


def _just_changed(turn: Turn) -> bool:
    return any(reply.key in ("booked", "moved") for reply in turn.state.said)


def of_the_other(turn: Turn, text: str) -> bool:
    """Whether the words are about the visit that was not talked of just now."""
    return len(turn.state.found) > 1 and bool(turn.state.target) and bool(OTHER_VISIT.search(text))


def keep_track(turn: Turn, said: Understanding) -> None:
    """Note what the words mean for visits that are looked for later on.

    That a booking was asked for outright, and that anybody may do what is moved. What was not found
    is not looked for any more once something else is under way.
    """
    task, text = turn.state.task, plain(said.text)
    if task:
        turn.note(unfound=None)
    if _BOOKS.search(text) and not _HAS_ONE.search(text):
        turn.note(books=True)
    elif task != "booking":
        turn.note(books=None)
    staff = said.slot("staff")
    if staff is not None:
        turn.note(any_staff=True if staff.value == "any" else None)
    elif _ANYBODY.search(text):
        turn.note(any_staff=True)
    elif not task:
        turn.note(any_staff=None)


def looks_again(turn: Turn, said: Understanding) -> bool:
    """Another number or name after nothing was found: the same is looked for with that."""
    task = turn.noted("unfound")
    at_hand = turn.state.step in ("person", "help") and not turn.state.task
    if not (task and at_hand and turn.new & {"phone", "name"}):
        return False
    if said.has("affirm", "leave_message", "speak_to_human", "book"):
        return False
    turn.note(unfound=None)
    turn.set(task=str(task), attempts=0)
    advance(turn)
    return True


def by_name(turn: Turn, said: Understanding) -> bool:
    """A name where a service was asked for: the visits of this number are looked up by it."""
    state = turn.state
    if state.step != "service" or state.services or not turn.context.caller or said.when:
        return False
    if said.slot("service") or asks(said.text) or len(said.text.split()) > _FEW:
        return False
    dialog = turn.dialog
    read = read_people(said.text, Expectation("name", ("name",)), dialog.lexicon, dialog.locale)
    name = next((s for s in read.slots if s.name == "name"), None)
    if name is None or log_given(str(name.value).split()[0]) <= 0 or " " not in str(name.value):
        return False
    turn.keep(name)
    if turn.noted("books"):
        ask(turn, "service")
        return True
    turn.request(FindAppointment(phone=turn.reachable_at), "by_name")
    return True


def found_by_name(turn: Turn, answer: Found | NotFound | Refused) -> None:
    """The visit is told; without one the question for the service stands."""
    rows = answer.appointments if isinstance(answer, Found) else ()
    mine = own_visits(rows, turn.state.slots.get("name"), turn.noted("name_heard", ()))
    if not mine:
        repair.failed(turn)
        return
    turn.set(found=mine, target="", task="checking", wish=Wish())
    turn.note(verified=True)
    advance(turn)
