"""`voicebot calendars ...`: calendars elsewhere, and links to subscribe to our own."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING

from voicebot.cli import Commands
from voicebot.errors import SettingsError

if TYPE_CHECKING:
    from voicebot.booking.model import Business
    from voicebot.bootstrap import Outside

KINDS = ("caldav", "ics", "google")


def register(commands: Commands) -> None:
    parser = commands.add("calendars add", add, help="Connect somebody's own calendar.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--staff", required=True, help="id of the person or room")
    parser.add_argument("--url", required=True, help="address; for google the calendar's id")
    parser.add_argument("--user", default="", help="name to log in with")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    parser.add_argument(
        "--credentials-stdin",
        action="store_true",
        help="google: read the JSON of the credentials from standard input",
    )
    parser.add_argument("--read-only", action="store_true", help="do not write appointments there")
    parser.add_argument("--address", default="", help="the owner's e-mail among the attendees")
    parser.add_argument(
        "--unanswered",
        choices=("busy", "free"),
        default="busy",
        help="whether an invitation nobody answered blocks time (default: busy)",
    )
    _business(parser)
    parser = commands.add("calendars status", status, help="How each calendar does; 1 if broken.")
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    parser = commands.add("calendars remove", remove, help="Forget a calendar.")
    parser.add_argument("id", help="id, as `calendars status` shows it")
    parser = commands.add("calendars sync", sync, help="Read and write all that is due, now.")
    parser.add_argument("--once", action="store_true", help="one round (there is no other way)")
    parser.add_argument("--all", action="store_true", help="also what is not due yet")
    parser = commands.add("calendars feed", feed, help="A secret link to somebody's appointments.")
    parser.add_argument("staff", help="id of the person or room")
    parser.add_argument("--revoke", action="store_true", help="end all their links instead")
    _business(parser)


def _business(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--business", default="", help="id; not needed when there is only one")


def add(options: argparse.Namespace) -> int:
    """Keep a connection; it is tried at once, so that a wrong password shows here."""
    outside = open_outside()
    business = business_named(outside, options.business)
    _known(business, options.staff)
    secret = sys.stdin.read().strip() if _reads_secret(options) else ""
    connection_id = outside.connections.add(
        business.id,
        options.staff,
        options.kind,
        options.url,
        outside.clock(),
        username=options.user,
        secret=secret,
        exports=options.kind != "ics" and not options.read_only,
        options=_options(options, business),
    )
    outside.importer.run_due()
    return _print(outside, only=connection_id)


def _reads_secret(options: argparse.Namespace) -> bool:
    if options.kind == "google" and not options.credentials_stdin:
        raise SettingsError("calendars add google: needs --credentials-stdin")
    return bool(options.password_stdin or options.credentials_stdin)


def _options(options: argparse.Namespace, business: Business) -> Mapping[str, str]:
    address = options.address or (options.user if "@" in options.user else "")
    return {"zone": business.zone, "address": address, "unanswered": options.unanswered}


def status(options: argparse.Namespace) -> int:
    outside = open_outside()
    if not options.json:
        return _print(outside)
    rows = [
        {
            "id": one.id,
            "business": one.business_id,
            "staff": one.resource_id,
            "kind": one.kind,
            "writes": one.exports,
            "last_read": one.good_at.isoformat() if one.good_at else None,
            "error": one.error or None,
            "write_error": one.write_error or None,
        }
        for one in outside.connections.all(outside.clock())
    ]
    print(json.dumps(rows, indent=1))
    return int(any(row["error"] or row["write_error"] for row in rows))


def _print(outside: Outside, only: str = "") -> int:
    from voicebot.runtime.exporting import KINDS as JOBS

    shown = [c for c in outside.connections.all(outside.clock()) if only in ("", c.id)]
    for one in shown:
        when = one.good_at.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if one.good_at else "never"
        how = "reads and writes" if one.exports else "reads"
        print(f"{one.id}  {one.resource_id:12}  {one.kind:7} {how:17} last read {when}")
        for what, error in (("reading", one.error), ("writing", one.write_error)):
            if error:
                print(f"          BROKEN {what}: {error}")
    if not shown:
        print("no calendars elsewhere")
    waiting = outside.outbox.waiting(JOBS)
    if waiting:
        print(f"{waiting} changes of appointments are still to be looked at")
    return int(any(one.broken for one in shown))


def remove(options: argparse.Namespace) -> int:
    outside = open_outside()
    if not outside.connections.remove(options.id, outside.clock()):
        raise SettingsError(f"no calendar {options.id!r}: see `voicebot calendars status`")
    print("forgotten; what was written there stays there")
    return 0


def sync(options: argparse.Namespace) -> int:
    outside = open_outside()
    if options.all:
        outside.connections.hurry(outside.clock())
    read, written = outside.importer.run_due(), outside.drainer.drain()
    print(f"{read} calendars read, {written} changes of appointments looked at")
    return _print(outside)


def feed(options: argparse.Namespace) -> int:
    outside = open_outside()
    business = business_named(outside, options.business)
    _known(business, options.staff)
    if options.revoke:
        count = outside.feeds.revoke(business.id, options.staff, outside.clock())
        print(f"{count} links ended")
        return 0
    secret = outside.feeds.new(business.id, options.staff, outside.clock())
    base = outside.stores.settings.public_url.rstrip("/") or "http://127.0.0.1:8000"
    print(f"{base}/calendar/{secret}.ics")
    print("whoever has this link can read these appointments", file=sys.stderr)
    return 0


def open_outside() -> Outside:
    from voicebot.bootstrap import Outside, Stores, running_clock
    from voicebot.config import Settings

    settings = Settings.read()
    stores = Stores(settings)
    stores.upgrade()
    return Outside(stores, running_clock(settings.now))


def business_named(outside: Outside, name: str) -> Business:
    """The business of this id, or the only one; that of the dialog when none is stored yet.

    Raises:
        SettingsError: it cannot be told which.
    """
    from voicebot.dialog.loader import DialogStore

    calendar = outside.stores.calendar
    if not calendar.businesses():
        calendar.ensure_business(DialogStore().get(outside.stores.settings.dialog).business)
    found = [one for one in calendar.businesses() if name in ("", one.id)]
    if len(found) != 1:
        ids = ", ".join(one.id for one in calendar.businesses())
        raise SettingsError(f"--business: one of {ids}")
    return found[0]


def _known(business: Business, resource_id: str) -> None:
    if business.resource(resource_id) is None:
        ids = ", ".join(one.id for one in business.resources)
        raise SettingsError(f"no such person or room: {resource_id!r}; there are {ids}")
