"""Reading intent rules from YAML.

The form: `words` names fragments of patterns, used as `{name}`; `intents` is a list of rules,
each with `name` and any of `patterns`, `unless`, `examples`, `only_when`, `beats`, `beside` and
`slots` (see `voicebot.understanding.model.IntentRule`). An intent may have several rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from voicebot.dialog.nodes import LOADER
from voicebot.errors import DialogError
from voicebot.understanding.intents import compiled
from voicebot.understanding.model import IntentRule

LISTS = ("patterns", "unless", "examples", "only_when", "beats", "beside")
KEPT = frozenset({"start"})
"""Names that the matcher itself expands."""
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")


def read_intents(text: str, file: str) -> tuple[IntentRule, ...]:
    """The rules of one YAML text; `file` is named in errors.

    Raises:
        DialogError: not of the form above, an unknown fragment or a pattern that is no regular
            expression; carries the line.
    """
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DialogError(str(error.problem), file, line) from None
    return rules_of(root, file)


def rules_of(root: yaml.Node | None, file: str) -> tuple[IntentRule, ...]:
    """The rules under a composed YAML mapping with `words` and `intents`."""
    fields = dict(_pairs(root, file))
    for name, node in fields.items():
        if name not in ("words", "intents"):
            raise _error(f"unknown key {name!r}", node, file)
    words = _words(fields.get("words"), file)
    return tuple(_rule(node, words, file) for node in _items(fields.get("intents"), file))


def _words(root: yaml.Node | None, file: str) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for name, node in _pairs(root, file):
        words[name] = f"(?:{_expanded(_string(node, file), words, node, file)})"
    return words


def _rule(root: yaml.Node, words: Mapping[str, str], file: str) -> IntentRule:
    name = ""
    lists: dict[str, tuple[str, ...]] = {}
    slots: tuple[tuple[str, str], ...] = ()
    for key, node in _pairs(root, file):
        if key == "name":
            name = _string(node, file)
        elif key in ("patterns", "unless"):
            lists[key] = tuple(_pattern(item, words, file) for item in _items(node, file))
        elif key == "slots":
            slots = tuple((slot, _string(value, file)) for slot, value in _pairs(node, file))
        elif key in LISTS:
            lists[key] = tuple(_string(item, file) for item in _items(node, file))
        else:
            raise _error(f"unknown key {key!r}", node, file)
    if not name:
        raise _error("a rule needs a name", root, file)
    return IntentRule(name, **lists, slots=slots)


def _pattern(node: yaml.Node, words: Mapping[str, str], file: str) -> str:
    pattern = _expanded(_string(node, file), words, node, file)
    try:
        compiled(pattern)
    except ValueError as error:
        raise _error(f"no regular expression: {error}", node, file) from None
    return pattern


def _expanded(pattern: str, words: Mapping[str, str], node: yaml.Node, file: str) -> str:
    def fragment(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in KEPT:
            return found.group()
        if name not in words:
            raise _error(f"no fragment {name!r} under words", node, file)
        return words[name]

    return _FRAGMENT.sub(fragment, pattern)


def _pairs(node: yaml.Node | None, file: str) -> Iterator[tuple[str, yaml.Node]]:
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        raise _error("expected a mapping", node, file)
    for key, value in node.value:
        yield _string(key, file), value


def _items(node: yaml.Node | None, file: str) -> list[yaml.Node]:
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise _error("expected a list", node, file)
    return list(node.value)


def _string(node: yaml.Node, file: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _error("expected a string", node, file)
    return str(node.value)


def _error(message: str, node: yaml.Node, file: str) -> DialogError:
    return DialogError(message, file, node.start_mark.line + 1)
