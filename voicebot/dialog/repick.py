"""The offer answered once more, when the talk has gone on already: "okay, the first slot"."""

from __future__ import annotations

import re

from voicebot.dialog import phrases
from voicebot.dialog.asking import ask, own_step
from voicebot.dialog.listening import plain
from voicebot.dialog.turn import READ_BACKS, Turn
from voicebot.understanding.model import Understanding

_STEPS = ("name", "sure_name", "spell_name", "key_given", "key_family")
_PICK = re.compile(
    r"(?:(?:ok|okay|yes|yeah|no|wait|actually|sorry|um|uh|well|so|just|please|i'?ll take|i said|"
    r"i want|i meant|(?:can|could|may) (?:i|we) (?:have|take|get|do)|"
    r"let'?s (?:do|take)|give me|i'?d like|make (?:it|that)) )*"
    r"(?:(?:the )?(?P<order>first|second)|the (?P<other>earlier|later|last|other))"
    r"(?: (?:free|available))?(?: (?:slot|one|time|appointment|option|opening|spot|window|visit))?"
    r"(?: (?:of (?:those|them|the two)|please|then|thanks|thank you|works|is (?:fine|good)))*"
)


def picks_again(turn: Turn, said: Understanding) -> bool:
    """Take the pick over, where it is another one, and ask for the name again."""
    offered, chosen = turn.state.offered, turn.state.chosen
    found = _PICK.fullmatch(plain(said.text))
    step = turn.state.step
    own = own_step(turn, step) is not None
    if not (own or step in (*_STEPS, *READ_BACKS)) or chosen not in offered or found is None:
        return False
    place = _place(found, offered.index(chosen))
    if place >= len(offered):
        return False
    if offered[place] != chosen:
        turn.set(chosen=offered[place])
        if step not in READ_BACKS:
            turn.say("time_is_free", when=phrases.slot_label(turn, offered[place]))
    ask(turn, "name" if step in _STEPS else step)
    return True


def _place(found: re.Match[str], chosen: int) -> int:
    """The place of what was meant in the offer of two."""
    match found["order"] or found["other"]:
        case "first" | "earlier":
            return 0
        case "other":
            return 1 - chosen
        case _:
            return 1
