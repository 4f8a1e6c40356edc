"""At "what number was it booked with?": no number, this number, another name, another matter."""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.asking import ask
from voicebot.dialog.listening import plain
from voicebot.dialog.model import Wish
from voicebot.dialog.tasks import changing
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Expectation, Intent, Understanding
from voicebot.understanding.people import read_people

_NONE = re.compile(
    r"\b(?:don'?t|do not|can'?t|cannot|didn'?t|couldn'?t) (?:\w+ )?(?:know|remember|recall|have)\b|"
    r"\b(?:no idea|not sure|no clue|forgot|never (?:booked|made|had))\b|"
    r"\b(?:it'?s|it is|with|under|from|is|was|just) (?:just |the |probably )*(?:this|same|my)"
    r"(?: same)? (?:number|phone|one)\b|^(?:(?:yes|no|just) )*(?:this|the same|my) (?:number|one)$|"
    r"\b(?:number|one) (?:that )?i(?:'?m| am) (?:calling|ringing) (?:from|on)\b"
)
""" "I don't know the number", "it's this number", "I never booked one": nothing else to look by."""
_NAME = re.compile(
    r"(?:(?:no|nope|sorry|oh|um|uh|wait|actually|well|try) )*"
    r"(?:it(?:'?s| is| was| might be| may be| should be| could be)|i(?:'?m| am)|my name(?:'?s| is)|"
    r"the name(?:'?s| is)|under|that(?:'?s| is)|i said)(?: (?:under|for|booked under))?"
    r"(?P<name>(?: [a-z'-]+){2,3})"
)
_BOOKS = re.compile(r"\b(?:book|make|schedule|get|have|need|want)\b.*")
_INSTEAD = re.compile(r"\b(?:book|schedule|make (?:an?|another|a new))\b|\binstead\b")


def read(turn: Turn, said: Understanding) -> Understanding:
    """The utterance as a booking, or with the name that is put right, where it tells one."""
    if turn.state.step != "identify_phone" or said.slot("phone") or said.has("cancel"):
        return said
    text = plain(said.text)
    wished = _BOOKS.search(text) and _INSTEAD.search(text)
    if said.slot("service") and wished and not said.has("reschedule"):
        turn.set(task="", target="", wish=Wish())
        turn.note(asked_phone=None, unfound=None)
        return replace(said, intents=(Intent("book", said.score),))
    named = _NAME.fullmatch(text)
    if named is None or said.slot("name") or _NONE.search(text):
        return said
    asked = Expectation("name", ("name",))
    found = read_people(named["name"].strip(), asked, turn.dialog.lexicon, turn.dialog.locale).slots
    name = next((s for s in found if s.name == "name" and " " in str(s.value)), None)
    return said if name is None else replace(said, slots=(*said.slots, name), intents=())


def dealt_with(turn: Turn, said: Understanding) -> bool:
    """Whether the caller has no other number to look by: a person is offered."""
    if turn.state.step != "identify_phone" or said.slot("phone") or said.slot("phone_part"):
        return False
    if said.slot("name") or said.slot("service") or not _NONE.search(plain(said.text)):
        return False
    if turn.context.caller:
        changing.not_found(turn)
    else:
        turn.note(about=turn.state.task)
        turn.set(task="", wish=Wish())
        ask(turn, "person")
    return True
