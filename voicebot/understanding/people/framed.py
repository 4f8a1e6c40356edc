"""Where a sentence has room for the name of a service: "I'd like to book a ... for Tuesday".

Only there is a service known by its sound when nothing was asked: "a gleaming" is a cleaning in
"book a gleaming for Monday", and nothing in "what a gleaming car".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicebot.understanding.people.vocabulary import words_of
from voicebot.understanding.people.words import Word

_OPENS = re.compile(
    r"(?<!\S)(?:"
    r"(?:book|schedule|reserve|arrange|set up|get|need|want|like|do|have)(?: (?:me|us|in|up))*"
    r"(?: (?:for|to get|to have|to book|to schedule|to make))*"
    r"|(?:appointments?|visit|slot|booking|time|opening|come in|coming in|bring (?:\S+ ){1,3}in"
    r"|come by|due|here|in) for"
    r") (?:a|an|my|some|the|his|her|another|regular)(?= \S)"
    r"|(?<!\S)(?:book(?: \S+){1,2} in|come in|coming in) for(?= \S)"
    r"|(?<!\S)(?:see \S+|down|son|daughter|kids?|wife|husband|mother|father|mom|dad|week|tomorrow"
    r"|morning|afternoon|[ap]m|m \.|\d+|o'clock|\S+day) for (?:a|an|some|my)(?= \S)"
    r"|(?:^|(?<=[.?!]) )(?:(?:hi|hello|yes|yeah|just|uh|um|okay|so|,) )*(?:a|an|the)(?= \S)"
)
_KINDS = words_of(
    "new quick regular routine full good professional proper simple teeth tooth dental hair car"
)
"""Words that may stand before the name of a service."""
_GOES_ON = words_of(
    ". , ? ! ; on for at in with please tomorrow today next this sometime tonight appointment",
    "appointments and or done as any anytime soon asap from before after by thanks thank monday",
    "tuesday wednesday thursday friday saturday sunday visit session service if when would could",
    "can do is available free the later early around between right too also but i morning",
    "afternoon evening",
)
_IDLE = re.compile(r"(?<!\S)(?:i|we|you|they) have(?: got)?$")
"""What a caller has is no wish: "I have a feeling"."""


def rooms(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The indices [first, last) of one or two words where a service would be named."""
    line = " ".join(w.text for w in words)
    for match in _OPENS.finditer(line):
        verb = line[: match.end()].rsplit(" ", 1)[0]
        if _IDLE.search(verb):
            continue
        yield from _from(words, line.count(" ", 0, match.end()) + 1)
    if words and words[0].text in _KINDS:
        yield from _from(words, 0)


def _from(words: Sequence[Word], first: int) -> Iterator[tuple[int, int]]:
    for last in (first + 1, first + 2):
        ends = last == len(words) or (last < len(words) and words[last].text in _GOES_ON)
        if ends and all(w.alpha or w.text.endswith("'s") for w in words[first:last]):
            yield first, last
    if first + 1 < len(words) and words[first].text in _KINDS:
        yield from _from(words, first + 1)
