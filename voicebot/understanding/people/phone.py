"""Telephone numbers, spoken or as a recogniser writes them, to E.164.

Only what the numbering plan knows as valid becomes a number (the `phonenumbers` library holds the
plans of all regions); fewer digits are kept as a part, so that the rest can be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

from voicebot.understanding.model import SlotValue
from voicebot.understanding.people.digits import Run, read_runs
from voicebot.understanding.people.mended import groups_of, mended, same_but_one
from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import Word, cut

_CORRECTS = words_of("no not sorry wait actually correction oops rather scratch mean meant")
_LITTLE = words_of("the my on at old number")
_EXTENSION = frozenset({"extension", "ext", "x"})
_SHORTEST_PART = 3
_LONGEST_SLIP = 4
"""Digits that are taken back at once and said again with more behind them."""
_GUESSED, _OWN_GUESSED = 0.3, 0.6
"""Certainty of a mended number, and of one that is nearly the number the caller calls from."""


@dataclass(frozen=True, slots=True)
class _Said:
    readings: tuple[str, ...]
    span: tuple[int, int]
    plus: bool
    groups: tuple[int, ...] = ()


def to_e164(digits: str, region: str, plus: bool = False) -> str | None:
    """The number in E.164 if the region's plan holds it valid, else None. `plus`: with country."""
    try:
        number = phonenumbers.parse(("+" if plus else "") + digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def may_go_on(digits: str, region: str) -> bool:
    """Whether digits are too few for a number of the region, so that the rest may follow."""
    try:
        longer = phonenumbers.parse(f"{digits}1", region)
    except phonenumbers.NumberParseException:
        return len(digits) < _SHORTEST_PART
    reason = phonenumbers.is_possible_number_with_reason(longer)
    return reason != phonenumbers.ValidationResult.TOO_LONG


def digits_said(text: str) -> list[str]:
    """The digits of each run of them in a text: "three four, not three three" is 34 and 33."""
    return [run.readings[0] for run in read_runs(cut(text))]


def read_phone(
    words: Sequence[Word], region: str, asked: bool, caller: str = ""
) -> list[SlotValue]:
    """`phone` where a valid number was said; else, if asked for, `phone_part` with its digits.

    Where one was asked for, a number with a miscounted digit is mended, at a low certainty.
    `caller` is the number that calls (E.164), which callers often repeat.
    """
    runs = _without_extension(words, read_runs(words))
    said = _corrected(words, runs)
    for one in said:
        for reading in one.readings:
            number = to_e164(reading, region, one.plus)
            if number:
                return [SlotValue("phone", number, reading, one.span)]
    if not asked or not said:
        return []
    best = max(said, key=lambda one: len(one.readings[0]))
    return _guessed(best, region, caller) or _part(best)


def _guessed(said: _Said, region: str, caller: str) -> list[SlotValue]:
    digits = said.readings[0]
    if same_but_one(digits, caller):
        return [SlotValue("phone", caller, digits, said.span, _OWN_GUESSED)]
    number = mended(digits, said.groups, region, lambda d: to_e164(d, region, said.plus))
    return [SlotValue("phone", number, digits, said.span, _GUESSED)] if number else []


def _part(said: _Said) -> list[SlotValue]:
    digits = said.readings[0]
    if len(digits) < _SHORTEST_PART:
        return []
    return [SlotValue("phone_part", digits, digits, said.span, 0.6)]


def _without_extension(words: Sequence[Word], runs: list[Run]) -> list[Run]:
    return [r for r in runs if r.words[0] == 0 or words[r.words[0] - 1].text not in _EXTENSION]


def _corrected(words: Sequence[Word], runs: list[Run]) -> list[_Said]:
    """Runs with corrections worked in: "... 0182, no wait, 0183" replaces the last digits."""
    said: list[_Said] = []
    end = 0
    for run in runs:
        first = run.words[0]
        if said and _ruled_out(words[:first]) and _is_part(run, said[-1]):
            continue
        between = words[end:first] if end else ()
        end = run.words[1]
        plus = first > 0 and words[first - 1].text in ("+", "plus")
        if said and any(w.text in _CORRECTS for w in between) and len(between) <= 8:
            said[-1] = _replace_end(said[-1], run)
        else:
            groups = tuple(groups_of(words[slice(*run.words)]))
            said.append(_Said(run.readings, (run.start, run.end), plus, groups))
    return said


def _ruled_out(before: Sequence[Word]) -> bool:
    """Whether what follows is said not to be it: "0188, not 0142"."""
    last = [w.text for w in before if w.text not in _LITTLE][-2:]
    return last[-1:] == ["not"] or last in (["instead", "of"], ["rather", "than"])


def _is_part(run: Run, said: _Said) -> bool:
    """Whether a run is the end of a number, or all of one."""
    length = len(run.readings[0])
    return length <= _LONGEST_SLIP or length == len(said.readings[0])


def _replace_end(before: _Said, run: Run) -> _Said:
    """The new digits in place of the last ones, as many; or, where they go on beyond the mistake
    ("... five five five, no, five five six oh one four two"), in place of those most like them."""
    pairs = [(old, new) for old in before.readings for new in run.readings]
    readings = [old[: max(0, len(old) - len(new))] + new for old, new in pairs]
    for old, new in pairs:
        backs = range(1, min(_LONGEST_SLIP, len(old), len(new) - 1) + 1)
        by_likeness = sorted(backs, key=lambda back: -_alike(old[-back:], new) / back)
        readings += [old[:-back] + new for back in by_likeness]
    return _Said(tuple(dict.fromkeys(readings)), (before.span[0], run.end), before.plus)


def _alike(old: str, new: str) -> int:
    """How many digits stay the same."""
    return sum(a == b for a, b in zip(old, new, strict=False))
