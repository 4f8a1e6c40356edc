"""How values look on the staff pages: times of the business, numbers, outcomes in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import phonenumbers
import yaml

from voicebot.call.history import Line

OUTCOMES: Final[Mapping[str, str]] = {
    "booked": "Appointment booked",
    "moved": "Appointment moved",
    "cancelled": "Appointment cancelled",
    "informed": "Question answered",
    "message": "Message taken",
    "callback": "Call-back promised",
    "transferred": "Put through to a person",
    "emergency": "Emergency",
    "goodbye": "Ended without a request",
    "abandoned": "Caller hung up",
    "failed": "Broke off",
}
TONES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("booked", "moved", "cancelled", "informed"), "good"),
    **dict.fromkeys(("message", "callback", "transferred"), "todo"),
    **dict.fromkeys(("emergency", "failed"), "bad"),
}
"""A colour beside the words; what is missing here is neutral."""
BEHIND: Final = frozenset({"decided", "asked the calendar", "the calendar answered"})
"""Notes of a transcript that only tell how the bot came to its answer."""
TOKEN: Final = 40
"""Characters of a long word that are shown: enough to tell two apart."""
KINDS: Final[Mapping[str, str]] = {
    "message": "Message",
    "callback": "Call back",
    "emergency": "Emergency",
    "stop_calling": "Do not call again",
}


def outcome(name: str, *, over: bool = True) -> str:
    """An outcome in plain words; a call that runs has none yet."""
    if not over:
        return "In progress"
    return OUTCOMES.get(name) or name.replace("_", " ").capitalize() or "Unknown"


def day(moment: datetime, zone: str) -> str:
    """Tuesday 24 November 2026"""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y}"


def clock(moment: datetime, zone: str) -> str:
    """3:30 PM"""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def short(moment: datetime, zone: str) -> str:
    """Tue 24 Nov, 3:30 PM"""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {clock(moment, zone)}"


def zone_name(moment: datetime, zone: str) -> str:
    """EST"""
    return moment.astimezone(ZoneInfo(zone)).tzname() or zone


def iso(moment: datetime, zone: str) -> str:
    """Local ISO 8601 with offset, to the second."""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def length(span: timedelta) -> str:
    """2 min 5 s"""
    minutes, seconds = divmod(max(0, round(span.total_seconds())), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def offset(at_ms: int) -> str:
    """Minutes and seconds into a call: 1:05"""
    minutes, seconds = divmod(at_ms // 1000, 60)
    return f"{minutes}:{seconds:02}"


def number(phone: str) -> str:
    """A telephone number in groups, or what there is."""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone or "Number withheld"
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))


def detail(value: Any) -> str:
    """A logged value as text; what has parts as YAML, its innermost parts on one line each."""
    if not isinstance(value, Mapping | list | tuple):
        return str(_brief(value))
    plain = _brief(json.loads(json.dumps(value, default=str)))
    text = yaml.safe_dump(
        plain, default_flow_style=None, allow_unicode=True, sort_keys=False, width=88
    )
    return str(text).rstrip()


def _brief(value: Any) -> Any:
    """Without the digits and the token characters that nobody reads."""
    if isinstance(value, dict):
        return {key: _brief(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_brief(part) for part in value]
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, str) and len(value) > TOKEN and " " not in value:
        return f"{value[:TOKEN]}…"
    return value


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of a transcript that belong together; `behind` are notes for those who ask why."""

    who: str
    lines: list[Line] = field(default_factory=list)
    behind: list[Line] = field(default_factory=list)

    @property
    def at_ms(self) -> int:
        return (self.lines or self.behind)[0].at_ms


def together(lines: Iterable[Line]) -> list[Group]:
    """The bot's sentences in one group, notes in one group, each of the caller's turns alone."""
    groups: list[Group] = []
    for line in lines:
        if not groups or line.who != groups[-1].who or line.who == "caller":
            groups.append(Group(line.who))
        into = groups[-1].behind if line.text in BEHIND else groups[-1].lines
        into.append(line)
    return groups


FILTERS: Final = {
    "outcome": outcome,
    "tone": lambda name: TONES.get(name, "plain"),
    "kind": lambda name: KINDS.get(name, name.replace("_", " ").capitalize()),
    "day": day,
    "clock": clock,
    "short": short,
    "iso": iso,
    "zone_name": zone_name,
    "length_of": length,
    "offset": offset,
    "number": number,
    "detail": detail,
    "together": together,
}
