"""Giving up, taking back and taking leave, at any step."""

from __future__ import annotations

import re

from voicebot.dialog.asking import ask
from voicebot.dialog.flow import advance, goodbye
from voicebot.dialog.listening import plain
from voicebot.dialog.offers import takes_offer
from voicebot.dialog.tasks import booking, repair, settling
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding

_THANKS = re.compile(r"^(?!.*\b(?:yes|yeah|yep|sure|please)\b).*\bthank(?:s| you)\b")
"""Thanks with no yes in it: nothing more is wanted."""
_NO_BUT = re.compile(
    r"(?:no|nope|nah) (?:(?:no|but|actually|just|please|wait|well|oh|i said|then|sorry|can you) )*"
    r"(?:(?:can|could|would|will|do|does) (?:you|i|we)|i (?:want|need|wanted|said|asked|meant)|"
    r"i'?d (?:like|rather)|i would (?:like|rather)|book|give|tell|put|make|get|send|let me|change|"
    r"move|add|what|when|where|who|how)\b"
)
_NOTHING = re.compile(
    r"\b(?:nothing|all|everything|else|thanks?|good|fine|set|done|later|myself|bye|goodbye|think|"
    r"(?:call|ring|try|get) (?:you |back |again )*(?:back|again))\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:scrap|drop|forget) (?:it|that|this)\b|\bchanged my mind\b|"
    r"\b(?:don'?t|do not) (?:actually )?(?:book|want|need) (?:it|that)\b"
)

_WISHED = {"service", "when", "staff"}
"""What was told that takes leave of nothing: "it's time for a haircut, thanks a lot"."""

SURE_TO_LEAVE = 0.65
"""In the middle of something, a farewell with a lower score is rather a misheard answer."""


def hangs_up(turn: Turn, said: Understanding) -> bool:
    """ "No thanks, bye", to whatever was asked of a booking."""
    open_task = turn.state.task in ("booking", "moving") and turn.state.step != "change"
    leaves = said.has("goodbye") and said.has("deny") and said.score >= SURE_TO_LEAVE
    return open_task and not turn.new and leaves


def given_up(turn: Turn, said: Understanding) -> bool:
    """What was being arranged is dropped; nothing that was arranged before is touched."""
    task = turn.state.task
    if task == "booking":
        booking.drop(turn)
    elif task in ("moving", "cancelling") and turn.state.target:
        settling.keep_as_is(turn)
    elif not task and turn.state.step == "help" and _takes_back(turn, said):
        turn.set(task="cancelling", target=str(turn.noted("just_booked")))
        advance(turn)
    elif not task and turn.state.step == "help":
        turn.note(helped=True)
        ask(turn, "help")
    else:
        return False
    return True


def _takes_back(turn: Turn, said: Understanding) -> bool:
    """ "Actually scrap that", right after the booking: whether to cancel it is asked."""
    booked = any(reply.key == "booked" for reply in turn.state.said)
    known = {visit.id for visit in turn.state.found}
    return (
        booked and turn.noted("just_booked") in known and bool(_TAKES_BACK.search(plain(said.text)))
    )


def asks_for_more(said: Understanding) -> bool:
    """ "No, could you just ...": the no is to what was said before, and a wish comes after it."""
    text = plain(said.text)
    return bool(_NO_BUT.match(text)) and not _NOTHING.search(text)


def leave(turn: Turn, said: Understanding) -> bool:
    """Goodbye at any time; a plain no (or thanks) where nothing is open."""
    idle = not turn.state.task and turn.state.step == "help"
    if idle and not said.has("goodbye") and asks_for_more(said):
        return False
    if said.has("goodbye", "nothing_else"):
        if turn.state.task and said.score < SURE_TO_LEAVE:
            repair.failed(turn)
        else:
            goodbye(turn)
        return True
    if (
        idle
        and said.has("deny", "thank")
        and said.when is None
        and not turn.aside
        and not turn.new & _WISHED
        and turn.noted("helped", turn.state.outcome)
    ):
        goodbye(turn)
        return True
    wishes = turn.aside or turn.new & _WISHED
    thanks = not wishes and _THANKS.search(plain(said.text))
    if idle and turn.noted("helped", turn.state.outcome) and thanks:
        goodbye(turn)
        return True
    if turn.aside or turn.new & _WISHED:
        return False  # "okay, and is there parking?" takes nothing up
    if idle and said.has("affirm") and takes_offer(turn):
        return True
    if idle and said.has("affirm") and _went_ahead(turn):
        repair.failed(turn)
        return True
    if idle and said.has("affirm", "greet"):
        turn.say("go_ahead" if said.has("affirm") else "hello")
        ask(turn, "help", "how_can_i_help")
        return True
    return False


def _went_ahead(turn: Turn) -> bool:
    """Whether the caller was asked already what it is that they want."""
    return turn.state.attempts > 0 or any(r.key == "go_ahead" for r in turn.state.said)
