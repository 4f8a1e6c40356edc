"""The name a booking is for: heard, put to the caller where it is doubtful, spelled, or typed.

Over a bad line a name cannot be told by ear, nor can letters. The keys of the telephone get through
any noise, so they are the last resort before the name is taken as it was heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from voicebot.dialog.asking import ask
from voicebot.dialog.flow import advance
from voicebot.dialog.hard_line import is_loud, is_noisy
from voicebot.dialog.listening import changed, plain
from voicebot.dialog.name_put_right import spelled, wrong_part
from voicebot.dialog.tasks import repair
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.keyed import keyed_name, keyed_whole, to_keys
from voicebot.understanding.people.names import of_halves
from voicebot.understanding.people.put_right import names_a_name, puts_name_right, tells_a_name
from voicebot.understanding.people.reading import is_british
from voicebot.understanding.people.roster import log_given
from voicebot.understanding.people.sounds import apart

DOUBTFUL = 0.5
SUPPORTED = 0.6
"""What a name must be as sure as that comes in place of one that was wrong: over the same line as
that, another mishearing is likelier than at first."""
_SAME_SOUND = 0.35  # how near in sound (0 to 1) a word is the same one, and not the other half
_CLEAR = -0.35  # the mean log-probability a token of words that were heard well
_COMMON = 4.0  # bearers in a million (a logarithm) of a given name hardly made up of another
TYPED = {"name": "given", "key_given": "given", "spell_name": "family", "key_family": "family"}
"""Steps at which a part of the name may be typed, and which."""

_FIRST_TOLD = ("name", "identify", "message_name")
_TELLS_NAME = (*_FIRST_TOLD, "sure_name")
_KEPT = 4  # utterances that are kept, and recognitions of each
_MOST_OF_KEYS = 2  # other names of the same keys read back, before it is asked to type once more
_LONG = 6  # words of which one at least was the name, though all may be heard as others
_AGREE = 2  # utterances, the last, that have to agree on a first name
_BY_KEYS = ("key_given", "key_family")
_NO_KEYS = re.compile(  # "I'm driving, I can't type", "just book it"
    r"\b(?:can'?t|cannot|can not|won'?t|don'?t want to|not going to|rather not|unable to|no way to|"
    r"not able to) (?:\w+ )?(?:type|do that|do it|use|reach|press|see)\b|\bdriving\b|"
    r"\b(?:just|please|only) (?:book|leave|do|make|keep) (?:it|the|that)\b|\bas it is\b|"
    r"\b(?:leave|keep) it\b|\b(?:that'?s|it'?s|that is|it is) (?:fine|ok|okay|good enough|"
    r"near enough|close enough)\b|\bno (?:keypad|keys)\b|\b(?:doesn'?t|does not) matter\b"
)
_AROUND = frozenset(  # words that tell that a name is wrong, and not what it is
    "no nope nah not it it's its that that's is isn't the my name wrong right correct sorry but "
    "only oh um uh well i a sir ma'am please quite actually at all okay ok yes yeah".split()
)


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
        return _unheard(turn, heard)
    if turn.state.step in _FIRST_TOLD and _joins(turn, name):
        _keep(turn)
        return True
    if turn.state.step == "name" and _was_wrong(turn, str(name.value)):
        _by_keys(turn)
        return True
    if turn.state.step == "key_family" and turn.noted("typed"):
        last = str(name.value).rpartition(" ")[2]
        turn.keep(SlotValue("name", f"{turn.noted('typed')} {last}", name.text))
    if name.certainty < _needed(turn) and turn.state.step in _DOUBTED:
        _DOUBTED[turn.state.step](turn)
    else:
        _keep(turn)
    return True


def _joins(turn: Turn, name: SlotValue) -> bool:
    """Whether what was said is the other half of the name that was asked for whole."""
    half, word = str(turn.noted("half_name", "")), str(name.value)
    turn.note(half_name=None)
    if not half or " " in word or is_noisy(turn) or apart(half, word) <= _SAME_SOUND:
        return False
    turn.keep(SlotValue("name", of_halves(half, word), f"{half} {name.text}"))
    return True


def _needed(turn: Turn) -> float:
    """How sure a name must be that is taken without a check."""
    return SUPPORTED if turn.noted("not_names") or is_loud(turn) else DOUBTFUL


def _unheard(turn: Turn, heard: Understanding) -> bool:
    """Words that are no name, on a line on which the next ones will be none either: it is typed."""
    told = heard.slots or heard.when or {i.name for i in heard.intents} - {"out_of_scope"}
    if turn.state.step != "name" or told or not is_loud(turn):
        return False
    _by_keys(turn)
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
    if turn.noted("not_names") or is_loud(turn):
        _by_letters(turn)
    elif " " in turn.known("name") or turn.state.attempts:
        _open(turn, "sure_name")
    else:
        turn.note(half_name=turn.known("name"))
        _once_more(turn)


def _open(turn: Turn, step: str) -> None:
    """Ask about the name; until that is answered it is not taken, whatever else is said."""
    turn.note(open_name=[step, turn.known("name")])
    ask(turn, step)


def _once_more(turn: Turn) -> None:
    turn.failed = True
    turn.forget("name")
    turn.set(step="name", attempts=1)
    ask(turn, "name", "ask_name_repair_1")


def _by_letters(turn: Turn) -> None:
    """It cannot be told by ear: the last name by letters, or all of it by the keys."""
    if not _given_stands(turn):
        _by_keys(turn)
    else:
        _open(turn, "key_family" if is_loud(turn) else "spell_name")


def _given_stands(turn: Turn) -> bool:
    """Whether the first name is a common one, and was heard as often as the whole name was said."""
    given, _, family = turn.known("name").partition(" ")
    said = [plain(" ".join(texts)).split() for texts in turn.noted("name_heard", ())]
    heard = [given.lower() in words for words in said[-_AGREE:]]
    agree = len(heard) == _AGREE and all(heard)
    return bool(family) and agree and log_given(given) >= _COMMON


def _by_keys(turn: Turn) -> None:
    """Half of a name that is wrong may be right, but which half is not known."""
    _open(turn, "key_given")


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
    denies, another = _denies(heard), changed(turn)
    if not denies and not another and (name is not None or heard.has("affirm")):
        _keep(turn)
        return True
    if denies or another:
        before = turn.before.slots.get("name") if turn.before else None
        refuse(turn, str(before.value) if before else "")
    if name is not None and another:
        return named(turn, heard)
    if not denies:
        return False
    if name is not None:
        _by_letters(turn)
    elif turn.noted("not_the_name") or _tells_more(heard):
        _by_keys(turn)
    else:
        turn.note(not_the_name=True)
        _once_more(turn)
    return True


def _denies(heard: Understanding) -> bool:
    """Whether a name that was put is said to be wrong: "no", "yes, but the name is ..."."""
    return heard.has("deny", "correct") or puts_name_right(heard.recognitions[:_KEPT])


def _tells_more(heard: Understanding) -> bool:
    """Whether something was said beside the no: the name, which was not heard."""
    return bool(set(plain(heard.text).split()) - _AROUND)


def corrected(turn: Turn) -> bool:
    """The name read back was put right once more: what was heard wrongly twice is typed."""
    before = turn.before.slots.get("name") if turn.before else None
    now = turn.known("name")
    if before is None or not now or now.startswith(str(before.value)):
        return False  # the same, only the last name that was missing, or somebody else's visit
    if turn.noted("typed"):
        return _doubts_the_keys(turn, before)
    parts, earlier = _changed_parts(str(before.value), now), turn.noted("renamed") or []
    again = bool(set(parts) & set(earlier)) or _was_wrong(turn, now)
    again = again or turn.state.slots["name"].certainty < SUPPORTED
    again = again and not spelled(turn.state.slots["name"].text)
    turn.note(renamed=[*earlier, *(p for p in parts if p not in earlier)])
    refuse(turn, str(before.value))
    if again:
        _open(turn, "key_family" if parts == ["family"] and _given_stands(turn) else "key_given")
    return again


def _doubts_the_keys(turn: Turn, before: SlotValue) -> bool:
    """What was hardly heard does not outweigh what was typed; another name of its keys does."""
    if turn.state.slots["name"].certainty >= SUPPORTED:
        return False
    turn.keep(before)
    return _other_of_these_keys(turn)


def _changed_parts(before: str, now: str) -> list[str]:
    """Which parts of a name are others than they were: given, family."""
    (given, _, family), (first, _, last) = before.rpartition(" "), now.rpartition(" ")
    return [p for p, other in (("given", given != first), ("family", family != last)) if other]


def contradicted(turn: Turn, heard: Understanding) -> bool:
    """ "But my name is ...", and the same again, or what cannot be told: it is typed.

    A no with the name that was read back, and not a word of names, may be about anything else:
    the caller is asked what to change.
    """
    name = heard.slot("name")
    texts = heard.recognitions[:_KEPT]
    if turn.noted("typed"):
        return puts_name_right(texts) and _other_of_these_keys(turn)
    hinted = not heard.has("affirm") and wrong_part(turn.known("name"), heard.text)
    if name is None or (hinted and name.value == turn.known("name")):
        return _not_heard(turn, heard, texts)
    if spelled(name.text) and turn.known("name") == name.value:
        advance(turn)  # "but the name is spelled ...", and it is so
        return True
    of_names = names_a_name(texts)
    if not f"{turn.known('name')} ".startswith(f"{name.value} "):
        return (puts_name_right(texts) or tells_a_name(texts)) and misheard(turn, heard)
    again = turn.state.step == "change" or turn.noted("renamed") or turn.noted("not_names")
    if heard.has("affirm") and not (puts_name_right(texts) or (again and of_names)):
        return False
    if again or of_names:
        refuse(turn, turn.known("name"))
        _by_keys(turn)
    else:
        ask(turn, "change")
    return True


def _other_of_these_keys(turn: Turn) -> bool:
    """Two names may have the same keys: where the one is wrong, the other is read back."""
    known, keys = turn.known("name"), str(turn.noted("typed_keys", ""))
    first, heard = to_keys(str(turn.noted("typed"))), turn.noted("name_heard", ())
    refuse(turn, known)
    british = is_british(turn.dialog.locale)
    other = keyed_whole(first, keys, heard, turn.noted("not_names"), british=british)
    if to_keys(known) != first + keys:
        return False
    times = turn.noted("of_these_keys", 0) + 1
    turn.note(of_these_keys=times)
    if other is None or times > _MOST_OF_KEYS:
        turn.note(typed=None, typed_keys=None, of_these_keys=None)
        _by_keys(turn)
        return True
    turn.keep(SlotValue("name", other, keys))
    advance(turn)
    return True


def _not_heard(turn: Turn, heard: Understanding, texts: Sequence[str]) -> bool:
    """ "The name is wrong, it's ...", and nothing that could be a name: it is typed."""
    long = len(heard.text.split()) > _LONG
    tells = puts_name_right(texts) and tells_a_name(texts) and (long or _tells_more(heard))
    part = wrong_part(turn.known("name"), heard.text)
    told = [slot for slot in heard.slots if slot.name != "name"]
    if not (tells or part) or told or heard.when or turn.topic:
        return False
    refuse(turn, turn.known("name"))
    unclear = is_noisy(turn) or (bool(heard.heard) and heard.heard[0].score < _CLEAR)
    if unclear or len(turn.noted("not_names")) > 1:
        _by_keys(turn)
    elif part == "family":
        _open(turn, "spell_name")
    else:
        turn.forget("name")
        ask(turn, "name")
    return True


def asked_anew(turn: Turn) -> None:
    """The name read back is wrong, and what it should be was not said: it is asked for, and typed
    where it was heard wrongly before."""
    heard_before = bool(turn.noted("not_names")) or is_loud(turn)
    refuse(turn, turn.known("name"))
    if heard_before and not turn.noted("typed"):
        _by_keys(turn)
        return
    turn.forget("name")
    ask(turn, "name")


def _was_wrong(turn: Turn, name: str) -> bool:
    """Whether the caller has said already that this, or what it is the beginning of, is wrong."""
    wrong = str(turn.noted("wrong_name", ""))
    return bool(wrong) and not turn.noted("typed") and f"{wrong} ".startswith(f"{name} ")


def misheard(turn: Turn, heard: Understanding) -> bool:
    """The name read back was wrong, and the right one cannot be heard either: it is typed."""
    name = heard.slot("name")
    if name is None or name.certainty >= DOUBTFUL or turn.noted("typed"):
        return False
    refuse(turn, turn.known("name"))
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
        _open(turn, "key_family")
        return
    turn.note(typed_keys=keys)
    first = turn.noted("typed") or given
    heard = turn.noted("name_heard", ())
    whole = f"{first} {name}".strip()
    if turn.noted("typed"):
        whole = keyed_whole(to_keys(first), keys, heard, british=british) or whole
    turn.keep(SlotValue("name", whole, keys))
    turn.note(typed=turn.noted("typed") or given or name)
    _keep(turn)


def _is_known(turn: Turn, name: SlotValue) -> bool:
    """Whether the name that was just said is the one that was kept, or its last word."""
    return f" {turn.known('name')}".endswith(f" {name.value}")


def _keep(turn: Turn) -> None:
    turn.note(not_the_name=None, somebody_else=None, named_other=turn.noted("somebody_else"))
    turn.note(open_name=None)
    advance(turn)
