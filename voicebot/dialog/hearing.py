"""What to do about an utterance: acts that interrupt, questions, changes of task, answers.

The order is the policy: an emergency beats everything, a person can be asked for at any time, and
what was said besides is kept before anything is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voicebot.dialog.asking import ask, own_step
from voicebot.dialog.listening import plain, take_in
from voicebot.dialog.model import Topic
from voicebot.dialog.privacy import has_card
from voicebot.dialog.tasks import booking, changing, people, questions, repair, searching
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.phone import to_e164

Act = Callable[[Turn, Understanding], None]
Reader = Callable[[Turn, Understanding], bool]

_EXISTING = re.compile(
    r"\b(?:my|our|the|an|that|existing)\b.*\b(?:appointments?|visits?|bookings?)\b"
)
FREE_TEXT = ("message",)


def heard(turn: Turn, said: Understanding) -> None:
    """One utterance, from its intents to what is said next."""
    if not said.text.strip():
        repair.failed(turn, "not_heard")
        return
    for intents, act in INTERRUPTS:
        if said.has(*intents):
            act(turn, said)
            return
    if turn.state.step in FREE_TEXT and not said.has("cancel_message"):
        people.message_said(turn, said)
        return
    if _abusive(turn, said) or _unsure(turn, said):
        return
    _work(turn, said)


def _work(turn: Turn, said: Understanding) -> None:
    started = _start(turn, said)
    new = take_in(turn, said)
    if has_card(said.text):
        turn.say("no_cards")
    told = questions.answer(turn, said)
    if isinstance(told, Topic) and _follow(turn, told, said):
        return
    if not started and _answer_step(turn, said, new):
        _progress(turn)
    elif started or new:
        _progress(turn)
        _begin_if_idle(turn, new)
        advance(turn)
    elif told:
        _progress(turn)
        resume(turn)
    else:
        _small_talk(turn, said)


def _progress(turn: Turn) -> None:
    turn.set(attempts=0)


# --- interrupting acts ---------------------------------------------------------------------------


def _human(turn: Turn, said: Understanding) -> None:
    people.human(turn)


def _stop_calling(turn: Turn, said: Understanding) -> None:
    people.stop_calling(turn)


def _repeat(turn: Turn, said: Understanding) -> None:
    repair.repeat(turn)


def _with_preface(key: str) -> Act:
    def act(turn: Turn, said: Understanding) -> None:
        turn.say(key)
        repair.repeat(turn)

    return act


def _wait(turn: Turn, said: Understanding) -> None:
    turn.say("waiting")


def _tell(key: str) -> Act:
    def act(turn: Turn, said: Understanding) -> None:
        turn.say(key)
        resume(turn)

    return act


INTERRUPTS: tuple[tuple[tuple[str, ...], Act], ...] = (
    (("emergency",), people.emergency),
    (("stop_calling",), _stop_calling),
    (("speak_to_human",), _human),
    (("are_you_a_bot",), _tell("bot_yes")),
    (("change_language",), _tell("language")),
    (("slower",), _with_preface("slower")),
    (("louder",), _with_preface("louder")),
    (("repeat",), _repeat),
    (("wait",), _wait),
)
"""Acts that come before anything else, in this order."""


# --- tasks ---------------------------------------------------------------------------------------


def _start(turn: Turn, said: Understanding) -> bool:
    """Begin another task if one was asked for. False when the talk stays with what it is about."""
    task = turn.state.task
    if said.has("cancel") and task != "cancelling":
        return _start_cancel(turn, said)
    if said.has("reschedule") and task not in ("moving", "cancelling"):
        return _start_change(turn, said, "moving")
    if said.has("reschedule") and task == "cancelling":
        turn.set(task="moving")
        return True
    if said.has("check_appointment") and task != "checking":
        return _start_change(turn, said, "checking")
    if said.has("leave_message") and task != "message":
        turn.set(task="message")
        return True
    if said.has("book", "ask_availability") and task in ("", "message", "checking"):
        return _start_booking(turn, said)
    return _correct_booked(turn, said)


def _start_booking(turn: Turn, said: Understanding) -> bool:
    if turn.state.step in ("message",):
        return False
    booking.clear(turn)
    turn.set(task="booking")
    return True


def _start_cancel(turn: Turn, said: Understanding) -> bool:
    """Within an unfinished booking "cancel that" gives up the booking, nothing that is booked."""
    if turn.state.task == "booking" and not _EXISTING.search(plain(said.text)):
        booking.clear(turn)
        turn.say("not_booked")
        ask(turn, "help")
        turn.note(dropped=True)
        return True
    return _start_change(turn, said, "cancelling")


def _start_change(turn: Turn, said: Understanding, task: str) -> bool:
    state = turn.state
    if task == "moving" and state.task == "booking" and not _EXISTING.search(plain(said.text)):
        return False
    if state.task == "booking":
        booking.clear(turn)
    service = said.slot("service")
    text = plain(said.text)
    whens = [w for w in (said.when, *said.also) if w is not None]
    to = [w.text for w in whens if re.search(rf"\bto (?:\w+ )?{re.escape(plain(w.text))}", text)]
    turn.set(task=task, chosen=None, offered=(), refused=())
    turn.note(which_service=None if service is None else service.value, to=to or None)
    return True


def _correct_booked(turn: Turn, said: Understanding) -> bool:
    """ "No wait, make it Wednesday", right after the booking: that booking is moved."""
    if turn.state.task or not turn.noted("just_booked") or said.when is None:
        return False
    if not said.has("correct", "deny", "reschedule"):
        return False
    turn.set(task="moving", target=str(turn.noted("just_booked")))
    return True


def _begin_if_idle(turn: Turn, new: set[str]) -> None:
    """A service, a time or a person out of the blue is the beginning of a booking."""
    if not turn.state.task and new & {"service", "when", "staff"}:
        turn.set(task="booking")


def advance(turn: Turn) -> None:
    """Go on with the task: say or ask the next thing."""
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


def _follow(turn: Turn, topic: Topic, said: Understanding) -> bool:
    """What a topic's answer is followed by."""
    match topic.then:
        case "message":
            people.pass_on(turn, said.text)
        case "callback":
            people.callback(turn, said.text)
        case "human":
            people.human(turn)
        case "goodbye":
            turn.say_through("goodbye")
            turn.end("goodbye")
        case _:
            return False
    return True


# --- answers to what was asked -------------------------------------------------------------------


def _answer_step(turn: Turn, said: Understanding, new: set[str]) -> bool:
    step = turn.state.step
    reader = READERS.get(step)
    if reader is not None and reader(turn, said):
        return True
    own = own_step(turn, step)
    if own is not None:
        if not new and not said.has(*_TASK_INTENTS) and own.slot not in turn.state.slots:
            _take_words(turn, own.slot, said)
        return booking.own_answer(turn, own, said)
    return _leave(turn, said)


_TASK_INTENTS = (
    "book", "reschedule", "cancel", "check_appointment", "deny", "dont_know", "ask_hours",
    "ask_price", "ask_other", "ask_staff", "ask_service", "ask_address", "goodbye",
)  # fmt: skip


def _take_words(turn: Turn, slot: str, said: Understanding) -> None:
    """The caller's own words are the answer where the dialog has no closed set for it."""
    if slot not in turn.dialog.lexicon.choices:
        turn.keep(SlotValue(slot, said.text.strip().rstrip("."), said.text))


def _choice(turn: Turn, said: Understanding) -> bool:
    task = changing if turn.state.task == "moving" else booking
    return task.chose(turn, said) or searching.other_times(turn, said)


def _when(turn: Turn, said: Understanding) -> bool:
    """No wish at all, or "as soon as possible": the next free times."""
    if said.has("dont_know", "affirm", "choose") and not said.when:
        searching.find(turn)
        return True
    return False


def _confirm(turn: Turn, said: Understanding) -> bool:
    if _new_facts(turn, said):
        return False
    return booking.confirmed(turn, said)


def _new_facts(turn: Turn, said: Understanding) -> bool:
    """A correction names what is right: it is taken over and read back again."""
    return bool(said.when or said.slots) and not said.has("affirm")


def _identify(turn: Turn, said: Understanding) -> bool:
    return False


def _message_name(turn: Turn, said: Understanding) -> bool:
    if turn.known("name"):
        people.message(turn)
        return True
    if said.has("deny", "dont_know"):
        turn.note(no_name=True)
        people.message(turn)
        return True
    return False


def _person(turn: Turn, said: Understanding) -> bool:
    """At "shall someone call you back?"."""
    if said.has("affirm"):
        people.human(turn)
        return True
    if said.has("deny", "nothing_else", "goodbye"):
        goodbye(turn)
        return True
    return False


def _phone(turn: Turn, said: Understanding) -> bool:
    part = said.slot("phone_part")
    if part is not None and not said.slot("phone"):
        return _add_part(turn, str(part.value))
    return False


def _add_part(turn: Turn, digits: str) -> bool:
    """A number said in pieces: together they may make one."""
    whole = str(turn.noted("phone_part", "")) + digits
    number = to_e164(whole, turn.dialog.locale.region)
    if number:
        turn.note(phone_part=None)
        turn.keep(SlotValue("phone", number, whole))
        advance(turn)
        return True
    if turn.noted("phone_part"):
        turn.note(phone_part=None)
        return False
    turn.note(phone_part=whole)
    ask(turn, turn.state.step)
    return True


READERS: dict[str, Reader] = {
    "choice": _choice,
    "when": _when,
    "new_time": _when,
    "name": booking.named,
    "spell_name": booking.named,
    "phone": _phone,
    "identify_phone": _phone,
    "message_phone": _phone,
    "confirm": _confirm,
    "same_day": booking.same_day,
    "which": changing.which,
    "confirm_move": changing.move_confirmed,
    "confirm_cancel": changing.cancel_confirmed,
    "message_name": _message_name,
    "person": _person,
}
"""How an answer to each step is read, beyond the values that `listening` keeps."""


# --- the ends of talk ----------------------------------------------------------------------------


def _leave(turn: Turn, said: Understanding) -> bool:
    """Goodbye at any time; a plain no (or thanks) where nothing is open."""
    idle = not turn.state.task and turn.state.step == "help"
    if said.has("goodbye", "nothing_else"):
        goodbye(turn)
        return True
    if idle and said.has("deny", "thank") and turn.noted("helped", turn.state.outcome):
        goodbye(turn)
        return True
    if idle and said.has("affirm", "greet"):
        turn.say("go_ahead" if said.has("affirm") else "hello")
        ask(turn, "help")
        return True
    return False


def goodbye(turn: Turn) -> None:
    """Nothing is left in the dark: an unfinished booking is said not to be made."""
    if turn.state.task == "booking":
        turn.say("not_booked")
    turn.say_through("goodbye")
    turn.end("goodbye")


def _small_talk(turn: Turn, said: Understanding) -> None:
    if said.has("goodbye", "nothing_else"):
        goodbye(turn)
    elif said.has("thank", "affirm") and turn.state.step == "help":
        ask(turn, "help")
    elif said.has("out_of_scope"):
        repair.failed(turn, "out_of_scope")
    else:
        repair.failed(turn)


def _abusive(turn: Turn, said: Understanding) -> bool:
    """One polite boundary; the second time the call ends."""
    words = set(plain(said.text).split())
    if not words & set(turn.dialog.policy.abuse):
        return False
    if turn.noted("boundary"):
        turn.say_through("abuse_end")
        turn.end("goodbye")
    else:
        turn.note(boundary=True)
        turn.say("boundary")
        resume(turn)
    return True


def _unsure(turn: Turn, said: Understanding) -> bool:
    """A reading that is as good as a guess is not acted on."""
    if said.score >= turn.dialog.policy.unsure_below:
        return False
    repair.failed(turn)
    return True
