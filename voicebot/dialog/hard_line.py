"""A line on which the caller can hardly be heard: sooner to the keys and to a person.

More questions do not help where the answers drown in noise. Keys get through it, and the staff can
call back from a quieter place. What was misheard three times over is not booked on a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.asking import own_step
from voicebot.dialog.model import Reply
from voicebot.dialog.turn import DONE, PUT_RIGHT_AT, WEIGHT, Turn
from voicebot.understanding.model import Understanding

LOUD_DB = 11.0
"""A caller who stands out no further from what is behind them is often misheard. Measured on calls:
4 to 10 dB with babble or a street 5 dB below the voice, 13 to 19 dB with them 15 dB below."""
NOISY_DB = 25.0
"""Below it something is to be heard behind the caller: 19 to 23 dB where it lay 20 dB below, 38 and
more on a clean line. Names are the first that suffer."""
OFTEN = 4
"""Failures in a call after which any line is taken for a hard one."""
MOST_READ_BACKS = 3
"""Of one booking, on a loud line: who had to put it right so often is not heard."""

MOST_OFFERS = 3
"""Offers in a row on a loud line: the wish is not heard."""
HARDLY_HEARD = -0.6
"""A mean log-probability a token. Of 87 utterances at 5 dB that were recognised with less, 25 were
read rightly, most of them a yes or a pick; 58 would have been acted on wrongly."""
NAMES = (
    "name", "sure_name", "spell_name", "key_given", "key_family", "identify", "message_name",
)  # fmt: skip
_OTHER_WORDS = ("phone", "identify_phone", "message", "message_phone")
"""Questions that have ways of their own to make sure of what was heard."""
_LONG = 4
"""Words of what is no mere yes."""
_COMMITS = ("confirm", "confirm_move", "confirm_cancel", "same_day")
_TIMES = ("choice", "when", "new_time")
_PLAIN = {"affirm", "deny", "choose", "repeat", "wait", "slower", "louder", "provide_info"}
_ALWAYS = ("emergency", "speak_to_human")
_SAYS_NAME = re.compile(r"\b(?:name|this is|called|speaking)\b", re.IGNORECASE)


def is_loud(turn: Turn) -> bool:
    """Whether the caller is known to be hardly louder than what is behind them."""
    snr_db = turn.context.snr_db
    return snr_db is not None and snr_db < LOUD_DB


def is_noisy(turn: Turn) -> bool:
    """Whether there is more behind the caller than the line's own noise."""
    snr_db = turn.context.snr_db
    return snr_db is not None and snr_db < NOISY_DB


def is_hard(turn: Turn) -> bool:
    """Whether the next repair should be the one that helps most."""
    failures = turn.noted("failures", 0)
    return bool(failures >= OFTEN or (failures and is_loud(turn)))


def doubts_farewell(turn: Turn) -> bool:
    """Whether a goodbye may have been made out of noise: nothing was done yet on a loud line.

    A caller who says it again is believed.
    """
    doubted = is_loud(turn) and not turn.state.outcome and not turn.noted("farewell")
    if doubted:
        turn.note(farewell=True)
    return doubted


def too_often_read_back(turn: Turn) -> bool:
    """Counts one more read-back of the booking at hand; whether it is one too many."""
    times = turn.noted("read_backs", 0) + is_loud(turn)
    turn.note(read_backs=times)
    return is_loud(turn) and times > MOST_READ_BACKS


def nothing_done(turn: Turn) -> bool:
    """Whether the call came to nothing yet but answers to questions."""
    outcome = turn.state.outcome
    return not outcome or WEIGHT.get(outcome, DONE) < DONE


def offered_too_often(turn: Turn, asked: Reply) -> bool:
    """Counts one more offer of times; whether none of so many was taken on a loud line."""
    if asked.expects is None or asked.expects.step != "choice":
        turn.note(offers_made=None)
        return False
    new = is_loud(turn) and not (turn.failed or turn.aside)
    times = turn.noted("offers_made", 0) + new
    turn.note(offers_made=times)
    return is_loud(turn) and times > MOST_OFFERS


def out_of_offers(turn: Turn) -> bool:
    """Whether the answer to the last offer that is made on a loud line was not understood."""
    last = turn.noted("offers_made", 0) >= MOST_OFFERS
    return turn.state.step == "choice" and last and is_loud(turn)


def hardly_heard(turn: Turn, said: Understanding) -> bool:
    """Whether words on a loud line are too uncertain to act on: noise makes sentences of its own.

    A yes, a no or a pick is few words with few others like them, and noise seldom names a day and
    an hour; but nothing is booked, moved or cancelled on what was hardly heard.
    """
    step = turn.state.step
    if not is_muffled(turn, said):
        return False
    if step in NAMES or step in _OTHER_WORDS or own_step(turn, step):
        return False
    if step in _TIMES and said.when is not None and {"date", "time"} <= said.when.said:
        return False
    told = {i.name for i in said.intents} <= _PLAIN and said.when is None
    picks = said.intents and told and all(slot.name == "choice" for slot in said.slots)
    return step in _COMMITS or not picks


def objects(turn: Turn, said: Understanding) -> bool:
    """Whether words at a read-back that were not understood are rather a correction: a yes is
    short, and seldom lost."""
    if said.has("affirm") and not said.has("deny", "correct"):
        return False
    at_hand = turn.state.step == "confirm" and turn.state.task == "booking"
    return at_hand and is_loud(turn) and len(said.text.split()) >= _LONG


def without_chance(turn: Turn, said: Understanding) -> Understanding:
    """The words without what noise sounds like: a name that nobody asked for, and, where a name or
    something of the business's own was asked for and they were hardly heard, anything else."""
    if not is_noisy(turn):
        return said
    if turn.state.step not in NAMES and not _SAYS_NAME.search(said.text):
        said = _without_name(turn, said)
    if not is_loud(turn):
        return said
    asked = turn.state.step in NAMES or own_step(turn, turn.state.step)
    if not asked or not _uncertain(said):
        return said
    named = tuple(s for s in said.slots if s.name == "name" and turn.state.step in NAMES)
    intents = tuple(i for i in said.intents if i.name in _PLAIN)
    return replace(said, intents=intents, slots=named, when=None, also=(), excluded=())


def _without_name(turn: Turn, said: Understanding) -> Understanding:
    """Without a name; one that is all that was said at a read-back stays where most is heard."""
    name = said.slot("name")
    if name is None:
        return said
    beside = len(said.text.split()) - len(name.text.split())
    if not is_loud(turn) and (turn.state.step not in PUT_RIGHT_AT or beside < _LONG):
        return said
    return replace(said, slots=tuple(s for s in said.slots if s.name != "name"))


def is_muffled(turn: Turn, said: Understanding) -> bool:
    """Whether words were hardly heard on a loud line."""
    return is_loud(turn) and _uncertain(said)


def _uncertain(said: Understanding) -> bool:
    return bool(said.heard) and said.heard[0].score < HARDLY_HEARD and not said.has(*_ALWAYS)
