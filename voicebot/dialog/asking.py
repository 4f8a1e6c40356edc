"""The questions of the bot, one builder for each step. A repair asks the same with other words."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.booking.model import Appointment
from voicebot.dialog import details, phrases, spoken, usual
from voicebot.dialog.model import Step
from voicebot.dialog.turn import Question, Turn
from voicebot.understanding.model import Grain, Offered

YES_NO = ("confirm",)


def ask(turn: Turn, step: str, key: str = "") -> None:
    """Ask the question of a step; `key` asks it with other words."""
    turn.ask(question(turn, step), key)


def question(turn: Turn, step: str) -> Question:
    if step in ("confirm", "confirm_move") and turn.state.chosen is None:
        return _help(turn)  # the booking failed, and the caller speaks on
    if step in QUESTIONS:
        return QUESTIONS[step](turn)
    own = next((s for s in turn.dialog.steps if s.id == step), None)
    return _own(turn, own) if own else _help(turn)


def own_step(turn: Turn, step: str) -> Step | None:
    """The dialog's own step of this name, if it is one that the business added."""
    return next((s for s in turn.dialog.steps if s.id == step and step not in QUESTIONS), None)


def _own(turn: Turn, step: Step) -> Question:
    values = {"service": phrases.bare(turn.dialog, turn.state.services)}
    return Question(step.id, step.ask, (step.slot,), values)


def _help(turn: Turn) -> Question:
    if turn.state.outcome or turn.noted("helped"):
        return Question("help", "anything_else", ("anything_else",))
    return Question("help", "how_can_i_help")


def _service(turn: Turn) -> Question:
    names = [phrases.bare(turn.dialog, [s.id]) for s in turn.dialog.business.services]
    values = {"services": spoken.listing(names, "or"), "menu": phrases.menu(names)}
    return Question("service", "ask_service", ("service",), values)


def _usual(turn: Turn) -> Question:
    habit = usual.known(turn)
    if habit is None:
        return _service(turn)
    values = {
        "service": phrases.bare(turn.dialog, habit.services),
        "person": phrases.with_whom(turn.dialog, habit.staff),
    }
    return Question("usual", "ask_usual", (*YES_NO, "service", "staff", "datetime"), values)


def _when(turn: Turn) -> Question:
    values = {"what": phrases.what(turn.dialog, turn.state.services)}
    return Question("when", "ask_when", ("datetime",), values)


_PRESS = {
    "two": "one for the first, two for the second, or three for another day",
    "one": "one to take it, or two for another day",
}


def _choice(turn: Turn) -> Question:
    slots = turn.state.offered
    many = "two" if len(slots) > 1 else "one"
    soonest = not turn.state.wish.times and not turn.noted("another")
    return Question(
        "choice",
        f"{'soonest' if soonest else 'offer'}_{many}",
        ("choice", "datetime") if len(slots) > 1 else ("confirm", "choice", "datetime"),
        {"times": phrases.choices(turn, slots), "press": _PRESS[many]},
        tuple(
            Offered(
                turn.local(s.start),
                turn.local(s.end),
                phrases.slot_label(turn, s, staff=True),
            )
            for s in slots
        ),
        Grain.MINUTE,
    )


def _name(turn: Turn) -> Question:
    key = "ask_name_other" if turn.noted("somebody_else") else "ask_name"
    return Question("name", key, ("name",))


def _sure_name(turn: Turn) -> Question:
    values = {"name": turn.known("name")}
    return Question("sure_name", "ask_sure_name", ("name", "confirm"), values)


def _spell_name(turn: Turn) -> Question:
    return Question("spell_name", "ask_spelling", ("name",), {"name": turn.known("name")})


def _key_given(turn: Turn) -> Question:
    return Question("key_given", "ask_key_given", ("name",))


def _key_family(turn: Turn) -> Question:
    return Question("key_family", "ask_key_family", ("name",))


def _phone(turn: Turn) -> Question:
    part = turn.noted("phone_part")
    if part:
        return Question("phone", "ask_phone_rest", ("phone",), {"part": phrases.number(turn, part)})
    return Question("phone", "ask_phone", ("phone",), {"part": ""})


def _confirm(turn: Turn) -> Question:
    state = turn.state
    key = "read_back_again" if turn.noted("read_back") else "read_back"
    assert state.chosen is not None
    values = {
        "what": phrases.what(turn.dialog, state.services),
        "when": phrases.when(turn, state.services, state.chosen.start, full=True),
        "person": phrases.by_whom(turn.dialog, state.chosen),
        "name": turn.known("name"),
        "reach": phrases.reach(turn),
        "details": _details(turn),
    }
    return Question("confirm", key, YES_NO, values)


def _details(turn: Turn) -> str:
    """The business's own answers that a booking cannot do without, and what was spelled, as the
    read-back says them."""
    own = [step for step in turn.dialog.steps if own_step(turn, step.id)]
    asked = [step for step in own if step.required or step.kind == "plate"]
    return "".join(details.in_a_sentence(step, turn.known(step.slot)) for step in asked)


def changeable(turn: Turn) -> list[str]:
    """What of a booking the caller may want to be another, by the words for it."""
    steps = [s for s in turn.dialog.steps if own_step(turn, s.id) and s.kind != "text"]
    own = [step.id.rpartition("_")[2] for step in steps if turn.known(step.slot)]
    return ["time", "service", "name", "number", *own]


def _change(turn: Turn) -> Question:
    things = [f"the {name}" for name in changeable(turn)]
    values = {"things": spoken.listing(things, "or"), "menu": phrases.menu(things)}
    return Question("change", "ask_change", values=values)


def _same_day(turn: Turn) -> Question:
    return Question("same_day", "ask_same_day", YES_NO)


def _identify(turn: Turn) -> Question:
    return Question("identify", "ask_identify", ("name",))


def _identify_phone(turn: Turn) -> Question:
    return Question("identify_phone", "ask_identify_phone", ("phone",))


def _which(turn: Turn) -> Question:
    found = turn.state.found
    labels = [
        f"{phrases.what(turn.dialog, a.services)} {phrases.on_when(turn, a.services, a.start)}"
        for a in found
    ]
    offered = tuple(
        Offered(turn.local(a.start), turn.local(a.end), label)
        for a, label in zip(found, labels, strict=True)
    )
    values = {"appointments": spoken.listing(labels[:3], "or"), "menu": phrases.menu(labels)}
    return Question("which", "ask_which", ("choice", "datetime"), values, offered)


def target(turn: Turn) -> Appointment | None:
    """The appointment that a change is about."""
    return next((a for a in turn.state.found if a.id == turn.state.target), None)


def _about(turn: Turn) -> dict[str, str]:
    appointment = target(turn)
    assert appointment is not None
    return phrases.appointment(turn, appointment)


def _new_time(turn: Turn) -> Question:
    return Question("new_time", "ask_new_time", ("datetime",), _about(turn))


def _confirm_move(turn: Turn) -> Question:
    appointment, chosen = target(turn), turn.state.chosen
    assert appointment is not None
    assert chosen is not None
    to = phrases.when(turn, appointment.services, chosen.start, full=True)
    values = {
        "service": phrases.bare(turn.dialog, appointment.services),
        "was": phrases.when(turn, appointment.services, appointment.start),
        "when": to,
        "person": phrases.by_whom(turn.dialog, chosen),
    }
    return Question("confirm_move", "confirm_move", YES_NO, values)


def _confirm_cancel(turn: Turn) -> Question:
    return Question("confirm_cancel", "confirm_cancel", YES_NO, _about(turn))


def _sure(turn: Turn) -> Question:
    return Question("sure", f"check_{turn.noted('unsure_of', 'cancel')}", YES_NO)


def _message(turn: Turn) -> Question:
    return Question("message", "ask_message", ("reason",))


def _message_name(turn: Turn) -> Question:
    return Question("message_name", "ask_message_name", ("name",))


def _message_phone(turn: Turn) -> Question:
    return Question("message_phone", "ask_message_phone", ("phone",))


def _person(turn: Turn) -> Question:
    return Question("person", "offer_person", YES_NO)


QUESTIONS: dict[str, Callable[[Turn], Question]] = {
    "help": _help,
    "service": _service,
    "usual": _usual,
    "when": _when,
    "choice": _choice,
    "name": _name,
    "sure_name": _sure_name,
    "spell_name": _spell_name,
    "key_given": _key_given,
    "key_family": _key_family,
    "phone": _phone,
    "confirm": _confirm,
    "change": _change,
    "same_day": _same_day,
    "identify": _identify,
    "identify_phone": _identify_phone,
    "which": _which,
    "new_time": _new_time,
    "confirm_move": _confirm_move,
    "confirm_cancel": _confirm_cancel,
    "sure": _sure,
    "message": _message,
    "message_name": _message_name,
    "message_phone": _message_phone,
    "person": _person,
}
"""By step. A step that is not here is one of the dialog's own."""
