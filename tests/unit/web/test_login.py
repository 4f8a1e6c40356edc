"""Logging in: passwords, sessions, forms of our own only, limits."""

from datetime import timedelta

import pytest
from web_house import PASSWORD, form_token

from voicebot.errors import SettingsError
from voicebot.web.sessions import ABSOLUTE, IDLE, TRIES, TRY_WINDOW, Role, hash_password

COOKIE = "__Host-voicebot"


def try_login(client, name="ann", password=PASSWORD, headers=None, **fields):
    form = {"name": name, "password": password, "token": form_token(client), **fields}
    return client.post("/staff/login", data=form, headers=headers)


@pytest.fixture
def ann(house):
    return house.staff.add_staff("ann", hash_password(PASSWORD), "staff")


class TestLogin:
    def test_in_and_out(self, client, ann):
        assert client.get("/staff/calls").headers["location"] == "/staff/login?next=/staff/calls"
        response = try_login(client)
        assert (response.status_code, response.headers["location"]) == (303, "/staff/calls")
        page = client.get("/staff/calls")
        assert "ann" in page.text
        assert client.get("/staff/login").headers["location"] == "/staff/calls"
        token = form_token(client, "/staff/calls")
        assert client.post("/staff/logout", data={"token": token}).status_code == 303
        assert client.get("/staff/calls").status_code == 303

    @pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("bob", PASSWORD), ("", "")])
    def test_wrong(self, house, client, ann, name, password):
        response = try_login(client, name, password)
        assert response.status_code == 401
        assert "do not go together" in response.text
        assert client.get("/staff/calls").status_code == 303
        assert house.count("voicebot_logins_total", result="wrong") == 1

    def test_an_account_that_is_off(self, house, client, ann):
        house.staff.accounts["ann"] = type(ann)("1", "ann", "staff", ann.password_hash, False)
        assert try_login(client).status_code == 401

    def test_a_stored_hash_that_is_none(self, house, client):
        house.staff.add_staff("ann", "not a hash", "staff")
        assert try_login(client).status_code == 401

    @pytest.mark.parametrize(
        ("wanted", "page"),
        [
            ("/staff/messages", "/staff/messages"),
            ("https://evil.example/", "/staff/calls"),
            ("//evil.example/", "/staff/calls"),
            ("/staff/\\evil", "/staff/calls"),
            ("/staff/a\r\nSet-Cookie: x", "/staff/calls"),
            ("/staff/login", "/staff/calls"),
        ],
    )
    def test_the_way_back(self, client, ann, wanted, page):
        assert try_login(client, wanted=wanted).headers["location"] == page

    def test_a_name_comes_back_as_text(self, client):
        assert "<script>" not in try_login(client, '"><script>').text


class TestLimits:
    def test_too_many_tries(self, house, client, ann):
        for _ in range(TRIES):
            assert try_login(client, password="wrong").status_code == 401
        assert try_login(client).status_code == 429
        house.clock.forward(seconds=TRY_WINDOW.total_seconds())
        assert try_login(client).status_code == 303

    def test_another_name_is_not_held_up(self, house, client, ann):
        house.staff.add_staff("bob", hash_password(PASSWORD), "staff")
        for _ in range(TRIES):
            try_login(client, password="wrong")
        assert try_login(client, "bob").status_code == 303

    def test_many_names_from_one_address(self, client):
        codes = [try_login(client, f"name {n}").status_code for n in range(31)]
        assert codes == [401] * 30 + [429]

    def test_a_right_one_starts_the_count_anew(self, client, ann):
        for _ in range(2):
            for _ in range(TRIES - 1):
                try_login(client, password="wrong")
            assert try_login(client).status_code == 303
            client.cookies.clear()


class TestCookies:
    def test_the_cookie(self, client, ann):
        cookie = try_login(client).headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
            assert part in cookie

    def test_without_https_it_is_not_secure_but_works(self, house, ann):
        client = house.local_client()
        cookie = try_login(client).headers["set-cookie"]
        assert cookie.startswith("voicebot=")
        assert "Secure" not in cookie
        assert client.get("/staff/calls").status_code == 200

    def test_a_new_session_at_log_in(self, client, ann):
        client.get("/staff/login")
        before = client.cookies[COOKIE]
        token = form_token(client)
        try_login(client)
        assert client.cookies[COOKIE] != before
        assert form_token(client, "/staff/calls") != token

    def test_a_forged_one(self, client, ann):
        try_login(client)
        good = client.cookies[COOKIE]
        client.cookies.clear()
        for value, status in ((good, 200), (good[:-1], 303), (good[1:], 303), ("W10.x", 303)):
            headers = {"Cookie": f"{COOKIE}={value}"}
            assert client.get("/staff/calls", headers=headers).status_code == status

    def test_logged_out_it_stays_out(self, client, ann):
        try_login(client)
        kept = client.cookies[COOKIE]
        client.post("/staff/logout", data={"token": form_token(client, "/staff/calls")})
        again = client.get("/staff/calls", headers={"Cookie": f"{COOKIE}={kept}"})
        assert again.status_code == 303

    def test_idle(self, house, client, ann):
        try_login(client)
        for _ in range(3):
            house.clock.forward(seconds=IDLE.total_seconds() - 1)
            assert client.get("/staff/calls").status_code == 200
        house.clock.forward(seconds=IDLE.total_seconds() + 1)
        assert client.get("/staff/calls").status_code == 303

    def test_absolute(self, house, client, ann):
        try_login(client)
        end = house.clock.now + ABSOLUTE
        while house.clock.now < end:
            assert client.get("/staff/calls").status_code == 200
            house.clock.forward(minutes=20)
        house.clock.now = end + timedelta(seconds=1)
        assert client.get("/staff/calls").status_code == 303

    def test_a_new_password_ends_the_sessions_of_the_old(self, house, client, ann):
        try_login(client)
        house.staff.add_staff("ann", hash_password("another long password"), "staff")
        assert client.get("/staff/calls").status_code == 303

    def test_an_account_that_is_gone(self, house, client, ann):
        try_login(client)
        del house.staff.accounts["ann"]
        assert client.get("/staff/calls").status_code == 303


class TestForms:
    """Only forms from our own pages, sent in the session that they were made for."""

    @pytest.mark.parametrize("token", ["", "wrong", "é"])
    def test_a_wrong_token(self, client, ann, token):
        client.get("/staff/login")
        form = {"name": "ann", "password": PASSWORD, "token": token}
        assert client.post("/staff/login", data=form).status_code == 403

    def test_a_token_without_its_session(self, client, ann):
        token = form_token(client)
        client.cookies.clear()
        form = {"name": "ann", "password": PASSWORD, "token": token}
        assert client.post("/staff/login", data=form).status_code == 403

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://bot.example.org"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
        ],
    )
    def test_from_elsewhere(self, client, ann, headers):
        assert try_login(client, headers=headers).status_code == 403

    def test_from_here(self, client, ann):
        headers = {"Origin": "https://bot.example.org", "Sec-Fetch-Site": "same-origin"}
        assert try_login(client, headers=headers).status_code == 303

    def test_a_link_cannot_log_anybody_out(self, client, ann):
        try_login(client)
        assert client.get("/staff/logout").status_code == 405
        assert client.post("/staff/logout").status_code == 403
        assert client.get("/staff/calls").status_code == 200


class TestPasswords:
    def test_too_short_or_too_long(self):
        for password in ("1234567", "x" * 1025):
            with pytest.raises(SettingsError):
                hash_password(password)

    def test_argon2id_and_never_the_same_twice(self):
        first, second = hash_password(PASSWORD), hash_password(PASSWORD)
        assert first.startswith("$argon2id$")
        assert first != second


def test_roles():
    assert Role.named("owner") > Role.named("staff") > Role.named("Viewer")
    with pytest.raises(SettingsError, match="viewer, staff, owner"):
        Role.named("king")
