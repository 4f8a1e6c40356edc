"""Customers and appointments of another system, taken over once, with a report."""

from __future__ import annotations

import pytest

from voicebot.bootstrap import Stores
from voicebot.cli import build_parser
from voicebot.config import Settings

CUSTOMERS = """Full Name;Mobile;E-Mail
Ann Example;(212) 555-0101;ann@example.org
Ann  example;+1 212 555 0101;
Bob Sample;12;bob@example.org
;212 555 0102;
"""
APPOINTMENTS = """id,start,minutes,service,provider,name,phone,notes
1,2026-11-24T10:00,45,Filling,Dr. Patel,Ann Example,212-555-0101,left side
2,2026-11-24T10:30,30,Check-up,patel,Bob Sample,212-555-0102,
3,2026-11-20T10:00,30,check-up,patel,Bob Sample,212-555-0102,
4,2026-11-24T11:00,30,Perm,patel,Bob Sample,212-555-0102,
5,soon,30,check-up,patel,Bob Sample,212-555-0102,
6,2026-11-29T22:00,30,check-up,Dr. Nguyen,Bob Sample,212-555-0102,
7,2026-11-24T11:00,30,check-up,nobody,Bob Sample,212-555-0102,
8,2026-11-24T11:00,30,check-up,patel,Bob Sample,,
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//EN
BEGIN:VEVENT
UID:x1
DTSTART;TZID=America/New_York:20261125T140000
DTEND;TZID=America/New_York:20261125T143000
SUMMARY:Check-up: Ann Example
DESCRIPTION:call 212-555-0101
END:VEVENT
BEGIN:VEVENT
UID:x2
DTSTART;TZID=America/New_York:20261125T150000
DTEND;TZID=America/New_York:20261125T153000
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VOICEBOT_NOW", "2026-11-23T09:30:00-05:00")

    def run(kind, text, *more, name="file.csv", now=""):
        (tmp_path / name).write_text(text)
        if text.startswith("id,") and "--source" not in more:
            more = (*more, "--source", "old")
        if now:
            monkeypatch.setenv("VOICEBOT_NOW", now)
        options = build_parser().parse_args(["import", kind, str(tmp_path / name), *more])
        return options.run(options), capsys.readouterr().out

    return run


def booked(tmp_path):
    stores = Stores(Settings.read(data_dir=tmp_path / "data"))
    [business] = stores.calendar.businesses()
    found = stores.calendar.appointments(business.id)
    stores.engine.dispose()
    return found


def test_customers_come_in_once(run):
    status, out = run("customers", CUSTOMERS)
    assert status == 1
    assert "1 known, 1 new; 2 refused" in out
    assert "refused line 4: not a valid phone number" in out
    assert "refused line 5: no name" in out
    assert "2 known; 2 refused" in run("customers", CUSTOMERS)[1]


def test_appointments_come_in_as_they_were_made(run, tmp_path):
    status, out = run("appointments", APPOINTMENTS)
    assert status == 1
    assert out.splitlines() == [
        "refused line 3: this time is booked already",
        "refused line 4: it is over",
        "refused line 5: no such service: 'Perm'",
        "refused line 6: start: not a time like 2026-11-24T15:00: 'soon'",
        "refused line 8: nobody here is called 'nobody'",
        "refused line 9: no phone number",
        "2 new; 6 refused",
    ]
    first, second = booked(tmp_path)
    assert (first.end - first.start).seconds == 45 * 60
    assert first.details == {"notes": "left side"}
    assert first.start.isoformat() == "2026-11-24T15:00:00+00:00"
    assert second.staff_id == "nguyen"


def test_again_changes_nothing(run, tmp_path):
    run("appointments", APPOINTMENTS)
    before = booked(tmp_path)
    assert "2 known; 6 refused" in run("appointments", APPOINTMENTS)[1]
    assert booked(tmp_path) == before


def test_a_dry_run_says_the_same_and_changes_nothing(run, tmp_path):
    run("appointments", APPOINTMENTS.splitlines()[0] + "\n" + APPOINTMENTS.splitlines()[1])
    _, said = run("appointments", APPOINTMENTS, "--dry-run")
    assert len(booked(tmp_path)) == 1
    _, done = run("appointments", APPOINTMENTS)
    assert said == f"nothing was changed (--dry-run)\n{done}"


def test_a_calendar_file(run, tmp_path):
    status, out = run("appointments", ICS, "--staff", "patel", name="old.ics")
    assert status == 1
    assert "refused event at 2026-11-25 15:00: no service" in out
    assert "1 new; 1 refused" in out
    [visit] = booked(tmp_path)
    assert (visit.for_name, visit.phone) == ("Ann Example", "+12125550101")
    assert "1 known" in run("appointments", ICS, "--staff", "patel", name="old.ics")[1]


def test_a_file_without_the_columns_is_refused(run):
    from voicebot.errors import SettingsError

    with pytest.raises(SettingsError, match="phone, start"):
        run("appointments", "name\nAnn\n")
    with pytest.raises(SettingsError, match="not a readable calendar"):
        run("appointments", "hello", name="x.ics")


HEAD = "id,start,minutes,service,provider,name,phone\n"
ONE = "1,2026-11-24T10:00,30,Check-up,patel,Ann Example,212-555-0101\n"
OTHER = "1,2026-11-25T11:00,30,Check-up,patel,Bob Sample,212-555-0102\n"


def test_ids_of_two_systems_are_two_entries(run, tmp_path):
    assert "1 new; 0 refused" in run("appointments", HEAD + ONE, "--source", "old")[1]
    assert "1 new; 0 refused" in run("appointments", HEAD + OTHER, "--source", "older")[1]
    assert "1 known; 0 refused" in run("appointments", HEAD + ONE, "--source", "old")[1]
    assert len(booked(tmp_path)) == 2


def test_ids_need_the_name_of_their_system(run):
    from voicebot.errors import SettingsError

    with pytest.raises(SettingsError, match="--source"):
        run("appointments", HEAD + ONE, "--source", "")
    without = HEAD.removeprefix("id,") + ONE.removeprefix("1,")
    assert "1 new; 0 refused" in run("appointments", without)[1]


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_known_id_that_says_something_else_is_refused(run, tmp_path, more):
    run("appointments", HEAD + ONE)
    status, out = run("appointments", HEAD + ONE.replace("T10:00", "T14:00"), *more)
    assert status == 1
    assert "refused line 2: this id came in before with another start, end; " in out
    status, out = run("appointments", HEAD + OTHER + OTHER.replace("Bob", "Bert"), *more)
    assert "refused line 2: this id came in before with another start, end, name, phone" in out
    [visit] = booked(tmp_path)
    assert (visit.for_name, visit.start.isoformat()) == ("Ann Example", "2026-11-24T15:00:00+00:00")


def cancel_the_only_visit(tmp_path):
    from datetime import UTC, datetime

    from voicebot.booking.model import Cancel

    stores = Stores(Settings.read(data_dir=tmp_path / "data"))
    [business] = stores.calendar.businesses()
    [visit] = stores.calendar.appointments(business.id)
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    stores.calendar.act(business.id, Cancel(visit.id), key="c", staff="desk", now=now)
    stores.engine.dispose()


def test_what_was_cancelled_here_since_is_known(run, tmp_path):
    run("appointments", HEAD + ONE)
    cancel_the_only_visit(tmp_path)
    assert run("appointments", HEAD + ONE)[1] == "1 known; 0 refused\n"


def test_a_row_that_was_refused_comes_in_when_its_time_is_free(run, tmp_path):
    run("appointments", HEAD + ONE)
    two = ONE.replace("1,", "2,", 1).replace("Ann", "Kim")
    assert "refused line 2: this time is booked already" in run("appointments", HEAD + two)[1]
    cancel_the_only_visit(tmp_path)
    assert run("appointments", HEAD + two)[1] == "1 new; 0 refused\n"


def test_a_dry_run_knows_what_came_before_in_the_file(run, tmp_path):
    two = ONE.replace("1,", "2,", 1).replace("Ann", "Kim").replace("T10:00", "T10:15")
    _, said = run("appointments", HEAD + ONE + two, "--dry-run")
    assert not booked(tmp_path)
    _, done = run("appointments", HEAD + ONE + two)
    assert said == f"nothing was changed (--dry-run)\n{done}"
    assert "1 new; 1 refused" in done


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2026-11-26", "start: no time of day: '2026-11-26'"),
        ("26 November 2026", "start: not a time like 2026-11-24T15:00: '26 November 2026'"),
        ("2027-03-14T02:30", "start: the clocks skip this time: '2027-03-14T02:30'"),
        ("24/11/2026 10:00", "start: not a time like 2026-11-24T15:00: '24/11/2026 10:00'"),
    ],
)
def test_times_that_are_none_are_refused(run, start, why):
    out = run("appointments", HEAD + ONE.replace("2026-11-24T10:00", start))[1]
    assert out == f"refused line 2: {why}\nnothing; 1 refused\n"


def test_which_number_is_the_day(run, tmp_path):
    file = HEAD + ONE.replace("2026-11-24T10:00", "03/04/2027 10:00")
    run("appointments", file, "--day-first", "--source", "a")
    run("appointments", file, "--source", "b")
    assert [f"{visit.start:%m-%d}" for visit in booked(tmp_path)] == ["03-04", "04-03"]


def test_minutes_pass_while_the_clocks_go_forward(run, tmp_path):
    run("appointments", HEAD + ONE.replace("2026-11-24T10:00", "2027-03-14T01:45"))
    [visit] = booked(tmp_path)
    assert (visit.end - visit.start).total_seconds() == 30 * 60


def test_a_calendar_file_of_days_series_and_moved_events(run, tmp_path):
    run("appointments", ICS, "--staff", "patel", name="old.ics")
    later = ICS.replace("20261125T14", "20261126T14")
    out = run("appointments", later, "--staff", "patel", name="old.ics")[1]
    assert "refused event at 2026-11-26 14:00: this id came in before with another start" in out
    day = ICS.replace(";TZID=America/New_York:20261125T140000", ";VALUE=DATE:20261127")
    day = day.replace(";TZID=America/New_York:20261125T143000", ";VALUE=DATE:20261128")
    out = run("appointments", day, "--staff", "patel", name="old.ics")[1]
    assert "refused event at 2026-11-27 00:00: start: no time of day" in out
    rule = "SUMMARY:Check-up: Ann\nRRULE:FREQ=WEEKLY;UNTIL=rubbish"
    broken = ICS.replace("SUMMARY:Check-up: Ann", rule)
    out = run("appointments", broken, "--staff", "patel", name="old.ics")[1]
    assert "refused event x1: not a readable event" in out
    assert len(booked(tmp_path)) == 1
