"""Recognised speech to plain words, so that one pattern fits all its spellings.

Lower case, ASCII, contractions written out, hesitations and stutters dropped, commas dropped,
sentence ends kept as " ." and " ?". Every folded word remembers where it stood in the source.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

Span = tuple[int, int]

_YES_SOUND = r"\bm+[- ]?h+m+\b|\bu+h+[- ]?h+u+h+\b"
_NO_SOUND = r"\b(?:n+u+h+|u+h+|u+n+h+)-u+h+\b|^\W*u+h+ u+h+\W*$"
_TOKEN = re.compile(
    rf"{_YES_SOUND}|{_NO_SOUND}|" + r"[^\W_]+(?:['’][^\W_]+)*['’]?|[.!;?]+(?=\s|$|[\"'”’])", re.I
)
_SOUND = re.compile(rf"(?P<yes>{_YES_SOUND})|{_NO_SOUND}", re.I)
_HESITATIONS = frozenset("um umm uhm erm er hmm hm ah eh mm".split())
_ABBREVIATED = frozenset("dr mr mrs ms st jr sr ave".split())
_VERBS = "do does did is are was were have has had would should could".split()
_PRONOUNS = "what who that it there here where how when he she everything name why".split()

_WRITTEN_OUT = {
    "cannot": "can not", "cant": "can not", "can't": "can not",
    "wont": "will not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "lemme": "let me",
    "gimme": "give me", "kinda": "kind of", "dunno": "do not know", "ya": "you",
    "y'all": "you all", "ok": "okay", "k": "okay", "alright": "all right", "im": "i am",
    "ive": "i have", "youre": "you are", "theyre": "they are", "lets": "let us",
    "let's": "let us", "o'clock": "oclock", "thats": "that is", "thatll": "that will",
    "whats": "what is", "hows": "how is", "wheres": "where is", "whos": "who is",
    "theres": "there is", "thx": "thanks", "goodbye": "bye", "til": "until", "till": "until",
    "youve": "you have", "youd": "you would", "someone's": "someone is",
    "nobody's": "nobody is", "idk": "i do not know",
}  # fmt: skip
_WRITTEN_OUT |= {f"{verb}nt": f"{verb} not" for verb in _VERBS}
_WRITTEN_OUT |= {f"{word}'s": f"{word} is" for word in _PRONOUNS}
_ENDINGS = (
    ("n't", " not"),
    ("'ll", " will"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'d", " would"),
    ("'m", " am"),
)

_NAMING = frozenset(
    "cleaning filling whitening meeting wedding coloring colouring morning evening booking parking "
    "building ceiling heating hearing training braiding styling bleeding plumbing wiring thing "
    "something anything nothing bed red shed seed need feed".split()
)
"""Words with the form of a participle that what is owned may well be: "my son's cleaning"."""
_OPENERS = frozenset(["", ".", "?", "sorry", "hi", "hello", "well", "oh", "so", "and", "okay"])
_ASKED = frozenset(
    "ask book bring call cancel change check come make move put repeat say see send speak switch "
    "talk tell try".split()
)
_SAID_OF = frozenset(
    "a an the not just all so too very really still always about got gone been back broken burst "
    "down out off up over on in at bad good fine great perfect better best worse okay all right "
    "dead flat loose sore stuck wet hot cold warm full empty low high late early busy clear wrong "
    "due overdue done shot blown split slow noisy awful terrible horrible impossible rubbish "
    "killing worn torn swollen bust busted".split()
)
"""What something is said to be, behind "'s": "the water's cold", "Friday's bad"."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded `text`; `starts`, `ends` of its words, and `spans` of those in the source."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    spans: tuple[Span, ...]

    def source(self, span: Span) -> Span:
        """Where a stretch of the folded text stood in the source."""
        first = bisect_right(self.ends, span[0])
        last = bisect_left(self.starts, span[1]) - 1
        if not self.spans or first > last:
            return (0, 0)
        return (self.spans[first][0], self.spans[last][1])


def fold(text: str) -> Folded:
    """Fold an utterance. Linear in its length."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    spans: list[Span] = []
    at = 0
    before = ""
    owner = False
    tokens = list(_TOKEN.finditer(text))
    for n, found in enumerate(tokens):
        word = _folded_word(found.group(), before)
        if word == "good" and before in _OPENERS:
            behind = [token.group().lower() for token in tokens[n + 1 : n + 3]]
            word = "could" if _asks(behind) else word
        if not word or word == before:
            continue
        if owner and _says_of(word):
            # "The sink's leaking": the sink is, it owns nothing.
            pieces[-1] = f"{before[:-1]} is"
            ends[-1] += 2
            at += 2
        owner = found.group()[-2:] in ("'s", "\u2019s") and word[-1] == "s" and " " not in word
        before = word
        pieces.append(word)
        starts.append(at)
        ends.append(at + len(word))
        spans.append(found.span())
        at += len(word) + 1
    return Folded(" ".join(pieces), tuple(starts), tuple(ends), tuple(spans))


def _asks(behind: list[str]) -> bool:
    """Whether "good" before these words is a "could" that was misheard: "good I come at four"."""
    return len(behind) == 2 and behind[0] in ("i", "you", "we") and behind[1] in _ASKED


def _says_of(word: str) -> bool:
    """Whether a word behind "'s" is what something is said to be or to do."""
    if word in _SAID_OF or word.startswith("a "):
        return True
    return len(word) > 4 and word.endswith(("ing", "ed")) and word not in _NAMING


def _folded_word(token: str, before: str) -> str:
    if token[0] in "mMuUnN" and (sound := _SOUND.fullmatch(token)):
        return "uh huh" if sound["yes"] else "uh uh"
    if token[0] in ".!;?":
        if "?" in token:
            return "?"
        return "" if before in ("", ".", "?") or before in _ABBREVIATED or len(before) == 1 else "."
    word = _ascii(token)
    if word in _HESITATIONS:
        return ""
    if word in _WRITTEN_OUT:
        return _WRITTEN_OUT[word]
    for ending, written in _ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + written
    return word.replace("'", "")


def _ascii(token: str) -> str:
    if token.isascii():
        return token.lower()
    plain = unicodedata.normalize("NFKD", token.replace("’", "'"))
    return plain.encode("ascii", "ignore").decode().lower()
