"""A known address with a part put right: "Orchard Road", "number 14", "no, it's in Catford"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from voicebot.dialog import details
from voicebot.dialog.listening import plain
from voicebot.understanding.normalize import CARDINALS
from voicebot.understanding.people import addresses
from voicebot.understanding.people.vocabulary import ORDINARY, STOP

_CLAUSE = re.compile(r"[.,;!?]+ *|\b(?=not\b)|\b(?=instead of\b)|\b(?=rather than\b)")
_RULED_OUT = re.compile(r"(?:not|instead of|rather than)\b")
_NUMBER_IS = re.compile(
    r"(?:(?:no|nope|sorry|oh|actually|wait|it(?:'?s| is)|that(?:'?s| is)|the|should be|house) )*"
    r"(?:house )?number(?: is| should be)? (?P<number>[a-z0-9]+(?: [a-z0-9]+)?)"
)
_BARE_NUMBER = re.compile(
    r"(?:no|nope)(?: (?:sorry|it(?:'?s| is)|that(?:'?s| is)|i said))* (?P<number>[a-z0-9]+)"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SMALL = (
    r"(?:(?:no|nope|sorry|oh|actually|wait|it(?:'?s| is)|that(?:'?s| is)|it should be|should be|"
    r"i said|i meant|house|number|the) )*"
)
_NUMBER_NOT = re.compile(
    rf"{_SMALL}(?P<new>\d{{1,4}}) (?:and )?(?:not|instead of|rather than) (?:number )?"
    r"(?P<old>\d{1,4})"
)
_BARE_FIGURE = re.compile(rf"(?:no|nope) {_SMALL}(?P<new>\d{{1,4}})")
_CLOCK = 12
"""Numbers up to this one may be an hour instead."""
_POSTCODE_IS = re.compile(
    r"\b(?:post ?code|zip(?: code)?)(?:'?s| is| should be| was)? (?P<code>[a-z0-9 ]+)$"
)
_CODE = re.compile(r"(?P<out>[a-z]{1,2}\d[a-z\d]?)(?P<inner>\d[a-z]{2})")
_CODE_AT_END = r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$"
_IN_TOWN = re.compile(
    r"(?:(?:no|nope|sorry|oh|actually|wait|it(?:'?s| is)|that(?:'?s| is)|in|the town(?:'?s| is)?|"
    r"town|area|i said|i meant|should be) )*(?P<town>[a-z']+(?: [a-z']+){0,2}?)"
    r"(?: (?:not|instead of|rather than) .+)?"
)
_TURNS = re.compile(r"\b(?:no|nope|sorry|actually|wait|not|in|town|meant|said|should)\b")


def with_street(text: str, known: str) -> str:
    """The known address in another street, or "" where none was named."""
    place = _street_in(known)
    for clause in _CLAUSE.split(text):
        street = "" if _RULED_OUT.match(clause.lower()) else details.street(clause)
        if not street or street.isalpha() or street.lower() in known.lower():
            continue  # "Grove" alone may be a name
        if place is None:
            return f"{number} {street}" if (number := details.leading_number(known)) else ""
        first, last = place
        words = known.split()
        comma = "," if words[last - 1].endswith(",") else ""
        return " ".join([*words[:first], street + comma, *words[last:]])
    return ""


def _street_in(known: str) -> tuple[int, int] | None:
    """Which words of an address are the street."""
    words = known.split()
    places = [p for p in combinations(range(len(words) + 1), 2) if _is_street(words[slice(*p)])]
    return max(places, key=lambda place: (place[1], -place[0]), default=None)


def _is_street(words: Sequence[str]) -> bool:
    text = " ".join(words)
    numbered = plain(words[0]) in CARDINALS or details.leading_number(text)
    return bool(details.street(text)) and not numbered


def with_house_number(text: str, known: str) -> str:
    """ "Number 14"; "no, fifty", of the fifteen that was heard."""
    had = details.leading_number(known)
    if not had:
        return ""
    if said := _NUMBER_IS.fullmatch(plain(text)):
        new = details.house_number(said["number"])
    elif (said := _BARE_NUMBER.fullmatch(plain(text))) and _sound_alike(said["number"], had):
        new = said["number"]
    else:
        return ""
    return f"{new}{known[known.index(had) + len(had) :]}" if new else ""


def with_number_instead(text: str, known: str) -> str:
    """ "It's seventeen, not twenty two"; "no, seventeen": a number that is no hour of the clock."""
    had = details.leading_number(known) or _first_number(known)
    figures = _figures(plain(text))
    said = _NUMBER_NOT.fullmatch(figures) or _BARE_FIGURE.fullmatch(figures)
    if not had or not said:
        return ""
    old = said.groupdict().get("old")
    if old is not None and old != _figures(had.lower()):
        return ""
    if said["new"] == had or max(int(said["new"]), int(old or 0)) <= _CLOCK:
        return ""
    return f"{said['new']}{known[known.lower().index(had.lower()) + len(had) :]}"


def _first_number(known: str) -> str:
    """The number in words that an address begins with, as it is written."""
    found = re.match(rf"(?:{_TENS})(?: (?:{_ONES}))?|(?:{'|'.join(CARDINALS)})\b", known.lower())
    return known[: found.end()] if found else ""


def _figures(text: str) -> str:
    """The words with numbers as figures: "twenty two" is 22."""
    pairs = re.sub(
        rf"\b({_TENS}) ({_ONES})\b", lambda m: str(CARDINALS[m[1]] + CARDINALS[m[2]]), text
    )
    return " ".join(str(CARDINALS.get(word, word)) for word in pairs.split())


def with_postcode(text: str, known: str) -> str:
    """ "And the postcode is SE10 9NF": the known address with it at its end."""
    said = _POSTCODE_IS.search(plain(text))
    code = said and _CODE.fullmatch(_figures(said["code"]).replace(" ", ""))
    if not code:
        return ""
    address = re.sub(rf",? {_CODE_AT_END}", "", known.rstrip(" .,"), flags=re.IGNORECASE)
    return f"{address}, {code['out'].upper()} {code['inner'].upper()}"


def _sound_alike(one: str, other: str) -> bool:
    """Fifteen and fifty."""
    values = sorted(int(v) for n in (one, other) if (v := str(CARDINALS.get(n, n))).isdigit())
    if len(values) != 2:
        return False
    low, high = values
    return 13 <= low <= 19 and high == (low - 10) * 10


def with_other_town(text: str, known: str, area: Sequence[str]) -> str:
    """ "Greenwich", "no, it's in Catford": the known address in another town that is served."""
    words = plain(text)
    if at := _behind_street(words, known):
        words = words[at:]
    said = _IN_TOWN.fullmatch(words)
    if said is None or not area:
        return ""
    town = addresses.near_town(said["town"], area)
    if not town or (plain(town) != said["town"] and not _TURNS.search(words)):
        return ""
    return in_town(known, town, area)


def _behind_street(text: str, known: str) -> int:
    """Where "in Greenwich" begins in "it's Mill Lane in Greenwich", of an address in Mill Lane."""
    found = re.match(rf"{_SMALL}(?P<street>.+?) (?=in )", text)
    street = found and details.street(found["street"])
    return found.end() if found and street and plain(street) in plain(known) else 0


def to_town(found: details.Found, text: str, area: Sequence[str]) -> details.Found:
    """An address in a sentence with the town that stands behind its street, also in small letters:
    one that is served, or the last word of all where that is no ordinary one."""
    rest = text[found.span[1] :]
    if not addresses.ends_with_street(found.value):
        return found
    served = "|".join(re.escape(town) for town in sorted(area, key=len, reverse=True))
    town = re.match(rf",? (?:in )?(?P<town>{served})\b", rest, re.IGNORECASE) if area else None
    if town is None:
        town = re.fullmatch(r",? (?:in )?(?P<town>[a-z]{4,})[.!]?", rest, re.IGNORECASE)
        if town is None or town["town"].lower() in ORDINARY | STOP:
            return found
    span = (found.span[0], found.span[1] + town.end("town"))
    return replace(found, value=f"{found.value} {town['town']}", span=span)


def with_known_town(value: str, known: str, area: Sequence[str]) -> str:
    """ "14 Orchard Road", where "14 Church Road, Greenwich" was heard: the town stays."""
    value = details.with_town(value, known)
    number = details.leading_number(value)
    had = next((t for t in area if plain(known).endswith(plain(t))), "")
    if not had or not addresses.ends_with_street(value):
        return value
    return f"{value}, {had}" if number and number == details.leading_number(known) else value


def in_town(known: str, town: str, area: Sequence[str]) -> str:
    """The address with this town in place of the one that it ends with, if it does."""
    had = next((t for t in area if plain(known).endswith(plain(t))), "")
    street = known[: -len(had)].rstrip(" ,") if had else known.rstrip(" ,.")
    return f"{street}, {town}"
