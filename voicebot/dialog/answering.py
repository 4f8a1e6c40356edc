"""How an answer to each question is read, beyond the values that `listening` keeps."""

from __future__ import annotations

import re
from collections.abc import Callable

from voicebot.dialog import consent, left_open, usual_heard
from voicebot.dialog.address_heard import said_again
from voicebot.dialog.asking import ask, own_step
from voicebot.dialog.consent import agrees, disagrees, fine, forbids, wants_no_other, withdraws
from voicebot.dialog.details import excuse
from voicebot.dialog.details_told import own_steps
from voicebot.dialog.flow import advance, goodbye
from voicebot.dialog.free_text import insists, note_street, take_words
from voicebot.dialog.hard_line import is_muffled
from voicebot.dialog.leaving import given_up, hangs_up, leave
from voicebot.dialog.listening import asks, changed, picks_offered, plain
from voicebot.dialog.model import Step
from voicebot.dialog.tasks import booking, changing, naming, people, repair, searching
from voicebot.dialog.times_put_right import later_than_put
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import SlotValue, Understanding
from voicebot.understanding.people.phone import digits_said, may_go_on, to_e164

_OTHER = re.compile(
    r"\b(?:different|another|other|change|wrong)\b.*"
    r"\b(?:time|day|date|name|number|phone|service)\b"
)
_SKIPS = re.compile(
    r"^(?:just |please |can (?:we|i|you) )?(?:skip|none|next|nothing|no idea|"
    r"i don'?t (?:know|have (?:one|it|any|a clue))|i don'?t have$)|"
    r"\bleave (?:it|that|(?:the|my) [\w ]+?) (?:off|out|blank|empty|open)\b|"
    r"^(?:no |actually |just )*without (?:it|one|the|a)\b"
)
_PLEASED = re.compile(r"\b(?:perfect|great|good|fine|okay|ok|alright|wonderful|lovely|thanks)\b")
_SAYS_NO = re.compile(r"\b(?:no|not|nope|wrong|don'?t|isn'?t)\b")
_PUT = ("confirm", "confirm_move", "confirm_cancel", "same_day")
"""Steps that ask whether to do it."""
_THIS_ONE = re.compile(
    r"\b(?:(?:calling|ringing|phoning|call) (?:you )?(?:from|on)|this (?:number|phone)|"
    r"same number|number you have)\b"
)
""" "The one I'm calling from", of telephone numbers."""
_MUCH_OF_A_NUMBER = 6
"""Digits that are more than a time or a house number."""
Reader = Callable[[Turn, Understanding], bool]


def answer_step(turn: Turn, said: Understanding) -> bool:
    step = turn.state.step
    own = own_step(turn, step)
    gives_up = (withdraws(said) and not _only_skips(own, said)) or (step in _PUT and forbids(said))
    if wants_no_other(said) and picks_offered(turn, said) is None:
        gives_up = gives_up or bool(turn.noted("next_visit") and not turn.noted("to_book"))
        turn.note(to_book=None)
    gives_up = gives_up and not is_muffled(turn, said)
    if not turn.new and gives_up and given_up(turn, said):
        return True
    if hangs_up(turn, said):
        goodbye(turn)
        return True
    reader = READERS.get(step)
    if reader is not None and reader(turn, said):
        return True
    skips = _SKIPS.search(plain(said.text)) or (excuse(said.text) and not turn.new)
    skips = skips or (own is not None and left_open.sounds_like_skip(own, said))
    if own is not None and skips and booking.skip(turn, own):
        return True
    if own is not None and booking.own_answer(turn, own, said):
        return True
    if own is not None and insists(turn, own, said) and left_open.in_words(turn, own, said):
        if own.kind == "plate" and booking.skip(turn, own):
            return True
        take_words(turn, own, said)
        advance(turn)
        return True
    if own is not None:
        note_street(turn, own, said)
    return leave(turn, said) or left_open.unanswered(turn, own, said)


def _only_skips(own: Step | None, said: Understanding) -> bool:
    """ "Skip that", of a question that may be left open, drops nothing else."""
    return own is not None and bool(_SKIPS.search(plain(said.text)))


def _choice(turn: Turn, said: Understanding) -> bool:
    task = changing if turn.state.task == "moving" else booking
    if turn.new & {"when", "staff", "service"}:
        return False
    if said.has("goodbye") and not said.has("affirm", "choose", "request_alternatives"):
        return leave(turn, said)
    if task.chose(turn, said):
        turn.note(turned_down=None)
        return True
    if turn.state.task == "booking" and searching.turned_down(turn, said):
        searching.refuse_offers(turn)
        ask(turn, "when")
        return True
    return searching.other_times(turn, said)


def _when(turn: Turn, said: Understanding) -> bool:
    """No wish at all, or "as soon as possible": the next free times. A plain no: none at all."""
    if turn.noted("turned_down") and searching.says_only_no(said):
        booking.drop(turn)
        return True
    if said.has("dont_know", "affirm", "choose") and not said.when:
        searching.find(turn)
        return True
    return False


def _confirm(turn: Turn, said: Understanding) -> bool:
    """A correction names what is right: it is taken over and read back again."""
    picked = picks_offered(turn, said)
    if turn.state.chosen is None:
        return False
    if picked is not None and turn.state.offered[picked] != turn.state.chosen:
        turn.set(chosen=turn.state.offered[picked])
        advance(turn)
        return True
    if changed(turn):
        return naming.corrected(turn)
    if naming.contradicted(turn, said) or _other_number(turn, said):
        return True
    staff = said.slot("staff")
    if staff is not None and staff.value == turn.state.chosen.staff_id and asks(said.text):
        advance(turn)
        return True
    if agrees(turn, said):
        return _doubtful_yes(turn, said) or booking.confirmed(turn, said)
    if fine(said) and not turn.state.attempts:
        repair.failed(turn)
        return True
    if consent.hardly_thanks(said):
        repair.by_key(turn)
        return True
    if _OTHER.search(plain(said.text)):
        return _objection(turn, said)
    if said.has("deny", "correct"):
        if said_again(turn, said):
            advance(turn)
            return True
        return _same_again(turn, said) or _objection(turn, said)
    if said.has("request_alternatives"):
        later_than_put(turn)
        return searching.other_times(turn, said)
    pleased = said.has("goodbye") and _PLEASED.search(plain(said.text))
    return bool(pleased) and not turn.state.attempts and _ask_before_leaving(turn)


def _same_again(turn: Turn, said: Understanding) -> bool:
    """ "Make that half past eleven", when that is what was read back."""
    if said.when is None or disagrees(turn, said) or _SAYS_NO.search(plain(said.text)):
        return False
    advance(turn)
    return True


def _ask_before_leaving(turn: Turn) -> bool:
    """ "Perfect, bye", before the booking is made: a yes costs a word, a lost booking a visit."""
    repair.failed(turn)
    return True


def _objection(turn: Turn, said: Understanding) -> bool:
    """A no to the read-back: with what to change, if that was named."""
    if naming.misheard(turn, said):
        return True
    if said.slot("not_service"):
        _change_service(turn)
        return True
    words = set(plain(said.text).split())
    if words & {"later", "earlier", "sooner"}:
        later_than_put(turn)
        return searching.other_times(turn, said, asked=True)
    if words & (_CHANGEABLE.keys() | _own_words(turn).keys()):
        return _change(turn, said)
    ask(turn, "change")
    return True


def _doubtful_yes(turn: Turn, said: Understanding) -> bool:
    """A yes that may be something else is asked for once more before anything is changed."""
    sure = said.score >= turn.dialog.policy.check_below or turn.state.attempts > 0
    if sure:
        return False
    repair.failed(turn)
    return True


def _change(turn: Turn, said: Understanding) -> bool:
    """At "what should I change?": the thing was named, but not yet what it should be."""
    if turn.new:
        return False
    if naming.misheard(turn, said) or naming.contradicted(turn, said):
        return True
    if _other_number(turn, said):
        return True
    words = set(plain(said.text).split())
    own = [step for word, step in _own_words(turn).items() if word in words]
    if own:
        if _SKIPS.search(plain(said.text)) and booking.skip(turn, own[0]):
            return True
        turn.forget(own[0].slot)
        ask(turn, own[0].id)
        return True
    if said.has("affirm") and not words & _CHANGEABLE.keys():
        advance(turn)
        return True
    for word, change in _CHANGEABLE.items():
        if word in words:
            change(turn)
            return True
    return leave(turn, said)


def _own_words(turn: Turn) -> dict[str, Step]:
    """The business's own questions, by a word that callers name them by."""
    return {step.id.rpartition("_")[2]: step for step in own_steps(turn)}


def _change_time(turn: Turn) -> None:
    """Another time, that day, until another day is named."""
    searching.forget_time(turn)
    ask(turn, "when")


def _change_day(turn: Turn) -> None:
    searching.forget_day(turn)
    ask(turn, "when")


def _change_phone(turn: Turn) -> None:
    ask(turn, "phone")


def _change_service(turn: Turn) -> None:
    ask(turn, "service")


_CHANGEABLE: dict[str, Callable[[Turn], None]] = {
    "time": _change_time,
    "day": _change_day,
    "date": _change_day,
    "name": naming.asked_anew,
    "number": _change_phone,
    "phone": _change_phone,
    "service": _change_service,
}


def _message(turn: Turn, said: Understanding) -> bool:
    """At "what shall I pass on?": nothing, after all."""
    if said.has("goodbye"):
        goodbye(turn)
        return True
    if said.has("deny", "nothing_else"):
        turn.note(helped=True)
        turn.finished = True
        return True
    return False


def _message_name(turn: Turn, said: Understanding) -> bool:
    go_on = people.callback if turn.state.task == "callback" else people.message
    if naming.doubts(said):
        return naming.named(turn, said)
    if not turn.known("name") and not said.has("deny", "dont_know"):
        return False
    turn.note(no_name=None if turn.known("name") else True)
    go_on(turn)
    return True


def _person(turn: Turn, said: Understanding) -> bool:
    """At "shall someone call you back?"."""
    if said.has("affirm"):
        people.human(turn)
        return True
    if said.has("nothing_else", "goodbye"):
        goodbye(turn)
        return True
    if said.has("deny"):
        if turn.state.task == "booking":
            booking.without_call(turn)
            return True
        turn.note(helped=True)
        ask(turn, "help")
        return True
    return False


def _message_phone(turn: Turn, said: Understanding) -> bool:
    """Without a number nobody can call back, but a message can be kept all the same."""
    if not said.has("deny", "dont_know"):
        return _phone(turn, said)
    if turn.state.task == "message":
        turn.note(no_phone=True)
        people.message(turn)
    else:
        turn.set(task="")
        turn.say("no_number")
        turn.note(helped=True)
        ask(turn, "help")
    return True


def _phone(turn: Turn, said: Understanding) -> bool:
    if said.slot("phone"):
        return False
    if turn.state.step == "phone" and turn.context.caller and _THIS_ONE.search(plain(said.text)):
        turn.note(phone_part=None)
        turn.keep(SlotValue("phone", turn.context.caller, said.text))
        advance(turn)
        return True
    part = said.slot("phone_part")
    digits = str(part.value) if part is not None else ""
    if not digits and turn.noted("phone_part"):
        digits = "".join(digits_said(said.text))
    return bool(digits) and _add_part(turn, digits)


def _add_part(turn: Turn, digits: str) -> bool:
    """A number said in pieces: together they may make one."""
    whole = str(turn.noted("phone_part", "")) + digits
    region = turn.dialog.locale.region
    number = to_e164(whole, region)
    if number:
        turn.note(phone_part=None)
        turn.keep(SlotValue("phone", number, whole))
        advance(turn)
        return True
    if not may_go_on(whole, region):
        whole = digits  # too many for one number: it is begun anew
    if not may_go_on(whole, region):
        turn.note(phone_part=None)
        return False
    turn.note(phone_part=whole)
    ask(turn, turn.state.step)
    return True


def _other_number(turn: Turn, said: Understanding) -> bool:
    """ "No, use 917 555 018": another number, of which some is missing or wrong, is asked for."""
    runs = [run for run in digits_said(said.text) if len(run) >= _MUCH_OF_A_NUMBER]
    if not runs or said.slot("phone") or said.when is not None:
        return False
    turn.note(phone_part=None)
    turn.set(step="phone", attempts=0)
    if not _add_part(turn, runs[-1]):
        turn.failed = True
        ask(turn, "phone", "ask_phone_repair_1")
    return True


def _sure(turn: Turn, said: Understanding) -> bool:
    """At "you'd like to cancel, is that right?"."""
    if said.has("affirm"):
        turn.set(task=str(turn.noted("unsure_task", "")))
        turn.note(unsure_of=None, unsure_task=None)
        advance(turn)
        return True
    if said.has("deny"):
        turn.note(unsure_of=None, unsure_task=None)
        ask(turn, "help")
        return True
    return False


READERS: dict[str, Reader] = {
    "choice": _choice,
    "when": _when,
    "usual": usual_heard.answered,
    "new_time": changing.new_time,
    "name": naming.named,
    "sure_name": naming.sure_of_name,
    "spell_name": naming.named,
    "key_given": naming.named,
    "key_family": naming.named,
    "phone": _phone,
    "identify_phone": _phone,
    "message_phone": _message_phone,
    "confirm": _confirm,
    "change": _change,
    "sure": _sure,
    "same_day": booking.same_day,
    "which": changing.which,
    "confirm_move": changing.move_confirmed,
    "confirm_cancel": changing.cancel_confirmed,
    "message": _message,
    "message_name": _message_name,
    "person": _person,
}
"""How an answer to each step is read, beyond the values that `listening` keeps."""
