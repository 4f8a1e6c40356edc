"""A service of one's own: found by its address, gone with all it wrote."""

import subprocess

import httpx
import pytest

from voicebot.simulator import own_service
from voicebot.simulator.own_service import ServiceFailed, serving

STUB = """
import http.server, os, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["VOICEBOT_DIALOG"].encode())
    def log_message(self, *words):
        pass
open(os.environ["VOICEBOT_DATABASE_URL"].removeprefix("sqlite:///"), "w").close()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Ready).serve_forever()
"""


def launching(monkeypatch, code: str) -> None:
    """Run this Python in the place of the service."""
    real = subprocess.Popen

    def popen(command, **more):
        return real([command[0], "-c", code, *command[3:]], **more)

    monkeypatch.setattr(own_service.subprocess, "Popen", popen)


def test_it_runs_with_its_own_settings_and_leaves_nothing(tmp_path, monkeypatch):
    launching(monkeypatch, STUB)
    with serving(tmp_path, "test", {"VOICEBOT_DIALOG": "plumber"}) as service:
        assert httpx.get(service.url, trust_env=False).text == "plumber"
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(httpx.TransportError):
        httpx.get(service.url, trust_env=False)


def test_its_data_may_be_kept(tmp_path, monkeypatch):
    launching(monkeypatch, STUB)
    with serving(tmp_path, "test", {"VOICEBOT_DIALOG": "plumber"}, keep=True):
        pass
    assert {path.suffix for path in tmp_path.iterdir()} == {".db", ".log"}


def test_its_last_words_are_told_when_it_does_not_start(tmp_path, monkeypatch):
    launching(monkeypatch, "raise SystemExit('no model here')")
    with pytest.raises(ServiceFailed, match="no model here"), serving(tmp_path, "test", {}):
        pytest.fail("it started")
