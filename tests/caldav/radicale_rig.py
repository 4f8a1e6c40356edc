"""A real CalDAV server for tests, and a hand that edits calendars on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import httpx

CONFIG = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 100
timeout = 30
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/data
[logging]
level = warning
"""
USER, PASSWORD = "lee", "only for this server"


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """Runs a server on a free port of this machine; yields the address of the user's home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "radicale", "-C", str(folder / "config")],
        stdout=log,
        stderr=log,
        env=os.environ | {"RADICALE_CONFIG": ""},
    )
    home = f"http://127.0.0.1:{port}/{USER}/"
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx.get(home, auth=(USER, PASSWORD), timeout=1, trust_env=False)
                break
            except httpx.HTTPError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((folder / "log").read_text()) from None
                time.sleep(0.05)
        yield home
    finally:
        server.terminate()
        server.wait(10)
        log.close()


class Hand:
    """Somebody at their own calendar program."""

    def __init__(self, home: str, name: str = "work") -> None:
        self.url = f"{home}{name}/"
        self.http = httpx.Client(auth=(USER, PASSWORD), timeout=20, trust_env=False)
        self.http.request(
            "MKCALENDAR", self.url, headers={"content-type": "application/xml"}
        ).raise_for_status()

    def close(self) -> None:
        self.http.close()

    def hrefs(self) -> dict[str, str]:
        """Etags by address."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        answer = self.http.request("PROPFIND", self.url, headers={"depth": "1"}, content=body)
        root = ElementTree.fromstring(answer.raise_for_status().content)
        found = {
            r.findtext("{DAV:}href") or "": r.findtext(".//{DAV:}getetag") or ""
            for r in root.iterfind("{DAV:}response")
        }
        return {href: etag for href, etag in found.items() if href.endswith(".ics")}

    def texts(self) -> dict[str, str]:
        return {href: self.read(href) for href in self.hrefs()}

    def read(self, href: str) -> str:
        return self.http.get(self._at(href)).raise_for_status().content.decode()

    def write(self, name: str, text: str) -> None:
        answer = self.http.put(
            self._at(name), content=text.encode(), headers={"content-type": "text/calendar"}
        )
        answer.raise_for_status()

    def delete(self, name: str) -> None:
        self.http.delete(self._at(name)).raise_for_status()

    def event(self, name: str, start: str, end: str, *more: str, zone: str = "UTC") -> str:
        """Write an event of these local times ("20261124T090000"); its name."""
        self.write(f"{name}.ics", event_of(name, start, end, *more, zone=zone))
        return f"{name}.ics"

    def _at(self, name: str) -> httpx.URL:
        return httpx.URL(self.url).join(name)


def event_of(uid: str, start: str, end: str, *more: str, zone: str = "UTC") -> str:
    kind = ";VALUE=DATE" if len(start) == 8 else f";TZID={zone}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261101T000000Z",
        f"DTSTART{kind}:{start}",
        f"DTEND{kind}:{end}",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)
