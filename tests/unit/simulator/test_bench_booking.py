"""`voicebot bench booking` fails when the calendar did anything wrong, not when it was slow."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from vets import KEY

from voicebot.adapters.memory import MemoryCalendar
from voicebot.cli import main
from voicebot.simulator import booking_load, bookings
from voicebot.simulator.bookings import Run

GOOD = Run("sqlite", "one slot", 100, 1, 0, 0, 5.0, 9.0, 12.0, 1.0, expected=1)


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ({}, 0, ""),
        ({"booked": 0}, 1, "wrong: sqlite, one slot"),
        ({"booked": 2}, 1, "wrong: sqlite, one slot"),
        ({"overlaps": 1}, 1, "wrong: sqlite, one slot"),
        ({"orphans": 1}, 1, "wrong: sqlite, one slot"),
        ({"errors": 1}, 1, "wrong: sqlite, one slot"),
        ({"p99_ms": 151.0}, 0, "slow: sqlite, one slot: p99 151.0 ms, over 150"),
        (
            {"case": "60 days, room", "expected": None, "p50_ms": 51.0},
            0,
            "slow: sqlite, 60 days, room: p50 51.0 ms, over 50",
        ),
    ],
)
def test_the_exit_status_tells(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wrong: dict[str, object],
    code: int,
    said: str,
) -> None:
    result = replace(GOOD, **wrong)  # type: ignore[arg-type]
    monkeypatch.setattr(bookings, "bench", lambda *_: iter([result]))
    with pytest.raises(SystemExit) as ended:
        main(["bench", "booking", "--database", "sqlite"])
    assert ended.value.code == code
    assert capsys.readouterr().err.strip() == said


def test_callers_of_the_random_load_book_what_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what they release is theirs: a call goes on over several requests."""
    calls: Counter[str] = Counter()
    held: dict[str, set[str]] = {}
    own = 0
    calendar = MemoryCalendar(KEY)
    answer = calendar.answer

    def watched(business_id, request, *, key, call_id, now):  # type: ignore[no-untyped-def]
        nonlocal own
        found = answer(business_id, request, key=key, call_id=call_id, now=now)
        if key:
            calls[call_id] += 1
            own += getattr(request, "token", None) in held.get(call_id, ())
            held[call_id] = set(getattr(found, "tokens", ())) or held.get(call_id, set())
        return found

    monkeypatch.setattr(calendar, "answer", watched)
    calendar.ensure_business(booking_load.business(people=2, rooms=1))
    outcome = booking_load.Outcome()
    booking_load.anything(3)(calendar, range(200), outcome)  # type: ignore[arg-type]
    assert not outcome.errors
    assert max(calls.values()) > 5
    assert own
