"""What is said where a visit is to be cancelled or moved, and of calling again another time.

"Yes, cancel it" is a yes to "shall I cancel it?", "can I move it?" turns to moving, and "I'll keep
it" leaves the visit as it is. "I'll call back" promises a call; it asks for none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog import wishes
from voicebot.dialog.asking import target
from voicebot.dialog.listening import plain
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Intent, Understanding

_MOVING = ("new_time", "choice", "confirm_move")
_CANCELS = re.compile(
    r"(?:(?:yes|yeah|yep|yup|yea|sure|ok|okay|right|correct|oh|um|uh|well|then|so|and|please|just|"
    r"do|go(?: right)? ahead|absolutely|definitely|of course|exactly|that'?s (?:right|correct|it|"
    r"fine)|you (?:can|may|could|should)|(?:can|could|would|will) you|let'?s|if you (?:can|could)|"
    r"i(?:'?d| would) (?:like|love) (?:you )?to|i (?:want|need|wanna)(?: you)?(?: to)?|"
    r"i (?:said|do|did)|thanks|thank you) )*"
    r"(?:cancel|delete|remove)\b"
    r"(?!.*\b(?:both|all (?:of|the|my)|everything|nothing|others?|another|two)\b)"
)
""" "Please do cancel it", "yes, cancel the cleaning", but not "cancel both"."""
_VISIT = r"(?:appointment|visit|booking|reservation|slot|time|day|date|one)"
_MOVES = re.compile(
    r"\b(?:move|re ?schedule|postpone|re ?book|push|shift|change|switch)"
    r"(?:(?: (?:it|that|this|mine))+| (?:the|my|this|that) (?:\w+ ){0,2}"
    rf"{_VISIT}|(?= instead| to (?:an)?other|$))|"
    r"\b(?:bring|pull) (?:it|that|mine|my \w+|the \w+) (?:forward|up|back)\b|"
    rf"\b(?:(?:can|could|may|might) (?:i|we)|i'?d (?:like|rather|prefer)|i would (?:like|rather)|"
    rf"i want|(?:do|have) you) (?:\w+ ){{0,4}}?(?:another|a different|some other) {_VISIT}\b"
)
_BOOKS = re.compile(r"\b(?:book|put|get|have|see|come)\b.*\b(?:with|to|see)\b|\binstead\b")
_SENDS = re.compile(
    r"\b(?:my|our|the) \w+(?: \w+)?(?: (?:will|is|can|could|'ll)(?: be)?)? "
    r"(?:brings?|bringing|drops?|dropping|lets? (?:you|them|him) in)\b"
)
""" "I won't be there, my brother brings it": somebody comes all the same."""
_NOT_MOVED = re.compile(
    r"(?:n't|\bnot|\bnever|\bcannot|\bno need to) (?:(?:want|need|have|like|able|be|really|"
    r"actually|even|just|going|to|you|i|we) )*(?:move|re ?schedule|postpone|re ?book|push|"
    r"shift|change|switch)\b"
)
_CANCELLED = re.compile(
    r"(?<!n't )(?<!not )(?<!not to )(?<!instead of )(?<!than )(?<!n't want to )\bcancel\b"
)
_YES = re.compile(r"(?:oh |um |uh )*(?:yes|yeah|yep|yup|sure|ok|okay|go ahead)\b")
_KEPT = re.compile(
    r"\bkeep (?:it|that|this|mine)\b(?! (?:short|quick|brief|simple|in mind))|"
    rf"\bkeep (?:the|my) (?:\w+ ){{0,3}}?{_VISIT}\b|"
    r"\b(?:leave|stays?) (?:it |that )?(?:as|where|how|the way|like) (?:it|that) (?:is|was)\b"
)
_KEPT_DAY = re.compile(r"\b(?:keep|stick (?:with|to)|leave it (?:on|at|for)|stay (?:with|on))\b")
_KEEPS_THE = re.compile(r"\bkeep (?:the|my) \w+")
_NOT_KEPT = re.compile(
    r"(?:n't|\bnot|\bnever|\bcannot|\bno longer|\bunable to) (?:\w+ ){0,3}?(?:keep|leave|stay|"
    r"stick)\b|\bkeep (?:\w+ )*other\b|\b(?:do|should|must) i (?:have to )?keep\b"
)
_BEFORE = (
    r"(?:(?:no|nah|nope|ok|okay|oh|um|uh|hm+|well|sorry|actually|right|so|then|and|but|maybe|"
    r"thanks|thank you|i think|i guess|you know what|never ?mind|forget (?:it|that)|"
    r"(?:that'?s|it'?s) (?:ok|okay|fine|all right|alright)|don'?t worry|"
    r"i(?:'?ve| have) (?:got )?to go|i(?:'?m| am) not sure|"
    r"(?:let me|i(?:'?ll| will| have to| need to|'?d better)) (?:just )?"
    r"(?:check|think|ask|see|look)(?: (?:about|my|with|at|it|over|first|\w+ (?:diary|calendar|wife|"
    r"husband|schedule|boss)))*(?: and)?) )*"
)
_CALLS_AGAIN = re.compile(
    _BEFORE + r"(?:(?:i|we)(?:'?ll| will|'?m going to| am going to|'?m gonna|'?d rather|'?d better|"
    r" can| could| might| may|'?ll have to| have to| need to)|let me) "
    r"(?:(?:just|probably|maybe|have to|need to|try to) )*"
    r"(?:(?:call|ring|phone|get|try)(?: (?:you|ya|you guys))? back|"
    r"(?:call|ring|phone|try)(?: (?:you|ya))? (?:again|later|tomorrow|"
    r"another time|some other time))"
    r"(?: (?:back|again|later|then|now|tomorrow|today|soon|on \w+day|next week|"
    r"(?:another|some other) (?:time|day)|(?:in|this) (?:a |the )?\w+|"
    r"thanks|thank you|bye|goodbye|please|sorry|ok|okay|"
    r"(?:when|once|after|with) (?:i|we|my|the)\b(?!.*\b(?:book|yes)\b).*))*"
)
""" "I'll call you back later": nothing else may be in it."""
_TALKS = ("message", "message_name", "message_phone")


def read(turn: Turn, said: Understanding) -> Understanding:
    """The utterance as an answer to "shall I cancel it?"; "I'll call back" as taking leave."""
    text = plain(said.text)
    if calls_again(turn, said):
        intents = (Intent("goodbye", said.score), Intent("deny", said.score))
        return replace(said, intents=intents, slots=(), when=None, also=(), excluded=())
    if said.has("cancel") and _SENDS.search(text):
        slots = tuple(s for s in said.slots if s.name not in ("name", "for_other"))
        kept = tuple(i for i in said.intents if i.name != "cancel")
        said = replace(said, intents=kept, slots=slots)
    if turn.state.step != "confirm_cancel" or said.has("emergency", "speak_to_human"):
        return said
    if _moves(text):
        turn.topic = None
        return replace(said, intents=(Intent("reschedule", said.score),))
    if other := _with_another(turn, said, text):
        return other
    if said.has("cancel") and not said.has("deny") and _CANCELS.match(text):
        kept = tuple(i for i in said.intents if i.name not in ("cancel", "affirm"))
        return replace(
            said,
            intents=(Intent("affirm", said.score), *kept),
            text=said.text.replace("?", "."),
        )
    return said


def _with_another(turn: Turn, said: Understanding, text: str) -> Understanding | None:
    """ "Yes, and book me with Dana instead": the visit moved to somebody else, at its time."""
    visit, staff = target(turn), said.slot("staff")
    if visit is None or staff is None or staff.value in ("any", visit.staff_id):
        return None
    if not _BOOKS.search(text):
        return None
    when = said.when or wishes.instant(turn.local(visit.start))
    return replace(said, when=when, intents=(Intent("reschedule", said.score),))


def calls_again(turn: Turn, said: Understanding) -> bool:
    """Whether the caller only says that they will ring another time."""
    return turn.state.step not in _TALKS and bool(_CALLS_AGAIN.fullmatch(plain(said.text)))


def _moves(text: str) -> bool:
    if _NOT_MOVED.search(text) or not _MOVES.search(text):
        return False
    return not (_CANCELLED.search(text) or (_YES.match(text) and "instead" not in text))


def keeps(turn: Turn, said: Understanding) -> bool:
    """Whether the visit that is to be cancelled or moved is to stay as it is."""
    visit, step = target(turn), turn.state.step
    text = plain(said.text)
    if visit is None or step not in ("confirm_cancel", *_MOVING) or _NOT_KEPT.search(text):
        return False
    if _CANCELLED.search(text) or _moves(text):
        return False
    if said.when is not None:
        at = turn.local(visit.start)
        told = wishes.holds(said.when, at, time_only=not wishes.has_date(said.when))
        offered = [s for s in turn.state.offered if wishes.holds(said.when, turn.local(s.start))]
        return told and not offered and bool(_KEPT_DAY.search(text) or _KEPT.search(text))
    if said.slot("choice") or said.has("choose"):
        return False
    return bool(_KEPT.search(text)) or (
        step == "confirm_cancel" and bool(_KEEPS_THE.search(text)) and not said.slot("not_service")
    )
