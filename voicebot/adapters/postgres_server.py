"""A PostgreSQL server that lives as long as a test run or a bench: own folder, no network.

The server refuses to run as root; then it runs as the user `postgres`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_USER = "postgres"
PREFIX = "voicebot-pg-"
OWNER = "owner"
"""The file that names the process a server belongs to."""


def server_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl` of the newest installed server; None without one."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda p: [int(n) for n in re.findall(r"\d+", p.parent.parent.name)],
    )
    known = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(known).parent if known else None


@contextmanager
def temporary_server(*, durable: bool = False, connections: int = 120) -> Iterator[str]:
    """Runs a new, empty server and yields the URL of its database.

    `durable` waits for the disk on each commit, as in production; without it a power cut would
    cost data, a killed process does not.

    Raises:
        FileNotFoundError: no server is installed.
        subprocess.CalledProcessError: it did not start.
    """
    binaries = server_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL server is installed (initdb was not found)")
    _bury_orphans(binaries)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / OWNER).write_text(str(os.getpid()))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER_USER)
        data, log = folder / "data", folder / "log"
        _run(binaries, "initdb", "-D", data, "-U", SERVER_USER, "-A", "trust", "-N", "-E", "UTF8")
        options = [
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            f"max_connections={connections}",
            f"fsync={'on' if durable else 'off'}",
        ]
        settings = " ".join(f"-c {option}" for option in options)
        _run(binaries, "pg_ctl", "-D", data, "-l", log, "-o", settings, "-w", "start")
        try:
            yield f"postgresql://{SERVER_USER}@/postgres?host={folder}"
        finally:
            _run(binaries, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bury_orphans(binaries: Path) -> None:
    """Stop servers whose owner was killed before it could."""
    for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        if Path(f"/proc/{owner.read_text()}").exists():
            continue
        with contextlib.suppress(subprocess.CalledProcessError):
            _run(binaries, "pg_ctl", "-D", owner.parent / "data", "-m", "immediate", "stop")
        shutil.rmtree(owner.parent, ignore_errors=True)


@contextmanager
def scratch_database(server: str, name: str) -> Iterator[str]:
    """A new database on a server, by its URL; dropped afterwards with all that is in it."""
    from sqlalchemy import create_engine, make_url, text

    url = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def _run(binaries: Path, command: str, *arguments: str | Path) -> None:
    as_server = ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_server, binaries / command, *arguments],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
