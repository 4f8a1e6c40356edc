"""A small grammar machine: rules over tokens, read from a table, tried where they can start.

A rule is a pattern, a function that builds its value, and an example. A pattern is words and
names in a row:

    word            that token ("o'clock", ","); word|other any of them
    <name>          a value: a kind of token the lexicon knows, or what another rule of that name
                    reads; <a>|<b> either
    item?           may be missing (a missing <name> gives None)
    [a b c]         a group that may be missing as a whole

`Parser.at(name, i)` gives every way to read `name` at token i, the longest first; of two equally
long the earlier rule wins. Each (name, i) is read once, so the work grows with the length of the
text, and nesting is limited, so that no text can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicebot.understanding.normalize import Token

_ITEM = re.compile(r"\[|\](?!\S)|[^\s\[\]]+")
_DEEPEST = 40

Lexical = Mapping[str, Any]
"""What a token may stand for: kind to value, with the token's own text among the keys."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something. `example` is text that this rule reads as a whole."""

    pattern: str
    build: Callable[..., Any]
    example: str


@dataclass(frozen=True, slots=True)
class _Item:
    """One place of a pattern: any of `keys` (tokens) or `names` (values), or a group."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool
    group: tuple[_Item, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compiled:
    items: tuple[_Item, ...]
    build: Callable[..., Any]


class Grammar:
    """Compiled rules by name. `lexical` names the kinds of token the lexicon gives values to."""

    def __init__(self, rules: Mapping[str, Sequence[Rule]], lexical: frozenset[str]) -> None:
        self.lexical = lexical
        parsed = {
            name: [(_parse(rule.pattern), rule.build) for rule in group]
            for name, group in rules.items()
        }
        patterns = {name: [items for items, _ in group] for name, group in parsed.items()}
        _check(patterns, lexical)
        starts = _first_sets(patterns)
        compiled = {
            name: [_Compiled(items, build) for items, build in group]
            for name, group in parsed.items()
        }
        self._starting = {name: _by_key(group, starts) for name, group in compiled.items()}

    def starting(self, name: str, keys: Iterable[str]) -> list[_Compiled]:
        """The rules of a name that a token with these keys can start, in their order."""
        by_key = self._starting[name]
        rows = [row for key in keys if (row := by_key.get(key)) is not None]
        if len(rows) < 2:
            return [rule for _, rule in rows[0]] if rows else []
        merged = dict(pair for row in rows for pair in row)
        return [merged[index] for index in sorted(merged)]


class Parser:
    """Reads one row of tokens with a grammar."""

    def __init__(self, grammar: Grammar, tokens: Sequence[Token], lexical: Sequence[Lexical]):
        self._grammar = grammar
        self._tokens = tokens
        self._lexical = lexical
        self._known: dict[tuple[str, int], list[tuple[int, Any]]] = {}
        self._depth = 0

    def at(self, name: str, i: int) -> list[tuple[int, Any]]:
        """The readings of `name` from token i: (end, value), the longest first."""
        if i >= len(self._tokens):
            return []
        found = self._known.get((name, i))
        if found is None:
            found = self._known[name, i] = self._read(name, i)
        return found

    def _read(self, name: str, i: int) -> list[tuple[int, Any]]:
        rules = self._grammar.starting(name, self._lexical[i])
        if not rules or self._depth >= _DEEPEST:
            return []
        self._depth += 1
        ends: dict[int, Any] = {}
        for rule in rules:
            for end, values in self._match(rule.items, 0, i):
                if end not in ends and end > i:
                    value = rule.build(*values)
                    if value is not None:
                        ends[end] = value
        self._depth -= 1
        return sorted(ends.items(), reverse=True)

    def _match(
        self, items: tuple[_Item, ...], at: int, i: int
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        if at == len(items):
            yield i, ()
            return
        item = items[at]
        for end, values in self._item(item, i):
            for last, rest in self._match(items, at + 1, end):
                yield last, values + rest
        if item.optional:
            for last, rest in self._match(items, at + 1, i):
                yield last, _absent(item) + rest

    def _item(self, item: _Item, i: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        if item.group:
            yield from self._match(item.group, 0, i)
            return
        if i >= len(self._tokens):
            return
        lexical = self._lexical[i]
        for key in item.keys:
            if key in lexical:
                yield i + 1, ()
        for name in item.names:
            if name in self._grammar.lexical:
                if name in lexical:
                    yield i + 1, (lexical[name],)
            else:
                for end, value in self.at(name, i):
                    yield end, (value,)


def _parse(pattern: str) -> tuple[_Item, ...]:
    stack: list[list[_Item]] = [[]]
    for part in _ITEM.findall(pattern):
        if part == "[":
            stack.append([])
        elif part == "]":
            group = tuple(stack.pop())
            stack[-1].append(_Item((), (), True, group))
        else:
            optional = part.endswith("?") and len(part) > 1
            choices = part.removesuffix("?").split("|") if optional else part.split("|")
            names = tuple(c[1:-1] for c in choices if c.startswith("<"))
            keys = tuple(c for c in choices if not c.startswith("<"))
            stack[-1].append(_Item(keys, names, optional))
    return tuple(stack[0])


def _check(patterns: Mapping[str, Sequence[tuple[_Item, ...]]], lexical: frozenset[str]) -> None:
    """A misspelt name would never match, and a rule that starts with itself never end."""

    def names(items: tuple[_Item, ...]) -> Iterator[str]:
        for item in items:
            yield from item.names
            yield from names(item.group)

    def opening(items: tuple[_Item, ...]) -> Iterator[str]:
        for item in items:
            yield from item.names
            yield from opening(item.group)
            if not item.optional:
                return

    for name, rows in patterns.items():
        unknown = {used for row in rows for used in names(row)} - lexical - patterns.keys()
        if unknown:
            raise ValueError(f"rules of {name} use unknown names: {', '.join(sorted(unknown))}")
        reached: set[str] = set()
        waiting = {first for row in rows for first in opening(row)}
        while waiting:
            first = waiting.pop()
            if first in patterns and first not in reached:
                reached.add(first)
                waiting |= {used for row in patterns[first] for used in opening(row)}
        if name in reached:
            raise ValueError(f"a rule of {name} starts with itself")


def _absent(item: _Item) -> tuple[None, ...]:
    if item.group:
        return tuple(value for inner in item.group for value in _absent(inner))
    return (None,) if item.names else ()


def _first(items: tuple[_Item, ...], known: Mapping[str, set[str]]) -> tuple[frozenset[str], bool]:
    """The tokens a row of items can start with, and whether it may be empty."""
    keys: set[str] = set()
    for item in items:
        keys.update(item.keys)
        for name in item.names:
            keys |= known.get(name, {name})
        empty = item.optional
        if item.group:
            keys |= _first(item.group, known)[0]
        if not empty:
            return frozenset(keys), False
    return frozenset(keys), True


def _by_key(
    group: Sequence[_Compiled], starts: Mapping[str, set[str]]
) -> dict[str, list[tuple[int, _Compiled]]]:
    """Which rules of a group each token can start, with their places in it."""
    table: dict[str, list[tuple[int, _Compiled]]] = {}
    for index, rule in enumerate(group):
        for key in _first(rule.items, starts)[0]:
            table.setdefault(key, []).append((index, rule))
    return table


def _first_sets(rules: Mapping[str, Sequence[tuple[_Item, ...]]]) -> dict[str, set[str]]:
    starts: dict[str, set[str]] = {name: set() for name in rules}
    grown = True
    while grown:
        grown = False
        for name, group in rules.items():
            for items in group:
                more = _first(items, starts)[0] - starts[name]
                if more:
                    starts[name] |= more
                    grown = True
    return starts
