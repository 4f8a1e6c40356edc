"""Whether one intent steals another's sentences: each rule's examples against all rules at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.understanding.answers import intents_of
from voicebot.understanding.intents import IntentMatcher, settle
from voicebot.understanding.model import IntentRule
from voicebot.understanding.wording import fold


@dataclass(frozen=True, slots=True)
class Stolen:
    """An example that its own intent did not get, or that another got as well."""

    intent: str
    example: str
    got: tuple[str, ...]


def stolen(rules: Sequence[IntentRule]) -> list[Stolen]:
    """Examples of the rules that are not understood as their own intent and nothing else.

    Each is tried in the situation that its rule names first; what the rule says may hold `beside`
    it is no theft.

    Raises:
        ValueError: a pattern is not a valid RE2 expression.
    """
    matcher = IntentMatcher(rules)
    wrong = []
    for rule in rules:
        for example in rule.examples:
            got = _understood(matcher, rule, example)
            if rule.name not in got or got - {rule.name, *rule.beside}:
                wrong.append(Stolen(rule.name, example, tuple(sorted(got))))
    return wrong


def _understood(matcher: IntentMatcher, rule: IntentRule, example: str) -> frozenset[str]:
    place = frozenset([name for name in rule.only_when if not name.startswith("not ")][:1])
    text = fold(example).text
    matches = settle(matcher.matches(text, place))
    return intents_of(matches, place, text, informative=False)
