"""Times and days of several words that a recogniser writes as other words.

Collected from what two Whisper models make of synthetic voices over a telephone line. Each slip
says what is written, what was said, and what must stand beside it: "has past nine" is half past
nine, "he has passed" nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicebot.understanding.dates.lexicon import WEEKDAYS
from voicebot.understanding.normalize import CARDINALS, ORDINALS, Token

HOURS = {
    "to": "two",
    "too": "two",
    "for": "four",
    "fore": "four",
    "ate": "eight",
    "free": "three",
    "tree": "three",
    "won": "one",
    "tin": "ten",
    "then": "ten",
    "heaven": "eleven",
    "leaven": "eleven",
}
"""What hours are taken for."""
_HOUR, _NUMBER = "an hour, perhaps misheard", "a number"
_FREE = "the beginning, or a word that has nothing"
_END = "the end, or manners"
_DAY, _ORDINAL = "a day of the week", "an ordinal number"


@dataclass(frozen=True, slots=True)
class _Slip:
    """`written`: words, alternatives parted by "|"; `before` and `behind`: likewise, a kind of
    word, or "" for anything."""

    written: str
    said: str
    before: str = ""
    behind: str = ""


_SLIPS = (
    _Slip("has|have|hat past|passed|pass", "half past", before=_FREE, behind=_HOUR),
    _Slip("hath|hap|hats|hall|calf past|passed|pass|pasta", "half past", behind=_HOUR),
    _Slip("half another", "half an hour"),
    _Slip("high|hi off|of an hour", "half an hour"),
    _Slip("behalf an hour", "half an hour"),
    _Slip("behalf another", "half an hour"),
    _Slip("that quarter past", "at quarter past", behind=_HOUR),
    _Slip("that half past", "at half past", behind=_HOUR),
    _Slip("of|a|the the|a|old clock|lock|luck|cloak|off", "o'clock", before=_NUMBER),
    _Slip("block|blocks", "o'clock", before=_NUMBER, behind=_END),
    _Slip("at one moment|second|sec|minute", "one moment"),
    _Slip("a|of|the clock|lock|luck|cloak", "o'clock", before=_NUMBER),
    _Slip("thirsty|thursty", "thursday", before="on|next|this|for"),
    _Slip("for id", "friday", before="on|next|this|not|or|from"),
    _Slip("for ident", "friday at", before="on|next|this"),
    _Slip("to|two sd|zd", "tuesday"),
    _Slip("to the|z|zee", "tuesday", before="on", behind="at"),
    _Slip("georgia|corner|porter|quarters|quota past", "quarter past", behind=_HOUR),
    _Slip("when's|whens the next week", "wednesday next week"),
    _Slip("when the next week", "wednesday next week", behind="at|in|after|before"),
    _Slip("there is the next week", "thursday next week", behind="at|in|after|before"),
    _Slip("wendy|wends", "wednesday", before="on|next|this"),
    _Slip("any day about", "any day but", behind=_DAY),
    _Slip("and|on|an", "in the", before="week", behind="morning|mornings|afternoon|evening"),
    _Slip("once in next week", "wednesday next week"),
    _Slip("of|with the", "the", before=_DAY, behind=_ORDINAL),
    _Slip("of|with", "the", before=_DAY, behind=_ORDINAL),
)


def without_slips(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every slip put right. Each new token spans all the words it stands for."""
    if not any(token.text in _FIRST for token in tokens):
        return tuple(tokens)
    return tuple(_put_right(tokens))


def _put_right(tokens: Sequence[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        slip = next((slip for slip in _SLIPS if _stands(slip, tokens, at)), None)
        if slip is None:
            yield tokens[at]
            at += 1
            continue
        after = at + len(slip.written.split())
        for word in slip.said.split():
            yield replace(
                tokens[at], text=word, kind="word", end=tokens[after - 1].end, value=_value(word)
            )
        at = after


def _stands(slip: _Slip, tokens: Sequence[Token], at: int) -> bool:
    parts = slip.written.split()
    stretch = tokens[at : at + len(parts)]
    if len(stretch) < len(parts):
        return False
    if any(t.text not in part.split("|") for t, part in zip(stretch, parts, strict=True)):
        return False
    after = at + len(parts)
    before = tokens[at - 1] if at else None
    behind = tokens[after : after + 2]
    return _fits([before] if before else [], slip.before) and _fits(behind, slip.behind)


def _fits(beside: Sequence[Token], kind: str) -> bool:
    """Whether the words that stand there, the next one first, are of this kind."""
    if not kind:
        return True
    texts = [token.text for token in beside]
    if kind == _FREE:
        return not texts or texts[0] in _HAS_NOTHING
    if kind == _END:
        return not texts or texts[0] in _MANNERS
    if not beside:
        return False
    token = beside[0]
    if kind == _HOUR:
        value = CARDINALS.get(HOURS.get(token.text, token.text), token.value)
        return value is not None and 1 <= value <= 12 and not _COUNTED.intersection(texts[1:])
    if kind == _ORDINAL:
        return token.kind == "ordinal" or token.text in ORDINALS
    if kind == _NUMBER:
        return token.value is not None
    return token.text in (WEEKDAYS if kind == _DAY else kind.split("|"))


_HAS_NOTHING = frozenset("it at around about i'll ideally say then on or , . is".split())
_MANNERS = frozenset(". , ? ! please on then tomorrow today thanks thank".split())
_COUNTED = frozenset(
    "day days week weeks month months year years hours minutes times thousand hundred miles "
    "of".split()
)


def _value(word: str) -> int | None:
    return CARDINALS.get(word, ORDINALS.get(word))


_FIRST = frozenset(word for slip in _SLIPS for word in slip.written.split()[0].split("|"))
