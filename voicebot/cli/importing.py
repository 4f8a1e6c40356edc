"""`voicebot import customers|appointments`: what another system knew."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.booking.business import Business
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

    outside, business, reader = _house(options, options.service, options.staff)
    report, known = Report(), {a.id for a in outside.stores.calendar.appointments(business.id)}
    for row in _rows(options.file, business, outside):
        try:
            wanted = reader.appointment(row)
        except RowRefused as why:
            report.refuse(row, str(why))
            continue
        name = _name(outside, business, wanted)
        outcome = _preview if options.dry_run else _take
        done = "known" if name in known else outcome(outside, business, wanted)
        if done == "new":
            known.add(name)
        if done in ("new", "known"):
            report.count(done)
        else:
            report.refuse(row, done)
    if options.dry_run:
        print("nothing was changed (--dry-run)")
    return report.show()


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
    options: argparse.Namespace, service: str = "", staff: str = ""
) -> tuple[Outside, Business, RowReader]:
    from voicebot.adapters.import_files import phone_of
    from voicebot.booking.taking_over import RowReader
    from voicebot.cli.calendars import business_named, open_outside
    from voicebot.dialog.loader import DialogStore

    outside = open_outside()
    business = business_named(outside, options.business)
    region = DialogStore().get(outside.stores.settings.dialog).locale.region
    reader = RowReader(business, lambda text: phone_of(text, region), service, staff)
    return outside, business, reader


def _rows(path: Path, business: Business, outside: Outside) -> Iterable[Row]:
    from zoneinfo import ZoneInfo

    from voicebot.adapters.ical_reading import Reader
    from voicebot.adapters.import_files import csv_rows, ics_rows, read_text

    text = read_text(path)
    if path.suffix.lower() == ".ics":
        return ics_rows(text, business, Reader(ZoneInfo(business.zone)), outside.clock())
    found: Iterator[Row] = csv_rows(text, ("start", "name", "phone"))
    return found


def _take(outside: Outside, business: Business, wanted: TakeOver) -> str:
    from voicebot.adapters.codec import digest
    from voicebot.booking.model import Booked, Refused

    calendar, now = outside.stores.calendar, outside.clock()
    key = f"import {digest(wanted)}"
    answer = calendar.act(business.id, wanted, key=key, staff="import", now=now)
    if isinstance(answer, Booked):
        return "new"
    assert isinstance(answer, Refused)
    return REASONS.get(answer.reason, answer.reason)


def _preview(outside: Outside, business: Business, wanted: TakeOver) -> str:
    from voicebot.adapters.codec import digest
    from voicebot.booking.staffing import FindDisplaced, MustMove

    if wanted.end <= outside.clock():
        return REASONS["in_the_past"]
    request = FindDisplaced(wanted.staff_id, wanted.start, wanted.end)
    answer = outside.stores.calendar.act(
        business.id,
        request,
        key=f"import {digest(request)}",
        staff="import",
        now=outside.clock(),
    )
    return REASONS["taken"] if isinstance(answer, MustMove) and answer.visits else "new"


def _name(outside: Outside, business: Business, wanted: TakeOver) -> str:
    """The id of the appointment that stands for this entry."""
    from voicebot.booking.taking_over import taken_over_id
    from voicebot.booking.tokens import Signer

    return taken_over_id(Signer(outside.stores.secret("tokens")), business.id, wanted.source)
