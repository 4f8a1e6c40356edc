"""What the caller wants: patterns from the dialog data, matched all at once.

Patterns are RE2 expressions over folded text (see `voicebot.understanding.wording`), so matching
takes linear time whatever an author writes. They match whole words. `{start}` at the front of a
pattern binds it to the start of a sentence, after fillers. Where matches of two intents overlap,
the longer one holds; then `beats` sets intents aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import re2

from voicebot.understanding.model import IntentRule
from voicebot.understanding.wording import Span

_START = "{start}"
_LEAD = (
    r"(?:^|[.?] )(?:(?:oh|ooh|wow|well|okay|so|and|but|yes|yeah|yep|no|nope|actually|please|sorry|"
    r"hi|hello|hey|great|i am sorry|alright|all right|right|thanks|thank you|then|um|uh|now|also|"
    r"i mean|you know|like|ai|good|perfect|sure|fine|cool|nice|hm|because|just|maybe|honestly|"
    r"excuse me|some|come|tom|calm|hum|er|her|h m|hm m|hmm|for|up|at) )*"
    # The last dozen are what "um", "er" and "hm" are taken for.
)
_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Match:
    """One rule that held: the stretch of folded text, and which pattern of the rule it was."""

    intent: str
    span: Span
    pattern: str
    rank: int = 0
    beats: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()

    def covers(self, other: Match) -> bool:
        """Whether this match takes the other's words for itself."""
        if other.intent in (self.intent, *self.beside):
            return False
        (start, end), (first, last) = self.span, other.span
        return start <= first and last <= end and (end - start) > (last - first)

    def sets_aside(self, other: Match) -> bool:
        """Whether the other's intent does not hold where this one does."""
        return other.intent != self.intent and ("*" in self.beats or other.intent in self.beats)


class IntentMatcher:
    """All rules compiled into one automaton. Immutable; safe to use from several threads."""

    def __init__(self, rules: Sequence[IntentRule]) -> None:
        """
        Raises:
            ValueError: a pattern is not a valid RE2 expression; names the rule and the pattern.
        """
        options = re2.Options()
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options)
        self._rules = tuple(rules)
        self._entries: list[tuple[int, str, re2._Regexp, bool]] = []
        for index, rule in enumerate(rules):
            for pattern in rule.patterns:
                self._add(index, pattern, veto=False)
            for pattern in rule.unless:
                self._add(index, pattern, veto=True)
        if self._entries:
            self._set.Compile()

    def _add(self, index: int, pattern: str, *, veto: bool) -> None:
        try:
            expression = compiled(pattern)
        except ValueError as error:
            raise ValueError(f"{self._rules[index].name}: {error}") from None
        self._set.Add(expand(pattern))
        self._entries.append((index, pattern, expression, veto))

    def matches(self, text: str, situation: AbstractSet[str] = frozenset()) -> list[Match]:
        """Every rule that holds for folded `text` in the situation, in the order of the text."""
        if not self._entries or not text:
            return []
        hits = [self._entries[i] for i in sorted(self._set.Match(text) or ())]
        vetoed = {index for index, _, _, veto in hits if veto}
        found: list[Match] = []
        for index, pattern, expression, veto in hits:
            rule = self._rules[index]
            if veto or index in vetoed or not fits(rule.only_when, situation):
                continue
            found += [
                Match(rule.name, hit.span(1), pattern, index, rule.beats, rule.beside, rule.slots)
                for hit in expression.finditer(text)
            ]
        return sorted(found, key=lambda match: match.span)


@lru_cache(maxsize=1 << 13)
def compiled(pattern: str) -> re2._Regexp:
    """A pattern's expression, compiled once: most are shared by all businesses, and come again
    whenever a file is edited.

    Raises:
        ValueError: it is not a valid RE2 expression; names the pattern.
    """
    try:
        return re2.compile(expand(pattern))
    except re2.error as error:
        raise ValueError(f"{pattern!r}: {error}") from None


def expand(pattern: str) -> str:
    """The RE2 expression of a pattern: whole words, the pattern itself as group 1."""
    if pattern.startswith(_START):
        return rf"{_LEAD}({pattern.removeprefix(_START)})(?: |$)"
    return rf"\b({pattern})(?: |$)"


def fits(only_when: Iterable[str], situation: AbstractSet[str]) -> bool:
    """Whether a rule may hold: any of the plain names is so, and none of the "not" ones."""
    wanted = [name for name in only_when if not name.startswith("not ")]
    if any(name[4:] in situation for name in only_when if name.startswith("not ")):
        return False
    return not wanted or any(name in situation for name in wanted)


def settle(matches: Sequence[Match]) -> list[Match]:
    """The matches that remain, in the order of the text.

    First, earlier rules before later ones, an intent that still stands sets aside those it beats;
    then a longer match takes the words of a shorter one within it.
    """
    standing = list(matches)
    for match in sorted(matches, key=lambda match: match.rank):
        if match in standing:
            standing = [other for other in standing if not match.sets_aside(other)]
    return [match for match in standing if not any(other.covers(match) for other in standing)]
