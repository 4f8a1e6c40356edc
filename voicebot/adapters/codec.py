"""Frozen values to JSON and back, by their own types."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter

from voicebot.booking.model import CalendarAnswer
from voicebot.booking.staffing import StaffAnswer

T = TypeVar("T")

_ANSWERS = {kind.__name__: kind for kind in (*get_args(CalendarAnswer), *get_args(StaffAnswer))}
_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Built once a type: that takes milliseconds."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(value: Any) -> Any:
    """A dataclass as what JSON can say."""
    return _adapter(type(value)).dump_python(value, mode="json")


def load(kind: type[T], data: Any) -> T:
    """What `dump` made of a value of this type, as that value again."""
    value: T = _adapter(kind).validate_python(data)
    return value


def digest(request: object) -> str:
    """A fingerprint of a request: the same for the same kind and values."""
    body = json.dumps([type(request).__name__, dump(request)], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def dump_answer(answer: CalendarAnswer | StaffAnswer) -> str:
    return json.dumps([type(answer).__name__, dump(answer)])


def load_answer(text: str) -> Any:
    name, data = json.loads(text)
    return _adapter(_ANSWERS[name]).validate_python(data)
