"""What a caller makes of the bot's words: what was told, what is asked, which times were named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.simulator.callers.menu import Entry, menu
from voicebot.simulator.callers.moments import Moment, moments

QUESTIONS: tuple[tuple[str, str], ...] = (
    ("there", r"still there|can you hear me|i can.?t hear you"),
    ("same_day", r"already have a visit that day|book this one as well|both visits"),
    ("key_given", r"type the first name"),
    ("key_family", r"type the last name, and press|type the last name on the keys"
     r"|type the last name, one key"),
    ("spelling", r"spell the last name|letter by letter please: how is|just the letters of"),
    ("sure_name", r"is the name "),
    ("change", r"what should i change|what would you like to change|what is wrong with it"
     r"|tell me (the right time|what is right)"),
    ("which", r"which one is it|which one do you mean|i see .* say the first or|the first or the "
     r"second, or press one or two\. i see"),
    ("plate", r"\bplate\b"),
    ("car", r"make and model|what car|kind of car|the make will do"),
    ("address", r"what.?s the address|where shall we come|house number"),
    ("reason", r"what.?s the trouble|the problem\?|what.?s the car doing|what.?s wrong with"
     r"|should we look at|what.?s happening|is the trouble|know beforehand"),
    ("message", r"pass on\?|your message\.|what.?s the message|say your message"),
    ("person", r"(shall i|would you like) .*(team|someone|person).* call"),
    ("usual", r"your usual (?!is\b)"),
    ("confirm", r"shall i( do it)?\?|shall i (book|cancel|move)|is that right|was that a yes"
     r"|(please|just) say yes|want me to cancel|yes or no"),
    ("offer", r"which would you like|which one suits|which is better|does that suit|would that work"
     r"|shall i take that|does one of those|didn.?t get which|the times are|is another day better"),
    ("name_other", r"person who is coming|what.?s their name|who is the visit for"),
    ("name", r"your name|what name|name is it for|first and the last name|first and last name"
     r"|say the name|who shall i say|which name|didn.?t catch the name"),
    ("phone", r"phone number|which number|number again,? (please|digit)|and the rest\?"
     r"|number on your keypad"),
    ("when", r"\bwhen (would|shall|should|could|can|do) |what day|which day|what time would"
     r"|day and time|you can say a day|you can name a day"),
    ("service", r"come in for\?|what would you like to come in for|needs doing|does the car need"
     r"|what.?s the job|which would it be|which of these|one of these|^is it .*, or "),
    ("more", r"anything else|something else, tell me"),
    ("help", r"how can i help|what can i do for you|let me try again"),
)  # fmt: skip
"""What is asked, the more particular first. The last sentence that asks is the one to answer."""

MENUS: tuple[tuple[str, str], ...] = (
    ("change", r"^the (time|day|service|name|number)$"),
    ("offer", r"\b(other|another|more|later) (times?|days?)\b"),
    ("confirm", r"\b(yes|right|correct|wrong)\b|^(book|move|cancel) (it|this|that)$"),
    ("help", r"^(book|make|move|change|cancel)\b"),
)  # fmt: skip
"""What is asked where nothing but keys is named, by what one of them is for; else a service is."""

TOLD: tuple[tuple[str, str], ...] = (
    ("not_booked", r"haven.?t booked|nothing was booked|won.?t book"),
    ("booked", r"you.?re booked|is down for|all set|that.?s booked|see your car for"
     r"|done\. we come|we come for"),
    ("moved", r"is now on|it.?s moved"),
    ("cancelled", r"is cancelled|i.?ve cancelled"),
    ("kept", r"stays as it is|i.?ve left your"),
    ("informed", r"^(you have|it.?s|i see) (an?|your|the|highlights) "),
    ("transfer", r"putting you through"),
    ("callback", r"(asked the team to call|team will call) you back|calls? you (back )?as soon"),
    ("noted", r"passed (your message|that on)|has your message|let the team know"),
    ("urgent", r"nine one one|999|stop valve|gas emergency|as urgent"),
    ("stopped", r"won.?t call this number"),
    ("automated", r"i.?m an automated"),
    ("not_found", r"can.?t find an appointment|don.?t see an appointment"),
    ("too_late", r"too late for me to change"),
    ("unavailable", r"we.?re closed|we.?re full|nothing is free|is taken|outside our|isn.?t free"
     r"|short notice|public holiday|already passed|all i have there|doesn.?t do that|has just gone"
     r"|doesn.?t fit|further ahead"),
    ("again", r"^(sorry|i.?m sorry, i (?!only )|i still|i.?m having trouble)"
     r"|didn.?t (get|catch|quite|hear)"),
    ("noisy", r"\bnoisy\b|\b(so much|too much|a lot of) noise|noise (behind|around|on) "
     r"|(hard to|hardly|barely|can.?t|cannot) hear|unclear"
     r"|\b(line|connection) (is|was|seems|isn.?t)\b.*\b(clear|bad|poor|loud)"),
    ("bye", r"goodbye"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """One stretch of the bot's talk. `asked` is "" where nothing is to be answered."""

    text: str
    told: frozenset[str]
    asked: str
    times: tuple[Moment, ...]
    """The times named in the sentence that asks."""
    all_times: tuple[Moment, ...]
    asking: tuple[str, ...] = ()
    """The sentence that asks, and the one before it: a read-back stands there. What goes on from
    the question, like the keys that answer it, is here too."""
    menu: tuple[Entry, ...] = ()
    """The keys that were named."""

    @property
    def nothing(self) -> bool:
        return not self.text


NOTHING = Heard("", frozenset(), "", (), ())


def listen(sentences: Sequence[str], now: datetime) -> Heard:
    """Take in what the bot said since the caller last spoke."""
    told = {kind for s in sentences for kind, pattern in TOLD if re.search(pattern, s.lower())}
    text = " ".join(sentences)
    asked, asking = _asked(sentences)
    times = tuple(moments(_PLACES.sub(" ", " ".join(asking)), now))
    return Heard(text, frozenset(told), asked, times, tuple(moments(text, now)), asking, menu(text))


_PLACES = re.compile(
    r"\b(?:(?:say|take) )?the first or the second\b"
    r"|\b(?:for|say|take) the (?:first|second)\b(?! of)",
    re.IGNORECASE,
)
"""Not days of a month, but which of those that were named."""


def _asked(sentences: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """What is to be answered, and the sentences that ask it."""
    asked, asking, last = "", tuple[str, ...](), -1
    for n, sentence in enumerate(sentences):
        here = tuple(sentences[max(0, n - 1) : n + 1])
        own, kind = question(sentence), question(" ".join(here))
        after = bool(asked) and last == n - 1
        if after and (_goes_on(sentence) or (not own and kind == asked)):
            asking, last = (*asking, sentence), n
        elif own or kind:
            asked, asking, last = own or kind, here, n
        elif not asked and (kind := _by_keys(sentence)):
            asked, asking, last = kind, tuple(sentences[: n + 1]), n
    return asked, asking


def _goes_on(sentence: str) -> bool:
    """Whether it tells of other ways to answer the question before it."""
    return bool(re.match(r"or\b|you can also\b", sentence.lower()) or menu(sentence))


def _by_keys(sentence: str) -> str:
    """What a sentence asks that names keys alone; "" where it names none, or only a way out."""
    labels = [entry.label for entry in menu(sentence) if entry.key != "0"]
    if not any(labels):
        return ""
    found = (kind for kind, pattern in MENUS if any(re.search(pattern, said) for said in labels))
    return next(found, "service")


def question(sentence: str) -> str:
    """What a sentence asks, "" for nothing."""
    lower = sentence.lower()
    return next((kind for kind, pattern in QUESTIONS if re.search(pattern, lower)), "")


_UNITS = "zero one two three four five six seven eight nine".split()


def digits_in(text: str) -> str:
    """The digits that a text names, in figures or in words."""
    words = re.findall(r"[a-z]+|\d", text.lower())
    found = (
        w if w.isdigit() else str(_UNITS.index(w)) for w in words if w in _UNITS or w.isdigit()
    )
    return "".join(found)
