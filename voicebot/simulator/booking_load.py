"""Load on a calendar from many processes and connections at once, and how long each answer took."""

from __future__ import annotations

import gc
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from voicebot.adapters.sql import open_engine
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_schema import allocation, appointment, customer
from voicebot.booking.business import Business, Hours, Resource, Service
from voicebot.booking.model import (
    Book,
    Booked,
    CalendarRequest,
    Cancel,
    FindCustomer,
    FindSlots,
    Held,
    Hold,
    Move,
    Offered,
    Refused,
    Release,
    Window,
)
from voicebot.errors import CalendarFailed, VoicebotError

KEY = b"the bench signs its own slot tokens"
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 16, 8, tzinfo=ZONE)
BUSINESS = "bench"
HANGS_UP = 0.2
"""How often the next thing is done in another call: holds belong to one."""
WARM_UPS = 6
"""A statement is prepared once it has been used five times on a connection."""


@dataclass(frozen=True, slots=True)
class Load:
    """`processes` each with `threads` workers, who share out the attempts."""

    url: str
    processes: int
    threads: int


@dataclass(slots=True)
class Outcome:
    """What the workers met: answers by name, errors by name, milliseconds of each answer."""

    answers: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    took_ms: list[float] = field(default_factory=list)
    wall_s: float = 0.0

    def add(self, other: Outcome) -> None:
        self.answers += other.answers
        self.errors += other.errors
        self.took_ms += other.took_ms
        self.wall_s = max(self.wall_s, other.wall_s)


def business(people: int = 20, rooms: int = 5) -> Business:
    """A practice of many people, with a room for some services and a class for eight."""
    staff = (
        Resource(f"p{n:02}", f"Person {n}", services=("talk", "treat", "group"))
        for n in range(people)
    )
    return Business(
        id=BUSINESS,
        name="Bench",
        zone=str(ZONE),
        services=(
            Service("talk", "Talk", 30, step_min=30),
            Service("treat", "Treatment", 60, buffer_after_min=15, needs=("room",)),
            Service("group", "Class", 60, capacity=8, step_min=60),
        ),
        resources=(
            *staff,
            *(Resource(f"r{n}", f"Room {n}", kind="room") for n in range(rooms)),
        ),
        hours=tuple(Hours(day, clock(8), clock(18)) for day in range(7)),
    )


Work = Callable[[SqlCalendar, range, Outcome], None]
"""What one worker does with its share of the attempts."""


def run(load: Load, attempts: int, work: Callable[..., Work], *arguments: Any) -> Outcome:
    """Share the attempts out, start together, gather what came out. `work` must be a module's."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(load.processes)
    shares = [range(n, attempts, load.processes) for n in range(load.processes)]
    receivers = []
    for share in shares:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(
            target=_process, args=(load, share, start, sender, work, arguments), daemon=True
        )
        process.start()
        sender.close()
        receivers.append((process, receiver))
    total = Outcome()
    for process, receiver in receivers:
        total.add(receiver.recv())
        process.join()
    return total


def _process(
    load: Load,
    share: range,
    start: Any,
    sender: Any,
    work: Callable[..., Work],
    arguments: tuple[Any, ...],
) -> None:
    engine = open_engine(load.url, connections=load.threads)
    calendar = SqlCalendar(engine, KEY)
    ready = Barrier(load.threads)

    def worker(number: int) -> Outcome:
        outcome = Outcome()
        doing = work(*arguments)
        with engine.connect():
            ready.wait()  # all at once, so that each worker has a connection of its own
        for turn in range(WARM_UPS):
            _warm(calendar, f"{share.start}/{number}/{turn}", books=number == turn == 0)
        if ready.wait() == 0:
            as_served()
            start.wait()
        ready.wait()
        began = time.perf_counter()
        doing(calendar, share[number :: load.threads], outcome)
        outcome.wall_s = time.perf_counter() - began
        return outcome

    total = Outcome()
    with ThreadPoolExecutor(load.threads) as pool:
        for outcome in pool.map(worker, range(load.threads)):
            total.add(outcome)
    engine.dispose()
    sender.send(total)
    sender.close()


def as_served() -> None:
    """What is loaded is left out of garbage collection, as `voicebot serve` does when ready."""
    gc.collect()
    gc.freeze()


def _warm(calendar: SqlCalendar, name: str, *, books: bool) -> None:
    """Connected, and all statements compiled, before the clock starts."""
    late = NOW + timedelta(days=100)
    wish = FindSlots(("talk",), (Window(late, late + timedelta(days=2)),))
    found = calendar.answer(BUSINESS, wish, key="", call_id="", now=NOW)
    for attempt in range(20 if books else 0):
        assert isinstance(found, Offered | Refused)
        token = (found.slots if isinstance(found, Offered) else found.alternatives)[0].token
        asked = Book(token, f"Warm {name}", "")
        found = calendar.answer(BUSINESS, asked, key=f"{name}/{attempt}", call_id="", now=NOW)
        if isinstance(found, Booked):
            cancel = Cancel(found.appointment.id)
            calendar.answer(BUSINESS, cancel, key=f"{name}/off", call_id="", now=NOW)
            return


def ask(
    calendar: SqlCalendar,
    request: CalendarRequest,
    outcome: Outcome,
    key: str,
    now: datetime = NOW,
    call_id: str = "",
) -> Any:
    """One timed request; None when it ended in an error."""
    began = time.perf_counter()
    try:
        answer = calendar.answer(BUSINESS, request, key=key, call_id=call_id or key, now=now)
    except VoicebotError as error:
        cause = error.__cause__ if isinstance(error, CalendarFailed) else None
        outcome.errors[type(cause or error).__name__] += 1
        return None
    outcome.took_ms.append((time.perf_counter() - began) * 1000)
    name = type(answer).__name__
    outcome.answers[f"{name} {answer.reason}" if isinstance(answer, Refused) else name] += 1
    return answer


def one_token(token: str) -> Work:
    """Everybody wants the same slot."""

    def work(calendar: SqlCalendar, share: range, outcome: Outcome) -> None:
        for attempt in share:
            request = Book(token, f"Caller {attempt}", f"+4930{attempt:07}")
            ask(calendar, request, outcome, key=f"one/{attempt}")

    return work


def least() -> Work:
    """The smallest request there is, one row read: what clients and machine take by themselves."""

    def work(calendar: SqlCalendar, share: range, outcome: Outcome) -> None:
        for _ in share:
            ask(calendar, FindCustomer(""), outcome, key="")

    return work


def anything(seed: int, visits: int = 100) -> Work:
    """Books, moves, cancels, holds and lets holds run out, at random but repeatably.

    Who has so many visits cancels more than it books, so that the diary does not fill up for good:
    in a full one there is nothing to race for.
    """

    def work(calendar: SqlCalendar, share: range, outcome: Outcome) -> None:
        if share:
            chance = random.Random(seed * 1_000_003 + share[0])
            _Caller(calendar, outcome, chance, visits).act_on(share)

    return work


class _Caller:
    """Somebody who does one thing after another, and remembers visits and old offers."""

    def __init__(
        self, calendar: SqlCalendar, outcome: Outcome, chance: random.Random, visits: int
    ) -> None:
        self._most = visits
        self._calendar = calendar
        self._outcome = outcome
        self._chance = chance
        self._visits: list[str] = []
        self._offers: list[str] = []
        self._held: list[str] = []
        self._call_id = ""

    def act_on(self, share: range) -> None:
        self._call_id = f"call/{share[0]}"
        for number in share:
            request = self._choose(number)
            now = self._now(number)
            answer = ask(
                self._calendar, request, self._outcome, f"any/{number}", now, self._call_id
            )
            if isinstance(answer, Held):
                self._held = list(answer.tokens)
            if self._chance.random() < HANGS_UP:
                self._call_id = f"call/{number}"
            if isinstance(answer, Booked):
                self._visits.append(answer.appointment.id)

    def _choose(self, number: int) -> CalendarRequest:
        throw = self._chance.random()
        if self._visits and (throw < 0.15 or (throw > 0.75 and len(self._visits) >= self._most)):
            return Cancel(self._visits.pop(self._chance.randrange(len(self._visits))))
        if throw < 0.20:
            return Release()
        if throw < 0.35:
            return Hold(tuple(self._tokens(number)), seconds=self._chance.choice((1, 5, 60)))
        visit = self._chance.choice(self._visits) if throw < 0.55 and self._visits else ""
        token = self._token(number, visit)
        if not token:
            return Release()
        if visit:
            return Move(visit, token)
        return Book(token, f"Caller {number}", f"+4930{number:07}")

    def _token(self, number: int, moving: str = "") -> str:
        """What is held, a fresh offer, or an old one that may be taken; "" when there is none."""
        if self._held and not moving and self._chance.random() < 0.3:
            return self._chance.choice(self._held)
        if self._offers and self._chance.random() < 0.3:
            return self._chance.choice(self._offers[-10:])
        return next(self._tokens(number, moving), "")

    def _tokens(self, number: int, moving: str = "") -> Iterator[str]:
        start = NOW + timedelta(days=self._chance.randrange(1, 12), hours=self._chance.randrange(9))
        wish = FindSlots(
            (self._chance.choice(("talk", "treat", "group")),),
            (Window(start, start + timedelta(hours=3)),),
            moving=moving or None,
            staff_id=f"p{self._chance.randrange(20):02}",
        )
        found = self._calendar.answer(
            BUSINESS, wish, key="", call_id=self._call_id, now=self._now(number)
        )
        if isinstance(found, Offered):
            self._offers += [slot.token for slot in found.slots]
            yield from (slot.token for slot in found.slots)

    def _now(self, number: int) -> datetime:
        """Time goes on by a millisecond an operation, so that holds run out as the bench goes."""
        return NOW + timedelta(milliseconds=number)


def fill(engine: Engine, appointments: int, people: int = 20, ahead: int = 60) -> None:
    """Put so many half-hour visits straight into the tables, spread evenly over people and days."""
    chance = random.Random(7)
    places = [
        (person, NOW.replace(hour=8) + timedelta(days=1 + day, minutes=30 * half))
        for person in range(people)
        for day in range(ahead)
        for half in range(20)
    ]
    chosen = chance.sample(places, appointments)
    with engine.begin() as connection:
        who = {"id": "c", "business_id": BUSINESS, "name": "C", "phone": "", "email": ""}
        connection.execute(insert(customer).values(seen_at=NOW, **who))
        connection.execute(insert(appointment), [_visit(n, *c) for n, c in enumerate(chosen)])
        connection.execute(insert(allocation), [_taking(n, *c) for n, c in enumerate(chosen)])


def _visit(number: int, person: int, start: datetime) -> dict[str, Any]:
    return {
        "id": f"v{number}",
        "business_id": BUSINESS,
        "services": ["talk"],
        "start_at": start,
        "end_at": start + timedelta(minutes=30),
        "customer_id": "c",
        "for_name": "C",
        "phone": "",
        "details": {},
        "call_id": "",
        "status": "booked",
        "version": 1,
        "staff_id": f"p{person:02}",
        "people": 1,
        "created_at": NOW,
        "changed_at": NOW,
    }


def _taking(number: int, person: int, start: datetime) -> dict[str, Any]:
    return {
        "business_id": BUSINESS,
        "resource_id": f"p{person:02}",
        "start_at": start,
        "end_at": start + timedelta(minutes=30),
        "seat": 0,
        "share": "",
        "overbooked": False,
        "appointment_id": f"v{number}",
    }
