"""A complaint right after a visit was booked or moved: "no, that's not right", "no, I wanted ten".

Such a no does not mean that nothing else is wanted. Another time moves the visit; another name,
number or person is passed on to the staff; and what is only called wrong is asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.asking import ask, target
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.name_put_right import spelled
from voicebot.dialog.tasks import people
from voicebot.dialog.times_read import time_in
from voicebot.dialog.turn import Turn
from voicebot.dialog.wishes import whole_day
from voicebot.understanding.model import Expectation, Intent, Understanding

_TURNS = re.compile(
    r"(?:(?:oh|um|uh|hm+|wait|sorry|hang on|hold on|but|well|ok|okay|thanks|thank you) )*"
    r"(?:no|nope|nah|actually|wait|sorry|but|hang on|hold on)\b"
)
_NO = re.compile(r"\b(?:no|nope|nah|actually|wait)\b")
_MEANT = (
    r"(?:i (?:wanted|meant|said|asked for|needed)(?! (?:to|you|that'?s)\b)|"
    r"(?:should|was meant to|was supposed to|(?:'?s|is) (?:meant|supposed) to)"
    r"(?:'?ve| have)? (?:be|been)|supposed to be)"
)
_WRONG = re.compile(
    rf"\b(?:not (?:right|correct|what i)|isn'?t (?:right|correct|what i)|wrong|incorrect|"
    rf"you (?:said|put|got|wrote|have)|{_MEANT})\b"
)
_RIGHT_TIME = re.compile(
    rf"\b{_MEANT}(?: (?:at|for|it|the))* (?P<time>(?:\d{{1,2}}|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|noon|half|quarter)\b.*)"
)
_PERSONAL = re.compile(
    r"\b(?:my|the) (?:(?:last|first|full|family|phone|mobile|cell|telephone) )*"
    r"(?:name|number|phone|mobile|cell|e ?mail|spelling)\b"
)
_TIME = re.compile(r"\b(?:time|day|date|hour)\b")
_PLAINLY = re.compile(
    r"\b(?:wrong|wrongly|incorrect|misspel(?:t|led)|(?:not|isn'?t) (?:right|correct))\b"
)
_DAY = re.compile(r"\b(?:day|date)\b")
_NOTHING = re.compile(
    r"\b(?:nothing|that'?s (?:all|it|everything|fine|good|great)|all (?:good|set|right)|bye|"
    r"goodbye|no ?(?:thing|one) (?:is )?wrong|wrong number)\b"
)


def read(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with the time that should have been booked, where it tells one."""
    if said.when is not None or not _complains(turn, said):
        return said
    text = plain(said.text)
    found = _RIGHT_TIME.search(text)
    told = found["time"] if found else text if turn.noted("what_wrong") else ""
    if not told or said.slot("phone") or _PERSONAL.search(text):
        return said
    when = time_in(turn, told, Expectation("when", ("time",)))
    if when is None:
        return said
    return replace(said, intents=(Intent("deny", said.score),), when=when)


def dealt_with(turn: Turn, said: Understanding) -> bool:
    """Whether a complaint of what was just booked was taken up."""
    complains = _complains(turn, said)
    asked = turn.noted("what_wrong")
    turn.note(what_wrong=None)
    if not complains or said.when is not None:
        return False
    text = plain(said.text)
    wrong = bool(_WRONG.search(text))
    told = said.slot("phone") or said.slot("name")
    if (told and (asked or wrong or spelled(said.text) or _PERSONAL.search(text))) or (
        said.slot("staff") and (asked or wrong)
    ):
        turn.aside = True
        people.pass_on(turn, said)
    elif _PERSONAL.search(text) and (asked or wrong):
        turn.set(task="message")
        people.message(turn)
    elif _TIME.search(text) and (asked or wrong):
        _another_time(turn, same_day=not _DAY.search(text))
    elif wrong and not asked and said.slot("service") is None:
        turn.note(what_wrong=True)
        ask(turn, "help", "ask_wrong")
    else:
        return False
    return True


def _another_time(turn: Turn, *, same_day: bool) -> None:
    visit = target(turn)
    assert visit is not None
    times = (whole_day(turn.local(visit.start)),) if same_day else ()
    turn.set(task="moving", services=visit.services, wish=replace(turn.state.wish, times=times))
    ask(turn, "new_time")


def _complains(turn: Turn, said: Understanding) -> bool:
    state = turn.state
    if state.task or state.step != "help" or target(turn) is None or turn.topic is not None:
        return False
    text = plain(said.text)
    if said.has("cancel", "reschedule", "emergency") or _NOTHING.search(text):
        return False
    if turn.noted("what_wrong"):
        return not said.has("goodbye", "nothing_else")
    done = any(reply.key in ("booked", "moved") for reply in state.said)
    personal = _PERSONAL.search(text) and _NO.search(text)
    if not done or asks(said.text):
        return False
    what = _PERSONAL.search(text) or _TIME.search(text)
    plainly = (_PLAINLY.search(text) and what) or (said.slot("name") and spelled(said.text))
    return bool(plainly or (_TURNS.match(text) and (_WRONG.search(text) or personal)))
