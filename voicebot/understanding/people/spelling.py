"""Spelled words: from what a recogniser makes of single letters to the letters that were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voicebot.understanding.people.digits import REPEATS
from voicebot.understanding.people.letters import HEARD, NATO, is_weak, said_like
from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import Word

_BREAKS = words_of("space surname next new lastname")
_SIGNS = {"hyphen": "-", "dash": "-", "apostrophe": "'"}
_SKIPPED = words_of(
    "uh uhm um umm erm hmm mm mhm well like okay ok capital uppercase lowercase letter letters "
    "it's that's is spelled spelt then again so yes yeah please thanks thank it my "
    "name the big small with"
)
_DIGITS = {
    "0": "o",
    "8": "a",
    "3": "e",
    "2": "u",
    "5": "i",
    "6": "x",
    "1": "l",
    "4": "r",
    "7": "s",
    "9": "n",
}
_NAMED_CLEARLY = words_of("zed aitch haitch")
"""Names of letters that are heard for no other's."""
_SAID_OF_ONESELF = words_of(
    "want wanted would need am have will think said just like do don't can could was hope live "
    "spell believe guess mean got had know"
)
_CHUNK = 3
"""Words up to this length are taken for letters run together, longer ones for words."""


@dataclass(slots=True)
class Letters:
    """Letters of a spelling: `text`, and for each whether it was said beyond doubt.

    `breaks` are the places in `text` where a new word was announced.
    """

    text: str = ""
    sure: list[bool] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    pieces: int = 0
    """How many words of the recognition the letters came from."""

    def add(self, letters: str, sure: bool = False) -> None:
        self.text += letters
        self.sure += [sure] * len(letters)


def is_letter(word: Word) -> bool:
    """Whether a word by itself is a letter ("b", "bee", "bravo" are)."""
    return word.alpha and (
        len(word.text) == 1 or word.text in NATO or (word.text in HEARD and not is_weak(word.text))
    )


def spelled_runs(words: Sequence[Word], least: int = 3) -> list[tuple[int, int]]:
    """Stretches [first, last) of words that are spelled out, at least `least` letters each."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        if not _opens(words, at):
            at += 1
            continue
        end, letters = _run_end(words, at)
        if letters >= least:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _opens(words: Sequence[Word], at: int) -> bool:
    return (
        is_letter(words[at])
        or _run_together(words, at)
        or (words[at].text in REPEATS and at + 1 < len(words) and is_letter(words[at + 1]))
    )


def _run_end(words: Sequence[Word], at: int) -> tuple[int, int]:
    letters = 0
    end = start = at
    while at < len(words):
        if at > start and _speaks_of_self(words, at):
            break
        like = said_like(words, at)
        if like:
            at += like[1]
            letters, end = letters + 1, at
        elif _run_together(words, at):
            letters, at = letters + len(words[at].text), at + 1
            end = at
        elif is_letter(words[at]):
            again = REPEATS.get(words[at - 1].text, 1) if at else 1
            at += 1
            letters, end = letters + again, at
        elif letters and _digit_for_letter(words, at):
            letters, at = letters + 1, at + 1
        elif (
            words[at].text in REPEATS
            or words[at].text in _SIGNS
            or words[at].text in ("-", ".")
            or (words[at].text in (",", "capital", "and", "then") and _opens_soon(words, at + 1))
        ):
            at += 1
        else:
            break
    return end, letters


def _speaks_of_self(words: Sequence[Word], at: int) -> bool:
    """Whether an "I" goes on with a sentence: "B E L L. I want ..."."""
    return words[at].text == "i" and at + 1 < len(words) and words[at + 1].text in _SAID_OF_ONESELF


def _run_together(words: Sequence[Word], at: int) -> bool:
    """The "IL" of "W IL S O N": a few capitals beside single ones."""
    if not (words[at].raw.isupper() and 1 < len(words[at].text) <= _CHUNK + 2):
        return False
    beside = (w for w in words[max(0, at - 2) : at + 3] if w.alpha and w is not words[at])
    return any(len(word.text) == 1 and word.raw.isupper() and word.text != "i" for word in beside)


def _digit_for_letter(words: Sequence[Word], at: int) -> bool:
    """The "8" of "H8 RT" is a letter, that of "a 8 o'clock" a number."""
    between = at + 1 < len(words) and (is_letter(words[at + 1]) or _run_together(words, at + 1))
    return words[at].text in _DIGITS and between and words[at - 1].raw.isupper()


def _opens_soon(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and is_letter(words[at])


def parse(words: Sequence[Word]) -> Letters:
    """The letters of words that are a spelling as a whole."""
    letters = Letters()
    words = _alphabet(words)
    at = 0
    while at < len(words):
        if at and _begins_chain(words, at):
            letters.breaks.append(len(letters.text))
        at += _step(words, at, letters)
    return letters


def _begins_chain(words: Sequence[Word], at: int) -> bool:
    """The "S" of "J-O-H-N S-M-I-T-H": a new word in letters that are written with hyphens."""
    if at + 2 >= len(words) or len(words[at].text) > 1 or words[at + 1].text != "-":
        return False
    if not words[at + 2].alpha:
        return False
    apart = words[at - 1].end < words[at].start
    return apart and at > 1 and words[at - 2].text == "-" and len(words[at - 1].text) == 1


def _alphabet(words: Sequence[Word]) -> Sequence[Word]:
    """In a telephone alphabet every long word stands for its first letter ("indigo", "mother")."""
    named = sum(w.text in NATO for w in words)
    longer = sum(len(w.text) > _CHUNK for w in words)
    if named < 2 or named * 2 < longer:
        return words
    return [replace(w, text=w.text[0]) if len(w.text) > _CHUNK and _plain(w) else w for w in words]


def _plain(word: Word) -> bool:
    return word.alpha and word.text not in REPEATS | _SIGNS and word.text not in _BREAKS | _SKIPPED


def _step(words: Sequence[Word], at: int, letters: Letters) -> int:
    """Take the letters of the words at a place; how many words that took."""
    text = words[at].text
    following = words[at + 1].text if at + 1 < len(words) else ""
    if text == "double" and following in ("u", "you"):
        letters.add("w")
        letters.pieces += 1
        return 2
    if text in REPEATS and following:
        one = _DIGITS.get(following) or HEARD.get(following) or NATO.get(following) or following[0]
        letters.add(one * REPEATS[text], sure=True)
        letters.pieces += 2
        return 2
    like = said_like(words, at)
    if like:
        letters.add(like[0], sure=True)
        letters.pieces += 1
        return like[1]
    if text in ("last", "family", "second") and following == "name":
        letters.breaks.append(len(letters.text))
        return 2
    if text in _BREAKS:
        letters.breaks.append(len(letters.text))
    elif text in _SIGNS:
        letters.add(_SIGNS[text], sure=True)
    elif text not in _SKIPPED and not words[at].sign:
        letters.pieces += 1
        _take(text, letters)
    return 1


def _take(text: str, letters: Letters) -> None:
    if text.isdigit():
        letters.add("".join(_DIGITS.get(d, "") for d in text))
    elif text in NATO:
        letters.add(NATO[text], sure=True)
    elif len(text) > 1 and text in HEARD:
        letters.add(HEARD[text], sure=text in _NAMED_CLEARLY)
    else:
        letters.add("".join(c for c in text if c.isalpha() or c == "'"))
