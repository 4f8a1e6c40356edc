"""What a caller rules out: "not Friday", "Monday and Tuesday don't work", "I'm away till the 5th".

A range that is open on one side is ruled out by wishing for the other: "I can't before three" is
from three on, "I work until five" after five, "it can wait till Thursday" from Thursday on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voicebot.understanding.dates.context import (
    AFTER_EXCLUDED,
    BEFORE_AWAY,
    BEFORE_EXCLUDED,
    CANNOT,
    FILLERS,
    LISTING,
    NO_GOOD,
    OCCUPIED,
    SINGULAR,
    SUBJECTS,
    TURNING,
    WAITING,
    WHOLE,
)
from voicebot.understanding.dates.pieces import Piece
from voicebot.understanding.dates.ranges import Open, spread
from voicebot.understanding.dates.times import Between
from voicebot.understanding.normalize import Token

_OTHER_SIDE = {"before": "from", "from": "before", "until": "after", "after": "until"}
_UNTIL = frozenset({"until", "till", "til", "up", "through"})
_FREE = frozenset({"free", "available", "open", "around"})
_MAY = frozenset("can could will would may might i'll it'll that'll we'll i'd".split())
_WAITS = re.compile(rf"(?P<lead>(?:[\w']+ ){{0,5}})\b(?:{'|'.join(WAITING)})(?: [\w']+){{0,3}}$")
_STOPS = frozenset({".", "?", "!", ";"})
_BREAKS = _STOPS | frozenset({",", "-"})
_TURNED = frozenset({"not", "no"})
"""A piece that begins so says itself what is left: "any day but not before ten"."""
_BEST = frozenset("is would works work suits best better ideally preferably if sounds".split())


def ruled_out(pieces: Sequence[Piece], tokens: Sequence[Token]) -> list[bool]:
    """For each piece whether the words around it rule it out."""
    words = [token.text for token in tokens]
    before = [_before(pieces, words, i) for i in range(len(pieces))]
    after = [_after(pieces, words, i) for i in range(len(pieces))]
    for i in range(len(pieces) - 1, 0, -1):
        gap = set(words[pieces[i - 1].last : pieces[i].first])
        if before[i] and after[i - 1] and _object(pieces, words, i):
            after[i - 1] = False
        if after[i] and not _singular(words, pieces[i]) and gap <= LISTING | {"or"}:
            after[i - 1] = (
                after[i - 1] or bool(gap & {"and", "or", "&"}) or _listed(words, pieces, i)
            )
    return [one or other for one, other in zip(before, after, strict=True)]


def _object(pieces: Sequence[Piece], words: Sequence[str], i: int) -> bool:
    """ "Next week, I can't do mornings": what is ruled out comes after the verb, and is a part."""
    gap = words[pieces[i - 1].last : pieces[i].first]
    said = " ".join(word for word in gap if word not in {",", "but"})
    if not said.startswith(SUBJECTS) or _BREAKS & set(gap[2:]):
        return False
    outer, inner = pieces[i - 1].days, pieces[i].days
    return outer is not None and (inner is None or (spread(outer) and not spread(inner)))


def goes_on(pieces: Sequence[Piece], i: int, gap: Sequence[str], words: Sequence[str]) -> bool:
    """Whether piece i is ruled out with the one before: "not Friday or Saturday", "not Friday
    morning"; but not "not Friday. Monday", "not friday saturday".
    """
    joined = {"or", "and", "nor"} & set(gap)
    if not all(word in FILLERS | {"or", "and", "nor"} | _STOPS for word in gap) or gap == [","]:
        return False
    if joined:
        return True
    if _STOPS & set(gap):
        return False
    if pieces[i].days is None:
        wide = any(spread(piece.days) for piece in pieces[: i - 1] if piece.days is not None)
        return not (wide and "," in gap)
    return bool(gap) or bool(WHOLE & set(words[: pieces[i].first])) or _between(pieces, i)


def _between(pieces: Sequence[Piece], i: int) -> bool:
    """Whether more follow at once: "not monday tuesday wednesday" rules out all three."""
    ends = [j for j in (i - 1, i + 1) if 0 < j < len(pieces)]
    return any(pieces[j].first == pieces[j - 1].last and pieces[j].days for j in ends)


def waits(piece: Piece, gap: Sequence[str], opening: str) -> Piece | None:
    """ "It can wait till Thursday" is from then on, "it can't wait till Thursday" before then.

    `gap` are the words before the piece, `opening` its first one; None where nobody waits.
    """
    found = _WAITS.search(" ".join(gap[-12:])) if opening in _UNTIL else None
    if found is None:
        return None
    lead = found["lead"].split()
    before = bool((CANNOT | {"than"}) & set(lead)) and not (
        {"mind", *_MAY} & set(lead[-1:]) or {"happy", "fine", "glad"} & set(lead)
    )
    hours, days = piece.hours, piece.days
    if hours is None and isinstance(days, Open) and days.side == "until":
        return replace(piece, days=replace(days, side="before" if before else "from"))
    if isinstance(hours, Between) and hours.first is None:
        return piece if before else other_side(piece)
    return None


def other_side(piece: Piece, *, from_it: bool = False) -> Piece | None:
    """The other side of a range open on one side; None of anything else.

    `from_it`: what the caller is busy until is itself free ("I can't until Friday").
    """
    if piece.hours is None and isinstance(piece.days, Open):
        side = _OTHER_SIDE[piece.days.side]
        if side == "after" and (from_it or spread(piece.days.days)):
            side = "from"
        return replace(piece, days=replace(piece.days, side=side))
    hours = piece.hours
    if isinstance(hours, Between) and (hours.first is None) != (hours.last is None):
        turned = Between(hours.last, hours.first, exclusive=not hours.exclusive, framed=True)
        return replace(piece, hours=turned)
    return None


def occupied(piece: Piece, gap: Sequence[str], opening: str) -> bool:
    """Whether the caller is busy until then: "I work until five", "I don't finish till four".

    `opening` is the first word of the piece.
    """
    if opening not in _UNTIL:
        return False
    hours, days = piece.hours, piece.days
    until = isinstance(hours, Between) and hours.first is None and not hours.exclusive
    if not until and not (hours is None and isinstance(days, Open) and days.side == "until"):
        return False
    lead = set(gap[-7:])
    clause = lead if gap[-1:] == [","] else set(gap[-7:][_last_break(gap[-7:]) :])
    cannot = bool(clause & CANNOT and "later" not in clause)
    return bool(lead & OCCUPIED and not lead & _FREE) or cannot


def _last_break(words: Sequence[str]) -> int:
    """Where the last clause of some words begins."""
    return max((i + 1 for i, word in enumerate(words) if word in _BREAKS), default=0)


def _before(pieces: Sequence[Piece], words: Sequence[str], i: int) -> bool:
    first = pieces[i].first
    gap = words[pieces[i - 1].last if i else 0 : first]
    lead = " ".join(word for word in gap[-6:] if word not in FILLERS - {"in", "at", "of"})
    lead = lead.removesuffix(" in").removesuffix(" at").removesuffix(" this")
    if "why not" in lead or lead.endswith("if not"):
        return False
    if lead.endswith("no") and words[first].endswith("s"):
        return True
    if lead.endswith("but") and words[first] in _TURNED:
        return False
    if lead == "but" and i and WHOLE & set(words[:first]):
        return not _BEST & set(words[pieces[i].last : pieces[i].last + 2])
    leads = BEFORE_EXCLUDED + (BEFORE_AWAY if _turns(pieces, words, i) else ())
    return any(lead == p or lead.endswith(" " + p) for p in leads)


def _turns(pieces: Sequence[Piece], words: Sequence[str], i: int) -> bool:
    """Whether the caller goes on to another time: "I'm away next week, so the week after"."""
    following = words[pieces[i].last : pieces[i + 1].first] if i + 1 < len(pieces) else []
    return bool(TURNING & set(following))


def _after(pieces: Sequence[Piece], words: Sequence[str], i: int) -> bool:
    last = pieces[i].last
    end = min(pieces[i + 1].first if i + 1 < len(pieces) else len(words), last + 6)
    trail = " ".join(w for w in words[last:end] if w not in {",", "just", "really"})
    phrases = AFTER_EXCLUDED + (NO_GOOD if words[last - 1].endswith("'s") else ())
    return any(trail == p or trail.startswith((p + " ", p + ".")) for p in phrases)


def _singular(words: Sequence[str], piece: Piece) -> bool:
    """ "Friday is out" rules out Friday only, "... are out" all that was listed."""
    return words[piece.last - 1].endswith("'s") or bool(
        SINGULAR & set(words[piece.last : piece.last + 1])
    )


def _listed(words: Sequence[str], pieces: Sequence[Piece], i: int) -> bool:
    """Whether a comma goes on with a list that ends in "and": "Monday, Tuesday and Friday"."""
    following = words[pieces[i].last : pieces[i + 1].first] if i + 1 < len(pieces) else []
    return bool({"and", "or", "&"} & set(following))
