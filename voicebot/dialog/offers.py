"""What an answer offered beside itself, and a yes takes: "I can book one for you now."

The words of the replies are data, so whether they offer something is read from them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import phrases
from voicebot.dialog.flow import advance
from voicebot.dialog.model import Reply
from voicebot.dialog.tasks import people
from voicebot.dialog.turn import Turn

_CALL = re.compile(
    r"\b(?:I|we) can (?:ask|have|get) (?:someone|somebody)\b.*\bcall|\bsay,? call me back\b|"
    r"\b(?:I|we) can have you called\b",
    re.IGNORECASE,
)
_VISIT = re.compile(r"\b(?:I|we) can book (?:one|it|that|this|you|a|an|the)\b", re.IGNORECASE)


def takes_offer(turn: Turn) -> bool:
    """Do what the last answer offered, where nothing else was asked but "anything else?"."""
    for reply in turn.state.said:
        wordings = " ".join(turn.dialog.replies.get(reply.key, ()))
        if reply.expects is None and _CALL.search(wordings):
            people.callback(turn)
            return True
        if reply.expects is None and _VISIT.search(wordings):
            _book(turn, reply)
            return True
    return False


def _book(turn: Turn, reply: Reply) -> None:
    """Begin a booking, of the service and with the person that the answer was about."""
    named, who = reply.values.get("service"), reply.values.get("who")
    services = [s.id for s in turn.dialog.business.services]
    staff = [r.id for r in turn.dialog.business.resources]
    about = tuple(s for s in services if named and phrases.bare(turn.dialog, [s]) == named)
    person = next((r for r in staff if who and phrases.who(turn.dialog, r) == who), "")
    turn.set(task="booking", target="", services=about or turn.state.services)
    if person:
        turn.set(wish=replace(turn.state.wish, staff=person))
    advance(turn)
