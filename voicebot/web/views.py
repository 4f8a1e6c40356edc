"""How values look on the staff pages: times of the business, numbers, outcomes in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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
        return str(value)
    plain = json.loads(json.dumps(value, default=str))
    text = yaml.safe_dump(
        plain, default_flow_style=None, allow_unicode=True, sort_keys=False, width=88
    )
    return str(text).rstrip()


def together(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of a transcript, notes that follow each other in one group."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.who == "note" == groups[-1][0].who:
            groups[-1].append(line)
        else:
            groups.append([line])
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
