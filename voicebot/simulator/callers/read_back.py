"""What a caller puts right in what is read back, and how often.

Only what was named is judged: who hears no name has none to correct. Each thing is put right a few
times; then the caller lets it be, and the calendar shows what came of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from voicebot.simulator.callers.ears import Heard, digits_in
from voicebot.simulator.callers.moments import NUMBERS, PLATE, moments
from voicebot.simulator.callers.scenario import Goal, Setting, Wish
from voicebot.simulator.callers.talk import Act, Talk
from voicebot.simulator.callers.wording import digits, spelled
from voicebot.simulator.values import plain, same_value

PATIENCE = 2
"""So often a caller puts one thing right, or says again what was not heeded."""
INSISTS = 3
"""So often it is said whom they want to come to, and where they are reached."""
_PHONE_DIGITS = 7
_SKIPPED = ("", "skip")
_NAMES_SOMEBODY = re.compile(r"\bthanks,|\breach you\b|\bcalling from\b", re.IGNORECASE)
"""In a read-back that names who comes: some remind of the time alone."""
_MOVED_FROM = re.compile(r"\b(?:move|goes|moving)\b[^.?!]*? from (?P<was>.*)", re.IGNORECASE)
_END = r"(?=,? and we\b|,? plate\b|,? for (?!the\b)|,? at |[.?!:]*$|: )"
_PLACE = re.compile(rf"\bat (?P<place>.+?){_END}")
_CAR = re.compile(rf"\bfor the (?P<car>[^,:]+?)(?:{_END}|(?=,))")


def wrong(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    """A correction of what was read back, if it needs one."""
    if goal.visit and goal.kind != "book":
        return _wrong_visit(talk, goal, heard) or _wrong_time(talk, goal, heard)
    if act := _wrong_time(talk, goal, heard):
        return act
    if talk.insisted < PATIENCE and _unheeded(talk, goal, heard):
        return talk.insist()
    if goal.kind != "book" or not heard.times:
        return None
    checks = (_wrong_service, _wrong_name, _wrong_staff, _wrong_detail, _wrong_number)
    return next((act for check in checks if (act := check(talk, goal, heard))), None)


def once_more(talk: Talk, goal: Goal, meaning: str) -> Act | None:
    """The correction in other words, for who asks what was wrong; none of what was none."""
    say = _AGAIN.get(meaning)
    if say is None and meaning.startswith("wrong_") and (slot := meaning[6:]) in _DETAILS:
        return talk.say(meaning, value=_told(_wanted(talk, goal, slot)))
    return say(talk, goal) if say is not None else None


_AGAIN: dict[str, Callable[[Talk, Goal], Act]] = {
    "wrong_name": lambda talk, _: talk.say("wrong_name", name=talk.whose),
    "wrong_service": lambda talk, goal: talk.say("wrong_service", service=talk.service(goal)),
    "wrong_staff": lambda talk, goal: talk.say("wrong_staff", staff=talk.named(goal.staff)),
    "wrong_phone": lambda talk, _: _number_said(talk),
}


# --- when ----------------------------------------------------------------------------------------


def _wrong_time(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    at = heard.times[-1] if heard.times else None
    if goal.kind == "cancel" or at is None or talk.fits(goal, at):
        return None
    return talk.say("wrong_time", when=talk.when(goal))


def _wrong_visit(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    """Another visit than the one that is to be moved or cancelled."""
    visit = talk.scenario.visit(goal.visit)
    known = Wish(visit.at.date(), at=visit.at.time())
    if goal.kind == "cancel":
        named = heard.times[-1:]
    else:
        was = _MOVED_FROM.search(" ".join(heard.asking))
        named = tuple(moments(was["was"], talk.setting.now)[:1]) if was else ()
    if not named or known.fits(named[0]) or not _as_in_the_diary(talk, goal):
        return None
    if not talk.corrects("visit", PATIENCE):
        return talk.give_up("the bot means another visit")
    return talk.say("wrong_visit", when=talk.wording.when(known))


def _as_in_the_diary(talk: Talk, goal: Goal) -> bool:
    """Whether nothing was done with the visit in this call yet."""
    before = all(earlier.visit != goal.visit for earlier in talk.goals[: talk.at])
    return before and (talk.changed is None or talk.changed.at != "done")


# --- what ----------------------------------------------------------------------------------------


def _unheeded(talk: Talk, goal: Goal, heard: Heard) -> bool:
    """Whether what the caller gave up is read back all the same: a service, an address, a car."""
    if talk.changed is None:
        return False
    before = talk.scenario.goals[talk.at]
    gone = [
        name.partition(" ")[2] or name
        for service in set(before.services) - set(goal.services)
        for name in talk.setting.words.get(service, ())
    ]
    gone += [old for slot, old in before.details.items() if goal.details[slot] != old]
    said = " ".join(plain(heard.text))
    return any(" ".join(plain(thing)) in said for thing in gone)


def services_named(setting: Setting, text: str) -> list[str]:
    """The services that a text names, by the names that callers have for them.

    Of names within one another the longest counts: "a men's cut" is no cut.
    """
    said = f" {' '.join(plain(text))} "
    found = [
        (at.start(), at.end() - 1, service)
        for service, names in setting.words.items()
        if all(name[:1].islower() for name in names)  # people have capitals
        for name in (*names, service.replace("_", " "))
        for at in re.finditer(f" {_bare(name)} ", said)
    ]
    whole = [
        service
        for first, last, service in sorted(found)
        if not any(a <= first and last <= b and b - a > last - first for a, b, _ in found)
    ]
    return list(dict.fromkeys(whole))


def _bare(name: str) -> str:
    words = plain(name)
    return " ".join(words[words[0] in ("a", "an") :])


def _wrong_service(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    named = services_named(talk.setting, " ".join(heard.asking))
    if not named or set(named) == set(goal.services) or not talk.corrects("service", PATIENCE):
        return None
    meant = talk.service(goal)
    if set(named) & set(goal.services):
        return talk.say("wrong_service", service=meant)
    other = " and ".join(_bare(talk.named(service)) for service in named)
    act = talk.say("wrong_service_not", service=meant, other=other)
    return replace(act, meaning="wrong_service")


# --- who -----------------------------------------------------------------------------------------


def _wrong_name(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    """Who is misheard spells the name; after two tries it will do as it is."""
    says_one = _NAMES_SOMEBODY.search(heard.text) or len(digits_in(heard.text)) >= _PHONE_DIGITS
    if not says_one or talk.hears_name(heard.text) or not talk.corrects("name", PATIENCE):
        return None
    act = talk.say("wrong_name", name=talk.whose)
    if talk.corrected["name"] == 1:
        return act
    return Act(f"{act.words}. {spelled(talk.whose.split()[-1])}", act.meaning)


def _wrong_staff(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    named = not goal.staff or mentioned(talk, goal.staff, heard.text)
    if named or not talk.corrects("staff", INSISTS):
        return None
    return talk.say("wrong_staff", staff=talk.named(goal.staff))


def mentioned(talk: Talk, staff: str, text: str) -> bool:
    """Whether somebody of the staff is named."""
    named = talk.setting.words.get(staff, (staff,))
    return any(name.split()[-1].lower() in text.lower() for name in named)


def _wrong_number(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    said = heard.text.lower()
    meant = digits(talk.person.reached_at)
    if "calling from" in said:
        ok = talk.person.reached_at == talk.person.calls_from
    elif "reach you at" in said or ", at " in said:
        ok = digits_in(said.rpartition(" at ")[2].partition(".")[0]).endswith(meant)
    else:
        ok = True
    return None if ok or not talk.corrects("phone", INSISTS) else _number_said(talk)


def _number_said(talk: Talk) -> Act:
    return talk.say("wrong_phone", phone=talk.wording.phone(talk.person.reached_at))


# --- the business's own questions ----------------------------------------------------------------


def _wrong_detail(talk: Talk, goal: Goal, heard: Heard) -> Act | None:
    """A car, a plate or an address that is another than the one that was given."""
    for slot, named in _DETAILS.items():
        wanted = _wanted(talk, goal, slot)
        read = (named(sentence, talk.setting.now) for sentence in heard.asking)
        said = next(filter(None, read), "") if wanted not in _SKIPPED else ""
        if said and not _same(talk, slot, wanted, said) and talk.corrects(slot, PATIENCE):
            return talk.say(f"wrong_{slot}", value=_told(wanted))
    return None


def _wanted(talk: Talk, goal: Goal, slot: str) -> str:
    return goal.details.get(slot) or talk.given.get((talk.at, slot), "")


def _same(talk: Talk, slot: str, wanted: str, said: str) -> bool:
    """By ear, names may sound alike; letters and digits that are read one by one have to be so."""
    if slot == "plate":
        return _code(wanted) == _code(said)
    return same_value(slot, wanted, said, talk.alike)


def _code(text: str) -> str:
    numbers = {word: str(value) for value, word in enumerate(NUMBERS[:10])} | {"oh": "0"}
    return "".join(numbers.get(word, word) for word in plain(text)).replace("o", "0")


def _told(value: str) -> str:
    """An answer without the words that made it a sentence: "It's a Ford Focus"."""
    return re.sub(r"^(?:it's|it is|that's) ", "", value, flags=re.IGNORECASE)


def _place_in(sentence: str, now: datetime) -> str:
    for found in _PLACE.finditer(sentence):
        place = found["place"]
        a_time = any(moment.at for moment in moments(found[0], now))
        if not (a_time or "number" in place or len(digits_in(place)) >= _PHONE_DIGITS):
            return place
    return ""


def _car_in(sentence: str, now: datetime) -> str:
    found = _CAR.search(sentence)
    return found["car"] if found else ""


def _plate_in(sentence: str, now: datetime) -> str:
    found = PLATE.search(sentence)
    return found["plate"] if found else ""


_DETAILS: dict[str, Callable[[str, datetime], str]] = {
    "car": _car_in,
    "plate": _plate_in,
    "address": _place_in,
}
"""What a caller listens for, and where it stands in a read-back."""
