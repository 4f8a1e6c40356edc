"""`voicebot appointments list`: what is booked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from voicebot.cli import Commands

if TYPE_CHECKING:
    from voicebot.adapters.sql_calendar import SqlCalendar
    from voicebot.booking.model import Appointment, Business


def register(commands: Commands) -> None:
    parser = commands.add("appointments list", run, help="List appointments, by start.")
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    parser.add_argument("--business", help="only this business")


def run(options: argparse.Namespace) -> int:
    from voicebot.adapters import sql
    from voicebot.bootstrap import Stores
    from voicebot.config import Settings

    stores = Stores(Settings.read())
    known = sql.revision(stores.engine) is not None
    rows = list(appointments(stores.calendar, options.business)) if known else []
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        print(
            f"{row['start']}  {row['status']:9}  {row['service']:20}  {row['staff'] or '-':12}  "
            f"{row['name']}  {row['phone']}  {row['id']}"
        )
    if not rows:
        print("no appointments")
    return 0


def appointments(
    calendar: SqlCalendar, business_id: str | None = None
) -> Iterator[dict[str, str | None]]:
    """One row an appointment, of all businesses or one, times local to the business."""
    for business in calendar.businesses():
        if business_id in (None, business.id):
            for appointment in calendar.appointments(business.id):
                yield row_of(appointment, business)


def row_of(appointment: Appointment, business: Business) -> dict[str, str | None]:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(business.zone)
    return {
        "id": appointment.id,
        "status": str(appointment.status),
        "service": ", ".join(appointment.services),
        "staff": appointment.staff_id,
        "start": appointment.start.astimezone(zone).isoformat(),
        "end": appointment.end.astimezone(zone).isoformat(),
        "name": appointment.for_name,
        "phone": appointment.phone,
        "call_id": appointment.call_id,
    }
