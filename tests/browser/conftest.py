"""A real server on loopback and a real Chromium.

The browser is Debian's package `chromium` (or what CHROMIUM names); where there is none the tests
fail and say so, they are not skipped.
"""

import os
import shutil
import threading
import time
from datetime import timedelta

import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from web_house import CALL, NOW, PASSWORD, House

from voicebot.web.app import create_app
from voicebot.web.services import UVICORN
from voicebot.web.sessions import hash_password


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def filled_house():
    """A house in which a few things have happened."""
    house = House()
    house.staff.add_staff("ann", hash_password(PASSWORD), "staff")
    minutes = lambda n: NOW - timedelta(minutes=n)  # noqa: E731
    house.add_call()
    house.add_call(
        "CA2", started_at=minutes(45), ended_at=minutes(44), caller="", outcome="message"
    )
    house.add_call(
        "CA3", started_at=minutes(30), ended_at=minutes(29), outcome="emergency", turns=2
    )
    house.add_call("CA4", started_at=minutes(20), ended_at=minutes(19), outcome="failed", turns=1)
    house.add_call("CA5", started_at=minutes(9), ended_at=minutes(8), outcome="abandoned", turns=0)
    house.add_call("CA6", started_at=minutes(1), ended_at=None, outcome="", turns=2)
    add_conversation(house)
    house.calls.save_recording(CALL, b"RIFF" + bytes(2000))
    house.add_message(text="Please call me about my bill, I think I paid it twice.")
    house.add_message("m2", kind="emergency", urgent=True, name="", text="A tooth was knocked out.")
    house.add_message("m3", kind="message", phone="", call_id="", done_at=NOW, text="Thank you!")
    house.add_appointment("a1", hours=3)
    house.add_appointment(
        "a2",
        hours=27,
        for_name="Benedikta van der Long-Surname",
        staff_id=None,
        details={"reason": "a chipped front tooth after a fall from a bicycle"},
    )
    house.add_appointment("a3", hours=28, phone="", call_id="", for_name="Cy Example")
    return house


def add_conversation(house):
    def heard(from_ms, text):
        understood = {
            "intents": [{"name": "book", "score": 0.93}],
            "slots": {"service": "cleaning"},
        }
        nbest = [{"text": text, "score": -0.21}, {"text": f"{text} please", "score": -0.4}]
        house.add_entry(
            "heard", from_ms + 1800, text=text, from_ms=from_ms, understood=understood, nbest=nbest
        )

    house.add_entry(
        "said",
        400,
        reply="greeting",
        text="Hello, this is Smile Studio's automated assistant. How can I help you?",
    )
    heard(5200, "hi I would like a cleaning on Tuesday morning")
    house.add_entry("decided", 7100, replies=["checking"], requests=["FindSlots"])
    house.add_entry("asked", 7100, id="1", request={"services": ["cleaning"], "limit": 2})
    house.add_entry(
        "calendar", 7160, request="1", answer={"slots": ["9:00", "10:30"], "exact": True}
    )
    house.add_entry(
        "said",
        7600,
        reply="offer_two",
        text="I have nine o'clock or half past ten on Tuesday the 24th. Which would you like?",
    )
    house.add_entry("cut", 9900, heard=0.62, text="Which would you like?", cause="speech")
    heard(10_100, "half past ten is fine")
    house.add_entry("silence", 14_000, times=1)
    house.add_entry("said", 14_200, reply="ask_name", text="May I have your name, please?")
    house.add_entry("keyed", 20_000, digits="5551230000")
    house.add_entry(
        "said",
        24_000,
        reply="booked",
        text="You are booked for a cleaning at half past ten on Tuesday the 24th with Dr. Lee.",
    )
    house.add_entry("ended", 71_000, reason="done", outcome="booked", turns=6)


@pytest.fixture
def house():
    return filled_house()


@pytest.fixture
def address(house):
    """Where a server serves the house, as `serve --local` does."""
    app = create_app(house.services(auth_tokens=(), public_url="", local=True))
    config = uvicorn.Config(app, **UVICORN | {"port": 0, "log_config": None, "lifespan": "off"})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def visit(chromium, address):
    """Opens pages: `visit("/staff/calls", width=360, dark=True)`; complaints fail the test."""
    contexts, complaints = [], []

    def open_page(path, width=1200, script=True, dark=False):
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # The browser tells of every answer from 400 on; a failed log-in is none of our faults.
    assert [text for text in complaints if "401" not in text] == []


@pytest.fixture
def enter(visit):
    """Opens a page behind the log-in, by way of the log-in."""

    def log_in(path, **how):
        page = visit(path, **how)
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return log_in
