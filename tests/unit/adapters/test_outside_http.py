"""Addresses that people typed in lead to the public internet only."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from threading import Event, Thread

import httpx
import pytest

from voicebot.adapters import outside_http
from voicebot.adapters.outside_http import OutsideHttp, is_public
from voicebot.errors import AccessRefused, OutsideFailed


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::1",
     "64:ff9b:1::1", "64:ff9b::7f00:1", "198.18.0.1"],
)  # fmt: skip
def test_inside(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"]
)
def test_outside(address):
    assert is_public(ip_address(address))


def resolving(monkeypatch, *addresses):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 0)) for a in addresses]
    monkeypatch.setattr(outside_http.socket, "getaddrinfo", lambda *a, **k: entries)


def client(answer, private=False):
    return OutsideHttp(transport=httpx.MockTransport(answer), private=private)


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    resolving(monkeypatch, "93.184.215.14")
    seen = []

    def answer(request):
        seen.append((request.url.host, request.headers["host"], request.extensions))
        return httpx.Response(200, text="fine")

    assert client(answer).send("GET", "https://cal.example.org/x").text == "fine"
    [(host, name, extensions)] = seen
    assert (host, name) == ("93.184.215.14", "cal.example.org")
    assert extensions["sni_hostname"] == "cal.example.org"


def test_one_private_address_among_several_is_enough(monkeypatch):
    resolving(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(AccessRefused, match="private network"):
        client(lambda request: httpx.Response(200)).send("GET", "https://cal.example.org/")


def test_a_redirect_to_the_inside_is_refused(monkeypatch):
    monkeypatch.setattr(
        outside_http.socket,
        "getaddrinfo",
        lambda host, *a, **k: [
            (2, 1, 6, "", ("127.0.0.1" if host == "localhost" else "93.184.215.14", 0))
        ],
    )
    hop = httpx.Response(302, headers={"location": "http://localhost:8000/metrics"})
    with pytest.raises(AccessRefused):
        client(lambda request: hop).send("GET", "https://cal.example.org/", follow=True)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/"])
def test_other_schemes(url):
    with pytest.raises((AccessRefused, OutsideFailed)):
        client(lambda request: httpx.Response(200), private=True).send("GET", url)


def test_an_answer_that_is_too_large(monkeypatch):
    monkeypatch.setattr(outside_http, "LARGEST", 10)
    with pytest.raises(OutsideFailed, match="too large"):
        client(lambda request: httpx.Response(200, text="x" * 11), private=True).send(
            "GET", "http://cal.example.org/"
        )


@contextmanager
def dripping(first: bytes):
    """A server that sends a beginning and then one byte again and again; its address."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(first)
                while not over.wait(0.05):
                    connection.sendall(b"x")

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join()


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "]
)
def test_an_answer_that_never_ends_is_none(monkeypatch, first):
    monkeypatch.setattr(outside_http, "DEADLINE_S", 0.3)
    http = OutsideHttp(private=True)
    with dripping(first) as url:
        began = time.monotonic()
        with pytest.raises(OutsideFailed, match=r"within 0\.3 s"):
            http.send("GET", url)
        assert time.monotonic() - began < 3
    http.close()


def test_while_one_request_hangs_there_is_no_other(monkeypatch):
    monkeypatch.setattr(outside_http, "DEADLINE_S", 0.1)
    let_go = Event()

    def hangs(request):
        let_go.wait(10)
        return httpx.Response(200, text="late")

    http = client(hangs, private=True)
    with pytest.raises(OutsideFailed, match="within"):
        http.send("GET", "http://cal.example.org/")
    with pytest.raises(OutsideFailed, match="earlier request"):
        http.send("GET", "http://cal.example.org/")
    let_go.set()
    http._hanging.join()
    assert http.send("GET", "http://cal.example.org/").text == "late"


def test_no_error_repeats_the_address():
    """An address may be the secret itself."""

    def broken(request):
        raise httpx.ConnectError("cannot reach https://cal.example.org/secret-token")

    with pytest.raises(OutsideFailed) as caught:
        client(broken, private=True).send("GET", "http://cal.example.org/secret-token")
    assert "secret-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "error"), [(401, AccessRefused), (403, AccessRefused), (500, OutsideFailed)]
)
def test_statuses(status, error):
    answer = client(lambda request: httpx.Response(status), private=True).send("GET", "http://x/")
    with pytest.raises(error, match=str(status)):
        answer.expect(200)
