"""The visit that was read out is not the one: "no, not that one, the one on Tuesday at ten"."""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.booking.model import Appointment
from voicebot.dialog import wishes
from voicebot.dialog.listening import plain
from voicebot.dialog.tasks import changing
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding

_NAMES_IT = re.compile(
    r"(?:(?:no|nope|sorry|wait|actually|not that(?: one)?|i mean|i meant|it'?s|move|instead) )+"
    r"(?:my|the) (?!day\b)[\w'-]+(?: (?!before|after|when|is|was|of|with)[\w'-]+){0,2}"
)
""" "No, my check-up", and nothing else."""
_STEPS = ("new_time", "confirm_move")


def means_another(turn: Turn, said: Understanding) -> bool:
    """Move that visit instead, to the time that was wished for, if one was."""
    visit = _meant(turn, said)
    if visit is None:
        return False
    wish, (_, carried) = turn.state.wish, turn.noted("same_staff") or ("", "")
    if carried == wish.staff:
        turn.set(wish=replace(wish, staff=""))  # nobody asked for who does the one at hand
    turn.set(target="", chosen=None, offered=(), refused=())
    changing.take(turn, visit)
    changing.advance(turn)
    return True


def _meant(turn: Turn, said: Understanding) -> Appointment | None:
    """The visit that the words tell apart from the one at hand, or None."""
    state = turn.state
    if state.task != "moving" or not state.target or state.step not in _STEPS:
        return None
    others = [a for a in state.found if a.id != state.target]
    if said.when is not None and changing.points(said):
        when = said.when
        fits = [a for a in others if wishes.holds(when, turn.local(a.start))]
    elif said.when is None and _NAMES_IT.fullmatch(plain(said.text)):
        named = {s.value for s in said.slots if s.name == "service"}
        kept = next((a.services for a in state.found if a.id == state.target), ())
        fits = [a for a in others if named & set(a.services) and not named & set(kept)]
    else:
        fits = []
    return fits[0] if len(fits) == 1 else None
