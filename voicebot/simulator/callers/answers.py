"""What a caller answers to each question, from what it wants and what it just heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from voicebot.simulator.callers.ears import Heard
from voicebot.simulator.callers.moments import Moment
from voicebot.simulator.callers.read_back import mentioned, once_more, wrong
from voicebot.simulator.callers.scenario import Goal, Wish
from voicebot.simulator.callers.talk import Act, Talk
from voicebot.simulator.callers.wording import digits, on_keys, spelled

NOT_TIMES = ("message", "person", "ask", "check", "cancel")
"""Goals of callers who want no time, and take none that is offered."""


def _at_help(talk: Talk, heard: Heard) -> Act:
    return talk.open()


def _at_more(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is not None and talk.opened and goal.kind not in ("ask", "robot"):
        unheard = "again" in heard.told  # that is counted already
        talk.again += not unheard
        by_key = bool(heard.menu) and talk.person.presses
        most = talk.person.patience if unheard else 3 if goal.says or by_key else 2
        if talk.again >= most:
            return talk.give_up(f"the bot is done, but not with {goal.kind}")
    return talk.open()


def _at_service(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None or not goal.services:
        return talk.open()
    talk.opened = True
    return talk.say("service", service=talk.service(goal))


def _at_usual(talk: Talk, heard: Heard) -> Act:
    """Whether it is what they always have: yes, yes but with somebody else, or something else."""
    goal = talk.goal
    if goal is None or goal.kind not in ("book", "change_mind"):
        return talk.say("no")
    if not all(_named(talk, service, heard.text) for service in goal.services):
        return talk.say("usual_not", service=talk.service(goal))
    if goal.staff and not mentioned(talk, goal.staff, heard.text):
        return talk.say("usual_with", staff=talk.named(goal.staff))
    return talk.say("yes")


def _named(talk: Talk, service: str, text: str) -> bool:
    """Whether a service is named by one of the names that the caller has for it."""
    names = talk.setting.words.get(service, (service.replace("_", " "),))
    return any(name.removeprefix("a ").lower() in text.lower() for name in names)


def _at_when(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None or goal.kind not in ("book", "move", "change_mind"):
        return _at_help(talk, heard)
    if goal.settles and "unavailable" in heard.told:
        talk.settled.add(talk.at)
    if goal.staff and not talk.named_staff:
        talk.named_staff = True
        return talk.say("when_staff", when=talk.when(goal), staff=talk.named(goal.staff))
    return talk.say("when", when=talk.when(goal))


def _at_offer(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None:
        return talk.say("no")
    if goal.kind == "emergency":
        return talk.say("first" if len(heard.times) > 1 else "only")
    if goal.kind in NOT_TIMES:
        talk.again += 1
        return talk.say("no") if talk.again == 1 else talk.open()
    if talk.left_to_refuse.get(talk.at, 0) > 0:
        talk.left_to_refuse[talk.at] -= 1
        return talk.say("later")
    return _pick(talk, goal, heard)


def _pick(talk: Talk, goal: Goal, heard: Heard) -> Act:
    fits = [n for n, moment in enumerate(heard.times) if talk.fits(goal, moment)]
    if fits and len(heard.times) == 1:
        return talk.say("only")
    if fits:
        return _pick_one(talk, heard.times, fits[0])
    if goal.settles and talk.at not in talk.settled and talk.said_when:
        talk.settled.add(talk.at)
        return _pick(talk, goal, heard)
    talk.again += 1
    if talk.again > talk.person.patience:
        return talk.give_up("no offer suits")
    if not talk.said_when:
        return _at_when(talk, heard)
    return talk.say("when_else", when=talk.when(goal))


def _pick_one(talk: Talk, times: Sequence[Moment], n: int) -> Act:
    at = times[n].at
    apart = len({m.at for m in times}) == len(times) and times[n].until is None
    if at is not None and apart and talk.chance.random() < 0.4:
        return talk.say("pick_time", time=talk.wording.clock(at))
    return talk.say("first" if n == 0 else "second")


def _at_name(talk: Talk, heard: Heard) -> Act:
    if "spell" in heard.text.lower():
        return Act(f"{talk.whose}. {spelled(talk.whose.split()[-1])}", "name")
    return talk.say("name", name=talk.whose)


def _at_sure_name(talk: Talk, heard: Heard) -> Act:
    if talk.hears_name(heard.text):
        return talk.say("yes")
    return talk.say("wrong_name", name=talk.whose)


def _at_spelling(talk: Talk, heard: Heard) -> Act:
    """Most are glad not to have to spell."""
    if "keypad" in heard.text.lower() and talk.chance.random() < 0.6:
        return _at_key_family(talk, heard)
    return talk.say("spelling", spelled=spelled(talk.whose.split()[-1]))


def _at_key_given(talk: Talk, heard: Heard) -> Act:
    return _typed(talk, talk.whose.split()[0])


def _at_key_family(talk: Talk, heard: Heard) -> Act:
    return _typed(talk, talk.whose.split()[-1])


def _typed(talk: Talk, name: str) -> Act:
    """One in four forgets the hash key, and waits."""
    hash_key = "" if talk.chance.random() < 0.25 else "#"
    return Act(keys=on_keys(name) + hash_key, meaning="name")


def _at_phone(talk: Talk, heard: Heard) -> Act:
    number = _visit_phone(talk) or talk.person.reached_at
    if talk.again >= 2 and "keypad" in heard.text.lower():
        return Act(keys=digits(number) + "#", meaning="phone")
    return talk.say("phone", phone=talk.wording.phone(number))


def _visit_phone(talk: Talk) -> str:
    goal = talk.goal
    if goal is None or not goal.visit or goal.kind == "book":
        return ""
    return talk.scenario.visit(goal.visit).phone


def _at_detail(talk: Talk, heard: Heard) -> Act:
    """The business's own question: what is known of it, another wording every time."""
    if talk.goal is not None and heard.asked in talk.goal.details:
        return _detail(talk, heard.asked, talk.goal.details[heard.asked])
    values = talk.setting.details.get(heard.asked, ())
    if not values:
        return talk.say("skip")
    first = values.index(talk.person.details[heard.asked])
    value = values[(first + talk.detailed.count(heard.asked)) % len(values)]
    talk.detailed.append(heard.asked)
    return _detail(talk, heard.asked, value)


def _detail(talk: Talk, slot: str, value: str) -> Act:
    talk.given[talk.at, slot] = value
    return Act(value, "detail")


def _at_message(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    text = goal.text if goal is not None else ""
    return Act(text or "Please call me back", "message_text")


def _at_confirm(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None:
        return talk.say("no")
    if goal.kind == "change_mind":
        return talk.say("never_mind")
    if goal.kind == "move" and "cancel" in heard.text.lower():
        return talk.say("not_cancel")
    if goal.kind in NOT_TIMES and (goal.kind != "cancel" or "book" in heard.text.lower()):
        return talk.say("no")
    if goal.kind in ("book", "move", "cancel") and (act := wrong(talk, goal, heard)):
        return act
    return _confirmed(talk, goal) if goal.kind in ("book", "move") else talk.say("yes")


def _confirmed(talk: Talk, goal: Goal) -> Act:
    if goal.becomes is None:
        return talk.say("yes")
    talk.goals[talk.at] = replace(goal, wish=goal.becomes, becomes=None, settles=None)
    talk.settled.discard(talk.at)
    return talk.say("changed_mind", when=talk.wording.when(goal.becomes))


def _at_change(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None or goal.kind == "change_mind":
        return talk.say("never_mind")
    if talk.changed is not None and talk.changed.wish is None:
        return talk.insist()
    return once_more(talk, goal, talk.last.meaning) or talk.say("when", when=talk.when(goal))


def _at_which(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    if goal is None or not goal.visit:
        return talk.say("first")
    at = talk.scenario.visit(goal.visit).at
    wish = Wish(at.date(), at=at.time())
    for n, moment in enumerate(heard.times[:2]):
        if wish.fits(moment) and talk.chance.random() < 0.5:
            return talk.say("first" if n == 0 else "second")
    return talk.say("which", when=talk.wording.when(wish))


def _at_person(talk: Talk, heard: Heard) -> Act:
    goal = talk.goal
    wants = goal is not None and (goal.kind == "person" or "callback" in goal.ends)
    return talk.say("yes" if wants else "no")


def _at_there(talk: Talk, heard: Heard) -> Act:
    return talk.last if talk.last.words else talk.say("here")


def _at_same_day(talk: Talk, heard: Heard) -> Act:
    return talk.say("yes")


ANSWERS: dict[str, Callable[[Talk, Heard], Act]] = {
    "help": _at_help,
    "more": _at_more,
    "service": _at_service,
    "usual": _at_usual,
    "when": _at_when,
    "offer": _at_offer,
    "name": _at_name,
    "name_other": _at_name,
    "sure_name": _at_sure_name,
    "spelling": _at_spelling,
    "key_given": _at_key_given,
    "key_family": _at_key_family,
    "phone": _at_phone,
    "car": _at_detail,
    "plate": _at_detail,
    "address": _at_detail,
    "reason": _at_detail,
    "message": _at_message,
    "confirm": _at_confirm,
    "change": _at_change,
    "which": _at_which,
    "person": _at_person,
    "there": _at_there,
    "same_day": _at_same_day,
}
"""By what was asked, as `voicebot.simulator.callers.ears` names it."""
