"""A service of one's own: `voicebot serve` in its own process, on its own port and data."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from voicebot.errors import VoicebotError

START_LIMIT_S = 180
STOP_LIMIT_S = 20


class ServiceFailed(VoicebotError):
    code = "service_failed"


@dataclass(frozen=True, slots=True)
class OwnService:
    """`settings` are the environment it runs with, to open the same data by."""

    url: str
    settings: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid


@contextmanager
def serving(
    data_dir: Path, name: str, settings: Mapping[str, str], *, keep: bool = False
) -> Iterator[OwnService]:
    """Run a service until the end of the block, on a free port of this machine.

    Its database is a new SQLite file, which goes with it unless it is to be kept. `settings`
    (VOICEBOT_...) win.

    Raises:
        ServiceFailed: it did not start; its last words are in the message.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    stamp = f"{name}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    database = (data_dir / f"{stamp}.db").resolve()
    port = _free_port()
    environment = {
        "VOICEBOT_DATA_DIR": str(data_dir),
        "VOICEBOT_DATABASE_URL": f"sqlite:///{database}",
        "VOICEBOT_TWILIO_AUTH_TOKEN": "",
        "VOICEBOT_DRAIN_S": "0",  # whoever placed its calls is gone
    } | dict(settings)
    command = [sys.executable, "-m", "voicebot", "serve", "--local", "--port", str(port)]
    log = data_dir / f"{stamp}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, url, log)
            yield OwnService(url, environment, process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
            if not keep:
                _remove(data_dir, stamp)


def _remove(data_dir: Path, stamp: str) -> None:
    """Database, its journal files and the service's log."""
    for path in data_dir.glob(f"{stamp}*"):
        path.unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise ServiceFailed(f"the service did not start: {log.read_text()[-400:].strip()}")
