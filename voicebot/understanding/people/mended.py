"""Numbers in which a recogniser lost or doubled a digit: "415-550132" for 415-555-0132.

It miscounts equal digits in a row, so only such a run is made one longer or shorter, and only if
exactly one number comes of it. What is mended this way is a guess, for the caller to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from voicebot.understanding.people.digits import UNITS
from voicebot.understanding.people.words import Word

_RUN = re.compile(r"(\d)\1+")
_NORTH_AMERICAN = frozenset({"US", "CA", "PR"})
_CUTS = frozenset({3, 6, 10})
"""Where the groups of a North American number end: 415-555-0132."""

Valid = Callable[[str], str | None]


def mended(digits: str, groups: Sequence[int], region: str, valid: Valid) -> str | None:
    """The one valid number that a miscounted run explains, or None.

    `groups` are the lengths of the groups that were heard, in order; `valid` gives the E.164 form.
    """
    grouped = len(groups) > 1 and max(groups) > 1 and region in _NORTH_AMERICAN
    found: dict[str, bool] = {}
    for (first, last), change in _changes(digits):
        if change > 0 and not grouped:
            continue  # nothing but the groups tells where a digit was lost
        longer = digits[:first] + digits[first] + digits[first:]
        number = valid(longer if change > 0 else _without(digits, first))
        if number:
            fits = any(_grouped(groups, at, change) for at in range(first, last))
            found[number] = found.get(number, False) or fits
    fitting = [number for number, fits in found.items() if fits or not grouped]
    return fitting[0] if len(fitting) == 1 else None


def same_but_one(digits: str, known: str) -> bool:
    """Whether the digits are those of a known number (E.164) with one lost or doubled."""
    whole = known.removeprefix("+")
    if len(digits) < 7 or not whole or whole.endswith(digits):
        return False
    starts = [whole[skip:] for skip in range(4) if abs(len(whole) - skip - len(digits)) == 1]
    return any(_one_apart(digits, start) for start in starts)


def groups_of(words: Sequence[Word]) -> list[int]:
    """The lengths of the groups in which digits were heard; empty where that cannot be told.

    A recogniser miscounts what it writes in figures. Digits it writes as words are as many as that.
    """
    groups = [0]
    if any(word.text in UNITS and not word.digits for word in words):
        return []
    for word in words:
        if word.sign:
            groups.append(0)
        elif word.digits and len(word.text) > 1:
            groups += [len(word.text), 0]
        elif word.digits:
            groups[-1] += 1
        else:
            return []
    return [group for group in groups if group]


def _changes(digits: str) -> Iterator[tuple[tuple[int, int], int]]:
    for run in _RUN.finditer(digits):
        yield run.span(), 1
        yield run.span(), -1


def _without(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1 :]


def _grouped(groups: Sequence[int], at: int, change: int) -> bool:
    """Whether the groups, with the digit at `at` put right, end where those of a number do."""
    end, heard, changed = 0, 0, False
    ends = set()
    for group in groups:
        heard += group
        end += group
        if at < heard and not changed:
            end, changed = end + change, True
        ends.add(end)
    if end == 11:
        ends = {e - 1 for e in ends} - {0}
    return ends <= _CUTS


def _one_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return any(_without(long, at) == short for at in range(len(long)))
