"""What Whisper wrote, made plain: no invented text, clock times and digits in one form each."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

REPEATING = 2.4
"""Text that zlib packs this well repeats itself (OpenAI's threshold)."""

_UNSAID = re.compile(r"\[[^\]]*\]|\([^)]*\)|[♪♫*]+")
_SPACES = re.compile(r"\s+")
_DOTTED_TIME = re.compile(r"(?<![\d$.])(\d{1,2})\.([0-5]\d)(?![\d%]|\.\d)")
_SPACED_TIME = re.compile(
    r"\b(at|around|about|by|before|after|until|till) (\d{1,2}) ([0-5]\d)\b(?! ?\d)", re.IGNORECASE
)
_JOINED_TIME = re.compile(r"\b(\d{1,2}?)([0-5]\d)(?= ?[ap]\.?m\b)", re.IGNORECASE)
_DIGIT_RUN = re.compile(r"\d+(?:[ ,.-]+\d+)+")
_WORD = re.compile(r"[a-z][a-z'.]*[a-z]|[a-z]|\d+", re.IGNORECASE)
_OF_TIMES = frozenset(
    "am pm a.m p.m st nd rd th at from between or half quarter past o'clock january february march "
    "april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday today tomorrow next".split()
)
_SINGLE_DIGITS = re.compile(r"(?<!\d)\d(?!\d)")
_SOUNDS_LIKE = {"oh": "0", "o": "0", "to": "2", "too": "2", "for": "4", "ate": "8", "won": "1"}
_FEW_SINGLE = 4
"""With so many digits said one by one, a "to" among them is a two."""
_LONG_RUN = 7
"""Digits of the shortest telephone number; with three groups or more, a run is one."""

_INVENTED = {
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thanks for listening",
    "please subscribe",
    "like and subscribe",
    "subscribe to my channel",
    "see you in the next video",
    "subtitles by the amara org community",
    "transcribed by",
    "you",
}
"""Captions that Whisper learned from videos and writes where nobody speaks."""
_TONES = {"beep", "boop", "ding", "bzzt"}


def plain(text: str) -> str:
    """One recognition in its canonical form; "" when it holds no word."""
    text = _SPACES.sub(" ", _UNSAID.sub(" ", text)).strip()
    if not any(character.isalnum() for character in text):
        return ""
    if is_digits(text) and len(_SINGLE_DIGITS.findall(text)) >= _FEW_SINGLE:
        text = _sounds_to_digits(text)
    return _digit_runs(_times(text))


def is_invented(text: str) -> bool:
    """One of the captions that stand for silence, or a tone spelled out."""
    words = _WORD.findall(text.lower())
    return " ".join(words) in _INVENTED or set(words) <= _TONES


def repeats_itself(text: str) -> bool:
    """The decoder went round in circles."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) > REPEATING


def repeats_prompt(text: str, words: Sequence[str]) -> bool:
    """The decoder wrote on what it was shown: nothing but the prompt's words, two or more."""
    said = " ".join(_WORD.findall(text.lower()))
    times = 0
    for word in sorted((" ".join(_WORD.findall(w.lower())) for w in words), key=len, reverse=True):
        if word:
            said, found = re.subn(rf"(?<!\S){re.escape(word)}(?!\S)", " ", said)
            times += found
    return times > 1 and not said.strip()


def is_digits(text: str, at_least: int = 3) -> bool:
    """Mostly digits: a telephone number or a code, not a date or a time.

    Digits count one by one, "555" like three words, so that "call me on 415 555 0182" is digits
    and "the one at 3" is not.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    digits = sum(len(word) for word in words if word.isdigit())
    others = [word for word in words if not word.isdigit()]
    return digits >= at_least and digits >= 2 * len(others) and not _OF_TIMES.intersection(others)


def _times(text: str) -> str:
    text = _DOTTED_TIME.sub(lambda m: _clock(m, m[1], m[2]), text)
    text = _SPACED_TIME.sub(lambda m: _clock(m, m[2], m[3], f"{m[1]} "), text)
    return _JOINED_TIME.sub(lambda m: _clock(m, m[1], m[2]), text)


def _clock(match: re.Match[str], hour: str, minute: str, before: str = "") -> str:
    return f"{before}{int(hour)}:{minute}" if 0 < int(hour) < 24 else match[0]


def _sounds_to_digits(text: str) -> str:
    """Between digits, a word that sounds like one is one: "7 5 7 for 9 1 1"."""
    return re.sub(
        r"(?<=\b\d)([ ,.-]+)(oh|o|to|too|for|ate|won)(?=[ ,.-]+\d\b|[ ,.-]*$)",
        lambda match: match[1] + _SOUNDS_LIKE[match[2].lower()],
        text,
        flags=re.IGNORECASE,
    )


def _digit_runs(text: str) -> str:
    """Groups of digits as long as a telephone number, set apart by single spaces."""

    def spaced(match: re.Match[str]) -> str:
        groups = re.findall(r"\d+", match[0])
        single = all(len(group) == 1 for group in groups) and len(groups) > 2
        return " ".join(groups) if single or sum(map(len, groups)) >= _LONG_RUN else match[0]

    return _DIGIT_RUN.sub(spaced, text)
