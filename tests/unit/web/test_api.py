"""The JSON interface: the same facts as the pages, for those who are logged in."""

import pytest
from web_house import CALL, NOW

from voicebot.booking.model import Status

APPOINTMENT = {
    "id": "a1",
    "status": "booked",
    "service": "cleaning",
    "staff": "lee",
    "start": "2026-11-24T09:00:00-05:00",
    "end": "2026-11-24T09:30:00-05:00",
    "name": "Ann Example",
    "phone": "+15551230000",
    "call_id": CALL,
}
THE_CALL = {
    "id": CALL,
    "started_at": "2026-11-23T08:00:00-05:00",
    "ended_at": "2026-11-23T08:02:00-05:00",
    "caller": "+15551230000",
    "outcome": "booked",
    "turns": 6,
}


@pytest.mark.parametrize("path", ["appointments", "calls", f"calls/{CALL}"])
def test_not_without_logging_in(client, path):
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()) == (401, {"detail": "Log in first."})


def test_appointments(house, client, log_in):
    log_in("viewer")
    house.add_appointment()
    house.add_appointment("a2", hours=48, status=Status.CANCELLED)
    assert client.get("/api/v1/appointments").json()[0] == APPOINTMENT
    assert [a["status"] for a in client.get("/api/v1/appointments").json()] == [
        "booked",
        "cancelled",
    ]
    window = {"from": NOW.isoformat(), "to": "2026-11-25T00:00:00-05:00"}
    assert client.get("/api/v1/appointments", params=window).json() == [APPOINTMENT]


def test_a_time_without_an_offset_is_refused(client, log_in):
    log_in("viewer")
    response = client.get("/api/v1/appointments", params={"from": "2026-11-23T00:00:00"})
    assert response.status_code == 422


def test_calls(house, client, log_in):
    log_in("viewer")
    house.add_call()
    house.add_call("CA2", started_at=NOW, ended_at=None)
    first, second = client.get("/api/v1/calls").json()
    assert first == THE_CALL
    assert (second["id"], second["ended_at"]) == ("CA2", None)
    assert len(client.get("/api/v1/calls", params={"limit": 1}).json()) == 1


def test_one_call(house, client, log_in):
    log_in("viewer")
    house.add_call()
    assert client.get(f"/api/v1/calls/{CALL}").json() == THE_CALL
    assert client.get("/api/v1/calls/CA9").status_code == 404


def test_it_is_described(client):
    description = client.get("/api/v1/openapi.json").json()
    assert set(description["paths"]) == {
        "/api/v1/appointments",
        "/api/v1/calls",
        "/api/v1/calls/{call_id}",
    }
    assert description["components"]["securitySchemes"]
