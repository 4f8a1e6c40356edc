"""What known callers say of their usual visit: "the usual, please", "yes, but with somebody else".

And of the name they were greeted by: "I'm not Jane", "this is her husband".
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.booking.finding import alike
from voicebot.dialog import known_visits, usual
from voicebot.dialog.asking import ask
from voicebot.dialog.courtesies import has_content
from voicebot.dialog.flow import advance
from voicebot.dialog.listening import NAME_STEPS, plain
from voicebot.dialog.same_person import same_person
from voicebot.dialog.tasks import repair
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, Understanding

_WHO_CALLS = (
    "start", "help", "usual", "service", "when", "choice", "which", "new_time",
    "confirm_cancel", "confirm_move",
)  # fmt: skip
"""Steps at which words of who is calling are about the caller, and not the name of a visit."""
_END = (
    r"(?= (?:please|again|thanks|thank|then|would|will|if|for|on|at|next|this|today|tomorrow|in|"
    r"with|and|but|as|\w+day)\b|$)"
)
_VISIT = r"(?:thing|one|service|treatment|appointment|visit)"
_WANTS_USUAL = re.compile(
    rf"\b(?:the|my|our) (?:usual|regular)(?: {_VISIT})?{_END}|"
    rf"\bsame (?:{_VISIT} )?(?:again|as (?:always|usual|ever|before|"
    r"(?:the )?last (?:time|month|visit|year)|i (?:always|usually|normally|had)))\b|"
    r"\bwhat(?:ever)? i(?:'ve)? (?:(?:always|usually|normally) (?:have|had|get|do|book|come for)|"
    r"(?:had|got) (?:the )?last (?:time|month))\b|"
    r"\b(?:just|it|me|exactly) (?:in )?like (?:the )?last time\b|^like last time\b|"
    r"(?<!time )(?<!day )\bas usual\b|^usual(?: please)?$"
)
_BOOKS = frozenset(
    "book affirm greet thank provide_info out_of_scope correct ask_availability wait "
    "request_alternatives".split()
)
"""What may be read beside it; anything else is another matter ("cancel my usual appointment")."""
_NO_WISHES = frozenset({"out_of_scope", "request_alternatives"})

_KIN = (
    r"(?:husband|wife|son|daughter|mother|mom|mum|father|dad|partner|brother|sister|friend|"
    r"girlfriend|boyfriend|fianc\w+|nephew|niece|room ?mate|neighbou?r|assistant|secretary|"
    r"carer|nurse|nanny|colleague|boss|aunt|uncle|cousin|in law|grand\w+)"
)
_IS = (
    r"(?:(?:this|it|that)(?:'?s| is)|i'?m|i am|"
    r"you(?:'?re| are) (?:talking|speaking) (?:to|with))"
)
_THEM = r"(?:her|him|them|she|he)"
_OF_THEM = re.compile(
    r"^(?:(?:no|sorry|actually|um|uh|oh|hi|hello|hey|yes|well) )*"
    rf"(?:{_IS} (?:\w+ )?not (?:actually |really )?{_THEM}\b|"
    rf"(?:this|it|that) (?:isn'?t|ain'?t|wasn'?t) (?:actually |really )?{_THEM}\b|"
    r"(?:she|he) asked me to\b|"
    rf"(?:{_IS} )?(?:calling|ringing|phoning|here|speaking) (?:for|on behalf of) {_THEM}\b)"
)
""" "She asked me to call", of who was greeted: as the first words; later it may be anybody."""
_YES = re.compile(
    r"(?:(?:oh|um|uh|well|ah|hi|please) )*(?:yes|yeah|yep|yup|yea|sure|okay|ok|right|correct|"
    r"exactly|please|absolutely|of course|perfect|great|lovely|(?:the )?same)\b"
)
_NO_YES = re.compile(
    r"\b(?:no(?! (?:problem|worries|trouble))|nope|nah|(?<!why )not(?! a problem)|different|"
    r"something else)\b"
)
""" "Okay, no, not this time": what begins like a yes and is none."""
_BUT_NOT_THEN = re.compile(r"(?:yes|yeah|yep|yup|sure|okay|ok)\b[a-z ]* but not\b")
_ROLE = (
    r"(?:person|hygienist|stylist|hairdresser|barber|dentist|doctor|mechanic|technician|plumber|"
    r"therapist|guy|girl|lady|man|woman|member|provider)"
)
_ANYBODY = re.compile(
    rf"\b(?:any(?:one|body)|whoever|whichever {_ROLE}|any {_ROLE}|"
    r"(?:doesn'?t|don'?t) (?:matter|mind|care) (?:who|which|with)|have to be)\b"
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:some|any)(?:one|body) (?:else|different|new)\b|"
    rf"\b(?:another|different|other|new) {_ROLE}\b"
)
_ADDS = re.compile(r"\b(?:also|too|as well|and|plus|add)\b")


# --- before an utterance is acted on -------------------------------------------------------------


def in_words(turn: Turn, said: Understanding) -> Understanding:
    """The utterance with "the usual" as the wish to book, and with whose words they are."""
    known_visits.keep_track(turn, said)
    said = _by_name(turn, _without_aside(turn, said))
    wanted = _wants_usual(turn, said)
    turn.note(usual_wanted=True if wanted else None)
    if not wanted:
        return said
    intents = tuple(i for i in said.intents if i.name not in _NO_WISHES)
    return replace(said, intents=(*intents, Intent("book")), score=max(said.score, 0.9))


def _wants_usual(turn: Turn, said: Understanding) -> bool:
    state = turn.state
    if state.task not in ("", "booking") or state.services or turn.noted("just_booked"):
        return False
    if said.slot("service") or not {intent.name for intent in said.intents} <= _BOOKS:
        return False
    return state.step not in NAME_STEPS and bool(_WANTS_USUAL.search(plain(said.text)))


def _without_aside(turn: Turn, said: Understanding) -> Understanding:
    """ "Doesn't matter who" at the offer asks nothing about the staff."""
    staff = said.slot("staff")
    if turn.state.step != "usual" or staff is None or staff.value != "any":
        return said
    return replace(said, intents=tuple(i for i in said.intents if i.name != "ask_staff"))


def _by_name(turn: Turn, said: Understanding) -> Understanding:
    """Another name than the one of the greeting is the caller's; half of it is the same one."""
    told = said.slot("name")
    name = turn.state.slots.get("name")
    if told is None or name is None or name.text or not usual.greeted(turn):
        return said
    if turn.state.step in NAME_STEPS:
        return said
    whole = str(name.value)
    if plain(str(told.value)).endswith("'s"):  # "Jane's husband"
        return replace(said, slots=tuple(s for s in said.slots if s is not told))
    if not alike(str(told.value), whole):
        if said.slot("for_other") is None and told.certainty >= 0.5:
            usual.forget(turn)
        return said
    if " " in str(told.value):
        return said
    # The first name was given away by the greeting: no proof of who calls.
    slots = tuple(replace(s, value=whole, text="") if s is told else s for s in said.slots)
    return replace(said, slots=slots)


def dealt_with(turn: Turn, said: Understanding) -> bool:
    """Who is not who was greeted, and says no more; "the usual" where a service is asked for."""
    if _is_somebody_else(turn, said):
        return _not_them(turn, said)
    if _is_them(turn, said) or _only_what_was_told(turn, said):
        return True
    if not turn.noted("usual_wanted") or turn.state.step not in ("service", "usual"):
        return False
    if turn.state.step == "usual" or said.when or said.slots:
        return False
    if usual.comes_first(turn):
        ask(turn, "usual")
        return True
    if turn.noted("usual_unknown"):
        return False
    usual.unknown(turn)
    ask(turn, "service")
    return True


def _is_them(turn: Turn, said: Understanding) -> bool:
    """ "Yes, this is Jane", to the greeting by name, and no more."""
    name = usual.greeted(turn)
    if not name or turn.state.step != "help" or turn.state.task or turn.state.attempts:
        return False
    first = re.escape(_first(name))
    them = rf"(?:{first}(?: \w+)?|me)(?: (?:here|speaking|calling|again))*"
    manners = r"(?:(?:yes|yeah|yep|hi|hello|hey|oh) )*"
    if not re.fullmatch(rf"{manners}(?:{_IS} )?{them}|{manners}speaking", plain(said.text)):
        return False
    told = said.slot("name")
    if told is not None:
        turn.keep(told)
    turn.say("go_ahead")
    ask(turn, "help", "how_can_i_help")
    return True


def _first(name: str) -> str:
    """The name of the greeting, as utterances have it."""
    return plain(usual.first_name(name)).split()[0]


def _only_what_was_told(turn: Turn, said: Understanding) -> bool:
    """The first name alone, where the name of a visit is asked for: the greeting gave it away."""
    told, given = said.slot("name"), str(turn.noted("given_away", ""))
    if told is None or not given or turn.state.step not in ("identify", "key_family"):
        return False
    words = plain(str(told.value)).split()
    if len(words) != 1 or not same_person(given, words[0]):
        return False
    if turn.state.step == "key_family":
        repair.failed(turn)
    elif turn.noted("asked_family"):
        ask(turn, "key_family", "ask_key_family_repair_1")
    else:
        turn.note(asked_family=True)
        ask(turn, "identify", "ask_identify_repair_1")
    return True


def _is_somebody_else(turn: Turn, said: Understanding) -> bool:
    name = usual.greeted(turn)
    if not name or turn.state.step not in _WHO_CALLS or said.has("leave_message"):
        return False
    text = plain(said.text)
    first = re.escape(_first(name))
    them = rf"{first}(?: \w+)?"
    if turn.state.step == "help" and not said.slot("staff") and _OF_THEM.search(text):
        return True
    whose = rf"(?:her|his|their|{first}'?s)"
    return any(
        re.search(pattern, text)
        for pattern in (
            rf"\b{_IS} (?:\w+ )?not (?:actually |really )?{them}\b",
            rf"\b(?:this|it|that) (?:isn'?t|ain'?t|wasn'?t) (?:actually |really )?{them}\b",
            rf"^(?:(?:no|sorry|actually|um|oh) )*not {first}$",
            rf"\bname(?:'?s| is) not {first}\b|\bname isn'?t {first}\b",
            rf"\b{_IS} (?:actually |just |only |now )?{whose} (?:\w+ )?{_KIN}\b",
            rf"\b{whose} {_KIN} (?:here|speaking|calling)\b|\b{first}(?:'s| is) my \w+",
            rf"\b{first}(?:'s| is| isn'?t)(?: not)? (?:not )?(?:here|in|home|available)\b",
            rf"\b{first} asked me to\b",
            rf"\b(?:{_IS}|from|on|using) my {_KIN}'?s (?:phone|number|cell|mobile)\b",
            rf"\b{_IS} some(?:one|body) else\b|^(?:(?:no|sorry) )*(?:that|it)(?:'?s| is) not me\b",
            rf"\b(?:{_IS}|from|on|using) {whose} (?:phone|number|cell|mobile)\b|\bnot my name\b",
            rf"\b(?:calling|ringing|phoning|here|speaking) (?:for|on behalf of) {them}\b",
            r"\b(?:the )?wrong (?:person|name|customer)\b",
            r"\b(?:some(?:one|body) else|a different person) (?:is )?(?:here|calling|speaking)\b",
        )
    )


def _not_them(turn: Turn, said: Understanding) -> bool:
    """All that the number told is dropped; the caller's own words are dealt with as ever."""
    usual.forget(turn)
    turn.say("not_them")
    if has_content(turn, said):
        return False
    told = said.slot("name")
    if told is not None:
        turn.keep(told)
    if turn.state.task:
        advance(turn)
    else:
        ask(turn, "help")
    return True


# --- the answer to the offer ---------------------------------------------------------------------


def answered(turn: Turn, said: Understanding) -> bool:
    """At "your usual cleaning, with Maria?"."""
    put = usual.known(turn)
    told = turn.state.services
    if put is None:
        usual.over(turn)
        advance(turn)
        return True
    if told:
        return _named_service(turn, said, put, told)
    if said.slot("staff") or said.slot("not_staff") or _other_person(said):
        return _named_person(turn, said, put)
    if turn.aside:
        return False
    if turn.noted("usual_wanted") or _agrees(said) or ("when" in turn.new and not said.has("deny")):
        return _take(turn, put.services, put.staff)
    refuses = _YES.match(plain(said.text)) or said.has("affirm")  # and yet it was no yes
    if refuses or said.has("deny", "request_alternatives", "dont_know", "correct"):
        usual.over(turn)
        advance(turn)
        return True
    return False


def _agrees(said: Understanding) -> bool:
    text = plain(said.text)
    if _NO_YES.search(text) and not (said.excluded and _BUT_NOT_THEN.match(text)):
        return False
    plainly = said.has("affirm") and not said.has("deny", "request_alternatives")
    return plainly or bool(_YES.match(text))


def _other_person(said: Understanding) -> bool:
    text = plain(said.text)
    return bool(_ANYBODY.search(text) or _SOMEBODY_ELSE.search(text))


def _named_service(
    turn: Turn, said: Understanding, put: usual.Habit, told: tuple[str, ...]
) -> bool:
    """ "A cleaning, but with anyone", "yes, and a whitening too", "no, a filling"."""
    if set(told) == set(put.services):
        return _named_person(turn, said, put)
    if _agrees(said) and _ADDS.search(plain(said.text)) and not set(told) & set(put.services):
        both = (*put.services, *told)
        return _take(turn, both, put.staff if usual.does(turn, put.staff, both) else "")
    usual.over(turn)
    advance(turn)
    return True


def _named_person(turn: Turn, said: Understanding, put: usual.Habit) -> bool:
    """The usual visit, with whom the words leave: the usual person, another, or anybody."""
    text = plain(said.text)
    wish = turn.state.wish
    if wish.staff and not usual.does(turn, wish.staff, put.services):
        usual.over(turn)
        advance(turn)
        return True
    if _SOMEBODY_ELSE.search(text) and put.staff and not said.slot("not_staff"):
        turn.set(wish=replace(wish, staff="", not_staff=(*wish.not_staff, put.staff)))
        return _take(turn, put.services, "")
    if _other_person(said) or said.slot("not_staff"):
        turn.set(wish=replace(wish, staff=""))
        return _take(turn, put.services, "")
    return _take(turn, put.services, wish.staff or put.staff)


def _take(turn: Turn, services: tuple[str, ...], staff: str) -> bool:
    """What was put to the caller is what is booked, by this person if they can."""
    wish = turn.state.wish
    turn.set(services=services, wish=replace(wish, staff=staff or wish.staff))
    turn.set(offered=(), chosen=None, refused=())
    turn.note(usual_taken=list(services))
    usual.over(turn)
    advance(turn)
    return True
