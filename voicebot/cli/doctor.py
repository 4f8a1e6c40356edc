"""`voicebot doctor`: is everything there that a call needs?"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from voicebot.cli import Commands
from voicebot.errors import VoicebotError

if TYPE_CHECKING:
    from voicebot.bootstrap import Service


def register(commands: Commands) -> None:
    commands.add("doctor", run, help="Check settings, models, database and dialog.")


def run(options: argparse.Namespace) -> int:
    """A line for each check; exit 1 when one fails."""
    failed = 0
    for name, check in _checks():
        try:
            said = check()
        except Exception as error:
            # Whatever a library raises is the finding of this check, and the others still count.
            failed += 1
            said = f"FAILED: {_told(error)}"
        print(f"{name:11} {said}", flush=True)
    return 1 if failed else 0


def _told(error: Exception) -> str:
    """In one line; an error that is not of our own tree says its kind too."""
    first = next(iter(str(error).splitlines()), "")
    kind = "" if isinstance(error, VoicebotError) else type(error).__name__
    return ": ".join(part for part in (kind, first) if part)


def _checks() -> list[tuple[str, Callable[[], str]]]:
    from voicebot.config import Settings
    from voicebot.errors import CalendarFailed, SettingsError

    settings = Settings.read()
    built: list[Service] = []

    def service() -> Service:
        from voicebot.bootstrap import build

        built[:] = built or [build(settings)]
        return built[0]

    def data() -> str:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / ".probe"
        probe.write_text("ok")
        probe.unlink()
        return f"{settings.data_dir} can be written"

    def twilio() -> str:
        if not settings.twilio_auth_token.get_secret_value():
            return "no auth token: only `serve --local` will start"
        if not settings.public_url.startswith("https://"):
            raise SettingsError("VOICEBOT_PUBLIC_URL: must be the https address Twilio calls")
        return f"webhook: {settings.public_url.rstrip('/')}/twilio/voice"

    def database() -> str:
        service().stores.upgrade()
        if not service().stores.ready():
            raise CalendarFailed("the database does not answer")
        return f"{service().stores.engine.dialect.name}, schema up to date"

    def dialog() -> str:
        loaded = service().dialog
        services = len(loaded.business.services)
        return f"{loaded.id}: {loaded.business.name}, {services} services, {loaded.business.zone}"

    def hearing() -> str:
        return f"loaded in {_seconds(lambda: service().engines.recogniser)}"

    def speaking() -> str:
        return f"loaded in {_seconds(lambda: service().engines.synthesiser)}"

    def language() -> str:
        return f"loaded in {_seconds(lambda: service().engines.nlp)}"

    return [
        ("data", data),
        ("twilio", twilio),
        ("database", database),
        ("dialog", dialog),
        ("hearing", hearing),
        ("speaking", speaking),
        ("language", language),
    ]


def _seconds(load: Callable[[], object]) -> str:
    import time

    began = time.perf_counter()
    load()
    return f"{time.perf_counter() - began:.1f} s"
