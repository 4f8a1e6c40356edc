import asyncio

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


def test_closing_does_not_hang_on_a_dead_store(monkeypatch):
    write(Store(failures=10 * TRIES), 3, monkeypatch)


def test_an_empty_journal_closes(monkeypatch):
    store = Store()
    write(store, 0, monkeypatch)
    assert store.kept == []
