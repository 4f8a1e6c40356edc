"""When an answer fails: two different ways of asking again, then a person or a message."""

from __future__ import annotations

from zlib import crc32

from voicebot.dialog.asking import ask, own_step, question
from voicebot.dialog.model import Step
from voicebot.dialog.tasks import people
from voicebot.dialog.turn import FILLERS, Turn

MOST = 2
"""Repairs of one question; after them a person is offered."""
MOST_ASKED = 3
"""How often one question is asked in the same words' sense, whatever the answers were."""
MOST_IN_CALL = 8
"""Failures in one call, over all questions; after them the staff call back."""


def failed(turn: Turn, preface: str = "") -> None:
    """The answer could not be used. `preface` names what went wrong, where it is known."""
    failures = turn.noted("failures", 0) + 1
    attempts = turn.state.attempts + 1
    turn.failed = True
    turn.note(failures=failures)
    turn.set(attempts=attempts)
    if failures > MOST_IN_CALL or turn.state.step == "person":
        give_up(turn)
    elif attempts > MOST:
        turn.note(about=turn.state.task)
        turn.say("not_working")
        ask(turn, "person")
    else:
        _ask_again(turn, attempts, preface)


def _ask_again(turn: Turn, attempt: int, preface: str) -> None:
    step = turn.state.step
    key = _repair_key(turn, step, attempt)
    if preface == "out_of_scope":
        turn.note(helped=True)
    if preface and attempt == 1:
        turn.say(preface)
        ask(turn, step)
    elif key:
        ask(turn, step, key)
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


def end_circles(turn: Turn) -> None:
    """The same question for the fourth time, with nothing new in it: a person instead."""
    asked = next((r for r in turn.replies if r.expects is not None), None)
    if asked is None or asked.key in FILLERS or turn.aside or turn.ending is not None:
        return
    assert asked.expects is not None
    step = asked.expects.step
    if step in ("help", "person"):
        turn.note(questions=None)
        return
    about = f"{step} {sorted(asked.values.items())} {turn.state.services} {turn.state.chosen}"
    seen = dict(turn.noted("questions", {}))
    name = str(crc32(about.encode()))
    seen[name] = seen.get(name, 0) + 1
    turn.note(questions=seen)
    if seen[name] > MOST_ASKED:
        turn.replies.remove(asked)
        turn.note(questions=None, about=turn.state.task)
        turn.say("not_working")
        ask(turn, "person")


def give_up(turn: Turn) -> None:
    """Nobody is lost: the staff call back, where a number is known."""
    turn.note(giving_up=True)
    if turn.dialog.policy.transfer_to or turn.reachable_at:
        people.human(turn)
    else:
        turn.say_through("give_up")
        turn.end("abandoned")


def silent(turn: Turn, times: int) -> None:
    """Nothing was said: are you there, then more help, then a polite end."""
    if times >= 3:
        turn.say_through("silence_end")
        turn.end("abandoned")
    else:
        turn.say(f"silence_{times}")
        ask(turn, turn.state.step)


def repeat(turn: Turn) -> None:
    """Say again what was said last, without the small words before it."""
    said = [r for r in turn.state.said if r.key not in ("repeating", "slower", "louder")]
    turn.replies.extend(said)
    if not said:
        ask(turn, turn.state.step)
