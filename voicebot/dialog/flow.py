"""Going on: the next thing of the task at hand, the open question again, or the end."""

from __future__ import annotations

from voicebot.dialog import hard_line
from voicebot.dialog.asking import ask
from voicebot.dialog.tasks import booking, changing, people, repair
from voicebot.dialog.turn import Turn

_OF_A_VISIT = ("moving", "cancelling")
"""Tasks that go on with the visit they were about."""


def advance(turn: Turn) -> None:
    """Go on with the task: say or ask the next thing."""
    _next(turn)
    settle(turn)


def settle(turn: Turn) -> None:
    """After a task that is done: the one that it interrupted, or what else there is."""
    if not turn.finished:
        return
    turn.finished = False
    *before, task = turn.state.stack or ("",)
    turn.set(task=task, stack=tuple(before))
    if task and task not in _OF_A_VISIT:
        turn.set(target="")
    advance(turn)


def _next(turn: Turn) -> None:
    if turn.noted("dropped"):
        turn.note(dropped=None)
        return
    match turn.state.task:
        case "booking":
            booking.advance(turn)
        case "moving" | "cancelling" | "checking":
            changing.advance(turn)
        case "message":
            people.message(turn)
        case "callback":
            people.callback(turn)
        case _:
            ask(turn, "help")


def resume(turn: Turn) -> None:
    """After an aside: the question that was open, again."""
    if turn.state.step == "start":
        advance(turn)
    else:
        ask(turn, turn.state.step)


def goodbye(turn: Turn) -> None:
    """Nothing is left in the dark: an unfinished booking is said not to be made."""
    if hard_line.doubts_farewell(turn):
        repair.failed(turn)
        return
    if turn.state.task == "booking":
        turn.say(booking.not_booked(turn))
    turn.say_through("goodbye")
    turn.end("goodbye")
