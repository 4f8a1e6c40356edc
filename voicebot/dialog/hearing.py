"""What to do about an utterance: acts that interrupt, questions, changes of task, answers.

The order is the policy: an emergency beats everything, a person can be asked for at any time, and
what was said besides is kept before anything is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from voicebot.dialog import booked_wrong, change_heard, hard_line, number_unknown, several
from voicebot.dialog.address_heard import asks_once_more
from voicebot.dialog.answering import answer_step
from voicebot.dialog.asking import ask
from voicebot.dialog.courtesies import counting, has_content
from voicebot.dialog.details_told import (
    asks_what_is_noted,
    other_words,
    puts_booked_right,
    take_details,
    tells_details,
)
from voicebot.dialog.elsewhere import ruling_out
from voicebot.dialog.flow import advance, goodbye, resume, settle
from voicebot.dialog.free_text import answers_freely, in_any_recognition, take_words
from voicebot.dialog.known_visits import by_name, looks_again
from voicebot.dialog.leaving import asks_for_more
from voicebot.dialog.listening import plain, take_in
from voicebot.dialog.model import Topic, Wish
from voicebot.dialog.other_visit import means_another
from voicebot.dialog.repick import picks_again
from voicebot.dialog.second_reading import read_again
from voicebot.dialog.starting import begin_if_idle, start
from voicebot.dialog.tasks import naming, people, questions, repair, searching, settling
from voicebot.dialog.topics_heard import topic_heard
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Understanding

Act = Callable[[Turn, Understanding], None]
_IS_THIS = re.compile(r"(?:hi |hello |um |oh )*(?:is|isn'?t) (?:this|that|it)\b|have i reached\b")
_ABOUT_A_VISIT = ("which", "confirm_cancel")
"""Steps at which a day is that of a visit, also with why the caller cannot come then."""
_TOLD_WRONG = re.compile(r"\b(?:gave|given|told|said|put|wrote)\b.*\bwrong\b")
_ARRANGING = ("booking", "moving")
_WISHED = re.compile(r"\b(?:need|want|like|book|schedule|get|make|appointment)\b")
FREE_TEXT = ("message",)
GIVE_WAY = ("are_you_a_bot", "change_language")
"""Acts that a question of the business's own goes before ("is this call recorded?")."""


_BETTER = re.compile(
    r"(?:(?:oh|um|uh|well|wait|sorry|hang on|you know what) )*"
    r"(?:actually|no|never ?mind|forget (?:it|that)|scratch that|on second thoughts?)\b.*"
    r"\b(?:can|could|may|i'?d like to|i would like to|i want to|i need to|i'?ll|let me|let'?s|"
    r"rather) .*\b(?:book|move|cancel|reschedule|change|make an|get an|come in|appointment)\b"
)
CONSEQUENTIAL = ("affirm", "cancel", "reschedule", "book", "stop_calling")
"""What is not acted on when it is as good as a guess."""


def heard(turn: Turn, said: Understanding) -> None:
    """One utterance, from its intents to what is said next."""
    _take_up(turn, said)
    searching.keep_held(turn)


def _take_up(turn: Turn, said: Understanding) -> None:
    if not said.text.strip():
        repair.failed(turn, "not_heard")
        return
    said = hard_line.without_chance(turn, said)
    naming.keep_hearing(turn, said)
    turn.before = turn.state
    turn.topic = _topic(turn, said)
    if turn.state.step not in _ABOUT_A_VISIT:
        said = ruling_out(said)
    said = questions.only_asks(turn, counting(turn, read_again(turn, said)))
    said = booked_wrong.read(turn, change_heard.read(turn, said))
    said = number_unknown.read(turn, said)
    if change_heard.keeps(turn, said):
        settling.keep_as_is(turn)
        settle(turn)
        return
    if said.has("wait") and tells_details(turn, said):
        said = replace(said, intents=tuple(i for i in said.intents if i.name != "wait"))
    for intents, act in INTERRUPTS:
        if said.has(*intents) and not (turn.topic and intents[0] in GIVE_WAY):
            act(turn, said)
            return
    if turn.state.step in FREE_TEXT and _thinks_better(said):
        turn.set(task="", stack=(), step="help", attempts=0)
    if turn.state.step in FREE_TEXT and not _leaves(said):
        people.message_said(turn, said)
        return
    if _abusive(turn, said) or _unsure(turn, said):
        return
    _work(turn, said)


def _topic(turn: Turn, said: Understanding) -> Topic | None:
    """The business's own question that is asked; "I gave you the wrong number, it's 16" is none."""
    if hard_line.is_muffled(turn, said):
        return None
    topic = questions.topic_of(turn.dialog, other_words(turn, said.text))
    topic = topic or topic_heard(turn, said)
    if topic is not None and topic.then == "goodbye":
        puts_right = _TOLD_WRONG.search(plain(said.text)) or said.slot("phone")
        return None if puts_right or tells_details(turn, said) else topic
    return topic


def _leaves(said: Understanding) -> bool:
    """A short no or goodbye, where a message was expected."""
    return said.has("goodbye", "nothing_else", "deny") and len(said.text.split()) < 4


def _thinks_better(said: Understanding) -> bool:
    """ "Actually no, can I book a cleaning instead?", where a message was expected."""
    return bool(_BETTER.match(plain(said.text)))


def _work(turn: Turn, said: Understanding) -> None:
    turn.note(repeats=None)
    said = in_any_recognition(turn, said)
    own = answers_freely(turn, said)
    if own is not None and asks_once_more(turn, own, said):
        repair.failed(turn)
        return
    whole = said
    said, details = take_details(turn, said, own)
    if own is not None:
        take_words(turn, own, whole)
        _progress(turn)
        advance(turn)
        return
    if noted := asks_what_is_noted(turn, said):
        turn.aside = True
        turn.say("noted", noted=noted)
        resume(turn)
        return
    if booked_wrong.dealt_with(turn, said) or number_unknown.dealt_with(turn, said):
        return
    if puts_booked_right(turn, said):
        turn.aside = True
        people.pass_on(turn, said)
        return
    if turn.topic is not None and _is_a_wish(turn, turn.topic, said):
        turn.topic = None
        said = replace(said, intents=tuple(i for i in said.intents if i.name != "ask_other"))
    if _follow_topic(turn, said) or picks_again(turn, said) or means_another(turn, said):
        return
    said = questions.as_question(turn, said)
    started = start(turn, said)
    if turn.noted("given_up"):
        turn.note(given_up=None)  # what was named is what is not wanted
        return
    turn.new = take_in(turn, said) | details
    told = questions.answer(turn, said)
    turn.aside = told
    if said.slot("staff_unknown") and not told:
        turn.say("staff_unknown", people=questions.team(turn))
    if not started and looks_again(turn, said):
        return
    if not started and answer_step(turn, said):
        _progress(turn)
        settle(turn)
    elif started or _goes_on(turn, told=told):
        _progress(turn)
        begin_if_idle(turn)
        several.begins(turn, said)
        advance(turn)
    elif told:
        _progress(turn)
        if not turn.state.task:
            turn.set(wish=Wish())
        resume(turn)
    elif not by_name(turn, said):
        _small_talk(turn, said)


def _goes_on(turn: Turn, *, told: bool) -> bool:
    """Whether what is new takes the talk further."""
    if turn.state.task:
        return bool(turn.new)
    wanted = {"service", "when", "staff"} & turn.new
    return bool(wanted) and (not told or ("when" in wanted and bool(turn.state.services)))


def _progress(turn: Turn) -> None:
    if not turn.failed:
        turn.set(attempts=0)
        turn.note(farewell=None)


# --- interrupting acts ---------------------------------------------------------------------------


def _human(turn: Turn, said: Understanding) -> None:
    """At once, unless the words were recognised as something else first."""
    if said.heard and said.text != said.heard[0].text:
        ask(turn, "person")
    else:
        people.human(turn, said.text)


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
    ask(turn, turn.state.step, "waiting")


def _tell(key: str) -> Act:
    def act(turn: Turn, said: Understanding) -> None:
        turn.aside = True
        turn.say(key)
        resume(turn)

    return act


def _language(turn: Turn, said: Understanding) -> None:
    turn.aside = True
    turn.note(helped=True)
    turn.say("language")
    resume(turn)


INTERRUPTS: tuple[tuple[tuple[str, ...], Act], ...] = (
    (("emergency",), people.emergency),
    (("stop_calling",), _stop_calling),
    (("speak_to_human",), _human),
    (("are_you_a_bot",), _tell("bot_yes")),
    (("change_language",), _language),
    (("slower",), _with_preface("slower")),
    (("louder",), _with_preface("louder")),
    (("repeat",), _repeat),
    (("wait",), _wait),
)
"""Acts that come before anything else, in this order."""


# --- topics with a consequence ------------------------------------------------------------------


def _follow_topic(turn: Turn, said: Understanding) -> bool:
    """A topic that has a consequence: its answer, and then that."""
    topic = turn.topic
    if topic is None or not topic.then:
        return False
    if topic.then == "resume":
        return _answered_aside(turn, said)
    turn.say(topic.reply, **questions.values(turn))
    match topic.then:
        case "message":
            people.pass_on(turn, said)
        case "callback":
            people.callback(turn, said.text)
        case "team":
            people.for_the_team(turn, said)
        case "human":
            people.human(turn)
        case _:
            turn.say_through("goodbye")
            turn.end("goodbye")
    return True


def _is_a_wish(turn: Turn, topic: Topic, said: Understanding) -> bool:
    """Whether the words are about the visit that is arranged: what sounds like a matter for the
    team tells why, "I won't be in until three" tells when to come."""
    if not topic.then:
        return _is_of_the_wish(turn, topic, said)
    if topic.then == "message":
        return turn.state.task in _ARRANGING and said.when is not None
    return topic.then == "team" and _wishes_beside(turn, topic, said)


def _is_of_the_wish(turn: Turn, topic: Topic, said: Understanding) -> bool:
    """ "I'd like to book a kids' cut": what sounds like a question names the service."""
    service = said.slot("service")
    if service is None or not said.has("book"):
        return False
    return not questions.holds(questions.beside(turn.dialog, topic, said.text), service.text)


def _wishes_beside(turn: Turn, topic: Topic, said: Understanding) -> bool:
    """Whether a visit is wished for beside what is for the team."""
    when, service = said.when, said.slot("service")
    if when is not None and when.end is not None and when.end <= turn.now:
        return False
    rest = questions.beside(turn.dialog, topic, said.text)
    named = service is not None and questions.holds(rest, service.text)
    if turn.state.task in _ARRANGING:
        return named or (when is not None and questions.holds(rest, when.text))
    return named and said.has("book") and bool(_WISHED.search(rest))


def _answered_aside(turn: Turn, said: Understanding) -> bool:
    """The answer and the open question again, unless the words tell something as well."""
    if said.when is not None or said.slot("service"):
        return False
    assert turn.topic is not None
    turn.aside = True
    turn.say(turn.topic.reply, **questions.values(turn))
    turn.achieve("informed")
    resume(turn)
    return True


# --- everything else ------------------------------------------------------------------------------


def _small_talk(turn: Turn, said: Understanding) -> None:
    if turn.state.step == "help" and asks_for_more(said) and not said.has("goodbye"):
        repair.failed(turn)
    elif said.has("goodbye", "nothing_else"):
        goodbye(turn)
    elif said.has("thank", "affirm") and turn.state.step == "help":
        ask(turn, "help")
    elif "name" in turn.new and turn.state.step == "help" and not turn.state.attempts:
        _greeted(turn, said)
    elif said.has("out_of_scope") and turn.state.step == "help" and len(said.text.split()) > 2:
        repair.failed(turn, "out_of_scope")
    else:
        not_understood(turn, said)


def not_understood(turn: Turn, said: Understanding, preface: str = "") -> None:
    """Words that no use can be made of; `preface` as for `repair.failed`."""
    if hard_line.objects(turn, said):
        ask(turn, "change", "ask_change_repair_2")
    else:
        repair.failed(turn, preface)


def _greeted(turn: Turn, said: Understanding) -> None:
    """A name and nothing else: whose message it was, who is meant to be here, or who is calling."""
    turn.set(attempts=1)
    if _IS_THIS.match(plain(said.text)):
        turn.forget("name")
        turn.say("this_is")
    elif people.signs(turn):
        return
    else:
        turn.say("hello")
    ask(turn, "help")


def _abusive(turn: Turn, said: Understanding) -> bool:
    """One polite boundary; the second time the call ends."""
    text = f" {plain(said.text)} "
    if not any(f" {word} " in text for word in turn.dialog.policy.abuse):
        return False
    if has_content(turn, said):  # a wish beside it is served
        if not turn.noted("boundary"):
            turn.say("boundary")
        turn.note(boundary=True)
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
    if said.score >= turn.dialog.policy.unsure_below or not said.has(*CONSEQUENTIAL):
        return False
    repair.failed(turn)
    return True
