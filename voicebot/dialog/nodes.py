"""Reading YAML with its places: every value knows its file and line, and is what it looks like.

Nothing is converted behind the author's back. Where a text is wanted, what YAML would take for a
number, a date, a yes or a time of day ("012", 17:00, no) is refused with the advice to quote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from voicebot.errors import DialogError

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The one in C reads the same three times as fast; not every build of PyYAML has it."""
_STR, _INT, _BOOL, _NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "null"))


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file. The readers raise `DialogError` where it is of another kind."""

    raw: yaml.Node
    file: str

    @property
    def line(self) -> int:
        return int(self.raw.start_mark.line) + 1

    def wrong(self, message: str) -> DialogError:
        return DialogError(message, self.file, self.line)

    def items(self) -> Iterator[tuple[str, Node, Node]]:
        """Key text, key and value of a mapping; a key may come only once."""
        if not isinstance(self.raw, yaml.MappingNode):
            raise self.wrong("expected `key: value` lines here")
        seen: set[str] = set()
        for raw_key, raw_value in self.raw.value:
            key = Node(raw_key, self.file)
            name = key.text()
            if name in seen:
                raise key.wrong(f"{name!r} is here twice")
            seen.add(name)
            yield name, key, Node(raw_value, self.file)

    def fields(self, *allowed: str, required: tuple[str, ...] = ()) -> dict[str, Node]:
        """The values of a mapping whose keys must be among `allowed` and `required`."""
        found: dict[str, Node] = {}
        for name, key, value in self.items():
            if name not in (*allowed, *required):
                raise key.wrong(f"unknown key {name!r}; known here: {', '.join(allowed)}")
            found[name] = value
        for name in required:
            if name not in found:
                raise self.wrong(f"{name!r} is missing here")
        return found

    def list(self) -> list[Node]:
        if not isinstance(self.raw, yaml.SequenceNode):
            raise self.wrong("expected a list here")
        return [Node(raw, self.file) for raw in self.raw.value]

    def texts(self) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        if isinstance(self.raw, yaml.SequenceNode):
            return tuple(node.text() for node in self.list())
        return (self.text(),)

    def text(self) -> str:
        if not isinstance(self.raw, yaml.ScalarNode):
            raise self.wrong("expected a text here")
        value = str(self.raw.value)
        if self.raw.tag != _STR:
            raise self.wrong(
                f'YAML does not take {value} for a text; write it in quotes: "{value}"'
            )
        if not value.strip():
            raise self.wrong("this text is empty")
        return value

    def number(self, least: int = 0) -> int:
        value = self._scalar(_INT, "a whole number")
        if not value.isdigit() or (len(value) > 1 and value.startswith("0")):
            raise self.wrong(f"expected a plain whole number, not {value}")
        if int(value) < least:
            raise self.wrong(f"expected at least {least}")
        return int(value)

    def flag(self) -> bool:
        value = self._scalar(_BOOL, "yes or no").lower()
        return value in ("yes", "true", "on")

    def _scalar(self, tag: str, kind: str) -> str:
        if not isinstance(self.raw, yaml.ScalarNode) or self.raw.tag != tag:
            raise self.wrong(f"expected {kind} here")
        return str(self.raw.value)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.raw, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.raw, yaml.SequenceNode)


def read(path: Path, named: str) -> Node:
    """The root of a file, called `named` in errors.

    Raises:
        DialogError: not there, not text, not YAML, or empty.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except OSError as error:
        raise DialogError(f"cannot be read: {error.strerror}", named, 1) from None
    except UnicodeDecodeError:
        raise DialogError("is not UTF-8 text", named, 1) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DialogError(f"not YAML: {error.problem}", named, line) from None
    except yaml.YAMLError as error:
        raise DialogError(f"not YAML: {error}", named, 1) from None
    if root is None:
        raise DialogError("is empty", named, 1)
    return Node(root, named)
