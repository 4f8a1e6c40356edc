"""SIGTERM, over a real process and port: who is served meanwhile, and how the process ends."""

import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

CHILD = """
import asyncio, signal, sys
from voicebot.web.server import Server

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background process ignores it
over = asyncio.Event()

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/over":
        over.set()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})

async def drain():
    print("draining", flush=True)
    await over.wait()

try:
    Server(app, drain, host="127.0.0.1", port=int(sys.argv[1])).run()
finally:
    print("closed", flush=True)
"""


class Child:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-W", "error", "-c", CHILD, str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def get(self, path: str = "/") -> str:
        url = f"http://127.0.0.1:{self.port}{path}"
        return httpx.get(url, trust_env=False, timeout=5).text

    def wait_until_up(self) -> None:
        for _ in range(300):
            try:
                self.get()
                return
            except httpx.TransportError:
                assert self.process.poll() is None
                time.sleep(0.05)
        raise AssertionError("it did not start")

    def line(self) -> str:
        return self.process.stdout.readline().strip()


@pytest.fixture
def child():
    child = Child()
    child.wait_until_up()
    yield child
    child.process.kill()
    child.process.wait()
    child.process.stdout.close()


def test_what_is_under_way_is_served_until_it_is_done_and_the_status_is_0(child):
    child.process.send_signal(signal.SIGTERM)
    assert child.line() == "draining"
    assert child.get() == "here"
    child.get("/over")
    assert child.line() == "closed"
    assert child.process.wait(5) == 0


def test_a_second_sigterm_does_not_wait_and_closes_all_the_same(child):
    child.process.send_signal(signal.SIGTERM)
    assert child.line() == "draining"
    child.process.send_signal(signal.SIGTERM)
    assert child.line() == "closed"
    assert child.process.wait(5) == 0


def test_ctrl_c_does_not_wait_either(child):
    child.process.send_signal(signal.SIGINT)
    assert child.line() == "closed"
    assert child.process.wait(5) != 0
