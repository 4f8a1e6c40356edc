"""The name a booking is for: heard, put to the caller where it is doubtful, spelled, or typed.

Over a bad line a name cannot be told by ear, nor can letters. The keys of the telephone get through
any noise, so they are the last resort before the name is taken as it was heard.
"""

from __future__ import annotations

from voicebot.dialog.asking import ask
from voicebot.dialog.listening import changed
from voicebot.dialog.tasks import repair
from voicebot.dialog.tasks.booking import advance
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.keyed import keyed_name
from voicebot.understanding.people.reading import is_british

DOUBTFUL = 0.5
_NEXT = {"name": "sure_name", "sure_name": "spell_name", "spell_name": "key_given"}
"""What a doubtful name leads to, by where it was said. A third time it is taken as it is."""
TYPED = {"name": "given", "key_given": "given", "spell_name": "family", "key_family": "family"}
"""Steps at which a part of the name may be typed, and which."""


def named(turn: Turn, heard: Understanding) -> bool:
    """At a question for a name, or for its letters."""
    name = heard.slot("name")
    if name is None and heard.has("affirm") and not turn.state.attempts:
        # "Okay, let's do that": an answer to what was said before the question.
        turn.failed = True
        turn.set(attempts=1)
        ask(turn, turn.state.step)
        return True
    if name is None or not _is_known(turn, name):
        return False
    if turn.state.step == "key_family" and turn.noted("typed"):
        last = str(name.value).rpartition(" ")[2]
        turn.keep(SlotValue("name", f"{turn.noted('typed')} {last}", name.text))
    following = _NEXT.get(turn.state.step)
    if name.certainty < DOUBTFUL and following is not None:
        ask(turn, following)
    else:
        _keep(turn)
    return True


def sure_of_name(turn: Turn, heard: Understanding) -> bool:
    """At "is the name ...?": a yes, the name once more, or a no."""
    name = heard.slot("name")
    denies, another = heard.has("deny", "correct"), changed(turn)
    if not denies and not another and (name is not None or heard.has("affirm")):
        _keep(turn)
        return True
    if denies and (turn.noted("not_the_name") or (name is not None and not another)):
        ask(turn, "spell_name")  # it cannot be told by ear
        return True
    if name is not None and another:
        return named(turn, heard)
    if denies:
        turn.failed = True
        turn.forget("name")
        turn.note(not_the_name=True)
        turn.set(step="name", attempts=1)
        ask(turn, "name", "ask_name_repair_1")
    return denies


def misheard(turn: Turn, heard: Understanding) -> bool:
    """The name read back was wrong, and the right one cannot be heard either: it is typed."""
    name = heard.slot("name")
    if name is None or name.certainty >= DOUBTFUL or turn.noted("typed"):
        return False
    ask(turn, "key_given")
    return True


def typed(turn: Turn, keys: str) -> None:
    """A part of the name came by the keys."""
    part = TYPED[turn.state.step]
    given, _, family = turn.known("name").rpartition(" ")
    given, family = given or family, family if given else ""
    british = is_british(turn.dialog.locale)
    if part == "given":
        name = keyed_name(keys, "given", given, british=british)
    else:
        name = keyed_name(keys, "family", family, british=british)
    if name is None:
        repair.failed(turn)
        return
    turn.set(attempts=0)
    if part == "given":
        turn.note(typed=name)
        ask(turn, "key_family")
        return
    first = turn.noted("typed") or given
    turn.keep(SlotValue("name", f"{first} {name}".strip(), keys))
    turn.note(typed=turn.noted("typed") or name)
    _keep(turn)


def _is_known(turn: Turn, name: SlotValue) -> bool:
    """Whether the name that was just said is the one that was kept, or its last word."""
    return f" {turn.known('name')}".endswith(f" {name.value}")


def _keep(turn: Turn) -> None:
    turn.note(not_the_name=None, somebody_else=None, named_other=turn.noted("somebody_else"))
    advance(turn)
