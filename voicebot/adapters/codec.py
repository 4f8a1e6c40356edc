"""Frozen values to JSON and back, by their own types."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter

from voicebot.booking.model import CalendarAnswer

T = TypeVar("T")

_ANSWERS = {kind.__name__: kind for kind in get_args(CalendarAnswer)}


@cache  # types are few
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


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


def dump_answer(answer: CalendarAnswer) -> str:
    return json.dumps([type(answer).__name__, dump(answer)])


def load_answer(text: str) -> CalendarAnswer:
    name, data = json.loads(text)
    answer: CalendarAnswer = _adapter(_ANSWERS[name]).validate_python(data)
    return answer
