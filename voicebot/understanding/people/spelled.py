"""Names that are spelled: the whole answer, or letters that follow a name ("Doe, D O E")."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from voicebot.understanding.people.confusion import edits
from voicebot.understanding.people.letters import NATO
from voicebot.understanding.people.repair import Spelled, repair
from voicebot.understanding.people.roster import family_names, given_names, plain
from voicebot.understanding.people.spelling import is_letter, parse, spelled_runs
from voicebot.understanding.people.vocabulary import HESITATIONS
from voicebot.understanding.people.words import Word, cut

_TRIED = 3
"""Recognitions that are read; later ones repeat these."""
_PER_RANK = 0.15
_SLIP = 1.0
"""Edits that a listener makes in a letter or two."""
_SAME = 55.0
"""Likeness (0 to 100) from which letters are the spelling of a word that was said."""


def is_spelled(words: Sequence[Word], asked_to_spell: bool) -> bool:
    """Whether an answer is a spelling as a whole."""
    spoken = [w for w in words if not w.sign and w.text not in HESITATIONS]
    if not spoken:
        return False
    if asked_to_spell:
        return True
    inside = sum(b - a for a, b in spelled_runs(words))
    return inside >= 0.6 * len(words) or sum(w.text in NATO for w in spoken) > len(spoken) / 2


def read_spelled(texts: Sequence[str], british: bool) -> Spelled | None:
    """The name that several recognitions of one spelling give, the best recognition first."""
    best: tuple[float, Spelled] | None = None
    for rank, text in enumerate(texts[:_TRIED]):
        read = repair(parse(_letters_only(cut(text))), british)
        if read is None:
            continue
        cost = read.cost + _PER_RANK * rank
        if best is None or cost < best[0]:
            best = (cost, read)
    return best[1] if best else None


def _letters_only(words: Sequence[Word]) -> Sequence[Word]:
    """Of "smith s m i t h" the letters: a word that they spell is not spelled twice."""
    runs = spelled_runs(words)
    if len(runs) != 1:
        return words
    first, last = runs[0]
    letters = parse(words[first:last]).text
    said = "".join(
        w.text for w in words[:first] if w.alpha and len(w.text) > 2 and not is_letter(w)
    )
    whole = fuzz.ratio(letters, said) >= _SAME or fuzz.partial_ratio(letters, said) >= 90
    return words[first:last] if said and whole else words


def said_and_spelled(parts: tuple[str, ...], letters: str) -> tuple[str, ...] | None:
    """A name that was said, confirmed or corrected by letters; None if they spell another word."""
    if not parts:
        return None
    said = [*parts, "".join(parts)]
    if max(fuzz.ratio(plain(part), letters) for part in said) < _SAME:
        return None
    return with_spelling(parts, letters)


def repeated(parts: tuple[str, ...]) -> tuple[str, ...]:
    """ "Wilson WILSON" is one Wilson, "Jane Smyth SMYTHE" Jane Smythe."""
    if len(parts) < 2:
        return parts
    *said, last = parts
    again = plain(said[-1]) == plain(last)
    capitals = last.isupper() and len(last) > 2 and not "".join(said).isupper()
    if again:
        return tuple(said)
    return (said_and_spelled(tuple(said), plain(last)) or parts) if capitals else parts


def with_spelling(parts: tuple[str, ...], letters: str) -> tuple[str, ...]:
    """A name that was said, with the part (or all of it) that was spelled as it was spelled."""
    if not parts:
        return (letters,)
    whole = "".join(parts).lower()
    likeness = [fuzz.ratio(part.lower(), letters) for part in parts]
    nearest = max(range(len(parts)), key=likeness.__getitem__)
    if len(parts) > 1 and fuzz.ratio(whole, letters) > likeness[nearest]:
        return _divided(parts, letters)
    if likeness[nearest] >= _SAME - 10:
        return (*parts[:nearest], _agreed(parts[nearest], letters), *parts[nearest + 1 :])
    return (*parts, letters) if len(parts) == 1 else (*parts[:-1], letters)


def _agreed(said: str, letters: str) -> str:
    """The letters, unless they make no name, and nearly the one that was said."""
    listed = letters in family_names() or letters in given_names()
    known = plain(said) in family_names() or plain(said) in given_names()
    if plain(said) == letters or (known and not listed and edits(letters, plain(said)) <= _SLIP):
        return said
    return letters


def _divided(parts: tuple[str, ...], letters: str) -> tuple[str, ...]:
    """Letters of a whole name cut where its family name begins."""
    head, tail = "".join(parts[:-1]).lower(), parts[-1].lower()
    at = min(
        range(1, len(letters)),
        key=lambda j: (
            Levenshtein.distance(letters[:j], head) + Levenshtein.distance(letters[j:], tail)
        ),
    )
    return letters[:at], letters[at:]
