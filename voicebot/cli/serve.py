"""`voicebot serve`: the service."""

from __future__ import annotations

import argparse
import gc
import ipaddress
import logging

from voicebot.cli import Commands
from voicebot.errors import SettingsError


def register(commands: Commands) -> None:
    parser = commands.add(
        "serve", run, help="Answer calls: Twilio's webhooks and media socket, staff pages."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument(
        "--local",
        action="store_true",
        help="without a Twilio token: serve this machine only, for trying things out",
    )


def run(options: argparse.Namespace) -> int:
    """Prepare everything, then serve until interrupted; SIGTERM lets calls finish first."""
    from voicebot.bootstrap import build
    from voicebot.config import Settings
    from voicebot.web.app import create_app
    from voicebot.web.server import Server

    if options.local and not _is_loopback(options.host):
        raise SettingsError(f"--local serves this machine only, not {options.host}")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for quiet in ("httpx", "alembic"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    service = build(Settings.read())
    try:
        service.stores.upgrade()  # the pages ask the data which businesses there are
        app = create_app(service.web(local=options.local))
        print("loading the models and the fixed prompts ...", flush=True)
        service.prepare()
        gc.collect()
        gc.freeze()  # what is loaded stays: no call has to stop while it is looked through
        print(f"listening on http://{options.host}:{options.port} (staff: /staff/)", flush=True)
        Server(app, service.drain, host=options.host, port=options.port).run()
    finally:
        service.close()
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
