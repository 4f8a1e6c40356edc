"""`voicebot import customers|appointments`: what another system knew."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from voicebot.cli import Commands
from voicebot.errors import SettingsError

if TYPE_CHECKING:
    from voicebot.booking.business import Business
    from voicebot.booking.model import Appointment
    from voicebot.booking.staffing import TakeOver
    from voicebot.booking.taking_over import Row, RowReader
    from voicebot.bootstrap import Outside

REASONS = {
    "taken": "this time is booked already",
    "in_the_past": "it is over",
    "not_offered": "group and drop-off services cannot be taken over",
    "too_long": "it ends before it begins, or lasts more than a day",
}


def register(commands: Commands) -> None:
    parser = commands.add("import customers", customers, help="Customers from a CSV file.")
    _arguments(parser)
    parser = commands.add(
        "import appointments", appointments, help="Coming appointments from a CSV or ICS file."
    )
    _arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument("--service", default="", help="id, where the file names none")
    parser.add_argument("--staff", default="", help="id, where the file names nobody")
    parser.add_argument(
        "--source", default="", help="name of the other system; needed where rows have ids"
    )
    parser.add_argument(
        "--day-first",
        action=argparse.BooleanOptionalAction,
        help="whether 3/4 is in April (default: as the dialog says)",
    )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--business", default="", help="id; not needed when there is only one")


def customers(options: argparse.Namespace) -> int:
    """Each row a customer: name and phone, e-mail if there is one."""
    from voicebot.adapters.import_files import csv_rows, read_text
    from voicebot.adapters.sql_customers import SqlCustomers
    from voicebot.booking.taking_over import RowRefused

    outside, business, reader = _house(options)
    store, report = SqlCustomers(outside.stores.engine), Report()
    for row in csv_rows(read_text(options.file), ("name", "phone")):
        try:
            name, phone = reader.person(row)
        except RowRefused as why:
            report.refuse(row, str(why))
            continue
        email = row.fields.get("email", "").lower()
        report.count(store.keep(business.id, name, phone, email, outside.clock()))
    return report.show()


def appointments(options: argparse.Namespace) -> int:
    """Each entry an appointment; one that came before changes nothing."""
    from voicebot.booking.taking_over import RowRefused

    outside, business, reader = _house(options, options.service, options.staff, options.source)
    report, taking = Report(), Taking(outside, business, dry_run=options.dry_run)
    for row in _rows(options, business, outside):
        try:
            done = taking.take(reader.appointment(row))
        except RowRefused as why:
            report.refuse(row, str(why))
        else:
            report.count(done)
    if options.dry_run:
        print("nothing was changed (--dry-run)")
    return report.show()


class Taking:
    """Takes entries over one by one; a dry run only says what would become of them."""

    def __init__(self, outside: Outside, business: Business, *, dry_run: bool) -> None:
        from voicebot.adapters.sql_rehearsal import SqlRehearsal
        from voicebot.booking.tokens import Signer

        stores, key = outside.stores, outside.stores.secret("tokens")
        self._business, self._clock = business, outside.clock
        self._calendar, self._signer = stores.calendar, Signer(key)
        self._act = SqlRehearsal(stores.engine, key).act if dry_run else stores.calendar.act
        self._known = {a.id: (a,) for a in self._calendar.appointments(business.id)}

    def take(self, wanted: TakeOver) -> str:
        """ "new" or "known".

        Raises:
            RowRefused: says why it cannot come in.
        """
        from voicebot.booking.model import Booked, Refused
        from voicebot.booking.taking_over import RowRefused, taken_over_id

        name = taken_over_id(self._signer, self._business.id, wanted.source)
        if name in self._known:
            self._compare(wanted, self._known[name])
            return "known"
        # A key of its own: why a row was refused yesterday must not be the answer today.
        key = f"import {uuid4().hex}"
        answer = self._act(self._business.id, wanted, key=key, staff="import", now=self._clock())
        if isinstance(answer, Booked):
            self._known[name] = (answer.appointment,)
            return "new"
        assert isinstance(answer, Refused)
        raise RowRefused(REASONS.get(answer.reason, answer.reason))

    def _compare(self, wanted: TakeOver, here: tuple[Appointment, ...]) -> None:
        """With the appointment as it came in, and as it is: what is changed here stays.

        Raises:
            RowRefused: the entry has been changed where it is from.
        """
        from voicebot.booking.taking_over import RowRefused, differences

        record = self._calendar.changes(self._business.id, appointment_id=here[0].id)
        first = (record[-1].became,) if record else ()
        found = [differences(wanted, visit) for visit in (*first, *here)]
        if all(found):
            raise RowRefused(
                f"this id came in before with another {', '.join(found[0])}; "
                "change the appointment in the diary"
            )


class Report:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._refused: list[str] = []

    def count(self, what: str) -> None:
        self._counts[what] += 1

    def refuse(self, row: Row, why: str) -> None:
        self._refused.append(f"{row.place}: {why}")

    def show(self) -> int:
        """What came in and what did not, and why; 1 if something did not."""
        for line in self._refused:
            print(f"refused {line}")
        counts = ", ".join(f"{n} {what}" for what, n in sorted(self._counts.items()))
        print(f"{counts or 'nothing'}; {len(self._refused)} refused")
        return int(bool(self._refused))


def _house(
    options: argparse.Namespace, service: str = "", staff: str = "", system: str = ""
) -> tuple[Outside, Business, RowReader]:
    from voicebot.adapters.import_files import phone_of
    from voicebot.booking.taking_over import RowReader
    from voicebot.cli.calendars import business_named, open_outside
    from voicebot.dialog.loader import DialogStore

    outside = open_outside()
    business = business_named(outside, options.business)
    region = DialogStore().get(outside.stores.settings.dialog).locale.region
    reader = RowReader(business, lambda text: phone_of(text, region), service, staff, system)
    return outside, business, reader


def _rows(options: argparse.Namespace, business: Business, outside: Outside) -> Sequence[Row]:
    """
    Raises:
        SettingsError: the rows have ids, and it was not said whose.
    """
    from zoneinfo import ZoneInfo

    from voicebot.adapters.ical_reading import Reader
    from voicebot.adapters.import_files import csv_rows, ics_rows, read_text
    from voicebot.dialog.loader import DialogStore

    text = read_text(options.file)
    if options.file.suffix.lower() == ".ics":
        reader = Reader(ZoneInfo(business.zone))
        return tuple(ics_rows(text, business, reader, outside.clock()))
    day_first = options.day_first
    if day_first is None:
        day_first = DialogStore().get(outside.stores.settings.dialog).locale.day_first
    rows = tuple(csv_rows(text, ("start", "name", "phone"), day_first=day_first))
    if not options.source and any(row.fields.get("id") for row in rows):
        raise SettingsError("the rows have ids: name the system they are from, --source NAME")
    return rows
