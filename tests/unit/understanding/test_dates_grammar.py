"""The grammar machine, and that every rule of the grammar of time reads its own example."""

from __future__ import annotations

import pytest

from voicebot.understanding.dates.grammar import Grammar, Parser, Rule
from voicebot.understanding.dates.lexicon import KINDS, lexical
from voicebot.understanding.dates.rules import RULES
from voicebot.understanding.normalize import normalize


def parser(grammar: Grammar, text: str) -> Parser:
    tokens = normalize(text).tokens
    kinds = [lexical(token, tokens[i - 1] if i else None) for i, token in enumerate(tokens)]
    return Parser(grammar, tokens, kinds)


EACH = {f"{name} {i}": (rule,) for name, group in RULES.items() for i, rule in enumerate(group)}
"""Every rule once more, under a name of its own: it has to do without its neighbours."""


@pytest.fixture(scope="module")
def each() -> Grammar:
    return Grammar({**RULES, **EACH}, KINDS)


@pytest.mark.parametrize(
    ("name", "index"),
    [(name, i) for name, group in RULES.items() for i in range(len(group))],
    ids=str,
)
def test_each_rule_reads_its_example(name: str, index: int, each: Grammar) -> None:
    rule = RULES[name][index]
    readings = parser(each, rule.example).at(f"{name} {index}", 0)
    assert readings[0][0] == len(normalize(rule.example).tokens)


def small(*rules: Rule, **more: Rule) -> Grammar:
    return Grammar({"top": rules, **{name: (rule,) for name, rule in more.items()}}, KINDS)


def test_the_longest_reading_comes_first_and_the_earlier_rule_wins() -> None:
    grammar = small(
        Rule("in <N>", lambda n: ("first", n), "in 2"),
        Rule("in <N>", lambda n: ("second", n), "in 2"),
        Rule("in <N> to? <N>", lambda a, b: (a, b), "in 2 3"),
    )
    assert parser(grammar, "in 2 to 3").at("top", 0) == [(4, (2, 3)), (2, ("first", 2))]


def test_a_missing_optional_value_is_none() -> None:
    grammar = small(Rule("<MONTH> [, <N>]", lambda month, n: (month, n), "May, 3"))
    assert parser(grammar, "May").at("top", 0) == [(1, (5, None))]
    assert parser(grammar, "May, 3").at("top", 0)[0] == (3, (5, 3))


def test_a_rule_may_refuse_its_match() -> None:
    grammar = small(Rule("<N>", lambda n: n if n < 10 else None, "3"))
    assert parser(grammar, "30").at("top", 0) == []


def test_names_that_nothing_defines_are_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        small(Rule("a <nowhere>", lambda x: x, "a b"))


def test_rules_that_start_with_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="itself"):
        small(Rule("the? <top> now", lambda x: x, "now"))


def test_deep_nesting_ends() -> None:
    nested = Rule("after <again>", lambda x: x, "after 1")
    grammar = small(Rule("<again>", lambda x: x, "1"), again=nested)
    assert parser(grammar, "after " * 500 + "1").at("top", 0) == []
