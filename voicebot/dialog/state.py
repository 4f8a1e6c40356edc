"""A talk's state as JSON-able data and back, so that it can go on in another call.

The fields' annotations say how each value is read, so that a new field needs nothing here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from voicebot.dialog.model import DialogState
from voicebot.understanding.model import When


def dump_state(state: DialogState) -> dict[str, Any]:
    """Plain dicts, lists, strings, numbers; `load_state` gives the same state back."""
    dumped = _dump(state)
    assert isinstance(dumped, dict)
    return dumped


def worth_resuming(state: DialogState) -> bool:
    """Whether a caller who was cut off here would want to go on from here."""
    return state.task in ("booking", "moving", "cancelling", "message")


def load_state(data: Mapping[str, Any]) -> DialogState:
    """
    Raises:
        ValueError: not what `dump_state` made.
    """
    try:
        state = _load(DialogState, data)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a dialog state: {error}") from None
    assert isinstance(state, DialogState)
    return state


def dump_when(when: When) -> dict[str, Any]:
    """A time in plain values, as it may be kept among the notes."""
    dumped = _dump(when)
    assert isinstance(dumped, dict)
    return dumped


def load_when(data: Mapping[str, Any]) -> When:
    when = _load(When, data)
    assert isinstance(when, When)
    return when


def _dump(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _dump(getattr(value, f.name)) for f in fields(value)}
    match value:
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(name): _dump(item) for name, item in value.items()}
        case frozenset():
            return sorted(_dump(item) for item in value)
        case tuple() | list():
            return [_dump(item) for item in value]
        case _:
            return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _load(kind: Any, data: Any) -> Any:
    if data is None or kind is Any:
        return data
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _load_union(args, data)
    if origin is tuple:
        inner = args[0] if len(args) == 2 and args[1] is Ellipsis else None
        kinds = [inner] * len(data) if inner is not None else args
        return tuple(_load(k, item) for k, item in zip(kinds, data, strict=True))
    if origin is frozenset:
        return frozenset(_load(args[0], item) for item in data)
    if origin is not None and issubclass(origin, Mapping):
        return {str(name): _load(args[1], item) for name, item in data.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _load(hints[name], item) for name, item in data.items()})
    if kind in (datetime, date, time):
        return kind.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


def _load_union(kinds: tuple[Any, ...], data: Any) -> Any:
    """The one kind that is not None, or for plain values the data as they are."""
    some = [k for k in kinds if k is not type(None)]
    return _load(some[0], data) if len(some) == 1 else data
