"""Messages and call-backs that callers ask for in so many words, and all in one breath.

"Tell Doctor Nguyen that Sam Ortiz called", "can someone ring me back after five", "I'm returning a
call": these are the staff's, word for word, whatever else the words may sound like.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.booking.model import TakeMessage
from voicebot.dialog.listening import plain
from voicebot.dialog.tasks import people
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, Understanding

_ME = r"(?:me|us)\b"
_RING = (
    rf"(?:(?:call|ring|phone|telephone|text|contact|get back to|reach) {_ME}|"
    rf"give {_ME} a (?:quick )?(?:call|ring|buzz|shout))"
)
_TITLED = r"(?:dr|doctor|mr|mrs|ms|miss) \w+"
_ROLE = (
    r"(?:the|your|a|one of the|one of your) (?:doctors?|dentists?|hygienists?|nurses?|plumbers?|"
    r"mechanics?|stylists?|hairdressers?|barbers?|owners?|boss|managers?|team|office|staff|"
    r"receptionists?|front desk|desk|guys?|lad(?:y|ies)|girls?|technicians?|person|people|shop)"
)
_SOMEBODY = (
    rf"(?:some ?one(?: else)?|some ?body|any ?one|any ?body|he|she|they|one of you|{_TITLED}|"
    rf"{_ROLE})"
)
_CALL_ME = re.compile(
    rf"\b(?:can|could|will|would|may) {_SOMEBODY}(?: \w+){{0,3}}? {_RING}|"
    rf"\b(?:can|could|will|would) you(?: \w+){{0,2}}? {_RING} "
    r"(?:back|about|regarding|later|tomorrow|after|tonight|this|on|at)\b|"
    rf"\b(?:have|get|ask|tell|need|want|would like) (?:{_SOMEBODY}|\w+)(?: to)?(?: please)? "
    rf"{_RING}|"
    rf"\b(?:call|ring|bring|phone) {_ME} back\b|"
    rf"\b(?:a|want|need|get|have|request|my) (?:a )?call ?back\b"
)
_RETURNS = re.compile(
    r"\breturn(?:ing)? (?:a|an|the|your|his|her|their|\w+'s|\w+ \w+'?s)"
    r"(?: \w+){0,2} call\b|"
    r"\b(?:missed|got|had|have|received) (?:a |your |some )?(?:missed )?(?:phone )?calls? from "
    r"(?:you|this|your|the|here)\b|"
    rf"\b(?:some ?one|some ?body|you|he|she|they|{_TITLED}|your \w+)"
    r"(?: just| has| had| have| guys)* "
    r"(?:called|rang|phoned|tried (?:to call|calling|to reach|ringing)) (?:me|us)\b|"
    r"\b(?:left|leaving) (?:me|us) a (?:message|voice ?mail)\b"
)
_WHAT = (
    r"(?: know)? (?:that|to|if|whether|about|i|i'm|i'll|we|we're|it|it's|my|the|he|she|they|there|"
    r"this|not|please) \w+"
)
_TELL = re.compile(
    rf"\b(?:tell|let|inform|remind|ask) (?:him|her|them|{_TITLED}|{_ROLE}){_WHAT}|"
    r"\bmessage for (?:the )?\w+(?: \w+)? "
    r"(?:(?:that|saying|to say|is|it's|tell|i|my|the|we) \w+|"
    r"please (?:tell|ask|let|call|ring|have|get|make|send|bring|do|be|say))|"
    r"\bplease note that \w+"
)
_TELL_STAFF = re.compile(rf"\b(?:tell|let|inform|remind|ask) \w+{_WHAT}")
_ON_THE_WAY = re.compile(
    r"\bbefore (?:you|he|she|they|coming|arriving|the)\b|\bahead\b|\bon (?:the|your|his|her) way\b"
)
"""Asked of every visit, and answered."""
_COMPLAINT = re.compile(
    r"\b(?:make|file|lodge|have|got|register|log|raise|put in)(?: \w+){0,2} complaint\b|"
    r"\bcomplain(?:ing)?\b"
)
_SENDERS = (
    r"(?:pharmacy|pharmacist|lab|laborator\w+|insurance|insurer|hospital|school|court|supplier|"
    r"law firm|attorney|courier|delivery|warehouse|bank|office|practice|surgery|council|agency|"
    r"company|department)"
)
_BUSINESS = re.compile(
    rf"\b(?:this is|calling from|ringing from|i'm (?:calling |ringing |with )?(?:from )?(?:the )?)"
    rf"(?: ?\w+){{0,4}} {_SENDERS}\b|"
    r"\b(?:on behalf of|(?:calling|ringing|call) (?:about|regarding|concerning) (?:\w+ ){0,4}"
    r"of your (?:patients?|customers?|clients?|orders?|invoices?)|"
    r"one of your (?:patients|customers|clients))\b"
)
_HESITATES = re.compile(r"\b(?:uh|um|er|erm|hm+|well) ")
_REFUSES = re.compile(r"\b(?:don'?t|do not|never|stop|not to) (?:\w+ )?(?:call|ring|phone|text)")
_SHORT_COMPLAINT = 8
_CARRIES = re.compile(
    r"\b(?:pass (?:on|along)|leave|take|give|send|relay|cast on) (?:me )?(?:a|this|my|the) "
    r"(?:(?:quick|short|little) )?(?:message|note)(?: (?:on|along))?"
    r"(?: (?:for|to) (?:(?:the|my|your|dr\.?|doctor) )*(?!someone|somebody)\w+)?"
    r"(?:[,.?:;-]+ *| )(?:(?:that|saying|to say) )?"
    r"(?P<words>(?:i|i'm|i'll|i've|i'd|my|we|we're|we'll|it's|his|her|our|tell|"
    r"please (?:tell|ask|let))\b .*)$",
    re.IGNORECASE | re.DOTALL,
)
_MANNERS = re.compile(r"\b(?:please|thanks?(?: you)?)\b", re.IGNORECASE)
_LEAST = 4
"""Words behind "a message" that are one."""
_YES = (
    r"(?:yes|yeah|yep|yup|sure|ok|okay|please|correct|right|perfect|great|good|fine|absolutely|"
    r"definitely|exactly|lovely|thanks|thank you|that is|that's|it is|sounds|looks|works|book it|"
    r"do it|go ahead|all)"
)
_AFTER_YES = re.compile(
    rf"^(?:{_YES} )+(?:(?:and|also|oh|then|so|just) )*(?P<wish>(?:can|could|will|would|please|have|"
    rf"get|tell|let|ask|remind|make sure|call|ring|text|phone)\b.*)$"
)
_CONTACT = re.compile(rf"\b{_RING}|\blet {_ME[:-2]} know\b")
_YES_WORDS = re.compile(rf"^(?:{_YES}[\s,.!;-]*)+(?:(?:and|also|oh|then|so)[\s,]+)*", re.IGNORECASE)
_WELL_HEARD = 0.5


def taken(turn: Turn, said: Understanding) -> bool:
    """Take what is for the staff, in the caller's own words. False where nothing is."""
    if turn.state.task in ("message", "callback") or said.has("emergency", "stop_calling"):
        return False
    text = _HESITATES.sub("", plain(said.text))
    if _REFUSES.search(text):
        return False
    if _RETURNS.search(text) or (_CALL_ME.search(text) and not _ON_THE_WAY.search(text)):
        _begin(turn, said, "callback")
        people.callback(turn, said.text)
    elif _tells(said, text) or (not turn.state.task and _BUSINESS.search(text)):
        _begin(turn, said, "message")
        turn.note(message=said.text)
        people.message(turn)
    elif not turn.state.task and (words := _carried(said)):
        _begin(turn, said, "message")
        turn.note(message=words)
        people.message(turn)
    elif not turn.state.task and _COMPLAINT.search(text):
        _begin(turn, said, "message")
        turn.note(message=said.text if len(text.split()) > _SHORT_COMPLAINT else None)
        people.message(turn)
    else:
        return False
    return True


def _tells(said: Understanding, text: str) -> bool:
    return bool(_TELL.search(text) or (said.slot("staff") and _TELL_STAFF.search(text)))


def _carried(said: Understanding) -> str:
    """The message itself, where the wish to leave one has it with it."""
    found = _CARRIES.search(said.text) if said.has("leave_message") else None
    telling = _MANNERS.sub("", found["words"]) if found else ""
    return found["words"] if found and len(telling.split()) >= _LEAST else ""


def beside_a_yes(turn: Turn, said: Understanding) -> Understanding:
    """ "Yes, and can you call me when it's done?": the yes alone; the rest is for the staff."""
    found = _AFTER_YES.match(plain(said.text)) if turn.state.step == "confirm" else None
    if found is None or not (_CONTACT.search(found["wish"]) or _tells(said, found["wish"])):
        return said
    turn.note(wish=_YES_WORDS.sub("", said.text))
    yes = replace(said, text="yes", intents=(Intent("affirm"),), slots=())
    return replace(yes, when=None, also=(), excluded=())


def pass_on_wish(turn: Turn) -> None:
    """After a booking: what was said beside the yes goes to the staff; then the talk goes on."""
    wish = turn.noted("wish")
    if not wish or turn.requests:
        return
    turn.note(wish=None)
    turn.replies[:] = [reply for reply in turn.replies if reply.expects is None]
    name = turn.known("name")
    turn.request(TakeMessage("message", str(wish), name, turn.reachable_at), "passed_on")


def keep_sender(turn: Turn, said: Understanding) -> None:
    """The name and the number that were said with a message."""
    for name in ("name", "phone"):
        value = said.slot(name)
        if value is not None and value.certainty >= _WELL_HEARD:
            turn.keep(value)


def _begin(turn: Turn, said: Understanding, task: str) -> None:
    """A booking under way is gone on with afterwards."""
    turn.before = turn.state
    if turn.state.task == "booking":
        turn.set(stack=("booking",))
    turn.set(task=task, attempts=0)
    keep_sender(turn, said)
