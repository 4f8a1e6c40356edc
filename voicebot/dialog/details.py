"""What an answer to a business's own question looks like: an address, a car, a plate, any words.

`fits` tells what may be an answer where it was asked for; `find` reads one out of any sentence. It
would rather find nothing than something wrong: what is not found is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.dialog import cars, plate_said, plates
from voicebot.dialog.model import Step
from voicebot.dialog.vehicles import ALSO_CARS, ALSO_WORDS, MAKES, MODELS
from voicebot.understanding.normalize import CARDINALS
from voicebot.understanding.people import addresses

FOUND_IN_SPEECH = ("address", "car", "plate")
"""Kinds that can be told from other words wherever they are said."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands in the text, with the words that announced it."""

    value: str
    span: tuple[int, int]


_WORD_NUMBER = "|".join(sorted(CARDINALS, key=len, reverse=True))
_TEN_ETC = rf"(?:{_WORD_NUMBER})(?:[ -](?:{_WORD_NUMBER}))*"
_NUMBER = (
    rf"(?:\d{{1,5}}[a-z]?|(?:an? |(?:{_WORD_NUMBER}) )?hundred(?: and)?(?: {_TEN_ETC})?|{_TEN_ETC})"
)
_STREET = (
    r"(?:street|st|road|rd|lane|avenue|ave|boulevard|blvd|crescent|terrace|gardens|grove|mews|"
    r"parkway|highway|broadway)"
)
_ALSO_A_WORD = (
    r"(?:close|court|place|way|drive|hill|park|view|rise|row|walk|square|gate|green|circle|"
    r"trail|vale|wharf|quay|yard|parade|alley|mount)"
)
"""Streets are called so, but callers use the words for other things too."""
_NO_NAME = (
    r"(?!(?:at|on|o|o'?clock|pm|am|tomorrow|today|and|or|in|for|please|minutes?|hours?|days?|weeks?|"
    r"years?|months?|dollars?|pounds?|of|by|to|is|my|with|down|up|along|off|way|from|cars?|people|"
    r"blocks?|miles?|can|i|we|it|then|but|if|not)\b)"
)
_POSTCODE = r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"
_NO_TOWN = (
    r"(?!(?:I|It|My|And|But|Can|Could|Is|The|On|At|Next|This|\w+day|Tomorrow|Today|Please)\b)"
)
_TOWN = rf"(?:,? (?-i:{_NO_TOWN}[A-Z][a-z]+)\b(?! \w+ing\b)| in (?!the|an?|about|my|case)[a-z]+\b)"
_TAIL = rf"{_TOWN}{{0,2}}(?:,? ?{_POSTCODE})?"
_FLAT = r"(?:(?:flat|apartment|apt|unit|suite) \w+,? )?"
_ADDRESS = re.compile(
    rf"\b{_FLAT}(?:(?:number|no\.?) )?(?P<number>{_NUMBER})(?:(?<=\d),)? (?:"
    rf"(?:{_NO_NAME}[a-z'’.-]+ ){{1,3}}?{_STREET}\b|"
    rf"(?-i:(?:[A-Z][a-z'’.-]+ ){{1,3}}?){_ALSO_A_WORD}\b|"
    rf"(?:{_NO_NAME}[a-z'’.-]+,? ){{1,4}}?(?={_POSTCODE})){_TAIL}",
    re.IGNORECASE,
)
_CODE = re.compile(rf"\b{_POSTCODE}", re.IGNORECASE)
_COUNTED = r"(?:minutes?|hours?|days?|weeks?|years?|people|o'?clock|[ap]m|miles?|blocks?)"
_FLAT_SAID = re.compile(
    rf"\b(?P<word>flat|apartment|apt|unit|suite) (?P<number>{_NUMBER})\b", re.IGNORECASE
)
_SAYS_NUMBER = re.compile(
    rf"\b{_NUMBER}\b(?! {_COUNTED})",
    re.IGNORECASE,
)
_ONLY_NUMBER = re.compile(
    rf"(?:number )?(?P<number>{_NUMBER})\b(?! {_COUNTED})(?=[.,!]? ?$|[.,] )", re.IGNORECASE
)
_PLACE = re.compile(
    rf"\b(?:{_STREET}|{_ALSO_A_WORD}|cottage|house|farm|flat|apartment|lodge|barn|mill|building|"
    rf"tower|block|estate)\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"\b(?:cottage|house|farm|flat|apartment|apt|unit|suite|lodge|barn|mill|building|tower|block|"
    r"estate)\b",
    re.IGNORECASE,
)
_BEFORE_CAR = (
    r"(?:(?:my|an?|the|our|his|her|their|\w+'s|for|is|it'?s|drive|got|have|this|that|old|new|older|"
    r"newer|white|black|red|blue|silver|grey|gray|green) )"
)
_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_MAKE = "|".join(sorted(MAKES, key=len, reverse=True))
_MODEL = "|".join(sorted(MODELS, key=len, reverse=True))
_MODEL_ALONE = "|".join(sorted(set(MODELS) - set(ALSO_WORDS), key=len, reverse=True))
_WITH_DIGITS = r"(?-i:[A-Z]{0,3}-?\d[\w-]*(?!\w| ?(?:o'clock|am|pm)))"
_CAPITAL = r"(?-i:(?!(?:I|Can|Could|And|The|It|My|Tomorrow|Today|\w+day)\b)[A-Z][\w-]*)"
_CAR = re.compile(
    rf"(?:{_BEFORE_CAR}+|^(?=(?:{_YEAR} )?(?:{_MAKE}) (?:{_MODEL}))|^(?={_YEAR} ))"
    rf"(?P<car>(?:{_YEAR} )?(?:(?:{_MAKE})\b"
    rf"(?: (?:(?:{_MODEL})\b|{_WITH_DIGITS}|{_CAPITAL})){{0,2}}|(?:{_MODEL_ALONE})\b))",
    re.IGNORECASE,
)
_A_MAKE = re.compile(rf"\b(?:{_MAKE}|{_MODEL})\b", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"(?:[,.;]? (?:no|nope|sorry|wait|hang on|actually|or rather|rather|i mean|i meant|make that|"
    r"scratch that|correction|my mistake|it'?s|it is|that'?s|it should be)\b)+[,.;:]? ",
    re.IGNORECASE,
)
"""What stands between a slip and what was meant: "22 Park Street, no, sorry, 24"."""
_STOPS = re.compile(r"(?<=\w)\.(?= )")
""" "14. Orchard Road": read back, the stop would end the sentence."""
_LEAD = re.compile(
    r"^(?:(?:um+|uh+|hmm+|er+m?|well|so|yes|yeah|ok|okay|sure|oh|right|actually|sorry|no|and|"
    r"it'?s(?: at| on)?|it is(?: at| on)?|that'?s|that is|(?:the|my|our) (?:address|car|plate|"
    r"licen[cs]e plate|registration|reg|number plate)(?: number)?(?: is|'s)?(?: at)?|"
    r"(?:we'?re|we are|i'?m|i am|i live|we live) (?:at|on|in)|come to|at)\b[,. ]*)+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:[,. ]+(?:i think|i guess|i believe|please|thanks|thank you|that's it))+$", re.IGNORECASE
)
_EXCUSE = re.compile(
    r"\b(?:look (?:it|that|this|them) up|(?:have|need|got) to (?:check|look|ask|find)|"
    r"let me (?:check|look|find|ask)|i'?ll (?:check|look|find|ask|get|tell|let|have to|need to)|"
    r"(?:not|isn'?t|n't)(?: really| quite| too)? (?:sure|certain)|"
    r"(?:don'?t|do not|haven'?t)(?: \w+)? (?:know|have|got|remember)|"
    r"no (?:idea|clue)|can'?t (?:remember|recall|think|see)|"
    r"(?:tell|give) you (?:\w+ )?later|on file|same as (?:last time|before|usual)|"
    r"should (?:already )?have (?:it|that|my)|you (?:already )?know (?:it|where|my)|"
    r"not yet|forg[eo]t|temp(?:orary)? (?:tags?|plates?))\b",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(r"\b(?:not|instead of|rather than|than)(?: at| on)? $", re.IGNORECASE)
_PUT_RIGHT = re.compile(r"\b(?:not|instead|actually|wrong|mean|meant)\b", re.IGNORECASE)
_PICK = re.compile(
    r"(?:no |yes |okay |the |actually |please )*(?:first|second|third|last|other|earlier|later)"
    r"(?: (?:one|time|slot))?(?: please)?"
)


def excuse(text: str) -> bool:
    """Whether the caller says that they do not have it, or not yet: "I'll have to look it up"."""
    return bool(_EXCUSE.search(text))


def names_a_car(text: str) -> bool:
    """Whether a make or a model is among the words."""
    return bool(_A_MAKE.search(text))


def only_picks(text: str) -> bool:
    """Whether the words only take something that was on offer: "the first one, please"."""
    return bool(_PICK.fullmatch(" ".join(re.findall(r"[\w'-]+", text.lower()))))


def tidy(text: str) -> str:
    """The answer without "um", "it's" and "the address is" before it."""
    words = text.strip().rstrip(".").strip()
    return _TRAIL.sub("", _LEAD.sub("", words)).strip(" ,") or words


def fits(kind: str, text: str) -> bool:
    """Whether words may well be the answer to a question of this kind, where it was asked."""
    words = re.findall(r"[\w'-]+", text.lower())
    match kind:
        case "address":
            return not excuse(text) and _like_address(text, words)
        case "car":
            return bool(_A_MAKE.search(text) or ALSO_CARS & set(words)) or cars.has_mark(text)
        case "plate":
            return plates.spelled(tidy(_last_said(text))) is not None or _one_code(tidy(text))
        case _:
            return not only_picks(text)


def _like_address(text: str, words: list[str]) -> bool:
    if street(text):
        return False
    if _ADDRESS.search(text) or _CODE.search(text):
        return True
    if house_number(text):
        return False
    if _SAYS_NUMBER.search(text):
        return bool(_PLACE.search(text)) or 2 <= len(words) <= 6
    return bool(_PLACE.search(text)) and len(tidy(text).split()) > 3


def whole_address(text: str) -> bool:
    """Whether words have the shape of an address: a number and a street, a house by its name, a
    postcode."""
    if _ADDRESS.search(text) or _CODE.search(text) or addresses.has_shape(text):
        return True
    return bool(_BUILDING.search(text)) or not _SAYS_NUMBER.search(text)


def leading_number(text: str) -> str:
    """The house number that an answer begins with, or ""."""
    found = re.match(rf"(?:(?:number|no\.?) )?({_NUMBER})\b", tidy(text), re.IGNORECASE)
    return found[1] if found else ""


def street(text: str) -> str:
    """The street or the postcode where only that was said, without a number: "hmm, Hill Street"."""
    words = tidy(text)
    if _CODE.fullmatch(words):
        return words
    alone = re.search(rf"\b(?:{_STREET}|{_ALSO_A_WORD})$", words, re.IGNORECASE)
    return words if alone and len(words.split()) < 5 and not _SAYS_NUMBER.search(words) else ""


def house_number(text: str) -> str:
    """A house number and nothing else, or ""."""
    found = re.fullmatch(rf"(?:(?:number|no\.?) )?({_NUMBER})", tidy(text), re.IGNORECASE)
    return found[1] if found else ""


def with_town(value: str, known: str) -> str:
    """ "16 Hill Street", where "14 Hill Street Bromley" is known: the town stays, and the flat."""
    said, had = (
        re.match(rf"(?P<flat>{_FLAT})(?:number )?{_NUMBER} ", text, re.IGNORECASE)
        for text in (value, known)
    )
    if said is None or had is None:
        return value
    rest, whole = value[said.end() :], known[had.end() :]
    same = whole.lower().startswith(f"{rest.lower()} ") or whole.lower().startswith(
        f"{rest.lower()},"
    )
    flat = "" if said["flat"] else had["flat"]
    return f"{flat}{said[0]}{whole}" if same else value


def spelled_anew(text: str) -> Found | None:
    """A plate and nothing else, with letters and digits: "sorry, it's K L M 4 7 2"."""
    value = plates.alone(tidy(_last_said(text)))
    return Found(value, (0, len(text))) if value else None


def numbered_anew(text: str, known: str) -> Found | None:
    """ "No, it's number 19", "flat 5, not 4": the known address with this number."""
    flat = _FLAT_SAID.search(text)
    if flat and (had := re.search(rf"\b{flat['word']} {_NUMBER}\b", known, re.IGNORECASE)):
        value = f"{known[: had.start()]}{flat['word']} {flat['number']}{known[had.end() :]}"
        return Found(value, flat.span())
    said = re.search(rf"\bnumber ({_NUMBER})(?:,? not \w+)?[.!]?$", text, re.IGNORECASE)
    had = re.match(rf"(?:number )?{_NUMBER}\b", known, re.IGNORECASE)
    return Found(f"{said[1]}{known[had.end() :]}", said.span()) if said and had else None


def find(kind: str, text: str) -> Found | None:
    """A value of this kind in a sentence about anything, or None."""
    match kind:
        case "address":
            found = _meant(_ADDRESS, text)
            return _address(found) if found else None
        case "car":
            car = _meant(_CAR, text)
            return _whole_car(car) if car else None
        case "plate":
            return _plate(text)
        case _:
            return None


def _meant(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last that is said, but for those that are said not to be it: "instead of the Civic"."""
    found = [m for m in pattern.finditer(text) if not _RULED_OUT.search(text[: m.start()])]
    return found[-1] if found else None


def _whole_car(found: re.Match[str]) -> Found:
    """The car as it is written, with a model that was heard as other words: "Subaru out back"."""
    value, (start, end) = found["car"], found.span("car")
    make = re.sub(rf"^{_YEAR} ", "", value)
    model, count = cars.model_after(make, found.string[end:])
    if model:
        words = re.match(rf"(?:\W*\w+){{{count}}}", found.string[end:])
        return Found(
            f"{cars.written(value)} {model}", (start, end + len(words[0] if words else ""))
        )
    return Found(cars.written(value), (start, end))


def _address(found: re.Match[str]) -> Found:
    value = re.sub(r"^(?:number|no\.?) ", "", found[0], flags=re.IGNORECASE)
    rest = found.string[found.end() :]
    slip = _TAKES_BACK.match(rest)
    anew = slip and _ONLY_NUMBER.match(rest, slip.end())
    had = re.match(rf"{_NUMBER}\b", value, re.IGNORECASE)
    if anew is None or had is None:
        return Found(value, found.span())
    return Found(f"{anew['number']}{value[had.end() :]}", (found.start(), found.end() + anew.end()))


def _plate(text: str) -> Found | None:
    found = plate_said.after_its_name(text)
    return None if found is None else _plate_meant(Found(*found), text)


def _plate_meant(found: Found, text: str) -> Found:
    """The plate, or what it is put right to in the same breath."""
    slip = _TAKES_BACK.match(text, found.span[1])
    anew = plates.spelled(text[slip.end() :], whole=False) if slip else None
    if slip is None or anew is None:
        return found
    return Found(anew[0], (found.span[0], slip.end() + anew[1]))


def _last_said(text: str) -> str:
    """What is left of words that were taken back."""
    *_, last = _TAKES_BACK.split(text)
    return last


def _one_code(text: str) -> bool:
    """Letters alone: "BIGDOG", "B I G D O G"."""
    words = text.split()
    letters = len(words) > 2 and all(len(word) == 1 for word in words)
    return letters or (len(words) == 1 and text.isupper())


def value_of(kind: str, text: str) -> str:
    """What is kept of an answer that fits."""
    if kind == "address":
        text = _STOPS.sub("", text)
    words = tidy(text)
    found = find(kind, text)
    if found is not None and (
        kind == "plate" or _PUT_RIGHT.search(text) or _takes_back(text, found)
    ):
        return found.value
    if kind == "car":
        return cars.written(words)
    spelled = plates.spelled(tidy(_last_said(text))) if kind == "plate" else None
    return spelled[0] if spelled else words


def plate_told(text: str) -> str:
    """A plate in a sentence, or one that is all of it; "" where there is none."""
    found = find("plate", text) or spelled_anew(text)
    return found.value if found else ""


def heard_as(kind: str, texts: Sequence[str]) -> str:
    """The car or the plate that several recognitions of an answer agree on; "" of none.

    A car that is named as it is written needs no agreement.
    """
    match kind:
        case "car" if not cars.is_plain(texts[0]):
            return cars.by_sound(tuple(tidy(_last_said(text)) for text in texts))
        case "plate":
            read = [value_of(kind, text) for text in texts if fits(kind, text)]
            whole = [value for value in read if plates.is_plate(value)]
            return plates.agreed(whole) if 2 * len(whole) > len(texts) else ""
        case _:
            return ""


def _takes_back(text: str, found: Found) -> bool:
    """Whether what was found is said in place of something else."""
    slip = _TAKES_BACK.search(text)
    return slip is not None and slip.end() < found.span[1]


def spoken(step: Step, value: str) -> str:
    """A value as it is said: a plate letter by letter."""
    plate = step.kind == "plate" and plates.is_plate(value)
    return plates.aloud(value) if plate else value


def in_a_sentence(step: Step, value: str) -> str:
    """An answer as the read-back says it: " at 9 Hill Street", " for the Honda Civic"."""
    if not value or (excuse(value) and not fits(step.kind, value)):
        return ""
    match step.kind:
        case "address":
            return f", at {value}"
        case "car":
            words = re.sub(r"^(?:an?|the|my|our)\s+", "", value, flags=re.IGNORECASE)
            return f" for the {words}"
        case "plate":
            return f", {step.id.replace('_', ' ')} {spoken(step, value)}"
        case _:
            return f", {step.id.replace('_', ' ')} {value},"
