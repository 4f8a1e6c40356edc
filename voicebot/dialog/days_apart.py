"""Several services on days of their own: "a cleaning on Tuesday and a filling on Friday".

Each stretch of the words that holds one service is read by itself, so that its day is its own and
not one of two days that would do for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicebot.dialog import shifts, wishes
from voicebot.dialog.listening import plain
from voicebot.dialog.times_read import time_in
from voicebot.dialog.turn import Turn
from voicebot.understanding.model import Expectation, Understanding, When


def days_apart(turn: Turn, said: Understanding) -> dict[str, When]:
    """The time of each service, where each has one of its own; else empty."""
    spans = {str(s.value): s.span for s in said.slots if s.name == "service"}
    services = sorted(spans, key=lambda service: spans[service])
    if len(services) < 2:
        return {}
    starts, ends = zip(*(spans[s] for s in services), strict=True)
    behind = zip(ends, (*starts[1:], len(said.text)), strict=True)
    before = zip((0, *ends[:-1]), starts, strict=True)
    for places in (behind, before):
        times = _times(turn, [said.text[a:b] for a, b in places])
        if len({(w.start, w.end) for w in times}) == len(services):
            return dict(zip(services, times, strict=True))
    return {}


def _times(turn: Turn, stretches: Sequence[str]) -> list[When]:
    """What each stretch tells; empty as soon as one tells nothing."""
    times: list[When] = []
    for stretch in stretches:
        when = _counted(stretch, times) or _read(turn, stretch)
        if when is None or not (times or wishes.has_date(when)):
            return []
        if not wishes.has_date(when) and times[-1].start is not None:
            when = wishes.on_day(wishes.whole_day(times[-1].start), when)
        times.append(when)
    return times


def _counted(stretch: str, before: Sequence[When]) -> When | None:
    """ "The week after": counted from the day before it."""
    by = shifts.from_a_visit(plain(stretch))
    if by is None or not before or before[-1].start is None:
        return None
    return wishes.whole_day(before[-1].start + by.by)


def _read(turn: Turn, stretch: str) -> When | None:
    when = time_in(turn, stretch, Expectation())
    return None if when is None else replace(when, text=stretch.strip())
