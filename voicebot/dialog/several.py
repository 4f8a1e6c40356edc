"""Visits for several people in one breath: "two cleanings, one for me and one for my daughter".

They are booked one after the other. The caller hears so, and after each the next is begun.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.booking.model import Booked
from voicebot.dialog.listening import plain
from voicebot.dialog.tasks import booking
from voicebot.dialog.turn import Turn
from voicebot.dialog.wishes import whole_day
from voicebot.understanding.model import Understanding

_WHO = r"(?:me|myself|him|her|us|(?:my|our) (?:\w+ )?\w+)"
_ONE_EACH = re.compile(rf"\b(?:one|1|another|the other)(?: \w+)? for {_WHO}\b")
_BOTH = re.compile(
    r"\bfor (?:me|myself) and (?:for )?my \w+|"
    r"\bfor my (?:\w+ )?\w+ and (?:for )?(?:me|myself|my)\b|"
    r"\b(?:for )?both (?:of us|of my|my|our) ?\w*|\bfor (?:the )?(?:two|three) of us\b|"
    r"\bfor my (?:two|three) (?!years?\b|months?\b|weeks?\b)\w+"
)
_NUMBER = re.compile(
    r"\b(two|2|three|3|a couple of|couple|both)(?: \w+){0,2} "
    r"(?:appointments|appts|visits|slots|bookings|spots)\b"
)
_COUNTED = re.compile(r"\b(?:three|3)\b")
_MOST = 3


def how_many(said: Understanding) -> int:
    """How many visits the words ask for; 1 where they do not tell."""
    text = plain(said.text)
    each = len(_ONE_EACH.findall(text))
    if each > 1:
        return min(each, _MOST)
    found = _BOTH.search(text) or _NUMBER.search(text)
    if found is None:
        return 1
    return 3 if _COUNTED.search(found[0]) else 2


def begins(turn: Turn, said: Understanding) -> None:
    """Where a booking begins with several visits: say that it is one at a time, and count them."""
    if turn.state.task != "booking" or turn.state.chosen is not None:
        return
    if not said.has("book", "ask_availability") and said.slot("service") is None:
        return
    many = how_many(said)
    if many == 1:
        return
    turn.note(to_book=many - 1)
    if re.search(r"\b(?:me|myself|us)\b", plain(said.text)):
        # The caller's own visit comes first.
        turn.note(somebody_else=None)
    elif re.search(r"\b(?:my|our) \w", plain(said.text)):
        turn.note(somebody_else=True)
    turn.say("one_at_a_time", what="the first one")


def goes_on(turn: Turn, answer: Booked) -> None:
    """After one of several was booked: the next, the same day, for somebody else."""
    left = int(turn.noted("to_book", 0))
    if not left:
        turn.note(next_visit=None)
        return
    row = answer.appointment
    turn.replies[:] = [r for r in turn.replies if r.expects is None]
    turn.note(to_book=left - 1 or None, next_visit=True, somebody_else=True)
    turn.forget("name")
    day = whole_day(turn.local(row.start))
    turn.set(task="booking", target="", services=row.services)
    turn.set(wish=replace(turn.state.wish, times=(day,)))
    turn.say("next_one")
    booking.advance(turn)
