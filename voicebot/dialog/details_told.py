"""The business's own answers where they are told in passing, or put right later.

"A blocked sink at 9 Hill Street" answers the question for the address before it is asked; "no, the
address is 50 Hill Street" puts it right after.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz.distance.Levenshtein import distance

from voicebot.dialog import details, plate_said, plates, wishes
from voicebot.dialog.address_put_right import to_town, with_known_town
from voicebot.dialog.asking import own_step
from voicebot.dialog.listening import asks, plain
from voicebot.dialog.model import Step
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, SlotValue, Understanding, When

_LIKELY_NAME = 0.6
_SLIPS = 3
"""How many letters and digits of a plate may be put right, for it to be the same plate still."""
_OTHERWISE = frozenset(
    "request_alternatives ask_address ask_other deny correct choose out_of_scope reschedule".split()
)
"""What "no, it's 9 Hill Street instead" sounds like beside the address that it tells."""
_TURNS = re.compile(r"^(?:no|oh|sorry|actually|wait|but)\b|\b(?:wrong|instead|meant|not)\b")
_NO_VALUE = re.compile(
    r"(?:wrong|right|correct|not|different|the same|fine|good|ok|okay|what|incorrect|still|also|"
    r"in|on|at the)\b"
)
_A_CAR = re.compile(r"\b(?:car|vehicle|truck|van|make|model)\b", re.IGNORECASE)
_IT_IS = re.compile(
    r"^.*\b(?:it'?s|(?<!that )is|should be|i said|i meant|not my car) ((?!(?:wrong|not)\b).+?)"
    r"(?:,? (?:and )?(?:not|instead of|rather than)\b.*)?$",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"\b(?:what|which)\b.*\b(?:have you got|do you have|did you (?:get|write|put|note|take|hear)|"
    r"you(?:'?ve| have)? (?:got|have|wrote|put|took|noted)|is (?:it|that) (?:down )?under)\b|"
    r"\b(?:read|say|repeat|confirm|check) (?:me )?(?:the|my)\b.*\b(?:back|again|you have|have)\b"
)

_YOU_HAVE = re.compile(r"\byou(?:'?ve| have)? (?:got|have|put|wrote|took|noted)\b")
_YOURS = re.compile(r"\b(?:your|you'?re|you are|yours)\b")
_WAS_WRONG = re.compile(
    r"\b(?:the|my) (?:\w+ ){1,2}?(?:i|we|you) (?:gave|told|said|have|got|put)\b.*"
    r"\b(?:wrong|changed|different|should be|should have been|not right)\b|"
    r"\b(?:the|my) \w+ (?:is|was|has) (?:wrong|changed|different|not right)\b"
)


def own_steps(turn: Turn) -> list[Step]:
    """The questions that this business added, those for other services left out."""
    chosen = set(turn.state.services)
    return [
        step
        for step in turn.dialog.steps
        if own_step(turn, step.id) is not None
        and not (step.services and chosen and not chosen & set(step.services))
    ]


def take_details(
    turn: Turn, said: Understanding, answered: Step | None = None
) -> tuple[Understanding, set[str]]:
    """Keep what is told of the business's own answers; the rest of the words, and what was new.

    `answered` is the question that the whole is an answer to.
    """
    if turn.state.task not in ("", "booking"):
        return said, set()
    new = set()
    for step in own_steps(turn):
        found = None if step == answered else _told(turn, step, said)
        if found is None or (step.kind == "car" and _is_name(said, found)):
            continue
        said = _without(said, found.span)
        if plain(turn.known(step.slot)) != plain(found.value):
            turn.keep(SlotValue(step.slot, found.value, found.value, found.span))
            new.add(step.slot)
        elif turn.state.step == "change":
            new.add(step.slot)  # it is right as it is: read back once more
    said = _of_the_callers_address(turn, _no_time_in_a_plate(turn, said, new))
    if new and turn.state.task:
        said = replace(said, intents=tuple(i for i in said.intents if i.name not in _OTHERWISE))
    return said, new


def _no_time_in_a_plate(turn: Turn, said: Understanding, new: set[str]) -> Understanding:
    """Without what was read out of the numbers of a plate; one that cannot be read is wrong."""
    step = next((s for s in own_steps(turn) if s.kind == "plate"), None)
    span = plate_said.numbers_of_it(said.text) if step is not None else None
    if step is None or span is None or step.slot in new:
        return said
    said = _without(said, span)
    if turn.state.step not in ("confirm", "change") or asks(said.text) or said.has("affirm"):
        return said
    return replace(said, intents=(Intent("deny"), Intent("correct")))


def _of_the_callers_address(turn: Turn, said: Understanding) -> Understanding:
    """ "That's not the address" puts the caller's right, and asks for nobody's."""
    ours = "?" in said.text or asks(said.text) or _YOURS.search(plain(said.text))
    step = next((s for s in own_steps(turn) if s.kind == "address"), None)
    if step is None or ours or turn.state.task != "booking" or not said.has("deny", "correct"):
        return said
    return replace(said, intents=tuple(i for i in said.intents if i.name != "ask_address"))


def other_words(turn: Turn, text: str) -> str:
    """The words without the answers in them: "Park Street" does not ask for parking."""
    if turn.state.task not in ("", "booking"):
        return text
    for step in own_steps(turn):
        found = details.find(step.kind, text)
        if found is not None:
            text = f"{text[: found.span[0]]} {text[found.span[1] :]}"
    return text


def puts_booked_right(turn: Turn, said: Understanding) -> bool:
    """Whether an answer that was given for an earlier booking is said to be wrong."""
    words = plain(said.text)
    if turn.state.task or not _WAS_WRONG.search(words) or asks(said.text):
        return False
    return any(step.id.rpartition("_")[2] in words.split() for step in own_steps(turn))


def tells_details(turn: Turn, said: Understanding) -> bool:
    """Whether the words tell one of the business's own answers, whatever stands around it."""
    return turn.state.task == "booking" and other_words(turn, said.text) != said.text


def _is_name(said: Understanding, found: details.Found) -> bool:
    """ "It's Ford", where a name was asked; "for my Honda" names nobody."""
    if found.span == (0, len(said.text)):
        return False
    names = [s for s in said.slots if s.name == "name" and s.certainty >= _LIKELY_NAME]
    return any(_over(s.span, found.span) for s in names)


def _told(turn: Turn, step: Step, said: Understanding) -> details.Found | None:
    """What is told in any sentence; a plate as the recognitions agree on it."""
    found = _in_words(turn, step, said)
    if step.kind != "plate":
        return found
    if found is None and said.text in said.recognitions:
        # Another recognition has its name, or its letters.
        others = (replace(said, text=text) for text in said.recognitions)
        read_ = (_in_words(turn, step, other) for other in others)
        found = next((replace(f, span=(0, len(said.text))) for f in read_ if f), None)
    if found is None:
        return None
    read = [plate for text in said.recognitions if (plate := details.plate_told(text))]
    if _TURNS.search(plain(said.text)):  # what is known is what is wrong
        read = [plate for plate in read if plate != turn.known(step.slot)] or read
    return replace(found, value=plates.agreed(read) or found.value)


def _in_words(turn: Turn, step: Step, said: Understanding) -> details.Found | None:
    text = said.text
    known = turn.known(step.slot)
    if step.kind == "car" and known and (car := _by_sound(said)):
        return details.Found(car, (0, len(text)))
    found = details.find(step.kind, text)
    if found is not None and not (known and asks(text) and not _TURNS.search(plain(text))):
        if step.kind != "address":
            return found
        area = turn.dialog.lexicon.area
        found = to_town(found, text, area)
        return replace(found, value=with_known_town(found.value, known, area)) if known else found
    if not known:
        return None
    anew = None
    if step.kind == "plate" and not own_step(turn, turn.state.step):
        anew = details.spelled_anew(text) or _much_like(known, text)
    elif step.kind == "address" and _TURNS.search(plain(text)):
        anew = details.numbered_anew(text, known)
    return anew or _named(step, said)


def _much_like(known: str, text: str) -> details.Found | None:
    """ "I got the playground. It's K L M 4 7 2": the last clause, if it is much like the plate."""
    *before, last = re.split(r"(?<=[.,;!]) ", text)
    anew = details.spelled_anew(last) if before else None
    if anew is None or distance(anew.value, known) > _SLIPS:
        return None
    return replace(anew, span=(len(text) - len(last), len(text)))


def _by_sound(said: Understanding) -> str:
    """ "No, it's a hand a Civic", "the car is wrong, it's a forty esta": the car that is meant."""
    says_car = _A_CAR.search(said.text)
    named = said.slot("name") and not says_car
    if asks(said.text) or named or not _TURNS.search(plain(said.text)):
        return ""
    told = [found[1] for t in (said.text, *said.recognitions) if (found := _IT_IS.search(t))]
    if not told or not (says_car or details.names_a_car(told[0])):
        return ""
    return details.heard_as("car", told)


def _named(step: Step, said: Understanding) -> details.Found | None:
    """ "The address is the Old Mill, Church Lane": whatever comes after the name of the answer."""
    told = _after_name(step, said.text)
    if told is None or "?" in said.text:
        return None
    value = details.tidy(told["value"])
    if _NO_VALUE.match(value.lower()):
        return None
    others = [_after_name(step, text) for text in said.recognitions]
    heard = [value, *(details.tidy(other["value"]) for other in others if other)]
    if step.kind == "car" and (car := details.heard_as("car", heard)):
        return details.Found(car, told.span())
    if not details.fits(step.kind, value):
        return None
    return details.Found(details.value_of(step.kind, value), told.span())


def _after_name(step: Step, text: str) -> re.Match[str] | None:
    name = step.id.replace("_", " ")
    return re.search(
        rf"\b(?:the|my|our) (?:\w+ )?{name}(?: number)?(?: is|'s| should be| was)"
        r"(?: actually| really| supposed to be| meant to be| wrong,? it(?:'s| is))* (?P<value>.+)$",
        text,
        re.IGNORECASE,
    )


def _without(said: Understanding, span: tuple[int, int]) -> Understanding:
    """The utterance without the times, names and numbers that were read out of an answer."""
    slots = tuple(s for s in said.slots if s.name == "service" or not _over(s.span, span))
    times = [w for w in (said.when, *said.also) if w is not None]
    cut = [w for w in times if _over(_place(w, said.text), span)]
    left = [w for w in times if w not in cut]
    days = [wishes.whole_day(w.start) for w in cut if w.start and _tells_day(w, said.text, span)]
    if days and left:
        left = [w if wishes.has_date(w) else wishes.on_day(days[0], w) for w in left]
    else:
        left += days
    return replace(said, slots=slots, when=left[0] if left else None, also=tuple(left[1:]))


def _place(when: When, text: str) -> tuple[int, int]:
    at = text.find(when.text) if when.text else -1
    return (at, at + len(when.text)) if at >= 0 else (0, 0)


def _over(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _tells_day(when: When, text: str, span: tuple[int, int]) -> bool:
    """Whether a day stands in the part of a time that is no part of the answer."""
    start, end = _place(when, text)
    return "date" in when.said and (start < span[0] or end > span[1])


def asks_what_is_noted(turn: Turn, said: Understanding) -> str:
    """ "What address have you got for me?": what was noted, or "" where nothing of it was."""
    text = plain(said.text)
    if asks(said.text) and _YOU_HAVE.search(text):
        for step in own_steps(turn):
            if turn.known(step.slot) and details.find(step.kind, said.text):
                return details.spoken(step, turn.known(step.slot))
    if not _WHAT.search(text):
        return ""
    words = set(text.split())
    for step in own_steps(turn):
        if words & set(step.id.split("_")) and turn.known(step.slot):
            return details.spoken(step, turn.known(step.slot))
    return turn.known("name") if "name" in words else ""
