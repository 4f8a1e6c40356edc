"""What must not be kept: payment card numbers, as digits or as words, and what belongs to them.

A number may come in pieces ("4242 4242, and then 4242 4242"), also in two turns: whoever calls this
says by `after` that a card was told a moment ago. A recogniser may get a digit wrong, so a check
digit is asked for only where the digits alone could well be something else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voicebot.dialog.model import DialogState
from voicebot.dialog.spoken import ONES, TENS
from voicebot.understanding.model import Understanding

CARD_DIGITS = range(13, 20)
_USUAL = range(15, 17)
_PIECE = range(8, 20)
_TELEPHONE = range(10, 12)
REMOVED = "(card number removed)"
_PHONE_STEPS = ("phone", "identify_phone", "message_phone")

_WORDS = {word: str(value) for value, word in enumerate(ONES)}
_WORDS |= {"oh": "0", "o": "0", "nought": "0", "naught": "0"}
_TENS = {word: str(value) for value, word in enumerate(TENS) if value > 1}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_DIGIT = "|".join([r"\d+", *sorted((*_WORDS, *_TENS, *_TIMES, "hundred"), key=len, reverse=True)])
_GAP = r"[\s,./-]*"
_THEN = rf"(?:{_GAP}(?:and|then|next|um|uh|er|dash|space|slash)\b)*{_GAP}"
_DIGITS = rf"(?<![\w+])(?:{_DIGIT})(?:{_GAP}(?:{_DIGIT}))*(?!\w)"
_RUN = re.compile(rf"(?<![\w+])(?:{_DIGIT})(?:{_THEN}(?:{_DIGIT}))*(?!\w)", re.IGNORECASE)
_PLAIN_RUN = re.compile(_DIGITS, re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|then|next|um|uh|er|dash|space|slash)\b", re.IGNORECASE)
_FOURS = re.compile(r"\d{4}(?:[\s,.-]+\d{4}){2,}")
_CARD = re.compile(
    r"\b(?:(?:credit|debit|bank|charge) card|card|visa|master ?card|amex|american express|"
    r"cv[vc]2?)\b",
    re.IGNORECASE,
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_IS = r"(?:[\s,:]|\b(?:number|date|code|is|it'?s|on|in|of|the)\b)*"
_CODE = re.compile(
    rf"\b(?:cv[vc]2?|security (?:code|number)|(?:three|3) digits on the back){_IS}{_DIGITS}",
    re.IGNORECASE,
)
_WITH_CARD = re.compile(
    rf"\b(?:expir\w+|exp|valid (?:until|thru|through|to)|(?:the )?code){_IS}"
    rf"(?:(?:{_MONTHS})\b(?:{_GAP}{_DIGITS})?|{_DIGITS})",
    re.IGNORECASE,
)
""" "Expires 04 29": only beside a card, since an insurance expires as well."""
_OF_A_TIME = re.compile(r"\b(?:at|on|the|around|by|until|till|for|from|before|after|past|to) $")
_OWN_WORDS = re.compile(
    r"\b(?:card|credit|debit|visa|master|mastercard|amex|american|express|number|numbers|code|"
    r"charge|pay|bill|it|its|is|my|the|and|then|on|to|a|of|with|removed|please|want|i|would|like|"
    r"expires|expiry|expiration|date|cvv|cvc|security|here|okay|so|take|use|put|you|can|ok|s|d)\b"
)


def without_cards(text: str, *, after: bool = False) -> str:
    """The text without card numbers, security codes and dates of expiry, spoken or written.

    `after`: a card was told just before, so that a few digits may be the rest of it.
    """
    about = after or bool(_CARD.search(text)) or REMOVED in text
    text = _RUN.sub(lambda run: _joined(run, about=about, after=after), text)
    text = _CODE.sub(REMOVED, text)
    return _WITH_CARD.sub(REMOVED, text) if about or REMOVED in text else text


def has_card(text: str, *, after: bool = False) -> bool:
    return REMOVED in without_cards(text, after=after)


def goes_on(state: DialogState) -> bool:
    """Whether a card was told just before, and no other number is asked for now."""
    return bool(state.memory.get("card")) and state.step not in _PHONE_STEPS


def without_card(said: Understanding, *, after: bool = False) -> Understanding:
    """The utterance without the card in it, nor what was read out of its digits."""
    if not has_card(said.text, after=after):
        return said
    text = without_cards(said.text, after=after)
    kept = tuple(s for s in said.slots if s.name in ("service", "staff", "name", "email"))
    times = [w for w in (said.when, *said.also) if w and w.text and w.text.lower() in text.lower()]
    when, also = (times[0], tuple(times[1:])) if times else (None, ())
    return replace(said, text=text, slots=kept, when=when, also=also, heard=())


def tells_only_a_card(text: str) -> bool:
    """Whether nothing is said in these words (without the card) but that there is one."""
    return not re.search(r"\w", _OWN_WORDS.sub("", text.lower()))


def _joined(run: re.Match[str], *, about: bool, after: bool) -> str:
    """A run with joining words in it as one number if it can only be one, else its pieces."""
    words = run[0]
    digits = _digits(words)
    if not _JOINED.search(words):
        return _removed(run, about=about, after=after)
    if len(digits) in CARD_DIGITS and (len(digits) in _USUAL or _luhn(digits)):
        return REMOVED
    before = run.string[: run.start()]

    def piece(part: re.Match[str]) -> str:
        return _removed(part, about=about, after=after, before=before)

    return _PLAIN_RUN.sub(piece, words)


def _removed(run: re.Match[str], *, about: bool, after: bool, before: str = "") -> str:
    words, digits = run[0], _digits(run[0])
    if len(digits) in CARD_DIGITS or _FOURS.fullmatch(words):
        return REMOVED
    if about and len(digits) in _PIECE and len(digits) not in _TELEPHONE:
        return REMOVED
    time = _OF_A_TIME.search(before + run.string[: run.start()])
    return REMOVED if after and 3 <= len(digits) < 10 and not time else words


def _digits(run: str) -> str:
    """The digits of a run: "forty two" is 42, "double four" 44, "forty two hundred" 4200."""
    digits, times, tens = "", 1, False
    for part in re.findall(r"\d+|[a-z]+", run.lower()):
        if part in _TIMES:
            times, tens = _TIMES[part], False
            continue
        if part in _TENS:
            digits += _TENS[part] + "0"
        elif tens and part in ONES[1:10]:
            digits = digits[:-1] + _WORDS[part]
        elif part == "hundred":
            digits += "00"
        elif part.isdigit() or part in _WORDS:
            digits += _WORDS.get(part, part) * times
        times, tens = 1, part in _TENS
    return digits


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B)."""
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
