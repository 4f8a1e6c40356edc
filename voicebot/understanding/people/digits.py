"""Digits as people say them: "oh", "double five", "four fifteen", "eight hundred".

A spoken run of digits can be cut in several ways ("twenty one" is 21, or 20 and then 1), so a run
is read into all its digit strings, the likeliest first; who knows the format chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import Word, glued

UNITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "aught": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "niner": "9", "fife": "5",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
# Only digits when they stand between digits.
SOUNDALIKES = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3"}
FILLERS = words_of(
    "uh um er erm ah hmm mm and then dash hyphen space dot point minus that's thats is like so",
    "hang hold on let me see think sec",
    "okay ok the number area code plus well yeah yes it's its ' \" - . , : ; / ( ) + … –",
)
_READINGS = 48
_LONGEST_PAUSE = 10
"""Fillers and marks between two digits of one number."""


@dataclass(frozen=True, slots=True)
class Run:
    """Digits said in one go: all readings, the likeliest first, and the span of the text."""

    readings: tuple[str, ...]
    start: int
    end: int
    words: tuple[int, int]
    """Indices [first, last) of the words it was read from."""


def is_digit_word(word: Word) -> bool:
    """Whether a word on its own says digits ("for" and "to" do not)."""
    return word.digits or word.text in UNITS or word.text in TEENS or word.text in TENS


def read_runs(words: Sequence[Word]) -> list[Run]:
    """The runs of digits of a text; fillers and pauses inside a run do not end it."""
    runs: list[Run] = []
    at = 0
    while at < len(words):
        if _starts(words, at):
            run = _run(words, at)
            if run.readings:
                runs.append(run)
            at = max(run.words[1], at + 1)
        else:
            at += 1
    return runs


def _starts(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.text in REPEATS:
        # Only what `_piece` takes: "double ten" is none, and a run must get on with each step.
        following = words[at + 1] if at + 1 < len(words) else None
        return following is not None and (following.text in UNITS or following.digits)
    return is_digit_word(word)


def _run(words: Sequence[Word], first: int) -> Run:
    readings = [""]
    at = end = first
    while at < len(words):
        taken, options = _piece(words, at)
        if not taken:
            skipped = _skip(words, at)
            if skipped is None or skipped == at:
                break
            at = skipped
            continue
        readings = [r + o for r in readings for o in options][:_READINGS]
        at += taken
        end = at
    if words[first].text == "oh" and first + 1 < len(words) and words[first + 1].sign:
        # "Oh, two one two ...": an exclamation, if that makes a number.
        readings += [r[1:] for r in readings]
    unique = tuple(dict.fromkeys(r for r in readings if r))
    return Run(unique, words[first].start, words[end - 1].end, (first, end))


def _skip(words: Sequence[Word], at: int) -> int | None:
    """Past fillers to the next piece of the run, or None if the run ends here."""
    for ahead in range(at, min(at + _LONGEST_PAUSE, len(words))):
        if _starts(words, ahead) or _between(words, ahead):
            return ahead
        if words[ahead].text not in FILLERS:
            return None
    return None


def _between(words: Sequence[Word], at: int) -> bool:
    """A "to" or "for" that must be a digit: digits follow at once, or nothing does."""
    if words[at].text not in SOUNDALIKES:
        return False
    for after in words[at + 1 : at + 4]:
        if after.text not in SOUNDALIKES:
            return is_digit_word(after) or after.text in (".", ",")
    return len(words) <= at + 4


def _piece(words: Sequence[Word], at: int) -> tuple[int, list[str]]:
    """How many words the next digits take, and what digits they may be."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else None
    if word.text in REPEATS and following is not None:
        times = REPEATS[word.text]
        if following.text in UNITS:
            return 2, [UNITS[following.text] * times]
        if following.digits:
            return 2, [following.text[0] * times + following.text[1:]]
        return 0, []
    if word.digits:
        return 1, [word.text]
    if _between(words, at):
        return 1, [SOUNDALIKES[word.text]]
    if word.text in TENS:
        ten = TENS[word.text]
        hyphened = _hyphened(words, at)
        if hyphened:
            return 3, [ten + hyphened]
        if following is not None and following.text in UNITS and UNITS[following.text] != "0":
            # Merged first: "fifty five" is 55 to nearly everyone.
            return _scaled(words, at, 2, [ten + UNITS[following.text], f"{ten}0"])
        return _scaled(words, at, 1, [f"{ten}0"])
    if word.text in TEENS:
        return _scaled(words, at, 1, [TEENS[word.text]])
    if word.text in UNITS:
        return _scaled(words, at, 1, [UNITS[word.text]])
    return 0, []


def _hyphened(words: Sequence[Word], at: int) -> str:
    """The "five" of "fifty-five", which is one number and no other."""
    joined = words[at : at + 3]
    if len(joined) < 3 or joined[1].text != "-":
        return ""
    whole = glued(joined[0], joined[1]) and glued(joined[1], joined[2])
    return UNITS.get(joined[2].text, "").replace("0", "") if whole else ""


def _scaled(words: Sequence[Word], at: int, taken: int, values: list[str]) -> tuple[int, list[str]]:
    """With "hundred" or "thousand" behind: "eight hundred" is 800, "nine thousand" 9000."""
    after = words[at + taken].text if at + taken < len(words) else ""
    zeros = {"hundred": "00", "thousand": "000"}.get(after)
    if zeros:
        return taken + 1, [values[0] + zeros]
    if len(values) == 2:
        return taken, [values[0], values[1] + values[0][-1]]
    return taken, values
