"""Whether sounds made while the bot speaks are words for the bot."""

from __future__ import annotations

import re
from collections import deque

from voicebot.call.listener import Hearing
from voicebot.understanding.model import Expectation, Understanding

_LISTENER = re.compile(
    r"^((m+-?h+m+|m+|h+m+|u+h+-?(huh|hm)?|a+h+|oh|mhm|aha|ahem|right|okay|ok|yeah|yep|sure|i see|"
    r"got it|cool|great|good|fine|alright|all right)[\s,.!?-]*)+$"
)
_VOCAL = re.compile(r"^((m+-?h+m*|m+|h+m+|u+h+-?(huh|hm)?|a+h+|u+m+|mhm|ahem|e+r+m*)[\s,.!?-]*)+$")
_WORDS = re.compile(r"[a-z0-9']+")

NEAR_END_MS = 900
"""An "okay" this close to the end of a question answers it; earlier it only says "I listen"."""
ECHO_SHARE = 0.66
"""So many of the words being the bot's own, the line gave its voice back."""
_FEW = 3
"""Words from which on most of them being the bot's own is no chance."""
LOW_DBFS = -34.0
"""Callers are seldom as low; the rest of an echo is, mostly."""
FAINT_DBFS = -42.0
"""Nobody at a telephone is this faint: it is the rest of an echo, or another room."""
DOUBTFUL = -0.6
"""Several words recognised with a mean log-probability below this over the bot's voice were most
likely no words: an "uh-huh", a cough or the rest of an echo. Single words score lower anyway."""
VERY_DOUBTFUL = -0.8
"""The same where something was named that the business knows: a service, a day."""
WORD_MS = 130
"""Nobody speaks faster than this a word, over several; what a recogniser makes of a grunt does."""
ANSWERS_YES_NO = frozenset({"confirm", "anything_else", "choice"})


def is_backchannel(text: str, expectation: Expectation, unheard_ms: int) -> bool:
    """Whether this is a listener's "mm-hm", not a turn. `unheard_ms` of the bot's are to come."""
    words = text.lower().strip()
    if _VOCAL.match(words):
        return True
    if not _LISTENER.match(words):
        return False
    return unheard_ms > NEAR_END_MS or expectation.asked not in ANSWERS_YES_NO


def is_echo(text: str, bot: str) -> bool:
    """Whether the words are the bot's own, come back over the line."""
    heard = _WORDS.findall(text.lower())
    said = set(_WORDS.findall(bot.lower()))
    if len(heard) < _FEW:
        return False
    return sum(word in said for word in heard) / len(heard) >= ECHO_SHARE


def is_piece(text: str, bot: str) -> bool:
    """Whether one or two words are the bot's own, as they stand there: "the first"."""
    heard = _WORDS.findall(text.lower())
    said = " ".join(_WORDS.findall(bot.lower()))
    return 0 < len(heard) < _FEW and f" {' '.join(heard)} " in f" {said} "


class Judge:
    """One call's. Remembers the bot's last sentences: what an echo would repeat."""

    def __init__(self) -> None:
        self._said: deque[str] = deque(maxlen=4)

    def bot_said(self, sentence: str) -> None:
        self._said.append(sentence)

    def is_for_us(
        self, hearing: Hearing, expects: Expectation, unheard_ms: int, *, closing: bool = False
    ) -> bool:
        """Whether words spoken over the bot are meant for it: no listener, echo or television.

        `unheard_ms` of the bot's words are to come; `closing`: they are its last.
        """
        words = hearing.words
        if words is None or hearing.level_dbfs < FAINT_DBFS or not _is_speech(hearing):
            return False
        if closing and is_farewell(words):
            return False
        if expects.asked == "anything_else" and unheard_ms > NEAR_END_MS and is_bare_yes(words):
            return False  # the rest of the yes before: this question was not heard yet
        bot = " ".join(self._said)
        if hearing.level_dbfs < LOW_DBFS and is_piece(words.text, bot):
            return False
        if is_backchannel(words.text, expects, unheard_ms) or is_echo(words.text, bot):
            return False
        if words.slots or words.when or words.also:
            return True
        return any(i.name not in ("out_of_scope", "provide_info") for i in words.intents)


def _is_speech(hearing: Hearing) -> bool:
    """Whether several words could have been said in that time, and were heard well enough."""
    count = len(hearing.text.split())
    fast = hearing.last_voiced_ms - hearing.started_ms < WORD_MS * count
    words = hearing.words
    content = words is not None and bool(words.slots or words.when)
    least = VERY_DOUBTFUL if content else DOUBTFUL
    return count == 1 or (count > 1 and not fast and hearing.nbest[0].score >= least)


def is_farewell(understanding: Understanding) -> bool:
    """Nothing but thanks and goodbye: no reason to go on."""
    polite = {"goodbye", "thank", "affirm", "nothing_else", "deny", "greet"}
    names = {intent.name for intent in understanding.intents}
    return bool(names) and names <= polite and not understanding.slots and not understanding.when


def is_bare_yes(understanding: Understanding) -> bool:
    """A yes with nothing else in it but manners."""
    names = {intent.name for intent in understanding.intents}
    manners = {"affirm", "thank", "greet"}
    return "affirm" in names <= manners and not understanding.slots and not understanding.when
