"""Values as JSON-able data, for the call log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """Dataclasses become objects tagged with their type; empty and default-like parts stay out."""
    match value:
        case None | bool() | int() | float() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
            kept = {k: v for k, v in parts.items() if v not in (None, "", [], {})}
            return {"type": type(value).__name__, **kept}
        case frozenset() | set():
            return sorted(plain(item) for item in value)
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return str(value)
