"""What of a booking is called wrong: "the day is wrong" names no one who is called Day."""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.listening import plain
from voicebot.dialog.turn import PUT_RIGHT_AT, Turn
from voicebot.understanding.model import Intent, Understanding

_ITEM = (
    r"(?:day|date|time|hour|price|cost|week|month|year|service|treatment|car|model|plate|address|"
    r"street|town|house number|house|post ?code|zip code|phone|number|email|"
    r"(?:doctor|dentist|hygienist|stylist|mechanic|plumber)(?:'?s)?(?: name)?)"
)
_WRONG = re.compile(
    rf"(?:(?:no|nope|sorry|but|oh|actually|wait|and|well) )*(?:the|that|my|your) {_ITEM}"
    r"(?:'s| is| was| sounds| seems)(?: (?:all|completely|still|just))?"
    r" (?:wrong|incorrect|not (?:right|correct))"
)


def item_wrong(turn: Turn, said: Understanding) -> Understanding:
    """The utterance without a name where it only says which thing of the booking is wrong."""
    if not said.slot("name") or not _WRONG.fullmatch(plain(said.text)):
        return said
    slots = tuple(s for s in said.slots if s.name != "name")
    intents = tuple(i for i in said.intents if i.name not in ("provide_info", "affirm"))
    if turn.state.step in PUT_RIGHT_AT and not said.has("deny"):
        intents = (Intent("deny", said.score), *intents)
    return replace(said, slots=slots, intents=intents)
