"""An address that was heard badly: asked for once more, put together from both answers.

A visit to the wrong door costs more than a question. What has no shape of an address, or a street
that no two recognitions agree on, is asked for once again; after that it is taken as it was heard,
and the read-back says that it may be wrong.
"""

from __future__ import annotations

from voicebot.dialog import details, own_heard
from voicebot.dialog.listening import plain
from voicebot.dialog.model import Step
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding
from voicebot.understanding.people import addresses

_CERTAIN = 0.5


def doubted_before(turn: Turn, step: Step, said: Understanding) -> int:
    """How often the answer to this question was doubted before this one, which is noted."""
    doubted = turn.noted("doubted", {})
    times = int(doubted.get(step.id, 0))
    turn.note(doubted={**doubted, step.id: times + 1})
    if step.kind == "address" and not times:
        turn.note(address_first=said.text)
    return times


def asks_once_more(turn: Turn, step: Step, said: Understanding) -> bool:
    """Whether an address is so doubtful that it is asked for again, the first time it is."""
    if step.kind != "address" or turn.noted("doubted", {}).get(step.id) or turn.noted("street"):
        return False
    if not said.slot(f"{step.slot}_part") and details.whole_address(said.text):
        return False
    own_heard.note(turn, step, said)
    return doubted_before(turn, step, said) == 0


def settled(turn: Turn, step: Step, said: Understanding, words: str) -> tuple[str, bool]:
    """The address that this and the doubtful answer before it come to, and whether it is sure."""
    first = str(turn.noted("address_first", ""))
    turn.note(address_first=None)
    if not first:
        return words, True
    whole = _with_number(words, first)
    sure = details.whole_address(whole) and not said.slot(f"{step.slot}_part")
    return _with_town(turn, whole, first), sure or plain(words) == plain(details.tidy(first))


def admit(turn: Turn) -> None:
    """Before the read-back: an address that was taken as it was heard may be wrong. Said once."""
    for step in turn.dialog.steps:
        value = turn.state.slots.get(step.slot) if step.kind == "address" else None
        if value is None or not value.value or value.certainty >= _CERTAIN:
            continue
        if turn.noted("admitted") == value.value:
            continue
        turn.say("may_be_misheard", noted=str(value.value))
        turn.note(admitted=value.value)


def said_again(turn: Turn, said: Understanding) -> bool:
    """ "No, it's 14 Orchard Road", of the address that was read back: it is known as that."""
    for step in turn.dialog.steps:
        found = details.find("address", said.text) if step.kind == "address" else None
        if found is not None and plain(found.value) in plain(turn.known(step.slot)):
            return True
    return False


def _with_number(words: str, first: str) -> str:
    """ "Orchard Road" with the house number of the answer before, and "14" with its street."""
    number = details.leading_number(first)
    if number and details.street(words) and not details.leading_number(words):
        return f"{number} {words}"
    if details.house_number(words) and number:
        return f"{details.house_number(words)}{details.tidy(first)[len(number) :]}"
    return words


def _with_town(turn: Turn, words: str, first: str) -> str:
    """The address with the town of the answer before, where it has none itself."""
    area = turn.dialog.lexicon.area
    town = addresses.town_in(first, area)
    if not town or not addresses.ends_with_street(words):
        return words
    return f"{words}, {town}"
