"""Reaching a person: transfer, call-back, message, emergency, and "stop calling me"."""

from __future__ import annotations

from voicebot.booking.model import CalendarAnswer, TakeMessage, Taken
from voicebot.dialog import hard_line, opening, phrases
from voicebot.dialog.asking import ask
from voicebot.dialog.listening import take_in
from voicebot.dialog.privacy import without_cards
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding

ASKED = "asked for a person"
_WELL_HEARD = 0.5
_HALF_HEARD = 0.8
"""Of a single word as a name: below, the other one was most likely misheard."""
_FAREWELLS = ("goodbye", "silence_end", "give_up", "abuse_end", "emergency_end")
_UNDER_WAY = {"book", "move", "cancel", "callback", "message", "passed_on", "emergency"}
"""Purposes of requests to the calendar that change or keep something."""
_OPEN = ("booking", "moving", "cancelling")
_TELLING = 4
"""Fewer words say nothing that the staff need: "a person, please"."""


def human(turn: Turn, said: str = "") -> None:
    """Put through while somebody is there to pick up; else the staff call back.

    `said` are the words that asked for a person: the staff get them, and the caller is told that
    nobody can come now.
    """
    number = turn.dialog.policy.transfer_to
    if number and opening.is_open(turn.dialog.business, turn.now):
        turn.say_through("transferring")
        turn.end("transferred", number)
        return
    if said:
        turn.say("nobody_now")
    if turn.noted("called_back") and not turn.state.task:
        turn.say("callback_stands", reach=phrases.reach(turn))
        ask(turn, "help")
        return
    callback(turn, _in_words(turn, said))


def _in_words(turn: Turn, said: str) -> str:
    """The caller's own words, and what the talk was about where it was about something."""
    wanted = str(turn.noted("callback_why") or _wanted(turn))
    if len(said.split()) < _TELLING:
        return wanted
    return f"{said} ({wanted})" if wanted != ASKED else said


def callback(turn: Turn, why: str = "") -> None:
    """Note that the caller wants to be called; their number is asked for where none is known."""
    turn.note(callback_why=why or turn.noted("callback_why") or _wanted(turn))
    if not turn.reachable_at:
        turn.set(task="callback")
        ask(turn, "message_phone", "ask_number_by_keys" if turn.noted("giving_up") else "")
        return
    turn.request(
        TakeMessage(
            "callback",
            without_cards(str(turn.noted("callback_why", ""))),
            turn.known("name"),
            turn.reachable_at,
        ),
        "callback",
    )


def _wanted(turn: Turn) -> str:
    """What the staff should know: what the caller was about."""
    about = turn.state.task or turn.noted("about", "")
    what = {
        "booking": "wants to book",
        "moving": "wants to move an appointment",
        "cancelling": "wants to cancel an appointment",
        "checking": "asks after an appointment",
    }.get(str(about), ASKED)
    if not turn.state.services:
        return what
    chosen, told = turn.state.chosen, [phrases.bare(turn.dialog, turn.state.services)]
    if chosen is not None and about == "booking":
        told.append(phrases.when(turn, turn.state.services, chosen.start, full=True))
    return f"{what}: {', '.join(told)}"


def rang_off(turn: Turn) -> TakeMessage | None:
    """What the staff should know of a caller who rang off: one who was hardly heard and came to
    nothing is to be called. None of anybody else, nor where something is still under way."""
    state = turn.state
    unheard = hard_line.is_hard(turn) or (state.task and hard_line.is_loud(turn))
    left = any(reply.key in _FAREWELLS for reply in state.said)
    if not unheard or left or set(state.pending) & _UNDER_WAY or turn.noted("called_back"):
        return None
    if not turn.reachable_at or not hard_line.nothing_done(turn):
        return None
    if not state.task and turn.noted("helped"):
        return None
    wanted = _wanted(turn)
    words = f"rang off, and was hard to hear{'' if wanted == ASKED else f': {wanted}'}"
    return TakeMessage("callback", words, turn.known("name"), turn.reachable_at)


def for_the_team(turn: Turn, said: Understanding) -> None:
    """What only the staff can tell: they call back, and are told who it is.

    What was being booked, moved or cancelled is gone on with afterwards.
    """
    name = said.slot("name")
    if name is not None and name.certainty >= _WELL_HEARD:
        turn.keep(name)
    if turn.state.task in _OPEN:
        turn.set(stack=(*turn.state.stack, turn.state.task))
    turn.set(task="callback")
    if turn.known("name"):
        callback(turn, said.text)
        return
    turn.note(callback_why=said.text)
    ask(turn, "message_name")


def signs(turn: Turn) -> bool:
    """The name that was told after a message or a call-back without one: the staff get it, too."""
    if not turn.noted("unsigned"):
        return False
    turn.note(unsigned=None)
    name = turn.known("name")
    words = f"The message just left under this number is from {name}"
    turn.request(TakeMessage("message", words, name, turn.reachable_at), "passed_on")
    return True


def _note_unsigned(turn: Turn) -> None:
    turn.note(unsigned=None if turn.known("name") else True)


def callback_answered(turn: Turn, answer: CalendarAnswer) -> None:
    turn.note(callback_why=None)
    if turn.state.stack and not turn.noted("giving_up") and isinstance(answer, Taken):
        turn.achieve("callback")
        turn.note(called_back=True)
        _note_unsigned(turn)
        turn.say("callback_noted", reach=phrases.reach(turn))
        turn.finished = True
        return
    turn.set(task="", offered=(), chosen=None)
    if not isinstance(answer, Taken):
        turn.say("trouble")
        turn.end("failed")
        return
    turn.achieve("callback")
    turn.note(called_back=True)
    _note_unsigned(turn)
    turn.say("callback_noted", reach=phrases.reach(turn))
    if turn.noted("giving_up"):
        turn.say_through("goodbye")
        turn.end("callback")
    else:
        ask(turn, "help")


def message(turn: Turn) -> None:
    """The next thing a message needs: its words, a name, a number."""
    if not turn.noted("message"):
        ask(turn, "message")
    elif not turn.known("name") and not turn.noted("no_name"):
        ask(turn, "message_name")
    elif _half_a_name(turn):
        turn.note(half_name=True)
        ask(turn, "message_name")
    elif not turn.reachable_at and not turn.noted("no_phone"):
        ask(turn, "message_phone")
    else:
        turn.request(
            TakeMessage(
                "message",
                without_cards(str(turn.noted("message"))),
                turn.known("name"),
                turn.reachable_at,
            ),
            "message",
        )


def _half_a_name(turn: Turn) -> bool:
    """Whether a single doubtful word is all there is of it; that is asked about once."""
    name = turn.state.slots.get("name")
    if name is None or turn.noted("half_name"):
        return False
    return len(str(name.value).split()) == 1 and name.certainty < _HALF_HEARD


def message_said(turn: Turn, heard: Understanding) -> None:
    """At "what shall I pass on?": all that was said is the message."""
    person = turn.noted("message_for")
    text = f"For {person}: {heard.text}" if person else heard.text
    turn.note(message=without_cards(text), message_for=None)
    message(turn)


def pass_on(turn: Turn, said: Understanding) -> None:
    """Keep what was just said as a message. Who cannot be told by a number is asked for a name."""
    for value in (said.slot("name"), said.slot("phone")):
        if value is not None and value.certainty >= _WELL_HEARD:
            turn.keep(value)
    if turn.known("name") or turn.reachable_at or turn.state.found:
        turn.request(
            TakeMessage("message", without_cards(said.text), turn.known("name"), turn.reachable_at),
            "passed_on",
        )
        return
    if turn.state.task == "booking":
        turn.set(stack=("booking",))
    turn.set(task="message")
    turn.note(message=said.text, no_phone=True)
    message(turn)


def passed_on(turn: Turn, answer: CalendarAnswer) -> bool:
    """The talk goes on after this; the caller is told only what was really kept."""
    turn.say("passed_on" if isinstance(answer, Taken) else "trouble")
    if isinstance(answer, Taken):
        _note_unsigned(turn)
        turn.achieve("message")
    return True


def message_answered(turn: Turn, answer: CalendarAnswer) -> None:
    turn.finished = True
    turn.note(message=None, no_name=None, no_phone=None)
    if isinstance(answer, Taken):
        turn.achieve("message")
        turn.say("message_taken")
    else:
        turn.say("trouble")


def emergency(turn: Turn, heard: Understanding) -> None:
    """What to do at once, an alarm for the staff, then a person, the urgent service or the end.

    Only danger to life ends the call; of anything else the caller is still to be helped.
    """
    if heard.slot("danger"):
        turn.note(danger=True)
    else:
        turn.new = take_in(turn, heard)
        if heard.slot("service") and not turn.known("reason"):
            turn.keep(SlotValue("reason", without_cards(heard.text)))
    turn.set(offered=(), chosen=None)
    turn.say_through("emergency")
    turn.request(
        TakeMessage(
            "emergency",
            without_cards(heard.text),
            turn.known("name"),
            turn.reachable_at,
            urgent=True,
        ),
        "emergency",
    )


def emergency_answered(turn: Turn, answer: CalendarAnswer) -> None:
    turn.achieve("emergency")
    if isinstance(answer, Taken):
        turn.say("emergency_alerted")
    _after_emergency(turn)


def _after_emergency(turn: Turn) -> None:
    policy = turn.dialog.policy
    if policy.emergency_to:
        turn.say_through("transferring")
        turn.end("emergency", policy.emergency_to)
    elif turn.noted("danger"):
        turn.say_through("emergency_end")
        turn.end("emergency")
    elif policy.emergency_books:
        turn.set(task="booking", target="", services=(policy.emergency_books,))
    elif turn.state.services and not turn.state.task:
        turn.set(task="booking")


def stop_calling(turn: Turn) -> None:
    turn.request(
        TakeMessage("stop_calling", "do not call this number", phone=turn.context.caller),
        "stop_calling",
    )


def stop_calling_answered(turn: Turn, answer: CalendarAnswer) -> None:
    turn.say("stop_calling_noted" if isinstance(answer, Taken) else "trouble")
    turn.end("message" if isinstance(answer, Taken) else "failed")
