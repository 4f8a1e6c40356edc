"""What only a database does: its own guard against overlap, migrations, many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from vets import KEY, NOW, at, between, clinic

from voicebot.adapters.outbox import SqlOutbox
from voicebot.adapters.sql import downgrade, open_engine, revision, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_schema import (
    allocation,
    answered,
    change,
    external_busy,
    metadata,
    outbox,
)
from voicebot.adapters.sql_writing import Writer
from voicebot.booking.business import DayRule
from voicebot.booking.model import (
    Book,
    Booked,
    Cancel,
    FindSlots,
    Hold,
    Move,
    Reason,
    Refused,
    TakeMessage,
)
from voicebot.booking.staffing import Away, FindDisplaced, SetDay
from voicebot.errors import CalendarFailed, SettingsError
from voicebot.runtime.drain import Drainer
from voicebot.runtime.exporting import KINDS
from voicebot.simulator.booking_checker import check


@pytest.fixture
def calendar(engine: Engine) -> SqlCalendar:
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    return calendar


def ask(calendar: SqlCalendar, request: Any, key: str, *, seconds: int = 0) -> Any:
    now = NOW + timedelta(seconds=seconds)
    return calendar.answer("vets", request, key=key, call_id=key, now=now)


def offer(calendar: SqlCalendar, day: int = 17, hour: int = 9, service: str = "exam") -> str:
    wish = between(
        at(day, hour), at(day, hour, 1), service, staff_id="okafor" if service == "exam" else None
    )
    found = ask(calendar, wish, "")
    assert found.exact
    token: str = found.slots[0].token
    return token


def taking(**more: Any) -> dict[str, Any]:
    values = {
        "business_id": "vets",
        "resource_id": "okafor",
        "start_at": at(17, 9),
        "end_at": at(17, 10),
        "seat": 0,
        "share": "",
        "overbooked": False,
        "hold_id": "h",
        "held_by": "c",
        "held_until": at(17, 8),
    }
    return values | more


# --- the guard in the database -------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"start_at": at(17, 9, 59), "end_at": at(17, 11)},
        {"start_at": at(17, 8), "end_at": at(17, 9, 1)},
        {"start_at": at(16, 12), "end_at": at(18, 11)},
        {"seat": 1, "share": "class"},
    ],
)
def test_the_database_refuses_overlap(
    engine: Engine, calendar: SqlCalendar, second: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(allocation).values(taking()))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(allocation).values(taking(**second)))


@pytest.mark.parametrize(
    "second",
    [
        {"start_at": at(17, 10), "end_at": at(17, 11)},
        {"resource_id": "lind"},
        {"overbooked": True},
    ],
)
def test_the_database_allows_what_does_not_collide(
    engine: Engine, calendar: SqlCalendar, second: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(allocation).values(taking()))
        connection.execute(insert(allocation).values(taking(**second)))
        assert connection.scalar(select(func.count()).select_from(allocation)) == 2


def test_seats_of_one_share_overlap_but_no_seat_twice(
    engine: Engine, calendar: SqlCalendar
) -> None:
    with engine.begin() as connection:
        for seat in range(3):
            connection.execute(insert(allocation).values(taking(seat=seat, share="class")))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(allocation).values(taking(seat=1, share="class")))


def test_an_update_cannot_make_an_overlap(engine: Engine, calendar: SqlCalendar) -> None:
    with engine.begin() as connection:
        connection.execute(insert(allocation).values(taking()))
        later = taking(start_at=at(17, 10), end_at=at(17, 11), hold_id="other")
        connection.execute(insert(allocation).values(later))
        connection.execute(
            update(allocation).where(allocation.c.hold_id == "h").values(held_until=at(17, 9))
        )
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(
            update(allocation).where(allocation.c.hold_id == "other").values(start_at=at(17, 9, 30))
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold_id": None, "held_by": None, "held_until": None},
        {"held_by": None},
        {"end_at": at(17, 9)},
        {"end_at": at(20, 9)},
    ],
)
def test_an_allocation_has_one_owner_and_a_sane_length(
    engine: Engine, calendar: SqlCalendar, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(allocation).values(taking(**wrong)))


# --- many at once --------------------------------------------------------------------------------


def all_at_once(calendars: Sequence[SqlCalendar], act: Any) -> list[Any]:
    """`act(calendar, number)` for each calendar in a thread of its own."""
    with ThreadPoolExecutor(len(calendars)) as pool:
        return list(pool.map(act, calendars, range(len(calendars))))


@pytest.fixture(params=["one process", "many processes"])
def sides(request: pytest.FixtureRequest, engine: Engine, calendar: SqlCalendar) -> list[Any]:
    """Threads of one process take turns before they come to the database; processes meet there."""
    if request.param == "one process":
        return [calendar] * 12
    return [SqlCalendar(engine, KEY) for _ in range(12)]


def test_of_many_who_want_one_slot_one_gets_it(sides: list[SqlCalendar], engine: Engine) -> None:
    token = offer(sides[0])
    answers = all_at_once(
        sides, lambda side, n: ask(side, Book(token, f"C {n}", f"+1212555{n:04}"), f"k{n}")
    )
    assert sum(isinstance(a, Booked) for a in answers) == 1
    assert {a.reason for a in answers if isinstance(a, Refused)} == {Reason.TAKEN}
    assert all(a.alternatives for a in answers if isinstance(a, Refused))
    assert check(engine).overlaps == 0


def test_of_many_who_want_a_class_it_fills_up(sides: list[SqlCalendar], engine: Engine) -> None:
    token = offer(sides[0], 18, 9, "puppies")
    answers = all_at_once(
        sides, lambda side, n: ask(side, Book(token, f"C {n}", f"+1212555{n:04}"), f"k{n}")
    )
    assert sum(isinstance(a, Booked) for a in answers) == 3
    assert check(engine).overlaps == 0


class Pause:
    """Stops the first booking when it is decided and not yet written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.deciding, self.go_on = Event(), Event()
        write = Writer.apply

        def apply(writer: Writer, edits: Any, snapshot: Any) -> None:
            if snapshot.call_id == "first":
                self.deciding.set()
                assert self.go_on.wait(10)
            write(writer, edits, snapshot)

        monkeypatch.setattr(Writer, "apply", apply)

    def meanwhile(self, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
        """Both answers. The second, asked meanwhile, must have waited for the first."""
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(first)
            assert self.deciding.wait(10)
            other = pool.submit(second)
            waited = not wait([other], timeout=0.4).done
            self.go_on.set()
            answers = one.result(), other.result()
        assert waited
        return answers


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> Pause:
    return Pause(monkeypatch)


def test_two_calls_of_one_customer_book_one_visit_a_day(
    calendar: SqlCalendar, engine: Engine, pause: Pause
) -> None:
    """With two people, so that only the customer is the same."""
    exam, nails, ann = offer(calendar), offer(calendar, 17, 15, "nails"), ("Ann", "+12125550141")
    other = SqlCalendar(engine, KEY)
    booked, refused = pause.meanwhile(
        lambda: ask(calendar, Book(exam, *ann), "first"),
        lambda: ask(other, Book(nails, *ann), "second"),
    )
    assert (refused.reason, refused.appointment) == (Reason.SAME_DAY, booked.appointment)


def test_without_a_number_nobody_s_visits_are_read(calendar: SqlCalendar, engine: Engine) -> None:
    read: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: read.append(a[2]))
    ask(calendar, Book(offer(calendar), "Ann", ""), "k")
    assert not [s for s in read if s.startswith("SELECT appointment") and "ORDER BY" in s]


def test_the_same_command_from_many_sides_is_done_once(sides: list[SqlCalendar]) -> None:
    token = offer(sides[0])
    request = Book(token, "Ann", "+12125550141")
    answers = all_at_once(sides, lambda side, _: ask(side, request, "k"))
    assert all(answer == answers[0] for answer in answers)
    assert len(sides[0].appointments("vets")) == 1


def test_the_same_refusal_from_many_sides_is_given_once(sides: list[SqlCalendar]) -> None:
    token = offer(sides[0])
    ask(sides[0], Book(token, "Ann", "+12125550141"), "first")
    request = Book(token, "Ben", "+12125550142")
    answers = all_at_once(sides, lambda side, _: ask(side, request, "k"))
    assert isinstance(answers[0], Refused)
    assert all(answer == answers[0] for answer in answers)


def test_rooms_and_people_are_locked_in_one_order(sides: list[SqlCalendar], engine: Engine) -> None:
    """Surgeries by two people in one room, while both are booked for other things as well."""

    def act(calendar: SqlCalendar, number: int) -> Any:
        service = ("surgery", "exam")[number % 2]
        day = at(17, 8) + timedelta(days=number % 3)
        found = ask(calendar, between(day, day + timedelta(hours=9), service), f"w{number}")
        book = Book(found.slots[number % 2].token, f"C {number}", f"+1212555{number:04}")
        return ask(calendar, book, f"k{number}")

    answers = all_at_once(sides, act)
    assert all(isinstance(a, Booked | Refused) for a in answers)
    findings = check(engine)
    assert (findings.overlaps, findings.orphans, findings.broken_versions) == (0, 0, 0)


def test_a_visit_that_is_moved_between_the_look_and_the_locks(
    calendar: SqlCalendar, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It then lies on a day for which no lock was named; the command starts over."""
    visit = ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1").appointment
    token, elsewhere = offer(calendar, 19), offer(calendar, 18)
    other, decided, meanwhile = SqlCalendar(engine, KEY), calendar._decide, list[Any]()

    def decide(*arguments: Any, **more: Any) -> Any:
        result = decided(*arguments, **more)
        if not meanwhile:
            meanwhile.append(ask(other, Move(visit.id, elsewhere), "k2").appointment)
        return result

    monkeypatch.setattr(calendar, "_decide", decide)
    moved = ask(calendar, Move(visit.id, token), "k3")
    assert (moved.appointment.version, moved.was) == (3, meanwhile[0])
    findings = check(engine)
    assert (findings.overlaps, findings.orphans, findings.broken_versions) == (0, 0, 0)


@pytest.mark.parametrize(
    "absence",
    [
        Away("okafor", at(17, 8), at(17, 17), "ill"),
        SetDay(DayRule(date(2026, 11, 17), (), "burst pipe")),
    ],
)
def test_who_is_away_waits_for_a_booking_that_is_under_way(
    calendar: SqlCalendar, engine: Engine, pause: Pause, absence: Any
) -> None:
    """Or the visit would not be among those that have to move."""
    token, desk = offer(calendar), SqlCalendar(engine, KEY)
    booked, told = pause.meanwhile(
        lambda: ask(calendar, Book(token, "Ann", "+12125550141"), "first"),
        lambda: desk.act("vets", absence, key="k", staff="Kim", now=NOW),
    )
    if isinstance(absence, SetDay):
        look = FindDisplaced("", at(17, 0), at(18, 0))
        told = desk.act("vets", look, key="", staff="Kim", now=NOW)
    assert [v.appointment for v in told.visits] == [booked.appointment]


# --- what is written with it ---------------------------------------------------------------------


def test_every_change_is_on_record_and_in_the_outbox(calendar: SqlCalendar, engine: Engine) -> None:
    booked = ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1")
    ask(calendar, Cancel(booked.appointment.id, "ill"), "k2")
    ask(calendar, TakeMessage("message", "call me"), "k3")
    with engine.connect() as connection:
        recorded = connection.execute(select(change).order_by(change.c.id)).all()
        told = connection.execute(select(outbox).order_by(outbox.c.id)).all()
    assert [(r.action, r.actor, r.version, r.reason) for r in recorded] == [
        ("booked", "call:k1", 1, ""),
        ("cancelled", "call:k2", 2, "ill"),
    ]
    assert recorded[0].was is None
    assert recorded[1].was["appointment"]["status"] == "booked"
    assert [t.kind for t in told] == [
        "appointment.booked",
        "appointment.cancelled",
        "message.taken",
    ]
    assert told[0].payload == {"appointment_id": booked.appointment.id, "version": 1}
    assert all(t.done_at is None and t.due_at == NOW for t in told)


def test_news_of_a_message_waits_quietly_until_something_sends_it(
    calendar: SqlCalendar, engine: Engine
) -> None:
    """Nothing delivers messages yet: their news is no failing work, and in nobody's way."""
    ask(calendar, TakeMessage("message", "call me"), "k1")
    ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k2")
    done: list[str] = []
    later = NOW + timedelta(days=30)
    box = SqlOutbox(engine)
    drainer = Drainer(box, dict.fromkeys(KINDS, lambda job: done.append(job.kind)), lambda: later)
    assert (drainer.drain(), drainer.drain()) == (1, 0)
    assert done == ["appointment.booked"]
    box.sweep(later + timedelta(days=30))
    with engine.connect() as connection:
        (row,) = connection.execute(select(outbox)).all()
    assert (row.kind, row.attempts, row.error, row.leased_until) == ("message.taken", 0, "", None)
    assert (box.waiting(KINDS), box.waiting(("message.taken",))) == (0, 1)


def test_the_record_can_be_read(calendar: SqlCalendar) -> None:
    visit = ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1").appointment
    ask(calendar, Book(offer(calendar, 18), "Ben", "+12125550142"), "k2")
    gone = calendar.act("vets", Cancel(visit.id, "ill"), key="k3", staff="Kim", now=NOW).appointment  # type: ignore[union-attr]
    last, first = calendar.changes("vets", appointment_id=visit.id)
    assert (last.at, last.actor, last.action, last.reason) == (NOW, "staff:Kim", "cancelled", "ill")
    assert (last.was, last.became) == (visit, gone)
    assert (first.was, first.became) == (None, visit)
    assert len(calendar.changes("vets")) == 3
    assert len(calendar.changes("vets", limit=1)) == 1


def test_busy_time_from_outside_calendars_is_not_offered(
    calendar: SqlCalendar, engine: Engine
) -> None:
    token = offer(calendar)
    with engine.begin() as connection:
        connection.execute(
            insert(external_busy).values(
                id="e1",
                business_id="vets",
                resource_id="okafor",
                start_at=at(17, 8),
                end_at=at(17, 12),
                source="caldav",
                uid="u",
                etag="",
                reason="",
            )
        )
    assert ask(calendar, Book(token, "Ann", ""), "k").reason is Reason.TAKEN


def test_an_expired_hold_does_not_block_the_database_s_own_guard(
    calendar: SqlCalendar, engine: Engine
) -> None:
    token = offer(calendar)
    ask(calendar, Hold((token,), 1), "gone")
    assert isinstance(ask(calendar, Book(token, "Ann", ""), "k", seconds=2), Booked)
    with engine.connect() as connection:
        assert connection.scalars(select(allocation.c.hold_id)).all() == [None]


def test_sweeping_forgets_what_ran_out(calendar: SqlCalendar, engine: Engine) -> None:
    ask(calendar, Hold((offer(calendar),), 60), "c")
    assert calendar.sweep(NOW) == 0
    assert calendar.sweep(NOW + timedelta(minutes=2)) == 1
    assert calendar.sweep(NOW + timedelta(days=1)) == 1
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(answered)) == 0


def test_a_new_catalogue_is_seen_at_once_by_other_processes(
    calendar: SqlCalendar, engine: Engine
) -> None:
    other = SqlCalendar(engine, KEY)
    offer(other)
    from dataclasses import replace

    calendar.ensure_business(replace(clinic(), services=()))
    assert ask(other, FindSlots(("exam",)), "").reason is Reason.NOT_OFFERED


# --- the schema ----------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_the_code_knows(engine: Engine) -> None:
    there = inspect(engine)
    assert set(metadata.tables) <= set(there.get_table_names())
    for table in metadata.tables.values():
        columns = {c["name"]: c["nullable"] for c in there.get_columns(table.name)}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}, table.name


def test_the_schema_goes_down_and_up_again_with_data_in_it(
    calendar: SqlCalendar, engine: Engine
) -> None:
    ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1")
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert revision(engine) is None
    upgrade(engine)
    upgrade(engine)
    SqlCalendar(engine, KEY).ensure_business(clinic())
    assert isinstance(ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1"), Booked)


def test_one_step_down_and_up_keeps_appointments_and_no_ghosts(
    calendar: SqlCalendar, engine: Engine
) -> None:
    """What calendars elsewhere blocked goes with the connections, which alone could end it."""
    visit = ask(calendar, Book(offer(calendar), "Ann", "+12125550141"), "k1").appointment
    calendar.act("vets", Away("lind", at(17, 8), at(17, 9)), key="away", staff="desk", now=NOW)
    ghost = {"business_id": "vets", "resource_id": "okafor", "source": "calendar:abc"}
    times = {"start_at": at(18, 8), "end_at": at(18, 17), "uid": "u", "etag": "", "reason": ""}
    with engine.begin() as connection:
        connection.execute(insert(external_busy).values(id="ghost", **ghost, **times))
    downgrade(engine, "0001")
    assert "calendar_connection" not in inspect(engine).get_table_names()
    upgrade(engine)
    again = SqlCalendar(engine, KEY)
    assert again.appointments("vets") == (visit,)
    with engine.connect() as connection:
        busy = connection.execute(select(external_busy.c.resource_id, external_busy.c.source))
        assert [tuple(row) for row in busy] == [("lind", "away")]
    assert offer(again, 18)


def test_without_a_schema_the_error_says_what_to_do(database_url: str) -> None:
    bare = open_engine(database_url)
    with pytest.raises(CalendarFailed, match="voicebot db upgrade"):
        SqlCalendar(bare, KEY).appointments("vets")
    bare.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        open_engine(url)


def test_instants_are_exact(engine: Engine, calendar: SqlCalendar) -> None:
    moment = NOW + timedelta(microseconds=1)
    with engine.begin() as connection:
        connection.execute(insert(allocation).values(taking(held_until=moment)))
        assert connection.scalar(select(allocation.c.held_until)) == moment
        raw = connection.scalar(text("SELECT held_until FROM allocation"))
    assert raw % 1_000_000 == 1
