"""When an answer fails: two different ways of asking again, then a person or a message."""

from __future__ import annotations

from zlib import crc32

from voicebot.dialog import hard_line, menus, phrases, wishes
from voicebot.dialog.asking import ask, own_step, question
from voicebot.dialog.model import Reply, Step
from voicebot.dialog.tasks import people
from voicebot.dialog.turn import FILLERS, Turn

MOST = 2
"""Repairs of one question; after them a person is offered."""
MOST_ASKED = 3
"""How often one question is asked in the same words' sense, whatever the answers were."""
MOST_REPEATED = 3
"""How often in a row the same words are said again on request."""
MOST_OFFERED = 9
"""Offers in a row for one wish; who takes none of them talks to a person."""
MOST_IN_CALL = 8
MOST_IF_LOUD = 4
"""Failures in one call, over all questions; after them the staff call back. On a loud line more of
them help less."""

TYPED_INSTEAD = {"ask_name_repair_2": "key_given", "ask_identify_repair_2": "key_family"}
"""Second repairs that ask to type a name, and which part of it."""
_SMALL = ("go_ahead", "hello")
"""What is said before a question, and not before that it leads nowhere."""


def failed(turn: Turn, preface: str = "") -> None:
    """The answer could not be used. `preface` names what went wrong, where it is known."""
    failures = turn.noted("failures", 0) + 1
    unheard = turn.noted("unheard", 0) + hard_line.is_loud(turn)
    attempts = turn.state.attempts + 1
    turn.failed = True
    turn.note(failures=failures, unheard=unheard)
    turn.set(attempts=attempts)
    too_many = failures > MOST_IN_CALL or unheard > MOST_IF_LOUD
    if too_many or (turn.state.step == "person" and turn.noted("asked_person")):
        give_up(turn)
    elif turn.state.step == "person":
        turn.note(asked_person=True)
        if preface:
            turn.say(preface)
        ask(turn, "person")
    elif attempts > MOST or hard_line.out_of_offers(turn):
        _offer_person(turn)
    else:
        _ask_again(turn, attempts, preface)


def _offer_person(turn: Turn) -> None:
    """Whether somebody should call. On a loud line the yes could not be heard: there it is done."""
    turn.note(about=turn.state.task)
    turn.say("not_working")
    if hard_line.is_loud(turn):
        give_up(turn)
    else:
        ask(turn, "person")


def _ask_again(turn: Turn, attempt: int, preface: str) -> None:
    step, hard = turn.state.step, hard_line.is_hard(turn)
    key = _repair_key(turn, step, MOST if hard else attempt)
    if preface == "out_of_scope" and not hard:
        turn.note(helped=True)
    if preface and attempt == 1 and not (hard and key):
        turn.say(preface)
        ask(turn, step)
    elif key:
        turn.note(menu_told=menus.TOLD.get(key, turn.noted("menu_told")))
        ask(turn, TYPED_INSTEAD.get(key, step), key)
        turn.set(attempts=attempt)
    else:
        turn.say(f"repair_{attempt}")
        ask(turn, step)


def _repair_key(turn: Turn, step: str, attempt: int) -> str:
    own: Step | None = own_step(turn, step)
    if own and len(own.repairs) >= attempt:
        return own.repairs[attempt - 1]
    asked = question(turn, step).key
    for key in (f"{asked}_repair_{attempt}", f"{step}_repair_{attempt}"):
        if key in turn.dialog.replies:
            return key
    return ""


def by_key(turn: Turn) -> None:
    """Ask once more, with the keys that answer it, and count no failure: nothing was heard."""
    turn.failed = True
    key = _repair_key(turn, turn.state.step, MOST)
    ask(turn, turn.state.step, key)


def end_circles(turn: Turn) -> None:
    """The same question for the fourth time, with nothing new known: a person instead.

    An answer to the caller's own question, or time to think, may come twice as often.
    """
    asked = next((r for r in turn.replies if r.expects is not None), None)
    if asked is None or turn.repeated or turn.ending is not None:
        return
    patient = turn.aside or asked.key in FILLERS
    seen = dict(turn.noted("questions", {}))
    name = _place(turn, asked, [r.key for r in turn.replies] if patient else [])
    seen[name] = seen.get(name, 0) + 1
    turn.note(questions=seen)
    turned_down = _turns_all_down(turn, asked) or hard_line.offered_too_often(turn, asked)
    if seen[name] <= MOST_ASKED * (2 if patient else 1) and not turned_down:
        return
    turn.replies[:] = [r for r in turn.replies if r is not asked and r.key not in _SMALL]
    circles = turn.noted("circles", 0) + 1
    turn.note(circles=circles)
    if circles > 1 or turn.state.step == "person":
        turn.note(about=turn.state.task)
        turn.say("not_working")
        give_up(turn)
    else:
        _offer_person(turn)


def _turns_all_down(turn: Turn, asked: Reply) -> bool:
    """Whether offer after offer was turned down, with no word about what would be better."""
    if asked.expects is None or asked.expects.step != "choice":
        return False
    told = str(crc32(repr((wishes.bare(turn.state.wish.times), turn.state.services)).encode()))
    before = turn.noted("offers", {})
    times = before.get("times", 0) + 1 if before.get("wish") == told else 1
    turn.note(offers={"wish": told, "times": times})
    return times > MOST_OFFERED


def _place(turn: Turn, asked: Reply, told: list[str]) -> str:
    """Where the talk stands: what is asked, and all that is known."""
    state = turn.state
    assert asked.expects is not None
    about = (
        asked.expects.step,
        told,
        sorted((name, str(value.value)) for name, value in state.slots.items()),
        (state.task, state.services, state.target),
        [visit.start.isoformat() for visit in state.found],
        wishes.bare(state.wish.times),
        sorted(set(wishes.bare(state.wish.excluded))),
        state.wish.staff,
        sorted(state.wish.not_staff),
        [slot.start.isoformat() for slot in (state.chosen, *state.offered) if slot],
        turn.noted("phone_part"),
        turn.noted("typed_keys"),
    )
    return str(crc32(repr(about).encode()))


def give_up(turn: Turn) -> None:
    """Nobody is lost: the staff call back, where a number is known."""
    turn.note(giving_up=True)
    if turn.state.task == "booking" and turn.state.chosen is not None:
        turn.replies[:] = [reply for reply in turn.replies if reply.key != "time_is_free"]
        turn.say("not_booked_too" if turn.noted("just_booked") else "not_booked")
    if turn.state.outcome == "callback" or turn.noted("called_back"):
        turn.say("callback_stands", reach=phrases.reach(turn))
        turn.say_through("goodbye")
        turn.end("callback")
        return
    if turn.dialog.policy.transfer_to or turn.reachable_at:
        people.human(turn)
    elif hard_line.is_loud(turn) and not _number_tried(turn):
        people.callback(turn)
    else:
        turn.say_through("give_up")
        turn.end("abandoned")


def _number_tried(turn: Turn) -> bool:
    """Whether a number to call back at was asked for often enough."""
    return turn.state.step == "message_phone" and turn.state.attempts > MOST


def silent(turn: Turn, times: int) -> None:
    """Nothing was said: are you there, then more help, then a polite end."""
    lost = hard_line.is_hard(turn) and hard_line.nothing_done(turn)
    if times >= 3 and lost and turn.reachable_at:
        turn.note(giving_up=True, about=turn.state.task)
        people.callback(turn)
    elif times >= 3:
        turn.say_through("silence_end")
        turn.end("abandoned")
    else:
        turn.say(f"silence_{times}")
        ask(turn, turn.state.step)


def repeat(turn: Turn) -> None:
    """Say again what was said last, without the small words before it.

    That is no failure; but who still does not hear it after some times hears it in other words.
    """
    heard = turn.noted("repeats", {})
    times = heard.get("times", 0) + 1 if heard.get("step") == turn.state.step else 1
    turn.note(repeats={"step": turn.state.step, "times": times})
    if times > MOST_REPEATED:
        turn.replies.clear()
        failed(turn)
        return
    turn.repeated = True
    said = [r for r in turn.state.said if r.key not in ("repeating", "slower", "louder")]
    turn.replies.extend(said)
    if not said:
        ask(turn, turn.state.step)
