"""How an English word sounds, roughly, so that what was misheard can be compared.

A word is rewritten by spelling rules into phones, two characters each: the kind of sound, then
which one. An ordinary edit distance over such codes then counts "t" for "d" as half a mistake and
"t" for "m" as a whole one, and runs at the speed of a library. "r" is kept before vowels only, as
in most of England, so "clock" comes close to "Clarke" and "tiler" close to "Tyler".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from voicebot.understanding.people.roster import plain

# Spelling to phones, tried in order at each place; the longest comes first.
_RULES: tuple[tuple[str, str], ...] = (
    ("^mc|^mac(?=[bcdfgjklmnpqrtvwxyz])", "m a k"), ("^kn|^gn|^pn", "n"), ("^wr", "r"),
    ("^ps", "s"), ("^x", "s"), ("^wh", "w"), ("^eu|^ew|^you|^u(?=[a-z][aeiou])", "y u"),
    ("^sch(?=[mnlw])", "S"), ("^gi(?=[aeou])", "j"), ("^y", "y"), ("^hugh", "h y u"),
    ("ough|augh", "o"), ("eigh|aigh", "e"), ("igh", "i"), ("tch|cz", "C"), ("sch", "s k"),
    ("tion|sion|cian|tian", "S n"), ("dge|dg(?=[eiy])", "j"), ("ckw|cqu|qu", "k w"),
    ("ck|cc(?![eiy])|kh", "k"), ("ph", "f"), ("sh|sz", "S"), ("th(?=om)", "t"), ("th", "T"),
    ("ch(?=r|l|m|n)", "k"), ("ch", "C"), ("gh", ""), ("wh", "w"), ("mb$|mn$", "m"),
    ("sc(?=[eiy])|c(?=[eiy])|ss|zz", "s"), ("gg|gu(?=[eiy])", "g"), ("ge$", "j"),
    ("stle$", "s l"), ("g(?=e)", "j"), ("gy$|gi$", "j i"), ("x", "k s"), ("le$", "l"),
    ("les$", "l s"), ("ioux$|ious$", "i s"), ("ae|ai|ay|ei|ey(?=.)", "e"), ("oor|ore$|oar", "o"),
    ("rh", "r"), ("ea|ee|ie|ey$|y$|i$|ii", "i"), ("oa|oe|ow(?=[nle]|$)|ou(?=l)", "o"),
    ("oo|ue|ui|ou|ew", "u"), ("aw|au|or(?![aeiouy])|our", "o"), ("ar(?![aeiouy])", "a"),
    ("(?:er|ir|ur|yr|ear)(?![aeiouy])", "x"), ("re$", "x"), ("re(?=s$)", "x"), ("ow", "a"),
    ("oi|oy", "o i"), ("es$", "s"), ("e$", ""), ("a$", "x"), ("r(?![aeiouy])", ""),
    ("h(?![aeiouy])", ""), ("j", "j"), ("y", "i"),
)  # fmt: skip
# Names said otherwise than the rules would have it.
_SAID = {
    "sean": "Son", "nguyen": "win", "hugh": "hyu", "hughes": "hyus", "leigh": "li",
    "graham": "gream", "vaughan": "von", "siobhan": "Sivon", "niamh": "niv", "aoife": "ifa",
    "sian": "San", "ian": "iin", "iain": "iin", "stephen": "stiven", "steven": "stiven",
    "stephens": "stivens", "stevens": "stivens", "geoff": "jef", "geoffrey": "jefri",
    "geoffery": "jefri", "sara": "sera", "sarah": "sera", "michelle": "miSel", "michele": "miSel",
    "cheryl": "Seril", "charlotte": "Salot", "rhys": "ris", "reece": "ris", "thomas": "tomas",
    "george": "joj", "jorge": "hohe", "jose": "hose", "juan": "wan", "xavier": "savix",
    "joaquin": "wakin", "jesus": "hesus", "joe": "jo", "wright": "rit", "knight": "nit",
    "white": "wit", "whyte": "wit", "aimee": "emi", "amy": "emi", "yvonne": "ivon", "isla": "ila",
    "caitlin": "ketlin", "lewis": "luis", "louis": "luis", "katie": "keti", "jane": "jen",
    "jayne": "jen", "wayne": "wen", "james": "jems", "dale": "del", "blake": "blek",
    "blade": "bled", "grace": "gres", "jake": "jek", "jade": "jed", "kate": "ket", "dave": "dev",
    "david": "devid", "gale": "gel", "wade": "wed", "cole": "kol", "coles": "kols", "rose": "ros",
    "mike": "mik", "colin": "kolin", "paul": "pol", "saul": "sol",
    "two": "tu", "one": "wan", "eight": "et", "ache": "ek", "toothache": "tuTek", "break": "brek",
}  # fmt: skip
_KINDS = {
    "p": "P", "b": "P", "t": "Q", "d": "Q", "k": "K", "g": "K", "C": "J", "j": "J", "S": "J",
    "s": "Z", "z": "Z", "f": "F", "v": "F", "T": "F", "m": "N", "n": "N", "l": "L", "r": "R",
    "w": "W", "y": "Y", "h": "H", "a": "V", "e": "V", "i": "V", "o": "V", "u": "V", "x": "V",
}  # fmt: skip


@cache
def _pattern() -> re.Pattern[str]:
    # "^" in a rule means the word's start also within the joined pattern.
    return re.compile("|".join(f"(?P<r{i}>{rule})" for i, (rule, _) in enumerate(_RULES)))


@lru_cache(maxsize=65536)
def phones(word: str) -> str:
    """The phones of a word, one character each."""
    text = re.sub(r"[^a-z]", "", plain(word))
    if text in _SAID:
        return _SAID[text]
    out: list[str] = []
    at = 0
    while at < len(text):
        match = _pattern().match(text, at)
        if match and match.end() > at:
            out += _RULES[int(str(match.lastgroup)[1:])][1].split()
            at = match.end()
        else:
            out.append({"c": "k", "q": "k", "z": "s"}.get(text[at], text[at]))
            at += 1
    merged = [p for i, p in enumerate(out) if i == 0 or p != out[i - 1]]
    return "".join(merged)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The code of a word, two characters a phone, for comparing by edit distance."""
    return "".join(_KINDS.get(p, "X") + p for p in phones(word))


def distance(left: str, right: str) -> float:
    """How many phones apart two codes of `sound` are (0 for homophones)."""
    return Levenshtein.distance(left, right) / 2


def apart(left: str, right: str) -> float:
    """0 for two words that sound alike, 1 for two with nothing in common."""
    return codes_apart(sound(left), sound(right))


def codes_apart(left: str, right: str) -> float:
    """`apart` for codes of `sound`, also of several words one behind the other."""
    return Levenshtein.normalized_distance(left, right)
