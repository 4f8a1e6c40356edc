"""Several visits in one breath: "two cleanings, one for me and one for my daughter".

They are booked one after the other. The caller hears so, and after each the next is begun. What is
still to come is noted as `to_book` (how many) and `to_come` (what each of them is).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from voicebot.booking.model import Appointment, Booked
from voicebot.dialog import phrases
from voicebot.dialog.asking import ask
from voicebot.dialog.consent import agrees
from voicebot.dialog.days_apart import days_apart
from voicebot.dialog.listening import FOR_ANOTHER, plain
from voicebot.dialog.state import dump_when, load_when
from voicebot.dialog.tasks import booking
from voicebot.dialog.turn import Turn
from voicebot.dialog.whose_name import another_person
from voicebot.dialog.wishes import whole_day
from voicebot.understanding.model import Grain, SlotValue, Understanding, When

_FAMILY = (
    r"(?:husband|wife|sons?|daughters?|boys?|girls?|kids?|child(?:ren)?|mother|mom|mum|father|dad|"
    r"partner|brothers?|sisters?|friends?|girlfriend|boyfriend|fianc\w+|nephews?|nieces?|twins?|"
    r"grand\w+|parents|baby|toddler|teenagers?|room ?mate|neighbou?r|little one|family)"
)
_VEHICLES = r"(?:cars|vehicles|trucks|vans|bikes|motorcycles|suvs)"
_WHO = r"(?:me|myself|him|her|us|(?:my|our) (?:\w+ )?\w+)"
_ONE_EACH = re.compile(rf"\b(?:one|1|another|the other)(?: \w+)? for {_WHO}\b")
_BOTH = re.compile(
    r"\bfor (?:me|myself) and (?:for )?my \w+|"
    r"\bfor my (?:\w+ )?\w+ and (?:for )?(?:me|myself|my)\b|"
    r"\b(?:for )?both (?:of us|of my|my|our) ?\w*|\bfor (?:the )?(?:two|three) of us\b|"
    r"\bfor my (?:two|three) (?!years?\b|months?\b|weeks?\b)\w+|"
    rf"\b(?:my|our|the|all|both|for) (?:two|three|2|3) (?:\w+ )?{_FAMILY}\b|"
    rf"\b(?:two|three|four|2|3|4|both|a couple) (?:of (?:my|our|the|us|them) |my |our |the )*"
    rf"(?:people|persons|adults|{_FAMILY[3:-1]})\b|"
    rf"\b(?:me|myself|i) and my {_FAMILY}\b|"
    rf"\bmy {_FAMILY} and (?:me|myself|i (?:both|need|want))\b"
)
_CARS = re.compile(
    rf"\b(?:two|three|2|3|both|a couple)(?: of)?(?: my| our| the)?(?: \w+)? {_VEHICLES}\b"
)
_NUMBER = re.compile(
    r"\b(two|2|three|3|a couple of|couple|both)(?: \w+){0,2} "
    r"(?:appointments|appts|visits|slots|bookings|spots)\b"
)
_COUNTED = re.compile(r"\b(?:(?:three|3)|(?P<four>four|4))\b")
_MOST = 4
_SO_MANY = re.compile(r"\b(?:two|three|four|2|3|4|a couple of) $")
_UM = r"(?:,? (?:u+m+|u+h+|e+r+m*|h+m+),?)*"
_ONLY_SAYS = (
    r"(?! (?:(?:just|always|also) )?(?:says?|said|thinks?|thought|told|tells|reckons?|insists?|"
    r"keeps? (?:saying|telling)|recommend\w*|suggest\w*|(?:wants|made|sent|asked) me)\b)"
)
""" "My wife says I'm overdue": nobody's visit but the caller's."""
_PERSON = re.compile(rf"\b(?:(me|myself)|(?:my|our){_UM} (?:\w+ )?{_FAMILY})\b{_ONLY_SAYS}")
_I = re.compile(r"\bi(?:'d|'ll)?\b")
_FIRST = (
    r"(?:{0})(?: (?:goes|comes|can go|should go|to go))? first\b"
    r"(?! (?:thing|available|free|of|opening|slot|time|in|on)\b)|"
    r"\b(?:begin|start|starting|beginning) with (?:{0})\b|\bfirst (?:{0})\b"
)
_ME_FIRST = re.compile(r"\b" + _FIRST.format(r"mine|me|my own|myself"))
_OTHER_FIRST = re.compile(
    r"\b" + _FIRST.format(rf"hers|his|her|him|theirs|(?:my|our) (?:\w+ )?{_FAMILY}(?:'?s)?")
)
_AT_PLACE = re.compile(r"\b(?:at|in) (?P<place>(?:my|our|his|her|their) [\w’']+|home|work)")
_AFTER = re.compile(
    r"\bback to back\b|\bone after (?:the other|another)\b|\bin a row\b|\bconsecutive\b|"
    r"\b(?:right|straight|directly|immediately|just) (?:after|afterwards)\b"
)
_AFTER_THAT = re.compile(r"\bafter (?:that|it|this|mine|me|hers?|his|him)\b")
_BEFORE = re.compile(r"\bbefore (?:that|it|this|mine|me|hers?|his|him)\b")
_MY_SON_TOO = re.compile(
    rf"\b(?:can|could|may|would|does|and|also|then)(?: \w+)? my (?:\w+ )?(?P<who>{_FAMILY})"
    r"(?: (?:also|both|maybe|perhaps|please))* (?:get|have|come|need|needs|see|be|book|take)\b"
)
_YES_OR_NO = re.compile(r"(?:yes|yeah|yep|yup|sure|okay|ok|please|no|nope|go ahead)\b")


def how_many(said: Understanding) -> int:
    """How many visits the words ask for; 1 where they do not tell."""
    text = plain(said.text)
    each = len(_ONE_EACH.findall(text))
    if each > 1:
        return min(each, _MOST)
    found = _BOTH.search(text) or _NUMBER.search(text) or _CARS.search(text)
    counted = found[0] if found else _counted_services(said, text)
    if not counted:
        return 1
    number = _COUNTED.search(counted)
    return 2 if number is None else 4 if number["four"] else 3


def _counted_services(said: Understanding, text: str) -> str:
    """ "Two blow-dries on Saturday"; one who says "I need two fillings" comes once."""
    if _I.search(text):
        return ""
    for service in said.slots:
        before = _SO_MANY.search(said.text[: service.span[0]].lower())
        if service.name == "service" and service.text.endswith("s") and before:
            return before[0]
    return ""


def begins(turn: Turn, said: Understanding) -> None:
    """Where a booking begins with several visits: say that it is one at a time, and count them."""
    if turn.state.task != "booking" or turn.state.chosen is not None:
        return
    if not said.has("book", "ask_availability") and said.slot("service") is None:
        return
    apart = days_apart(turn, said)
    each = [_visit("same", [service]) for service in apart]
    visits = _each(said) or _at_places(said) or each or _alike(said)
    if len(visits) < 2:
        return
    visits = [_on_its_day(visit, apart) for visit in visits]
    first, *others = _in_order(visits, plain(said.text))
    if first["when"]:
        turn.set(wish=replace(turn.state.wish, times=(load_when(first["when"]),)))
    turn.note(to_book=len(others), to_come=others)
    _is_for(turn, first["who"])
    if first["services"]:
        turn.set(services=tuple(first["services"]))
    what = phrases.what(turn.dialog, first["services"]) if first["services"] else "the first one"
    turn.say("one_at_a_time", what=what)


def _in_order(visits: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """ "Mine first, please": the caller's own before the others, or after them."""
    mine = _ME_FIRST.search(text) is not None
    if mine == (_OTHER_FIRST.search(text) is not None):
        return visits
    return sorted(visits, key=lambda visit: (visit["who"] == "me") != mine)


def _on_its_day(visit: dict[str, Any], apart: dict[str, When]) -> dict[str, Any]:
    times = [apart[service] for service in visit["services"] if service in apart]
    return {**visit, "when": dump_when(times[0]) if times else None}


def goes_on(turn: Turn, answer: Booked) -> None:
    """After one of several was booked: the next, the same day."""
    left = int(turn.noted("to_book", 0))
    if not left:
        turn.note(next_visit=None, to_come=None)
        return
    row = answer.appointment
    visit, *later = turn.noted("to_come") or [_visit("other")]
    turn.replies[:] = [r for r in turn.replies if r.expects is None]
    turn.note(to_book=left - 1 or None, to_come=later or None, next_visit=True)
    services = tuple(visit["services"]) or row.services
    _is_for(turn, visit["who"])
    if visit["who"] == "same":
        _same_details(turn, row)
    turn.set(task="booking", target="", services=services)
    turn.set(wish=replace(turn.state.wish, times=(_when(turn, row, visit, services),)))
    if services == row.services:
        turn.say("next_one")
    else:
        turn.say("next_is", what=phrases.what(turn.dialog, services))
    booking.advance(turn)


def in_words(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with what it says of another visit: whose it is, and "right before that"."""
    text = plain(said.text)
    found = _MY_SON_TOO.search(text)
    if found is not None and said.slot("for_other") is None:
        said = replace(said, slots=(*said.slots, SlotValue("for_other", found["who"])))
    row = next((a for a in turn.state.found if a.id == turn.noted("just_booked")), None)
    services = [str(s.value) for s in said.slots if s.name == "service"]
    if row is not None and not services and FOR_ANOTHER.search(text):
        services = list(row.services)
    order = _order(text)
    if turn.state.task or row is None or not services or said.when is not None or not order:
        return said
    when = _when(turn, row, _visit("other", services, order), services)
    return replace(said, when=replace(when, text=text))


def adds(turn: Turn, said: Understanding) -> bool:
    """ "Could my son get a check-up right before that?", before the first is booked: it is next."""
    state = turn.state
    service = said.slot("service")
    if state.task != "booking" or state.chosen is None or service is None:
        return False
    text = plain(said.text)
    if not _MY_SON_TOO.search(text) or _YES_OR_NO.match(text):
        return False
    visit = _visit("other", [str(service.value)], _order(text))
    turn.note(to_book=int(turn.noted("to_book", 0)) + 1)
    turn.note(to_come=[*(turn.noted("to_come") or []), visit])
    turn.say("next_after", what=phrases.what(turn.dialog, visit["services"]))
    ask(turn, state.step)
    return True


def beside_a_yes(turn: Turn, said: Understanding) -> Understanding:
    """ "Yes, and one for my wife too": the yes alone, and another visit that is to come."""
    text = plain(said.text)
    found = FOR_ANOTHER.search(text)
    if turn.state.step != "confirm" or not said.has("affirm") or found is None:
        return said
    slots = tuple(s for s in said.slots if s.name not in ("service", "for_other", "people"))
    yes = replace(said, text=text[: found.start()], slots=slots, when=None, also=())
    if not agrees(turn, yes):
        return said
    services = [str(s.value) for s in said.slots if s.name == "service"]
    visit = _visit("other", services, _order(text))
    if said.when is not None and not visit["order"]:
        visit["when"] = dump_when(said.when)
    turn.note(to_book=int(turn.noted("to_book", 0)) + 1)
    turn.note(to_come=[*(turn.noted("to_come") or []), visit])
    return yes


def _visit(who: str, services: Sequence[str] = (), order: str = "") -> dict[str, Any]:
    """One visit that is to come. `who` it is for: the "same" person and the same things, another
    "thing" of theirs, the same person at another "place", somebody "other", or "me", the caller.
    No services: those of the one before.
    `begins` adds "when", where it has a time of its own.
    """
    return {"who": who, "services": list(services), "order": order}


def _alike(said: Understanding) -> list[dict[str, Any]]:
    """The same for so many."""
    text = plain(said.text)
    number, order = how_many(said), _order(text)
    if _CARS.search(text):
        return [_visit("thing", (), order)] * number
    mine = re.search(r"\b(?:me|myself|us|i and)\b", text)
    others = re.search(r"\b(?:my|our) \w", text)
    first = "me" if mine else "other" if others else "same"
    return [_visit(first), *[_visit("other", (), order)] * (number - 1)]


def _each(said: Understanding) -> list[dict[str, Any]]:
    """Who has what, where each of several people has something of their own; else empty."""
    text = said.text.lower()
    services = [(s.span[0], str(s.value)) for s in said.slots if s.name == "service"]
    people = [(m.start(), "me" if m[1] else "other") for m in _PERSON.finditer(text)]
    if len(people) == 1 and people[0][1] == "other" and (me := _I.search(text)):
        people = sorted([*people, (me.start(), "me")])
    if len(services) < 2 or not 2 <= len(people) <= _MOST or len({s for _, s in services}) < 2:
        return []
    order = _order(plain(text))
    apart = people[-1] < services[0] or services[-1] < people[0]
    if apart:
        if len(people) != len(services):
            return []
        pairs = zip(people, services, strict=True)
        return [_visit(who, [service], order) for (_, who), (_, service) in pairs]
    return [_visit(who, found, order) for who, found in _beside(people, services)]


def _at_places(said: Understanding) -> list[dict[str, Any]]:
    """ "A leaking tap at my house and a blocked sink at my mum's": one job for each place."""
    services = [str(s.value) for s in said.slots if s.name == "service"]
    places = {m["place"] for m in _AT_PLACE.finditer(said.text.lower())}
    if len(places) < 2 or len(set(services)) < 2:
        return []
    return [_visit("place", [service]) for service in dict.fromkeys(services)]


def _beside(
    people: Sequence[tuple[int, str]], services: Sequence[tuple[int, str]]
) -> list[tuple[str, list[str]]]:
    """Services with the person they stand beside: "a cleaning for me, a filling for my son"."""
    leads = people[0][0] < services[0][0]
    result = []
    for n, (at, who) in enumerate(people):
        if leads:
            start, end = at, people[n + 1][0] if n + 1 < len(people) else None
        else:
            start, end = people[n - 1][0] if n else -1, at
        own = [s for where, s in services if where > start and (end is None or where < end)]
        if own:
            result.append((who, own))
    return result


def _order(text: str) -> str:
    if _BEFORE.search(text):
        return "before"
    return "after" if _AFTER.search(text) or _AFTER_THAT.search(text) else ""


def _when(turn: Turn, row: Appointment, visit: dict[str, Any], services: Sequence[str]) -> When:
    """When a visit is wished for: on its own day, right before or after the one that was booked,
    or else on the same day as that."""
    if visit.get("when"):
        return load_when(visit["when"])
    if visit["order"] == "after":
        return _at(turn.local(row.end))
    if visit["order"] == "before":
        known = turn.dialog.business.service
        minutes = sum(s.duration_min for s in map(known, services) if s)
        return _at(turn.local(row.start) - timedelta(minutes=minutes))
    return whole_day(turn.local(row.start))


def _at(start: datetime) -> When:
    end = start + timedelta(minutes=1)
    return When(start, end, Grain.MINUTE, said=frozenset({"date", "time"}))


def _is_for(turn: Turn, who: str) -> None:
    """Whose visit is begun: the name is asked for again where it is somebody else's."""
    just = turn.noted("just_booked") and turn.noted("next_visit")
    if who in ("me", "other") and just:
        another_person(turn)
    if who in ("me", "other"):
        turn.note(somebody_else=True if who == "other" else None)


def _same_details(turn: Turn, row: Appointment) -> None:
    """The address or the car is the same; what only belongs to the job is asked again."""
    for step in turn.dialog.steps:
        value = row.details.get(step.slot)
        if value and not step.services:
            turn.keep(SlotValue(step.slot, value, value))
