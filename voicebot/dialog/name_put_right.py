"""The name that was read back, put right letter by letter or in place of another word of it.

"Mya, M Y A" and "no, Stone is S T O H N" name the part that they put right, or spell what sounds
like it; letters are taken as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from voicebot.dialog.listening import asks, plain
from voicebot.dialog.turn import PUT_RIGHT_AT, Turn
from voicebot.understanding.model import Grain, SlotValue, Understanding
from voicebot.understanding.people.sounds import apart
from voicebot.understanding.people.written import written

_ASKED = ("name", "sure_name", "spell_name", "key_given", "key_family")
_HINT = re.compile(r"\bwith(?: an?)? [a-z]\b(?= [a-z]\b)")
_SPELLED = re.compile(r"(?:^|(?P<before>.*?) )(?P<letters>[a-z](?: [a-z]){2,})$")
_AROUND = frozenset(
    "no nope sorry oh um uh actually wait but it it's its that that's is the my his her name names "
    "name's spelled spelt first last given family second surname should be not as in".split()
)
_FAMILY = re.compile(r"\b(?:last|family|second) name\b|\bsurname\b")
_GIVEN = re.compile(r"\b(?:first|given) name\b")
_NOT_BUT = re.compile(
    r"(?:(?:no|sorry|oh|actually|it's|that's) )*not (?P<old>[a-z'-]+) (?:(?:it's|but) )?"
    r"(?P<new>[a-z'-]{2,})(?: with an? [a-z])?"
)
_TURN = re.compile(
    r"^\W*(?:(?:no|nope|nah|sorry|oh|um|uh|actually|wait|well|yes|yeah|yep)\b\W*)*"
    r"(?:i (?:said|meant|told you)\b\W*)?",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|only|except)\b\W*(?=(?:it|that)(?:'s| is)\b)", re.IGNORECASE)
_PRICE = re.compile(
    r"\b(?:pric\w+|cost\w*|fees?|rates?|quotes?|estimates?|how much|expensive|charg\w+|pay)\b"
)
_WITH_LETTER = re.compile(r"\bwith(?:out)? an? [a-z]\b")
_LIKE_LETTERS, _LIKE_SOUND = 40.0, 0.5
"""How like (0 to 100) the letters must be to the part, or how near (0 to 1) by sound."""


def spelled(text: str) -> bool:
    """Whether words end in at least three letters, one by one."""
    return _letters(text) is not None


def without_turn(text: str) -> str:
    """ "Dora", of "no, I said Dora": what a name that puts another right is looked for in."""
    return _TURN.sub("", text, count=1)


def other_part(known: str, text: str) -> tuple[str, str]:
    """What is said of the other part of the name, and the whole that it makes with {}: "Nora's fine
    but it's Quiney" leaves Nora. Empty where no part is said to be right."""
    found, parts = _BUT.search(text), known.split()
    said = plain(text[: found.start()]).replace("'s", "").split() if found else []
    kept = [i for i, part in enumerate(parts) if part.lower() in said]
    if found is None or len(parts) != 2 or len(kept) != 1:
        return "", ""
    return text[found.end() :], f"{parts[0]} {{}}" if kept == [0] else f"{{}} {parts[1]}"


def wrong_part(known: str, text: str) -> str:
    """Which part of the name is said to be wrong, "given" or "family"; or "": "Quinn with a K",
    "the last name is wrong"."""
    words, parts = plain(text), known.lower().split()
    if len(parts) < 2:
        return ""
    hinted = words.split() if _WITH_LETTER.search(words) else []
    if _FAMILY.search(words) or parts[-1] in hinted:
        return "family"
    return "given" if _GIVEN.search(words) or parts[0] in hinted else ""


def name_put_right(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with the whole name that its letters or words put right."""
    if turn.state.step in _ASKED and turn.state.chosen is not None and _mere_month(said):
        return replace(said, when=None, also=())
    said = _mere_name(said)
    known = turn.known("name")
    if turn.state.step not in PUT_RIGHT_AT or not known or said.slot("name") or asks(said.text):
        return said
    if said.when is not None or said.slots or (said.has("affirm") and not spelled(said.text)):
        return said
    whole = _by_letters(known, said.text) or _by_word(known, plain(said.text))
    if not whole or (whole == known and not spelled(said.text)):
        return said
    intents = tuple(i for i in said.intents if i.name != "out_of_scope")
    return replace(said, slots=(SlotValue("name", whole, said.text),), intents=intents)


def _mere_name(said: Understanding) -> Understanding:
    """ "Owen Price" asks for no price: the question is taken out whose only word is the name's."""
    name = said.slot("name")
    if name is None or not said.has("ask_price") or asks(said.text):
        return said
    given, _, family = plain(str(name.value)).rpartition(" ")
    rest = plain(said.text).replace(f"{given} {family}", " ")
    if not given or not _PRICE.search(family) or _PRICE.search(rest):
        return said
    intents = tuple(i for i in said.intents if i.name != "ask_price")
    return replace(said, intents=intents)


def _mere_month(said: Understanding) -> bool:
    """Whether the only time in it is a month, as names sound like some: "Toby, March"."""
    times = [when for when in (said.when, *said.also) if when is not None]
    return bool(times) and all(when.grain is Grain.MONTH for when in times) and not asks(said.text)


def _letters(text: str) -> re.Match[str] | None:
    words = " ".join(re.findall(r"[a-z']+", text.lower()))  # as they are said: "S T" is no "St"
    return _SPELLED.match(" ".join(_HINT.sub("", words).split()))


def _by_letters(known: str, text: str) -> str:
    found = _letters(text)
    if found is None:
        return ""
    before, new = found["before"] or "", found["letters"].replace(" ", "")
    parts = known.split()
    named = [w for w in before.split() if w not in _AROUND]
    at = next((i for i, part in enumerate(parts) if part.lower() in named), None)
    if at is None and len(named) > 1:
        return ""
    if at is None:
        at = _meant(before, parts, new)
    return "" if at is None else _with(parts, at, new)


def _meant(before: str, parts: list[str], new: str) -> int | None:
    """Which part of the name is put right: the one that was named, or the one that is most like."""
    if _FAMILY.search(before):
        return len(parts) - 1
    if _GIVEN.search(before):
        return 0
    at = min(range(len(parts)), key=lambda i: apart(parts[i].lower(), new))
    like = fuzz.ratio(parts[at].lower(), new) >= _LIKE_LETTERS
    return at if like or apart(parts[at].lower(), new) <= _LIKE_SOUND else None


def _by_word(known: str, text: str) -> str:
    """ "Not Mia, Maya"."""
    found = _NOT_BUT.fullmatch(text)
    parts = known.split()
    at = next((i for i, p in enumerate(parts) if found and p.lower() == found["old"]), None)
    return "" if found is None or at is None else _with(parts, at, found["new"])


def _with(parts: list[str], at: int, new: str) -> str:
    return written((*parts[:at], new, *parts[at + 1 :]))
