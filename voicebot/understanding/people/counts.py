"""For how many people."""

from __future__ import annotations

import re

from voicebot.understanding.model import SlotValue
from voicebot.understanding.people.vocabulary import RELATIONS

_NUMBERS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    "a couple": 2,
    "couple": 2,
    "a dozen": 12,
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_N = r"(\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_KIND = (
    r"(?:people|persons?|adults?|grown-?ups?|guests?|kids?|child(?:ren)?|toddlers?|bab(?:y|ies)"
    r"|infants?|friends|of us|pax|diners?|seats?|ladies|men|women|girls|guys|seniors?|teens"
    r"|teenagers|others?|colleagues|co-?\s?workers|of my \w+|more people)"
)
_MANY = re.compile(rf"\b{_N} (?:other |more |young |little |small )?{_KIND}\b")
_PARTY = re.compile(
    rf"\b(?:party|group|table|family|reservation|booking|total|team|seats?) (?:of|for) {_N}\b"
    rf"|\bthere(?:'s| is| are|'ll be| will be)(?: going to be)? {_N}"
    r"(?=$|[,.!?]| of us| people| in | for | at )"
    rf"|\bthe {_N} of us\b|\bwe(?:'re| are)(?: a party of| going to be)? {_N}\b"
)
_MAKE_IT = re.compile(rf"\bmake (?:it|that) {_N}\b")
# Clock times are masked, so that "a table for 8 pm" is not for eight.
_CLOCK = re.compile(
    rf"\b{_N}(?::\d\d| ?(?:a\.?m\b|p\.?m\b|o'clock)| (?:thirty|fifteen|forty[- ]five)\b"
    r"| in the (?:morning|afternoon|evening)| tonight| at night)"
)
_ALONE = re.compile(
    r"\b(?:just (?:me|myself|for me|the one)|only (?:me|myself)|by myself|on my own|solo)\b"
)
_WITH_ME = re.compile(
    r"\b(?:me|myself)(?:,| and) (?=my |an? |the |our |his |her |two|three|four|five|six|\d)"
    r"|\bmy \w+(?:,? and|,) (?:me|myself|i)\b"
)
_RELATIVE = re.compile(r"\bmy (?:(?P<n>two|three|four|five|\d) )?(?P<who>[a-z]+)")
_FOR_N = re.compile(
    rf"\bfor {_N}(?=$|[,.!?]| (?:at|on|please|tomorrow|tonight|today|this|next|in|around))"
)
_BARE = re.compile(
    rf"^\W*(?:(?:uh|um|it's|it will be|it'll be|just|there are|for|about|we're|yes|yeah) )*"
    rf"{_N}\W*(?:please)?\W*$"
)


def read_people_count(text: str, asked: bool) -> list[SlotValue]:
    """`people`: from "party of six", "me and my wife", "two adults and a child"; bare if asked."""
    low = _CLOCK.sub(lambda m: "#" * len(m.group()), text.lower().replace("’", "'"))
    found = _party(low) or _sum(low) or _us(low)
    if found is None and asked:
        made = _MAKE_IT.search(low)
        found = (_value(made.group(1)), made.span()) if made else None
    if found is None and asked:
        match = _FOR_N.search(low) or _BARE.search(low)
        found = (_value(match.group(1)), match.span(1)) if match else None
    if found is None or not 0 < found[0] <= 500:
        return []
    number, span = found
    return [SlotValue("people", number, text[slice(*span)], span)]


def _value(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said]


def _party(low: str) -> tuple[int, tuple[int, int]] | None:
    match = _PARTY.search(low)
    if match is None:
        alone = _ALONE.search(low)
        return (1, alone.span()) if alone else None
    return _value(next(g for g in match.groups() if g)), match.span()


def _sum(low: str) -> tuple[int, tuple[int, int]] | None:
    """Everyone who was counted: "two adults and three kids", with "me" where it was said."""
    matches = [m for m in _MANY.finditer(low) if not re.match(r"an? (?:other|friends)", m.group())]
    matches = [m for m in matches if _counts(low, m)]
    if not matches:
        return None
    total = sum(_value(m.group(1)) for m in matches)
    if _WITH_ME.search(low) and "us" not in matches[0].group():
        total += 1 + _relatives(low)
    return total, (matches[0].start(), matches[-1].end())


def _counts(low: str, match: re.Match[str]) -> bool:
    """ "a guest", "a person" may be anything ("speak to a person"): only beside other counts."""
    if match.group(1) not in ("a", "an"):
        return True
    return bool(re.search(r"\b(?:adults?|two|three|four|\d)\b", low[: match.start()]))


def _us(low: str) -> tuple[int, tuple[int, int]] | None:
    """ "me and my wife", "my husband and I"."""
    match = _WITH_ME.search(low)
    if match is None:
        return None
    others = _relatives(low)
    return (1 + others, match.span()) if others else None


def _relatives(low: str) -> int:
    return sum(
        _value(m.group("n") or "one")
        for m in _RELATIVE.finditer(low)
        if m.group("who") in RELATIONS
    )
