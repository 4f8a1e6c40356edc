"""E-mail addresses: as a recogniser writes them ("jane.doe@gmail.com") or as they are said
("jane dot doe at g mail dot com", "j a n e underscore eighty two at yahoo").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import process

from voicebot.understanding.model import SlotValue
from voicebot.understanding.people.digits import REPEATS, TEENS, TENS, UNITS
from voicebot.understanding.people.letters import letter_of, said_like
from voicebot.understanding.people.vocabulary import HESITATIONS, words_of
from voicebot.understanding.people.words import Word, cut, glued

_VALID = re.compile(
    r"[a-z0-9](?:[a-z0-9._%+'-]*[a-z0-9_])?@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,12}"
)
_WRITTEN = re.compile(r"[A-Za-z0-9][\w.%+'-]*\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+")
_MARKS = {
    "dot": ".", "period": ".", "point": ".", ".": ".", "underscore": "_", "_": "_", "dash": "-",
    "hyphen": "-", "minus": "-", "-": "-", "plus": "+", "+": "+",
}  # fmt: skip
_AT = frozenset({"at", "@"})
_PROVIDERS = {
    "gmail": "gmail.com", "g mail": "gmail.com", "googlemail": "googlemail.com",
    "google mail": "googlemail.com", "yahoo": "yahoo.com", "hotmail": "hotmail.com",
    "hot mail": "hotmail.com", "outlook": "outlook.com", "icloud": "icloud.com",
    "i cloud": "icloud.com", "aol": "aol.com", "a o l": "aol.com", "a.o.l": "aol.com",
    "msn": "msn.com", "m s n": "msn.com", "comcast": "comcast.net", "verizon": "verizon.net",
    "live": "live.com", "me": "me.com", "protonmail": "protonmail.com", "proton": "proton.me",
    "proton mail": "protonmail.com", "btinternet": "btinternet.com",
    "b t internet": "btinternet.com",
}  # fmt: skip
_TLDS = words_of(
    "com net org edu gov mil info biz io co uk us ca de fr es it nl au nz ie in me tv app dev ai "
    "eu ch at be se no dk fi pl pt br mx jp health dental care clinic studio online"
)
_HEARD_TLD = {
    "calm": "com",
    "comm": "com",
    "come": "com",
    "con": "com",
    "coms": "com",
    "nets": "net",
}
# The address begins after the last of these; single letters are excepted between letters.
_LEAD = HESITATIONS | words_of(
    "is it's its email mail e-mail address my the that's that thats would be yes yeah sure to "
    "use at send just write have you can reach me ; : ! ? and email's it i'm i on file was will "
    "please under by for with we are or we're"
)
_ASIDES = (
    ("all", "one", "word"), ("all", "lowercase"), ("all", "lower", "case"), ("all", "together"),
    ("no", "spaces"), ("no", "space"), ("one", "word"), ("lower", "case"), ("lowercase",),
    ("as", "one", "word"), ("all", "small", "letters"), ("the", "number"), ("the", "numbers"),
    ("the", "digits"), ("the", "letter"), ("number",), ("letter",), ("then",),
)  # fmt: skip
_SILENT = frozenset({",", '"', "“", "”", "…", "'", "(", ")"}) | (HESITATIONS - {"oh", "so", "like"})
_TURNS = frozenset({"sorry", "no", "wait"})


def read_email(text: str, asked: bool) -> list[SlotValue]:
    """`email`, lower case, where an address that could exist was said or written."""
    match = _WRITTEN.search(text)
    if match and " " not in match.group():
        address = match.group().lower()
        before = text[: match.start()].rstrip()
        if _VALID.fullmatch(address) and not _goes_before(before):
            return [SlotValue("email", address, match.group(), match.span())]
    words = _heard(text)
    for at in [i for i, w in enumerate(words) if w.text in _AT]:
        domain, last = _domain(words, at + 1)
        first = _start(words, at)
        if not domain or first == at:
            continue
        address = f"{_local(words[first:at])}@{domain}"
        if _VALID.fullmatch(address):
            span = (words[first].start, words[last - 1].end)
            return [SlotValue("email", address, text[slice(*span)], span, 0.9)]
    return _with_provider_only(words, text) if asked else []


def _goes_before(before: str) -> bool:
    """Whether letters or a mark were said before what the recogniser wrote as an address."""
    last = before.rsplit(" ", 1)[-1].lower().strip(",.")
    return last in _MARKS or (len(last) == 1 and last not in ("a", "i", ":", ""))


def _domain(words: Sequence[Word], at: int) -> tuple[str, int]:
    """The domain from a word on, and where it ends; empty if there is none."""
    labels: list[str] = [""]
    end = at
    i = at
    while i < len(words) and i < at + 24:
        text = words[i].text
        if text in ("dot", ".", "period", "point"):
            if not labels[-1] or not _dot(words, i):
                break
            labels.append("")
        elif text in HESITATIONS or text == ",":
            pass
        elif len(labels) > 1 and labels[-1]:
            if labels[-1] in _TLDS or not _single(words, i):
                break
            labels[-1] += text
        elif text in ("dash", "hyphen", "-"):
            labels[-1] += "-"
        elif words[i].sign:
            break
        else:
            labels[-1] += _as_digits(text) or (text if len(text) > 1 else letter_of(words, i))
        i += 1
        end = i
        if len(labels) > 1 and labels[-1] in _TLDS | _HEARD_TLD.keys() and not _dot(words, i):
            break
        if len(labels) == 1 and labels[0] in _PROVIDERS and not _dot(words, i):
            return _PROVIDERS[labels[0]], i
    return _known(labels), end


def _dot(words: Sequence[Word], at: int) -> bool:
    """A dot of the address: spoken, or written with a known ending or no space behind it."""
    if at + 1 >= len(words) or not words[at + 1].alpha:
        return False
    if words[at].text == ".":
        return glued(words[at], words[at + 1]) or words[at + 1].text in _TLDS
    return words[at].text in ("dot", "point", "period")


def _single(words: Sequence[Word], at: int) -> bool:
    return len(words[at].text) == 1 and words[at].alpha


def _known(labels: list[str]) -> str:
    """Labels to a domain: "g mail" and "gmial" are gmail, "calm" is com."""
    if len(labels) < 2 or not labels[-1]:
        return ""
    labels[-1] = _HEARD_TLD.get(labels[-1], labels[-1])
    name = labels[0].replace("'", "")
    if len(labels) == 2 and labels[1] in ("com", "net", "co") and name not in _PROVIDERS:
        close = process.extractOne(name, [p for p in _PROVIDERS if len(p) > 3], score_cutoff=84)
        if close and abs(len(close[0]) - len(name)) <= 1:
            name = close[0].replace(" ", "")
    if any(len(label) == 1 for label in labels[1:]):  # "at 2 p.m. be": no domain is so short
        return ""
    return ".".join([name, *labels[1:]]) if labels[-1] in _TLDS else ""


def _start(words: Sequence[Word], at: int) -> int:
    """Where the part before the "at" begins."""
    first = at
    while first > 0 and at - first < 40:
        i = first - 1
        text = words[i].text
        if text in _TURNS or (text in _LEAD and not _between_letters(words, i)):
            break
        if text == "." and not _full_stop_inside(words, i):
            break
        first = i
    return first


def _between_letters(words: Sequence[Word], i: int) -> bool:
    """Whether a lead-in word is a letter or word of the address: "j i m", "dot me"."""
    before = words[i - 1] if i else None
    if before is not None and before.text in _MARKS and before.text not in (".", "-"):
        return True
    beside = [w for w in words[max(0, i - 1) : i + 2] if w is not words[i]]
    return _single(words, i) and any(len(w.text) == 1 and w.alpha for w in beside)


def _full_stop_inside(words: Sequence[Word], i: int) -> bool:
    glued_after = i + 1 < len(words) and words[i].end == words[i + 1].start
    return glued_after or (i > 0 and len(words[i - 1].text) == 1)


def _local(words: Sequence[Word]) -> str:
    """The part before the "at", with a repeated spelling taken once."""
    pieces: list[str] = []
    i = 0
    while i < len(words):
        piece, taken = _piece(words, i)
        if piece:
            pieces.append(piece)
        i += taken
    joined = _once(pieces).strip(".-")
    # "J.A.N.E" is how recognisers write letters, not an address with dots.
    written_letters = [w.text for w in words if w.alpha] == re.split(r"\.", joined)
    if written_letters and re.fullmatch(r"(?:[a-z]\.){2,}[a-z]", joined) and _glued_dots(words):
        return joined.replace(".", "")
    return joined


def _glued_dots(words: Sequence[Word]) -> bool:
    return not any(w.text in ("dot", "period", "point") for w in words)


def _heard(text: str) -> list[Word]:
    """The words without asides ("all one word"), commas and hesitations."""
    words = [w for w in cut(text) if w.text not in _SILENT]
    kept: list[Word] = []
    i = 0
    while i < len(words):
        texts = tuple(w.text for w in words[i : i + 3])
        aside = next((a for a in _ASIDES if texts[: len(a)] == a), ())
        i += len(aside) or 1
        if not aside:
            kept.append(words[i - 1])
    return kept


def _piece(words: Sequence[Word], i: int) -> tuple[str, int]:
    text = words[i].text
    following = words[i + 1].text if i + 1 < len(words) else ""
    if text in _MARKS:
        return _MARKS[text], 1
    if text == "double" and following == "u":
        return "w", 2
    if text in REPEATS and following:
        one = UNITS.get(following, following if len(following) == 1 else "")
        if one:
            return one * REPEATS[text], 2
    if text in UNITS and following in ("hundred", "thousand"):
        return UNITS[text] + {"hundred": "00", "thousand": "000"}[following], 2
    if text in TENS and UNITS.get(following, "0") != "0":
        return TENS[text] + UNITS[following], 2
    like = said_like(words, i)
    if like:
        return like
    if text in HESITATIONS or words[i].sign or text in ("and", "then"):
        return "", 1
    return _as_digits(text) or (text if len(text) > 1 else letter_of(words, i)).replace("'", ""), 1


def _as_digits(text: str) -> str:
    if text in ("o", "oh"):
        return ""
    if text in TENS:
        return TENS[text] + "0"
    return UNITS.get(text) or TEENS.get(text) or ""


def _once(pieces: list[str]) -> str:
    """ "jane j a n e" is one jane: letters that spell the words before them are left out."""
    whole = "".join(pieces)
    for cut_at in range(1, len(pieces)):
        head = "".join(pieces[:cut_at])
        tail, rest = pieces[cut_at : cut_at + len(head)], pieces[cut_at + len(head) :]
        if len(tail) >= 3 and all(len(p) == 1 for p in tail) and "".join(tail) == head:
            return head + "".join(rest)
    return whole


def _with_provider_only(words: Sequence[Word], text: str) -> list[SlotValue]:
    """The "at" can be lost: "jane doe gmail dot com" when an address was asked for."""
    for i, word in enumerate(words):
        if i and word.text in _PROVIDERS and len(word.text) > 3 and _dot(words, i + 1):
            domain, last = _domain(words, i)
            first = _start(words, i)
            address = f"{_local(words[first:i])}@{domain}"
            if _VALID.fullmatch(address):
                span = (words[first].start, words[last - 1].end)
                return [SlotValue("email", address, text[slice(*span)], span, 0.6)]
    return []
