"""License plates: read by letter and digit, agreed on by several recognitions, read back.

A recogniser takes letters whose names rhyme for one another, and writes digits twice or not at all.
No one recognition has to be right: of each run of letters and of digits, the most say how long it
is, and which one stands where.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from voicebot.dialog.spoken import ONES
from voicebot.understanding.normalize import CARDINALS
from voicebot.understanding.people.letters import HEARD, NATO, is_weak

_T = TypeVar("_T")
LONGEST, SHORTEST = 8, 4
DIGITS = {"oh": "0", "o": "0"} | {w: str(v) for w, v in CARDINALS.items() if v < 10}
_ALSO_DIGITS = {"for": "4", "to": "2", "too": "2", "ate": "8", "won": "1"}
"""What a recogniser writes for digits, between other letters and digits."""
_LIKE = r"(?:as in|like|is for|for)"
_ALSO_LETTERS = {"i'm": "M", "im": "M", "i've": "V", "the": "B"}
"""The same for letters."""
_TOKEN = re.compile(
    rf"(?P<letter>[a-z]{{1,3}})[,.]? (?P<like>{_LIKE}) (?:an? |the )?(?P<word>[a-z]{{3,}})|"
    r"[\w']+|,",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?P<letter>)(?P<like>)(?P<word>)(?:[\w']+|,)")
"""The same for a word alone."""
_BY_LETTERS = re.compile(
    rf"(?!.*\d ?[ap]\.?m\b)(?:(?:[a-z]|\d{{1,4}}|{'|'.join(DIGITS)}|(?-i:[A-Z]{{2,3}}|"
    r"(?=[A-Z\d]*\d)[A-Z\d]{4,8}))\b[ ,.-]*)+",
    re.IGNORECASE,
)
_IS_THE_PLATE = re.compile(
    r",? (?:is|was|that'?s)(?: my| the)?(?: licen[cs]e)? (?:plate|registration)(?: number)?$",
    re.IGNORECASE,
)
_BETWEEN = ("and", "then", "please", "that's", "it's")
_RANK = 0.6
"""How fast lower ranks lose their say: rank to the power of minus this."""
_TWICE = 0.7
"""What is left of a say in how long a run is, for each letter or digit that stands there twice."""
_ALIKE = ("MN", "SFX", "BDPVTEGCZ3", "AHJK8", "IY", "QU", "59")
"""Letters and digits that sound alike, the closest first."""


def spelled(text: str, *, whole: bool = True) -> tuple[str, int] | None:
    """A plate by its letters and digits, and how much of the text it takes; None if it is none.

    `whole`: nothing else may be said in the text.
    """
    value, end = "", 0
    sure = len(re.findall(r"\d", " ".join(DIGITS.get(w, w) for w in text.lower().split()))) > 1
    for token in _tokens(text):
        word = token[0]
        if word == ",":
            if len(value) > 5 and not whole:
                break
            continue
        part = _like(token) or _part(word, sure=sure and whole, inside=bool(value) and whole)
        if not part or len(value + part) > LONGEST:
            if whole and word.lower() not in _BETWEEN:
                return None
            if not whole:
                break
            continue
        value, end = value + part, token.end()
    least = 2 if whole else SHORTEST
    good = len(value) >= least and any(c.isdigit() for c in value)
    return (value, end) if good else None


def alone(words: str) -> str:
    """A plate and nothing else, with letters and digits; "" where there is more, or none."""
    words = as_letters(_IS_THE_PLATE.sub("", words))
    found = spelled(words) if _BY_LETTERS.fullmatch(words) else None
    value = found[0] if found else ""
    return value if len(value) >= SHORTEST and any(c.isalpha() for c in value) else ""


def _tokens(text: str) -> list[re.Match[str]]:
    """Words and commas; "M as in Mary" is one, where the letter and the word belong together."""
    found, at = [], 0
    while token := _TOKEN.search(text, at):
        if token["word"] and not _like(token):
            token = _WORD.search(text, token.start()) or token
        found.append(token)
        at = token.end()
    return found


def _like(token: re.Match[str]) -> str:
    """The letter of "M as in Mary", which is heard better by its word; "" if it is no such."""
    if not token["word"]:
        return ""
    letter, word = token["letter"].lower(), token["word"].lower()
    letter = letter if len(letter) == 1 else HEARD.get(letter, "")
    loose = token["like"].lower().endswith(("for", "like")) or letter in "ai"
    if not letter or (loose and letter != word[0]):  # "I like the blue one"
        return ""
    return word[0].upper()


def _part(word: str, *, sure: bool, inside: bool) -> str:
    """One word's letters and digits, or "".

    `sure`: what is not even in capitals may be letters; `inside`: it stands after others.
    """
    lower = word.lower()
    if lower in DIGITS:
        return DIGITS[lower]
    if len(word) == 1 or any(c.isdigit() for c in word) or (word.isupper() and len(word) < 5):
        return word.upper() if word.isalnum() else ""
    if lower in NATO:
        return NATO[lower].upper()
    if not sure or lower in _BETWEEN:
        return ""
    if inside and lower in _ALSO_DIGITS:
        return _ALSO_DIGITS[lower]
    if lower in _ALSO_LETTERS:
        return _ALSO_LETTERS[lower]
    if lower in HEARD and not is_weak(lower):
        return HEARD[lower].upper()
    return word.upper() if len(word) < 4 and word.isalpha() else ""


def agreed(plates: Sequence[str]) -> str:
    """The plate that most of several readings have, the best first, part by part; "" of none."""
    heard = [(1 / (1 + rank) ** _RANK, _runs(p)) for rank, p in enumerate(plates) if p]
    if not heard:
        return ""
    shape = _most([(weight, _shape(runs)) for weight, runs in heard])
    runs = [(weight, runs) for weight, runs in heard if _shape(runs) == shape]
    return "".join(_run([(weight, run[n]) for weight, run in runs]) for n in range(len(shape)))


def _runs(plate: str) -> list[str]:
    return re.findall(r"\d+|\D+", plate)


def _shape(runs: Sequence[str]) -> str:
    return "".join("9" if run[0].isdigit() else "A" for run in runs)


def _run(heard: Sequence[tuple[float, str]]) -> str:
    size = _most([(weight * _TWICE ** _twins(run), len(run)) for weight, run in heard])
    long = [(weight, run) for weight, run in heard if len(run) == size]
    return "".join(_most([(weight, run[at]) for weight, run in long]) for at in range(size))


def _twins(run: str) -> int:
    """How often one follows upon the same: recognisers write some that were said once."""
    return sum(a == b for a, b in pairwise(run))


def _most(votes: Sequence[tuple[float, _T]]) -> _T:
    counts: dict[_T, float] = defaultdict(float)
    for weight, value in votes:
        counts[value] += weight
    return max(counts, key=counts.__getitem__)


def aloud(plate: str) -> str:
    """ "K L M, four, two, seven": letter by letter, and each digit by itself.

    Said without pauses, "four two" could be a time.
    """
    return ", ".join(map(_aloud, _runs(re.sub(r"\W", "", plate).upper())))


def _aloud(run: str) -> str:
    if run.isdigit():
        return ", ".join(ONES[int(digit)] for digit in run)
    # Before another letter an "A" would be spoken as the article.
    return re.sub(r"A(?= )", "A,", " ".join(run))


def is_plate(value: str) -> bool:
    """Whether a value has the look of a plate, and is no words."""
    joined = value.replace(" ", "").replace("-", "")
    return joined.isalnum() and joined == joined.upper() and len(joined) <= LONGEST


def as_letters(text: str) -> str:
    """Words with the letter alone for "M as in Mary"."""
    for token in reversed(_tokens(text)):
        if letter := _like(token):
            text = f"{text[: token.start()]}{letter.lower()}{text[token.end() :]}"
    return text


def with_part(plate: str, new: str, old: str) -> str:
    """The plate with `new` for `old`: "A V C, not B" puts the B of ABC123 right. "" where they do
    not tell which."""
    if len(new) > len(old):
        windows = [(at, plate[at : at + len(new)]) for at in range(len(plate) - len(new) + 1)]
        fits = [at for at, part in windows if _differ(part, new) == old]
        return f"{plate[: fits[0]]}{new}{plate[fits[0] + len(new) :]}" if len(fits) == 1 else ""
    return plate.replace(old, new) if plate.count(old) == 1 else ""


def _differ(one: str, other: str) -> str:
    """What stands in one where the other has something else."""
    return "".join(a for a, b in zip(one, other, strict=True) if a != b)


def with_letter(text: str, plate: str) -> str:
    """ "M as in Mary": the plate with this letter in the place of the one that sounds like it, or
    "" where none does, or more than one."""
    letters = [letter for token in _tokens(text) if (letter := _like(token))]
    if len(letters) != 1 or letters[0] in plate or not is_plate(plate):
        return ""
    for group in _ALIKE:
        like = [c for c in plate if c in group] if letters[0] in group else []
        if len(like) == 1:
            return plate.replace(like[0], letters[0])
    return ""
