"""The visits that would fit on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from voicebot.booking.fitting import Fitter
from voicebot.booking.instants import Span
from voicebot.booking.model import Resource

Admit = Callable[[int], bool]


class Candidate(NamedTuple):
    """A visit that would fit: `shift` is the working time it lies in, for judging gaps."""

    start: int
    end: int
    person: Resource | None
    shift: Span


def candidates(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    """All visits whose shift begins on a local day, person by person, by start."""
    if fitter.services[0].daily_capacity:
        yield from _drop_off(fitter, day, admit)
        return
    for person, shift, length, grid in _shifts(fitter, day):
        if _plain(fitter) and person is not None:
            yield from (Candidate(t, t + length, person, shift) for t in grid if admit(t))
            continue
        for at in filter(admit, grid):
            if not fitter.services[0].window_min and fitter.lacks_room(at, length):
                continue
            found = fitter.fit(at, person)
            if found is not None:
                yield Candidate(found.start, found.end, person, shift)


def starts(fitter: Fitter, day: date, admit: Admit) -> Iterator[tuple[Resource | None, list[int]]]:
    """When all those `candidates` start, by person: many at a time, for long lists."""
    if not _plain(fitter) or None in fitter.choices[0]:
        for candidate in candidates(fitter, day, admit):
            yield candidate.person, [candidate.start]
        return
    for person, _, _, grid in _shifts(fitter, day):
        yield person, list(filter(admit, grid))


def _plain(fitter: Fitter) -> bool:
    """Whether a free person is all that it takes."""
    service = fitter.services[0]
    more = service.needs or service.capacity > 1 or service.window_min or service.daily_capacity
    return len(fitter.services) == 1 and not more


def _shifts(
    fitter: Fitter, day: date
) -> Iterator[tuple[Resource | None, Span, int, Iterable[int]]]:
    """Each person's shifts, how long the first service takes, and the times to try."""
    for person in fitter.choices[0]:
        length = fitter.length(fitter.services[0], person)
        for start, end, stretch in fitter.catalogue.stretch(person, day):
            grid = _grid(fitter, person, length, start, end, stretch)
            yield person, (start, stretch), length, grid


def _grid(
    fitter: Fitter, person: Resource | None, length: int, start: int, end: int, stretch: int
) -> Iterable[int]:
    """Times to try in a shift: every step from its beginning, where the person is free."""
    service = fitter.services[0]
    if service.window_min:
        return range(start, end, service.window_min * 60)
    last, step = min(end - 1, stretch - length), service.step_min * 60
    if person is None or service.capacity > 1:
        return range(start, last + 1, step)
    before, after = service.buffer_before_min * 60, service.buffer_after_min * 60
    return fitter.diary.free_starts(person.id, start, last, step, before, length + after)


def _drop_off(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    opened = fitter.catalogue.shifts(None, day)
    if opened and admit(opened[0][0]):
        found = fitter.fit(opened[0][0])
        if found is not None:
            yield Candidate(found.start, found.end, None, (found.start, found.end))
