"""Questions about the business: answered in the middle of anything, and then the talk goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from voicebot.booking.model import Resource, Service
from voicebot.dialog import opening, phrases, spoken
from voicebot.dialog.asking import own_step, target
from voicebot.dialog.listening import COMPARED, NAME_STEPS, asks, plain
from voicebot.dialog.model import Dialog, Topic
from voicebot.dialog.tasks import rota
from voicebot.dialog.turn import PUT_RIGHT_AT, Turn
from voicebot.understanding.intents import IntentMatcher, settle
from voicebot.understanding.model import Intent, IntentRule, SlotValue, Understanding
from voicebot.understanding.wording import fold

_ASKS_WHO = re.compile(r"(?:what|which|does|do|is|can)\b")
_FOLLOWS = re.compile(r"(?:and|what about|how about)\b")
_SHORT = 4
"""A question of fewer words is about what was talked of: "how much?"."""
_REFERS = re.compile(r"\b(?:that|it|this|one)\b")
Answer = Callable[[Turn, Understanding], bool]


def answer(turn: Turn, heard: Understanding) -> bool:
    """Answer what was asked; whether anything was."""
    told = False
    turn.note(asked_of=None)
    if "name" in turn.new and turn.state.step in NAME_STEPS and "?" not in heard.text:
        return False
    if own_step(turn, turn.state.step) and not asks(heard.text):
        return False
    if turn.state.step in NAME_STEPS and turn.noted("asked_at_name") == plain(heard.text):
        return False  # said twice where a name is asked for, the words were no question
    if turn.topic is not None:
        turn.say(turn.topic.reply, **values(turn))
        told = True
    wishes = turn.state.step != "help" and turn.new & {"when", "service", "staff", "phone"}
    for intent, reply in ANSWERS.items():
        if (intent == "ask_other" and wishes) or _is_told(turn, intent):
            continue
        if intent == "ask_phone" and turn.state.step in PUT_RIGHT_AT and not asks(heard.text):
            continue  # "no, the number": the caller's, that was read back
        if heard.has(intent) and not (turn.topic and _covered(intent, heard)):
            told = reply(turn, heard) or told
            again = intent in ("ask_hours", "ask_price") or turn.noted("asked_of")
            turn.note(asked=intent if again else None)
    if told:
        at_name = turn.state.step in NAME_STEPS
        turn.note(asked_at_name=plain(heard.text) if at_name else None)
        turn.achieve("informed")
    return told


def _is_told(turn: Turn, intent: str) -> bool:
    """Whether words that sound like a question told something: "use her number, it's ..."."""
    if intent == "ask_service":
        return any(reply.key == "next_after" for reply in turn.replies)
    return intent == "ask_phone" and "phone" in turn.new


def _covered(intent: str, heard: Understanding) -> bool:
    """Whether the business's own topic has answered this already."""
    if intent == "ask_price":
        return heard.slot("service") is None
    return intent in ("ask_other", "ask_service", "ask_staff", "ask_address")


def as_question(turn: Turn, heard: Understanding) -> Understanding:
    """An utterance that asks without saying so: "and on Sunday?", "does Renee do color?"."""
    text = plain(heard.text)
    if rota.asks_who_works(turn, heard):
        others = tuple(i for i in heard.intents if i.name not in _OF_VISITS)
        return _with(replace(heard, intents=others), "ask_staff")
    plainly = all(intent.name in ("provide_info", "out_of_scope") for intent in heard.intents)
    if turn.state.task or not plainly:
        return heard
    if heard.slot("staff") and heard.when is None and _ASKS_WHO.match(text):
        return _with(heard, "ask_staff")
    last = str(turn.noted("asked", ""))
    if last and _FOLLOWS.match(text) and (heard.when or heard.slot("service")):
        who = turn.noted("asked_of")
        slots = (*heard.slots, SlotValue("staff", who)) if who else heard.slots
        return _with(replace(heard, slots=slots), last)
    return heard


def _with(heard: Understanding, intent: str) -> Understanding:
    return replace(heard, intents=(*heard.intents, Intent(intent)))


def topic_of(dialog: Dialog, text: str) -> Topic | None:
    """The business's own topic that the words ask for."""
    topics = dialog.topics
    hits = settle(_matcher(topics).matches(fold(text).text))
    return next((t for hit in hits for t in topics if t.id == hit.intent), None)


def beside(dialog: Dialog, topic: Topic, text: str) -> str:
    """The words around those that ask for a topic, folded."""
    rest = folded = fold(text).text
    for hit in reversed(_matcher(dialog.topics).matches(folded)):
        if hit.intent == topic.id:
            rest = f"{rest[: hit.span[0]]} {rest[hit.span[1] :]}"
    return rest


def holds(folded: str, words: str) -> bool:
    """Whether some words are in a folded text."""
    return bool(words) and fold(words).text in folded


@lru_cache(maxsize=32)
def _matcher(topics: tuple[Topic, ...]) -> IntentMatcher:
    return IntentMatcher([IntentRule(t.id, t.patterns) for t in topics])


_OF_VISITS = ("ask_availability", "ask_staff", "ask_hours", "ask_other", "request_alternatives")
"""What "is Dana in tomorrow?" sounds like beside the question that it is."""
_WISHES = ("cancel", "reschedule", "request_alternatives", "ask_availability", "correct", "choose")


def only_asks(turn: Turn, heard: Understanding) -> Understanding:
    """A question that goes on where the talk was ("can I cancel later?"), without what sounds like
    a wish in it."""
    if turn.topic is None or turn.topic.then != "resume":
        return heard
    return replace(
        heard,
        intents=tuple(i for i in heard.intents if i.name not in _WISHES),
        slots=tuple(s for s in heard.slots if s.name not in ("choice", "staff_unknown")),
        when=None if heard.when and plain(heard.when.text) in COMPARED else heard.when,
    )


def values(turn: Turn) -> dict[str, str]:
    """What the answer to a question of the business's own may name."""
    visit = target(turn)
    services = visit.services if visit else turn.state.services
    return {
        "service": phrases.bare(turn.dialog, turn.state.services),
        "until": _until(turn, services),
        "people": team(turn),
    }


def _until(turn: Turn, services: Sequence[str]) -> str:
    """Until when these may be moved and cancelled; of what is not known yet, the earliest."""
    known = turn.dialog.business.services
    about = [s for s in known if s.id in services] or known
    minutes = max(max(s.cancel_until_min, s.reschedule_until_min) for s in about)
    return f"up to {spoken.duration(minutes)} before it" if minutes else "until it begins"


def _hours(turn: Turn, heard: Understanding) -> bool:
    day = rota.day_of(turn, heard)
    business = turn.dialog.business
    if day is None and "now" in plain(heard.text).split():
        return _open_now(turn)
    if day is None:
        turn.say("hours", hours=opening.week(business.hours, turn.now.date()), closed=_closed(turn))
        return True
    hours, reason = opening.hours_on(business, day)
    values = {
        "day": rota.on_day(turn, day),
        "hours": opening.spans(hours),
        "reason": reason,
    }
    if hours:
        turn.say("hours_on", **values)
    else:
        turn.say("closed_for" if reason else "closed_on", **values)
    return True


def _open_now(turn: Turn) -> bool:
    business = turn.dialog.business
    until = opening.open_until(business, turn.now)
    if until is not None:
        turn.say("open_now", until=spoken.clock(until))
        return True
    opens = opening.next_opening(business, turn.now)
    when = f"{rota.on_day(turn, opens[0])} at {spoken.clock(opens[1])}" if opens else "soon"
    turn.say("closed_now", when=when)
    return True


def _closed(turn: Turn) -> str:
    days = opening.closed_days(turn.dialog.business, turn.now.date())
    return f"closed on {days} and public holidays" if days else "open every day"


def _address(turn: Turn, heard: Understanding) -> bool:
    turn.say("address")
    return True


def _phone(turn: Turn, heard: Understanding) -> bool:
    turn.say("our_phone")
    return True


def _services(turn: Turn, heard: Understanding) -> list[Service]:
    ids = [str(s.value) for s in heard.slots if s.name == "service"]
    text = plain(heard.text)
    if not ids and (turn.state.task or _REFERS.search(text) or len(text.split()) < _SHORT):
        ids = list(turn.state.services)
    return [s for s in turn.dialog.business.services if s.id in ids]


def _price(turn: Turn, heard: Understanding) -> bool:
    services = _services(turn, heard)
    if services:
        for service in services:
            turn.say("price", **_service_values(turn, service))
        return True
    priced = [s for s in turn.dialog.business.services if s.price][:3]
    listed = [f"{phrases.what(turn.dialog, [s.id])} {spoken.prices(s.price)}" for s in priced]
    turn.say("prices", prices=spoken.listing(listed))
    return True


def _service_values(turn: Turn, service: Service) -> dict[str, str]:
    return {
        "what": phrases.what(turn.dialog, [service.id]),
        "service": phrases.bare(turn.dialog, [service.id]),
        "price": spoken.prices(service.price) or "priced by what is needed",
        "duration": spoken.duration(service.duration_min),
    }


def _service(turn: Turn, heard: Understanding) -> bool:
    asked = [str(s.value) for s in heard.slots if s.name == "service"]
    known = [s for s in turn.dialog.business.services if s.id in asked]
    if known:
        turn.say("yes_we_do", **_service_values(turn, known[0]))
        return True
    names = [phrases.bare(turn.dialog, [s.id]) for s in turn.dialog.business.services]
    turn.say("services", services=spoken.listing(names))
    return True


def team(turn: Turn) -> str:
    """Everybody on the staff, in a sentence."""
    people = [r for r in turn.dialog.business.resources if r.kind == "staff"]
    return spoken.listing([phrases.who(turn.dialog, r.id) for r in people])


def _staff(turn: Turn, heard: Understanding) -> bool:
    asked = heard.slot("staff")
    people = [r for r in turn.dialog.business.resources if r.kind == "staff"]
    person = next((r for r in people if asked and r.id == asked.value), None)
    with_whom = _with_whom(turn) if person is None else ""
    day = rota.day_of(turn, heard)
    if person is None and day and rota.asks_who_works(turn, heard):
        there = spoken.listing(rota.at_work(turn, day)) or "nobody"
        turn.say("staff_that_day", people=there, day=rota.on_day(turn, day))
    elif person is None:
        turn.say("staff", people=with_whom or team(turn))
    elif heard.slot("service") or not rota.tell(turn, person, heard):
        _one_of_staff(turn, person, heard)
    return True


def _with_whom(turn: Turn) -> str:
    """ "Who's that with?": those whose times are on offer or were picked."""
    slots = [turn.state.chosen] if turn.state.chosen else turn.state.offered
    ids = dict.fromkeys(slot.staff_id for slot in slots if slot and slot.staff_id)
    return spoken.listing([phrases.who(turn.dialog, staff) for staff in ids])


def _one_of_staff(turn: Turn, person: Resource, heard: Understanding) -> None:
    who = phrases.who(turn.dialog, person.id)
    asked = heard.slot("service")
    services = spoken.listing([phrases.bare(turn.dialog, [s]) for s in person.services])
    if asked is None:
        turn.say("staff_member", who=who, services=services)
    else:
        does = "staff_does" if asked.value in person.services else "staff_does_not"
        turn.say(does, who=who, service=phrases.bare(turn.dialog, [str(asked.value)]))


def _other(turn: Turn, heard: Understanding) -> bool:
    turn.say("no_answer")
    return True


ANSWERS: dict[str, Answer] = {
    "ask_hours": _hours,
    "ask_address": _address,
    "ask_phone": _phone,
    "ask_price": _price,
    "ask_service": _service,
    "ask_staff": _staff,
    "ask_other": _other,
}
