"""What was noted, put right in a few words: "Mill Road, not Mill Lane", "it ends in 0134".

Such words name neither the question nor the whole answer. What is known tells what they are about:
they are read as the known value with the changed part in its place.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import cars, details, plates
from voicebot.dialog.address_put_right import (
    with_house_number,
    with_number_instead,
    with_other_town,
    with_postcode,
    with_street,
)
from voicebot.dialog.details_told import own_steps
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.model import Step
from voicebot.dialog.turn import PUT_RIGHT_AT, Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.normalize import CARDINALS
from voicebot.understanding.people.phone import digits_said, to_e164

_CORRECTS = re.compile(
    r"^(?:no|nope|sorry|oh|actually|wait|but)\b|\b(?:wrong|not|instead|meant|said|should be)\b"
)
_ITEM = r"(?:[a-z0-9](?: [a-z0-9])*|[a-z]*\d[a-z0-9]*|[a-z]{2,4})"
_PAIR = re.compile(
    rf"(?<!')\b(?P<new>{_ITEM}),? (?:and )?(?:not|instead of|rather than) (?P<old>{_ITEM})$"
)
_AT_THE_END = re.compile(
    r"\b(?:last|final) (?:\w+ )?(?:digits?|numbers?|figures?|bit|part)\b|"
    r"\bend(?:s|ing)? (?:in|with|on)\b|"
    r"\b(?:digits?|numbers?|figures?)\b.*\b(?:at|in) the end\b|"
    r"\b(?:at|in) the end\b.*\b(?:digits?|numbers?|figures?)\b"
)
_ENDS_IN = re.compile(
    r"\b(?:end(?:s|ing)? (?:in|with|on)|(?:last|final) (?:\w+ )?(?:is|are)) (?:an? )?"
    rf"(?P<end>{_ITEM})$"
)
_OF_THE_DAY = re.compile(
    r"\b(?:end|(?:last|final) (?:bit|part)) of (?:the |this |next |that )?"
    r"(?:day|week|month|afternoon|morning|evening)\b"
)
_PLATE = re.compile(r"\b(?:plates?|registration|reg|licen[cs]e)\b")
_NAME = re.compile(r"\b(?:sur|first |last )?names?\b|\bspel(?:t|led)\b|\bcalled\b")
_HOURS = 24
_LONGEST_END = 7
_ALIKE = 0.5
"""Share of the digits that stay, for a few of them to be the end of the known number."""
_NOT_THESE = frozenset({"correct", "deny", "out_of_scope", "request_alternatives", "choose"})
_SOUNDS_LIKE = frozenset({"ask_hours", "ask_other", "ask_address"})
"""What the words of an address are easily taken for: "it's Ash Close"."""
_OPENING = (
    r"(?:(?:no|nope|sorry|oh|actually|wait|it|that|i|should|be|is|in|it's|its|that's|said|meant|"
    r"mean|the|an?|my|at|for|address|car) )*"
)
_INSTEAD = re.compile(
    rf"{_OPENING}(?P<new>[\w'-]+(?: [\w'-]+){{0,3}}) (?:and )?(?:not|instead of|rather than) "
    r"(?:the |an? |my )?(?P<old>[\w'-]+(?: [\w'-]+){0,3})"
)
_HOUSE = re.compile(
    rf"{_OPENING}(?P<house>[a-z'-]+(?: [a-z'-]+)? "
    r"(?P<kind>cottage|house|farm|lodge|barn|mill|tower|building|court))"
)
_DIGITS = re.compile(rf"{_OPENING}(?:plate )?(?P<digits>\d(?: ?\d){{2,}})")
_IT_IS = re.compile(r"(?:it|that)(?:'?s| is)\b")


def put_right(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with the whole values that its words put right."""
    if turn.state.task != "booking" or asks(said.text) or said.has("affirm"):
        return said
    text = plain(said.text)
    found = [_own(turn, step, said, text) for step in own_steps(turn)]
    if turn.state.step in PUT_RIGHT_AT:
        found.append(_number(turn, said, text))
    values = [value for value in found if value is not None]
    if not values:
        return said
    gone = set(_NOT_THESE)
    if any(value.name != "phone" for value in values):
        gone |= _SOUNDS_LIKE
        turn.topic = None
    intents = tuple(i for i in said.intents if i.name not in gone)
    letters = plates.as_letters(text) != text
    told = {w for v in values for w in plain(f"{v.value} {turn.known(v.name)}").split()}
    slots = [s for s in said.slots if s.name != "name" or not (letters or _within(s, told))]
    return replace(said, slots=(*slots, *values), intents=intents)


def _within(name: SlotValue, told: set[str]) -> bool:
    """Whether a name is but words of the address or the car that is put right."""
    return set(plain(str(name.value)).split()) <= told


def _own(turn: Turn, step: Step, said: Understanding, text: str) -> SlotValue | None:
    known = turn.known(step.slot)
    if not known or turn.state.step == step.id:
        return None
    sure = turn.state.step in PUT_RIGHT_AT or _CORRECTS.search(text)
    if not sure and not (step.kind == "address" and _same_kind(said.text, known)):
        return None
    if step.kind == "car":
        value = _car(turn, text, known)
        return SlotValue(step.slot, value, said.text) if value and value != known else None
    if details.find(step.kind, said.text) is not None:
        return None
    match step.kind:
        case "address":
            value = _address(turn, said, text, known)
        case "plate":
            value = _with_letters(turn, said, text, known)
        case _:
            value = ""
    return SlotValue(step.slot, value, said.text) if value and value != known else None


def _address(turn: Turn, said: Understanding, text: str, known: str) -> str:
    """The known address with another street, number or town."""
    value = with_street(said.text, known) or _with_number(turn, said, text, known)
    if value or turn.state.step not in PUT_RIGHT_AT:
        return value or _in_other_words(turn, text, known)
    area = turn.dialog.lexicon.area
    if said.slot("name") and not any(plain(town) in text for town in area):
        area = ()  # "no, it's Elton" is a name, whatever town it sounds like
    value = with_house_number(said.text, known) or with_other_town(said.text, known, area)
    value = value or with_postcode(said.text, known)
    if not value and said.when is None:
        value = with_number_instead(said.text, known)
    return value or _in_other_words(turn, text, known)


def _in_other_words(turn: Turn, text: str, known: str) -> str:
    return _instead(turn, text, known) or _with_house(text, known)


def _same_kind(text: str, known: str) -> bool:
    """ "It's St James's Close", of a close: no name, where one was asked for."""
    street = plain(details.street(text)).split()
    return bool(_IT_IS.match(plain(text)) and street[1:] and street[-1] in plain(known).split())


def _instead(turn: Turn, text: str, known: str) -> str:
    """ "Rose Cottage, not Road Cottage", of any words of what is known, in place of them."""
    pair = _INSTEAD.fullmatch(text)
    if pair is None or pair["old"][0].isdigit() or pair["old"] in plain(turn.known("name")):
        return ""
    place = rf"\b{re.escape(pair['old'])}\b"
    if len(re.findall(place, known, re.IGNORECASE)) != 1:
        return ""
    return re.sub(place, pair["new"], known, flags=re.IGNORECASE)


def _with_house(text: str, known: str) -> str:
    """ "No, it's Road Cottage", where another cottage is known."""
    said = _HOUSE.fullmatch(text)
    had = said and re.search(
        rf"(?:^|(?<=\d )|(?<=, ))(?:[a-z'’-]+ ){{1,2}}{said['kind']}\b", known, re.IGNORECASE
    )
    if not said or not had:
        return ""
    house = said["house"] if known.islower() else said["house"].title()
    return f"{known[: had.start()]}{house}{known[had.end() :]}"


def _car(turn: Turn, text: str, known: str) -> str:
    """ "Camry, not Corolla": the car with another model, or another one altogether."""
    pair = _INSTEAD.fullmatch(text)
    if pair is not None and pair["old"] in known.lower():
        new = cars.written(pair["new"])
        if not cars.is_plain(new):
            return ""
        alone = cars.is_make(pair["new"]) or cars.is_make(new.split()[0])
        return new if alone else _instead(turn, text, known).replace(pair["new"], new)
    told = re.fullmatch(rf"{_OPENING}(?P<model>[\w'-]+(?: [\w'-]+)?)", text)
    return cars.of_the_same_make(known, told["model"]) if told else ""


def _with_number(turn: Turn, said: Understanding, text: str, known: str) -> str:
    """ "14, not 40", of a house number, unless it is the time that was read back."""
    pair = re.search(r"(?P<new>\S+) (?:and )?not (?P<old>\S+)$", text)
    if pair is None:
        return ""
    new, old = (str(CARDINALS.get(pair[side], pair[side])) for side in ("new", "old"))
    words = known.split()
    at = next((i for i, w in enumerate(words) if str(CARDINALS.get(w.lower(), w)) == old), None)
    if at is None or not new[0].isdigit() or _of_the_time(turn, said, text, new, old):
        return ""
    return " ".join([*words[:at], new, *words[at + 1 :]])


def _of_the_time(turn: Turn, said: Understanding, text: str, new: str, old: str) -> bool:
    """Whether a number in place of another is of the day or the hour: "at 4, not 5"."""
    if not (new.isdigit() and old.isdigit()):
        return False
    if int(new) <= _HOURS and int(old) <= _HOURS and re.search(rf"\bat {new}\b", _figures(text)):
        return True
    if said.when is not None and {new, old} & set(_figures(plain(said.when.text)).split()):
        return True
    chosen = turn.state.chosen
    if chosen is None:
        return False
    numbers = {turn.local(chosen.start).day}
    for at in (turn.local(chosen.start), turn.local(chosen.end)):
        numbers |= {at.hour, at.hour % 12 or 12, at.minute}
    return int(old) in numbers


def _figures(text: str) -> str:
    """The words with numbers as figures."""
    return " ".join(str(CARDINALS.get(word, word)) for word in text.split())


def _with_letters(turn: Turn, said: Understanding, text: str, known: str) -> str:
    """ "G H K, not G H J", "M as in Mary", of a plate; a mere number is more likely one of the
    time."""
    pair = _PAIR.search(_figures(plates.as_letters(text)))
    if pair is None:
        of_a_name = _NAME.search(text) and not _PLATE.search(text)
        end = _with_end(text, known) or _with_digits(text, known)
        return end or ("" if of_a_name else plates.with_letter(text, known))
    old, new = (pair[side].replace(" ", "").upper() for side in ("old", "new"))
    of_the_plate = bool(_PLATE.search(text))
    if not of_the_plate and old.isdigit() and (len(old) < 2 or len(new) < 2):
        return ""
    if not of_the_plate and _of_the_time(turn, said, text, new, old):
        return ""
    return plates.with_part(known.replace(" ", "").upper(), new, old)


def _with_end(text: str, known: str) -> str:
    """ "The plate ends in 427"."""
    end = _ENDS_IN.search(_figures(plates.as_letters(text)))
    if end is None or not _PLATE.search(text):
        return ""
    letters = end["end"].replace(" ", "").upper()
    return known[: -len(letters)] + letters if len(letters) < len(known) else ""


def _with_digits(text: str, known: str) -> str:
    """ "It's four nine three", of a plate with 492: as many digits, of which one is another."""
    said = _DIGITS.fullmatch(_figures(text))
    if said is None:
        return ""
    new = said["digits"].replace(" ", "")
    plate = known.replace(" ", "").upper()
    alike = [d for d in re.findall(r"\d+", plate) if len(d) == len(new) and _one_off(d, new)]
    return plate.replace(alike[0], new) if len(alike) == 1 else ""


def _one_off(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _number(turn: Turn, said: Understanding, text: str) -> SlotValue | None:
    """The known telephone number with other digits in it."""
    known = turn.reachable_at
    ends = bool(_AT_THE_END.search(_OF_THE_DAY.sub("", text)))
    if (
        not known
        or said.slot("phone")
        or _PLATE.search(text)
        or (said.when is not None and not ends)
    ):
        return None
    runs = digits_said(said.text)
    value = ""
    if len(runs) > 1 and re.search(r"\bnot\b", text) and known.endswith(runs[-1]):
        value = known.removesuffix(runs[-1]) + runs[-2]
    elif runs and len(runs[-1]) <= _LONGEST_END and (ends or _is_end(runs[-1], known, text)):
        value = known[: -len(runs[-1])] + runs[-1]
    number = to_e164(value, turn.dialog.locale.region, plus=value.startswith("+"))
    return SlotValue("phone", number, said.text) if number and number != known else None


def _is_end(digits: str, known: str, text: str) -> bool:
    """Whether a few digits after a no are much like the end of the number."""
    if len(digits) < 3 or not _CORRECTS.search(text):
        return False
    same = sum(a == b for a, b in zip(digits, known[-len(digits) :], strict=True))
    return same / len(digits) >= _ALIKE
