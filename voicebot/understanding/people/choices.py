"""Which of the offered things is meant: "the second one", "the later one", "three thirty works".

Each thing said narrows what was offered; if exactly one is left, that is the choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from voicebot.understanding.model import Offered, SlotValue
from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import cut

_Keep = Callable[[Sequence[Offered]], set[int]]

_CLAUSE = re.compile(r"(?<=[.;!?,])\s|\bbut\b|\binstead\b|\band then\b")
_CORRECTION = re.compile(
    r"[,.]? ?\b(?:no,? wait|wait,? no|no,? sorry|sorry,? no|no,? i mean|i mean|no,? actually)\b,?"
)
_NEGATED = re.compile(
    r"\b(?:not|can't|cannot|can not|cant|won't|wont|don't|dont|doesn't|doesnt|isn't|isnt|no good|"
    r"anything but|except|neither|none|nothing|too (?:early|late|soon|far|long|busy))\b"
)
_NEITHER = re.compile(
    r"\b(?:neither|none of (?:them|those|these|the above)|not (?:either|any) of|no,? none)\b"
)
_EITHER = re.compile(
    r"\b(?:either(?: one| of (?:them|those)| is| works| would)?|any of (?:them|those)"
    r"|both (?:work|are)|"
    r"whichever|doesn't matter|don't mind|no preference|you (?:choose|pick|decide)|any one)\b"
)
_ANY = re.compile(
    r"\W*(?:(?:ok|okay|oh|um|uh|well|just|yes|yeah|sure|i guess)\W+)*"
    r"(?:any(?: ?one| ?body| ?thing| time| of them)?|whoever|whatever|whenever)"
    r"(?: (?:is|would be|will be|'s))?(?: (?:fine|good|ok|okay|great|works|will do|you like|is))*"
    r"(?:\W+(?:please|thanks|thank you))*\W*"
)
""" "Any", "OK, whoever", and nothing else."""
_OTHER_WISH = re.compile(
    r"\b(?:anything|something|any|else|more|other times?|another|what about|how about|do you have|"
    r"is there|have you got|later than|earlier than|much later|much earlier)\b"
)
_ONE = r"(?: one| option| slot| time| choice)?"
_NUMBERED = r"(?:number|option|choice)"
_ORDINALS = (
    rf"(?:the )?(?:very )?first{_ONE}|former|{_NUMBERED} (?:one|1|a)|1st",
    rf"(?:the )?second{_ONE}|{_NUMBERED} (?:two|2|b)|2nd",
    rf"(?:the )?third{_ONE}|{_NUMBERED} (?:three|3|c)|3rd",
    rf"(?:the )?fourth{_ONE}|{_NUMBERED} (?:four|4|d)",
)
_FIRST_TO_LAST = [(i, re.compile(rf"\b(?:{said})\b")) for i, said in enumerate(_ORDINALS)]
_NO_ORDINAL = re.compile(r"\bfirst (?:i|let|of all|thing|available|name|appointment)\b")
_WORDS_OF_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_LAST = re.compile(r"\b(?:latter|last one|the last|last option|last slot|last time)\b")
_MIDDLE = re.compile(r"\b(?:middle one|middle|in between)\b")
_EARLIER = re.compile(r"\b(?:earlier|earliest|sooner|soonest|early one)\b")
_LATER = re.compile(r"\b(?:later|latest|late one)\b")
_STILL_LATER = re.compile(
    r"\W*(?:(?:no|nope|um|uh|oh|well|maybe|actually|something|even|much|a (?:bit|little)|any|"
    r"and|or|but|yes|yeah|ok|okay|sorry)\W+)*later(?: than (?:that|those|these|them|both))?"
    r"(?:\W+(?:please|still|than that|if possible|if you can|thanks|thank you))*\W*"
)
""" "Later", and no word of a choice: another time than the two that were offered."""
_RANGE = re.compile(
    r"\b(?P<from>(?:[1-9]|1[0-2]|" + "|".join(_WORDS_OF_HOURS) + r"))"
    r" ?(?:to|till|until|-|–) ?(?:[1-9]|1[0-2]|" + "|".join(_WORDS_OF_HOURS) + r")\b(?![:.]\d)"
)
""" "The ten to twelve": a window is known by its beginning."""
_OF_A_VISIT = re.compile(
    r"(?<=\w) for the (?:first|second|third|1st|2nd|3rd)(?= one\b|\W*$| please)"
)
""" "Ten for the second", of two visits."""
_OTHER = re.compile(r"\bthe other(?: one| time| slot| option)?\b")
_THAT = re.compile(
    r"\b(?:that one|take (?:it|that)|that works|that's (?:fine|good|great|perfect)"
    r"|book it|this one|"
    r"that (?:sounds|is|would be) (?:good|fine|great|perfect|ok|okay))\b"
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}
_HOURS = {word: hour for hour, word in enumerate(_WORDS_OF_HOURS, start=1)}
_HOUR = r"(?P<h{0}>" + "|".join(_HOURS) + r"|1[0-2]|0?[1-9])"
_MINUTE_WORDS = {
    "fifteen": 15, "thirty": 30, "forty-five": 45, "forty five": 45, "twenty": 20, "ten": 10,
    "forty": 40,
    "fifty": 50, "oh five": 5, "o five": 5, "five": 5, "twenty-five": 25, "twenty five": 25,
    "thirty-five": 35, "thirty five": 35, "fifty-five": 55, "fifty five": 55,
}  # fmt: skip
_MINUTE = "|".join(sorted(_MINUTE_WORDS, key=len, reverse=True))
_CLOCK = re.compile(
    rf"\b(?:half (?:past )?{_HOUR.format(1)}|quarter past {_HOUR.format(2)}"
    rf"|quarter to {_HOUR.format(3)}"
    rf"|{_HOUR.format(4)}[:. ](?P<m>[0-5]\d)\b|{_HOUR.format(5)}[- ](?P<mw>{_MINUTE})"
    rf"|(?P<noon>noon|midday)|{_HOUR.format(6)})(?P<half>\s?[ap]\.?m\b)?"
)
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_BARE_NUMBER = re.compile(r"(?:um |uh )?(one|two|three|[123])(?: please)?[.!]?")
"""Which of them, where it is none of their hours."""
_OF_SO_MANY = re.compile(r"\bof (?:the|those|these) (?:two|three|four|2|3|4)\b")
_DATE = re.compile(
    r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b|\b(?:" + "|".join(_MONTHS) + r") (\d{1,2})\b"
)


# Words of a label that other readers understand, or that tell nothing.
_TIMES = (
    _HOURS.keys()
    | _MINUTE_WORDS.keys()
    | set(_DAYS)
    | set(_MONTHS)
    | set(_PARTS)
    | words_of(
        "o'clock half past quarter to at on the a an with and of in for am pm st nd rd th",
        "first second third is it one noon midday today tomorrow dr doctor by or no not i that",
        "this be do can",
    )
)


def read_choice(text: str, offered: Sequence[Offered]) -> list[SlotValue]:
    """`choice`, the index of what was offered that is meant; nothing if that stays open."""
    if not offered:
        return []
    low = _OF_A_VISIT.sub("", text.lower().replace("’", "'"))
    if _NEITHER.search(low):
        return []
    put_right = _CORRECTION.split(low)[-1]
    low = low if _narrowed(put_right, offered) is None else put_right
    wanted, ruled_out, said = set(range(len(offered))), set[int](), False
    for clause in _CLAUSE.split(low):
        kept = _narrowed(clause, offered)
        if kept is None:
            continue
        if _NEGATED.search(clause):
            ruled_out |= kept if len(kept) < len(offered) else set()
        else:
            wanted, said = wanted & kept, True
    alone = _BARE_NUMBER.fullmatch(low)
    if alone and not wanted:
        wanted = {_hour(alone.group(1)) - 1} & set(range(len(offered)))
    left = wanted - ruled_out
    if _OTHER.search(low) and len(offered) == 2 and len(ruled_out) == 1:
        said = True
    if said and len(left) == 1:
        return [_chosen(left.pop(), text)]
    if not said and not ruled_out:
        return _indifferent(low, text, offered)
    return []


def _chosen(index: int, text: str, certainty: float = 1.0) -> SlotValue:
    return SlotValue("choice", index, text, (0, len(text)), certainty)


def _indifferent(low: str, text: str, offered: Sequence[Offered]) -> list[SlotValue]:
    if _ANY.fullmatch(low):
        return [_chosen(0, text, 0.8)]
    if _EITHER.search(low) and not _NEGATED.search(_EITHER.sub("", low)):
        return [_chosen(0, text, 0.8)]
    if len(offered) == 1 and _THAT.search(low) and not _NEGATED.search(low):
        return [_chosen(0, text, 0.9)]
    return []


def _narrowed(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    """What a clause leaves of the offered things, or None if it says nothing of them."""
    sets = []
    placed = _by_order(clause, offered)
    if placed is not None:
        sets.append(placed)
        clause = _without_order(clause)
    for narrow in (_by_earliness, _by_day, _by_part, _by_clock, _by_date, _by_label):
        kept = narrow(clause, offered)
        if kept is not None:
            sets.append(kept)
    return set.intersection(*sets) if sets else None


def _by_order(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    if _LAST.search(clause):
        return {len(offered) - 1}
    if _MIDDLE.search(clause) and len(offered) == 3:
        return {1}
    for index, pattern in _FIRST_TO_LAST:
        match = pattern.search(clause)
        if match and not _is_date(clause, match.end()):
            if index == 0 and _NO_ORDINAL.search(clause):
                continue
            return {index} if index < len(offered) else set()
    return None


def _without_order(clause: str) -> str:
    for _, pattern in _FIRST_TO_LAST:
        clause = pattern.sub(" ", clause)
    return clause


def _is_date(clause: str, end: int) -> bool:
    return bool(re.match(rf" (?:of )?(?:{'|'.join(_MONTHS)})\b", clause[end:]))


def _by_earliness(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    if _OTHER_WISH.search(clause) or _STILL_LATER.fullmatch(clause) or len(offered) < 2:
        return None
    timed = [(o.start, i) for i, o in enumerate(offered) if o.start is not None]
    if len(timed) < 2:
        return None
    if _EARLIER.search(clause):
        return {min(timed)[1]}
    if _LATER.search(clause):
        return {max(timed)[1]}
    return None


def _by_day(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    named = {i for i, day in enumerate(_DAYS) if re.search(rf"\b{day}s?\b", clause)}
    if not named:
        return None
    return {i for i, o in enumerate(offered) if o.start and o.start.weekday() in named}


def _by_part(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    for part, (first, last) in _PARTS.items():
        if re.search(rf"(?<!good )\b{part}\b", clause):
            return {i for i, o in enumerate(offered) if o.start and first <= o.start.hour < last}
    return None


def _by_clock(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    kept: set[int] | None = None
    for match in _CLOCK.finditer(_RANGE.sub(r"\g<from>", _without_dates(clause))):
        at = _minutes(match)
        if at is None:
            continue
        whole_hour = match.group("h6") is not None
        if whole_hour and not _alone_is_time(clause, match):
            continue
        hits = {i for i, o in enumerate(offered) if _at(o, at, match.group("half"))}
        if whole_hour and not hits and clause[: match.start()].endswith("the "):
            # "The three" is the three thirty that was offered; "three" is an hour of its own.
            hits = {i for i, o in enumerate(offered) if _in_hour(o, at, match.group("half"))}
        kept = hits if kept is None else kept | hits
    return kept


def _without_dates(clause: str) -> str:
    return _OF_SO_MANY.sub(" ", _DATE.sub(" ", clause))


def _alone_is_time(clause: str, match: re.Match[str]) -> bool:
    """ "the second one" holds no hour: "one" needs "at" or "o'clock", or to be alone."""
    if match.group("h6") not in ("one", "1") or match.group("half"):
        return True
    around = clause[max(0, match.start() - 4) : match.end() + 9]
    return bool(re.search(r"\bat (?:one|1)\b|o'?clock|p\.?m", around)) or clause.strip() in (
        "one",
        "1",
    )


def _minutes(match: re.Match[str]) -> int | None:
    """Minutes after midnight or noon, 0 to 719."""
    if match.group("noon"):
        return 0
    for group, minute in (("h1", 30), ("h2", 15), ("h3", -15), ("h6", 0)):
        if match.group(group):
            return (_hour(match.group(group)) * 60 + minute) % 720
    if match.group("h4"):
        return (_hour(match.group("h4")) * 60 + int(match.group("m"))) % 720
    return (_hour(match.group("h5")) * 60 + _MINUTE_WORDS[match.group("mw")]) % 720


def _hour(said: str) -> int:
    return _HOURS.get(said) or int(said)


def _at(offer: Offered, minutes: int, half: str | None) -> bool:
    start = offer.start
    if start is None or (start.hour % 12) * 60 + start.minute != minutes:
        return False
    return half is None or (start.hour >= 12) == ("p" in half)


def _in_hour(offer: Offered, minutes: int, half: str | None) -> bool:
    start = offer.start
    if start is None or start.hour % 12 != minutes // 60:
        return False
    return half is None or (start.hour >= 12) == ("p" in half)


def _by_date(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    days = {int(a or b) for a, b in _DATE.findall(clause)}
    if not days:
        return None
    hits = {i for i, o in enumerate(offered) if o.start and o.start.day in days}
    return hits or (None if all(d <= 3 for d in days) else set())


def _by_label(clause: str, offered: Sequence[Offered]) -> set[int] | None:
    """Words of one label only: "the one with the hygienist"."""
    labels = [{w.text for w in cut(o.label) if w.alpha and w.text not in _TIMES} for o in offered]
    said = {w.text.removesuffix("'s") for w in cut(clause) if w.alpha}
    telling = [{w for w in label if sum(w in other for other in labels) == 1} for label in labels]
    hits = {i for i, words in enumerate(telling) if words & said}
    return hits or None
