"""Whether a name that was heard is the one a visit is under.

Names are misheard more often than anything else. The visits of one telephone number are few, so a
name that was heard badly is compared with theirs by sound as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from voicebot.booking.model import Appointment
from voicebot.dialog.listening import plain
from voicebot.understanding.model import SlotValue
from voicebot.understanding.people.keyed import to_keys
from voicebot.understanding.people.likeliest import cost_of
from voicebot.understanding.people.roster import log_given
from voicebot.understanding.people.sounds import apart

SAID, LEAD = 2.2, 0.8
"""What a name may cost a phone (see `cost_of`) to have been said, and its lead over another."""
CLOSE = 0.5
"""So much less a phone, and one name was not said in place of the other."""
ALIKE = 0.74
"""How alike two spellings of a name must be to be taken for the same (1 is equal)."""
HEARD_WELL = 0.85
"""From this certainty on a name is what it is, and none that only sounds like it."""
APART = ((0.6, 0.38), (HEARD_WELL, 0.25))
"""How far apart the sounds of a badly heard name and the right one may be (0 to 1), by the
certainty below which that holds."""


def own_visits(
    rows: Sequence[Appointment],
    name: SlotValue | None,
    hearings: Sequence[Sequence[str]] = (),
) -> tuple[Appointment, ...]:
    """Those of a number's visits that are under the caller's name; by sound when none is by letter.

    The name is taken as it was made out of all recognitions, and as the best of them has it. One
    word must leave one person, for it may be the name of a whole family. By sound only one name may
    come close: of two, neither. `hearings` are the utterances that told it, each its recognitions.
    """
    if name is None or not name.value:
        return ()
    if several_people(rows, name):
        return ()
    spelled = _spelled(rows, name)
    if spelled or name.certainty >= HEARD_WELL:
        return spelled
    most = next(most for below, most in APART if name.certainty < below)
    named = (a for a in rows if a.for_name)
    near = tuple(a for a in named if apart(a.for_name, str(name.value)) <= most)
    if not near and misheard(name):
        near = _said(rows, hearings)
    near = tuple(a for a in near if not _is_another(a.for_name, name, hearings))
    return near if len({plain(a.for_name) for a in near}) == 1 else ()


def _said(
    rows: Sequence[Appointment], hearings: Sequence[Sequence[str]]
) -> tuple[Appointment, ...]:
    """Those whose name may have been said in all the utterances, where that is one person's."""
    costs = {a.for_name: cost_of(a.for_name, hearings) for a in rows if a.for_name}
    best = min(costs, key=lambda name: costs[name], default="")
    others = [cost for name, cost in costs.items() if plain(name) != plain(best)]
    if not best or costs[best] > SAID or any(cost < costs[best] + LEAD for cost in others):
        return ()
    return tuple(a for a in rows if plain(a.for_name) == plain(best))


def several_people(rows: Sequence[Appointment], name: SlotValue | None) -> bool:
    """Whether one word was heard for a name, and several people's visits are under it."""
    if name is None or len(plain(str(name.value)).split()) != 1:
        return False
    return len({plain(a.for_name) for a in _spelled(rows, name)}) > 1


def _spelled(rows: Sequence[Appointment], name: SlotValue) -> tuple[Appointment, ...]:
    said = (str(name.value), name.text)
    return tuple(a for a in rows if any(same_person(a.for_name, one) for one in said))


def _is_another(known: str, name: SlotValue, hearings: Sequence[Sequence[str]]) -> bool:
    """Whether another of the family is plainly who was named, as far as it can be heard."""
    said = str(name.value)
    if not _another_given(known, said):
        return False
    return not misheard(name) or cost_of(known, hearings) > cost_of(said, hearings) + CLOSE


def _another_given(one: str, other: str) -> bool:
    """Whether both have a given name that people have, and not the same: "John Doe", "Jane Doe"."""
    first, second = plain(one).partition(" ")[0], plain(other).partition(" ")[0]
    return min(log_given(first), log_given(second)) > 0 and apart(first, second) > 0


def typed_for(rows: Sequence[Appointment], keys: str) -> tuple[Appointment, ...]:
    """Those whose last name was typed on the keypad, where that is one person's."""
    typed = [a for a in rows if keys and to_keys(plain(a.for_name).rpartition(" ")[2]) == keys]
    return tuple(typed) if len({plain(a.for_name) for a in typed}) == 1 else ()


def misheard(name: SlotValue | None) -> bool:
    """Whether what was heard may well be another name."""
    return name is not None and name.certainty < APART[0][0]


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one, as a recogniser spells them.

    The last names are much alike, or the first names are and the last begin alike ("Jane Dough").
    """
    first, second = plain(one).split(), plain(other).split()
    if not first or not second:
        return False
    if len(second) == 1:
        return any(_alike(second[0], word) for word in first)
    if _alike(first[-1], second[-1]):
        return _alike(first[0], second[0]) or _initial(first[0], second[0])
    return _alike(first[0], second[0]) and first[-1][0] == second[-1][0]


def _initial(one: str, other: str) -> bool:
    """ "J. Doe" for Jane Doe; John is another."""
    return one[0] == other[0] and 1 in (len(one), len(other))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
