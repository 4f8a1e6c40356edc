"""Files of other systems as rows of words: CSV with a header line, or iCalendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers
from icalendar.cal import Component

from voicebot.adapters.ical_reading import Reader, by_uid, parse
from voicebot.booking.business import Business
from voicebot.booking.taking_over import Row
from voicebot.errors import OutsideFailed, SettingsError

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

COLUMNS = {
    "id": ("id", "uid", "appointment id", "appointment_id"),
    "start": ("start", "starts", "start time", "date time", "begin", "from"),
    "end": ("end", "ends", "end time", "to"),
    "minutes": ("minutes", "duration", "length"),
    "service": ("service", "type", "appointment type", "treatment"),
    "staff": ("staff", "provider", "with", "employee", "practitioner"),
    "name": ("name", "customer", "client", "patient", "full name"),
    "phone": ("phone", "phone number", "mobile", "telephone", "cell"),
    "email": ("email", "e-mail", "mail"),
    "notes": ("notes", "note", "comment", "description"),
}
"""What a column may be called in a header line, in small letters."""
_NAMES = {name: column for column, names in COLUMNS.items() for name in names}
FAR = timedelta(days=400)
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")


def read_text(path: Path) -> str:
    """
    Raises:
        SettingsError: no such file, or not text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: not UTF-8; save it as UTF-8 first") from None


def csv_rows(text: str, needed: Iterable[str], *, day_first: bool = False) -> Iterator[Row]:
    """Comma, semicolon or tab, as the header line has it. `day_first`: 3/4 is in April.

    Raises:
        SettingsError: a needed column is missing.
    """
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    columns = {
        name: _NAMES[_plain(name)] for name in reader.fieldnames or () if _plain(name) in _NAMES
    }
    missing = set(needed) - set(columns.values())
    if missing:
        raise SettingsError(f"the header line lacks: {', '.join(sorted(missing))}")
    for values in reader:
        if any(values.values()):
            fields = {columns[n]: (values[n] or "").strip() for n in columns if n in values}
            written = (name for name in ("start", "end") if name in fields)
            times = {name: as_iso(fields[name], day_first=day_first) for name in written}
            yield Row(f"line {reader.line_num}", fields | times)


def as_iso(text: str, *, day_first: bool = False) -> str:
    """A date and time as a spreadsheet writes it ("11/24/2026 3:00 PM") in ISO 8601.

    What is no whole date with a time of day, and numbers that can only be in the other order, stay
    as they are: the row is then refused with its own words.
    """
    try:
        datetime.fromisoformat(text)
    except ValueError:
        numbers = _NUMBERS.search(text)
        if not text or (numbers and int(numbers[2 if day_first else 1]) > 12):
            return text
        read = _dates(day_first).get_date_data(text)
        return read.date_obj.isoformat() if read.date_obj and read.period == "time" else text
    return text


@cache
def _dates(day_first: bool) -> DateDataParser:
    from dateparser.date import DateDataParser

    settings = {
        "STRICT_PARSING": True,
        "DATE_ORDER": "DMY" if day_first else "MDY",
        "PARSERS": ["absolute-time"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    return DateDataParser(languages=["en"], settings=settings)


def ics_rows(text: str, business: Business, reader: Reader, now: datetime) -> Iterator[Row]:
    """Coming events that block time: who, what and which number, as far as their words tell.

    Raises:
        SettingsError: not iCalendar.
    """
    try:
        series = by_uid(parse(text))
    except OutsideFailed as error:
        raise SettingsError(str(error)) from None
    coming: list[tuple[Component, bool]] = []
    for uid, part in series.items():
        try:
            events = reader.occurrences(part, (now, now + FAR))
        except OutsideFailed as error:
            yield Row(f"event {uid}", {}, refused=str(error))
            continue
        repeats = any(map(_repeats, part.walk("VEVENT")))
        coming += [(event, repeats) for event in events if reader.times(event)[1] > now]
    for event, repeats in sorted(coming, key=lambda one: reader.times(one[0])):
        if reader.blocks(event):
            start, end = reader.times(event)
            summary, notes = str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))
            service = _service_in(f"{summary}\n{notes}", business)
            written = event.decoded("DTSTART")
            yield Row(
                f"event at {start.astimezone(reader.zone):%Y-%m-%d %H:%M}",
                {
                    "id": _id_of(event, repeats=repeats),
                    "start": (start if isinstance(written, datetime) else written).isoformat(),
                    "end": end.isoformat(),
                    "service": service,
                    "name": _name_in(summary, service),
                    "phone": _phone_in(f"{summary}\n{notes}"),
                    "email": _email_in(event),
                },
            )


def _repeats(event: Component) -> bool:
    return any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _id_of(event: Component, *, repeats: bool) -> str:
    """The UID; of an occurrence also which one it is, wherever it was moved to (RFC 5545)."""
    uid = str(event.get("UID", ""))
    if not uid or not repeats:
        return uid
    return f"{uid}/{event.decoded('RECURRENCE-ID').isoformat()}"


def phone_of(text: str, region: str) -> str | None:
    """A valid number as E.164, else None."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _plain(name: str | None) -> str:
    return " ".join((name or "").replace("_", " ").split()).casefold()


def _service_in(text: str, business: Business) -> str:
    """The service whose name is in a text, the longest name first."""
    names = sorted((s.name for s in business.services), key=len, reverse=True)
    return next((n for n in names if n.casefold() in text.casefold()), "")


def _name_in(summary: str, service: str) -> str:
    """What is left of "Cleaning: Ann Example" or "Ann Example (Cleaning, 212 555 0101)"."""
    rest = re.sub(re.escape(service), " ", summary, flags=re.IGNORECASE) if service else summary
    rest = re.sub(r"[\d()\[\]+#]", " ", rest)
    return re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(rest.split()))


def _phone_in(text: str) -> str:
    found = re.search(r"\+?\d[\d\s().-]{6,}\d", text)
    return found.group() if found else ""


def _email_in(event: Component) -> str:
    attendees = event.get("ATTENDEE", [])
    first = (attendees if isinstance(attendees, list) else [attendees])[:1]
    return "".join(str(one).lower().removeprefix("mailto:") for one in first)
