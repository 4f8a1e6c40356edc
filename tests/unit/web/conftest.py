"""The web application on small stores in memory; see `web_house`."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from web_house import FORM, PASSWORD, House, form_token, signed, signed_socket

from voicebot.web import sessions


@pytest.fixture
def house():
    return House()


@pytest.fixture
def client(house):
    # Entered, so that all its requests and sockets share one event loop, as in a server.
    with house.client() as entered:
        yield entered


@pytest.fixture
def post(client):
    """Posts a signed form, as the carrier does: `post("/twilio/voice", CallStatus=...)`."""

    def send(path, **fields):
        form = FORM | fields
        return client.post(path, data=form, headers=signed(path, form))

    return send


@pytest.fixture
def line(client):
    """Opens a signed media socket."""
    return lambda: client.websocket_connect("/twilio/media", headers=signed_socket())


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    """The same algorithm at its lowest cost: the tests hash often."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(sessions, "_hasher", quick)
    sessions._nobodys_hash.cache_clear()


@pytest.fixture
def log_in(house, client):
    """Makes an account and logs in over the form: `log_in(role="staff")`."""

    def enter(role="staff", name="ann", password=PASSWORD):
        house.staff.add_staff(name, sessions.hash_password(password), role)
        form = {"name": name, "password": password, "token": form_token(client)}
        response = client.post("/staff/login", data=form)
        assert response.status_code == 303, response.text
        return response

    return enter
