"""Secret links to a person's appointments."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select
from vets import KEY, NOW, at, between, clinic
from web_house import House

from voicebot.adapters.ical_reading import parse
from voicebot.adapters.sql import open_engine, upgrade
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_feeds import SqlFeeds
from voicebot.adapters.sql_schema import allocation
from voicebot.booking.model import Book


@pytest.fixture
def feeds(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'c.db'}")
    upgrade(engine)
    calendar = SqlCalendar(engine, KEY)
    calendar.ensure_business(clinic())
    for who, hour in (("okafor", 9), ("lind", 11)):
        wish = between(at(24, hour), at(24, hour, 1), staff_id=who, staff_required=True)
        slot = calendar.answer("vets", wish, key=who, call_id="c", now=NOW).slots[0]
        book = Book(slot.token, f"Guest of {who}", "+12125550101", allow_same_day=True)
        calendar.answer("vets", book, key=f"b{who}", call_id="c", now=NOW)
    yield SqlFeeds(engine)
    engine.dispose()


@pytest.fixture
def client(feeds):
    return House().client(feed=lambda secret: feeds.text(secret, NOW))


def test_a_link_shows_this_persons_appointments_only(feeds, client):
    secret = feeds.new("vets", "okafor", NOW)
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    [event] = parse(answer.text).walk("VEVENT")
    assert event["SUMMARY"] == "Examination: Guest of okafor"
    assert event.decoded("DTSTART") == at(24, 9)


def test_two_parts_of_one_visit_are_one_event(feeds, client):
    """The person is there at the beginning and at the end; somebody else in between."""
    with feeds._engine.begin() as connection:
        [row] = connection.execute(select(allocation).where(allocation.c.resource_id == "okafor"))
        first, last = row._asdict(), row._asdict()
        first["end_at"], last["start_at"] = at(24, 9, 10), at(24, 9, 20)
        connection.execute(delete(allocation).where(allocation.c.id == row.id))
        connection.execute(insert(allocation), [last | {"id": row.id + 100}, first])
    answer = client.get(f"/calendar/{feeds.new('vets', 'okafor', NOW)}.ics")
    [event] = parse(answer.text).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (at(24, 9), at(24, 9, 30))


def test_a_revoked_link_and_no_link_look_the_same(feeds, client):
    secret = feeds.new("vets", "okafor", NOW)
    other = feeds.new("vets", "lind", NOW)
    assert feeds.revoke("vets", "okafor", NOW) == 1
    gone, never = client.get(f"/calendar/{secret}.ics"), client.get("/calendar/nothing.ics")
    assert (gone.status_code, gone.text) == (never.status_code, never.text)
    assert never.status_code == 404
    assert "no-store" in never.headers["cache-control"]
    assert client.get(f"/calendar/{other}.ics").status_code == 200


def test_very_long_secrets_are_not_looked_up():
    asked = []
    client = House().client(feed=asked.append)
    assert client.get(f"/calendar/{'x' * 101}.ics").status_code == 404
    assert asked == []


def test_a_broken_calendar_is_said_at_the_top_of_every_page():
    from web_house import PASSWORD, form_token

    from voicebot.web.sessions import hash_password

    house = House()
    house.staff.add_staff("anna", hash_password(PASSWORD), "owner")
    client = house.client(notices=lambda: ("The calendar of lee is not connected: 401",))
    assert "not connected" not in client.get("/staff/login").text
    token = form_token(client)
    client.post("/staff/login", data={"name": "anna", "password": PASSWORD, "token": token})
    assert "The calendar of lee is not connected: 401" in client.get("/staff/calls").text
