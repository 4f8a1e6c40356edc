"""Files of other systems as rows of words: CSV with a header line, or iCalendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import phonenumbers
from icalendar.cal import Component

from voicebot.adapters.ical_reading import Reader, parse
from voicebot.booking.business import Business
from voicebot.booking.taking_over import Row
from voicebot.errors import OutsideFailed, SettingsError

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


def csv_rows(text: str, needed: Iterable[str]) -> Iterator[Row]:
    """Comma, semicolon or tab, as the header line has it.

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
            times = {name: as_iso(fields[name]) for name in ("start", "end") if name in fields}
            yield Row(f"line {reader.line_num}", fields | times)


def as_iso(text: str) -> str:
    """A date and time as a spreadsheet writes it ("11/24/2026 3:00 PM") in ISO 8601.

    Month before day where both are numbers and either could be. What is no whole date stays as it
    is: the row is then refused with its own words.
    """
    try:
        datetime.fromisoformat(text)
    except ValueError:
        import dateparser

        settings = {"STRICT_PARSING": True, "DATE_ORDER": "MDY", "PARSERS": ["absolute-time"]}
        read = dateparser.parse(text, languages=["en"], settings=settings) if text else None
        return read.isoformat() if read else text
    return text


def ics_rows(text: str, business: Business, reader: Reader, now: datetime) -> Iterator[Row]:
    """Coming events that block time: who, what and which number, as far as their words tell.

    Raises:
        SettingsError: not iCalendar.
    """
    import recurring_ical_events

    try:
        calendar = parse(text)
    except OutsideFailed as error:
        raise SettingsError(str(error)) from None
    coming = recurring_ical_events.of(calendar, skip_bad_series=True).between(now, now + FAR)
    for event in sorted(coming, key=lambda e: reader.instant(e.start)):
        if reader.blocks(event):
            start, end = reader.times(event)
            summary, notes = str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))
            service = _service_in(f"{summary}\n{notes}", business)
            uid = str(event.get("UID", ""))
            yield Row(
                f"event at {start.astimezone(reader.zone):%Y-%m-%d %H:%M}",
                {
                    "id": f"{uid}/{start.isoformat()}" if uid else "",
                    "start": start.isoformat(),
                    "end": end.isoformat(),
                    "service": service,
                    "name": _name_in(summary, service),
                    "phone": _phone_in(f"{summary}\n{notes}"),
                    "email": _email_in(event),
                },
            )


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
