"""Addresses that people typed in lead to the public internet only."""

from __future__ import annotations

import socket
from ipaddress import ip_address

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
