"""Questions to the interpreter and its answers as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voicebot.understanding.model import (
    Expectation,
    Hypothesis,
    Offered,
    Understanding,
    When,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One utterance to understand, and all that its meaning depends on."""

    hypotheses: tuple[Hypothesis, ...]
    expectation: Expectation
    now: datetime
    zone: tzinfo
    day_first: bool


def question(data: Mapping[str, Any]) -> Question:
    """Read `{"text" or "nbest", "asked", "said", "offered", "now", "zone", "day_first"}`.

    Raises:
        ValueError: a field is missing or is not what it should be; says which.
    """
    if not isinstance(data, Mapping):
        raise ValueError("expected a JSON object")
    now = _instant(data, "now")
    zone = _zone(data.get("zone"), now)
    asked, said = data.get("asked"), data.get("said")
    if not isinstance(asked, str | None) or not isinstance(said, str | None):
        raise ValueError("asked and said must be strings or null")
    offers = data.get("offered") or []
    if not isinstance(offers, list):
        raise ValueError("offered must be a list of objects")
    offered = tuple(_offered(item) for item in offers)
    expectation = Expectation(slots=(asked,) if asked else (), offered=offered, said=said)
    return Question(
        _hypotheses(data), expectation, now.astimezone(zone), zone, bool(data.get("day_first"))
    )


def _hypotheses(data: Mapping[str, Any]) -> tuple[Hypothesis, ...]:
    texts = data.get("nbest")
    if texts is None:
        texts = [data.get("text")]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("text must be a string, or nbest a list of strings")
    return tuple(Hypothesis(text) for text in texts)


def _instant(data: Mapping[str, Any], name: str) -> datetime:
    value = data.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be an ISO 8601 time with an offset")
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(f"{name} must carry an offset, like 2026-11-23T09:00:00-05:00")
    return at


def _zone(name: Any, now: datetime) -> tzinfo:
    if name is None:
        assert now.tzinfo is not None
        return now.tzinfo
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError(f"zone {name!r} is not an IANA time zone") from None


def _offered(item: Any) -> Offered:
    if not isinstance(item, Mapping):
        raise ValueError("offered must be a list of objects")
    start, end = (_instant(item, name) if item.get(name) else None for name in ("from", "to"))
    return Offered(start, end, str(item.get("label") or ""))


def answer(name: Any, found: Understanding) -> dict[str, Any]:
    """`{"id", "intents", "slots", "when", "also", "not"}`."""
    return {
        "id": name,
        "intents": [{"name": i.name, "score": i.score} for i in found.intents],
        "slots": {slot.name: slot.value for slot in found.slots},
        "when": when(found.when),
        "also": [when(other) for other in found.also],
        "not": [when(other) for other in found.excluded],
    }


def when(value: When | None) -> dict[str, Any] | None:
    """A time as `{"from", "to", "grain", "open", "daily", "said", "text"}`."""
    if value is None:
        return None
    daily = value.daily and {
        "from": value.daily.start.strftime("%H:%M"),
        "to": value.daily.end.strftime("%H:%M"),
    }
    return {
        "from": value.start and value.start.isoformat(),
        "to": value.end and value.end.isoformat(),
        "grain": value.grain.value,
        "open": value.open,
        "daily": daily,
        "said": sorted(value.said),
        "text": value.text,
    }
