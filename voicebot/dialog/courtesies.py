"""What counts in an utterance: content before courtesy.

Whoever says a day, a wish or a question beside "thanks", "bye", "one moment" or "let's see" means
the day, the wish, the question. The other way round, the day in "see you Tuesday", "that's all for
today" or "let me check Tuesday" is no wish, and the digits of a telephone number are no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from voicebot.dialog.listening import plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding, When

COURTESIES = frozenset({"goodbye", "nothing_else", "thank", "wait", "greet"})
_ANSWERS = frozenset({"affirm", "deny", "correct", "choose", "provide_info", "dont_know"})
"""What only means something beside what was asked."""
_NOT_CONTENT = COURTESIES | _ANSWERS | {"out_of_scope"}
_VALUES = frozenset({"service", "choice", "phone", "phone_part", "email", "not_staff"})
_PUT = ("confirm", "confirm_move", "confirm_cancel", "same_day")
"""Steps that put a time to the caller: there any other day counts, even one to see you on."""
_NAME_STEPS = (
    "sure_name",
    "spell_name",
    "key_given",
    "key_family",
    "identify",
    "message_name",
    "change",
)
_BYE = re.compile(r"\b(?:bye|goodbye|see (?:you|ya)|talk to you|take care|have a)\b")
_ASKS = re.compile(r"(?:and |so |but )*(?:what|where|when|how|which|who|why|should)\b")
_NO_THANKS = re.compile(r"\bno thank")
_LETS_SEE = re.compile(r"\blet(?:'?s| us| me) see(?: then| how about| maybe| on| at| the)* $")
_NO_WISH = re.compile(
    r"(?:\b(?:(?:see|meet|catch|talk to|speak to) (?:you|ya|everyone)|till|until)(?: then| on)*|"
    r"\b(?:all|it|everything|enough|good|set|done|else|you|thanks|help|more) (?:for|until|till)|"
    r"\b(?:have|enjoy) (?:a|an|the|your) (?:(?:very|really) )?(?:nice|good|great|lovely|wonderful|"
    r"rest of(?: the| your)?|day|time|visit)(?: \w+)?|\brest of(?: the| your)?|"
    r"\b(?:call|ring|phone|try)(?: you| back| again)+(?: on)?|"
    r"\blet me (?:just |quickly )?(?:check|look|ask|see (?:if|whether|what|how))(?: \w+){0,6}) $"
)
"""What stands before a day that is taken leave until, or looked up, and not asked for."""


def counting(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with what does not count in it left out."""
    said = _without_phone_digits(said)
    if not said.has(*COURTESIES, "deny"):
        return said
    if turn.state.step not in _PUT:
        said = _without_idle_times(said)
    text = plain(said.text)
    if _ASKS.match(text) and not _BYE.search(text):
        said = replace(said, intents=tuple(i for i in said.intents if i.name != "goodbye"))
    if not has_content(turn, said):
        return said
    return replace(said, intents=tuple(i for i in said.intents if i.name not in COURTESIES))


def has_content(turn: Turn, said: Understanding) -> bool:
    """Whether the words ask, wish or tell something, beside manners and a yes or no."""
    if turn.topic or any(i.name not in _NOT_CONTENT for i in said.intents):
        return True
    text = plain(said.text)
    if _is_over(turn) and _BYE.search(text):
        return False
    told = {slot.name for slot in said.slots} & (_VALUES | _asked(turn))
    if said.has("wait"):
        told -= {"choice"}  # "a second" is none
    declines = said.has("wait") and _NO_THANKS.search(text)
    return bool(said.when or said.excluded or told or declines)


def _is_over(turn: Turn) -> bool:
    """Nothing is open, and something was done: the moment to say goodbye."""
    state = turn.state
    return not state.task and state.step == "help" and bool(turn.noted("helped", state.outcome))


def _asked(turn: Turn) -> set[str]:
    """What is asked right now: a name is content where a name was asked."""
    step = turn.state.step
    own = {s.slot for s in turn.dialog.steps if s.id == step}
    return own | ({"name"} if step in _NAME_STEPS else set()) | _staff(turn)


def _staff(turn: Turn) -> set[str]:
    return {"staff"} if turn.state.task == "booking" else set()


def _without_idle_times(said: Understanding) -> Understanding:
    """Without days that belong to a farewell or are only looked up."""
    text = plain(said.text)

    def kept(when: When) -> bool:
        day = plain(when.text)
        before = text.partition(day)[0] if day and day in text else ""
        return bool(_LETS_SEE.search(before)) or not _NO_WISH.search(before)

    return _with_times(said, kept)


def _without_phone_digits(said: Understanding) -> Understanding:
    """Without times that were read out of a telephone number and nowhere else."""
    number = said.slot("phone") or said.slot("phone_part")
    if number is None or number.span[1] <= number.span[0]:
        return said
    start, end = number.span
    rest = plain(f"{said.text[:start]} | {said.text[end:]}")

    def kept(when: When) -> bool:
        return re.search(rf"\b{re.escape(plain(when.text))}\b", rest) is not None

    return _with_times(said, kept)


def _with_times(said: Understanding, kept: Callable[[When], bool]) -> Understanding:
    """The utterance with only those times that are kept; the first of them is the one meant."""
    times = [w for w in (said.when, *said.also) if w is not None and kept(w)]
    excluded = tuple(w for w in said.excluded if kept(w))
    return replace(said, when=times[0] if times else None, also=tuple(times[1:]), excluded=excluded)
