"""The name a booking is for: heard, put to the caller where it is doubtful, spelled, or typed.

Over a bad line a name cannot be told by ear, nor can letters. The keys of the telephone get through
any noise, so they are the last resort before the name is taken as it was heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voicebot.dialog.asking import ask
from voicebot.dialog.flow import advance
from voicebot.dialog.listening import changed, plain
from voicebot.dialog.name_put_right import spelled
from voicebot.dialog.tasks import repair
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.keyed import keyed_name
from voicebot.understanding.people.reading import is_british
from voicebot.understanding.people.roster import log_given

DOUBTFUL = 0.5
_COMMON = 4.0
"""A given name with as many bearers in a million (a logarithm) was hardly made up of another."""
TYPED = {"name": "given", "key_given": "given", "spell_name": "family", "key_family": "family"}
"""Steps at which a part of the name may be typed, and which."""

_FIRST_TOLD = ("name", "identify", "message_name")
_TELLS_NAME = (*_FIRST_TOLD, "sure_name")
_KEPT = 4
"""Utterances that are kept, and recognitions of each."""
_BY_KEYS = ("key_given", "key_family")
_NO_KEYS = re.compile(
    r"\b(?:can'?t|cannot|can not|won'?t|don'?t want to|not going to|rather not|unable to|no way to|"
    r"not able to) (?:\w+ )?(?:type|do that|do it|use|reach|press|see)\b|\bdriving\b|"
    r"\b(?:just|please|only) (?:book|leave|do|make|keep) (?:it|the|that)\b|\bas it is\b|"
    r"\b(?:leave|keep) it\b|\b(?:that'?s|it'?s|that is|it is) (?:fine|ok|okay|good enough|"
    r"near enough|close enough)\b|\bno (?:keypad|keys)\b|\b(?:doesn'?t|does not) matter\b"
)
""" "I'm driving, I can't type", "just book it"."""
_SAYS_NAME = re.compile(r"\b(?:name|called|spel(?:l|led|t))\b", re.IGNORECASE)
""" "Yes, but the name is ...", of which the "but" is easily lost."""


def keep_hearing(turn: Turn, said: Understanding) -> None:
    """Note what was heard of a name: with what is heard of it later, it tells more than alone."""
    state = turn.state
    unread = state.step in _TELLS_NAME and not {i.name for i in said.intents} - {"out_of_scope"}
    if said.slot("name") or unread:
        again = state.attempts or turn.noted("name_again") or turn.noted("wrong_name")
        fresh = state.step in _FIRST_TOLD and not again
        before = [] if fresh else turn.noted("name_heard", [])
        turn.note(name_heard=[*before, list(said.recognitions[:_KEPT])][-_KEPT:])


def refuse(turn: Turn, name: str) -> None:
    """The caller's name is not this one."""
    turn.note(wrong_name=name, not_names=[*turn.noted("not_names", []), name] if name else None)


def named(turn: Turn, heard: Understanding) -> bool:
    """At a question for a name, or for its letters."""
    name = heard.slot("name")
    if turn.state.step in _BY_KEYS and name is None and _NO_KEYS.search(plain(heard.text)):
        return _as_it_is(turn)
    if name is None and heard.has("affirm") and not turn.state.attempts:
        # "Okay, let's do that": an answer to what was said before the question.
        turn.failed = True
        turn.set(attempts=1)
        ask(turn, turn.state.step)
        return True
    if name is None or not _is_known(turn, name):
        return False
    if turn.state.step == "name" and _was_wrong(turn, str(name.value)):
        _by_keys(turn)
        return True
    if turn.state.step == "key_family" and turn.noted("typed"):
        last = str(name.value).rpartition(" ")[2]
        turn.keep(SlotValue("name", f"{turn.noted('typed')} {last}", name.text))
    if name.certainty < DOUBTFUL and turn.state.step in _DOUBTED:
        _DOUBTED[turn.state.step](turn)
    else:
        _keep(turn)
    return True


def _as_it_is(turn: Turn) -> bool:
    """Who cannot or will not type is booked by the name as it was heard."""
    name = turn.known("name")
    if not name:
        return False
    turn.note(typed=name.partition(" ")[0])
    _keep(turn)
    return True


def doubts(heard: Understanding) -> bool:
    """Whether a name was heard, and may well be another."""
    name = heard.slot("name")
    return name is not None and name.certainty < DOUBTFUL


def _put(turn: Turn) -> None:
    """Put the name to the caller; of half a name the other half is asked for first."""
    if " " in turn.known("name") or turn.state.attempts:
        ask(turn, "sure_name")
    else:
        _once_more(turn)


def _once_more(turn: Turn) -> None:
    turn.failed = True
    turn.forget("name")
    turn.set(step="name", attempts=1)
    ask(turn, "name", "ask_name_repair_1")


def _by_letters(turn: Turn) -> None:
    """It cannot be told by ear: the last name by letters, or all of it by the keys."""
    given, _, family = turn.known("name").partition(" ")
    ask(turn, "spell_name" if family and log_given(given) >= _COMMON else "key_given")


def _by_keys(turn: Turn) -> None:
    ask(turn, "key_given")


_DOUBTED: dict[str, Callable[[Turn], None]] = {
    "name": _put,
    "message_name": _put,
    "sure_name": _by_letters,
    "spell_name": _by_keys,
}
"""What comes of a doubtful name, by where it was said. After that it is taken as it is."""


def sure_of_name(turn: Turn, heard: Understanding) -> bool:
    """At "is the name ...?": a yes, the name once more, or a no."""
    name = heard.slot("name")
    denies, another = heard.has("deny", "correct"), changed(turn)
    if not denies and not another and (name is not None or heard.has("affirm")):
        _keep(turn)
        return True
    if denies and (turn.noted("not_the_name") or (name is not None and not another)):
        _by_letters(turn)
        return True
    if name is not None and another:
        return named(turn, heard)
    if denies:
        turn.note(not_the_name=True)
        refuse(turn, turn.known("name"))
        _once_more(turn)
    return denies


def corrected(turn: Turn) -> bool:
    """The name read back was put right once more: what was heard wrongly twice is typed."""
    before = turn.before.slots.get("name") if turn.before else None
    now = turn.known("name")
    if before is None or turn.noted("typed") or now.startswith(str(before.value)):
        return False  # the same, or only the last name that was missing
    parts, earlier = _changed_parts(str(before.value), now), turn.noted("renamed") or []
    again = bool(set(parts) & set(earlier)) or _was_wrong(turn, now)
    again = again and not spelled(turn.state.slots["name"].text)
    turn.note(renamed=[*earlier, *(p for p in parts if p not in earlier)])
    refuse(turn, str(before.value))
    if again:
        ask(turn, "key_family" if parts == ["family"] else "key_given")
    return again


def _changed_parts(before: str, now: str) -> list[str]:
    """Which parts of a name are others than they were: given, family."""
    (given, _, family), (first, _, last) = before.rpartition(" "), now.rpartition(" ")
    return [p for p, other in (("given", given != first), ("family", family != last)) if other]


def contradicted(turn: Turn, heard: Understanding) -> bool:
    """ "But my name is ..." and the same again: something else was said. It is typed.

    A no with the name that was read back, and not a word of names, may be about anything else:
    the caller is asked what to change.
    """
    name = heard.slot("name")
    if name is None or turn.noted("typed"):
        return False
    if heard.has("affirm") and not (turn.noted("renamed") and _SAYS_NAME.search(heard.text)):
        return False
    if not f"{turn.known('name')} ".startswith(f"{name.value} "):
        return False
    about_it = turn.state.step == "change" or turn.noted("renamed")
    if about_it or _SAYS_NAME.search(heard.text):
        _by_keys(turn)
    else:
        ask(turn, "change")
    return True


def objected(turn: Turn) -> None:
    """The name read back is wrong; what it should be was not said yet."""
    refuse(turn, turn.known("name"))


def _was_wrong(turn: Turn, name: str) -> bool:
    """Whether the caller has said already that this, or what it is the beginning of, is wrong."""
    wrong = str(turn.noted("wrong_name", ""))
    return bool(wrong) and not turn.noted("typed") and f"{wrong} ".startswith(f"{name} ")


def misheard(turn: Turn, heard: Understanding) -> bool:
    """The name read back was wrong, and the right one cannot be heard either: it is typed."""
    name = heard.slot("name")
    if name is None or name.certainty >= DOUBTFUL or turn.noted("typed"):
        return False
    _by_keys(turn)
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
    turn.note(typed_keys=keys)
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
