"""Dates of birth: past dates, dictated in words or in strings of digits, and heard badly.

Recognisers break a dictated date in known ways: "1958" comes as "1950 8th", "2008" as "2000 and
8", "1937" as "19 37" or "19th 37", and day and month run together ("0304 1909"). All readings that
the digits allow are tried and the best is kept, with a score, so that a caller with several
recognitions can choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from voicebot.understanding.dates.lexicon import MONTHS
from voicebot.understanding.model import Locale
from voicebot.understanding.normalize import ORDINALS, TENS, Token, normalize

OLDEST = 120
"""Years. Older callers are misheard callers."""

SCALES = {"hundred": 100, "thousand": 1000}
HEARD_AS = {
    "to": 2, "too": 2, "for": 4, "ate": 8, "won": 1, "oh": 0, "o": 0, "dirty": 30, "tree": 3,
}  # fmt: skip
HEARD_AS_ORDINAL = {
    "forth": 4, "force": 4, "forced": 4, "fist": 1, "thirst": 1, "bird": 3, "tenth's": 10,
    "tense": 10, "tents": 10, "ate": 8, "sick": 6, "six": 6, "nights": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth and how well the words fit it (0 to 1)."""

    day: date
    score: float


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as heard: its digits, whether it was an ordinal or only sounds like a number."""

    digits: str
    ordinal: bool = False
    guessed: bool = False

    @property
    def value(self) -> int:
        return int(self.digits)


def parse_dob(text: str, locale: Locale, now: datetime) -> date | None:
    """The date of birth in a text, or None."""
    birth = read_dob(text, locale, now)
    return birth.day if birth is not None else None


def read_dob(text: str, locale: Locale, now: datetime) -> Birth | None:
    """The best reading of a date of birth before `now`, with its score, or None."""
    items = _items(normalize(text[:_LONGEST]).tokens)
    months = [i for i, item in enumerate(items) if isinstance(item, str)]
    births: list[Birth] = []
    for i in reversed(months):
        births += _with_month_name(items, i, now.date())
    if not months:
        numbers = [item for item in items if isinstance(item, _Number)]
        births += _in_figures(numbers, locale.day_first, now.date())
    best = max(births, key=lambda birth: birth.score, default=None)
    return best if best is not None and best.score >= _LEAST else None


def best_dob(texts: Sequence[str], locale: Locale, now: datetime) -> Birth | None:
    """The date most supported by several recognitions of one utterance, the best first."""
    support: dict[date, float] = {}
    best: dict[date, float] = {}
    for rank, text in enumerate(texts[:10]):
        birth = read_dob(text, locale, now)
        if birth is not None:
            support[birth.day] = support.get(birth.day, 0.0) + birth.score / (1 + rank)
            best[birth.day] = max(best.get(birth.day, 0.0), birth.score)
    if not support:
        return None
    chosen = max(support, key=lambda day: support[day])
    return Birth(chosen, best[chosen])


_LONGEST = 200
_LEAST = 0.25
"""Readings that fit worse are guesses."""


def _items(tokens: Sequence[Token]) -> list[_Number | str]:
    """Months by number as "m4", and numbers; compounds ("twenty seven") are joined."""
    items: list[_Number | str] = []
    joinable = False
    for token in tokens:
        text = token.text
        number = _number(token)
        previous = items[-1] if items else None
        if text in SCALES and isinstance(previous, _Number) and previous.value < 100:
            items[-1] = _Number(str(previous.value * SCALES[text]))
            joinable = False
            continue
        if text in MONTHS and token.kind == "word":
            items.append(f"m{MONTHS[text]}")
            joinable = False
        elif number is not None:
            small = token.kind == "word" and not number.guessed and 1 <= number.value <= 9
            if joinable and small and isinstance(previous, _Number):
                total = str(previous.value + number.value)
                items[-1] = _Number(total, number.ordinal)
                joinable = False
            else:
                items.append(number)
                joinable = token.kind == "word" and text in TENS
        elif text not in {"-", "and", "of", "the"}:
            joinable = False
    return items


def _number(token: Token) -> _Number | None:
    if token.kind == "number":
        return _Number(token.text)
    if token.kind == "ordinal":
        return _Number(token.text[:-2], ordinal=True)
    if token.kind != "word":
        return None
    if token.value is not None:
        return _Number(str(token.value), ordinal=token.text in ORDINALS)
    if token.text in HEARD_AS:
        return _Number(str(HEARD_AS[token.text]), guessed=True)
    if token.text in HEARD_AS_ORDINAL:
        return _Number(str(HEARD_AS_ORDINAL[token.text]), ordinal=True, guessed=True)
    return None


def _with_month_name(items: Sequence[_Number | str], at: int, today: date) -> Iterator[Birth]:
    month = int(str(items[at])[1:])
    before = [item for item in items[:at] if isinstance(item, _Number)]
    after = [item for item in items[at + 1 :] if isinstance(item, _Number)]
    if before:
        for year, score in _years(after, today):
            yield from _birth(year, month, before[-1].value, score - 0.05 * before[-1].guessed)
    if len(before) > 1 or (before and before[-1].value > 31):
        for year, score in _years(before, today):
            for number in after[:1]:
                yield from _birth(year, month, number.value, score - 0.1)
    if after:
        for year, score in _years(after[1:], today):
            worse = 0.3 if before else 0.0
            yield from _birth(year, month, after[0].value, score - worse)


def _birth(year: int, month: int, day: int, score: float) -> Iterator[Birth]:
    try:
        yield Birth(date(year, month, day), max(score, 0.05))
    except ValueError:
        return


def _years(numbers: Sequence[_Number], today: date) -> Iterator[tuple[int, float]]:
    """The years that the numbers after day and month can mean."""
    digits = [n.digits for n in numbers if n.value < 10_000]
    if not digits:
        return
    for i, group in enumerate(digits):
        if len(group) == 4:
            alone = len(digits) == 1
            yield from _plausible(int(group), 1.0 if alone else 0.7 - 0.1 * (i == 0), today)
    first, rest = digits[0], digits[1:]
    if len(first) == 4 and rest and len(rest[-1]) <= 2:
        round_to = 100 if len(rest[-1]) == 2 else 10
        if int(first) % round_to == 0:
            yield from _plausible(int(first) + int(rest[-1]), 0.9, today)
    if len(digits) >= 2 and len(digits[-2]) == 2 and len(digits[-1]) == 2:
        yield from _plausible(int(digits[-2] + digits[-1]), 0.95, today)
    joined = "".join(digits)
    if len(joined) == 4 and len(digits) > 1:
        yield from _plausible(int(joined), 0.85, today)
    if len(joined) == 2:
        century = 1900 if int(joined) > today.year % 100 else 2000
        yield from _plausible(century + int(joined), 0.7, today)
    if len(joined) == 5:
        for i in range(1, 5):
            yield from _plausible(int(joined[:i] + joined[i + 1 :]), 0.3, today)


def _plausible(year: int, score: float, today: date) -> Iterator[tuple[int, float]]:
    if today.year - OLDEST <= year <= today.year:
        yield year, score


def _in_figures(numbers: Sequence[_Number], day_first: bool, today: date) -> Iterator[Birth]:
    """Day, month and year as figures; where one ends is tried in every way."""
    if sum(n.ordinal for n in numbers[:2]) == 2 and len(numbers) > 2:
        for year, score in _years(numbers[2:], today):
            yield from _two(numbers[0].value, numbers[1].value, year, score, True)
    for cut in range(1, len(numbers)):
        head = "".join(n.digits for n in numbers[:cut])
        groups = [n.digits for n in numbers[:cut]]
        for year, score in _years(numbers[cut:], today):
            for first, second, fit in _splits(head, groups):
                yield from _two(first, second, year, score * fit, day_first)
    joined = "".join(n.digits for n in numbers)
    for size, worse in ((4, 0.8), (2, 0.4)):
        if len(joined) > size + 1:
            years = _years([_Number(joined[-size:])], today)
            for year, score in years:
                for first, second, fit in _splits(joined[:-size], []):
                    yield from _two(first, second, year, score * fit * worse, day_first)


def _two(first: int, second: int, year: int, score: float, day_first: bool) -> Iterator[Birth]:
    day, month = (first, second) if day_first else (second, first)
    births = list(_birth(year, month, day, score))
    yield from births or _birth(year, day, month, score * 0.6)


def _splits(head: str, groups: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """The digits before the year as two numbers, and how well that fits their groups."""
    if len(groups) == 2 and all(len(group) <= 2 for group in groups):
        yield int(groups[0]), int(groups[1]), 1.0
    if len(head) == 2 and len(groups) == 1 and int(head) > 31:
        yield int(head[0]) * 10, int(head[1]), 0.65  # "thirty, seven" comes as "37"
    if 2 <= len(head) <= 4:
        for cut in range(max(1, len(head) - 2), min(3, len(head))):
            first, second = head[:cut], head[cut:]
            fit = {4: 0.95, 3: 0.7, 2: 0.6}[len(head)]
            if first.startswith("0") and len(first) == 1:
                continue
            if len(head) == 3:
                fit -= 0.1 * (cut == 1) - 0.1 * second.startswith("0")
            yield int(first), int(second), fit
    if len(head) in {5, 6}:
        for drop in range(len(head)):
            if head[drop] in "01":
                yield from (
                    (a, b, fit * 0.5) for a, b, fit in _splits(head[:drop] + head[drop + 1 :], [])
                )
