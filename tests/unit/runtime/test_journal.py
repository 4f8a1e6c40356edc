import asyncio
import time

from voicebot.call.messages import LogEntry
from voicebot.runtime import journal as journal_module
from voicebot.runtime.journal import TRIES, Journal


class Store:
    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.kept: list[LogEntry] = []

    def append(self, entries) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk")
        self.kept += entries


def entries(count: int) -> list[LogEntry]:
    return [LogEntry("CA1", n, n * 10, "said", {}) for n in range(count)]


def write(store: Store, count: int, monkeypatch) -> None:
    monkeypatch.setattr(journal_module, "PAUSE_S", 0.01)

    async def call() -> None:
        journal = Journal(store)
        for entry in entries(count):
            journal.add(entry)
            await asyncio.sleep(0.002)
        await journal.close()

    asyncio.run(call())


def test_everything_is_written_in_order_when_it_closes(monkeypatch):
    store = Store()
    write(store, 30, monkeypatch)
    assert [entry.seq for entry in store.kept] == list(range(30))


def test_a_store_that_was_away_loses_nothing(monkeypatch):
    store = Store(failures=2)
    write(store, 10, monkeypatch)
    assert [entry.seq for entry in store.kept] == list(range(10))


def test_closing_does_not_hang_on_a_dead_store(monkeypatch, caplog):
    write(Store(failures=10 * TRIES), 3, monkeypatch)
    assert "3 entries of the log of call CA1 are lost" in caplog.text


class Away(Store):
    """Cannot be reached before `back` (of the loop's clock)."""

    def __init__(self, back: float) -> None:
        super().__init__()
        self.back = back
        self.tries = 0

    def append(self, entries) -> None:
        self.tries += 1
        if time.monotonic() < self.back:
            raise OSError("disk")
        super().append(entries)


def test_a_store_that_is_back_a_moment_after_the_call_loses_nothing(monkeypatch):
    """Five tries at once are over before anything can come back."""
    monkeypatch.setattr(journal_module, "PAUSE_S", 0.05)

    async def call() -> Away:
        store = Away(time.monotonic() + 0.4)
        journal = Journal(store)
        for entry in entries(3):
            journal.add(entry)
        await journal.close()
        return store

    store = asyncio.run(call())
    assert [entry.seq for entry in store.kept] == [0, 1, 2]
    assert store.tries > 2


def test_the_log_is_closed_without_waiting_for_the_next_round(monkeypatch):
    monkeypatch.setattr(journal_module, "PAUSE_S", 30)
    store = Store()

    async def call() -> None:
        journal = Journal(store)
        for entry in entries(2):
            journal.add(entry)
            await asyncio.sleep(0.02)
        async with asyncio.timeout(5):
            await journal.close()

    asyncio.run(call())
    assert [entry.seq for entry in store.kept] == [0, 1]


def test_an_empty_journal_closes(monkeypatch):
    store = Store()
    write(store, 0, monkeypatch)
    assert store.kept == []
