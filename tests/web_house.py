"""A web application on small stores in memory, with a clock that stands still until it is moved."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from xml.etree import ElementTree

from prometheus_client import CollectorRegistry
from starlette.datastructures import FormData
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from voicebot.booking.model import (
    Appointment,
    Business,
    Cancelled,
    Hours,
    Noted,
    Reason,
    Refused,
    Resource,
    Service,
    Status,
)
from voicebot.call.messages import LogEntry
from voicebot.errors import BadTicket, VersionConflict
from voicebot.ports import CallSummary, KeptMessage, StaffAccount, Stopped
from voicebot.web.app import create_app
from voicebot.web.services import WebServices

TOKEN = "12345"
PUBLIC = "https://bot.example.org"
CALL = "CA" + "1" * 32
STREAM = "MZ" + "2" * 32
FORM = {"CallSid": CALL, "From": "+15551230000", "To": "+15551230001", "CallStatus": "ringing"}
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PASSWORD = "a long enough password"


class Clock:
    now = NOW

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@dataclass
class Calls:
    summaries: dict = field(default_factory=dict)
    logs: dict = field(default_factory=dict)
    recordings: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    closed: list = field(default_factory=list)

    def open_call(self, summary):
        self.summaries[summary.id] = summary

    def append(self, entries):
        for entry in entries:
            self.logs.setdefault(entry.call_id, []).append(entry)

    def close_call(self, call_id, *, ended_at, outcome, turns):
        self.closed.append((call_id, outcome))
        self.summaries[call_id] = replace(
            self.summaries[call_id], ended_at=ended_at, outcome=outcome, turns=turns
        )

    def calls(self, business_id=None, limit=200, before=None):
        found = sorted(self.summaries.values(), key=lambda call: call.started_at)
        return [c for c in found if before is None or c.started_at < before][-limit:]

    def call(self, call_id):
        return self.summaries.get(call_id)

    def entries(self, call_id):
        return self.logs.get(call_id, [])

    def messages(self, business_id=None):
        return self.kept

    def finish_message(self, message_id, done_at):
        self.kept = [
            replace(one, done_at=done_at) if one.id == message_id else one for one in self.kept
        ]

    def save_recording(self, call_id, wav):
        self.recordings[call_id] = wav

    def recording(self, call_id):
        return self.recordings.get(call_id)


@dataclass
class Calendar:
    booked: list = field(default_factory=list)
    asked: dict = field(default_factory=dict)
    refusal: Reason | None = None
    acted: list = field(default_factory=list)

    def answer(self, business_id, request, *, key, call_id, now):
        self.asked[key] = request
        if self.refusal is not None:
            return Refused(self.refusal)
        for n, appointment in enumerate(self.booked):
            if appointment.id == getattr(request, "appointment_id", None):
                self.booked[n] = replace(appointment, status=Status.CANCELLED)
                return Cancelled(self.booked[n])
        return Noted()

    def act(self, business_id, request, *, key, staff, now):
        self.acted.append(staff)
        standing = next(one for one in self.booked if one.id == request.appointment_id)
        if request.version != standing.version:
            raise VersionConflict("it changed")
        return self.answer(business_id, request, key=key, call_id="", now=now)

    def ensure_business(self, business):
        pass

    def appointments(self, business_id, start=None, end=None):
        return [
            one
            for one in sorted(self.booked, key=lambda one: one.start)
            if one.business_id == business_id
            and (start is None or one.start >= start)
            and (end is None or one.start < end)
        ]


@dataclass
class Tickets:
    issued: dict = field(default_factory=dict)
    broken: bool = False

    def issue(self, call_id, facts, *, now):
        if self.broken:
            raise OSError("database at +15551230000 is down")
        ticket = secrets.token_urlsafe(8)
        self.issued[ticket] = (call_id, dict(facts), now + timedelta(seconds=60))
        return ticket

    def redeem(self, ticket, call_id, *, now):
        if self.broken:
            raise OSError("database at +15551230000 is down")
        owner, facts, until = self.issued.pop(ticket, ("", {}, now))
        if owner != call_id or now >= until:
            raise BadTicket("unknown, spent, expired or another call's")
        return facts


@dataclass
class Staff:
    accounts: dict = field(default_factory=dict)

    def add_staff(self, name, password_hash, role):
        self.accounts[name] = StaffAccount(name, name, role, password_hash)
        return self.accounts[name]

    def staff(self, name):
        return self.accounts.get(name)


class Runner:
    """Stands in for the call driver: keeps what it heard, ends when it is told to."""

    def __init__(self):
        self.facts = []
        self.events = []
        self.error = None
        self.goodbye_on = None

    async def __call__(self, wire, facts):
        self.facts.append(facts)
        await wire.send(facts.stream.mark(f"hello {len(self.facts)}"))
        while (event := await wire.receive()) is not None:
            self.events.append(event)
            if self.error is not None:
                raise self.error
            if event == self.goodbye_on:
                await wire.close(1000)
            if isinstance(event, Stopped):
                return


class House:
    """Everything a test may look at or turn."""

    def __init__(self):
        self.clock = Clock()
        self.calls, self.calendar = Calls(), Calendar()
        self.tickets, self.staff = Tickets(), Staff()
        self.run_call = Runner()
        self.metrics = CollectorRegistry()
        self.room = True
        self.released = []
        self.handover = {}
        self.ready = {"database": lambda: True}
        self.business = Business(
            id="smile",
            name="Smile Studio",
            zone="America/New_York",
            services=(Service("cleaning", "Cleaning", 30),),
            resources=(Resource("lee", "Dr. Lee", services=("cleaning",)),),
            hours=(Hours(0, time(8), time(17)),),
        )

    def services(self, **changes):
        values = {
            "calls": self.calls,
            "calendar": self.calendar,
            "tickets": self.tickets,
            "staff": self.staff,
            "run_call": self.run_call,
            "business_for": lambda called: "smile" if called == "+15551230001" else "",
            "businesses": {"smile": self.business},
            "clock": self.clock,
            "secret_key": "k" * 32,
            "metrics": self.metrics,
            "admit": lambda call_id: self.room,
            "release": self.released.append,
            "handover": lambda call_id: self.handover.get(call_id, ""),
            "finish_message": self.calls.finish_message,
            "ready": self.ready,
            "public_url": PUBLIC,
            "auth_tokens": (TOKEN,),
            "start_deadline_s": 0.3,
        }
        return WebServices(**(values | changes))

    def client(self, **changes):
        return TestClient(
            create_app(self.services(**changes)), base_url=PUBLIC, follow_redirects=False
        )

    def local_client(self, host="127.0.0.1:8000", peer="127.0.0.1", **changes):
        services = self.services(auth_tokens=(), public_url="", local=True, **changes)
        return TestClient(
            create_app(services),
            base_url=f"http://{host}",
            client=(peer, 50000),
            follow_redirects=False,
        )

    def count(self, name, **labels):
        return self.metrics.get_sample_value(name, labels) or 0

    def add_call(self, call_id=CALL, **changes):
        call = CallSummary(
            call_id,
            "smile",
            "+15551230000",
            "+15551230001",
            NOW - timedelta(hours=1),
            NOW - timedelta(minutes=58),
            "booked",
            6,
        )
        self.calls.summaries[call_id] = replace(call, **changes)

    def add_entry(self, kind, at_ms=0, call_id=CALL, **data):
        log = self.calls.logs.setdefault(call_id, [])
        log.append(LogEntry(call_id, len(log), at_ms, kind, data))

    def add_appointment(self, id="a1", hours=24, **changes):
        start = NOW + timedelta(hours=hours)
        appointment = Appointment(
            id,
            "smile",
            ("cleaning",),
            start,
            start + timedelta(minutes=30),
            "c1",
            "Ann Example",
            "+15551230000",
            call_id=CALL,
            staff_id="lee",
        )
        self.calendar.booked.append(replace(appointment, **changes))

    def add_message(self, id="m1", **changes):
        message = KeptMessage(
            id, "smile", CALL, "callback", "About a bill", "Ann Example", "+15551230000", False, NOW
        )
        self.calls.kept.append(replace(message, **changes))


def signed(path, form, token=TOKEN):
    """The header of a webhook as the carrier signs it."""
    fields = FormData(
        (name, one)
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
    )
    signature = RequestValidator(token).compute_signature(PUBLIC + path, fields)
    return {"X-Twilio-Signature": signature}


def signed_socket(token=TOKEN):
    url = "wss://bot.example.org/twilio/media"
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, {})}


def start(ticket, call=CALL, stream=STREAM):
    """The carrier's start message."""
    body = {"streamSid": stream, "callSid": call, "customParameters": {"ticket": ticket}}
    return json.dumps({"event": "start", "streamSid": stream, "start": body})


def event(name, **body):
    """Any other message of the carrier's."""
    return json.dumps({"event": name, "streamSid": STREAM, **body})


def form_token(client, path="/staff/login"):
    """The token of the first form on a page."""
    _, _, rest = client.get(path).text.partition('name="token" value="')
    return rest.partition('"')[0]


class Twiml:
    """A document as the carrier reads it: `verbs`, and the first element of a name as attribute."""

    def __init__(self, response):
        assert response.headers["content-type"].startswith("text/xml"), response.text
        self.root = ElementTree.fromstring(response.text)
        self.verbs = [verb.tag for verb in self.root]

    def __getattr__(self, tag):
        found = self.root.find(f".//{tag}")
        assert found is not None, f"no <{tag}> in {self.verbs}"
        return found
