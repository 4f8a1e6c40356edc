"""The words around a name that make it one, and how sure they make it.

Patterns are matched against the words of a text, lower case, with one space between all.
"""

from __future__ import annotations

import re

from voicebot.understanding.people.vocabulary import RELATIONS

_RELATION = "|".join(sorted(RELATIONS, key=len, reverse=True))
_BOOKED = (
    r"(?:(?:reservation|booking|appointment)'s|reservations?|bookings?|booked|appointments?|table"
    r"|party|visit|slot|seat|one|it|that)"
)
_IS = r"(?: (?:is|was|will be|would be|should be|to be|it's|is that of|here is|,|:|uh|um))*"
_FILE = r"(?:booking|reservation|appointment|account|file|table)"
_ON = rf"(?: (?:on|for) (?:it|that|this|the {_FILE}))?"

# Kind, strength and pattern of what comes before a name; the first that fits at a place counts.
_BEFORE: tuple[tuple[str, float, str], ...] = (
    ("family", 4.0, rf"(?:last name|family name|surname|second name)(?:'s|s)?{_IS}"),
    ("given", 4.0, rf"(?:first|given|christian) name(?:'s|s)?{_IS}"),
    (
        "relative",
        2.4,
        rf"(?:my|our|her|his|their) (?:\S+ )?(?P<who>{_RELATION})(?:'s)?"
        r"(?: (?:whose )?(?:first |last |full )?name)?(?:'s| is| was| called| named| ,)*",
    ),
    (
        "booking",
        3.6,
        r"(?:booked |listed |reserved |made |put |is |was |it's |be )?under"
        r"(?:(?: the| my| a)?(?: last| first| full)? names?)?(?: of| is)?"
        r"|(?:in|on|for|by|with|using)(?: the| my| a)? (?:full )?names?(?: of| is)?",
    ),
    ("name", 3.4, rf"(?:full )?name(?:'s|s)?{_ON}{_IS}"),
    (
        "known",
        3.2,
        r"known as|calls? me|named|i go by|goes by|go by|registered (?:to|as|under|for)|down as"
        r"|(?:put|have|got|got it) (?:me|it|us|him|her)(?: down)? (?:as|for|under)"
        r"|first is|last is",
    ),
    ("this", 3.0, r"this is|this's|this here is|speaking to|here's|here is"),
    (
        "booked",
        2.6,
        rf"(?:one's|{_BOOKED}(?: (?:was |is )?(?:booked|made|reserved|listed))?) (?:for|by|of)"
        r"(?: a)?",
    ),
    (
        "am",
        2.0,
        r"i am with|i'm with|i am|i'm|im|it is|it's|its|(?:should|would|will|might) be|that's|thats"
        r"|that is|we're|we are|called",
    ),
    ("for", 1.0, r"for|by|on behalf of|probably|maybe|as"),
)
BEFORE = re.compile(
    r"(?<!\S)(?:" + "|".join(f"(?P<{kind}>{cue})" for kind, _, cue in _BEFORE) + r")(?= )"
)
"""What comes before a name. The group that matched is the kind; `who` holds a relation."""

AFTER = re.compile(
    r"(?<!\S)(?:"
    r"(?P<mine>is (?:my|the|her|his) (?:first |last |full |family |second |given )?name|'s my name"
    r"|is what (?:you can|they|people|everyone) calls? me|is what i go by|is who i am)"
    r"|(?P<here>here|speaking|calling|on the (?:line|phone))"
    r"|(?P<party>party|booking|reservation|appointment|table|family|and (?:i|we)"
    r"|(?:has |have |had )?(?:booked|reserved|made|called|done)"
    rf"|(?:has|had) (?:a |an |the )?{_FILE})"
    r")(?!\S)"
)
"""What comes after a name: "is my name", "speaking", "has a booking"."""

STRENGTH = {kind: strength for kind, strength, _ in _BEFORE} | {
    "mine": 3.5,
    "here": 3.0,
    "party": 1.4,
}
"""How much a kind of cue counts where several name someone."""

SURE = frozenset({"family", "given", "booking", "name", "known"})
"""Cues after which a name comes whatever it looks like."""


def kind_of(match: re.Match[str]) -> str:
    """The kind of cue that matched `BEFORE` or `AFTER`."""
    return next(k for k, v in match.groupdict().items() if v is not None and k != "who")
